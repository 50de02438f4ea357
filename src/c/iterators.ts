// Names of iterator macros -> which of their arguments are the cursors.
// A table of what the names say about syntax, not about what kernel functions do.

/** Positions of the arguments that a turn assigns. */
export type Cursors = readonly number[];

// Positions to names, where it is neither the first alone nor, for `_safe`, the first two.
const BY_POSITION: Readonly<Record<string, string>> = {
  "": `
    change_nexthops for_nexthops`,
  "1": `
    FOR_WALKERS NCSI_FOR_EACH_CHANNEL NCSI_FOR_EACH_PACKAGE SXGBE_FOR_EACH_QUEUE
    __for_each_thread b53_for_each_port device_for_each_child_node
    device_for_each_child_node_scoped dma_resv_for_each_fence_unlocked for_each_active_iommu
    for_each_available_child_of_node for_each_available_child_of_node_scoped
    for_each_child_of_node for_each_child_of_node_scoped for_each_context
    for_each_cos_in_tx_queue for_each_cos_in_txq for_each_dev_addr
    for_each_efi_memory_desc_in_map for_each_endpoint_of_node for_each_eth_queue for_each_ethrxq
    for_each_fl_rcu for_each_gpiochip_node for_each_hwfn for_each_iommu for_each_mc_mclock
    for_each_mc_rcu for_each_mc_tomb for_each_migratetype_order for_each_module
    for_each_mvm_vif_valid_link for_each_netcp_device_module for_each_netdev
    for_each_netdev_continue for_each_netdev_continue_rcu for_each_netdev_continue_reverse
    for_each_netdev_dump for_each_netdev_feature for_each_netdev_in_bond_rcu for_each_netdev_rcu
    for_each_netdev_reverse for_each_nondefault_eth_queue for_each_of_allnodes_from
    for_each_of_graph_port for_each_of_graph_port_endpoint for_each_ofldtxq for_each_pmc_rcu
    for_each_pmc_rtnl for_each_port for_each_property_of_node for_each_protocol_rcu
    for_each_psf_mclock for_each_psf_rcu for_each_psf_tomb for_each_reserved_child_of_node
    for_each_rxsc for_each_rxsc_rtnl for_each_sg_dma_page for_each_sgtable_dma_page
    for_each_sk_fl_rcu for_each_thread for_each_tunnel_rcu for_each_uldrxq for_each_valid_link
    for_each_vf for_each_vf_sb for_each_vfq for_each_xfrmi_rcu
    fwnode_for_each_available_child_node fwnode_for_each_child_node fwnode_for_each_parent_node
    fwnode_graph_for_each_endpoint hash_for_each_possible hash_for_each_possible_rcu
    hash_for_each_possible_rcu_notrace hsr_for_each_port hsr_for_each_port_rtnl
    ice_for_each_alloc_rxq ice_for_each_alloc_txq ice_for_each_q_vector ice_for_each_rxq
    ice_for_each_txq ice_for_each_vsi ice_for_each_xdp_txq iio_for_each_active_channel
    mci_for_each_dimm mptcp_for_each_subflow mt76_for_each_q_rx netdev_for_each_altname
    of_for_each_phandle qed_for_each_vf queue_for_each rq_list_for_each
    rtw89_for_each_in_txpwr_conf rtw89_for_each_rtwvif skb_queue_reverse_walk skb_queue_walk
    skb_queue_walk_from skb_walk_frags tb_property_for_each tx_queue_for_each
    txall_queue_for_each virtio_device_for_each_vq vlan_group_for_each_dev wilc_for_each_vif
    wl12xx_for_each_wlvif wl12xx_for_each_wlvif_ap wl12xx_for_each_wlvif_bss_type
    wl12xx_for_each_wlvif_continue wl12xx_for_each_wlvif_sta xas_for_each xas_for_each_marked`,
  "2": `
    for_each_pmc_socklock for_each_vif_active_link ice_for_each_vf ice_for_each_vf_rcu
    of_property_for_each_u32 rtw89_sta_for_each_link rtw89_vif_for_each_link`,
  "3": `
    dma_resv_for_each_fence for_each_link_sta_info for_each_sta_active_link for_each_sta_info`,
  "0,1": `
    batadv_mcast_forw_tracker_for_each_dest2 cgroup_taskset_for_each
    cgroup_taskset_for_each_leader dma_fence_array_for_each ef4_for_each_channel_rx_queue
    efx_for_each_channel_rx_queue flow_action_for_each fm10k_for_each_ring
    for_each_clear_bitrange for_each_clear_bitrange_from for_each_irq_desc
    for_each_irq_desc_reverse for_each_l2hash_node for_each_process_thread for_each_set_bitrange
    for_each_set_bitrange_from for_each_set_clump8 for_each_zone_zonelist
    for_each_zone_zonelist_nodemask for_next_zone_zonelist_nodemask hlist_bl_for_each_entry
    hlist_bl_for_each_entry_rcu hlist_nulls_for_each_entry hlist_nulls_for_each_entry_from
    hlist_nulls_for_each_entry_rcu mlx5e_for_each_arfs_rule mlx5e_for_each_hash_arfs_rule
    mlx5e_for_each_hash_node nft_pipapo_for_each_field nft_rule_dp_for_each_expr
    nft_rule_for_each_expr pcl_for_each_chunk pcl_for_each_segment rhl_for_each_entry_rcu
    rht_for_each_entry rht_for_each_entry_from rht_for_each_entry_rcu
    rht_for_each_entry_rcu_from sk_for_each_entry_offset_rcu sk_nulls_for_each
    sk_nulls_for_each_from sk_nulls_for_each_rcu tcf_act_for_each_action
    tcf_exts_for_each_action`,
  "0,2": `
    FOREACH_ACL_ENTRY __bio_for_each_bvec __bio_for_each_segment bio_for_each_bvec
    bio_for_each_bvec_all bio_for_each_integrity_vec bio_for_each_segment
    bio_for_each_segment_all bip_for_each_vec bnxt_for_each_napi_tx bpf_for_each_spilled_reg
    cpufreq_for_each_entry_idx for_each_bvec for_each_member for_each_vsi mlx5_sd_for_each_dev
    mlx5_sd_for_each_secondary nft_setelem_expr_foreach nla_for_each_nested
    rocker_tlv_for_each_nested sctp_skb_for_each`,
  "0,3": `
    mlx5_sd_for_each_dev_to mlx5_sd_for_each_secondary_to nla_for_each_attr
    nla_for_each_nested_type nlmsg_for_each_attr nlmsg_for_each_msg rocker_tlv_for_each`,
  "0,4": `
    mlx5_sd_for_each_dev_from_to nla_for_each_attr_type nlmsg_for_each_attr_type`,
  "1,2": `
    __pci_bus_for_each_res0 __pci_bus_for_each_res1 __pci_dev_for_each_res0
    __pci_dev_for_each_res1 bond_for_each_slave bond_for_each_slave_rcu bpf_mprog_foreach_prog
    bpf_mprog_foreach_tuple devlinks_xa_for_each_registered_get for_all_evt_queues
    for_all_rss_queues for_all_rx_queues for_all_tx_queues for_all_vfs for_each_hwgpio
    for_each_netdev_safe for_each_sgtable_dma_sg for_each_sgtable_sg for_each_subchan
    fsnotify_foreach_iter_mark_type genradix_for_each genradix_for_each_from
    genradix_for_each_reverse hash_for_each hash_for_each_possible_safe hash_for_each_rcu
    hctx_for_each_ctx i40e_pf_for_each_veb i40e_pf_for_each_vsi idr_for_each_entry
    idr_for_each_entry_continue mcp251xfd_for_each_rx_ring mlx5_devcom_for_each_peer_entry
    mlx5_devcom_for_each_peer_entry_rcu mlx5_esw_for_each_ec_vf_vport
    mlx5_esw_for_each_entry_marked mlx5_esw_for_each_host_func_vport mlx5_esw_for_each_rep
    mlx5_esw_for_each_vf_vport mlx5_esw_for_each_vport mlx5_esw_for_each_vport_marked
    mlx5_lag_for_each_peer_mdev mlxfw_mfa2_tlv_foreach mlxfw_mfa2_tlv_multi_foreach
    mptcp_for_each_subflow_safe mt_for_each netdev_for_each_altname_safe
    netdev_for_each_lower_dev netdev_for_each_lower_private netdev_for_each_lower_private_rcu
    netdev_for_each_upper_dev_rcu queue_for_each_hw_ctx rq_list_for_each_safe skb_list_walk_safe
    skb_queue_reverse_walk_from_safe skb_queue_reverse_walk_safe skb_queue_walk_from_safe
    skb_queue_walk_safe xa_for_each xa_for_each_marked xa_for_each_range xa_for_each_start`,
  "1,3": `
    for_each_sg`,
  "2,3": `
    for_all_rx_queues_on_eq for_all_tx_queues_on_eq for_each_active_dev_scope for_each_dev_scope
    of_property_for_each_string`,
  "0,1,2": `
    for_each_ar for_each_proxy_port for_each_sband_iftype_data hlist_bl_for_each_entry_safe
    lwq_for_each_safe mcp251xfd_for_each_tx_obj nfp_for_each_insn_walk2 ppr_for_each_entry
    rht_for_each_entry_safe`,
  "1,2,3": `
    hash_for_each_safe idr_for_each_entry_continue_ul idr_for_each_entry_ul`,
  "0,1,2,3": `
    nfp_for_each_insn_walk3`,
  "4,5,6,7": `
    skb_frag_foreach_page`,
};

const KNOWN: ReadonlyMap<string, Cursors> = new Map(
  Object.entries(BY_POSITION).flatMap(([positions, names]) => {
    const cursors = positions === "" ? [] : positions.split(",").map(Number);
    return (names.match(/\w+/g) ?? []).map((name) => [name, cursors] as const);
  }),
);

const BY_NAME =
  /(?:^|_)(?:for_?each|iterate|do_each|walk|foreach|forall)(?:_|$)|^for_|_walk_|_walk$|_for_|FOR_?EACH|^for[A-Z]|^FOR_/;

/** Could a call-like statement of this name be the head of a loop? */
export function looksLikeIterator(name: string): boolean {
  return KNOWN.has(name) || BY_NAME.test(name);
}

/** Which arguments each turn assigns. Without better knowledge the first; two for `_safe`. */
export function cursorsOf(name: string): Cursors {
  return KNOWN.get(name) ?? (/_safe(?:_|$)/.test(name) ? [0, 1] : [0]);
}
