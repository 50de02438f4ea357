// A real SMTP server on loopback that keeps what it is given, and has moods.

import { SMTPServer, type SMTPServerOptions } from "smtp-server";

export interface Received {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: string;
}

/** `busy`: not now. `no`: never. `dies`: takes the mail and hangs up. `drops`: hangs up without it. */
export type SmtpMood = "busy" | "no" | "dies" | "drops";

export interface FakeSmtp {
  readonly port: number;
  readonly mails: Received[];
  /** How the next mails are met, each used up by one. */
  readonly moods: SmtpMood[];
  readonly close: () => Promise<void>;
}

/** `onMail` is told of each mail that was taken, before the sender is. */
export async function fakeSmtp(
  onMail: (mail: Received) => void = () => undefined,
): Promise<FakeSmtp> {
  const mails: Received[] = [];
  const moods: SmtpMood[] = [];
  const onData: SMTPServerOptions["onData"] = (stream, session, done) => {
    const parts: Buffer[] = [];
    stream.on("data", (part: Buffer) => parts.push(part));
    stream.on("end", () => {
      const mood = moods.shift();
      const refusal = mood === "busy" ? 451 : mood === "no" ? 554 : undefined;
      if (refusal !== undefined) {
        done(Object.assign(new Error("not so"), { responseCode: refusal }));
        return;
      }
      if (mood !== "drops") {
        const { mailFrom, rcptTo } = session.envelope;
        const mail = {
          from: mailFrom === false ? "" : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          raw: Buffer.concat(parts).toString("utf8"),
        };
        mails.push(mail);
        onMail(mail);
      }
      if (mood === undefined) done();
      else for (const connection of server.connections) hangUp(connection);
    });
  };
  const server = new SMTPServer({ authOptional: true, disabledCommands: ["STARTTLS"], onData });
  // A client that is killed in the middle of a word is a part of some tests.
  server.on("error", () => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.server.address();
  if (address === null || typeof address === "string") throw new Error("not a network port");
  return {
    ...{ port: address.port, mails, moods },
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
      }),
  };
}

function hangUp(connection: unknown): void {
  const { _socket: socket } = connection as { readonly _socket: { readonly destroy: () => void } };
  socket.destroy();
}
