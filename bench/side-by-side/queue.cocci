// A local list of buffers is used before anything initialises it.

@unready exists@
identifier q, fld;
identifier use =~ "^(__)?skb_(queue|dequeue|peek)";
identifier ready =~ "^(__)?skb_queue_head_init$";
position p;
@@
 struct sk_buff_head q;
 ... when != ready(&q, ...)
     when != q.fld
 use@p(..., &q, ...)

@script:python depends on unready@
p << unready.p;
q << unready.q;
use << unready.use;
@@
if not use.endswith("head_init"):
    for at in p:
        coccilib.report.print_report(at, "%s is not initialised" % q)
