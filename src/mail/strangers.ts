// A mail that is not about the kernel, or not from a person → which, in words.

import type { Message } from "../types.ts";
import type { Subject } from "./subject.ts";

/** Projects that share kernel lists and name themselves in the brackets of the subject. */
const projects: ReadonlySet<string> = new Set([
  "b4", "blktests", "bluez", "btrfs-progs", "buildroot", "conntrack-tools", "crda", "cxl-cli",
  "dtc", "dwarves", "e2fsprogs", "ell", "erofs-utils", "ethtool", "f2fs-tools", "fstests", "git",
  "hostap", "i-g-t", "igt-gpu-tools", "ima-evm-utils", "ipset", "iproute", "iproute2",
  "iproute2-next", "iptables", "iw", "iwd", "kbd", "kexec-tools", "kmod", "kvm-unit-tests",
  "libgpiod", "libmnl", "libnetfilter_conntrack", "libnftnl", "libtraceevent", "libtracefs",
  "liburing", "lttng-modules", "lvm2", "ltp", "man-pages", "mdadm", "ndctl", "neard",
  "nf-hipac", "nfs-utils", "nft", "nftables", "ofono", "opensbi", "pahole", "powertop", "qemu",
  "rdma-core", "rt-tests", "selinux-testsuite", "sparse", "strace", "trace-cmd", "u-boot",
  "ulogd2", "util-linux", "v4l-utils", "wireless-regdb", "wpa_supplicant", "xfsdump", "xfsprogs",
  "xfstests",
]); // prettier-ignore

/** The project that a subject names when it is not the kernel. */
export function foreignProject({ tags }: Subject): string | undefined {
  return tags.find((tag) => projects.has(tag.toLowerCase()));
}

const robots: readonly (readonly [RegExp, string])[] = [
  [/^syzbot(?:\+\w+)?@/, "a report of syzbot"],
  [/@syzkaller\./, "a report of syzbot"],
  [/^(?:lkp|oliver\.sang|fengguang\.wu)@intel\.com$/, "a report of the kernel test robot"],
  [/^patchwork-bot\b/, "a note of patchwork"],
  [/^(?:kernelci|bot\+kernelci|bot)@/, "a report of a robot"],
  [/^(?:mailer-daemon|postmaster)@/, "a bounce"],
];

/** Why a mail is a machine's, or undefined when a person sent it. */
export function machineMail(message: Message): string | undefined {
  const { headers, subject } = message;
  const from = message.from.address.toLowerCase();
  const robot = robots.find(([address]) => address.test(from))?.[1];
  if (robot !== undefined) return robot;
  if (/^multipart\/report\b/i.test(headers["content-type"]?.[0] ?? "")) return "a bounce";
  const automatic = headers["auto-submitted"]?.[0]?.toLowerCase() ?? "no";
  if (!automatic.startsWith("no")) return `sent by a machine (Auto-Submitted: ${automatic})`;
  if (/^\s*\[(?:syzbot|syzkaller|reproducer|kernel test robot)\]/i.test(subject))
    return "a report of a robot";
  return undefined;
}
