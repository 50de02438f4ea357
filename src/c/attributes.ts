// Words that say nothing about what is computed and that the grammar does not know.

/** Blanked wherever they stand. */
export const ATTRIBUTES: ReadonlySet<string> = new Set(
  `__user __rcu __iomem __percpu __kernel __force __nocast __bitwise __private __safe __chk_user_ptr
   __init __exit __initdata __exitdata __initconst __initdata_or_module __init_or_module __devinit
   __net_init __net_exit __net_initdata __net_exitdata __meminit __cpuinit __ref __refdata __head
   __always_inline __inline __inline__ __attribute_const__ __pure __const __cold __hot __used __weak
   __maybe_unused __always_unused __must_check __malloc __visible __packed __deprecated __latent_entropy
   __noreturn _Noreturn __flatten __noclone __no_inline noinline noinline_for_stack notrace noinstr
   nokprobe_inline asmlinkage fastcall __lockfunc __sched __cpuidle __ro_after_init __read_mostly
   __cacheline_aligned ____cacheline_aligned __cacheline_aligned_in_smp ____cacheline_aligned_in_smp
   ____cacheline_internodealigned_in_smp __randomize_layout __no_randomize_layout __designated_init
   __bpf_kfunc __bpf_hook INDIRECT_CALLABLE_SCOPE __nonstring __extension__ __restrict __restrict__
   __volatile__ __compat __no_sanitize_address __no_sanitize_undefined __no_kasan_or_inline __no_kcsan
   __no_stack_protector __nocfi __noendbr __signed_wrap __uninitialized __printf_like __retain
   __attribute_pure__ __warn_unused_result __gcc_unused uninitialized_var __rust_helper __lsm_ro_after_init
   __ro_after_init_or_module __mustcheck __tracepoint_string __kprobes __init_memblock __meminitdata
   __initcall __exit_p __init_refok __irq_entry __softirq_entry __exception_irq_entry __entry
   __noscs __ksym __sysctl __optimize __bpf_kptr __diag_ignored __aligned_largest __le_aligned
   randomized_struct_fields_start randomized_struct_fields_end __percpu_seg __ptr_ring_aligned
   CK_EXPORT ASMLINKAGE INITCONST __overflow __hidden __nodebug __section_end noinline_if_kasan`
    .split(/\s+/)
    .filter((word) => word !== ""),
);

/** Blanked together with the brackets that follow. */
export const ATTRIBUTES_WITH_BRACKETS: ReadonlySet<string> = new Set(
  `__attribute__ __attribute __acquires __releases __must_hold __cond_acquires __cond_releases
   __acquires_shared __releases_shared __must_hold_shared __cond_acquires_shared
   __printf __scanf __alloc_size __realloc_size __section __aligned __alias __assume_aligned
   __counted_by __counted_by_le __counted_by_be __counted_by_ptr __guarded_by __pt_guarded_by
   __cleanup __free __copy __cfi __noinitretpoline __compiletime_error __compiletime_warning
   __target __diagnose_as __no_sanitize __rcu_guarded_by __alignas _Alignas __error __warning
   __must_be_held __print_flags_attr __format_arg __gcc_attr __context_unsafe __size_returning`
    .split(/\s+/)
    .filter((word) => word !== ""),
);
