// A buffer that the function made is neither freed nor handed on when it returns. A call that is not
// known to leave the buffer alone counts as handing it on.

@leak exists@
local idexpression struct sk_buff *skb;
identifier acquire =~ "^(alloc_skb|alloc_skb_with_frags|nlmsg_new|genlmsg_new|(__)?netdev_alloc_skb(_ip_align)?|dev_alloc_skb|napi_alloc_skb|skb_clone|skb_copy|skb_copy_expand|pskb_copy|skb_realloc_headroom|sock_alloc_send_skb|sock_wmalloc)$";
identifier give !~ "^(skb_(put|push|pull|reserve|trim|reset_|set_|copy|cow|headroom|tailroom|store|fill|add_rx|linearize|mac_|network_|transport_|tnl|is_|len|get_)|__skb_(put|push|pull)|pskb_(may_pull|trim)|nla_|nlmsg_(put|end|cancel|data|hdr)|genlmsg_(put|end|cancel)|nf_|eth_hdr|ip_hdr|ipv6_hdr|tcp_hdr|udp_hdr|dma_map|pci_dma|memcpy|memset|IS_ERR|PTR_ERR|put_unaligned|WARN|pr_|netdev_|dev_(dbg|err|warn|info)|likely|unlikely|IEEE80211|NETLINK_CB|bt_cb|hci_skb|eth_type_trans)";
expression e, x;
statement S;
position p;
@@
 skb = acquire(...);
 ... when != skb = e
 if (<+... \(!skb\|skb == NULL\|IS_ERR(skb)\|IS_ERR_OR_NULL(skb)\) ...+>) S
 ... when != give(..., skb, ...)
     when != give(..., &skb, ...)
     when != skb = e
     when != x = skb
     when any
(
 return skb;
|
 return@p ...;
)

@script:python@
p << leak.p;
skb << leak.skb;
@@
for at in p:
    coccilib.report.print_report(at, "%s is not freed" % skb)
