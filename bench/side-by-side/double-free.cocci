// A buffer is freed twice on one path, or freed where the function that failed has freed it.

@twice exists@
expression skb, e;
identifier first =~ "^(kfree_skb|consume_skb|dev_kfree_skb|dev_kfree_skb_any|dev_kfree_skb_irq|nlmsg_free|kfree_skb_reason)$";
identifier again =~ "^(kfree_skb|consume_skb|dev_kfree_skb|dev_kfree_skb_any|dev_kfree_skb_irq|nlmsg_free|kfree_skb_reason)$";
iterator I;
statement S;
position p, q != p;
@@
 first@p(skb, ...);
 ... when != skb = e
     when != &skb
     when != I(..., skb, ...) S
 again@q(skb, ...);

@script:python@
p << twice.q;
skb << twice.skb;
@@
for at in p:
    coccilib.report.print_report(at, "%s is freed again" % skb)

@padded exists@
expression skb, e;
identifier pad =~ "^(skb_put_padto|skb_padto|skb_pad|eth_skb_pad)$";
identifier again =~ "^(kfree_skb|consume_skb|dev_kfree_skb|dev_kfree_skb_any|dev_kfree_skb_irq|kfree_skb_reason)$";
position p;
@@
 if (<+... pad(skb, ...) ...+>) {
   ... when != skb = e
   again@p(skb, ...);
   ...
 }

@script:python@
p << padded.p;
skb << padded.skb;
@@
for at in p:
    coccilib.report.print_report(at, "%s was freed when it could not be padded" % skb)
