import { describeRule } from "../src/testing/describe-rule.ts";
import { wmemBalance } from "./wmem-balance.ts";

describeRule(wmemBalance, {
  finds: {
    "an owner without a charge": `
      void own(struct sk_buff *orig, struct sock *sk)
      {
        struct sk_buff *skb = skb_clone(orig, GFP_ATOMIC);

        if (!skb)
          return;
        skb->sk = sk;
        skb->destructor = sock_wfree; // finding: own() charges 0 bytes
        dev_queue_xmit(skb);
      }
    `,
    "a charge of the length": `
      struct sk_buff *make(struct sock *sk, unsigned int len)
      {
        struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

        if (!skb)
          return NULL;
        skb->sk = sk;
        skb->destructor = sock_wfree;
        refcount_add(len, &sk->sk_wmem_alloc); // finding: make() charges len bytes
        return skb;
      }
    `,
    "a charge on top of the helper's": `
      struct sk_buff *make(struct sock *sk, unsigned int len)
      {
        struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

        if (!skb)
          return NULL;
        skb_set_owner_w(skb, sk);
        refcount_add(skb->truesize, &sk->sk_wmem_alloc); // finding: make() charges
        return skb;
      }
    `,
    "an owner without a destructor": `
      struct sk_buff *make(struct sock *sk, unsigned int len)
      {
        struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

        if (!skb)
          return NULL;
        skb->sk = sk;
        refcount_add(skb->truesize, &sk->sk_wmem_alloc); // finding: but 0
        dev_queue_xmit(skb);
        return NULL;
      }
    `,
    "a charge for what is sent without an owner": `
      void make(struct sock *sk, unsigned int len)
      {
        struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

        if (!skb)
          return;
        refcount_add(skb->truesize, &sk->sk_wmem_alloc); // finding: but 0
        kfree_skb(skb);
      }
    `,
    "a sum without its first part": `
      int burst(struct sock *sk, struct sk_buff_head *out, unsigned int want)
      {
        unsigned int i, sum = 0;

        for (i = 0; i < want; i++) {
          struct sk_buff *skb = alloc_skb(64, GFP_KERNEL);

          if (!skb)
            break;
          skb->sk = sk;
          skb->destructor = sock_wfree;
          sum = skb->truesize;
          __skb_queue_tail(out, skb);
        }
        refcount_add(sum, &sk->sk_wmem_alloc); // finding: burst() charges
        return i;
      }
    `,
    "a return before the charge": `
      int burst(struct sock *sk, struct sk_buff_head *out, unsigned int want)
      {
        unsigned int i, sum = 0;

        for (i = 0; i < want; i++) {
          struct sk_buff *skb = alloc_skb(64, GFP_KERNEL);

          if (!skb)
            return -ENOMEM;
          skb->sk = sk;
          skb->destructor = sock_wfree; // finding: burst() charges 0 bytes
          sum += skb->truesize;
          __skb_queue_tail(out, skb);
        }
        refcount_add(sum, &sk->sk_wmem_alloc);
        return 0;
      }
    `,
    "a size that grows after the charge": `
      struct sk_buff *make(struct sock *sk, unsigned int len)
      {
        struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

        if (!skb)
          return NULL;
        skb_set_owner_w(skb, sk); // finding: make() charges
        skb->truesize += 64;
        return skb;
      }
    `,
    "a charge that grows without the size": `
      struct sk_buff *make(struct sock *sk, unsigned int len)
      {
        struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

        if (!skb)
          return NULL;
        skb_set_owner_w(skb, sk);
        refcount_add(64, &sk->sk_wmem_alloc); // finding: make() charges
        return skb;
      }
    `,
    "a charge on the other branch": `
      struct sk_buff *make(struct sock *sk, unsigned int len, bool charge)
      {
        struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

        if (!skb)
          return NULL;
        skb->sk = sk;
        skb->destructor = sock_wfree; // finding: make() charges 0 bytes
        if (charge)
          refcount_add(skb->truesize, &sk->sk_wmem_alloc);
        return skb;
      }
    `,
    "a destructor that gives nothing back": `
      struct sk_buff *make(struct sock *sk, unsigned int len)
      {
        struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

        if (!skb)
          return NULL;
        skb->sk = sk;
        skb->destructor = sock_rfree;
        refcount_add(skb->truesize, &sk->sk_wmem_alloc); // finding: but 0
        return skb;
      }
    `,
    "pages that were spliced in": `
      struct sk_buff *fill(struct sock *sk, struct msghdr *msg, size_t size)
      {
        int err;
        struct sk_buff *skb = sock_alloc_send_skb(sk, 64, 0, &err); // finding: skb->truesize will be given back as it is by then

        if (!skb)
          return NULL;
        err = skb_splice_from_iter(skb, &msg->msg_iter, size, GFP_KERNEL);
        if (err < 0) {
          kfree_skb(skb);
          return NULL;
        }
        return skb;
      }
    `,
    "the same sum twice": `
      int one(struct sock *sk, struct sk_buff_head *out)
      {
        struct sk_buff *skb = alloc_skb(64, GFP_KERNEL);
        unsigned int sum;

        if (!skb)
          return -ENOMEM;
        skb->sk = sk;
        skb->destructor = sock_wfree;
        sum = skb->truesize;
        refcount_add(sum, &sk->sk_wmem_alloc);
        __skb_queue_tail(out, skb);
        refcount_add(sum, &sk->sk_wmem_alloc); // finding: one() charges
        return 0;
      }
    `,
    "a free of the slab object alone": `
      void drop(struct sock *sk)
      {
        struct sk_buff *skb = alloc_skb(64, GFP_KERNEL);

        if (!skb)
          return;
        skb_set_owner_w(skb, sk); // finding: drop() charges
        kmem_cache_free(net_hotdata.skbuff_cache, skb);
      }
    `,
    "a charge through another name of the socket": `
      struct sk_buff *make(struct port *port, unsigned int len)
      {
        struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);
        struct sock *sk = &port->sk;

        if (!skb)
          return NULL;
        skb->sk = sk;
        skb->destructor = sock_wfree;
        refcount_add(skb->truesize + 1, &port->sk.sk_wmem_alloc); // finding: make() charges
        return skb;
      }
    `,
  },
  passes: {
    "pages that were spliced in, and charged": `
      struct sk_buff *fill(struct sock *sk, struct msghdr *msg, size_t size)
      {
        int err;
        struct sk_buff *skb = sock_alloc_send_skb(sk, 64, 0, &err);

        if (!skb)
          return NULL;
        err = skb_splice_from_iter(skb, &msg->msg_iter, size, GFP_KERNEL);
        if (err < 0) {
          kfree_skb(skb);
          return NULL;
        }
        size = err;
        refcount_add(size, &sk->sk_wmem_alloc);
        return skb;
      }
    `,
    "a charged skb that an unknown callee saw before it is freed": `
      int err;
      struct sk_buff *skb = sock_alloc_send_skb(sk, len, 0, &err);
      if (!skb)
        return err;
      if (ask_somebody(skb))
        kfree_skb(skb);
      return 0;
    `,
    "a charge for which the caller sets the destructor": `
      struct sk_buff *make(struct sock *sk, unsigned int len)
      {
        struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

        if (!skb)
          return NULL;
        refcount_add(skb->truesize, &sk->sk_wmem_alloc);
        return skb;
      }
    `,
    "the helper": `
      struct sk_buff *make(struct sock *sk, unsigned int len)
      {
        struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

        if (skb)
          skb_set_owner_w(skb, sk);
        return skb;
      }
    `,
    "the helper's steps by hand": `
      struct sk_buff *make(struct sock *sk, unsigned int len)
      {
        struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

        if (!skb)
          return NULL;
        skb->sk = sk;
        skb->destructor = sock_wfree;
        refcount_add(skb->truesize, &sk->sk_wmem_alloc);
        return skb;
      }
    `,
    "the charge first": `
      struct sk_buff *make(struct sock *sk, unsigned int len)
      {
        struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

        if (!skb)
          return NULL;
        refcount_add(skb->truesize, &sk->sk_wmem_alloc);
        skb->destructor = sock_wfree;
        skb->sk = sk;
        return skb;
      }
    `,
    "a sum charged at once": `
      int burst(struct sock *sk, struct sk_buff_head *out, unsigned int want)
      {
        unsigned int i, sum = 0;

        for (i = 0; i < want; i++) {
          struct sk_buff *skb = alloc_skb(64, GFP_KERNEL);

          if (!skb)
            break;
          skb->sk = sk;
          skb->destructor = sock_wfree;
          sum += skb->truesize;
          __skb_queue_tail(out, skb);
        }
        refcount_add(sum, &sk->sk_wmem_alloc);
        return i;
      }
    `,
    "a sum that is charged if it is not zero": `
      int burst(struct sock *sk, struct sk_buff_head *out, unsigned int want)
      {
        unsigned int i = 0, sum = 0;
        struct sk_buff *skb;

        while (i < want && (skb = alloc_skb(64, GFP_KERNEL))) {
          skb->sk = sk;
          skb->destructor = sock_wfree;
          sum += skb->truesize;
          __skb_queue_tail(out, skb);
          i++;
        }
        if (sum)
          refcount_add(sum, &sk->sk_wmem_alloc);
        return i;
      }
    `,
    "a charge on every way out": `
      int burst(struct sock *sk, struct sk_buff_head *out, unsigned int want)
      {
        unsigned int i, sum = 0;
        int err = 0;

        for (i = 0; i < want; i++) {
          struct sk_buff *skb = alloc_skb(64, GFP_KERNEL);

          if (!skb) {
            err = -ENOMEM;
            goto charge;
          }
          skb->sk = sk;
          skb->destructor = sock_wfree;
          sum += skb->truesize;
          __skb_queue_tail(out, skb);
        }
      charge:
        refcount_add(sum, &sk->sk_wmem_alloc);
        return err;
      }
    `,
    "an owned skb that is freed again": `
      void drop(struct sock *sk)
      {
        struct sk_buff *skb = alloc_skb(64, GFP_KERNEL);

        if (!skb)
          return;
        skb_set_owner_w(skb, sk);
        kfree_skb(skb);
      }
    `,
    "an owner that is let go": `
      struct sk_buff *make(struct sock *sk)
      {
        struct sk_buff *skb = alloc_skb(64, GFP_KERNEL);

        if (!skb)
          return NULL;
        skb_set_owner_w(skb, sk);
        skb_orphan(skb);
        return skb;
      }
    `,
    "an owner of receive memory": `
      struct sk_buff *make(struct sock *sk)
      {
        struct sk_buff *skb = alloc_skb(64, GFP_KERNEL);

        if (skb)
          skb_set_owner_r(skb, sk);
        return skb;
      }
    `,
    "a destructor that has nothing to do with bytes": `
      struct sk_buff *make(struct sock *sk)
      {
        struct sk_buff *skb = alloc_skb(64, GFP_KERNEL);

        if (!skb)
          return NULL;
        skb->sk = sk;
        skb->destructor = port_destruct;
        return skb;
      }
    `,
    "size and charge that grow together": `
      void grow(struct sk_buff *skb, struct sock *sk, unsigned int len)
      {
        skb->truesize += len;
        refcount_add(len, &sk->sk_wmem_alloc);
      }
    `,
    "a socket's allocation": `
      struct sk_buff *make(struct sock *sk, int *err)
      {
        return sock_alloc_send_skb(sk, 64, 0, err);
      }
    `,
    "a charge that is given back on error": `
      struct sk_buff *make(struct sock *sk, unsigned int len)
      {
        struct sk_buff *skb;

        refcount_add(len, &sk->sk_wmem_alloc);
        skb = alloc_skb(len, GFP_KERNEL);
        if (!skb) {
          WARN_ON(refcount_sub_and_test(len, &sk->sk_wmem_alloc));
          return NULL;
        }
        WARN_ON(refcount_sub_and_test(len, &sk->sk_wmem_alloc));
        skb_set_owner_w(skb, sk);
        return skb;
      }
    `,
    "an skb that is the caller's": `
      void own(struct sk_buff *skb, struct sock *sk)
      {
        skb_set_owner_w(skb, sk);
        dev_queue_xmit(skb);
      }
    `,
    "a callee that nobody knows changes the size": `
      struct sk_buff *make(struct sock *sk, unsigned int len)
      {
        struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

        if (!skb)
          return NULL;
        skb_set_owner_w(skb, sk);
        vendor_grow(skb);
        refcount_add(len, &sk->sk_wmem_alloc);
        return skb;
      }
    `,
    "two sockets": `
      int pair(struct sock *a, struct sock *b, struct sk_buff_head *out)
      {
        struct sk_buff *first = alloc_skb(64, GFP_KERNEL);
        struct sk_buff *second = alloc_skb(64, GFP_KERNEL);

        if (!first || !second) {
          kfree_skb(first);
          kfree_skb(second);
          return -ENOMEM;
        }
        skb_set_owner_w(first, a);
        skb_set_owner_w(second, b);
        __skb_queue_tail(out, first);
        __skb_queue_tail(out, second);
        return 0;
      }
    `,
    "a helper of the same file": `
      static void own(struct sk_buff *skb, struct sock *sk)
      {
        skb->sk = sk;
        skb->destructor = sock_wfree;
        refcount_add(skb->truesize, &sk->sk_wmem_alloc);
      }

      struct sk_buff *make(struct sock *sk, unsigned int len)
      {
        struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

        if (skb)
          own(skb, sk);
        return skb;
      }
    `,
    "a helper that returns what is to be charged": `
      static unsigned int own(struct sk_buff *skb, struct sock *sk)
      {
        skb->sk = sk;
        skb->destructor = sock_wfree;
        return skb->truesize;
      }

      int pair(struct sock *sk, struct sk_buff *a, struct sk_buff *b)
      {
        unsigned int sum = own(a, sk);

        sum += own(b, sk);
        refcount_add(sum, &sk->sk_wmem_alloc);
        return sum;
      }
    `,
    "a read of the counter": `
      bool room(struct sock *sk, unsigned int len)
      {
        return sk_wmem_alloc_get(sk) + len <= READ_ONCE(sk->sk_sndbuf);
      }
    `,
    "a counter of another kind": `
      void take(struct port *port, unsigned int n)
      {
        refcount_add(n, &port->users);
      }
    `,
    "segments that take over what was charged for the whole": `
      struct sk_buff {
        struct sk_buff *next;
        void (*destructor)(struct sk_buff *skb);
        unsigned int truesize;
        struct sock *sk;
      };

      struct sk_buff *cut(struct sk_buff *skb, netdev_features_t features)
      {
        bool owned = skb->destructor == sock_wfree;
        struct sock *sk = skb->sk;
        struct sk_buff *segs, *seg;
        unsigned int sum = 0;
        int more;

        if (owned) {
          skb->destructor = NULL;
          skb->sk = NULL;
        }
        segs = skb_segment(skb, features);
        if (IS_ERR_OR_NULL(segs) || !owned)
          return segs;
        for (seg = segs; seg; seg = seg->next) {
          seg->destructor = sock_wfree;
          seg->sk = sk;
          sum += seg->truesize;
        }
        more = sum - skb->truesize;
        if (more >= 0)
          refcount_add(more, &sk->sk_wmem_alloc);
        return segs;
      }
    `,
    "a TCP style destructor": `
      void own(struct sk_buff *skb, struct sock *sk)
      {
        skb_orphan(skb);
        skb->sk = sk;
        skb->destructor = tcp_wfree;
        refcount_add(skb->truesize, &sk->sk_wmem_alloc);
      }
    `,
  },
  misses: {
    "the truesize of another": `
      int pair(struct sock *sk, struct sk_buff_head *out)
      {
        struct sk_buff *a = alloc_skb(64, GFP_KERNEL);
        struct sk_buff *b = alloc_skb(128, GFP_KERNEL);

        if (!a || !b) {
          kfree_skb(a);
          kfree_skb(b);
          return -ENOMEM;
        }
        a->sk = sk;
        a->destructor = sock_wfree;
        refcount_add(b->truesize, &sk->sk_wmem_alloc); // finding: pair() charges
        __skb_queue_tail(out, a);
        __skb_queue_tail(out, b);
        return 0;
      }
    `,
  },
});
