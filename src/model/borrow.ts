// What only looks at its arguments: by name where a name is enough, by pattern where a whole family
// keeps to one convention. An exact name anywhere in the tables comes before a pattern.

import type { Contract, Effect } from "./contract.ts";
import {
  answers,
  arg,
  borrows,
  cases,
  doubt,
  from,
  nothing,
  operator,
  pure,
  truth,
  way,
  words,
} from "./dsl.ts";

const linked = "it is linked into a list";
const relink: Effect = { do: "relink" };
const unlock: Effect = { do: "unlock", lock: arg(0) };

/** Whoever is behind the work, the timer or the count that they are given goes on with what it is in. */
const deferrers = `kref_get kref_put schedule_work queue_work queue_delayed_work
   schedule_delayed_work mod_delayed_work kthread_queue_work ieee80211_queue_work
   ieee80211_queue_delayed_work wiphy_work_queue wiphy_delayed_work_queue mod_timer timer_setup
   add_timer tasklet_schedule complete`;
export const deferring: ReadonlySet<string> = new Set(words(deferrers));

export const borrow: readonly Contract[] = [
  from(
    "include/linux/skbuff.h",
    pure(
      `skb_shinfo skb_end_pointer skb_headlen skb_pagelen skb_headroom skb_tailroom
       skb_availroom skb_is_nonlinear skb_is_gso skb_is_gso_v6 skb_is_gso_sctp skb_is_gso_tcp
       skb_cloned skb_header_cloned skb_shared skb_has_frag_list skb_has_shared_frag skb_dst
       skb_rtable skb_valid_dst skb_vlan_tag_present skb_vlan_tag_get skb_vlan_tag_get_id
       skb_vlan_tag_get_prio skb_get_queue_mapping skb_get_rx_queue skb_rx_queue_recorded
       skb_hwtstamps skb_tail_pointer skb_frag_size skb_frag_page skb_frag_off skb_frag_address
       skb_tcp_all_headers skb_inner_tcp_all_headers skb_network_header_len skb_mac_header_len
       skb_mac_header_was_set skb_transport_header_was_set skb_network_offset
       skb_transport_offset skb_mac_offset skb_inner_network_offset skb_inner_transport_offset
       skb_checksum_start_offset skb_checksum_start skb_end_offset skb_at_tc_ingress skb_protocol
       skb_to_full_sk skb_sec_path skb_nfct skb_zcopy skb_uarg skb_fclone_busy skb_frags_readable
       skb_csum_unnecessary skb_csum_is_sctp skb_is_tcp_pure_ack skb_gso_ok
       skb_tunnel_info tcp_hdrlen ip_hdrlen vlan_get_protocol
       skb_get_hash skb_get_hash_raw skb_gro_offset skb_vlan_eth_hdr
       IPCB IP6CB UNIXCB ATM_SKB SKB_EXT_ERR bt_cb hci_skb_pkt_type hci_skb_expect
       hci_skb_event hci_skb_opcode nf_bridge_get_physindev nf_bridge_get_physoutdev
       nf_bridge_info_exists mac_cb can_skb_prv tcp_skb_pcount tcp_skb_mss inet_iif inet6_iif
       inet_sdif inet6_sdif ip_is_fragment xfrm_offload before after
       ether_addr_equal ieee80211_get_hdrlen_from_skb skb_dst_dev eth_type_vlan
       iph_totlen skb_ip_totlen ipv6_payload_len skb_ipv6_payload_len skb_skip_tc_classify
       skb_get_kcov_handle hci_skb_pkt_status ipv6_opt_accepted SKB_LINEAR_ASSERT`,
    ),
    borrows(
      `skb_put __skb_put skb_put_zero __skb_put_zero skb_put_data __skb_put_data skb_put_u8
       skb_push __skb_push skb_push_rcsum skb_pull __skb_pull skb_pull_data
       skb_pull_inline skb_pull_rcsum pskb_pull skb_reserve skb_trim
       __skb_trim skb_tx_error skb_tx_timestamp __skb_tstamp_tx skb_tstamp_tx skb_checksum
       skb_checksum_complete __skb_checksum_complete __skb_checksum skb_copy_and_csum_bits
       skb_copy_and_csum_dev skb_header_pointer __skb_header_pointer skb_copy_header
       __skb_header_release skb_set_queue_mapping skb_set_hash skb_clear_hash
       skb_clear_tstamp skb_set_tail_pointer skb_set_mac_header skb_record_rx_queue
       skb_checksum_none_assert skb_mark_for_recycle skb_mark_not_on_list skb_list_del_init
       skb_probe_transport_header skb_partial_csum_set skb_scrub_packet
       skb_postpull_rcsum skb_postpush_rcsum skb_metadata_set skb_set_inner_protocol
       skb_set_inner_ipproto skb_set_inner_transport_header
       skb_split skb_shift skb_to_sgvec skb_to_sgvec_nomark
       skb_flow_dissect_flow_keys skb_ext_add skb_ext_del skb_ext_put skb_ext_find skb_ext_reset
       skb_copy_hash skb_frag_size_set skb_frag_size_sub skb_frag_size_add
       skb_frag_off_set skb_frag_fill_page_desc skb_gro_reset_offset skb_release_data
       skb_zcopy_clear skb_zcopy_set skb_zcopy_downgrade_managed skb_get_timestamp
       skb_get_timestampns skb_setup_tx_timestamp skb_gso_validate_network_len
       skb_gso_validate_mac_len skb_gso_network_seglen skb_rbtree_purge skb_set_redirected
       skb_set_redirected_noclear skb_mark_napi_id skb_set_end_offset nf_copy __nf_copy
       put_cmsg ip_mc_check_igmp ipv6_mc_check_mld skb_set_kcov_handle skb_copy_queue_mapping
       skb_reset_redirect skb_dump skb_find_text skb_prepare_seq_read skb_seq_read
       skb_abort_seq_read eth_type_trans 
       __vlan_hwaccel_put_tag __vlan_hwaccel_clear_tag __vlan_hwaccel_copy_tag
       vlan_set_encap_proto secpath_reset nf_reset_ct nf_reset_trace nf_ct_get nf_ct_set
       nf_bridge_info_get ipv6_skip_exthdr ipv6_find_hdr 
       sock_recv_timestamp sock_recv_cmsgs sock_tx_timestamp __net_timestamp 
       icmp_send icmpv6_send __icmp_send icmp_ndo_send icmpv6_ndo_send
       ether_addr_copy eth_zero_addr eth_broadcast_addr ip_send_check skb_set_delivery_time
       bstats_update skb_gro_pull skb_gro_postpull_rcsum skb_mac_header_rebuild
       put_unaligned_le16 put_unaligned_le32 put_unaligned_be16 put_unaligned_be32
       can_skb_reserve skb_get_hash_perturb netif_skb_features
       nf_ct_refresh_acct nf_ct_attach sk_mark_napi_id sock_rps_save_rxhash skb_forward_csum
       tcf_set_drop_reason bpf_compute_data_pointers bpf_prog_run_clear_cb memcmp strcmp strncmp
       strscpy strcpy strncpy strlen snprintf scnprintf sprintf`,
    ),
    answers("skb_try_make_writable skb_flow_dissect"),
  ),
  from(
    "include/net/netlink.h",
    pure("nlmsg_data nlmsg_hdr nlmsg_len nlmsg_attrdata nlmsg_attrlen nlmsg_msg_size"),
    pure("nlmsg_total_size nlmsg_report nlmsg_get_pos genlmsg_data genlmsg_total_size"),
    pure("genl_info_net genlmsg_msg_size "),
    borrows(
      `nlmsg_put __nlmsg_put nlmsg_put_answer nlmsg_append nlmsg_end nlmsg_cancel nlmsg_trim
       nlmsg_parse nlmsg_parse_deprecated genlmsg_put genlmsg_put_reply genlmsg_iput genlmsg_end
       genlmsg_cancel genlmsg_parse nfnl_msg_put netlink_ack netlink_set_err
       netlink_rcv_skb gnet_stats_start_copy gnet_stats_start_copy_compat
       netlink_strict_get_check __nla_put __nla_reserve __nla_put_nohdr`,
    ),
    operator("no-op", "NL_SET_ERR_MSG NL_SET_ERR_MSG_MOD NL_SET_ERR_MSG_FMT NL_SET_BAD_ATTR"),
    operator("no-op", "NL_SET_ERR_MSG_ATTR NL_SET_ERR_MSG_FMT_MOD GENL_SET_ERR_MSG"),
  ),
  from(
    "include/linux/netdevice.h",
    pure("netdev_priv dev_net sock_net read_pnet netdev_get_tx_queue skb_get_tx_queue"),
    pure("netif_running netif_device_present netif_carrier_ok netif_queue_stopped"),
    borrows(
      `netif_stop_queue netif_wake_queue netif_start_queue netif_tx_stop_queue netif_tx_wake_queue
       netif_stop_subqueue netif_wake_subqueue netif_trans_update txq_trans_update
       netdev_sent_queue netdev_tx_sent_queue netdev_completed_queue
       netdev_tx_completed_queue __netdev_sent_queue __netdev_tx_sent_queue netdev_pick_tx
       dev_core_stats_rx_dropped_inc dev_core_stats_tx_dropped_inc dev_sw_netstats_rx_add
       dev_sw_netstats_tx_add dev_lstats_add dev_hard_header dev_parse_header dev_hold dev_put
       wpan_dev_hard_header netdev_hold netdev_put dst_release dst_hold dst_clone napi_schedule
       __napi_schedule napi_schedule_irqoff napi_complete napi_complete_done
       napi_schedule_prep napi_enable napi_disable dev_queue_xmit_nit qdisc_qstats_drop qdisc_qstats_overlimit
       qdisc_qstats_backlog_inc qdisc_qstats_backlog_dec qdisc_bstats_update qdisc_pkt_len
       qdisc_tree_reduce_backlog devlink_trap_report security_skb_classify_flow
       __skb_flow_dissect ip_vs_notrack ieee80211_get_tx_rates`,
    ),
    pure("skb_get_nfct secpath_exists skb_cmp_decrypted"),
  ),
  from(
    "include/linux/dma-mapping.h",
    borrows(
      `dma_map_single dma_unmap_single dma_map_page dma_unmap_page dma_mapping_error dma_map_sg
       dma_unmap_sg dma_sync_single_for_cpu dma_sync_single_for_device dma_alloc_coherent
       dma_free_coherent dma_wmb dma_rmb wmb rmb mb smp_mb smp_wmb smp_rmb skb_frag_dma_map
       dma_unmap_addr_set dma_unmap_len_set dma_unmap_addr dma_unmap_len
       readb readw readl readq readl_relaxed readq_relaxed ioread8 ioread16 ioread32 prefetch
       prefetchw`,
    ),
    // A device gets the address of what it works for, as a number, and gives it back.
    cases(
      `writel writeq writel_relaxed writeq_relaxed __raw_writel __raw_writeq iowrite32 iowrite64`,
      way("writes it", nothing, doubt(arg(0), "a device has its address")),
    ),
  ),
  from(
    "include/linux/list.h",
    // Whoever walks the list finds it from now on; who frees it cannot be seen here.
    cases(
      `list_add list_add_tail list_add_rcu list_add_tail_rcu hlist_add_head hlist_add_head_rcu
       hlist_add_tail_rcu hlist_nulls_add_head_rcu list_move list_move_tail rb_link_node
       list_replace list_replace_rcu`,
      way("links it", nothing, doubt(arg(0), linked), relink),
    ),
    cases("llist_add", way("links it", truth, doubt(arg(0), linked))),
    cases(
      `list_del list_del_init list_del_rcu hlist_del hlist_del_init hlist_del_rcu
       hlist_del_init_rcu list_splice list_splice_init list_splice_tail list_splice_tail_init`,
      way("links it anew", nothing, relink),
    ),
    borrows(
      `INIT_LIST_HEAD INIT_HLIST_HEAD INIT_HLIST_NODE INIT_WORK INIT_DELAYED_WORK INIT_RCU_WORK
       rb_insert_color rb_erase kref_init cancel_work_sync
       cancel_delayed_work_sync del_timer del_timer_sync
       tasklet_init wake_up wake_up_interruptible wake_up_all
       init_waitqueue_head init_completion`,
    ),
    borrows(deferrers),
    pure("list_empty list_empty_careful hlist_empty list_is_last list_is_first list_is_singular"),
  ),
  from(
    "include/linux/spinlock.h",
    cases(
      "spin_unlock spin_unlock_bh spin_unlock_irq spin_unlock_irqrestore",
      way("lets it go", nothing, unlock),
    ),
  ),
  from(
    "include/linux/bitops.h",
    borrows(
      `set_bit clear_bit change_bit test_and_set_bit test_and_clear_bit __set_bit __clear_bit
       atomic_inc atomic_dec atomic_add atomic_sub atomic_inc_return atomic_dec_return
       atomic_add_return atomic_sub_return atomic_dec_and_test atomic_inc_and_test atomic_long_inc
       atomic_long_dec atomic_long_add atomic64_inc atomic64_add this_cpu_inc this_cpu_add
       this_cpu_dec __this_cpu_inc this_cpu_read __this_cpu_read this_cpu_ptr
       raw_cpu_ptr per_cpu_ptr get_cpu_ptr put_cpu_ptr smp_processor_id
       get_random_u32 get_random_bytes get_random_u32_below ktime_get ktime_get_real
       ktime_get_ns ktime_get_real_ns ktime_get_tai_fast_ns jiffies_to_msecs msecs_to_jiffies
       copy_from_user copy_to_user get_user put_user copy_from_iter_full copy_from_iter
       copy_to_iter memcpy_from_msg memcpy_to_msg get_page put_page page_ref_inc page_ref_add
       kmap_local_page kunmap_local kmap_atomic kunmap_atomic u64_stats_add u64_stats_inc
       u64_stats_update_begin u64_stats_update_end
       signal_pending schedule schedule_timeout cond_resched might_sleep msleep udelay usleep_range
       set_current_state prepare_to_wait finish_wait try_module_get module_put __module_get
       capable ns_capable netlink_capable netlink_net_capable`,
    ),
    cases(
      "this_cpu_write __this_cpu_write raw_cpu_write",
      way("stores it", nothing, doubt(arg(1), "a variable of the processor has it")),
    ),
    pure("test_bit time_after time_before time_is_before_jiffies time_is_after_jiffies"),
  ),
  from(
    "include/linux/spinlock.h",
    operator(
      "no-op",
      `rcu_read_lock rcu_read_unlock rcu_read_lock_bh rcu_read_unlock_bh rcu_read_lock_sched
       rcu_read_unlock_sched rcu_barrier synchronize_rcu synchronize_net local_bh_disable
       local_bh_enable preempt_disable preempt_enable local_irq_save local_irq_restore
       local_irq_disable local_irq_enable migrate_disable migrate_enable rtnl_lock rtnl_unlock
       lock_sock lock_sock_nested release_sock bh_lock_sock bh_lock_sock_nested bh_unlock_sock
       down up down_read up_read down_write up_write raw_spin_lock raw_spin_unlock
       write_seqlock write_sequnlock write_seqcount_begin write_seqcount_end
       __netif_tx_lock __netif_tx_unlock __netif_tx_lock_bh __netif_tx_unlock_bh HARD_TX_LOCK
       HARD_TX_UNLOCK netif_tx_lock netif_tx_unlock netif_tx_lock_bh netif_tx_unlock_bh
       netif_addr_lock_bh netif_addr_unlock_bh sch_tree_lock sch_tree_unlock
       lockdep_set_class lockdep_init_map seqcount_init sock_owned_by_me ASSERT_RTNL
       barrier cpu_relax dump_stack print_hex_dump print_hex_dump_debug print_hex_dump_bytes
       BT_DBG BT_ERR BT_INFO bt_dev_dbg bt_dev_err bt_dev_warn kmemleak_ignore kmemleak_not_leak
       net_dbg_ratelimited net_warn_ratelimited net_err_ratelimited net_info_ratelimited
       net_notice_ratelimited net_crit_ratelimited printk printk_once printk_ratelimited
       netdev_dbg netdev_vdbg netdev_info netdev_notice netdev_warn netdev_err netdev_crit
       netdev_alert netdev_emerg netdev_printk netdev_warn_once netdev_err_once
       netdev_info_once netif_dbg netif_info netif_warn netif_err netif_notice
       dev_dbg dev_info dev_notice dev_warn dev_err dev_crit dev_dbg_ratelimited
       dev_warn_ratelimited dev_err_ratelimited dev_info_ratelimited dev_warn_once dev_err_once
       dev_info_once IP_VS_DBG_PKT IP_VS_DBG IP_VS_DBG_RL IP_VS_ERR_RL 
       XFRM_INC_STATS NET_INC_STATS __NET_INC_STATS IP_INC_STATS __IP_INC_STATS
       IP6_INC_STATS __IP6_INC_STATS UDP_INC_STATS __UDP_INC_STATS TCP_INC_STATS __TCP_INC_STATS
       ICMP_INC_STATS __ICMP_INC_STATS SNMP_INC_STATS NET_ADD_STATS IP_UPD_PO_STATS
       IP6_UPD_PO_STATS`,
    ),
  ),
].flat();

/** A family: what the names that fit `name` (one `*` in it) have in common. */
export interface Pattern {
  readonly name: string;
  readonly kind: "borrows" | "pure" | "no-op";
}

function family(kind: Pattern["kind"], names: string): readonly Pattern[] {
  return names.split(" ").map((name) => ({ name, kind }));
}

export const patterns: readonly Pattern[] = [
  family("no-op", "trace_* pr_* lockdep_* spin_lock* spin_unlock* read_lock* read_unlock*"),
  family("no-op", "write_lock* write_unlock* mutex_lock* mutex_unlock* mutex_init*"),
  family("no-op", "raw_spin_lock* raw_spin_unlock* might_* local_lock* local_unlock*"),
  // What drivers print with.
  family("no-op", "*_dbg *_debug *_warn *_printk *_dbg_dump *_dbg_ratelimited *_warn_ratelimited"),
  family("borrows", "spin_trylock* mutex_trylock* nla_* skb_reset_* skb_dst_* skb_set_*_header"),
  family("borrows", "skb_copy_to_linear_data* skb_copy_from_linear_data* skb_copy_datagram_*"),
  family("borrows", "skb_checksum_* skb_inner_*_header inet_proto_csum_* csum_*"),
  family("pure", "*_hdr *_CB *_RXCB *_TXCB *_skb_cb skb_*_header"),
].flat();
