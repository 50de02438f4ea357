// How many arguments functions of the kernel take: who takes another number is not the one that is meant.

const byCount: Readonly<Record<number, string>> = {
  0: `napi_skb_cache_get`,
  1: `__consume_stateless_skb __kfree_skb __netif_receive_skb __netif_rx __skb_dequeue
    __skb_dequeue_tail __skb_peek __skb_queue_head_init __skb_queue_purge __sock_wfree
    __vlan_hwaccel_push_inside alloc_skb_for_msg arp_xmit cfg80211_vendor_cmd_reply
    consume_skb dev_alloc_skb dev_consume_skb_any dev_consume_skb_irq dev_kfree_skb
    dev_kfree_skb_any dev_kfree_skb_irq dev_queue_xmit dev_xmit_complete dst_input
    eth_skb_pad ip6_forward ip6_send_skb ip_forward kfree kfree_const kfree_rcu_mightsleep
    kfree_sensitive kfree_skb kfree_skb_list kfree_skbmem kvfree kvfree_rcu_mightsleep
    napi_get_frags napi_skb_cache_put netif_receive_skb netif_receive_skb_core netif_rx
    netif_rx_internal nlmsg_free nlmsg_new_large no_free_ptr pskb_inet_may_pull
    qdisc_dequeue_head refcount_dec refcount_dec_and_test refcount_inc
    refcount_inc_not_zero retain_and_null_ptr skb_attempt_defer_free skb_checksum_help
    skb_clone_sk skb_condense skb_crc32c_csum_help skb_dequeue skb_dequeue_tail
    skb_errqueue_purge skb_eth_pop skb_get skb_linearize skb_linearize_cow skb_orphan
    skb_orphan_partial skb_peek skb_peek_tail skb_queue_empty skb_queue_empty_lockless
    skb_queue_head_init skb_queue_len skb_queue_len_lockless skb_queue_purge
    skb_release_head_state skb_unref skb_vlan_pop skb_vlan_untag skbuff_clear
    slab_build_skb smp_load_acquire sock_dequeue_err_skb sock_edemux sock_efree sock_ofree
    sock_pfree sock_rfree sock_rmem_free sock_wfree tcp_wfree vfree xfrm4_rcv
    xsk_consume_skb xsk_destruct_skb xsk_drop_skb`,
  2: `RCU_INIT_POINTER WRITE_ONCE ___pskb_trim __build_skb __dev_alloc_skb __dev_direct_xmit
    __dev_forward_skb __dev_queue_xmit __pskb_trim __qdisc_drop __sk_add_backlog
    __skb_queue_head __skb_queue_purge_reason __skb_queue_tail __skb_unlink
    __sock_queue_rcv_skb __this_cpu_write alloc_can_err_skb alloc_can_skb alloc_canfd_skb alloc_skb
    alloc_skb_fclone bt_skb_alloc build_skb can_dev_dropped_skb can_dropped_invalid_skb
    can_send raw_cpu_write this_cpu_write cfg80211_vendor_cmd_alloc_reply_skb
    cfg80211_vendor_event dev_direct_xmit dev_forward_skb dev_forward_skb_nomtu
    dev_kfree_skb_any_reason dev_kfree_skb_irq_reason dev_queue_xmit_accel generic_xdp_tx
    genlmsg_new genlmsg_reply gro_cells_receive hci_recv_frame hci_send_sco hlist_add_head
    hlist_add_head_rcu hlist_add_tail_rcu hlist_nulls_add_head_rcu ieee80211_free_txskb
    ieee80211_rx ieee80211_rx_irqsafe ieee80211_rx_ni ieee80211_tx_status_irqsafe
    ieee80211_tx_status_ni ieee80211_tx_status_skb ip_send_skb iptunnel_handle_offloads
    kfree_rcu kfree_skb_list_reason kfree_skb_partial kfree_skb_reason
    kmem_cache_alloc_noprof kmem_cache_free kmem_cache_zalloc kstrdup kvfree_rcu
    kvfree_sensitive kvmalloc kvzalloc list_add list_add_rcu list_add_tail
    list_add_tail_rcu list_move list_move_tail list_replace list_replace_rcu llist_add
    memdup_user memdup_user_nul napi_alloc_skb napi_build_skb napi_consume_skb
    napi_gro_receive neigh_connected_output neigh_direct_output neigh_event_send
    neigh_hh_output neigh_resolve_output netdev_alloc_skb netdev_alloc_skb_ip_align
    netlink_alloc_large_skb netlink_detachskb netlink_sendskb nlmsg_new ppp_input pskb_copy
    pskb_copy_for_clone pskb_may_pull pskb_network_may_pull pskb_trim pskb_trim_rcsum
    pskb_trim_rcsum_slow qdisc_enqueue_tail rcu_assign_pointer refcount_add
    refcount_add_not_zero refcount_sub_and_test sk_backlog_rcv sk_filter skb_clone
    skb_clone_and_charge_r skb_complete_tx_timestamp skb_complete_wifi_ack skb_copy
    skb_copy_ubufs skb_cow skb_cow_head skb_ensure_writable skb_ensure_writable_head_tail
    skb_expand_head skb_free_datagram skb_gso_segment skb_header_unclone
    skb_mac_gso_segment skb_morph skb_orphan_frags skb_orphan_frags_rx skb_pad skb_padto
    skb_peek_next skb_put_padto skb_queue_head skb_queue_head_init_class skb_queue_next
    skb_queue_prev skb_queue_purge_reason skb_queue_reverse_walk skb_queue_splice
    skb_queue_splice_init skb_queue_splice_tail skb_queue_splice_tail_init skb_queue_tail
    skb_queue_walk skb_realloc_headroom skb_release_all skb_segment skb_set_owner_r
    skb_set_owner_sk_safe skb_set_owner_w skb_share_check skb_try_make_writable skb_unclone
    skb_unclone_keeptruesize skb_unlink skb_unshare smp_store_mb smp_store_release
    sock_queue_err_skb sock_queue_rcv_skb strndup_user tcp_v4_do_rcv tcp_v6_do_rcv
    udp_tunnel_handle_offloads vmemdup_user xfrm_output xsk_build_skb_zerocopy
    zerocopy_sg_from_iter`,
  3: `____dev_forward_skb __build_skb_around __finalize_skb_around __ip6_local_out
    __ip_local_out __neigh_event_send __netdev_alloc_skb __netdev_alloc_skb_ip_align
    __pskb_copy __skb_gso_segment __skb_pad __skb_put_padto __skb_queue_after
    __skb_queue_before __vlan_insert_tag br_dev_queue_push_xmit build_skb_around
    dev_loopback_xmit dst_output genlmsg_unicast hci_send_acl inet6_csk_xmit ip6_local_out
    ip6_output ip6tunnel_xmit ip_defrag ip_local_out ip_mc_output ip_output ip_queue_xmit
    kasprintf kcalloc kmem_cache_alloc_node_noprof kmem_cache_free_bulk kmemdup_nul
    kstrndup kvasprintf kvmemdup kvzalloc_node kzalloc_node ndisc_send_skb neigh_output
    nf_ct_frag6_gather nfnetlink_unicast nlmsg_unicast qdisc_drop qdisc_drop_all
    qdisc_enqueue rb_link_node rcu_replace_pointer rtnl_unicast sk_add_backlog
    sk_filter_trim_cap sk_receive_skb sk_skb_reason_drop skb_append skb_checksum_trimmed
    skb_consume_udp skb_copy_and_csum_datagram_msg skb_eth_gso_segment skb_eth_push
    skb_kill_datagram skb_queue_reverse_walk_safe skb_queue_walk_safe skb_recv_datagram
    skb_recv_udp skb_segment_list skb_udp_tunnel_segment skb_vlan_push skb_zerocopy_clone
    sock_omalloc sock_queue_rcv_skb_reason tcp_drop_reason tcp_stream_alloc_skb
    validate_xmit_skb validate_xmit_skb_list vlan_insert_tag vlan_insert_tag_set_proto
    xfrm_output_resume`,
  4: `__alloc_skb __ip_queue_xmit __netdev_start_xmit __netlink_dump_start __pskb_copy_fclone
    __skb_insert __skb_recv_udp br_forward bt_skb_send_alloc can_put_echo_skb
    dev_hard_start_xmit genlmsg_multicast_allns ieee80211_rx_list ieee80211_rx_napi
    ip_tunnel_xmit kcalloc_node kmalloc_reserve kmem_cache_alloc_bulk
    kmem_cache_alloc_bulk_noprof kmemdup_array netdev_start_xmit netlink_attachskb
    netlink_dump_start netlink_unicast nf_queue pskb_expand_head sctp_chunkify
    skb_coalesce_rx_frag skb_copy_bits skb_copy_datagram_from_iter skb_copy_datagram_iter
    skb_copy_datagram_msg skb_copy_expand skb_flow_dissect skb_mpls_pop skb_store_bits
    skb_splice_from_iter skb_try_coalesce skb_zerocopy sock_alloc_send_skb sock_wmalloc
    vlan_insert_inner_tag
    xfrm_input`,
  5: `__sk_receive_skb __skb_recv_datagram alloc_skb_with_frags cfg80211_vendor_event_alloc
    genl_notify genlmsg_multicast netlink_broadcast nfnetlink_broadcast nlmsg_multicast
    rtnetlink_send skb_mpls_push`,
  6: `__skb_try_recv_datagram genlmsg_multicast_netns nfnetlink_send nlmsg_notify rtnl_notify
    skb_add_rx_frag skb_add_rx_frag_netmem sock_alloc_send_pskb`,
  7: `ip6_xmit netlink_broadcast_filtered nlmsg_multicast_filtered`,
  8: `NF_HOOK __cfg80211_alloc_event_skb genlmsg_multicast_netns_filtered nf_hook`,
  9: `NF_HOOK_COND`,
  10: `iptunnel_xmit`,
  12: `udp_tunnel6_xmit_skb udp_tunnel_xmit_skb`,
};

export const prototypes: Readonly<Partial<Record<string, number>>> = Object.fromEntries(
  Object.entries(byCount).flatMap(([count, names]) =>
    names.split(/\s+/).map((name) => [name, Number(count)] as const),
  ),
);
