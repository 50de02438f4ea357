// Slab heads one by one and in bulk, and plain memory.

import type { Contract } from "./contract.ts";
import {
  allocates, allocatesOrError, arg, behind, cases, compares, count, doubt, given, int, negative, nothing, way, from, zero,
} from "./dsl.ts"; // prettier-ignore

const numbered = { do: "write", to: behind(1), value: "any" } as const;
const freeMemory = { do: "free-memory", of: arg(0) } as const;

export const slab: readonly Contract[] = [
  from(
    "mm/slub.c",
    allocates(
      `kmem_cache_alloc kmem_cache_zalloc kmem_cache_alloc_node kmem_cache_alloc_lru
       kmem_cache_alloc_noprof kmem_cache_alloc_node_noprof`,
      "head",
    ),
    // All or nothing.
    cases(
      "kmem_cache_alloc_bulk kmem_cache_alloc_bulk_noprof",
      given(
        [compares(arg(2), ">=", 1)],
        way(
          "gives all",
          { kind: "amount", amount: arg(2) },
          { do: "fill", array: arg(3), count: arg(2), object: "head" },
        ),
      ),
      way("gives none", int(0)),
    ),
    cases(
      "kmem_cache_free_bulk",
      way("frees them", nothing, { do: "drain", array: arg(2), count: arg(1) }),
    ),
    cases("kmem_cache_free", way("frees it", nothing, { do: "free-head", of: arg(1) })),
    allocates(
      `kmalloc kzalloc kcalloc kmalloc_array kmalloc_node kzalloc_node kmalloc_array_node
       kcalloc_node kvmalloc kvzalloc kvcalloc kvmalloc_array kvmalloc_node kvzalloc_node vmalloc
       vzalloc vmalloc_node vzalloc_node __vmalloc kmemdup kmemdup_nul kmemdup_array kvmemdup
       kstrdup kstrndup kasprintf kvasprintf`,
      "memory",
    ),
    allocatesOrError("memdup_user vmemdup_user memdup_user_nul strndup_user", "memory"),
    cases(
      "kfree kvfree vfree kfree_sensitive kvfree_sensitive kfree_const kfree_rcu kvfree_rcu kfree_rcu_mightsleep kvfree_rcu_mightsleep",
      way("frees it", nothing, freeMemory),
    ),
  ),
  from(
    "lib/idr.c",
    // Whoever looks for the number has it from then on.
    cases(
      "idr_alloc idr_alloc_cyclic",
      way("succeeds", count, doubt(arg(1), "it is found by its number")),
      way("fails", negative),
    ),
  ),
  from(
    "include/linux/xarray.h",
    cases(
      "xa_alloc",
      way("succeeds", zero, doubt(arg(2), "it is found by its number"), numbered),
      way("fails", negative),
    ),
    cases(
      "xa_insert",
      way("succeeds", zero, doubt(arg(2), "it is found by its number")),
      way("fails", negative),
    ),
  ),
  from(
    "drivers/usb/core/urb.c",
    allocates("usb_alloc_urb", "memory"),
    cases("usb_free_urb usb_put_urb", way("frees it", nothing, freeMemory)),
    // What hangs on it is its completion handler's, as soon as it is on its way.
    cases(
      "usb_submit_urb",
      way("succeeds", zero, doubt(arg(0), "its completion handler has what it holds")),
      way("fails", negative),
    ),
    cases("usb_anchor_urb", way("anchors it", nothing, doubt(arg(0), "it is anchored"))),
  ),
].flat();
