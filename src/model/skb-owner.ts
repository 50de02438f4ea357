// Whom an sk_buff is charged to: owners, destructors, truesize and sk_wmem_alloc.

import type { Contract } from "./contract.ts";
import {
  arg, borrows, cases, charge, from, int, LARGEST_INT, negative, nothing, operator, ownOtherwise, ownToWrite, result, truth,
  uncharge, way,
} from "./dsl.ts"; // prettier-ignore

const anyLength = { do: "write", to: arg(0, "data_len"), value: "any" } as const;
const orphan = { do: "orphan", of: arg(0) } as const;

/** Destructors that take truesize off sk_wmem_alloc, by themselves or through sock_wfree(). */
export const uncharging: readonly string[] = [
  "sock_wfree",
  "__sock_wfree",
  "tcp_wfree",
  "unix_destruct_scm",
  "unix_wfree",
  "tpacket_destruct_skb",
  "xsk_destruct_skb",
];

export const skbOwner: readonly Contract[] = [
  from(
    "net/core/sock.c",
    cases("skb_set_owner_w", way("charges it", nothing, ownToWrite(arg(0), arg(1)))),
    // The bytes go back at once, whether the socket is kept or not.
    cases("skb_orphan_partial", way("lets the owner go", nothing, orphan)),
    // Run as destructors by whoever frees; called by hand they are the same thing.
    cases(
      "sock_wfree __sock_wfree sock_rfree sock_efree sock_rmem_free sock_ofree sock_edemux sock_pfree",
      way("lets the owner go", nothing, orphan),
    ),
    // What it charges goes into truesize as well, even where it fails.
    borrows("__zerocopy_sg_from_iter skb_zerocopy_iter_stream"),
    borrows("sk_free sock_put sock_hold sk_mem_charge sk_mem_uncharge sock_def_write_space"),
  ),
  from(
    "net/core/skbuff.c",
    cases(
      "skb_splice_from_iter",
      way("adds pages", int(1, LARGEST_INT), { do: "resize", of: arg(0), by: result() }, anyLength),
      way("adds nothing", int(0)),
      way("fails", negative),
    ),
  ),
  from("net/ipv4/tcp_output.c", cases("tcp_wfree", way("lets the owner go", nothing, orphan))),
  from(
    "include/net/sock.h",
    cases(
      "skb_set_owner_r",
      way("charges it", nothing, ownOtherwise(arg(0), arg(1), "sock_rfree")),
    ),
    cases(
      "skb_set_owner_sk_safe",
      way("succeeds", int(1), ownOtherwise(arg(0), arg(1), "sock_efree")),
      way("fails", int(0)),
    ),
    cases(
      "can_skb_set_owner",
      way("holds the socket", nothing, ownOtherwise(arg(0), arg(1), "sock_efree")),
    ),
    operator("counter-read", "sk_wmem_alloc_get sk_rmem_alloc_get"),
  ),
  from(
    "include/linux/refcount.h",
    operator("counter-read", "refcount_read atomic_read atomic_long_read atomic64_read"),
    cases("refcount_add", way("adds", nothing, charge(arg(1), arg(0)))),
    cases("refcount_inc", way("adds", nothing, charge(arg(0), 1))),
    cases("refcount_dec", way("subtracts", nothing, uncharge(arg(0), 1))),
    cases("refcount_sub_and_test", way("subtracts", truth, uncharge(arg(1), arg(0)))),
    cases("refcount_dec_and_test", way("subtracts", truth, uncharge(arg(0), 1))),
    cases(
      "refcount_inc_not_zero",
      way("adds", int(1), charge(arg(0), 1)),
      way("finds zero", int(0)),
    ),
    cases(
      "refcount_add_not_zero",
      way("adds", int(1), charge(arg(1), arg(0))),
      way("finds zero", int(0)),
    ),
    borrows("refcount_set atomic_set"),
  ),
  from(
    "include/linux/skbuff.h",
    cases("skb_orphan", way("lets the owner go", nothing, orphan)),
    cases(
      "skb_add_rx_frag skb_add_rx_frag_netmem",
      way("adds a page", nothing, { do: "resize", of: arg(0), by: arg(5) }),
    ),
    cases(
      "skb_coalesce_rx_frag skb_coalesce_rx_frag_netmem",
      way("adds to a page", nothing, { do: "resize", of: arg(0), by: arg(3) }),
    ),
    // The caller counts it: until then nobody knows how much there is.
    cases(
      `skb_fill_page_desc __skb_fill_page_desc skb_fill_page_desc_noacc __skb_fill_netmem_desc`,
      way("adds a page", nothing, anyLength),
    ),
    borrows(`skb_frag_ref __skb_frag_ref skb_frag_unref`),
  ),
].flat();
