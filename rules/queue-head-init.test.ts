import { describeRule } from "../src/testing/describe-rule.ts";
import { queueHeadInit } from "./queue-head-init.ts";

const port = `
      struct port {
        struct sk_buff_head txq;
        struct sk_buff_head rxq;
        unsigned int limit;
      };
`;

/** More than is followed into a callee. */
const much = Array.from({ length: 45 }, (_, at) => `if (len == ${at}) note(${at});`).join(" ");

describeRule(queueHeadInit, {
  finds: {
    "a local queue that a callee works with, too long to be followed": `
      static int split(struct port *port, int len, struct sk_buff_head *list)
      {
        struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

        if (!skb)
          return -ENOMEM;
        ${much}
        spin_lock_bh(&list->lock);
        __skb_queue_tail(list, skb);
        spin_unlock_bh(&list->lock);
        return len > port->mtu ? split(port, len - port->mtu, list) : len;
      }

      static int send_split(struct port *port, int len, struct sk_buff_head *list)
      {
        ${much}
        if (list->qlen > 4)
          return -ENOBUFS;
        return split(port, len, list);
      }

      int send(struct port *port, int len)
      {
        struct sk_buff_head list;

        if (len > port->mtu)
          return -EMSGSIZE;
        return send_split(port, len, &list); // finding: send_split() uses the local queue list
      }
    `,
    "a field that nothing initialises": `${port}
      void hold(struct port *port, struct sk_buff *skb)
      {
        __skb_queue_tail(&port->txq, skb); // finding: __skb_queue_tail() uses port->txq, but nothing that we can see initialises the field txq of struct port.
      }
    `,
    "another field of the struct": `${port}
      void setup(struct port *port)
      {
        skb_queue_head_init(&port->rxq);
      }

      void hold(struct port *port, struct sk_buff *skb)
      {
        skb_queue_tail(&port->txq, skb); // finding: the field txq of struct port
      }
    `,
    "the same field name in another struct": `${port}
      struct lane {
        struct sk_buff_head txq;
      };

      void setup(struct lane *lane)
      {
        skb_queue_head_init(&lane->txq);
      }

      struct sk_buff *next(struct port *port)
      {
        return skb_dequeue(&port->txq); // finding: the field txq of struct port
      }
    `,
    "a head inside a struct inside a struct": `${port}
      struct card {
        struct port port[2];
      };

      void hold(struct card *card, struct sk_buff *skb)
      {
        skb_queue_tail(&card->port[1].txq, skb); // finding: the field txq of struct port
      }
    `,
    "a local head": `
      struct sk_buff_head list;

      __skb_queue_tail(&list, port->skb); // finding: __skb_queue_tail() uses the local queue list, which was not initialised before.
      skb_queue_splice(&list, &port->txq);
    `,
    "a local head on one branch": `
      struct sk_buff_head list;

      if (len > 10)
        __skb_queue_head_init(&list);
      skb_queue_splice_init(&port->txq, &list); // finding: the local queue list
      __skb_queue_purge(&list);
    `,
    "a local head that was cleared": `
      struct sk_buff_head list = {};

      while (!skb_queue_empty(&list)) // finding: the local queue list
        kfree_skb(__skb_dequeue(&list));
    `,
    "a purge at the end, reached by goto": `
      struct sk_buff_head list;

      if (!port)
        goto out;
      __skb_queue_head_init(&list);
      skb_queue_splice_init(&port->txq, &list);
    out:
      __skb_queue_purge(&list); // finding: the local queue list
    `,
    "a length": `${port}
      bool full(struct port *port)
      {
        return skb_queue_len(&port->txq) >= port->limit; // finding: skb_queue_len() uses port->txq
      }
    `,
    "a splice into it": `${port}
      void move(struct port *port, struct sk_buff_head *from)
      {
        skb_queue_splice_tail_init(from, &port->txq); // finding: the field txq of struct port
      }
    `,
    "a purge of it": `${port}
      void stop(struct port *port)
      {
        skb_queue_purge(&port->txq); // finding: skb_queue_purge() uses port->txq
      }
    `,
    "an alias of the owner": `${port}
      void hold(struct port *port, struct sk_buff *skb)
      {
        struct sk_buff_head *queue = &port->txq;

        __skb_queue_tail(queue, skb); // finding: the field txq of struct port
      }
    `,
    "an alias of a local head": `
      struct sk_buff_head list, *queue = &list;

      __skb_queue_tail(queue, port->skb); // finding: the local queue
      skb_queue_splice(queue, &port->txq);
    `,
    "the wrong local head": `
      struct sk_buff_head good, bad;

      __skb_queue_head_init(&good);
      skb_queue_splice_init(&port->txq, &bad); // finding: the local queue bad
      __skb_queue_purge(&good);
    `,
    "an unlink": `${port}
      void drop(struct port *port, struct sk_buff *skb)
      {
        skb_unlink(skb, &port->txq); // finding: the field txq of struct port
        kfree_skb(skb);
      }
    `,
  },
  passes: {
    "a queue in a local that another callee, known in sum, initialised": `
      struct work { struct sk_buff_head parts; int count; };

      static int prepare(struct port *port, struct work *work, int len)
      {
        memset(work, 0, sizeof(*work));
        __skb_queue_head_init(&work->parts);
        if (port->limit == 3)
          kfree_skb(port->spare);
        ${much}
        return len > 4 ? -EINVAL : 0;
      }

      static void drop_parts(struct port *port, int len, struct sk_buff_head *parts)
      {
        ${much}
        __skb_queue_purge(parts);
      }

      void send(struct port *port, int len)
      {
        struct work work;

        if (prepare(port, &work, len) == 0)
          drop_parts(port, len, &work.parts);
      }

      void send_prepared(struct port *port, int len)
      {
        struct work work;

        if (prepare_elsewhere(port, &work, len) == 0)
          drop_parts(port, len, &work.parts);
      }
    `,
    "a local queue that a callee, too long to be followed, initialises or hands on": `
      static int split(struct port *port, int len, struct sk_buff_head *list)
      {
        struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

        __skb_queue_head_init(list);
        if (!skb)
          return -ENOMEM;
        ${much}
        __skb_queue_tail(list, skb);
        return len;
      }

      static int send_on(struct port *port, int len, struct sk_buff_head *list)
      {
        ${much}
        prepare(port, list);
        __skb_queue_purge(list);
        return len;
      }

      static int send_kept(struct port *port, int len, struct sk_buff_head *list)
      {
        ${much}
        port->list = list;
        start(port);
        __skb_queue_purge(list);
        return len;
      }

      int send(struct port *port, int len)
      {
        struct sk_buff_head list;

        return split(port, len, &list);
      }

      static int send_either(struct port *port, int len, struct sk_buff_head *list)
      {
        ${much}
        if (port->fresh)
          __skb_queue_head_init(list);
        else
          __skb_queue_purge(list);
        return len;
      }

      int send_other(struct port *port, int len)
      {
        struct sk_buff_head list, other, either;

        send_either(port, len, &either);
        send_kept(port, len, &other);
        return send_on(port, len, &list);
      }
    `,
    "one of the queues of an array": `
      void reap(struct port *port, int many)
      {
        struct sk_buff_head lists[PORTS_MAX];
        struct sk_buff *skb;
        int at;

        for (at = 0; at < many; at++)
          __skb_queue_head_init(&lists[at]);
        while ((skb = next_of(port)))
          __skb_queue_tail(&lists[port_of(skb)], skb);
        deliver(port, lists);
      }
    `,
    "an initialisation in another function": `${port}
      void setup(struct port *port)
      {
        skb_queue_head_init(&port->txq);
      }

      void hold(struct port *port, struct sk_buff *skb)
      {
        skb_queue_tail(&port->txq, skb);
      }
    `,
    "an initialisation through a local pointer": `${port}
      void setup(struct port *port)
      {
        struct sk_buff_head *queue = &port->txq;

        skb_queue_head_init(queue);
      }

      void hold(struct port *port, struct sk_buff *skb)
      {
        skb_queue_tail(&port->txq, skb);
      }
    `,
    "an address that is given away": `${port}
      struct sk_buff_head *queue_of(struct port *port)
      {
        return &port->txq;
      }

      void hold(struct port *port, struct sk_buff *skb)
      {
        skb_queue_tail(&port->txq, skb);
      }
    `,
    "an initialisation without the lock": `${port}
      void setup(struct port *port)
      {
        __skb_queue_head_init(&port->txq);
      }

      void hold(struct port *port, struct sk_buff *skb)
      {
        __skb_queue_tail(&port->txq, skb);
      }
    `,
    "an initialisation by another name": `${port}
      void setup(struct card *card)
      {
        struct port *first = &card->port[0];

        skb_queue_head_init(&first->txq);
      }

      void hold(struct port *port, struct sk_buff *skb)
      {
        skb_queue_tail(&port->txq, skb);
      }
    `,
    "an initialisation in the same function": `${port}
      void hold(struct port *port, struct sk_buff *skb)
      {
        __skb_queue_head_init(&port->txq);
        __skb_queue_tail(&port->txq, skb);
      }
    `,
    "a helper that initialises what it is given": `${port}
      static void prepare(struct sk_buff_head *queue)
      {
        skb_queue_head_init(queue);
      }

      void setup(struct port *port)
      {
        prepare(&port->txq);
      }

      void hold(struct port *port, struct sk_buff *skb)
      {
        skb_queue_tail(&port->txq, skb);
      }
    `,
    "a struct of which the text does not show the definition": `
      void hold(struct vendor *vendor, struct sk_buff *skb)
      {
        skb_queue_tail(&vendor->txq, skb);
      }
    `,
    "a queue that is a parameter": `
      void collect(struct sk_buff_head *list, struct sk_buff *skb)
      {
        __skb_queue_tail(list, skb);
      }
    `,
    "the address of the field given to one that nobody knows": `${port}
      void setup(struct port *port)
      {
        vendor_init(&port->txq);
      }

      void hold(struct port *port, struct sk_buff *skb)
      {
        skb_queue_tail(&port->txq, skb);
      }
    `,
    "a local head": `
      struct sk_buff_head list;

      __skb_queue_head_init(&list);
      skb_queue_splice_init(&port->txq, &list);
      __skb_queue_purge(&list);
    `,
    "a local head that a helper initialises": `
      static void grab(struct port *port, struct sk_buff_head *list)
      {
        __skb_queue_head_init(list);
        skb_queue_splice_init(&port->txq, list);
      }

      void flush(struct port *port)
      {
        struct sk_buff_head list;

        grab(port, &list);
        __skb_queue_purge(&list);
      }
    `,
    "a local head that one nobody knows may initialise": `
      struct sk_buff_head list;

      vendor_collect(port, &list);
      __skb_queue_purge(&list);
    `,
    "initialisation and use on the same flag": `
      struct sk_buff_head list;
      bool batch = len > 10;

      if (batch)
        __skb_queue_head_init(&list);
      port->count++;
      if (batch)
        __skb_queue_purge(&list);
    `,
    "initialisation in each turn": `
      struct sk_buff_head list;
      unsigned int i;

      for (i = 0; i < len; i++) {
        __skb_queue_head_init(&list);
        skb_queue_splice_init(&port->txq, &list);
        __skb_queue_purge(&list);
      }
    `,
    "every element of an array": `
      struct lanes {
        struct sk_buff_head queue[4];
      };

      void setup(struct lanes *lanes)
      {
        int i;

        for (i = 0; i < 4; i++)
          skb_queue_head_init(&lanes->queue[i]);
      }

      void hold(struct lanes *lanes, int i, struct sk_buff *skb)
      {
        skb_queue_tail(&lanes->queue[i], skb);
      }
    `,
    "an initialisation with a lock class": `${port}
      void setup(struct port *port)
      {
        skb_queue_head_init_class(&port->txq, &port_key);
      }

      void hold(struct port *port, struct sk_buff *skb)
      {
        skb_queue_tail(&port->txq, skb);
      }
    `,
    "a use behind an early return": `
      struct sk_buff_head list;

      if (!port)
        return -EINVAL;
      __skb_queue_head_init(&list);
      skb_queue_splice_init(&port->txq, &list);
      __skb_queue_purge(&list);
      return 0;
    `,
    "a head that is copied from one that is ready": `
      struct sk_buff_head list;

      skb_queue_head_init(&list);
      skb_queue_splice_tail_init(&port->txq, &list);
      if (skb_queue_empty(&list))
        return 0;
      skb_queue_splice(&list, &port->rxq);
      return 1;
    `,
  },
});
