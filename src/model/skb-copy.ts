// References, clones, copies, and functions that give one sk_buff for another.

import type { Contract, Effect } from "./contract.ts";
import {
  allocates, arg, behind, borrowedPointer, canFail, canMove, cases, compares, errorPointer, free,
  fresh, from, givesBackOrFrees, int, isNull, LARGEST_INT, moves, negative, noPointer, nothing,
  ownOtherwise, replaces, result, same, way, zero,
} from "./dsl.ts"; // prettier-ignore

const anyTrailer: Effect = { do: "write", to: behind(2), value: "any" };
const resizeAny = { do: "resize", of: arg(0), by: "any" } as const;

export const skbCopy: readonly Contract[] = [
  from(
    "include/linux/skbuff.h",
    cases("skb_get", way("gives one more", same(arg(0)), { do: "reference", of: arg(0) })),
    replaces("skb_share_check skb_unshare"),
    cases(
      "skb_pad skb_padto skb_put_padto eth_skb_pad",
      way("succeeds", zero, moves("unshare")),
      way("fails", negative, free(arg(0))),
    ),
  ),
  from(
    "net/core/skbuff.c",
    // A clone has no owner and is charged to nobody.
    allocates(
      `skb_clone skb_copy pskb_copy __pskb_copy __pskb_copy_fclone pskb_copy_for_clone
       skb_copy_expand skb_realloc_headroom`,
      "skb",
    ),
    allocates("skb_clone_sk", "skb", ownOtherwise(result(), arg(0, "sk"), "sock_efree")),
    allocates("skb_clone_and_charge_r", "skb", ownOtherwise(result(), arg(1), "sock_rfree")),
    // Unlike skb_realloc_headroom() they free the original when they fail.
    replaces("skb_expand_head skb_vlan_untag"),
    givesBackOrFrees(
      "vlan_insert_tag vlan_insert_inner_tag vlan_insert_tag_set_proto __vlan_hwaccel_push_inside",
    ),
    cases("skb_morph", way("moves the content", same(arg(0)), { do: "orphan", of: arg(0) })),
    // The result may be the argument itself: only another one is to be freed.
    cases(
      "skb_checksum_trimmed",
      way("gives it back", same(arg(0))),
      way("gives a clone", fresh("skb")),
      way("fails", noPointer),
    ),
    cases(
      "__skb_pad __skb_put_padto",
      way("succeeds", zero, moves("unshare")),
      { ...way("fails", negative, free(arg(0))), when: [compares(arg(2), "!=", 0)] },
      { ...way("fails", negative), when: [compares(arg(2), "==", 0)] },
    ),
    // A checksum is filled into headers that senders leave writable: where a tap has a clone they are
    // moved, and nothing is said of it.
    canFail(
      `skb_checksum_help skb_crc32c_csum_help skb_copy_ubufs skb_orphan_frags
       skb_orphan_frags_rx pskb_trim pskb_trim_rcsum ___pskb_trim __pskb_trim skb_zerocopy
       pskb_trim_rcsum_slow skb_zerocopy_clone skb_copy_bits skb_store_bits
       skb_copy_datagram_msg skb_copy_datagram_iter skb_copy_datagram_from_iter
       skb_copy_and_csum_datagram_msg zerocopy_sg_from_iter sk_filter sk_filter_trim_cap`,
    ),
    // Whoever looked for a header before has to look for it again.
    canMove("always", "pskb_expand_head"),
    canMove("linearise", "skb_linearize skb_linearize_cow"),
    canMove(
      "unshare",
      `skb_cow skb_cow_head skb_unclone skb_unclone_keeptruesize skb_header_unclone
       skb_ensure_writable skb_ensure_writable_head_tail skb_vlan_push skb_vlan_pop
       __vlan_insert_tag skb_eth_push skb_eth_pop skb_mpls_push skb_mpls_pop
       iptunnel_handle_offloads udp_tunnel_handle_offloads`,
    ),
    cases("pskb_may_pull", way("succeeds", int(1), moves("pull", arg(1))), way("fails", int(0))),
    cases(
      "pskb_network_may_pull pskb_inet_may_pull",
      way("succeeds", int(1), moves("pull")),
      way("fails", int(0)),
    ),
    cases(
      "__pskb_pull_tail",
      way("succeeds", borrowedPointer, moves("pull")),
      way("fails", noPointer),
    ),
    cases(
      "skb_cow_data",
      way("succeeds", int(1, LARGEST_INT), moves("unshare"), anyTrailer),
      way("fails", negative),
    ),
    cases("skb_condense", way("may shrink it", nothing, resizeAny)),
    // On success the caller frees `from` with kfree_skb_partial().
    cases(
      "skb_try_coalesce",
      way(
        "joins them",
        int(1),
        { do: "write", to: behind(2), value: { min: 0, max: 1 } },
        { do: "write", to: behind(3), value: { min: 0, max: 1048576 } },
        { do: "resize", of: arg(0), by: behind(3) },
      ),
      way("does not join them", int(0)),
    ),
    // The argument stays the caller's; what comes back is a chain behind ->next.
    cases(
      `skb_segment skb_gso_segment __skb_gso_segment skb_mac_gso_segment skb_segment_list
       skb_eth_gso_segment skb_udp_tunnel_segment`,
      way("gives segments", fresh("list")),
      way("needs no segments", noPointer),
      way("fails", errorPointer),
    ),
  ),
  from(
    "net/ipv4/ip_tunnel_core.c",
    cases(
      "iptunnel_pull_header __iptunnel_pull_header",
      way("succeeds", zero, moves("pull")),
      way("fails", negative),
    ),
  ),
  from(
    "net/core/dev.c",
    cases(
      "validate_xmit_skb validate_xmit_skb_list",
      { ...way("gives none", noPointer), when: [isNull(arg(0))] },
      way("gives it back", same(arg(0))),
      way("gives others in its place", fresh("list"), free(arg(0))),
      way("drops it", noPointer, free(arg(0))),
    ),
  ),
].flat();
