// Names of iterator macros -> which of their arguments are the cursors.
// A table of what the names say about syntax, not about what kernel functions do.

/** Positions of the arguments that a turn assigns. */
export type Cursors = readonly number[];

// What the pattern rules below get wrong, by exact name.
const KNOWN: Readonly<Record<string, Cursors>> = {
  change_nexthops: [],
  for_nexthops: [],
  skb_queue_walk: [1],
  skb_queue_walk_safe: [1, 2],
  skb_queue_walk_from: [1],
  skb_queue_walk_from_safe: [1, 2],
  skb_queue_reverse_walk: [1],
  skb_queue_reverse_walk_safe: [1, 2],
  skb_queue_reverse_walk_from_safe: [1, 2],
  skb_walk_frags: [1],
  skb_list_walk_safe: [1, 2],
  skb_rbtree_walk: [0],
  skb_rbtree_walk_from: [0],
  skb_rbtree_walk_from_safe: [0, 1],
  skb_walk_null_queue_safe: [0, 1],
  for_each_netdev: [1],
  for_each_netdev_rcu: [1],
  for_each_netdev_reverse: [1],
  for_each_netdev_safe: [1, 2],
  for_each_netdev_continue: [1],
  for_each_netdev_continue_rcu: [1],
  for_each_netdev_continue_reverse: [1],
  for_each_netdev_in_bond_rcu: [1],
  for_each_netdev_dump: [1],
  xa_for_each: [1, 2],
  xa_for_each_start: [1, 2],
  xa_for_each_range: [1, 2],
  xa_for_each_marked: [1, 2],
  xas_for_each: [1],
  xas_for_each_marked: [1],
  idr_for_each_entry: [1, 2],
  idr_for_each_entry_ul: [1, 2, 3],
  idr_for_each_entry_continue: [1, 2],
  idr_for_each_entry_continue_ul: [1, 2, 3],
  radix_tree_for_each_slot: [0],
  hash_for_each: [1, 2],
  hash_for_each_rcu: [1, 2],
  hash_for_each_safe: [1, 2, 3],
  hash_for_each_possible: [1],
  hash_for_each_possible_rcu: [1],
  hash_for_each_possible_rcu_notrace: [1],
  hash_for_each_possible_safe: [1, 2],
  rhl_for_each_entry_rcu: [0, 1],
  rhl_for_each_rcu: [0],
  rht_for_each_entry: [0, 1],
  rht_for_each_entry_rcu: [0, 1],
  rht_for_each_entry_safe: [0, 1, 2],
  rbtree_postorder_for_each_entry_safe: [0, 1],
  nla_for_each_attr: [0, 3],
  nla_for_each_attr_type: [0, 4],
  nla_for_each_nested: [0, 2],
  nla_for_each_nested_type: [0, 3],
  nlmsg_for_each_attr: [0, 3],
  nlmsg_for_each_attr_type: [0, 4],
  for_each_set_bit: [0],
  for_each_clear_bit: [0],
  for_each_cpu: [0],
  for_each_sg: [1],
  for_each_sgtable_sg: [1],
  bio_for_each_segment: [0, 2],
  bitmap_for_each_set_region: [1, 2],
  list_for_each_entry_safe: [0, 1],
  sctp_for_each_hentry: [0],
  tcp_for_write_queue: [0],
  inet_bind_bucket_for_each: [0],
  sk_for_each_bound: [0],
  udp_lrpa_for_each_entry_rcu: [0],
  udp_portaddr_for_each_entry: [0],
  for_each_mesh_sta: [1],
  snd_soc_for_each: [1],
  bpf_for_each_spilled_reg: [0, 2],
  fdb_for_each: [1],
  for_each_vma: [1],
  for_each_process_thread: [0, 1],
  do_each_thread: [0, 1],
  do_each_pid_task: [2],
  mas_for_each: [1],
  netdev_hw_addr_list_for_each: [0],
  netdev_for_each_mc_addr: [0],
  netdev_for_each_uc_addr: [0],
  netdev_for_each_lower_dev: [1, 2],
  netdev_for_each_upper_dev_rcu: [1, 2],
  netdev_for_each_lower_private: [1, 2],
  netdev_for_each_lower_private_rcu: [1, 2],
  netdev_for_each_tx_queue: [],
  flow_action_for_each: [0, 1],
  genradix_for_each: [1, 2],
  device_for_each_child_node: [1],
  fwnode_for_each_child_node: [1],
  for_each_child_of_node: [1],
  for_each_available_child_of_node: [1],
  dsa_switch_for_each_port: [0],
  of_property_for_each_u32: [2],
  tcf_exts_for_each_action: [0, 1],
  for_each_net: [0],
  ax25_for_each: [0],
  css_for_each_descendant_pre: [0],
};

const BY_NAME =
  /(?:^|_)(?:for_?each|iterate|do_each|walk|foreach|forall)(?:_|$)|^for_|_walk_|_walk$|_for_|FOR_?EACH|^for[A-Z]/;

/** Could a call-like statement of this name be the head of a loop? */
export function looksLikeIterator(name: string): boolean {
  return Object.hasOwn(KNOWN, name) || BY_NAME.test(name);
}

/** Which arguments each turn assigns. Without better knowledge the first; two for `_safe`. */
export function cursorsOf(name: string): Cursors {
  const known = Object.hasOwn(KNOWN, name) ? KNOWN[name] : undefined;
  if (known !== undefined) return known;
  if (name.includes("netdev") && name.startsWith("for_each_netdev")) return [1];
  if (/_safe(?:_|$)/.test(name)) return [0, 1];
  if (/child.*_node(?:_scoped|_reverse)?$/.test(name)) return [1];
  return [0];
}
