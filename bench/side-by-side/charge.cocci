// A buffer will give bytes back to a socket in a function that charges none to it.

@owner exists@
identifier f;
expression skb;
position p;
@@
 f(...) {
 ... when != refcount_add(...)
     when != atomic_add(...)
 skb->destructor@p = \(sock_wfree\|__sock_wfree\|tcp_wfree\|unix_destruct_scm\)
 ... when != refcount_add(...)
     when != atomic_add(...)
 }

@script:python@
p << owner.p;
skb << owner.skb;
@@
for at in p:
    coccilib.report.print_report(at, "%s was not charged" % skb)
