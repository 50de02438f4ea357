/* Tells the analyser of clang which functions make a buffer and which take it. What is an inline
 * function in the kernel's headers is declared anew under its name, since it would be stepped into. */
#define alloc_skb interleave_alloc_skb
#define kfree_skb interleave_kfree_skb
#define kfree_skb_reason interleave_kfree_skb_reason
#define dev_kfree_skb_any interleave_dev_kfree_skb_any
#define dev_kfree_skb_irq interleave_dev_kfree_skb_irq
#define netdev_alloc_skb interleave_netdev_alloc_skb
#define dev_alloc_skb interleave_dev_alloc_skb
#define nlmsg_new interleave_nlmsg_new
#define nlmsg_free interleave_nlmsg_free
#define genlmsg_new interleave_genlmsg_new
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <net/netlink.h>
#include <net/genetlink.h>
#undef alloc_skb
#undef kfree_skb
#undef kfree_skb_reason
#undef dev_kfree_skb_any
#undef dev_kfree_skb_irq
#undef netdev_alloc_skb
#undef dev_alloc_skb
#undef nlmsg_new
#undef nlmsg_free
#undef genlmsg_new

#define MADE __attribute__((ownership_returns(malloc)))
#define TAKEN __attribute__((ownership_takes(malloc, 1)))
struct sk_buff *alloc_skb(unsigned int size, gfp_t priority) MADE;
struct sk_buff *netdev_alloc_skb(struct net_device *dev, unsigned int length) MADE;
struct sk_buff *dev_alloc_skb(unsigned int length) MADE;
struct sk_buff *nlmsg_new(size_t payload, gfp_t flags) MADE;
struct sk_buff *genlmsg_new(size_t payload, gfp_t flags) MADE;
struct sk_buff *skb_clone(struct sk_buff *skb, gfp_t priority) MADE;
struct sk_buff *skb_copy(const struct sk_buff *skb, gfp_t priority) MADE;
void kfree_skb(struct sk_buff *skb) TAKEN;
void kfree_skb_reason(struct sk_buff *skb, enum skb_drop_reason reason) TAKEN;
void consume_skb(struct sk_buff *skb) TAKEN;
void dev_kfree_skb_any(struct sk_buff *skb) TAKEN;
void dev_kfree_skb_irq(struct sk_buff *skb) TAKEN;
void nlmsg_free(struct sk_buff *skb) TAKEN;
int netif_rx(struct sk_buff *skb) TAKEN;
int netif_receive_skb(struct sk_buff *skb) TAKEN;
