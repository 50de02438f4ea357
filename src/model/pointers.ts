// What the language of the kernel adds to C: error pointers, hints, assertions. Stores that are
// written as calls of macros are stores already when they get here.

import type { Contract } from "./contract.ts";
import { arg, behind, cases, from, operator, pure, same, way } from "./dsl.ts";

const store = { do: "write", to: behind(0), value: arg(1) } as const;

export const pointers: readonly Contract[] = [
  from(
    "include/linux/err.h",
    operator("is-err", "IS_ERR IS_ERR_VALUE IS_ERR_PCPU"),
    operator("is-err-or-null", "IS_ERR_OR_NULL"),
    operator("ptr-err", "PTR_ERR PTR_ERR_PCPU"),
    operator("err-ptr", "ERR_PTR ERR_PTR_PCPU"),
    operator("err-cast", "ERR_CAST"),
    operator("ptr-err-or-zero", "PTR_ERR_OR_ZERO"),
  ),
  from(
    "include/linux/compiler.h",
    operator(
      "identity",
      `likely unlikely READ_ONCE data_race __builtin_expect rcu_dereference rcu_dereference_bh
       rcu_dereference_sched rcu_dereference_raw rcu_dereference_check rcu_dereference_bh_check
       rcu_dereference_protected rcu_dereference_rtnl rtnl_dereference
       srcu_dereference rcu_access_pointer rcu_pointer_handoff 
       unrcu_pointer xdp_sk`,
    ),
    cases("smp_load_acquire", way("loads", same(behind(0)))),
    cases("xchg", way("swaps", same(behind(0)), store)),
  ),
  from(
    "include/asm-generic/bug.h",
    operator(
      "warn",
      `WARN_ON WARN_ON_ONCE WARN WARN_ONCE DEBUG_NET_WARN_ON_ONCE 
       VM_WARN_ON VM_WARN_ON_ONCE`,
    ),
    operator("bug", "BUG_ON VM_BUG_ON"),
    operator("stop", "BUG panic unreachable __builtin_unreachable __builtin_trap do_exit"),
  ),
  from(
    "include/linux/minmax.h",
    operator("min", "min min_t umin"),
    operator("max", "max max_t umax"),
    pure(
      `min3 max3 clamp clamp_t clamp_val min_not_zero abs abs_diff DIV_ROUND_UP DIV_ROUND_CLOSEST
       roundup rounddown round_up round_down ALIGN ALIGN_DOWN PTR_ALIGN IS_ALIGNED L1_CACHE_ALIGN
       SKB_DATA_ALIGN SKB_TRUESIZE SKB_WITH_OVERHEAD PAGE_ALIGN
       roundup_pow_of_two rounddown_pow_of_two is_power_of_2 ilog2 order_base_2 fls fls64 ffs
       __ffs hweight32 hweight64 hweight_long BIT BIT_ULL GENMASK GENMASK_ULL FIELD_GET FIELD_PREP
       struct_size struct_size_t flex_array_size array_size size_add size_mul size_sub
       offsetof offsetofend sizeof_field htons htonl ntohs ntohl cpu_to_be16 cpu_to_be32
       cpu_to_be64 be16_to_cpu be32_to_cpu be64_to_cpu cpu_to_le16 cpu_to_le32 cpu_to_le64
       le16_to_cpu le32_to_cpu le64_to_cpu swab16 swab32 swab64 div_u64 div64_u64 div_s64
       mul_u32_u32 upper_32_bits lower_32_bits IS_ENABLED IS_BUILTIN IS_MODULE IS_REACHABLE
       offset_in_page get_order virt_to_page virt_to_head_page page_address`,
    ),
  ),
  from("include/net/sock.h", pure("rcu_dereference_sk_user_data")),
  from(
    "include/linux/string.h",
    operator("memcpy", "memcpy memmove __memcpy memcpy_fromio memcpy_toio"),
    operator("memset", "memset memset_io"),
    operator("sizeof", "sizeof"),
  ),
].flat();
