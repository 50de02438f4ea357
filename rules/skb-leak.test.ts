import { describeRule } from "../src/testing/describe-rule.ts";
import { skbLeak } from "./skb-leak.ts";

/** So many branches that the callee is not stepped into. */
const long = "if (port->mode == 7) port->count++; ".repeat(45);

interface Keeps {
  readonly declares?: string;
  readonly does?: string;
  readonly returns?: string;
  /** What the caller asks about besides. */
  readonly asks?: string;
}

const ofPart = "struct part *part = (struct part *)skb->cb;";

/** Bodies of a callee that nobody follows, after which its caller loses what it gave to it. */
const keepers: Readonly<Record<string, Keeps>> = {
  "with a tag": { does: "port->holder = (unsigned long)skb | 1;" },
  "in a static variable": { declares: "static struct sk_buff *before;", does: "kfree_skb(before); before = skb;" },
  "behind a pointer in it": { declares: ofPart, does: "part->vif->holder = skb;" },
  "by a count in it": { declares: "struct part *part = SKB_PART_CB(skb);", returns: "kref_put(&part->users, release)" },
  "by a work in it": {
    declares: "struct part *part = (void *)SKB_PART_CB(skb)->driver;",
    does: "queue_work(port->works, &part->work);",
  },
  "by a function that is told": { does: "skb_tx_timestamp(skb, give_away);" },
  "by what a callee returns of it": { does: "port->part = part_of(skb);" },
  "where a pointer leads": { does: "*(struct sk_buff **)queue->next = skb;" },
  "by the address of its variable": { does: "move(&skb);" },
  "on a list by a part": { declares: ofPart, does: "list_add(&part->node, &port->parts);" },
  "by another variable": { declares: "struct sk_buff *copy = skb;", does: "keep(copy);" },
  "before what it links it to": { does: "skb->next = port->first;" },
  "by the place of a field": { does: "port->place = &skb->mark;" },
  "in a struct of its frame": { declares: "struct ctx ctx = { .skb = skb };", does: "run(&ctx);" },
  "and writes what is asked": { does: "skb->mark = port->mode;", asks: " || skb->mark == 3" },
}; // prettier-ignore

const mayKeep = Object.fromEntries(
  Object.entries(keepers).map(([how, { declares = "", does = "", returns = "0", asks = "" }]) => [
    `what a callee may keep that nobody follows: ${how}`,
    `
      struct part *part_of(struct sk_buff *skb)
      {
        return (struct part *)skb->cb;
      }

      int keep_it(struct port *port, struct sk_buff *skb, struct sk_buff_head *queue)
      {
        ${declares}

        ${long}
        skb_queue_purge(queue);
        ${does}
        return ${returns};
      }

      int send(struct port *port)
      {
        struct sk_buff *skb = alloc_skb(64, GFP_ATOMIC);

        if (!skb)
          return -ENOMEM;
        if (keep_it(port, skb, &port->queue)${asks})
          return -EINVAL;
        kfree_skb(skb);
        return 0;
      }
    `,
  ]),
);

describeRule(skbLeak, {
  finds: {
    "an extra reference": `
      int keep(struct port *port, struct sk_buff *skb)
      {
        skb_get(skb);
        if (port->closed)
          return -EINVAL; // finding: skb (referenced again by skb_get() on line 3)
        kfree_skb(skb);
        return 0;
      }
    `,
    "an extra reference that others get where all goes well": `
      int offer(struct port *port, struct sk_buff *skb)
      {
        struct slot *slot = slot_of(port);

        skb = skb_get(skb);
        if (!slot)
          return -EBUSY; // finding: skb (referenced again by skb_get() on line 5)
        skb_queue_tail(&slot->waiting, skb);
        return 0;
      }
    `,
    "a packet that another with more room takes the place of": `
      static netdev_tx_t transmit(struct sk_buff *skb, struct net_device *dev)
      {
        if (skb_headroom(skb) < dev->needed_headroom) {
          struct sk_buff *roomy = skb_realloc_headroom(skb, dev->needed_headroom);

          if (!roomy) {
            dev_kfree_skb_any(skb);
            return NETDEV_TX_OK;
          }
          skb = roomy;
        }
        write_out(netdev_priv(dev), skb->data, skb->len);
        dev_kfree_skb_any(skb);
        return NETDEV_TX_OK; // finding: skb is
      }

      static const struct net_device_ops ops = { .ndo_start_xmit = transmit };
    `,
    "a packet whose parts are unmapped in the order in which they were mapped": `
      struct slot { __le64 place; u32 len; };
      struct ring { unsigned int head; struct slot *slots; struct sk_buff *skbs[64]; };

      static netdev_tx_t transmit(struct sk_buff *skb, struct net_device *dev)
      {
        struct ring *ring = netdev_priv(dev);
        unsigned int first = ring->head, at = first;
        dma_addr_t place = dma_map_single(dev->dev, skb->data, skb_headlen(skb), DMA_TO_DEVICE);
        int i;

        ring->slots[at].place = cpu_to_le64(place);
        for (i = 0; i < skb_shinfo(skb)->nr_frags; i++) {
          const skb_frag_t *frag = &skb_shinfo(skb)->frags[i];

          at = (at + 1) & 63;
          place = skb_frag_dma_map(dev->dev, frag, 0, skb_frag_size(frag), DMA_TO_DEVICE);
          if (dma_mapping_error(dev->dev, place))
            goto undo;
          ring->slots[at].place = cpu_to_le64(place);
        }
        ring->skbs[at] = skb;
        return NETDEV_TX_OK;
      undo:
        while (at != first) {
          at = (at - 1) & 63;
          dma_unmap_single(dev->dev, le64_to_cpu(ring->slots[at].place), ring->slots[at].len, DMA_TO_DEVICE);
        }
        return NETDEV_TX_OK; // finding: skb is
      }

      static const struct net_device_ops ops = { .ndo_start_xmit = transmit };
    `,
    "a packet that the driver printed": `
      static netdev_tx_t port_xmit(struct sk_buff *skb, struct net_device *dev)
      {
        struct port *port = netdev_priv(dev);

        port_dbg(port, PORT_TX, "packet %p\\n", skb);
        if (port->stopped)
          return NETDEV_TX_OK; // finding: skb is port_xmit()'s to free or to hand on
        dev_kfree_skb(skb);
        return NETDEV_TX_OK;
      }

      static const struct net_device_ops port_ops = {
        .ndo_start_xmit = port_xmit,
      };
    `,
    "behind arrays of structs that were zeroed, whose types are not at hand": `
      int ask(struct port *port, u32 mask)
      {
        struct sk_buff *skb = alloc_skb(64, GFP_KERNEL);
        struct port_request *request;
        struct port_answer answer = {};

        if (!skb)
          return -ENOMEM;
        request = skb_put(skb, 32);
        memset(request, 0, sizeof(*request));
        memcpy(request->kinds, &mask, 3);
        request->name[0] = 'x';
        answer.words[mask] = 1;
        return -EINVAL; // finding: skb from alloc_skb()
      }
    `,
    "after more turns than are followed, with a break": `
      int ask(struct port *port)
      {
        struct sk_buff *skb = alloc_skb(64, GFP_KERNEL);
        int i;

        if (!skb)
          return -ENOMEM;
        for (i = 0; i < 10; i++) {
          if (readl(port->base) & 1)
            break;
          udelay(1);
        }
        if (i == 10)
          return -ETIMEDOUT; // finding: skb from alloc_skb()
        kfree_skb(skb);
        return 0;
      }
    `,
    "after more turns, by one part of a condition": `
      int ask(struct port *port)
      {
        struct sk_buff *skb = alloc_skb(64, GFP_KERNEL);
        int tries = 10;

        if (!skb)
          return -ENOMEM;
        while (tries-- && port->up) {
          if (readl(port->base) & 1)
            break;
        }
        if (tries < 0)
          return -ETIMEDOUT; // finding: skb from alloc_skb()
        kfree_skb(skb);
        return 0;
      }
    `,
    "after more turns, by a condition at the end": `
      int ask(struct port *port)
      {
        struct sk_buff *skb = alloc_skb(64, GFP_KERNEL);
        int tries = 10;

        if (!skb)
          return -ENOMEM;
        do {
          if (readl(port->base) & 1)
            break;
        } while (--tries);
        if (!tries)
          return -ETIMEDOUT; // finding: skb from alloc_skb()
        kfree_skb(skb);
        return 0;
      }
    `,
    "after more turns, out of the middle": `
      int ask(struct port *port)
      {
        struct sk_buff *skb = alloc_skb(64, GFP_KERNEL);
        int tries = 0;

        if (!skb)
          return -ENOMEM;
        while (!(readl(port->base) & 1)) {
          if (tries++ > 10)
            return -ETIMEDOUT; // finding: skb from alloc_skb()
          udelay(1);
        }
        kfree_skb(skb);
        return 0;
      }
    `,
    "that hangs on memory which is freed": `
      struct job { struct sk_buff *skb; };

      int ask(struct port *port)
      {
        struct sk_buff *skb = alloc_skb(64, GFP_KERNEL);
        struct job *job = kzalloc(sizeof(*job), GFP_KERNEL);

        if (!skb || !job) {
          kfree(job);
          kfree_skb(skb);
          return -ENOMEM;
        }
        job->skb = skb;
        if (start(port) < 0) {
          kfree(job);
          return -EIO; // finding: skb from alloc_skb()
        }
        port->job = job;
        return 0;
      }
    `,
    "of an URB that could not be sent": `
      int ask(struct port *port)
      {
        struct sk_buff *skb = alloc_skb(64, GFP_KERNEL);
        struct urb *urb = usb_alloc_urb(0, GFP_KERNEL);

        if (!skb || !urb) {
          usb_free_urb(urb);
          kfree_skb(skb);
          return -ENOMEM;
        }
        urb->context = skb;
        if (usb_submit_urb(urb, GFP_KERNEL)) {
          usb_free_urb(urb);
          return -EIO; // finding: skb from alloc_skb()
        }
        usb_free_urb(urb);
        return 0;
      }
    `,
    "whose control block is written over": `
      struct part { int kind; };

      int ask(struct port *port, const struct part *like)
      {
        struct sk_buff *skb = alloc_skb(64, GFP_KERNEL);
        struct part *part;

        if (!skb)
          return -ENOMEM;
        part = (struct part *)skb->cb;
        memcpy(part, like, sizeof(*part));
        if (port->mode)
          return -EINVAL; // finding: skb from alloc_skb()
        kfree_skb(skb);
        return 0;
      }
    `,
    "that a device may be able to encrypt": `
      int ask(struct net_device *dev, struct xfrm_state *x)
      {
        struct sk_buff *skb = alloc_skb(64, GFP_KERNEL);

        if (!skb)
          return -ENOMEM;
        if (!dev->xfrmdev_ops->xdo_dev_offload_ok(skb, x))
          return -EINVAL; // finding: skb from alloc_skb()
        kfree_skb(skb);
        return 0;
      }
    `,
    "behind a number that another path got as a smaller type": `
      int ask(struct port *port)
      {
        struct sk_buff *skb = alloc_skb(64, GFP_ATOMIC);
        u8 small = 0;
        u32 wide = 0;

        if (!skb)
          return -ENOMEM;
        if (port->mode)
          small = small_of(port);
        else
          wide = wide_of(port);
        if (wide > 300)
          return -EIO; // finding: skb from alloc_skb()
        skb->mark = small;
        kfree_skb(skb);
        return 0;
      }
    `,
    "behind a mask of more bits than an int has": `
      #define PORT_GROUP 0x0180c2000000ull
      #define PORT_GROUP_MASK 0xffffff000000ull

      struct port { u64 address; };

      int ask(struct port *port)
      {
        struct sk_buff *skb = alloc_skb(64, GFP_ATOMIC);

        if (!skb)
          return -ENOMEM;
        if ((port->address & PORT_GROUP_MASK) == PORT_GROUP)
          return -EIO; // finding: skb from alloc_skb()
        kfree_skb(skb);
        return 0;
      }
    `,
    "behind an enumerator that is no int": `
      enum port_state { PORT_DONE = 0x80000000, PORT_IDLE = 0xb0000000 };

      struct port { u32 word; };

      static enum port_state state_of(struct port *port)
      {
        return port->word & 0xf0000000;
      }

      int ask(struct port *port)
      {
        struct sk_buff *skb = alloc_skb(64, GFP_ATOMIC);

        if (!skb)
          return -ENOMEM;
        if (state_of(port) == PORT_IDLE)
          return -EIO; // finding: skb from alloc_skb()
        kfree_skb(skb);
        return 0;
      }
    `,
    "before a loop of more turns than are followed, which frees others": `
      #define PORT_SLOTS 16

      struct port { struct sk_buff_head queue; struct sk_buff *slots[PORT_SLOTS]; };

      void drop(struct port *port)
      {
        struct sk_buff *skb = skb_dequeue(&port->queue);
        int i;

        for (i = 0; i < PORT_SLOTS; i++) {
          kfree_skb(port->slots[i]);
          port->slots[i] = NULL;
        }
        if (skb && skb->mark)
          kfree_skb(skb);
      } // finding: skb from skb_dequeue()
    `,
    "behind what a callee clears and fills in on some paths only": `
      struct port_range { u8 family; __be16 first; int index; };
      struct port_config { u16 kind; u8 proto; struct port_range range; };

      static int parse(struct genl_info *info, struct port_config *config)
      {
        memset(config, 0, sizeof(*config));
        config->range.family = 2;
        if (info->attrs[1]) {
          u8 family = nla_get_u8(info->attrs[1]);

          if (family != 2 && family != 10)
            return -EAFNOSUPPORT;
          config->range.family = family;
        }
        if (info->attrs[2])
          config->range.first = nla_get_be16(info->attrs[2]);
        if (info->attrs[3])
          config->proto = nla_get_u8(info->attrs[3]);
        if (info->attrs[4])
          config->range.index = nla_get_s32(info->attrs[4]);
        return 0;
      }

      int ask(struct genl_info *info)
      {
        struct port_config config;
        struct sk_buff *skb;
        int err = parse(info, &config);

        if (err)
          return err;
        if (config.range.first == 0)
          return -EINVAL;
        skb = alloc_skb(64, GFP_KERNEL);
        if (!skb)
          return -ENOMEM;
        return -EIO; // finding: skb from alloc_skb()
      }
    `,
    "where the namespace is the first one": `
      int ask(struct net *net, int length)
      {
        struct sk_buff *skb = alloc_skb(length, GFP_KERNEL);

        if (!skb)
          return -ENOMEM;
        if (net == &init_net)
          return -EINVAL; // finding: skb from alloc_skb()
        kfree_skb(skb);
        return 0;
      }
    `,
    "for devices of the driver alone": `
      int tell(struct net_device *dev, int length)
      {
        struct sk_buff *skb;

        if (dev->netdev_ops != &port_ops)
          return -EINVAL;
        skb = alloc_skb(length, GFP_KERNEL);
        if (!skb)
          return -ENOMEM;
        return -EBUSY; // finding: skb from alloc_skb()
      }
    `,
    "behind a part of a zeroed message": `
      int ask(struct port *port)
      {
        struct sk_buff *skb = alloc_skb(64, GFP_KERNEL);
        struct port_request *request;
        struct port_part *part;

        if (!skb)
          return -ENOMEM;
        request = skb_put_zero(skb, 32);
        memset(request, 0, sizeof(*request));
        part = (struct port_part *)request->parts;
        part->kind = 3;
        return -EINVAL; // finding: skb from alloc_skb()
      }
    `,
    "where others answered while the function waited": `
      int ask(struct port *port, int length)
      {
        struct sk_buff *skb = alloc_skb(length, GFP_KERNEL);

        if (!skb)
          return -ENOMEM;
        port->state = PORT_ASKED;
        wait_event_timeout(port->answers, port->state != PORT_ASKED, HZ);
        if (port->state == PORT_REFUSED)
          return -EIO; // finding: skb from alloc_skb()
        kfree_skb(skb);
        return 0;
      }
    `,
    "where a completion brought another state": `
      int ask(struct port *port, int length)
      {
        struct sk_buff *skb = alloc_skb(length, GFP_KERNEL);

        if (!skb)
          return -ENOMEM;
        port->error = 0;
        wait_for_completion(&port->done);
        if (port->error)
          return -EIO; // finding: skb from alloc_skb()
        kfree_skb(skb);
        return 0;
      }
    `,
    "when a wait was interrupted": `
      int ask(struct port *port, int length)
      {
        struct sk_buff *skb = alloc_skb(length, GFP_KERNEL);
        int err;

        if (!skb)
          return -ENOMEM;
        err = wait_event_interruptible(port->answers, !port->busy);
        if (err)
          return err; // finding: skb from alloc_skb()
        skb_queue_tail(&port->queue, skb);
        return 0;
      }
    `,
    "what a tunnel got that its socket has it receive": `
      static int port_rcv(struct sock *sk, struct sk_buff *skb)
      {
        if (skb->len < 8)
          return 0; // finding: skb is port_rcv()'s to free or to hand on as encap_rcv()
        netif_rx(skb);
        return 0;
      }

      static int port_open(struct net *net, struct socket *sock)
      {
        struct udp_tunnel_sock_cfg config = {};

        config.encap_rcv = port_rcv;
        setup_udp_tunnel_sock(net, sock, &config);
        return 0;
      }
    `,
    "an address in its header that somebody looked at": `
      static netdev_tx_t port_xmit(struct sk_buff *skb, struct net_device *dev)
      {
        struct ethhdr *eth = (void *)skb->data;

        if ((eth->h_dest[0] & 1) && port_hash(eth->h_dest) == 3)
          return NETDEV_TX_OK; // finding: skb is port_xmit()'s to free or to hand on
        dev_kfree_skb(skb);
        return NETDEV_TX_OK;
      }

      static const struct net_device_ops port_ops = {
        .ndo_start_xmit = port_xmit,
      };
    `,
    "what is lost before a chain is walked": `
      int send(struct port *port, struct net_device *dev)
      {
        struct sk_buff *skb = alloc_skb(64, GFP_ATOMIC), *next;

        if (!skb)
          return -ENOMEM;
        if (dev->mtu < 16)
          return -EINVAL; // finding: skb from alloc_skb()
        skb_list_walk_safe(skb, skb, next)
          dev_queue_xmit(skb);
        return 0;
      }
    `,
    "a CAN frame that is let pass, and then lost": `
      int xmit(struct net_device *dev)
      {
        struct sk_buff *skb = alloc_skb(64, GFP_ATOMIC);

        if (!skb)
          return -ENOMEM;
        if (can_dev_dropped_skb(dev, skb))
          return 0;
        if (dev->mtu < 16)
          return -EINVAL; // finding: skb from alloc_skb()
        kfree_skb(skb);
        return 0;
      }
    `,
    "what a callee leaves alone that nobody follows": `
      void count(struct port *port, struct sk_buff *skb)
      {
        port->bytes += skb->len;
      }

      struct info *info_of(struct sk_buff *skb)
      {
        return (struct info *)skb->cb;
      }

      int fill(struct port *port, struct sk_buff *skb, struct sk_buff_head *queue)
      {
        struct info *info = info_of(skb);
        struct header *header;

        ${long}
        if (skb->len < 8)
          return -EINVAL;
        header = skb_put(skb, 8);
        header->code = port->mode;
        info->flags |= 4;
        skb->priority = 7;
        count(port, skb);
        skb_queue_purge(queue);
        return 0;
      }

      int send(struct port *port)
      {
        struct sk_buff *skb = alloc_skb(64, GFP_ATOMIC);

        if (!skb)
          return -ENOMEM;
        if (fill(port, skb, &port->queue))
          return -EINVAL; // finding: skb from alloc_skb()
        kfree_skb(skb);
        return 0;
      }
    `,
    "what is lost where a callee fills a local again": `
      struct entry { int code; int len; };

      int receive(struct port *port)
      {
        struct entry entry;
        struct sk_buff *skb;

        get_entry(port, &entry);
        if (entry.code != 3)
          return -EINVAL;
        skb = alloc_skb(64, GFP_ATOMIC);
        if (!skb)
          return -ENOMEM;
        get_entry(port, &entry);
        if (entry.code != 3)
          return -EINVAL; // finding: skb from alloc_skb()
        kfree_skb(skb);
        return 0;
      }
    `,
    "what is lost where the whole of a union is written again": `
      union entry { u64 all; struct { u32 code; u32 len; } part; };

      int receive(struct port *port)
      {
        union entry entry;
        struct sk_buff *skb;

        entry.all = next_entry(port);
        if (entry.part.code != 3)
          return -EINVAL;
        skb = alloc_skb(64, GFP_ATOMIC);
        if (!skb)
          return -ENOMEM;
        entry.all = next_entry(port);
        if (entry.part.code != 3)
          return -EINVAL; // finding: skb from alloc_skb()
        kfree_skb(skb);
        return 0;
      }

      int receive_behind(struct port *port, union entry *entry)
      {
        struct sk_buff *skb;

        entry->all = next_entry(port);
        if (entry->part.code != 3)
          return -EINVAL;
        skb = alloc_skb(64, GFP_ATOMIC);
        if (!skb)
          return -ENOMEM;
        entry->all = next_entry(port);
        if (entry->part.code != 3)
          return -EINVAL; // finding: skb from alloc_skb()
        kfree_skb(skb);
        return 0;
      }
    `,
    "what is lost behind a shift by a name": `
      int receive(struct port *port)
      {
        struct sk_buff *skb = alloc_skb(64, GFP_ATOMIC);
        u8 number;

        if (!skb)
          return -ENOMEM;
        number = (port->flags >> PORT_SHIFT) & PORT_MASK;
        if (count(port, number))
          return -EIO; // finding: skb from alloc_skb()
        kfree_skb(skb);
        return 0;
      }
    `,
    "a message that others were asked to write to": `
      static int fill(struct sk_buff *skb, struct port *port)
      {
        if (port->ops->fill_info && port->ops->fill_info(skb, port))
          return -EMSGSIZE;
        return 0;
      }

      int notify(struct net *net, struct port *port)
      {
        struct sk_buff *skb = nlmsg_new(NLMSG_DEFAULT_SIZE, GFP_KERNEL);

        if (!skb)
          return -ENOBUFS;
        if (fill(skb, port) < 0)
          return -EMSGSIZE; // finding: skb
        return rtnl_unicast(skb, net, port->pid);
      }
    `,
    "a message, where a callee finds something, finds nothing or fails": `
      struct want { u16 af; u32 mark; };
      static int parse(struct port *port, struct want *want, struct nlattr *nla, bool full, struct lane **found)
      {
        int i;
        if (!nla)
          return -EINVAL;
        memset(want, 0, sizeof(*want));
        want->af = nla_get_u16(nla);
        for (i = 0; i < 9; i++)
          if (is_busy(port, i))
            return -EAFNOSUPPORT;
        *found = port_of(port, want->mark);
        if (full) {
          if (!port->limit)
            return -EINVAL;
          want->mark = 3;
        }
        return 0;
      }
      static struct lane *find(struct port *port, struct nlattr *nla)
      {
        struct want want;
        struct lane *lane;
        int ret;

        ret = parse(port, &want, nla, false, &lane);
        return ret ? ERR_PTR(ret) : lane;
      }
      int answer(struct port *port, struct genl_info *info)
      {
        struct sk_buff *msg = nlmsg_new(NLMSG_DEFAULT_SIZE, GFP_KERNEL);
        struct lane *lane;

        if (!msg)
          return -ENOMEM;
        lane = find(port, info->attrs[1]);
        if (IS_ERR(lane)) {
          nlmsg_free(msg);
          return PTR_ERR(lane);
        }
        if (!lane)
          return -ENOENT; // finding: msg
        return genlmsg_reply(msg, info);
      }
    `,
    "a packet in the variable that had what was looked at": `
      int next(struct port *port)
      {
        struct sk_buff *skb = skb_peek(&port->backlog);

        if (!skb)
          return 0;
        skb = skb_dequeue(&port->backlog);
        if (port->closed)
          return -EPIPE; // finding: skb
        return dev_queue_xmit(skb);
      }
    `,
    "a loss that hangs on what a callee left in a local": `
      int f(struct port *port, struct sk_buff_head *list)
      {
        struct sk_buff *skb = alloc_skb(100, GFP_KERNEL);
        int index;

        if (!skb)
          return -ENOMEM;
        if (ask_the_port(port, &index) < 0 || index <= -1)
          return -EIO; // finding: skb from alloc_skb() on line 3
        __skb_queue_tail(list, skb);
        return 0;
      }
    `,
    "a loss behind masks, casts and remainders of what nobody knows": `
      int f(struct port *port, struct ring *ring, struct sk_buff_head *list)
      {
        u16 flags = (u16)le32_to_cpu(ring->desc[ring->next % RING_SIZE].flags);
        unsigned int len = (ring->len + RING_PAD - 1) / RING_BUF;
        struct sk_buff *skb = alloc_skb(100, GFP_KERNEL);

        if (!skb)
          return -ENOMEM;
        if ((flags & RING_OWN_MASK) == RING_OWN_HOST && (flags & RING_LAST) && len * 2 > ring->max)
          return -EIO; // finding: skb from alloc_skb() on line 5
        __skb_queue_tail(list, skb);
        return 0;
      }
    `,
    "a loss behind a walk and a private part": `
      int f(struct net_device *dev, struct sk_buff_head *list)
      {
        struct port *port = netdev_priv(dev);
        struct sk_buff *skb, *pos;
        int bytes = 0;

        skb_queue_walk(&port->txq, pos)
          bytes += pos->len;
        skb = alloc_skb(bytes, GFP_KERNEL);
        if (!skb)
          return -ENOMEM;
        if (port->closed)
          return -EIO; // finding: skb from alloc_skb() on line 9
        __skb_queue_tail(list, skb);
        return 0;
      }
    `,
    "a return between the allocation and the free": `
      struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

      if (!skb)
        return -ENOMEM;
      if (!port)
        return -EINVAL; // finding: skb from alloc_skb() on line 1 is neither freed nor handed on when f() returns on line 6.
      kfree_skb(skb);
      return 0;
    `,
    "the end of a function without a return": `
      void hello(struct net_device *dev)
      {
        struct sk_buff *skb = netdev_alloc_skb(dev, 64);

        if (!skb)
          return;
        skb_put(skb, 64);
      } // finding: skb from netdev_alloc_skb()
    `,
    "a goto to a label below the free": `
      struct sk_buff *skb;
      int err = -EINVAL;

      skb = alloc_skb(len, GFP_KERNEL);
      if (!skb)
        return -ENOMEM;
      if (len > 100)
        goto out;
      err = 0;
      kfree_skb(skb);
    out:
      return err; // finding: skb from alloc_skb() on line 4
    `,
    "two buffers, one of them freed": `
      struct sk_buff *a, *b;

      a = alloc_skb(len, GFP_KERNEL);
      if (!a)
        return -ENOMEM;
      b = alloc_skb(len, GFP_KERNEL);
      if (!b)
        return -ENOMEM; // finding: a from alloc_skb() on line 3
      kfree_skb(a);
      kfree_skb(b);
      return 0;
    `,
    "the second turn of a loop": `
      struct sk_buff *skb;
      unsigned int i;

      for (i = 0; i < len; i++) {
        skb = alloc_skb(64, GFP_KERNEL);
        if (!skb)
          return -ENOMEM;
        if (i == 1)
          return -EINVAL; // finding: skb from alloc_skb() on line 5
        kfree_skb(skb);
      }
      return 0;
    `,
    "a buffer that the next turn of the loop overwrites": `
      struct sk_buff *skb = NULL;
      unsigned int i;

      for (i = 0; i < 2; i++)
        skb = alloc_skb(64, GFP_KERNEL);
      kfree_skb(skb);
      return 0; // finding: skb from alloc_skb() on line 5
    `,
    "a clone when the delivery fails": `
      int deliver(struct sock *sk, struct sk_buff *skb)
      {
        struct sk_buff *copy = skb_clone(skb, GFP_ATOMIC);

        if (!copy)
          return -ENOMEM;
        return sock_queue_rcv_skb(sk, copy); // finding: copy from skb_clone() on line 3
      }
    `,
    "an ERR_PTR result that is good": `
      static struct sk_buff *make(unsigned int len)
      {
        struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

        return skb ? skb : ERR_PTR(-ENOMEM);
      }

      int use(struct port *port, unsigned int len)
      {
        struct sk_buff *skb = make(len);

        if (IS_ERR(skb))
          return PTR_ERR(skb);
        if (len < 4)
          return -EINVAL; // finding: skb
        kfree_skb(skb);
        return 0;
      }
    `,
    "what is sent and not mapped": `
      static netdev_tx_t port_xmit(struct sk_buff *skb, struct net_device *dev)
      {
        struct port *port = netdev_priv(dev);
        dma_addr_t at = dma_map_single(port->dev, skb->data, skb->len, DMA_TO_DEVICE);

        if (dma_mapping_error(port->dev, at))
          return NETDEV_TX_OK; // finding: skb is port_xmit()'s to free or to hand on as ndo_start_xmit()
        port->ring[port->head++ & 63].skb = skb;
        return NETDEV_TX_OK;
      }

      static const struct net_device_ops port_ops = { .ndo_start_xmit = port_xmit };
    `,
    "a packet of a protocol that drops it": `
      static int lane_rcv(struct sk_buff *skb, struct net_device *dev, struct packet_type *pt, struct net_device *orig)
      {
        struct port *port = dev->ml_priv;

        if (!port)
          return NET_RX_DROP; // finding: skb is lane_rcv()'s to free or to hand on as func()
        skb_queue_tail(&port->rxq, skb);
        return NET_RX_SUCCESS;
      }

      static struct packet_type lane_type = { .type = 7, .func = lane_rcv };
    `,
    "a frame for a station that is gone": `
      static void station_tx(struct ieee80211_hw *hw, struct ieee80211_tx_control *control, struct sk_buff *skb)
      {
        struct port *port = hw->priv;

        if (!port->open)
          return; // finding: skb is station_tx()'s to free or to hand on as tx()
        skb_queue_tail(&port->txq, skb);
      }

      static const struct ieee80211_ops station_ops = { .tx = station_tx };
    `,
    "what a packet was to be made into": `
      static struct sk_buff *port_tx_fixup(struct usbnet *dev, struct sk_buff *skb, gfp_t flags)
      {
        struct sk_buff *copy;

        if (skb_headroom(skb) < 4) {
          copy = skb_copy_expand(skb, 4, 0, flags);
          if (!copy)
            return NULL; // finding: skb is port_tx_fixup()'s to free or to hand on as tx_fixup()
          dev_kfree_skb_any(skb);
          skb = copy;
        }
        skb_push(skb, 4);
        return skb;
      }

      static const struct driver_info port_info = { .tx_fixup = port_tx_fixup };
    `,
    "a packet of too many fragments that was filled": `
      struct sk_buff *skb = alloc_skb(64, GFP_KERNEL);

      if (!skb)
        return -ENOMEM;
      skb_fill_page_desc(skb, 0, page, 0, 64);
      if (skb_shinfo(skb)->nr_frags >= limit)
        return -EOVERFLOW; // finding: skb from alloc_skb() on line 1
      return dev_queue_xmit(skb);
    `,
    "a packet whose device alone was given to somebody": `
      struct frame { struct net_device *dev; };

      int next(struct port *port)
      {
        struct sk_buff *skb = __skb_dequeue(&port->retries);
        struct frame *frame;

        if (!skb)
          return -EAGAIN;
        frame = (struct frame *)skb->cb;
        wake_device(frame->dev);
        return 0; // finding: skb from __skb_dequeue() on line 5
      }
    `,
    "a packet whose pages alone were given to somebody": `
      int next(struct port *port)
      {
        struct sk_buff *skb = skb_dequeue(&port->txq);

        if (!skb)
          return -EAGAIN;
        for (int i = 0; i < skb_shinfo(skb)->nr_frags; i++) {
          const skb_frag_t *frag = &skb_shinfo(skb)->frags[i];

          if (add_fragment(port, frag))
            return -EIO; // finding: skb from skb_dequeue() on line 3
        }
        kfree_skb(skb);
        return 0;
      }
    `,
    "what was dequeued": `
      void flush(struct port *port)
      {
        struct sk_buff *skb;

        while ((skb = skb_dequeue(&port->txq))) {
          if (skb->len < 14)
            continue;
          kfree_skb(skb);
        }
      } // finding: skb from skb_dequeue() on line 5
    `,
    "what an out-parameter's owner never gets": `
      int make(struct port *port, struct sk_buff **out)
      {
        struct sk_buff *skb = alloc_skb(64, GFP_KERNEL);

        if (!skb)
          return -ENOMEM;
        if (!port->open)
          return -ENODEV; // finding: skb from alloc_skb() on line 3
        *out = skb;
        return 0;
      }
    `,
    "a message whose attribute does not fit": `
      struct sk_buff *msg = nlmsg_new(NLMSG_GOODSIZE, GFP_KERNEL);

      if (!msg)
        return -ENOMEM;
      if (nla_put_u32(msg, 1, len))
        return -EMSGSIZE; // finding: msg from nlmsg_new() on line 1
      return nlmsg_unicast(sk, msg, 0);
    `,
    "a data buffer": `
      unsigned int size = len;
      void *data = kmalloc_reserve(&size, GFP_KERNEL, NUMA_NO_NODE, NULL);

      if (!data)
        return -ENOMEM;
      if (size > 4096)
        return -EINVAL; // finding: data from kmalloc_reserve() on line 2
      kfree(data);
      return 0;
    `,
    "a raw head": `
      struct sk_buff *skb = kmem_cache_alloc(net_hotdata.skbuff_cache, GFP_ATOMIC);

      if (!skb)
        return -ENOMEM;
      if (!len)
        return -EINVAL; // finding: skb from kmem_cache_alloc() on line 1
      kmem_cache_free(net_hotdata.skbuff_cache, skb);
      return 0;
    `,
    "one arm of a switch": `
      struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

      if (!skb)
        return -ENOMEM;
      switch (len) {
      case 1:
        kfree_skb(skb);
        break;
      case 2:
        break;
      default:
        consume_skb(skb);
      }
      return 0; // finding: skb from alloc_skb() on line 1
    `,
    "a helper that does not take it": `
      static void look(struct sk_buff *skb)
      {
        skb->priority = 1;
      }

      void make(struct net_device *dev)
      {
        struct sk_buff *skb = netdev_alloc_skb(dev, 64);

        if (skb)
          look(skb);
      } // finding: skb from netdev_alloc_skb() on line 8
    `,
    "a helper that takes it on success only": `
      static int give(struct port *port, struct sk_buff *skb)
      {
        if (port->closed)
          return -EINVAL;
        dev_queue_xmit(skb);
        return 0;
      }

      int make(struct port *port)
      {
        struct sk_buff *skb = alloc_skb(64, GFP_KERNEL);

        if (!skb)
          return -ENOMEM;
        return give(port, skb); // finding: skb from alloc_skb() on line 11
      }
    `,
    "a headroom copy when the original was freed": `
      int grow(struct net_device *dev, struct sk_buff *skb)
      {
        struct sk_buff *copy = skb_realloc_headroom(skb, 64);

        if (!copy)
          return -ENOMEM;
        if (copy->len > dev->mtu) {
          kfree_skb(skb);
          return -EMSGSIZE; // finding: copy from skb_realloc_headroom() on line 3
        }
        kfree_skb(skb);
        return dev_queue_xmit(copy);
      }
    `,
  },
  passes: {
    "what an unknown callee may find by its control block": `
      static netdev_tx_t transmit(struct sk_buff *skb, struct net_device *dev)
      {
        struct part *part = PORT_SKB_CB(skb);

        if (complete_waiting(dev, part))
          return NETDEV_TX_OK;
        dev_kfree_skb_any(skb);
        return NETDEV_TX_OK;
      }

      static const struct net_device_ops ops = { .ndo_start_xmit = transmit };
    `,
    "what stands in an array of slots that a callee may write to": `
      struct slot { struct sk_buff *skb; int kind; int len; };
      struct ring { struct slot slots[64]; unsigned int head; struct device *dev; };

      int map(struct ring *ring, struct sk_buff *skb, int count)
      {
        int i, sum = 0;

        for (i = 0; i < count; i++) {
          struct slot *slot = &ring->slots[(ring->head + i) & 63];

          if (prepare(ring->dev, i))
            return -ENOMEM;
          slot->kind = i ? 2 : 1;
          slot->len = skb->len;
          sum += slot->len;
          ${long}
        }
        return sum;
      }

      static netdev_tx_t transmit(struct sk_buff *skb, struct net_device *dev)
      {
        struct ring *ring = netdev_priv(dev);
        struct slot *slot = &ring->slots[ring->head];
        int length;

        slot->skb = skb;
        length = map(ring, skb, 1 + skb_shinfo(skb)->nr_frags);
        if (length < 0) {
          dev_kfree_skb_any(slot->skb);
          slot->skb = NULL;
          return NETDEV_TX_OK;
        }
        ring->head++;
        return NETDEV_TX_OK;
      }

      static const struct net_device_ops ops = { .ndo_start_xmit = transmit };
    `,
    "a reference that is taken for the caller": `
      int hold(struct port *port, struct sk_buff *skb)
      {
        if (port->closed)
          return 0;
        skb_get(skb);
        port->held++;
        return 1;
      }
    `,
    "an extra reference that is kept in one way or another": `
      int offer(struct port *port, struct sk_buff *skb)
      {
        skb_get(skb);
        if (port->closed) {
          kfree_skb(skb);
          return -EBUSY;
        }
        if (port->first)
          skb_queue_tail(&port->waiting, skb);
        else
          port->first = skb;
        return 0;
      }
    `,
    "a way out of a loop that no turn takes": `
      int ask(struct port *port)
      {
        struct sk_buff *skb = alloc_skb(64, GFP_KERNEL);
        int mode = 1;
        int i;

        if (!skb)
          return -ENOMEM;
        for (i = 0; i < 10; i++) {
          if (mode == 2)
            return -EINVAL;
          port->count++;
        }
        kfree_skb(skb);
        return 0;
      }
    `,
    "what all turns together freed": `
      int ask(struct port *port)
      {
        struct sk_buff *skb = alloc_skb(64, GFP_KERNEL);
        int i;

        if (!skb)
          return -ENOMEM;
        for (i = 0; i < 10; i++) {
          if (i == 7)
            kfree_skb(skb);
          if (i == 8)
            return -EINVAL;
        }
        return 0;
      }
    `,
    "a packet whose address a device has": `
      struct sk_buff *skb = netdev_alloc_skb(port->dev, 1500);

      if (!skb)
        return -ENOMEM;
      writel((uintptr_t)skb, port->regs + 8);
      return 0;
    `,
    "a packet that a wait takes as its condition": `
      int dump(struct port *port)
      {
        struct sk_buff *skb;
        int err;

        err = wait_event_interruptible(port->dumps, (skb = skb_dequeue(&port->queue)));
        if (err)
          return err;
        port->length = skb->len;
        kfree_skb(skb);
        return 0;
      }
    `,
    "a packet that its control block tells to be elsewhere": `
      static netdev_tx_t port_xmit(struct sk_buff *skb, struct net_device *dev)
      {
        struct port *port = netdev_priv(dev);

        if (port->stamps)
          port_keep(port, skb);
        port_send(port, skb->data, skb->len);
        if (PORT_SKB_CB(skb)->kept)
          return NETDEV_TX_OK;
        dev_kfree_skb(skb);
        return NETDEV_TX_OK;
      }

      static const struct net_device_ops port_ops = {
        .ndo_start_xmit = port_xmit,
      };
    `,
    "what is walked as the first of a chain": `
      int send(struct port *port, struct net_device *dev)
      {
        struct sk_buff *skb = alloc_skb(64, GFP_ATOMIC), *next;

        if (!skb)
          return -ENOMEM;
        skb_list_walk_safe(skb, skb, next) {
          skb_mark_not_on_list(skb);
          skb = skb_unshare(skb, GFP_ATOMIC);
          if (!skb) {
            kfree_skb_list(next);
            return -EIO;
          }
          dev_queue_xmit(skb);
        }
        return 0;
      }

      int drop(struct port *port)
      {
        struct sk_buff *skb = alloc_skb(64, GFP_ATOMIC), *one, *next;

        if (!skb)
          return -ENOMEM;
        skb_list_walk_safe(skb, one, next) {
          skb_mark_not_on_list(one);
          kfree_skb(one);
        }
        return 0;
      }
    `,
    "what a variable of the processor has": `
      int keep(struct port *port)
      {
        struct sk_buff *skb = alloc_skb(64, GFP_ATOMIC);

        if (!skb)
          return -ENOMEM;
        this_cpu_write(port_skb, skb);
        return 0;
      }
    `,
    "what is looked at on a queue that it was put on, and then taken off it": `
      void filter(struct port *port, struct sk_buff_head *input)
      {
        struct sk_buff *skb = __skb_dequeue(input);

        if (!skb)
          return;
        __skb_queue_tail(&port->deferred, skb);
        while ((skb = skb_peek(&port->deferred))) {
          if (port->mode == skb->mark)
            break;
          __skb_dequeue(&port->deferred);
          if (port->open)
            __skb_queue_tail(input, skb);
          else
            kfree_skb(skb);
        }
      }
    `,
    "what hangs on a count in its own buffer": `
      void put(struct sk_buff *skb)
      {
        struct info *info = (void *)SKB_INFO_CB(skb)->driver;

        kref_put(&info->users, release);
      }

      void flush(struct port *port)
      {
        struct sk_buff *skb;

        while ((skb = skb_dequeue(&port->queue)))
          put(skb);
      }

      void flush_slowly(struct port *port, struct sk_buff *skb)
      {
        struct info *info = SKB_INFO_CB(skb);

        ${long}
        schedule_work(&info->work);
      }

      int send(struct port *port)
      {
        struct sk_buff *skb = alloc_skb(64, GFP_ATOMIC);

        if (!skb)
          return -ENOMEM;
        flush_slowly(port, skb);
        return 0;
      }
    `,
    ...mayKeep,
    "what a callee that is too long to step into returns, or links by a part of it": `
      struct sk_buff *checked(struct port *port, struct sk_buff *skb)
      {
        ${long}
        return skb;
      }

      u32 *mark_of(struct port *port, struct sk_buff *skb)
      {
        ${long}
        return &skb->mark;
      }

      int link(struct port *port, struct sk_buff *skb, int len)
      {
        ${long}
        list_add_tail(&skb->list, &port->list);
        return len;
      }

      int keep_returned(struct port *port)
      {
        struct sk_buff *skb = alloc_skb(64, GFP_ATOMIC);

        if (!skb)
          return -ENOMEM;
        port->last = checked(port, skb);
        return 0;
      }

      int keep_part(struct port *port)
      {
        struct sk_buff *skb = alloc_skb(64, GFP_ATOMIC);

        if (!skb)
          return -ENOMEM;
        port->mark = mark_of(port, skb);
        return 0;
      }

      int keep_linked(struct port *port)
      {
        struct sk_buff *skb = alloc_skb(64, GFP_ATOMIC);

        if (!skb)
          return -ENOMEM;
        return link(port, skb, 64);
      }
    `,
    "a member of a union that is not written again": `
      union entry { u64 all; struct { u32 code; u32 len; } part; };

      int receive(struct port *port, int more)
      {
        union entry entry;
        struct sk_buff *skb = NULL;

        entry.all = next_entry(port);
        if (entry.part.code == 3) {
          skb = alloc_skb(64, GFP_ATOMIC);
          if (!skb)
            return -ENOMEM;
        }
        entry.part.len = more;
        if (entry.part.code != 3)
          return -EINVAL;
        kfree_skb(skb);
        return 0;
      }
    `,
    "a field that a callee may write over": `
      struct context { struct sk_buff *skb; int command; };
      struct card { struct context context; struct urb *urb; int number; };

      static int submit(struct card *card, struct context *context)
      {
        int tries;

        for (tries = 0; tries < card->number; tries++)
          if (is_ready(card->number))
            break;
        if (context->command != card->number) {
          context->skb = dev_alloc_skb(64);
          if (!context->skb)
            return -ENOMEM;
        }
        if (usb_submit_urb(card->urb, GFP_ATOMIC)) {
          dev_kfree_skb_any(context->skb);
          context->skb = NULL;
          return -1;
        }
        return 0;
      }

      int resume(struct card *card)
      {
        card->context.skb = dev_alloc_skb(64);
        if (card->context.skb)
          submit(card, &card->context);
        return 0;
      }
    `,
    "what is found by the link of its queue": `
      void flush(struct port *port, struct sk_buff *skb)
      {
        struct sk_buff_head local;

        __skb_queue_head_init(&local);
        __skb_queue_tail(&local, skb_clone(skb, GFP_ATOMIC));
        local.prev->next = NULL;
        send_list(port, local.next);
      }
    `,
    "elements of a list that they are taken off": `
      void refill(struct port *port)
      {
        struct list_head *element;
        struct buffer *buffer;

        while (!list_empty(&port->used)) {
          element = port->used.next;
          buffer = list_entry(element, struct buffer, list);
          buffer->skb = alloc_skb(64, GFP_ATOMIC);
          if (!buffer->skb)
            break;
          list_del(element);
          list_add_tail(&buffer->list, &port->free);
        }
      }
    `,
    "a callee's own queue that is walked at its end": `
      static int update(struct port *port, struct sk_buff *skb)
      {
        struct sk_buff_head list;
        struct sk_buff *each, *next;
        int err;

        skb_queue_head_init(&list);
        each = skb_copy(skb, GFP_KERNEL);
        if (!each)
          return -ENOMEM;
        skb_queue_tail(&list, each);
        err = look(port);
        skb_queue_walk_safe(&list, each, next)
          kfree_skb(each);
        return err;
      }

      int handle(struct port *port, struct sk_buff *skb)
      {
        int err = update(port, skb);

        if (err)
          return err;
        return 0;
      }
    `,
    "lengths that are rounded up": `
      struct port { struct sk_buff_head txq; u8 *buffer; int unit; };

      int bundle(struct port *port)
      {
        struct sk_buff_head saved;
        struct sk_buff *skb;
        u8 *end = port->buffer;

        skb_queue_head_init(&saved);
        while ((skb = skb_dequeue(&port->txq))) {
          int len = skb->len + sizeof(struct iphdr);
          int rest = len % port->unit;

          if (rest)
            len += port->unit - rest;
          end += len;
          skb_queue_tail(&saved, skb);
        }
        if (end != port->buffer)
          return send_all(port, &saved);
        return 0;
      }
    `,
    "what is taken off a queue is what was looked at": `
      void clean(struct port *port)
      {
        struct sk_buff *skb;

        while ((skb = skb_peek(&port->backlog)) != NULL) {
          struct sk_buff *first;

          if (skb->len)
            break;
          first = skb_dequeue(&port->backlog);
          WARN_ON(first != skb);
          kfree_skb(skb);
        }
      }
    `,
    "and taken off by a callee whose answer nobody needs": `
      static struct sk_buff *take(struct port *port)
      {
        struct sk_buff *skb = __skb_dequeue(&port->backlog);

        if (skb)
          port->bytes -= skb->len;
        return skb;
      }

      void expire(struct port *port)
      {
        for (;;) {
          struct sk_buff *skb = skb_peek(&port->backlog);

          if (!skb || skb->priority)
            break;
          take(port);
          kfree_skb(skb);
        }
      }
    `,
    "a new packet, which has no data but in its head": `
      void receive(struct port *port, void *data)
      {
        struct sk_buff *skb = napi_build_skb(data, 2048);

        if (!skb)
          return;
        if (skb->data_len)
          napi_gro_frags(&port->napi);
        else
          napi_gro_receive(&port->napi, skb);
      }
    `,
    "a ring whose slots are filled by turns, wherever its index wraps": `
      struct slot { struct sk_buff *skb; };
      struct ring { unsigned int next, count; struct slot *slots; };

      void refill(struct ring *ring, struct net_device *dev, int many)
      {
        unsigned int i = ring->next;

        while (many--) {
          struct sk_buff *skb = netdev_alloc_skb(dev, 1500);

          if (!skb)
            break;
          ring->slots[i].skb = skb;
          if (++i == ring->count)
            i = 0;
        }
        ring->next = i;
      }
    `,
    "a CAN frame that is there exactly when its packet is": `
      void report(struct net_device *dev, int error)
      {
        struct can_frame *cf = NULL;
        struct sk_buff *skb = alloc_can_err_skb(dev, &cf);

        if (error && cf)
          cf->can_id |= CAN_ERR_BUSERROR;
        if (!cf)
          return;
        netif_rx(skb);
      }
    `,
    "a callee that keeps it in what it lists": `
      static int start(struct port *port, struct sk_buff *skb)
      {
        struct job *job = kzalloc(sizeof(*job), GFP_KERNEL);

        if (!job)
          return -ENOMEM;
        job->frame = skb;
        if (port->idle) {
          list_add_tail(&job->list, &port->jobs);
          return 0;
        }
        while (port->busy)
          cpu_relax();
        list_add(&job->list, &port->jobs);
        return 0;
      }

      int send(struct port *port)
      {
        struct sk_buff *skb = alloc_skb(100, GFP_KERNEL);
        int err;

        if (!skb)
          return -ENOMEM;
        err = start(port, skb);
        if (err)
          kfree_skb(skb);
        return err;
      }
    `,
    "an object of a slab that holds something else": `
      struct node *add(struct tree *tree)
      {
        struct node *node = kmem_cache_zalloc(tree->cache, GFP_KERNEL);

        if (!node || tree->full)
          return NULL;
        return node;
      }
    `,
    "a new object that its maker also keeps": `
      static struct sk_buff *make(struct port *port)
      {
        struct sk_buff *skb = alloc_skb(100, GFP_KERNEL);

        if (!skb)
          return NULL;
        port->last = skb;
        while (port->busy)
          cpu_relax();
        return skb;
      }

      int prepare(struct port *port)
      {
        struct sk_buff *skb = make(port);

        return skb ? 0 : -ENOMEM;
      }
    `,
    "a way that queues NULL, where the machine would stop": `
      int gather(struct sk_buff_head *list, struct sk_buff_head *to)
      {
        struct sk_buff *frag = NULL, *skb = skb_peek(list), *head = NULL;

        if (!skb)
          return 0;
        head = skb_clone(skb, GFP_ATOMIC);
        if (!head)
          return 0;
        if (skb->len > 1500)
          frag = skb_clone(skb, GFP_ATOMIC);
        __skb_queue_tail(to, frag);
        if (!frag)
          return 0;
        kfree_skb(head);
        return 0;
      }
    `,
    "an allocation that failed": `
      struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

      if (!skb)
        return -ENOMEM;
      kfree_skb(skb);
      return 0;
    `,
    "an allocation that failed with an error in the pointer": `
      struct sk_buff *segs = skb_gso_segment(port->skb, 0);

      if (IS_ERR(segs))
        return PTR_ERR(segs);
      if (!segs)
        return 0;
      kfree_skb_list(segs);
      return 0;
    `,
    "a callee that always takes it": `
      struct sk_buff *skb = netdev_alloc_skb(dev, len);

      if (!skb)
        return -ENOMEM;
      return dev_queue_xmit(skb);
    `,
    "a callee that nobody knows": `
      struct sk_buff *skb = netdev_alloc_skb(dev, len);

      if (!skb)
        return -ENOMEM;
      return vendor_send(port, skb);
    `,
    "a function pointer that nobody knows": `
      struct sk_buff *skb = netdev_alloc_skb(dev, len);

      if (!skb)
        return -ENOMEM;
      return port->ops->send(port, skb);
    `,
    "two tests of the same flag": `
      struct sk_buff *skb = NULL;
      bool want = len > 0;

      if (want) {
        skb = alloc_skb(len, GFP_KERNEL);
        if (!skb)
          return -ENOMEM;
      }
      if (want)
        kfree_skb(skb);
      return 0;
    `,
    "two tests of the same field": `
      int twice(struct port *port)
      {
        struct sk_buff *skb = NULL;

        if (port->flags & 4)
          skb = alloc_skb(64, GFP_KERNEL);
        port->count++;
        if (port->flags & 4)
          kfree_skb(skb);
        return 0;
      }
    `,
    "a free that does nothing for NULL": `
      struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

      kfree_skb(skb);
      return 0;
    `,
    "a callee that takes it on success only, its caller freeing otherwise": `
      int deliver(struct sock *sk, struct sk_buff *skb)
      {
        struct sk_buff *copy = skb_clone(skb, GFP_ATOMIC);
        int err;

        if (!copy)
          return -ENOMEM;
        err = sock_queue_rcv_skb(sk, copy);
        if (err)
          kfree_skb(copy);
        return err;
      }
    `,
    "a callee that frees on failure": `
      struct sk_buff *skb = netdev_alloc_skb(dev, len);

      if (!skb)
        return -ENOMEM;
      if (skb_put_padto(skb, ETH_ZLEN))
        return -ENOMEM;
      return dev_queue_xmit(skb);
    `,
    "a local helper that frees on failure": `
      static int pad(struct port *port, struct sk_buff *skb)
      {
        if (skb->len > port->limit) {
          kfree_skb(skb);
          return -EMSGSIZE;
        }
        return 0;
      }

      int send(struct port *port, struct net_device *dev)
      {
        struct sk_buff *skb = netdev_alloc_skb(dev, 64);

        if (!skb)
          return -ENOMEM;
        if (pad(port, skb))
          return -EMSGSIZE;
        return dev_queue_xmit(skb);
      }
    `,
    "a packet that the stack sends again": `
      static netdev_tx_t port_xmit(struct sk_buff *skb, struct net_device *dev)
      {
        struct port *port = netdev_priv(dev);

        if (port->full)
          return NETDEV_TX_BUSY;
        if (skb_padto(skb, 60))
          return NETDEV_TX_OK;
        port->ring[port->head++ & 63].skb = skb;
        return NETDEV_TX_OK;
      }

      static const struct net_device_ops port_ops = { .ndo_start_xmit = port_xmit };
    `,
    "a packet of which it is not known whether it goes back": `
      static netdev_tx_t port_xmit(struct sk_buff *skb, struct net_device *dev)
      {
        struct port *port = netdev_priv(dev);

        if (port->error)
          return port->error;
        port->ring[port->head++ & 63].skb = skb;
        return NETDEV_TX_OK;
      }

      static const struct net_device_ops port_ops = { .ndo_start_xmit = port_xmit };
    `,
    "a packet of another protocol": `
      static int lane_rcv(struct sk_buff *skb)
      {
        if (skb->len < 14)
          return -IPPROTO_ICMP;
        kfree_skb(skb);
        return 0;
      }

      static const struct net_protocol lane_protocol = { .handler = lane_rcv };
    `,
    "a packet of a hook": `
      static unsigned int lane_hook(void *priv, struct sk_buff *skb, const struct nf_hook_state *state)
      {
        if (skb->len < 14)
          return NF_DROP;
        return NF_ACCEPT;
      }

      static const struct nf_hook_ops lane_ops = { .hook = lane_hook };
    `,
    "a packet that somebody unknown gets": `
      static netdev_tx_t port_xmit(struct sk_buff *skb, struct net_device *dev)
      {
        post(netdev_priv(dev), skb);
        return NETDEV_TX_OK;
      }

      static const struct net_device_ops port_ops = { .ndo_start_xmit = port_xmit };
    `,
    "a function that is installed in two fields which disagree": `
      static int lane_rcv(struct sk_buff *skb)
      {
        if (skb->len < 14)
          return 5;
        kfree_skb(skb);
        return 0;
      }

      static const struct net_protocol lane_protocol = { .handler = lane_rcv };
      static const struct inet6_protocol lane6_protocol = { .handler = lane_rcv };
    `,
    "a function of the same name as one that is installed elsewhere": `
      static int lane_open(struct sk_buff *skb, struct net_device *dev)
      {
        return skb->len;
      }

      static const struct net_device_ops port_ops = { .ndo_open = lane_open };
    `,
    "a packet whose address is kept in halves": `
      static netdev_tx_t port_xmit(struct sk_buff *skb, struct net_device *dev)
      {
        struct port *port = netdev_priv(dev);

        port->high = (u32)((u64)skb >> 32);
        port->low = (u32)((u64)skb & 0xFFFFFFFF);
        return NETDEV_TX_OK;
      }

      static const struct net_device_ops port_ops = { .ndo_start_xmit = port_xmit };
    `,
    "a packet whose driver data is put on a list": `
      static void station_tx(struct ieee80211_hw *hw, struct ieee80211_tx_control *control, struct sk_buff *skb)
      {
        struct ieee80211_tx_info *info = IEEE80211_SKB_CB(skb);
        struct station_data *data = (struct station_data *)info->driver_data;
        struct port *port = hw->priv;

        list_add_tail(&data->list, &port->pending);
        ieee80211_queue_work(hw, &port->work);
      }

      static const struct ieee80211_ops station_ops = { .tx = station_tx };
    `,
    "a packet that each of its parts has a slot for": `
      static netdev_tx_t port_xmit(struct sk_buff *skb, struct net_device *dev)
      {
        struct port *port = netdev_priv(dev);
        int parts = skb_shinfo(skb)->nr_frags + 1;

        for (int i = 0; i < parts; i++) {
          port->slot[port->head] = skb;
          port->head = (port->head + 1) % 64;
        }
        return NETDEV_TX_OK;
      }

      static const struct net_device_ops port_ops = { .ndo_start_xmit = port_xmit };
    `,
    "a new packet that is taken for one of too many fragments": `
      struct sk_buff *skb = sock_alloc_send_skb(sk, 64, 0, &err);

      if (!skb)
        return err;
      if (skb_shinfo(skb)->nr_frags >= MAX_SKB_FRAGS)
        return -EOVERFLOW;
      return dev_queue_xmit(skb);
    `,
    "a packet that a callee gets by what its control block holds": `
      struct buffer { struct sk_buff *skb; int stale; };
      struct frame { struct buffer *buffer; };

      void flush(struct port *port)
      {
        struct sk_buff *skb;

        while ((skb = __skb_dequeue(&port->retries))) {
          struct frame *frame = (struct frame *)skb->cb;
          struct buffer *buffer = frame->buffer;

          complete_buffer(port, buffer);
        }
      }
    `,
    "a packet that a callee gets by what another one has put in its control block": `
      struct buffer { struct sk_buff *skb; int stale; };
      struct frame { struct buffer *buffer; };

      static int prepare(struct port *port, struct sk_buff *skb)
      {
        struct frame *frame = (struct frame *)skb->cb;

        ${long}
        memset(frame, 0, sizeof(*frame));
        if (port->mode == 9)
          return -EINVAL;
        frame->buffer = port->buffer;
        return 0;
      }

      void flush(struct port *port)
      {
        struct sk_buff *skb;

        while ((skb = __skb_dequeue(&port->retries))) {
          struct frame *frame = (struct frame *)skb->cb;

          if (prepare(port, skb)) {
            kfree_skb(skb);
            continue;
          }
          complete_buffer(port, frame->buffer);
        }
      }
    `,
    "a ring that is filled as long as there are packets": `
      struct hub { u32 count; u32 head; struct sk_buff **slots; struct sk_buff_head queue; };

      void fill(struct hub *hub)
      {
        u32 head = hub->head;
        struct sk_buff *skb;

        while (!skb_queue_empty(&hub->queue)) {
          skb = skb_dequeue(&hub->queue);
          if (!skb)
            break;
          hub->slots[head] = skb;
          head++;
          if (head >= hub->count)
            head = 0;
        }
      }
    `,
    "a packet that is kept by what its control block holds": `
      struct buffer { struct sk_buff *skb; int stale; };
      struct frame { struct buffer *buffer; };

      int next(struct port *port, struct buffer **found)
      {
        struct sk_buff *skb = __skb_dequeue(&port->retries);
        struct frame *frame;

        if (!skb)
          return -EAGAIN;
        frame = (struct frame *)skb->cb;
        frame->buffer->stale = 0;
        *found = frame->buffer;
        return 0;
      }
    `,
    "a packet that a link of another protocol took": `
      static netdev_tx_t lane_xmit(struct sk_buff *skb, struct net_device *dev)
      {
        if (lapb_data_request(dev, skb) == LAPB_OK)
          return NETDEV_TX_OK;
        kfree_skb(skb);
        return NETDEV_TX_OK;
      }

      static const struct net_device_ops lane_ops = { .ndo_start_xmit = lane_xmit };
    `,
    "a store in a ring": `
      int post(struct ring *ring, struct net_device *dev)
      {
        struct sk_buff *skb = netdev_alloc_skb(dev, 2048);

        if (!skb)
          return -ENOMEM;
        ring->slot[ring->head].skb = skb;
        ring->head++;
        return 0;
      }
    `,
    "what a callee gives back and keeps in a ring": `
      static int replace(struct ring *ring, struct sk_buff **out)
      {
        struct sk_buff *skb = skb_copy(*out, GFP_ATOMIC);

        if (!skb)
          return -ENOMEM;
        if (ring->mode == 1)
          ring->ones++;
        if (ring->mode == 2)
          ring->twos++;
        if (ring->mode == 3)
          ring->threes++;
        if (ring->mode == 4)
          ring->fours++;
        ring->slot[ring->head].skb = skb;
        consume_skb(*out);
        *out = skb;
        return 0;
      }

      int send(struct ring *ring, struct sk_buff *skb)
      {
        if (replace(ring, &skb))
          return 1;
        ring->head++;
        return 0;
      }
    `,
    "a store through an out-parameter": `
      int make(struct sk_buff **out)
      {
        struct sk_buff *skb = alloc_skb(64, GFP_KERNEL);

        if (!skb)
          return -ENOMEM;
        *out = skb;
        return 0;
      }
    `,
    "a store in the parameter's field and a later error": `
      int begin(struct port *port)
      {
        port->skb = alloc_skb(64, GFP_KERNEL);
        if (!port->skb)
          return -ENOMEM;
        if (port->closed)
          return -EINVAL;
        return 0;
      }
    `,
    "a return of it": `
      struct sk_buff *make(unsigned int len)
      {
        struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

        if (skb)
          skb_reserve(skb, 16);
        return skb;
      }
    `,
    "a return of it through an inline conversion": `
      void *make(unsigned int len)
      {
        return (void *)alloc_skb(len, GFP_KERNEL);
      }
    `,
    "a queue of the caller": `
      int collect(struct sk_buff_head *list, unsigned int n)
      {
        struct sk_buff *skb;

        while (n--) {
          skb = alloc_skb(64, GFP_KERNEL);
          if (!skb)
            return -ENOMEM;
          __skb_queue_tail(list, skb);
        }
        return 0;
      }
    `,
    "a local queue that is purged": `
      struct sk_buff_head list;
      struct sk_buff *skb;
      unsigned int i;

      __skb_queue_head_init(&list);
      for (i = 0; i < len; i++) {
        skb = alloc_skb(64, GFP_KERNEL);
        if (!skb)
          goto purge;
        __skb_queue_tail(&list, skb);
      }
      skb_queue_splice_tail_init(&list, &port->txq);
    purge:
      __skb_queue_purge(&list);
      return 0;
    `,
    "an extra reference before a callee that takes one": `
      int twice(struct net_device *dev, struct sk_buff *skb)
      {
        int err;

        skb_get(skb);
        err = dev_queue_xmit(skb);
        if (err)
          skb->priority = 0;
        kfree_skb(skb);
        return err;
      }
    `,
    "a parameter, which is the caller's on error": `
      int check(struct port *port, struct sk_buff *skb)
      {
        if (skb->len < 14)
          return -EINVAL;
        skb->priority = port->priority;
        return 0;
      }
    `,
    "a callee that replaces it": `
      int unshare(struct net_device *dev, struct sk_buff *orig)
      {
        struct sk_buff *skb = skb_clone(orig, GFP_ATOMIC);

        if (!skb)
          return -ENOMEM;
        skb = skb_unshare(skb, GFP_ATOMIC);
        if (!skb)
          return -ENOMEM;
        return dev_queue_xmit(skb);
      }
    `,
    "a data buffer that a head takes": `
      unsigned int size = len;
      struct sk_buff *skb;
      void *data;

      skb = kmem_cache_alloc(net_hotdata.skbuff_cache, GFP_ATOMIC);
      if (!skb)
        return -ENOMEM;
      data = kmalloc_reserve(&size, GFP_ATOMIC, NUMA_NO_NODE, NULL);
      if (!data) {
        kmem_cache_free(net_hotdata.skbuff_cache, skb);
        return -ENOMEM;
      }
      skbuff_clear(skb);
      __finalize_skb_around(skb, data, size);
      return dev_queue_xmit(skb);
    `,
    "unwinding in reverse order": `
      struct sk_buff *a, *b;
      int err = -ENOMEM;

      a = alloc_skb(len, GFP_KERNEL);
      if (!a)
        goto out;
      b = alloc_skb(len, GFP_KERNEL);
      if (!b)
        goto free_a;
      if (len > 100) {
        err = -EINVAL;
        goto free_b;
      }
      dev_queue_xmit(a);
      dev_queue_xmit(b);
      return 0;
    free_b:
      kfree_skb(b);
    free_a:
      kfree_skb(a);
    out:
      return err;
    `,
    "a path that ends in BUG()": `
      struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

      if (!skb)
        return -ENOMEM;
      if (!port)
        BUG();
      kfree_skb(skb);
      return 0;
    `,
    "what BUG_ON() excludes": `
      struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

      if (!skb)
        return -ENOMEM;
      BUG_ON(len > 10);
      if (len > 20)
        return -EINVAL;
      kfree_skb(skb);
      return 0;
    `,
    "an automatic free": `
      struct sk_buff *skb __free(kfree_skb) = alloc_skb(len, GFP_KERNEL);

      if (!skb)
        return -ENOMEM;
      if (!port)
        return -EINVAL;
      return 0;
    `,
    "an automatic free that is given up": `
      struct sk_buff *skb __free(kfree_skb) = alloc_skb(len, GFP_KERNEL);

      if (!skb)
        return -ENOMEM;
      return dev_queue_xmit(no_free_ptr(skb));
    `,
    "a test that cannot be": `
      struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

      if (!skb)
        return -ENOMEM;
      if (len < 4 && len > 8)
        return -EINVAL;
      kfree_skb(skb);
      return 0;
    `,
    "a cleared variable behind a send": `
      struct sk_buff *skb = netdev_alloc_skb(dev, len);
      int err = -EINVAL;

      if (!skb)
        return -ENOMEM;
      if (len > 60) {
        err = dev_queue_xmit(skb);
        skb = NULL;
      }
      kfree_skb(skb);
      return err;
    `,
    "a busy device that gives it back": `
      struct sk_buff *skb = netdev_alloc_skb(dev, len);

      if (!skb)
        return -ENOMEM;
      if (__dev_direct_xmit(skb, 0) == NETDEV_TX_BUSY)
        kfree_skb(skb);
      return 0;
    `,
    "a fragment list": `
      int chain(struct sk_buff *first)
      {
        struct sk_buff *skb = alloc_skb(64, GFP_KERNEL);

        if (!skb)
          return -ENOMEM;
        skb_shinfo(first)->frag_list = skb;
        first->len += skb->len;
        return 0;
      }
    `,
    "a member of a list": `
      int note(struct port *port)
      {
        struct sk_buff *skb = alloc_skb(64, GFP_KERNEL);

        if (!skb)
          return -ENOMEM;
        list_add_tail(&skb->list, &port->pending);
        return 0;
      }
    `,
    "an iterator over a list": `
      void clear(struct port *port)
      {
        struct entry *entry, *next;

        list_for_each_entry_safe(entry, next, &port->entries, node) {
          list_del(&entry->node);
          kfree_skb(entry->skb);
          kfree(entry);
        }
      }
    `,
    "one of two arms of the configuration": `
      int send(struct net_device *dev, struct sk_buff *orig)
      {
        struct sk_buff *skb = skb_clone(orig, GFP_ATOMIC);

        if (!skb)
          return -ENOMEM;
      #ifdef CONFIG_PORT_TX
        return dev_queue_xmit(skb);
      #else
        kfree_skb(skb);
        return 0;
      #endif
      }
    `,
    "a mutex held over it all": `
      guard(mutex)(&port->lock);
      struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

      if (!skb)
        return -ENOMEM;
      kfree_skb(skb);
      return 0;
    `,
  },
  misses: {
    "a slot of somebody's array that is filled twice": `
      struct slot { struct sk_buff *skb; };
      struct ring { struct slot *slots; };

      int fill(struct ring *ring, struct net_device *dev, unsigned int at)
      {
        struct sk_buff *first = netdev_alloc_skb(dev, 1500);
        struct sk_buff *second = netdev_alloc_skb(dev, 1500);

        if (!second) {
          kfree_skb(first);
          return -ENOMEM;
        }
        ring->slots[at].skb = first;
        ring->slots[at].skb = second;
        return 0; // finding: first from netdev_alloc_skb() on line 6
      }
    `,
  },
});
