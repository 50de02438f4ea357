// Netlink: messages are given away, whatever comes of them.

import type { Case, Contract, Effect } from "./contract.ts";
import {
  arg,
  borrows,
  canFail,
  cases,
  compares,
  doubt,
  free,
  from,
  given,
  int,
  negative,
  nothing,
  take,
  takes,
  way,
} from "./dsl.ts";

const unsure = (at: number): Effect => doubt(arg(at), "it may have had nobody to go to");

const toGroup = (at: number): readonly Case[] => [
  way("takes it", { kind: "int" }, take(arg(at))),
  way("has no such group", int(-22), unsure(at)),
];

export const netlink: readonly Contract[] = [
  from(
    "net/netlink/af_netlink.c",
    takes(
      `netlink_unicast nlmsg_unicast netlink_broadcast netlink_broadcast_filtered nlmsg_multicast
       nlmsg_multicast_filtered netlink_sendskb`,
      1,
    ),
    // With no group and no report there is nobody to give it to, and it is not freed.
    cases(
      "nlmsg_notify",
      given([compares(arg(3), "!=", 0)], way("takes it", { kind: "int" }, take(arg(1)))),
      given(
        [compares(arg(3), "==", 0), compares(arg(4), "!=", 0)],
        way("takes it", { kind: "int" }, take(arg(1))),
      ),
      given([compares(arg(3), "==", 0), compares(arg(4), "==", 0)], way("does nothing", int(0))),
    ),
    // 0: charged to the receiver; 1: try again; negative: freed.
    cases(
      "netlink_attachskb",
      way("succeeds", int(0)),
      way("asks to try again", int(1)),
      way("fails", negative, free(arg(1))),
    ),
    // A dump takes a reference of its own.
    canFail("__netlink_dump_start netlink_dump_start"),
  ),
  from("net/core/lwtunnel.c", borrows("lwtunnel_fill_encap")),
  from("net/ipv4/ipmr_base.c", borrows("mr_fill_mroute")),
  from(
    "net/core/rtnetlink.c",
    takes("rtnl_unicast"),
    // Without a group it is nlmsg_notify() that decides, by who asked for a report.
    cases(
      "rtnetlink_send",
      given([compares(arg(3), "!=", 0)], way("takes it", { kind: "int" }, take(arg(0)))),
      given([compares(arg(3), "==", 0)], way("may take it", { kind: "int" }, unsure(0))),
    ),
    cases(
      "rtnl_notify",
      given([compares(arg(3), "!=", 0)], way("takes it", nothing, take(arg(0)))),
      given([compares(arg(3), "==", 0)], way("may take it", nothing, unsure(0))),
    ),
  ),
  from(
    "net/netfilter/nfnetlink.c",
    takes("nfnetlink_unicast nfnetlink_send"),
    takes("nfnetlink_broadcast", 1, nothing),
  ),
  from(
    "net/netlink/genetlink.c",
    takes("genlmsg_unicast", 1),
    takes("genlmsg_reply"),
    // A group that the family does not have is a bug of the caller's, and the message is left to it.
    cases("genlmsg_multicast genlmsg_multicast_allns", ...toGroup(1)),
    cases("genlmsg_multicast_netns genlmsg_multicast_netns_filtered", ...toGroup(2)),
    cases(
      "genl_notify",
      way("takes it", nothing, take(arg(1))),
      way("has no such group", nothing, unsure(1)),
    ),
  ),
  from(
    "net/wireless/nl80211.c",
    takes("cfg80211_vendor_cmd_reply"),
    takes("cfg80211_vendor_event", 0, nothing),
  ),
].flat();
