import { describeRule } from "../src/testing/describe-rule.ts";
import { skbUseAfterFree } from "./skb-use-after-free.ts";

/** More ways than are followed: each copy is there or not. */
const wide = Array.from(
  { length: 12 },
  (_, at) => `
        if (port->part${at})
          copies[${at}] = skb_clone(skb, GFP_ATOMIC);`,
).join("");
const narrow = Array.from(
  { length: 12 },
  (_, at) => `
        kfree_skb(copies[${at}]);`,
).join("");

/** So many branches that the callee is not stepped into. */
const long = "if (port->mode == 7) port->count++; ".repeat(45);

describeRule(skbUseAfterFree, {
  finds: {
    "a packet that is returned although it was freed": `
      struct sk_buff *make(struct port *port, unsigned int size)
      {
        struct sk_buff *skb = alloc_skb(size, GFP_KERNEL);

        if (skb && fill(port, size) < 0)
          kfree_skb(skb);
        return skb; // finding: skb is given back to the caller by what is returned after kfree_skb() freed it on line 6
      }
    `,
    "an array in a packet that was freed, by a name of its own": `
      struct frame { unsigned char target[6]; __be16 kind; };

      int find(struct port *port, struct sk_buff *skb)
      {
        struct frame *frame = (struct frame *)skb->data;
        const unsigned char *target;

        kfree_skb(skb);
        target = frame->target;
        return ether_addr_equal(target, port->address); // finding: a part of skb, is passed to ether_addr_equal()
      }
    `,
    "an array in a packet that was freed, by what copies it": `
      struct frame { unsigned char target[6]; __be16 kind; };

      void learn(struct port *port, struct sk_buff *skb)
      {
        struct frame *frame = (struct frame *)skb->data;

        kfree_skb(skb);
        memcpy(port->address, frame->target, 6); // finding: a part of skb, is passed to memcpy()
      }
    `,
    "an array in a packet whose data are bytes, by a name of its own": `
      struct sk_buff { unsigned char *data; unsigned int len; };
      struct frame { unsigned char target[6]; __be16 kind; };

      int find(struct port *port, struct sk_buff *skb)
      {
        struct frame *frame = (struct frame *)skb->data;
        const unsigned char *target;

        kfree_skb(skb);
        target = frame->target;
        return ether_addr_equal(target, port->address); // finding: a part of skb, is passed to ether_addr_equal()
      }
    `,
    "after a long callee that writes through a pointer that it is not given": `
      static int find_way(struct port *port, int *way)
      {
        ${long}
        if (!port->up)
          return -ENETDOWN;
        if (way)
          *way = port->way;
        return 0;
      }

      int send(struct port *port, struct sk_buff *skb)
      {
        if (find_way(port, NULL) < 0) {
          kfree_skb(skb);
          return skb->len; // finding: skb is read after kfree_skb()
        }
        return push(skb);
      }
    `,
    "a look where the kernel would have stopped for one of two reasons": `
      BUG_ON(port->index < 0 || port->index > 9);
      kfree_skb(skb);
      return skb->len; // finding: skb is read after kfree_skb()
    `,
    "a look after the length of an array behind no pointer was asked for": `
      struct slots *slots = NULL;

      BUILD_BUG_ON(ARRAY_SIZE(slots->all) > 4);
      kfree_skb(skb);
      return skb->len; // finding: skb is read after kfree_skb()
    `,
    "a look after one helper was called twice": `
      static void let_go(struct thing *thing)
      {
        if (thing->ops)
          release(thing->ops);
        kfree(thing->name);
      }

      int shut(struct port *port, struct sk_buff *skb)
      {
        let_go(&port->in);
        let_go(&port->out);
        kfree_skb(skb);
        return skb->len; // finding: skb is read after kfree_skb()
      }
    `,
    "a packet that a callback gets as a pointer to anything": `
      static void done(void *data, int error)
      {
        struct sk_buff *skb = data;
        struct net_device *dev = skb->dev;

        dev_queue_xmit(skb);
        dev->stats.tx_bytes += skb->len; // finding: is read after dev_queue_xmit() took it
      }
    `,
    "a look after a mask was made by a shift that nobody knows": `
      u32 mask = 1 << (LANE_SHIFT + port->index);

      if (mask & port->masks)
        port->count++;
      kfree_skb(skb);
      port->bytes += skb->len; // finding: skb is read after kfree_skb()
      return 0;
    `,
    "a look after a slot was filled whose address is worked out": `
      struct slot *slot = port->slots + port->head;

      slot->len = skb->len;
      kfree_skb(skb);
      port->bytes += skb->len; // finding: skb is read after kfree_skb()
      return 0;
    `,
    "a look after a register was written whose address is worked out": `
      u32 *at = (u32 *)(port->base + port->shift + port->lane);

      *at = skb->len;
      kfree_skb(skb);
      port->bytes += skb->len; // finding: skb is read after kfree_skb()
      return 0;
    `,
    "the next of a list after the one before it was freed": `
      void end(struct sk_buff *list)
      {
        while (list) {
          kfree_skb(list);
          list = list->next; // finding: is read after kfree_skb() freed it
        }
      }
    `,
    "a tag that is padded, and what failed given back": `
      static struct sk_buff *lane_xmit(struct sk_buff *skb, struct net_device *dev)
      {
        if (skb_put_padto(skb, 60))
          return NULL; // finding: skb is given back to the caller by what is returned after skb_put_padto()
        return skb;
      }

      static const struct dsa_device_ops lane_ops = { .xmit = lane_xmit };
    `,
    "what the core frees when it could not be sent": `
      static int port_send(struct hci_dev *hdev, struct sk_buff *skb)
      {
        struct port *port = hci_get_drvdata(hdev);

        if (!port->open) {
          kfree_skb(skb);
          return -ENODEV; // finding: skb is given back to the caller
        }
        skb_queue_tail(&port->txq, skb);
        return 0;
      }

      static void port_setup(struct hci_dev *hdev)
      {
        hdev->send = port_send;
      }
    `,
    "what the caller goes on with": `
      static int port_rx_fixup(struct usbnet *dev, struct sk_buff *skb)
      {
        if (skb->len < 4) {
          dev_kfree_skb(skb);
          return 0; // finding: skb is given back to the caller
        }
        skb_pull(skb, 4);
        return 1;
      }

      static const struct driver_info port_info = { .rx_fixup = port_rx_fixup };
    `,
    "a header of what was sent": `
      struct iphdr *iph = ip_hdr(skb);
      int err = dev_queue_xmit(skb);

      port->bytes += ntohs(iph->tot_len); // finding: ip_hdr()->tot_len, a part of skb, is read after dev_queue_xmit()
      return err;
    `,
    "data that was put in what was handed on": `
      struct sk_buff *skb = alloc_skb(64, GFP_KERNEL);
      struct message *message;

      if (!skb)
        return -ENOMEM;
      message = skb_put(skb, sizeof(*message));
      message->kind = 3;
      netif_rx(skb);
      return message->kind; // finding: skb_put()->kind, a part of skb, is read after netif_rx()
    `,
    "an element of a queue that the walk goes on from": `
      void flush(struct port *port)
      {
        struct sk_buff *skb;

        skb_queue_walk(&port->queue, skb) { // finding: skb is read after kfree_skb()
          __skb_unlink(skb, &port->queue);
          kfree_skb(skb);
        }
      }
    `,
    "a frame of a packet that was handed on": `
      struct can_frame *frame;
      struct sk_buff *skb = alloc_can_skb(dev, &frame);

      if (!skb)
        return 0;
      frame->can_id = 7;
      netif_rx(skb);
      dev->stats.rx_bytes += frame->len; // finding: a part of skb, is read after netif_rx()
      return 1;
    `,
    "its data by a pointer taken before it was freed": `
      struct ethhdr *eth = (struct ethhdr *)skb->data;

      kfree_skb(skb);
      eth->h_proto = 0; // finding: skb->data->h_proto, a part of skb, is written to after kfree_skb()
      return 0;
    `,
    "its control block": `
      struct ieee80211_tx_info *info = IEEE80211_SKB_CB(skb);

      ieee80211_tx_status_skb(hw, skb);
      return info->flags; // finding: IEEE80211_SKB_CB()->flags, a part of skb, is read after ieee80211_tx_status_skb()
    `,
    "what was freed given back to the stack": `
      static netdev_tx_t port_xmit(struct sk_buff *skb, struct net_device *dev)
      {
        struct port *port = netdev_priv(dev);

        if (skb_linearize(skb)) {
          dev_kfree_skb_any(skb);
          return NETDEV_TX_BUSY; // finding: skb is given back to the caller by what is returned after dev_kfree_skb_any()
        }
        port->ring[port->head++ & 63].skb = skb;
        return NETDEV_TX_OK;
      }

      static const struct net_device_ops port_ops = { .ndo_start_xmit = port_xmit };
    `,
    "what a hook freed and has dropped": `
      static unsigned int lane_hook(void *priv, struct sk_buff *skb, const struct nf_hook_state *state)
      {
        if (skb->len < 14) {
          kfree_skb(skb);
          return NF_DROP; // finding: skb is given back to the caller
        }
        return NF_ACCEPT;
      }

      static const struct nf_hook_ops lane_ops = { .hook = lane_hook };
    `,
    "a pointer that a long callee follows": `
      void note(struct port *port, struct sk_buff *skb, int how)
      {
        ${long}
        trace_port_skb(skb, how, skb->len);
      }

      void drop(struct port *port, struct sk_buff *skb)
      {
        kfree_skb(skb);
        note(port, skb, 3); // finding: after kfree_skb() freed it
      }
    `,
    "what is wrong on a short way out of a function too wide to be followed": `
      netdev_tx_t xmit(struct sk_buff *skb, struct port *port)
      {
        struct sk_buff *copies[12] = {};

        if (skb_put_padto(skb, 17)) {
          kfree_skb(skb); // finding: skb is freed by kfree_skb()
          return NETDEV_TX_OK;
        }
        ${wide}
        netif_rx(skb);
        ${narrow}
        return NETDEV_TX_OK;
      }

      netdev_tx_t xmit_if(struct sk_buff *skb, struct port *port)
      {
        struct sk_buff *copies[12] = {};

        if (port->ready) {
          ${wide}
          netif_rx(skb);
          ${narrow}
          return NETDEV_TX_OK;
        }
        kfree_skb(skb);
        count(skb->len); // finding: skb is read after kfree_skb()
        return NETDEV_TX_OK;
      }
    `,
    "a look at what others take from, whoever else was given the struct": `
      void accept(struct sock *sk, struct sk_buff *skb, struct port *port)
      {
        skb_queue_head(&sk->sk_receive_queue, skb);
        note_accepted(sk);
        if ((*skb->data & 16) == port->kind) // finding: skb is read after skb_queue_head() put it
          port->kind = 0;
      }
    `,
    "what was sent, where two pointers are the same": `
      struct port { struct port *self; int closed; };

      void receive(struct port *port, struct sk_buff *skb)
      {
        struct port *owner = owner_of(skb);

        if (owner != port->self || owner->closed) {
          kfree_skb(skb);
          return;
        }
        netif_rx(skb);
        count(skb->len); // finding: skb is read after netif_rx() took it on line 11
      }
    `,
    "what was sent, where two pointers are apart by a number": `
      struct port { u8 *data, *start; };

      void receive(struct port *port, struct sk_buff *skb)
      {
        unsigned int extra = port->data - port->start;

        if (extra != 16) {
          kfree_skb(skb);
          return;
        }
        netif_rx(skb);
        count(skb->len); // finding: skb is read after netif_rx() took it on line 11
      }
    `,
    "what was sent behind a loop that empties a queue": `
      void flush(struct port *port, struct sk_buff *skb, int more)
      {
        struct sk_buff_head *queue = &port->txq;
        struct sk_buff_head local;
        bool full = false;

        if (!more || skb_queue_len(queue) == port->most) {
          __skb_queue_head_init(&local);
          skb_queue_splice_tail_init(queue, &local);
          full = true;
        } else {
          __skb_queue_tail(queue, skb);
        }
        if (full) {
          struct sk_buff *other;

          while ((other = __skb_dequeue(&local))) {
            skb_record_rx_queue(other, port->number);
            netif_receive_skb(other);
          }
          netif_receive_skb(skb);
          count(skb->len); // finding: skb is read after netif_receive_skb() took it on line 21
        }
      }
    `,
    "what was sent, where two calls of one callee gave two things": `
      int receive(struct port *port)
      {
        u16 *status = at(port, 1), *next;
        struct sk_buff *skb;

        if ((*status & 3) != 3)
          return 0;
        next = at(port, 2);
        if (*next & 3)
          return 0;
        skb = netdev_alloc_skb(port->dev, 64);
        if (!skb)
          return 0;
        netif_rx(skb);
        return skb->len; // finding: skb is read after netif_rx() took it on line 14
      }
    `,
    "what was sent, where flags are told by the numbers of their bits": `
      int receive(struct port *port, struct sk_buff *skb)
      {
        u32 bad = 1 << LONG_BIT | 1 << SHORT_BIT | 1 << SUM_BIT | 1 << MISS_BIT | 1 << TYPE_BIT;

        if (port->status & bad || !(port->status & (1 << READY_BIT)))
          return 0;
        netif_rx(skb);
        return skb->len; // finding: skb is read after netif_rx() took it on line 7
      }
    `,
    "an error frame that was sent": `
      void report(struct net_device *dev)
      {
        struct can_frame *cf;
        struct sk_buff *skb = alloc_can_err_skb(dev, &cf);

        if (!skb)
          return;
        cf->can_id |= 4;
        netif_rx(skb);
        count(skb->len); // finding: skb is read after netif_rx() took it on line 9
      }
    `,
    "what was sent, where the other bits of a flag are kept": `
      int receive(struct port *port, struct sk_buff *skb)
      {
        u32 others = ~2U;

        if ((port->mask & others) != 12)
          return 0;
        netif_rx(skb);
        return skb->len; // finding: skb is read after netif_rx() took it on line 7
      }
    `,
    "a second free of the same slot": `
      struct slot { int busy; struct sk_buff *skb; };
      struct ring { unsigned int tail, mask; struct slot *slots; };

      void drop(struct ring *ring)
      {
        struct slot *slot = &ring->slots[ring->tail & ring->mask];

        if (slot->busy)
          kfree_skb(slot->skb);
        kfree_skb(ring->slots[ring->tail & ring->mask].skb); // finding: is freed by kfree_skb() after kfree_skb() freed it on line 9.
      }
    `,
    "a read after a free for certain, whoever saw the object before": `
      struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);
      if (!skb)
        return -ENOMEM;
      ask_somebody(skb);
      kfree_skb(skb);
      return skb->len;  // finding: skb is read after kfree_skb() freed it on line 5.
    `,
    "a read after the free": `
      void drop(struct port *port, struct sk_buff *skb)
      {
        kfree_skb(skb);
        port->bytes += skb->len; // finding: skb is read after kfree_skb() freed it on line 3.
      }
    `,
    "a write after the free": `
      void drop(struct sk_buff *skb)
      {
        consume_skb(skb);
        skb->next = NULL; // finding: skb is written to after consume_skb() freed it on line 3.
      }
    `,
    "a free after the free on one branch": `
      void drop(struct sk_buff *skb, int err)
      {
        if (err)
          kfree_skb(skb);
        dev_kfree_skb(skb); // finding: skb is freed by dev_kfree_skb() after kfree_skb() freed it on line 4.
      }
    `,
    "a free of what a transmission took": `
      int send(struct sk_buff *skb)
      {
        int err = dev_queue_xmit(skb);

        if (err)
          kfree_skb(skb); // finding: skb is freed by kfree_skb() after dev_queue_xmit() took it on line 3.
        return err;
      }
    `,
    "a read of what a transmission took": `
      int send(struct port *port, struct sk_buff *skb)
      {
        dev_queue_xmit(skb);
        return skb->len; // finding: skb is read after dev_queue_xmit() took it on line 3.
      }
    `,
    "a free where padding failed": `
      int pad(struct sk_buff *skb)
      {
        if (skb_put_padto(skb, 60)) {
          kfree_skb(skb); // finding: skb is freed by kfree_skb() after skb_put_padto()
          return -ENOMEM;
        }
        return dev_queue_xmit(skb);
      }
    `,
    "a free of what a socket took": `
      int deliver(struct sock *sk, struct sk_buff *skb)
      {
        int err = sock_queue_rcv_skb(sk, skb);

        kfree_skb(skb); // finding: skb is freed by kfree_skb()
        return err;
      }
    `,
    "a free behind a label that both ways reach": `
      int send(struct port *port, struct sk_buff *skb)
      {
        int err = -EINVAL;

        if (port->closed)
          goto free;
        err = dev_queue_xmit(skb);
      free:
        kfree_skb(skb); // finding: skb is freed by kfree_skb() after dev_queue_xmit() took it on line 7.
        return err;
      }
    `,
    "a free of what is on a queue": `
      void hold(struct port *port, struct sk_buff *skb)
      {
        __skb_queue_tail(&port->txq, skb);
        if (skb_queue_len(&port->txq) > 10)
          kfree_skb(skb); // finding: skb is freed by kfree_skb() while it is on a queue: __skb_queue_tail() put it on port->txq on line 3.
      }
    `,
    "a second queue": `
      void hold(struct port *port, struct sk_buff *skb)
      {
        __skb_queue_tail(&port->txq, skb);
        if (port->mirror)
          __skb_queue_tail(&port->mirrorq, skb); // finding: skb is queued by __skb_queue_tail() while it is on a queue
      }
    `,
    "a read of what is on a locked queue": `
      void hold(struct port *port, struct sk_buff *skb)
      {
        skb_queue_tail(&port->txq, skb);
        port->bytes += skb->len; // finding: skb is read after skb_queue_tail() put it on port->txq on line 3, where others may have freed it.
      }

      struct sk_buff *next(struct port *port)
      {
        return skb_dequeue(&port->txq);
      }
    `,
    "a free of what a callee queued without its lock": `
      static void put(struct port *port, struct sk_buff *skb)
      {
        __skb_queue_tail(&port->txq, skb);
      }

      void hold(struct port *port, struct sk_buff *skb)
      {
        put(port, skb);
        kfree_skb(skb); // finding: skb is freed by kfree_skb() while it is on a queue
      }
    `,
    "a transmission of what was freed": `
      int send(struct port *port, struct sk_buff *skb)
      {
        if (port->closed)
          kfree_skb(skb);
        return dev_queue_xmit(skb); // finding: skb
      }
    `,
    "the next turn of a loop": `
      void twice(struct sk_buff *skb, int n)
      {
        int i;

        for (i = 0; i < n; i++)
          kfree_skb(skb); // finding: skb is freed by kfree_skb() after kfree_skb() freed it on line 6.
      }
    `,
    "a helper that frees": `
      static void drop(struct port *port, struct sk_buff *skb)
      {
        port->dropped++;
        kfree_skb(skb);
      }

      int check(struct port *port, struct sk_buff *skb)
      {
        if (skb->len < 14)
          drop(port, skb);
        return skb->len; // finding: skb is read after kfree_skb() freed it on line 4.
      }
    `,
    "a helper that frees on error, and its caller": `
      static int pad(struct port *port, struct sk_buff *skb)
      {
        if (skb->len > port->limit) {
          kfree_skb(skb);
          return -EMSGSIZE;
        }
        return 0;
      }

      int send(struct port *port, struct sk_buff *skb)
      {
        int err = pad(port, skb);

        if (err)
          goto free;
        return dev_queue_xmit(skb);
      free:
        kfree_skb(skb); // finding: skb is freed by kfree_skb() after kfree_skb() freed it on line 4.
        return err;
      }
    `,
    "another name of the same object": `
      void drop(struct port *port, struct sk_buff *skb)
      {
        struct sk_buff *other = skb;

        kfree_skb(skb);
        port->bytes += other->len; // finding: skb is read after kfree_skb() freed it on line 5.
      }
    `,
    "a field that still points to it": `
      void drop(struct port *port)
      {
        kfree_skb(port->skb);
        port->bytes += port->skb->len; // finding: port->skb is read after kfree_skb() freed it on line 3.
      }
    `,
    "the original that a replacing callee took": `
      int grow(struct net_device *dev, struct sk_buff *skb)
      {
        struct sk_buff *big = skb_expand_head(skb, 64);

        if (!big) {
          kfree_skb(skb); // finding: skb is freed by kfree_skb() after skb_expand_head()
          return -ENOMEM;
        }
        return dev_queue_xmit(big);
      }
    `,
    "a clone freed twice": `
      int copy(struct sk_buff *orig)
      {
        struct sk_buff *skb = skb_clone(orig, GFP_ATOMIC);

        if (!skb)
          return -ENOMEM;
        kfree_skb(skb);
        if (orig->len > 100)
          kfree_skb(skb); // finding: skb is freed by kfree_skb() after kfree_skb() freed it on line 7.
        return 0;
      }
    `,
    "more frees than references": `
      void drop(struct sk_buff *orig)
      {
        struct sk_buff *skb = skb_clone(orig, GFP_ATOMIC);

        skb_get(skb);
        kfree_skb(skb);
        kfree_skb(skb);
        kfree_skb(skb); // finding: skb is freed by kfree_skb() after kfree_skb() freed it on line 7.
      }
    `,
    "a free of data that went into an skb": `
      struct sk_buff *wrap(struct port *port, unsigned int len)
      {
        void *data = kmalloc(len, GFP_KERNEL);
        struct sk_buff *skb = slab_build_skb(data);

        if (skb)
          kfree(data); // finding: data is freed by kfree() after slab_build_skb() took it on line 4.
        return skb;
      }
    `,
    "a variable with an automatic free": `
      int send(struct net_device *dev)
      {
        struct sk_buff *skb __free(kfree_skb) = netdev_alloc_skb(dev, 64);

        if (!skb)
          return -ENOMEM;
        return dev_queue_xmit(skb); // finding: skb is freed by kfree_skb() after dev_queue_xmit() took it on line 7.
      }
    `,
  },
  passes: {
    "one of two references, and the other one returned": `
      struct sk_buff *keep(struct port *port, struct sk_buff *skb)
      {
        skb_get(skb);
        if (port->closed)
          kfree_skb(skb);
        else
          port->first = skb;
        return skb;
      }
    `,
    "a look after a transformation, of which not every kind goes on later": `
      struct xfrm_type { int (*input)(struct xfrm_state *x, struct sk_buff *skb); };
      struct xfrm_state { const struct xfrm_type *type; };

      int look(struct xfrm_state *x, struct sk_buff *skb)
      {
        if (x->type->input(x, skb) > 0)
          return 1;
        return skb->mark;
      }
    `,
    "the address of a part of a packet that was freed, and nobody looks there": `
      struct frame { unsigned char target[6]; __be16 kind; };

      static int port_find(struct port *port, const unsigned char *target)
      {
        return port->targets > 1;
      }

      int find(struct port *port, struct sk_buff *skb)
      {
        struct frame *frame = (struct frame *)skb->data;

        kfree_skb(skb);
        return port_find(port, frame->target);
      }
    `,
    "a ring that is walked at an address which is worked out": `
      struct slot { struct sk_buff *skb; };

      void drain(struct port *port, int many)
      {
        for (int i = 0; i < many; i++) {
          struct slot *slot = port->slots + port->get + port->lane * port->width;

          dev_kfree_skb_any(slot->skb);
          port->get++;
          if (port->get == port->size)
            port->get = 0;
        }
      }
    `,
    "a frame of what is kept until it was sent": `
      struct can_frame *frame = (struct can_frame *)skb->data;

      can_put_echo_skb(skb, dev, 0, 0);
      writel(frame->can_id, port->base);
      return 0;
    `,
    "a tag that is padded, and what failed kept": `
      static struct sk_buff *lane_xmit(struct sk_buff *skb, struct net_device *dev)
      {
        struct sk_buff *copy;

        if (__skb_put_padto(skb, 60, false))
          return NULL;
        if (skb->len < 100)
          return skb;
        copy = skb_copy(skb, GFP_ATOMIC);
        if (!copy)
          return NULL;
        kfree_skb(skb);
        return copy;
      }

      static const struct dsa_device_ops lane_ops = { .xmit = lane_xmit };
    `,
    "another field of that name": `
      static int port_send(struct port *port, struct sk_buff *skb)
      {
        kfree_skb(skb);
        return -ENODEV;
      }

      static void port_setup(struct port *port)
      {
        port->send = port_send;
      }
    `,
    "data that a clone has, too": `
      struct iphdr *iph = ip_hdr(skb);
      struct sk_buff *copy = skb_clone(skb, GFP_ATOMIC);

      if (!copy)
        return -ENOMEM;
      kfree_skb(skb);
      port->bytes += ntohs(iph->tot_len);
      return dev_queue_xmit(copy);
    `,
    "data of what somebody unknown may have copied": `
      int end(struct port *port, struct sk_buff *skb)
      {
        struct iphdr *iph = ip_hdr(skb);

        mirror(port, skb);
        kfree_skb(skb);
        return iph->tot_len;
      }
    `,
    "what a packet that is gone pointed to": `
      struct net_device *dev = skb->dev;
      struct sock *sk = skb->sk;

      kfree_skb(skb);
      dev->stats.tx_errors++;
      return sk->sk_err;
    `,
    "what the control block of a packet that is gone pointed to": `
      struct lane_cb *cb = (struct lane_cb *)skb->cb;
      struct lane *lane = cb->lane;

      kfree_skb(skb);
      return lane->count;
    `,
    "data of another packet": `
      struct iphdr *iph = ip_hdr(skb);
      struct sk_buff *copy = skb_copy(skb, GFP_ATOMIC);

      if (!copy)
        return -ENOMEM;
      kfree_skb(copy);
      return iph->tot_len;
    `,
    "data with a reference left": `
      struct iphdr *iph = ip_hdr(skb);

      skb_get(skb);
      kfree_skb(skb);
      port->bytes += iph->tot_len;
      kfree_skb(skb);
      return 0;
    `,
    "a buffer of its own that a packet is made of": `
      struct sk_buff *skb = build_skb(buffer, 2048);

      if (!skb)
        return -ENOMEM;
      kfree_skb(skb);
      return buffer->count;
    `,
    "a function of the driver's own that is called as one of the kernel": `
      void handle(struct port *port, struct sk_buff *skb, struct status *status)
      {
        if (!ieee80211_rx(port->ieee, skb, status))
          dev_kfree_skb_any(skb);
      }
    `,
    "what was freed, and the stack hears of it": `
      static netdev_tx_t port_xmit(struct sk_buff *skb, struct net_device *dev)
      {
        struct port *port = netdev_priv(dev);
        int err = skb_linearize(skb);

        if (err) {
          dev_kfree_skb_any(skb);
          return port->error;
        }
        if (port->full)
          return NETDEV_TX_BUSY;
        return dev_queue_xmit(skb);
      }

      static const struct net_device_ops port_ops = { .ndo_start_xmit = port_xmit };
    `,
    "what a hook has freed and stolen": `
      static unsigned int lane_hook(void *priv, struct sk_buff *skb, const struct nf_hook_state *state)
      {
        kfree_skb(skb);
        return NF_STOLEN;
      }

      static const struct nf_hook_ops lane_ops = { .hook = lane_hook };
    `,
    "a pointer that is only traced": `
      void note(struct port *port, struct sk_buff *skb, int how)
      {
        const void *here = __builtin_return_address(0);

        ${long}
        trace_port_skb(skb, how, here);
      }

      void drop(struct port *port, struct sk_buff *skb)
      {
        kfree_skb(skb);
        note(port, skb, 3);
      }
    `,
    "a ring that is emptied by an index that wraps before the slot is looked at": `
      struct slot { int type; struct sk_buff *skb; };
      struct ring { int size; int next; struct slot *slots; };

      static void step(struct ring *ring)
      {
        ring->next++;
        if (ring->next == ring->size)
          ring->next = 0;
      }

      void free_slots(struct ring *ring, int many)
      {
        unsigned int bytes = 0;
        int at;

        for (at = 0; at < many; at++) {
          struct slot *slot = &ring->slots[ring->next];

          step(ring);
          if (slot->type == 3 && slot->skb) {
            bytes += slot->skb->len;
            dev_kfree_skb_any(slot->skb);
          }
        }
        count_bytes(ring, bytes);
      }
    `,
    "a look at what is freed when the lock is let go": `
      void drop_first(struct Qdisc *sch, struct sk_buff *skb)
      {
        rtnl_kfree_skbs(skb, skb);
        sch->qstats.backlog -= qdisc_pkt_len(skb);
      }
    `,
    "an error that was found to be none": `
      int receive(struct port *port, struct sk_buff *skb)
      {
        int ret = read_block(port->io, port->number);

        if (ret < 0)
          goto out;
        netif_rx(skb);
        return 0;
      out:
        kfree_skb(skb);
        return ret;
      }

      int receive_all(struct port *port, struct sk_buff *skb)
      {
        int ret = nla_validate(port->head, port->len, MOST, port->policy, NULL);

        if (ret < 0)
          goto out;
        netif_rx(skb);
      out:
        if (ret)
          kfree_skb(skb);
        return ret;
      }
    `,
    "slots that a callee empties": `
      struct slot { struct sk_buff *skb; int parts; };
      struct ring { struct slot *slots; int size; };

      static void unmap(struct ring *ring, int at)
      {
        struct slot *slot = &ring->slots[at];
        struct sk_buff *skb = slot->skb;
        int part;

        slot->skb = NULL;
        for (part = 0; part < slot->parts; part++)
          unmap_part(ring->size, part);
        unmap_head(ring->size, skb_headlen(skb));
      }

      void empty(struct ring *ring)
      {
        struct sk_buff *skb = ring->slots[0].skb;

        unmap(ring, 0);
        kfree_skb(skb);
        skb = ring->slots[0].skb;
        if (skb)
          kfree_skb(skb);
      }
    `,
    "a slot that a callee zeroes": `
      struct slot { struct sk_buff *skb; u64 dma; int kind; };
      struct ring { struct slot *slots; int size; };

      static void release(struct ring *ring, struct slot *slot, int budget)
      {
        int part;

        for (part = 0; part < slot->kind; part++)
          unmap_part(ring->size, part);
        napi_consume_skb(slot->skb, budget);
        memset(slot, 0, sizeof(*slot));
      }

      void reset(struct ring *ring, int budget)
      {
        if (ring->slots[0].dma)
          release(ring, &ring->slots[0], budget);
        if (ring->slots[0].dma)
          release(ring, &ring->slots[0], budget);
      }
    `,
    "a field that an unknown callee was given the struct of": `
      void ack(struct sock *sk, int credits)
      {
        struct port *port = rcu_dereference_sk_user_data(sk);

        while (credits) {
          struct sk_buff *skb = port->head;

          if (!skb || credits < skb->csum)
            break;
          take_first(sk);
          credits -= skb->csum;
          kfree_skb(skb);
        }
      }
    `,
    "what was on a queue whose lock was let go": `
      int talk(struct port *port, struct sk_buff *skb)
      {
        struct answer *answer = (void *)skb->cb;

        spin_lock_bh(&port->mbox.lock);
        __skb_queue_tail(&port->mbox, skb);
        spin_unlock_bh(&port->mbox.lock);
        wait_event(port->wq, answer->done);
        if (answer->error)
          kfree_skb(skb);
        return answer->error;
      }
    `,
    "a size that is asked of the type": `
      int parse(struct port *port, int many)
      {
        struct gate *gate = NULL;
        int at;

        for (at = 0; at < many; at++) {
          gate = kzalloc(struct_size(gate, entries, many), GFP_KERNEL);
          if (!gate)
            return -ENOMEM;
          apply(port, gate->entries);
          kfree(gate);
        }
        return 0;
      }
    `,
    "packets at two indices of which nothing is known": `
      void answer(struct port *port, const u8 *report)
      {
        struct sk_buff *first = port->sent[report[0]];
        struct sk_buff *second = port->sent[report[1]];

        kfree_skb(first);
        kfree_skb(second);
      }
    `,
    "packets of contexts at two indices of which nothing is known": `
      struct job { struct sk_buff *skb; int busy; };

      static void done(struct port *port, u8 number)
      {
        struct job *job = port->jobs[number];

        port->bytes += job->skb->len;
        kfree_skb(job->skb);
        job->busy = 0;
      }

      void answer(struct port *port, const u8 *report)
      {
        done(port, report[0]);
        done(port, report[1]);
      }
    `,
    "a write to what is on somebody else's queue, whose lock its owner has": `
      void hold(struct port *port, struct sk_buff *skb)
      {
        __skb_queue_tail(&port->txq, skb);
        skb->priority = 7;
      }
    `,
    "a look at what a callee queued without its lock": `
      static unsigned int fill(struct port *port, struct sk_buff *skb)
      {
        __skb_queue_tail(&port->pending, skb);
        return port->next;
      }

      void send(struct port *port, struct sk_buff *skb)
      {
        port->at = fill(port, skb);
        port->bytes += skb->len;
        port->frames += skb_is_gso(skb) ? 2 : 1;
      }
    `,
    "rings of descriptors and of packets that one index walks": `
      struct desc { int state; };
      struct ring {
        unsigned int dirty, current, size;
        struct desc *descs;
        struct sk_buff **skbs;
      };

      int reclaim(struct ring *ring)
      {
        int many = 0;

        for (; ring->current - ring->dirty > 0; ring->dirty++) {
          unsigned int entry = ring->dirty % ring->size;

          if (ring->descs[entry].state)
            break;
          if (ring->skbs[entry]) {
            ring->bytes += ring->skbs[entry]->len;
            dev_kfree_skb_any(ring->skbs[entry]);
            many++;
          }
          ring->descs[entry].state = ring->idle;
        }
        return many;
      }
    `,
    "a look at data of no known type that went into a packet": `
      void receive(struct port *port)
      {
        struct sk_buff *skb = build_skb(port->data, 2048);

        if (!skb)
          return;
        port->stamp = read_stamp(port->data);
        netif_rx(skb);
      }
    `,
    "answers by name in a narrow variable, which are not the same": `
      static u8 ask(struct port *port, struct sk_buff *skb)
      {
        if (port->closed) {
          kfree_skb(skb);
          return PORT_CLOSED;
        }
        return PORT_ANSWER;
      }

      void control(struct port *port, struct sk_buff *skb)
      {
        unsigned char answer = 0;

        answer = ask(port, skb);
        if (answer == PORT_ANSWER)
          dev_queue_xmit(skb);
      }
    `,
    "a ring that is drained slot by slot, wherever its index wraps": `
      struct slot { int busy; struct sk_buff *skb; };
      struct ring { unsigned int tail, head, mask, size; struct slot *slots; };

      void drain(struct ring *ring)
      {
        while (ring->tail != ring->head) {
          struct slot *slot = &ring->slots[ring->tail & ring->mask];

          if (slot->busy)
            break;
          ring->bytes += slot->skb->len;
          kfree_skb(slot->skb);
          ring->tail += ring->step;
        }
      }
    `,
    "a read of what is on a locked queue that nobody takes from": `
      void hold(struct port *port, struct sk_buff *skb)
      {
        skb_queue_tail(&port->txq, skb);
        port->bytes += skb->len;
      }

      void flush(struct port *port)
      {
        skb_queue_purge(&port->txq);
      }
    `,
    "a read of what is on a queue that is only just initialised": `
      void adopt(struct port *port, struct sk_buff *skb)
      {
        skb_queue_head_init(&port->txq);
        skb_queue_tail(&port->txq, skb);
        port->bytes += skb->len;
      }
    `,
    "a reference that was taken after an unknown callee saw the object": `
      struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);
      if (!skb)
        return -ENOMEM;
      ask_somebody(skb);
      skb_get(skb);
      if (len > 9)
        kfree_skb(skb);
      kfree_skb(skb);
      return 0;
    `,
    "a read before the free": `
      void drop(struct port *port, struct sk_buff *skb)
      {
        port->bytes += skb->len;
        kfree_skb(skb);
      }
    `,
    "a length that was kept": `
      int send(struct port *port, struct sk_buff *skb)
      {
        unsigned int len = skb->len;
        int err = dev_queue_xmit(skb);

        if (!err)
          port->bytes += len;
        return err;
      }
    `,
    "a read of another buffer": `
      void drop(struct port *port, struct sk_buff *skb, struct sk_buff *next)
      {
        kfree_skb(skb);
        port->bytes += next->len;
      }
    `,
    "a pointer that was set again": `
      void next(struct port *port, struct sk_buff *skb)
      {
        kfree_skb(skb);
        skb = skb_dequeue(&port->txq);
        if (skb)
          port->bytes += skb->len;
        port->skb = skb;
      }
    `,
    "a field that was cleared": `
      void drop(struct port *port)
      {
        kfree_skb(port->skb);
        port->skb = NULL;
        kfree_skb(port->skb);
      }
    `,
    "a loop over a queue": `
      void purge(struct port *port)
      {
        struct sk_buff *skb;

        while ((skb = __skb_dequeue(&port->txq)) != NULL) {
          port->bytes -= skb->len;
          kfree_skb(skb);
        }
      }
    `,
    "a loop over an array": `
      void purge(struct ring *ring)
      {
        int i;

        for (i = 0; i < ring->size; i++) {
          struct sk_buff *skb = ring->slot[i].skb;

          if (!skb)
            continue;
          dev_kfree_skb_any(skb);
          ring->slot[i].skb = NULL;
        }
      }
    `,
    "a loop over a list": `
      void purge(struct port *port)
      {
        struct entry *entry, *next;

        list_for_each_entry_safe(entry, next, &port->entries, node) {
          kfree_skb(entry->skb);
          kfree(entry);
        }
      }
    `,
    "a chain by its next pointers": `
      void purge(struct sk_buff *skb)
      {
        while (skb) {
          struct sk_buff *next = skb->next;

          kfree_skb(skb);
          skb = next;
        }
      }
    `,
    "a free on one branch and a use on the other": `
      int either(struct port *port, struct sk_buff *skb)
      {
        if (port->closed) {
          kfree_skb(skb);
          return -EINVAL;
        }
        return skb->len;
      }
    `,
    "two tests of the same error": `
      int either(struct port *port, struct sk_buff *skb, int err)
      {
        if (err)
          kfree_skb(skb);
        port->count++;
        if (!err)
          port->bytes += skb->len;
        return err;
      }
    `,
    "a callee that takes it on success only": `
      int deliver(struct sock *sk, struct sk_buff *skb)
      {
        int err = sock_queue_rcv_skb(sk, skb);

        if (err < 0)
          kfree_skb(skb);
        return err;
      }
    `,
    "a busy device": `
      int send(struct port *port, struct sk_buff *skb)
      {
        int err = __dev_direct_xmit(skb, 0);

        if (err == NETDEV_TX_BUSY) {
          port->busy++;
          kfree_skb(skb);
        }
        return err;
      }
    `,
    "a segmentation that leaves the original": `
      int cut(struct net_device *dev, struct sk_buff *skb)
      {
        struct sk_buff *segs = skb_gso_segment(skb, 0);

        if (IS_ERR(segs)) {
          kfree_skb(skb);
          return PTR_ERR(segs);
        }
        consume_skb(skb);
        kfree_skb_list(segs);
        return 0;
      }
    `,
    "one more reference": `
      int send(struct port *port, struct sk_buff *skb)
      {
        int err;

        skb_get(skb);
        err = dev_queue_xmit(skb);
        port->bytes += skb->len;
        kfree_skb(skb);
        return err;
      }
    `,
    "one more reference by its count": `
      int send(struct port *port, struct sk_buff *skb)
      {
        int err;

        refcount_inc(&skb->users);
        err = dev_queue_xmit(skb);
        port->bytes += skb->len;
        kfree_skb(skb);
        return err;
      }
    `,
    "a headroom copy and the original": `
      int grow(struct net_device *dev, struct sk_buff *skb)
      {
        struct sk_buff *copy = skb_realloc_headroom(skb, 64);

        if (!copy) {
          kfree_skb(skb);
          return -ENOMEM;
        }
        consume_skb(skb);
        return dev_queue_xmit(copy);
      }
    `,
    "a replacing callee": `
      int grow(struct net_device *dev, struct sk_buff *skb)
      {
        skb = skb_expand_head(skb, 64);
        if (!skb)
          return -ENOMEM;
        return dev_queue_xmit(skb);
      }
    `,
    "a read of what is on a local queue": `
      void collect(struct port *port, struct sk_buff *skb)
      {
        struct sk_buff_head list;

        __skb_queue_head_init(&list);
        __skb_queue_tail(&list, skb);
        port->bytes += skb->len;
        skb_queue_splice_tail_init(&list, &port->txq);
      }
    `,
    "a free of what was taken off its queue": `
      void drop(struct port *port, struct sk_buff *skb)
      {
        __skb_queue_tail(&port->txq, skb);
        if (port->closed) {
          __skb_unlink(skb, &port->txq);
          kfree_skb(skb);
        }
      }
    `,
    "a pass to one who looks, under the queue owner's lock": `
      void hold(struct sock *sk, struct sk_buff *skb)
      {
        spin_lock_bh(&sk->sk_receive_queue.lock);
        __skb_queue_tail(&sk->sk_receive_queue, skb);
        skb_set_owner_r(skb, sk);
        spin_unlock_bh(&sk->sk_receive_queue.lock);
      }
    `,
    "a callee that nobody knows": `
      int send(struct port *port, struct sk_buff *skb)
      {
        int err = vendor_send(port, skb);

        if (err)
          kfree_skb(skb);
        return err;
      }
    `,
    "a helper that frees on error, and a caller that knows": `
      static int pad(struct port *port, struct sk_buff *skb)
      {
        if (skb->len > port->limit) {
          kfree_skb(skb);
          return -EMSGSIZE;
        }
        return 0;
      }

      int send(struct port *port, struct sk_buff *skb)
      {
        int err = pad(port, skb);

        if (err)
          return err;
        return dev_queue_xmit(skb);
      }
    `,
    "a test of the pointer alone": `
      int send(struct port *port, struct sk_buff *skb)
      {
        int err = dev_queue_xmit(skb);

        if (skb == port->skb)
          port->skb = NULL;
        return err;
      }
    `,
    "an automatic free that was given up": `
      int send(struct net_device *dev)
      {
        struct sk_buff *skb __free(kfree_skb) = netdev_alloc_skb(dev, 64);

        if (!skb)
          return -ENOMEM;
        return dev_queue_xmit(no_free_ptr(skb));
      }
    `,
    "a walk that knows the next element, or ends with the one that it frees": `
      void flush(struct port *port, int id)
      {
        struct sk_buff *skb, *next;

        skb_queue_walk_safe(&port->queue, skb, next) {
          __skb_unlink(skb, &port->queue);
          kfree_skb(skb);
        }
        list_for_each_entry_safe_reverse(skb, next, &port->list, list) {
          list_del(&skb->list);
          kfree_skb(skb);
        }
        skb_queue_walk(&port->other, skb) {
          if (skb->mark != id)
            continue;
          __skb_unlink(skb, &port->other);
          kfree_skb(skb);
          break;
        }
        skb_queue_walk(&port->third, skb)
          port_show(port, skb->len);
      }
    `,
    "a free of NULL": `
      void drop(struct sk_buff *skb, int err)
      {
        if (err) {
          kfree_skb(skb);
          skb = NULL;
        }
        kfree_skb(skb);
      }
    `,
    "data that went into an skb": `
      struct sk_buff *wrap(struct port *port, unsigned int len)
      {
        void *data = kmalloc(len, GFP_KERNEL);
        struct sk_buff *skb = build_skb(data, len);

        if (skb)
          port->page = virt_to_head_page(data);
        return skb;
      }
    `,
    "two skbs of one array": `
      void drop(struct sk_buff **skbs)
      {
        kfree_skb(skbs[0]);
        kfree_skb(skbs[1]);
      }
    `,
    "a wait for a completion behind a hand-over": `
      int ask(struct port *port, struct sk_buff *skb)
      {
        port->answer = skb;
        port->ops->start(port);
        wait_for_completion(&port->done);
        return skb->len;
      }
    `,
  },
});
