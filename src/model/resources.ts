// Resources that are no sk_buffs: memory, and references to what is shared. A family of its own: a
// model with it follows more, and what is here comes before what the other tables say.

import type { Contract } from "./contract.ts";
import {
  allocates, allocatesOrError, anyInt, arg, behind, borrows, cases, compares, doubt, free, fresh, from,
  given,
  negative, noPointer, nothing, same, take, truth, way, zero,
} from "./dsl.ts"; // prettier-ignore

/** What a caller must give back once. Shared things live on when one reference is put. */
const memory = "allocation";
const node = "device node";
const firmwareNode = "firmware node";
const device = "device";
const netDevice = "net device";
const urb = "URB";
const request = "crypto request";
const handle = "crypto handle";
const socket = "socket";
const file = "file";
const net = "network namespace";
const inet = "address list";
const neighbour = "neighbour";
const firmware = "firmware";

/** The kinds of this table. */
export const resourceKinds: ReadonlySet<string> = new Set([
  memory, node, firmwareNode, device, netDevice, urb, request, handle, socket, file, net, inet,
  neighbour, firmware,
]); // prettier-ignore

const started = "it is found again when the work runs";

/** One reference goes back; others may hold the thing still. */
function puts(names: string, index = 0): readonly Contract[] {
  return cases(names, way("puts it", nothing, take(arg(index))));
}

/** The argument comes back with one more reference; NULL for NULL. */
function gets(names: string): readonly Contract[] {
  return cases(names, way("gets it", same(arg(0)), { do: "reference", of: arg(0) }));
}

function holds(names: string): readonly Contract[] {
  return cases(names, way("holds it", nothing, { do: "reference", of: arg(0) }));
}

/** The reference to the first argument is traded for one to what is found. */
function continues(names: string, kind: string, index = 0): readonly Contract[] {
  return cases(
    names,
    way("finds one", fresh(kind), take(arg(index))),
    way("finds none", noPointer, take(arg(index))),
  );
}

/** Something that outlives the caller may come back to the argument. */
function keeps(names: string, index = 0): readonly Contract[] {
  return cases(names, way("keeps it", anyInt, doubt(arg(index), started)));
}

/** 0, and a new object through the out-parameter; or a negative number. */
function opens(names: string, kind: string, index: number): readonly Contract[] {
  const into = behind(index);
  return cases(
    names,
    way("succeeds", zero, { do: "acquire", into, object: kind }),
    way("fails", negative),
  );
}

const memories: readonly (readonly Contract[])[] = [
  from(
    "mm/slub.c",
    allocates(
      `kmalloc kzalloc kcalloc kmalloc_array kmalloc_node kzalloc_node kmalloc_array_node
       kcalloc_node kvmalloc kvzalloc kvcalloc kvmalloc_array kvmalloc_node kvzalloc_node vmalloc
       vzalloc vmalloc_node vzalloc_node __vmalloc kmemdup kmemdup_nul kmemdup_array kvmemdup
       kmemdup_noprof kstrdup kstrndup kasprintf kvasprintf bitmap_alloc bitmap_zalloc`,
      memory,
    ),
    allocatesOrError("memdup_user vmemdup_user memdup_user_nul strndup_user", memory),
    // May give back what it was given: nobody knows whether that is to be freed.
    borrows("kstrdup_const"),
    cases("bitmap_free", way("frees it", nothing, { do: "free-memory", of: arg(0) })),
  ),
  // What devres allocates goes with the device.
  from(
    "drivers/base/devres.c",
    borrows(
      `devm_kmalloc devm_kzalloc devm_kcalloc devm_kmalloc_array devm_kmemdup devm_kstrdup
       devm_kasprintf devm_kfree`,
    ),
  ),
  from(
    "net/core/sock.c",
    allocates("sock_kmalloc", memory),
    cases(
      "sock_kfree_s sock_kzfree_s",
      way("frees it", nothing, { do: "free-memory", of: arg(1) }),
    ),
  ),
];

const references: readonly (readonly Contract[])[] = [
  from(
    "drivers/of/base.c",
    allocates(
      `of_find_node_by_path of_find_node_opts_by_path of_find_node_by_phandle of_get_parent
       of_get_child_by_name of_get_compatible_child of_parse_phandle of_get_cpu_node
       of_graph_get_remote_node of_graph_get_remote_port of_graph_get_remote_port_parent
       of_graph_get_endpoint_by_regs of_graph_get_port_by_id of_graph_get_port_parent`,
      node,
    ),
    continues("of_get_next_parent", node),
    continues("of_get_next_child of_get_next_available_child of_graph_get_next_endpoint", node, 1),
    continues(
      "of_find_node_by_name of_find_node_by_type of_find_compatible_node of_find_matching_node",
      node,
    ),
    gets("of_node_get"),
    puts("of_node_put"),
  ),
  from(
    "drivers/base/property.c",
    allocates("fwnode_get_parent fwnode_get_named_child_node", firmwareNode),
    gets("fwnode_handle_get"),
    puts("fwnode_handle_put"),
  ),
  from(
    "drivers/base/core.c",
    allocates(
      "bus_find_device bus_find_device_by_name class_find_device driver_find_device",
      device,
    ),
    gets("get_device"),
    puts("put_device"),
  ),
  from(
    "net/core/dev.c",
    allocates("dev_get_by_name dev_get_by_index netdev_get_by_name netdev_get_by_index", netDevice),
    holds("dev_hold netdev_hold"),
    puts("dev_put netdev_put"),
    allocates("in_dev_get in6_dev_get", inet),
    puts("in_dev_put in6_dev_put"),
  ),
  from(
    "net/core/neighbour.c",
    allocates("neigh_lookup", neighbour),
    holds("neigh_hold"),
    puts("neigh_release"),
  ),
  from(
    "net/core/net_namespace.c",
    allocatesOrError("get_net_ns_by_pid get_net_ns_by_fd", net),
    // No namespace has a negative number.
    cases(
      "get_net_ns_by_id",
      given([compares(arg(1), ">=", 0)], way("finds one", fresh(net))),
      way("finds none", noPointer),
    ),
    gets("get_net"),
    puts("put_net"),
  ),
  from(
    "net/socket.c",
    cases(
      "sockfd_lookup",
      way("succeeds", fresh(socket)),
      way("fails", noPointer, { do: "write", to: behind(1), value: { min: -4095, max: -1 } }),
    ),
    puts("sockfd_put"),
    opens("sock_create_kern", socket, 4),
    opens("sock_create", socket, 3),
    opens("sock_create_lite", socket, 3),
    puts("sock_release"),
    holds("sock_hold"),
    puts("sock_put"),
  ),
  from("fs/file.c", allocates("fget fget_raw", file), puts("fput")),
  from(
    "drivers/base/firmware_loader/main.c",
    opens("request_firmware firmware_request_nowarn request_firmware_direct", firmware, 0),
    puts("release_firmware"),
  ),
];

const drivers: readonly (readonly Contract[])[] = [
  from(
    "drivers/usb/core/urb.c",
    allocates("usb_alloc_urb", urb),
    gets("usb_get_urb"),
    puts("usb_free_urb usb_put_urb"),
    // The completion handler may free it, as soon as it is on its way.
    cases(
      "usb_submit_urb",
      way("succeeds", zero, doubt(arg(0), "its completion handler may free it")),
      way("fails", negative),
    ),
    cases("usb_anchor_urb", way("anchors it", nothing, doubt(arg(0), "it is anchored"))),
    cases(
      "usb_fill_bulk_urb",
      way("fills it", nothing, ...[3, 6].map((at) => doubt(arg(at), "the URB keeps it"))),
    ),
    cases(
      "usb_fill_control_urb usb_fill_int_urb",
      way("fills it", nothing, ...[3, 4, 6, 7].map((at) => doubt(arg(at), "the URB keeps it"))),
    ),
  ),
  from(
    "crypto/api.c",
    allocatesOrError(
      `crypto_alloc_aead crypto_alloc_ahash crypto_alloc_shash crypto_alloc_skcipher
       crypto_alloc_sync_skcipher crypto_alloc_cipher crypto_alloc_akcipher crypto_alloc_kpp`,
      handle,
    ),
    cases(
      `crypto_free_aead crypto_free_ahash crypto_free_shash crypto_free_skcipher
       crypto_free_sync_skcipher crypto_free_cipher crypto_free_akcipher crypto_free_kpp`,
      way("frees it", nothing, free(arg(0))),
    ),
    allocates(
      "aead_request_alloc ahash_request_alloc skcipher_request_alloc kpp_request_alloc",
      request,
    ),
    cases(
      "aead_request_free ahash_request_free skcipher_request_free kpp_request_free",
      way("frees it", nothing, free(arg(0))),
    ),
  ),
];

/** What leaves a way back to an object that nobody stored. */
const keepers: readonly (readonly Contract[])[] = [
  from(
    "include/linux/workqueue.h",
    keeps("schedule_work schedule_delayed_work mod_timer add_timer tasklet_schedule"),
    keeps("queue_work queue_delayed_work", 1),
    keeps("timer_setup tasklet_init INIT_WORK INIT_DELAYED_WORK INIT_RCU_WORK"),
    keeps("rb_insert_color kref_put kref_init"),
    cases("kref_get", way("gets it", truth, doubt(arg(0), "its count is not followed"))),
    keeps("list_splice list_splice_init list_splice_tail list_splice_tail_init"),
  ),
];

/** Contracts that a model with resources has besides, or in place of, the others. */
export const resources: readonly Contract[] = [memories, references, drivers, keepers].flat(2);
