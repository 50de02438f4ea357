// Dovecot on a port of this machine, over a maildir that a test fills: the mailbox that an
// operator would have.

import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { renameSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { freePort, listening, serverFolder, start, type Running } from "./programs.ts";

export interface Dovecot {
  /** `imap://ann@127.0.0.1:PORT/INBOX`. */
  readonly url: string;
  /** The same over TLS, and the file with the certificate that has to be trusted for it. */
  readonly secureUrl: string;
  readonly certificate: string;
  readonly password: string;
  /** Puts mails into the mailbox as a delivery agent does: whole or not at all. */
  readonly deliver: (mails: readonly Uint8Array[]) => void;
  readonly start: () => Promise<void>;
  readonly stop: (signal?: NodeJS.Signals) => Promise<void>;
  /** While stopped: forgets all UIDs, so that the mailbox comes back with another UIDVALIDITY. */
  readonly renumber: () => void;
  /** Stops it and removes its files. */
  readonly remove: () => Promise<void>;
}

/** Dovecot refuses to run its parts as root; then everything is nobody's. */
const nobody = { uid: 65_534, gid: 65_534, user: "nobody", group: "nogroup" };

export async function dovecot(): Promise<Dovecot> {
  const { folder, remove } = serverFolder("dovecot");
  const [port, securePort] = [await freePort(), await freePort()];
  const maildir = join(folder, "mail");
  const owner = ownerOf();
  for (const part of ["", "run", "state", "home", "mail", "mail/new", "mail/cur", "mail/tmp"]) {
    mkdirSync(join(folder, part), { recursive: true });
    chownSync(join(folder, part), owner.uid, owner.gid);
  }
  chmodSync(folder, 0o755);
  const file = join(folder, "dovecot.conf");
  const certificate = certified(folder, owner);
  writeFileSync(file, configuration(folder, { port, securePort }, owner));
  let running: Running | undefined;
  const stop = async (signal?: NodeJS.Signals) => {
    await running?.stop(signal);
    running = undefined;
  };
  return {
    url: `imap://ann@127.0.0.1:${port}/INBOX`,
    secureUrl: `imaps://ann@127.0.0.1:${securePort}/INBOX`,
    certificate,
    password: "secret",
    deliver: deliverer(maildir, owner),
    start: async () => {
      // A killed master leaves its pid file and sockets behind.
      rmSync(join(folder, "run"), { recursive: true, force: true });
      mkdirSync(join(folder, "run"));
      chownSync(join(folder, "run"), owner.uid, owner.gid);
      const ids = process.getuid?.() === 0 ? { uid: owner.uid, gid: owner.gid } : {};
      running = start("dovecot", ["-F", "-c", file], { cwd: folder, ...ids });
      await listening(port);
    },
    stop,
    renumber: () => {
      for (const name of existsSync(maildir) ? readdirSync(maildir) : []) {
        // `dovecot-uidvalidity` stays: by it the next number differs also within one second.
        if (/^dovecot(?:-uidlist|\.)/.test(name)) rmSync(join(maildir, name), { recursive: true });
      }
    },
    remove: async () => {
      await stop("SIGKILL");
      remove();
    },
  };
}

function deliverer(maildir: string, owner: Owner): Dovecot["deliver"] {
  let delivered = 0;
  return (mails) => {
    for (const mail of mails) {
      const name = `${1_700_000_000 + delivered}.M${delivered}.example`;
      delivered += 1;
      writeFileSync(join(maildir, "tmp", name), mail);
      chownSync(join(maildir, "tmp", name), owner.uid, owner.gid);
      renameSync(join(maildir, "tmp", name), join(maildir, "new", name));
    }
  };
}

interface Owner {
  readonly uid: number;
  readonly gid: number;
  readonly user: string;
  readonly group: string;
}

function ownerOf(): Owner {
  const { uid, gid, username } = userInfo();
  return uid === 0 ? nobody : { uid, gid, user: username, group: String(gid) };
}

/** Makes a key, and a certificate for this machine that nobody else has signed. */
function certified(folder: string, { uid, gid }: Owner): string {
  const [key, certificate] = [join(folder, "key.pem"), join(folder, "certificate.pem")];
  const subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"];
  const kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-x509"];
  const words = ["req", ...kind, ...subject, "-days", "2", "-keyout", key, "-out", certificate];
  execFileSync("openssl", words, { stdio: "ignore" });
  chownSync(key, uid, gid);
  return certificate;
}

interface Ports {
  readonly port: number;
  readonly securePort: number;
}

function configuration(
  folder: string,
  { port, securePort }: Ports,
  { uid, gid, user, group }: Owner,
): string {
  return `
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/log
protocols = imap
listen = 127.0.0.1
ssl_cert = <${folder}/certificate.pem
ssl_key = <${folder}/key.pem
disable_plaintext_auth = no
default_internal_user = ${user}
default_internal_group = ${group}
default_login_user = ${user}
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:${folder}/mail
mail_max_userip_connections = 100
service imap-login {
  chroot =
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = ${securePort}
    ssl = yes
  }
}
service anvil {
  chroot =
}
service stats {
  chroot =
}
passdb {
  driver = static
  args = password=secret
}
userdb {
  driver = static
  args = uid=${uid} gid=${gid} home=${folder}/home
}
namespace inbox {
  inbox = yes
}
`;
}
