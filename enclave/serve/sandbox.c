#include "enclave/serve/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/landlock.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "common/base/bytes.h"
#include "common/base/halt.h"
#include "enclave/serve/filter.h"

enum {
    NOBODY = 65534,
    LOG = 2,
    DESCRIPTORS_MAX = 64,
    CAPABILITIES = 64,
    LOCKED_BYTES = 2 << 20, /* the pool, and what streams, blocks and calls lock until the end */
};

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

/* ---- 1, 5: who dies with whom, and who may look ---- */

static bool die_with_parent(int32_t parent)
{
    return prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && getppid() == parent;
}

static bool forbid_dumps(void)
{
    return prctl(PR_SET_DUMPABLE, 0) == 0;
}

/* ---- 2: what is open ---- */

static bool is_stream(const struct options *options, int descriptor)
{
    if (descriptor == options->operator|| descriptor == options->executor || descriptor == LOG)
        return true;
    for (uint32_t i = 0; i < options->query_count; i++)
        if (descriptor == options->queries[i])
            return true;
    return false;
}

/* Closes [first, last]; a kernel without close_range takes them one by one. */
static void close_all(unsigned first, unsigned last)
{
    if (first == last + 1 || syscall(SYS_close_range, first, last, 0) == 0)
        return;
    unsigned highest = (unsigned)sysconf(_SC_OPEN_MAX);
    for (unsigned i = first; i <= last && i < highest; i++)
        close((int)i);
}

static bool close_the_rest(const struct options *options)
{
    unsigned first = 0;
    for (unsigned i = 0; i <= OPTIONS_DESCRIPTOR_MAX; i++) {
        if (!is_stream(options, (int)i))
            continue;
        close_all(first, i - 1);
        first = i + 1;
    }
    close_all(first, ~0U);
    return clearenv() == 0;
}

/* ---- 3: namespaces ---- */

static bool enter_namespaces(void)
{
    /* Root needs no user namespace, and one without a map would keep it from becoming nobody. */
    if (geteuid() != 0 && unshare(CLONE_NEWUSER) != 0)
        return false;
    return unshare(CLONE_NEWNET | CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWUTS) == 0;
}

/* ---- 4: rights ---- */

static void drop_bounding_set(void)
{
    for (int capability = 0; capability < CAPABILITIES; capability++)
        prctl(PR_CAPBSET_DROP, capability, 0, 0, 0); /* fails above the last one there is */
}

static bool drop_capabilities(void)
{
    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct none[2] = {{0}};
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    return syscall(SYS_capset, &header, none) == 0;
}

static bool drop_rights(void)
{
    if (geteuid() == 0) {
        drop_bounding_set();
        /* A container without a second user: capabilities go, the user stays. */
        if (setgroups(0, NULL) == 0 && setresgid(NOBODY, NOBODY, NOBODY) == 0)
            (void)!setresuid(NOBODY, NOBODY, NOBODY);
    }
    return drop_capabilities();
}

/* ---- 7: limits ---- */

static bool limit(int resource, rlim_t value)
{
    const struct rlimit limit = {value, value};
    return setrlimit((__rlimit_resource_t)resource, &limit) == 0;
}

/* ---- 8: memory that is never swapped ---- */

static bool may_lock(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_MEMLOCK, &limit) == 0 && limit.rlim_cur >= LOCKED_BYTES)
        return true;
    errno = ENOMEM;
    return false;
}

/* ---- 9: files ---- */

static bool forbid_files(void)
{
    int abi = (int)syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (abi < 1)
        return false;
    /* As in linux/landlock.h, of which older copies lack the end: rights on files, on the network
     * (bind, connect), and whom one may reach (abstract sockets, signals). */
    struct {
        uint64_t files, network, scope;
    } rules = {.files = (1ULL << 13) - 1};
    size_t known = sizeof rules.files;
    if (abi >= 2)
        rules.files |= 1ULL << 13;
    if (abi >= 3)
        rules.files |= 1ULL << 14;
    if (abi >= 4) {
        rules.network = 3;
        known += sizeof rules.network;
    }
    if (abi >= 5)
        rules.files |= 1ULL << 15;
    if (abi >= 6) {
        rules.scope = 3;
        known += sizeof rules.scope;
    }
    int ruleset = (int)syscall(SYS_landlock_create_ruleset, &rules, known, 0);
    if (ruleset < 0)
        return false;
    bool bound = syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
    close(ruleset);
    return bound;
}

/* ---- the order ---- */

static uint32_t step(const struct options *options, bool held, uint32_t bit, const char *what)
{
    bool required = (BOUNDARY_SANDBOX_REQUIRED & bit) != 0;
    if (!held && (required || options->sandbox == OPTIONS_SANDBOX_STRICT))
        halt("secretd-enclave: the sandbox does not hold: %s (%s)%s", what, strerror(errno),
             required ? "" : "; --sandbox best-effort does without");
    return held ? bit : 0;
}

uint32_t sandbox_enter(const struct options *options)
{
    uint32_t bits = step(options, die_with_parent(options->parent), BOUNDARY_SANDBOX_PARENT_DEATH,
                         "the node is gone");
    bits |= step(options, close_the_rest(options), BOUNDARY_SANDBOX_DESCRIPTORS,
                 "descriptors and environment");
    if (options->sandbox == OPTIONS_SANDBOX_OFF)
        return bits;
    bits |= step(options, enter_namespaces(), BOUNDARY_SANDBOX_NAMESPACES, "namespaces");
    bits |= step(options, drop_rights(), BOUNDARY_SANDBOX_UNPRIVILEGED, "capabilities");
    bits |= step(options, geteuid() != 0, BOUNDARY_SANDBOX_NOT_ROOT, "another user than root");
    /* A change of user clears it. */
    bits |= step(options, die_with_parent(options->parent), BOUNDARY_SANDBOX_PARENT_DEATH,
                 "the node is gone");
    bits |= step(options, forbid_dumps(), BOUNDARY_SANDBOX_NO_DUMP, "core dumps");
    bits |= step(options, prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0,
                 BOUNDARY_SANDBOX_NO_NEW_PRIVILEGES, "no_new_privs");
    bits |= step(options, limit(RLIMIT_CORE, 0) && limit(RLIMIT_NOFILE, DESCRIPTORS_MAX),
                 BOUNDARY_SANDBOX_LIMITS, "resource limits");
    bits |= step(options, !SANITIZED && forbid_files(), BOUNDARY_SANDBOX_LANDLOCK, "landlock");
    return bits;
}

uint32_t sandbox_memory(const struct options *options, bool locked)
{
    return step(options, locked && may_lock(), BOUNDARY_SANDBOX_LOCKED_MEMORY,
                "locked memory, which RLIMIT_MEMLOCK must allow 2 MB of");
}

/* ---- 11: try it ---- */

static bool all_refused(bool native_code)
{
    static const char *const no_arguments[] = {NULL};
    bool opened = syscall(SYS_openat, AT_FDCWD, "/etc/passwd", O_RDONLY) >= 0;
    bool connected = syscall(SYS_socket, AF_INET, SOCK_STREAM, 0) >= 0;
    bool traced = syscall(SYS_ptrace, PTRACE_TRACEME, 0, 0, 0) == 0;
    bool replaced = syscall(SYS_execve, "/bin/true", no_arguments, no_arguments) == 0;
    bool made_code = !native_code && mmap(NULL, 1, PROT_READ | PROT_EXEC,
                                          MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED;
    return !opened && !connected && !traced && !replaced && !made_code;
}

uint32_t sandbox_close(const struct options *options)
{
    if (options->sandbox == OPTIONS_SANDBOX_OFF || SANITIZED)
        return 0;
    if (!limit(RLIMIT_NPROC, 0))
        halt("secretd-enclave: the sandbox does not hold: process limit (errno %d)", errno);
    bool strict = options->sandbox == OPTIONS_SANDBOX_STRICT;
    enum filter_refusal first = strict ? FILTER_PREPARES : FILTER_REFUSES;
    uint32_t bits =
        step(options, filter_install(first, !options->wasmi), BOUNDARY_SANDBOX_SECCOMP, "seccomp");
    bits |= step(options, all_refused(!options->wasmi), BOUNDARY_SANDBOX_SELF_TEST, "self-test");
    /* The stricter of two filters counts; the first one stays so that the test above could live. */
    if (strict)
        step(options, filter_install(FILTER_KILLS, !options->wasmi), BOUNDARY_SANDBOX_SECCOMP,
             "seccomp");
    return bits;
}
