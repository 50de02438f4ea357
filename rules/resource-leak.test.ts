import { describeRule } from "../src/testing/describe-rule.ts";
import { resourceLeak } from "./resource-leak.ts";

describeRule(resourceLeak, {
  finds: {
    "memory on an error path": `
      struct conf *conf = kzalloc(sizeof(*conf), GFP_KERNEL);

      if (!conf)
        return -ENOMEM;
      if (len > 16)
        return -EINVAL; // finding: conf (from kzalloc() on line 1) is neither freed nor handed on when f() returns on line 6.
      kfree(conf);
      return 0;
    `,
    "a goto to a label below the free": `
      char *one, *two;
      int err = -ENOMEM;

      one = kmalloc(len, GFP_KERNEL);
      if (!one)
        return err;
      two = kmemdup(one, len, GFP_KERNEL);
      if (!two)
        goto out;
      err = len > 16 ? -EINVAL : 0;
      kfree(two);
      kfree(one);
      return err;
    out:
      return err; // finding: one (from kmalloc() on line 4)
    `,
    "copied words of a user": `
      char *words = memdup_user_nul(port, len);

      if (IS_ERR(words))
        return PTR_ERR(words);
      if (len < 4)
        return -EINVAL; // finding: words (from memdup_user_nul() on line 1)
      kfree(words);
      return 0;
    `,
    "a reference to a node": `
      int f(struct port *port)
      {
        struct device_node *np = of_parse_phandle(port->np, "phy", 0);

        if (!np)
          return -ENODEV;
        if (port->closed)
          return -EBUSY; // finding: np (from of_parse_phandle() on line 3) is neither put
        of_node_put(np);
        return 0;
      }
    `,
    "a walk that is left early": `
      int f(struct device_node *parent, struct port *port)
      {
        struct device_node *np = of_get_next_child(parent, NULL);

        if (!np)
          return 0;
        np = of_get_next_child(parent, np);
        if (!np)
          return 0;
        return port->closed; // finding: np (from of_get_next_child()
      }
    `,
    "a device of the network": `
      int f(struct net *net, int index)
      {
        struct net_device *dev = dev_get_by_index(net, index);

        if (!dev)
          return -ENODEV;
        if (!(dev->flags & IFF_UP))
          return -ENETDOWN; // finding: dev (from dev_get_by_index() on line 3)
        dev_put(dev);
        return 0;
      }
    `,
    "the second of two references": `
      int f(struct net *net, int index)
      {
        struct net_device *dev = dev_get_by_index(net, index);

        if (!dev)
          return -ENODEV;
        dev_hold(dev);
        dev_put(dev);
        return 0; // finding: dev (referenced again by dev_hold() on line 7)
      }
    `,
    "a URB whose buffer is missing": `
      struct urb *urb = usb_alloc_urb(0, GFP_KERNEL);
      void *buf;

      if (!urb)
        return -ENOMEM;
      buf = kmalloc(len, GFP_KERNEL);
      if (!buf)
        return -ENOMEM; // finding: urb (from usb_alloc_urb() on line 1)
      kfree(buf);
      usb_free_urb(urb);
      return 0;
    `,
    "a socket through an out-parameter": `
      int f(struct net *net, struct port *port)
      {
        struct socket *sock;
        int err = sock_create_kern(net, 2, 2, 17, &sock);

        if (err)
          return err;
        if (port->closed)
          return -EINVAL; // finding: sock (from sock_create_kern() on line 4)
        sock_release(sock);
        return 0;
      }
    `,
    "what a short helper allocates": `
      static struct conf *conf_new(int len)
      {
        return kzalloc(len, GFP_KERNEL);
      }
      int f(struct port *port, int len)
      {
        struct conf *conf = conf_new(len);

        if (!conf)
          return -ENOMEM;
        if (port->closed)
          return -EINVAL; // finding: conf (from kzalloc() on line 3)
        kfree(conf);
        return 0;
      }
    `,
  },
  passes: {
    "memory that is freed in all arms": `
      struct conf *conf = kzalloc(sizeof(*conf), GFP_KERNEL);
      int err = 0;

      if (!conf)
        return -ENOMEM;
      if (len > 16)
        err = -EINVAL;
      kfree(conf);
      return err;
    `,
    "memory that is stored": `
      struct conf *conf = kzalloc(sizeof(*conf), GFP_KERNEL);

      if (!conf)
        return -ENOMEM;
      port->conf = conf;
      return len > 16 ? -EINVAL : 0;
    `,
    "memory that is stored in a static variable": `
      int f(int len)
      {
        static char *words;

        words = kmalloc(len, GFP_KERNEL);
        return words ? 0 : -ENOMEM;
      }
    `,
    "memory that is returned": `
      char *f(struct port *port, int len)
      {
        char *words = kmalloc(len, GFP_KERNEL);

        if (!words)
          return NULL;
        words[0] = 0;
        return words;
      }
    `,
    "a part of it that is returned": `
      struct list_head *f(int len)
      {
        struct conf *conf = kzalloc(sizeof(*conf), GFP_KERNEL);

        return conf ? &conf->list : NULL;
      }
    `,
    "memory that an unknown function is given": `
      struct conf *conf = kzalloc(sizeof(*conf), GFP_KERNEL);

      if (!conf)
        return -ENOMEM;
      return port_register(port, conf);
    `,
    "memory that an unknown function is given by way of a struct": `
      int f(struct port *port)
      {
        struct request req = {};

        req.conf = kzalloc(64, GFP_KERNEL);
        if (!req.conf)
          return -ENOMEM;
        return port_register(port, &req);
      }
    `,
    "memory that a longer helper may keep": `
      static int keep(struct port *port, struct conf *conf, int len)
      {
        int at;

        for (at = 0; at < len; at++)
          if (port->slots[at] == len)
            break;
        if (at == len)
          return 0;
        port->conf[at] = conf;
        return 0;
      }
      int f(struct port *port, int len)
      {
        struct conf *conf = kzalloc(64, GFP_KERNEL);

        if (!conf)
          return -ENOMEM;
        return keep(port, conf, len);
      }
    `,
    "memory that a short helper frees": `
      static void conf_free(struct conf *conf)
      {
        if (conf)
          kfree(conf);
      }
      int f(int len)
      {
        struct conf *conf = kzalloc(64, GFP_KERNEL);

        if (len > 3) {
          conf_free(conf);
          return -EINVAL;
        }
        kfree(conf);
        return 0;
      }
    `,
    "memory of a list, a tree, or a work item": `
      int f(struct port *port, int how)
      {
        struct conf *conf = kzalloc(64, GFP_KERNEL);

        if (!conf)
          return -ENOMEM;
        if (how == 1) {
          list_add(&conf->list, &port->list);
        } else if (how == 2) {
          rb_link_node(&conf->node, NULL, &port->root);
        } else {
          INIT_WORK(&conf->work, conf_work);
          schedule_work(&conf->work);
        }
        return 0;
      }
    `,
    "memory that its scope frees": `
      int f(struct port *port, int len)
      {
        struct conf *conf __free(kfree) = kzalloc(64, GFP_KERNEL);

        if (!conf)
          return -ENOMEM;
        if (len > 16)
          return -EINVAL;
        port->len = conf->len;
        return 0;
      }
    `,
    "memory that its scope frees, unless it is taken": `
      struct conf *f(struct port *port, int len)
      {
        struct conf *conf __free(kfree) = kzalloc(64, GFP_KERNEL);

        if (!conf)
          return NULL;
        if (len == 1)
          return_ptr(conf);
        if (len == 2)
          return no_free_ptr(conf);
        if (len == 3)
          port->conf = no_free_ptr(conf);
        return NULL;
      }
    `,
    "memory of the device": `
      struct conf *conf = devm_kzalloc(port->dev, sizeof(*conf), GFP_KERNEL);

      if (!conf)
        return -ENOMEM;
      return len > 16 ? -EINVAL : 0;
    `,
    "memory that another thread frees after a grace period": `
      struct conf *conf = kzalloc(sizeof(*conf), GFP_KERNEL);

      if (!conf)
        return -ENOMEM;
      kfree_rcu(conf, rcu);
      return 0;
    `,
    "an object of a list of its caller": `
      struct device_node *np = of_node_get(port->np);

      port->other = np;
      return 0;
    `,
    "a walk to its end": `
      int f(struct device_node *parent)
      {
        struct device_node *np = NULL;
        int count = 0;

        while ((np = of_get_next_child(parent, np)))
          count++;
        return count;
      }
    `,
    "a node that is looked at after it was put": `
      int f(struct port *port)
      {
        struct device_node *np = of_parse_phandle(port->np, "phy", 0);

        of_node_put(np);
        return np == port->np;
      }
    `,
    "a namespace that is put when its number is one": `
      int f(struct net *net, struct port *port)
      {
        struct net *other = net;
        int id = -1;

        if (port->other) {
          id = port_id(port);
          other = get_net_ns_by_id(net, id);
          if (!other)
            return -EINVAL;
        }
        if (id >= 0)
          put_net(other);
        return 0;
      }
    `,
    "a URB that was sent": `
      struct urb *urb = usb_alloc_urb(0, GFP_KERNEL);
      int err;

      if (!urb)
        return -ENOMEM;
      err = usb_submit_urb(urb, GFP_KERNEL);
      if (err)
        usb_free_urb(urb);
      return err;
    `,
    "segments of an sk_buff, which are walked over": `
      int f(struct sk_buff *skb)
      {
        struct sk_buff *segs = skb_gso_segment(skb, 0);

        if (IS_ERR_OR_NULL(segs))
          return -ENOMEM;
        consume_skb(skb);
        return 0;
      }
    `,
    "an sk_buff, which another rule is about": `
      struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

      if (!skb)
        return -ENOMEM;
      return len > 16 ? -EINVAL : 0;
    `,
  },
  misses: {
    "a reference that a parameter is given": `
      int f(struct net_device *dev, struct port *port)
      {
        dev_hold(dev);
        if (port->closed)
          return -EINVAL; // finding: dev
        port->dev = dev;
        return 0;
      }
    `,
    "memory that a longer helper looked at": `
      static int sum(const char *words, int len)
      {
        int at, all = 0;

        for (at = 0; at < len; at++) {
          if (words[at] > 3)
            all += words[at];
          else if (words[at] == 1)
            all += 1;
        }
        return all;
      }
      int f(int len)
      {
        char *words = kmalloc(len, GFP_KERNEL);

        if (!words)
          return -ENOMEM;
        if (sum(words, len) > 100)
          return -EINVAL; // finding: words
        kfree(words);
        return 0;
      }
    `,
  },
});
