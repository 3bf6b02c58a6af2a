#include "enclave/serve/filter.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "common/base/bytes.h"
#include "common/base/halt.h"

#if !defined(__x86_64__)
#error "the table below holds what x86-64 needs"
#endif

/* Not here on purpose: open, socket, connect, execve, fork, clone, ptrace, process_vm_readv, prctl,
 * ioctl, bpf, userfaultfd, io_uring_setup, memfd_create, sendmsg. All threads exist when the filter
 * comes. */
static const int ALLOWED[] = {
    SYS_read,
    SYS_write,
    SYS_close, /* streams, log */
    SYS_munmap,
    SYS_mremap,
    SYS_madvise,
    SYS_brk,
    SYS_mlock,
    SYS_mlock2, /* memory */
    SYS_futex,
    SYS_sched_yield,
    SYS_sched_getaffinity,
    SYS_sched_setaffinity,
    SYS_rseq,
    SYS_set_robust_list, /* threads */
    SYS_clock_gettime,
    SYS_clock_nanosleep,
    SYS_nanosleep,
    SYS_getrandom, /* time, random */
    SYS_rt_sigreturn,
    SYS_rt_sigprocmask,
    SYS_rt_sigaction,
    SYS_sigaltstack, /* signals */
    SYS_restart_syscall,
    SYS_gettid,
    SYS_getpid,
    SYS_exit,
    SYS_exit_group,
};

/* A compiling engine asks which pages of an instance's memory are present. */
static const int NATIVE[] = {SYS_mincore};

/* These two only as long as they make no page executable. */
static const int GUARDED[] = {SYS_mmap, SYS_mprotect};

enum {
    X32_BIT = 0x40000000,
    HEAD_LENGTH = 8,
    TAIL_LENGTH = 9,
    LENGTH_MAX = HEAD_LENGTH + ARRAY_COUNT(ALLOWED) + ARRAY_COUNT(NATIVE) + ARRAY_COUNT(GUARDED) +
                 TAIL_LENGTH,
};

struct program {
    struct sock_filter code[LENGTH_MAX];
    size_t len;
};

static void add(struct program *program, struct sock_filter instruction)
{
    ASSERT(program->len < LENGTH_MAX);
    program->code[program->len++] = instruction;
}

static struct sock_filter load(size_t offset)
{
    return (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset);
}

static struct sock_filter equal(uint32_t value, size_t yes, size_t no)
{
    return (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, (uint8_t)yes,
                                        (uint8_t)no);
}

static struct sock_filter answer(uint32_t value)
{
    return (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, value);
}

/* The last nine instructions are:
 *   0 refuse   1 load process   2 this one? allow : refuse   3 load prot   4 executable? refuse :
 *   allow   5 allow   6 refuse   7 enosys   8 kill */
enum {
    TAIL_REFUSE,
    TAIL_SELF,
    TAIL_IS_SELF,
    TAIL_PROT,
    TAIL_IS_CODE,
    TAIL_ALLOW,
    TAIL_REFUSE_LATE,
    TAIL_ENOSYS,
    TAIL_KILL
};

/* How far a jump at the present place has to go to reach an instruction of the tail. */
static size_t to_tail(const struct program *program, size_t tail_at, size_t which)
{
    return tail_at + which - program->len - 1;
}

static void build(struct program *program, enum filter_refusal refusal, bool native_code)
{
    size_t tail_at = LENGTH_MAX - TAIL_LENGTH;
    uint32_t refuse =
        refusal == FILTER_KILLS ? SECCOMP_RET_KILL_PROCESS : SECCOMP_RET_ERRNO | EPERM;
    add(program, load(offsetof(struct seccomp_data, arch)));
    add(program, equal(AUDIT_ARCH_X86_64, 0, to_tail(program, tail_at, TAIL_KILL)));
    add(program, load(offsetof(struct seccomp_data, nr)));
    add(program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, X32_BIT,
                                              (uint8_t)to_tail(program, tail_at, TAIL_KILL), 0));
    /* libc then falls back to clone, which is refused. */
    add(program, equal(SYS_clone3, to_tail(program, tail_at, TAIL_ENOSYS), 0));
    add(program,
        equal(SYS_seccomp,
              to_tail(program, tail_at, refusal == FILTER_PREPARES ? TAIL_ALLOW : TAIL_REFUSE), 0));
    add(program, equal(SYS_tgkill, to_tail(program, tail_at, TAIL_SELF), 0));
    for (size_t i = 0; i < ARRAY_COUNT(ALLOWED); i++)
        add(program, equal((uint32_t)ALLOWED[i], to_tail(program, tail_at, TAIL_ALLOW), 0));
    for (size_t i = 0; i < ARRAY_COUNT(NATIVE); i++)
        add(program, equal((uint32_t)NATIVE[i],
                           to_tail(program, tail_at, native_code ? TAIL_ALLOW : TAIL_REFUSE), 0));
    for (size_t i = 0; i < ARRAY_COUNT(GUARDED); i++)
        add(program, equal((uint32_t)GUARDED[i],
                           to_tail(program, tail_at, native_code ? TAIL_ALLOW : TAIL_PROT), 0));
    /* Fills the head up to where the tail was counted from. */
    add(program, answer(refuse));
    ASSERT(program->len == tail_at);
    add(program, answer(refuse));
    add(program, load(offsetof(struct seccomp_data, args)));
    add(program, equal((uint32_t)getpid(), to_tail(program, tail_at, TAIL_ALLOW),
                       to_tail(program, tail_at, TAIL_REFUSE_LATE)));
    add(program, load(offsetof(struct seccomp_data, args) + 2 * sizeof(uint64_t)));
    add(program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 1, 0));
    add(program, answer(SECCOMP_RET_ALLOW));
    add(program, answer(refuse));
    add(program, answer(SECCOMP_RET_ERRNO | ENOSYS));
    add(program, answer(SECCOMP_RET_KILL_PROCESS));
}

bool filter_install(enum filter_refusal refusal, bool native_code)
{
    struct program program = {.len = 0};
    build(&program, refusal, native_code);
    struct sock_fprog filter = {.len = (unsigned short)program.len, .filter = program.code};
    return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &filter) == 0;
}
