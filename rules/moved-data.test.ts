// Pointers into the data of a packet, and what moves the data: a part of skb-use-after-free.

import { describeRule } from "../src/testing/describe-rule.ts";
import { skbUseAfterFree } from "./skb-use-after-free.ts";

/** So many branches that the callee is not stepped into. */
const long = "if (port->mode == 7) port->count++; ".repeat(45);

describeRule(skbUseAfterFree, {
  finds: {
    "a header that is written to after the head was made writable": `
      int forward(struct sk_buff *skb, struct port *port)
      {
        struct iphdr *iph = ip_hdr(skb);

        if (skb_cow_head(skb, port->needed))
          return -ENOMEM;
        iph->ttl--; // finding: iph, which points into skb, is read after skb_cow_head()
        return 0;
      }
    `,
    "a header that is longer than what was pulled": `
      int parse(struct sk_buff *skb)
      {
        struct iphdr *iph;

        if (!pskb_may_pull(skb, sizeof(*iph)))
          return -EINVAL;
        iph = ip_hdr(skb);
        if (!pskb_may_pull(skb, iph->ihl * 4))
          return -EINVAL;
        return iph->protocol; // finding: iph, which points into skb, is read after pskb_may_pull()
      }
    `,
    "a header before another that is pulled, whose lengths everybody knows": `
      int kind(struct sk_buff *skb)
      {
        struct iphdr *iph;

        if (!pskb_may_pull(skb, sizeof(*iph)))
          return -EINVAL;
        iph = ip_hdr(skb);
        if (!pskb_may_pull(skb, sizeof(struct iphdr) + sizeof(struct udphdr)))
          return -EINVAL;
        return iph->ttl; // finding: iph, which points into skb, is read after pskb_may_pull()
      }
    `,
    "the data itself": `
      int kind(struct sk_buff *skb)
      {
        unsigned char *p = skb->data;

        if (skb_linearize(skb))
          return -ENOMEM;
        return p[2]; // finding: p, which points into skb, is read after skb_linearize()
      }
    `,
    "a pointer that was made of another": `
      int kind(struct sk_buff *skb)
      {
        struct iphdr *iph = ip_hdr(skb);
        struct udphdr *uh;

        if (pskb_expand_head(skb, 16, 0, GFP_ATOMIC))
          return -ENOMEM;
        uh = (struct udphdr *)(iph + 1);
        return uh->dest; // finding: uh, which points into skb, is read after pskb_expand_head()
      }
    `,
    "an address that is passed on": `
      int check(struct sk_buff *skb, struct port *port)
      {
        struct ipv6hdr *ip6h = ipv6_hdr(skb);

        if (skb_ensure_writable(skb, 40))
          return -ENOMEM;
        return port_knows(port, &ip6h->daddr); // finding: ip6h, which points into skb, is passed to port_knows() after skb_ensure_writable()
      }
    `,
    "a helper that is given the header": `
      static int ttl_of(struct iphdr *iph)
      {
        return iph->ttl; // finding: iph, which points into skb, is read after skb_cow()
      }

      int check(struct sk_buff *skb)
      {
        struct iphdr *iph = ip_hdr(skb);

        if (skb_cow(skb, 64))
          return -ENOMEM;
        return ttl_of(iph);
      }
    `,
    "on the one way on which it was moved": `
      int check(struct sk_buff *skb, bool change)
      {
        struct iphdr *iph = ip_hdr(skb);

        if (change && skb_ensure_writable(skb, 20))
          return -ENOMEM;
        return iph->ttl; // finding: iph, which points into skb, is read after skb_ensure_writable()
      }
    `,
    "offsets from where the data was": `
      int parse(struct sk_buff *skb)
      {
        struct iphdr *iph = ip_hdr(skb);
        struct udphdr *uh = (struct udphdr *)((unsigned char *)iph + iph->ihl * 4);

        if (skb_cow_head(skb, 32))
          return -ENOMEM;
        return uh->dest; // finding: uh, which points into skb, is read after skb_cow_head()
      }
    `,
    "a helper that makes it writable": `
      static int prepare(struct sk_buff *skb)
      {
        return skb_unclone(skb, GFP_ATOMIC);
      }

      int age(struct sk_buff *skb)
      {
        struct iphdr *iph = ip_hdr(skb);

        if (prepare(skb))
          return -ENOMEM;
        return iph->ttl; // finding: iph, which points into skb, is read after skb_unclone()
      }
    `,
    "a helper that is not followed, but always makes it writable": `
      static int prepare(struct port *port, struct sk_buff *skb)
      {
        if (skb_unclone(skb, GFP_ATOMIC))
          return -ENOMEM;
        ${long}
        return 0;
      }

      int age(struct port *port, struct sk_buff *skb)
      {
        struct iphdr *iph = ip_hdr(skb);

        if (prepare(port, skb))
          return -ENOMEM;
        return iph->ttl; // finding: iph, which points into skb, is read after prepare()
      }
    `,
    "the next header, after the first was pulled": `
      int parse(struct sk_buff *skb)
      {
        struct port_hdr *first;

        if (!pskb_may_pull(skb, 8))
          return -EINVAL;
        first = (struct port_hdr *)skb->data;
        skb_pull(skb, 8);
        if (!pskb_may_pull(skb, 8))
          return -EINVAL;
        return first->kind; // finding: first, which points into skb, is read after pskb_may_pull()
      }
    `,
    "the second turn of a loop": `
      int options(struct sk_buff *skb, int n)
      {
        unsigned char *p = skb->data;
        int i;

        for (i = 0; i < n; i++) {
          if (p[0] == 0) // finding: p, which points into skb, is read after pskb_may_pull()
            return i;
          if (!pskb_may_pull(skb, 4 * i + 4))
            return -EINVAL;
        }
        return 0;
      }
    `,
  },
  passes: {
    "a shorter header than the one that was pulled": `
      int kind(struct sk_buff *skb)
      {
        struct iphdr *iph;

        if (!pskb_may_pull(skb, sizeof(struct ipv6hdr)))
          return -EINVAL;
        iph = ip_hdr(skb);
        if (!pskb_may_pull(skb, sizeof(*iph)))
          return -EINVAL;
        return iph->ttl;
      }
    `,
    "a header that is looked for again": `
      int parse(struct sk_buff *skb)
      {
        struct iphdr *iph;

        if (!pskb_may_pull(skb, sizeof(*iph)))
          return -EINVAL;
        iph = ip_hdr(skb);
        if (!pskb_may_pull(skb, iph->ihl * 4))
          return -EINVAL;
        iph = ip_hdr(skb);
        return iph->protocol;
      }
    `,
    "a pull of less than there is": `
      int parse(struct sk_buff *skb)
      {
        struct iphdr *iph;

        if (!pskb_may_pull(skb, 40))
          return -EINVAL;
        iph = ip_hdr(skb);
        if (!pskb_may_pull(skb, 28))
          return -EINVAL;
        return iph->protocol;
      }
    `,
    "a pull of a struct that may be shorter": `
      int parse(struct sk_buff *skb)
      {
        struct port_hdr *first;

        if (!pskb_may_pull(skb, sizeof(struct port_hdr)))
          return -EINVAL;
        first = (struct port_hdr *)skb->data;
        if (!pskb_may_pull(skb, sizeof(struct port_mark)))
          return -EINVAL;
        return first->kind;
      }
    `,
    "a checksum that is filled in where the headers are writable": `
      int send(struct sk_buff *skb)
      {
        struct ethhdr *eth = eth_hdr(skb);

        if (skb_checksum_help(skb))
          return -EINVAL;
        return eth->h_proto;
      }
    `,
    "a pull of what was pushed back": `
      int parse(struct sk_buff *skb)
      {
        struct ethhdr *eth;

        if (!pskb_may_pull(skb, 20))
          return -EINVAL;
        skb_push(skb, 14);
        eth = (struct ethhdr *)skb->data;
        if (!pskb_may_pull(skb, 34))
          return -EINVAL;
        return eth->h_proto;
      }
    `,
    "a pull of what was linear": `
      int parse(struct sk_buff *skb)
      {
        struct iphdr *iph;

        if (skb_linearize(skb))
          return -ENOMEM;
        iph = ip_hdr(skb);
        if (!pskb_may_pull(skb, iph->ihl * 4))
          return -EINVAL;
        return iph->protocol;
      }
    `,
    "a head that was made writable before": `
      int parse(struct sk_buff *skb)
      {
        struct iphdr *iph;

        if (skb_unclone(skb, GFP_ATOMIC))
          return -ENOMEM;
        iph = ip_hdr(skb);
        if (skb_ensure_writable(skb, 20))
          return -ENOMEM;
        return iph->protocol;
      }
    `,
    "when it could not be moved": `
      int parse(struct sk_buff *skb)
      {
        struct iphdr *iph = ip_hdr(skb);

        if (skb_cow_head(skb, 32))
          return iph->ttl;
        return 0;
      }
    `,
    "the control block": `
      int parse(struct sk_buff *skb)
      {
        struct port_cb *cb = PORT_SKB_CB(skb);
        struct port_state *state = (struct port_state *)skb->cb;

        if (skb_cow_head(skb, 32))
          return -ENOMEM;
        return cb->length + state->length;
      }
    `,
    "the header of another packet": `
      int parse(struct sk_buff *skb, struct sk_buff *other)
      {
        struct iphdr *iph = ip_hdr(other);

        if (skb_cow_head(skb, 32))
          return -ENOMEM;
        return iph->ttl;
      }
    `,
    "data that a clone keeps": `
      int copy(struct sk_buff *skb, struct port *port)
      {
        struct iphdr *iph = ip_hdr(skb);

        port->last = skb_clone(skb, GFP_ATOMIC);
        if (skb_cow_head(skb, 32))
          return -ENOMEM;
        return iph->ttl;
      }
    `,
    "a new packet, which is nobody else's": `
      int build(struct port *port)
      {
        struct sk_buff *skb = alloc_skb(128, GFP_KERNEL);
        struct iphdr *iph;

        if (!skb)
          return -ENOMEM;
        iph = skb_put(skb, 20);
        if (skb_cow_head(skb, 32)) {
          kfree_skb(skb);
          return -ENOMEM;
        }
        iph->ttl = 64;
        return dev_queue_xmit(skb);
      }
    `,
    "a distance that was worked out before": `
      int space(struct sk_buff *skb)
      {
        int room = skb_mac_header(skb) - &skb->data[8];

        if (!pskb_may_pull(skb, room))
          return -EINVAL;
        return port_space(skb, room);
      }
    `,
    "a comparison of the pointer alone": `
      int moved(struct sk_buff *skb)
      {
        unsigned char *p = skb->data;

        if (skb_cow_head(skb, 32))
          return -ENOMEM;
        return p != skb->data;
      }
    `,
    "a helper that is not followed, and need not make it writable": `
      static int prepare(struct port *port, struct sk_buff *skb)
      {
        if (port->mode == 3 && skb_unclone(skb, GFP_ATOMIC))
          return -ENOMEM;
        ${long}
        return 0;
      }

      int age(struct port *port, struct sk_buff *skb)
      {
        struct iphdr *iph = ip_hdr(skb);

        if (prepare(port, skb))
          return -ENOMEM;
        return iph->ttl;
      }
    `,
    "what a helper finds again": `
      static void find(struct sk_buff *skb, struct iphdr **iph)
      {
        *iph = ip_hdr(skb);
      }

      int parse(struct sk_buff *skb)
      {
        struct iphdr *iph = ip_hdr(skb);

        if (skb_cow_head(skb, 32))
          return -ENOMEM;
        find(skb, &iph);
        return iph->ttl;
      }
    `,
  },
  misses: {
    "pointers that are kept in a struct": `
      int parse(struct sk_buff *skb, struct port *port)
      {
        port->iph = ip_hdr(skb);
        if (skb_cow_head(skb, 32))
          return -ENOMEM;
        return port->iph->ttl; // finding: port->iph
      }
    `,
  },
});
