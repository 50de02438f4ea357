// Names that nothing in sight defines, or installs → the files of a tree that do.

import { obligedFields } from "../model/installed.ts";
import type { Snapshot } from "../world.ts";
import { headersOf } from "./headers.ts";

/** How often the files that were found are asked in their turn what they call. */
const ROUNDS = 2;
/** Files that are read for one review, and how many may define one name before it is given up. */
const FILES_MAX = 40;
const CANDIDATES_MAX = 3;
const CHARACTERS_MAX = 1_000_000;

/** Where the code of net/ and its drivers has its small functions, and what all of it calls. */
const COMMON = [
  "include/net", "include/linux/skbuff.h", "include/linux/netdevice.h", "include/linux/if_vlan.h",
  "include/linux/etherdevice.h", "include/linux/ieee80211.h", "include/linux/usb/usbnet.h",
  "include/linux/can", "net/core", "net/netlink",
]; // prettier-ignore

/** Where what a header declares is defined. */
const HOMES: ReadonlyMap<string, string> = new Map([
  ["include/linux/atmdev.h", "net/atm"], ["include/linux/can/dev.h", "drivers/net/can/dev"],
  ["include/linux/hdlc.h", "drivers/net/wan/hdlc.c"], ["include/linux/netfilter.h", "net/netfilter"],
  ["include/linux/ppp_channel.h", "drivers/net/ppp/ppp_generic.c"],
  ["include/linux/usb/usbnet.h", "drivers/net/usb/usbnet.c"],
  ["include/linux/wwan.h", "drivers/net/wwan/wwan_core.c"], ["include/net/ax25.h", "net/ax25"],
  ["include/net/bluetooth/bluetooth.h", "net/bluetooth"],
  ["include/net/bluetooth/hci_core.h", "net/bluetooth"], ["include/net/cfg80211.h", "net/wireless"],
  ["include/net/dsa.h", "net/dsa"], ["include/net/ip_tunnels.h", "net/ipv4"],
  ["include/net/llc.h", "net/llc"], ["include/net/mac80211.h", "net/mac80211"],
  ["include/net/mac802154.h", "net/mac802154"], ["include/net/nfc/nci_core.h", "net/nfc"],
  ["include/net/nfc/nfc.h", "net/nfc"], ["include/net/tcp.h", "net/ipv4"],
  ["include/net/tls.h", "net/tls"], ["include/net/udp.h", "net/ipv4"],
  ["include/net/xfrm.h", "net/xfrm"],
]); // prettier-ignore

/**
 * `texts` are the files that are worked on. `asked` says which names are unknown, with the files that
 * were found so far in sight: the headers are there first.
 */
export async function otherFiles(
  snapshot: Pick<Snapshot, "definitions" | "read">,
  texts: ReadonlyMap<string, string>,
  asked: (others: ReadonlyMap<string, string>) => readonly string[] | Promise<readonly string[]>,
): Promise<ReadonlyMap<string, string>> {
  const others = new Map(await headersOf(snapshot, texts));
  const folders = [...new Set([...texts.keys(), ...others.keys()].flatMap(homeOf)), ...COMMON];
  const most = others.size + FILES_MAX;
  const names = new Set<string>();
  for (let round = 0; round < ROUNDS; round++) {
    const fresh = (await asked(others)).filter((name) => !names.has(name));
    if (fresh.length === 0) break;
    for (const name of fresh) names.add(name);
    for (const file of definingFiles(await snapshot.definitions(fresh, folders))) {
      if (texts.has(file) || others.has(file) || others.size >= most) continue;
      const text = await snapshot.read(file);
      if (text !== undefined && text.length <= CHARACTERS_MAX) others.set(file, text);
    }
  }
  return others;
}

function definingFiles(found: Awaited<ReturnType<Snapshot["definitions"]>>): readonly string[] {
  const byName = new Map<string, Set<string>>();
  for (const { name, file, text, field } of found) {
    // What a macro stands for is not a function that could be followed.
    if (text.startsWith("#") || (field !== undefined && !obligedFields.has(field))) continue;
    const key = field === undefined ? name : `${name} ${field}`;
    byName.set(key, (byName.get(key) ?? new Set()).add(file));
  }
  const few = [...byName.values()].filter(({ size }) => size <= CANDIDATES_MAX);
  return [...new Set(few.flatMap((files) => [...files]))];
}

/** Where to look for what the file, or the source behind a header, keeps outside of it. */
function homeOf(file: string): readonly string[] {
  if (file.startsWith("include/")) return [HOMES.get(file) ?? []].flat();
  return [file.includes("/") ? file.slice(0, file.lastIndexOf("/")) : ""];
}
