// A field of a buffer is read after the buffer was freed or sent.

@freed exists@
expression skb, e;
identifier end =~ "^(kfree_skb|consume_skb|dev_kfree_skb|dev_kfree_skb_any|dev_kfree_skb_irq|nlmsg_free|kfree_skb_reason|dev_queue_xmit|netif_rx|netif_receive_skb)$";
identifier fld;
iterator I;
statement S;
position p;
@@
 end(skb, ...)
 ... when != skb = e
     when != &skb
     when != I(..., skb, ...) S
 skb->fld@p

@script:python@
p << freed.p;
skb << freed.skb;
@@
for at in p:
    coccilib.report.print_report(at, "%s is used after it is gone" % skb)

@sent exists@
expression skb, e, x;
identifier send =~ "^(napi_gro_receive|netlink_unicast|genlmsg_unicast|nlmsg_unicast|ieee80211_rx_irqsafe)$";
identifier fld;
iterator I;
statement S;
position p;
@@
 send(x, skb, ...)
 ... when != skb = e
     when != &skb
     when != I(..., skb, ...) S
 skb->fld@p

@script:python@
p << sent.p;
skb << sent.skb;
@@
for at in p:
    coccilib.report.print_report(at, "%s is used after it was handed on" % skb)
