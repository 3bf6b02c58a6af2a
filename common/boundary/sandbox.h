#ifndef COMMON_BOUNDARY_SANDBOX_H
#define COMMON_BOUNDARY_SANDBOX_H

/* What the enclave process locked itself into, as it says in its first frame: one bit for each
 * protection that holds, in the order of trust-and-attestation 4.1. */
enum boundary_sandbox {
    BOUNDARY_SANDBOX_PARENT_DEATH = 1 << 0, /* dies with the node */
    BOUNDARY_SANDBOX_DESCRIPTORS =
        1 << 1, /* has its streams and log open, nothing else; no environment */
    BOUNDARY_SANDBOX_NAMESPACES = 1 << 2,   /* no network, no mounts of its own to see */
    BOUNDARY_SANDBOX_UNPRIVILEGED = 1 << 3, /* no capabilities */
    BOUNDARY_SANDBOX_NO_DUMP = 1 << 4,      /* no core dump, no ptrace, no /proc/PID/mem */
    BOUNDARY_SANDBOX_NO_NEW_PRIVILEGES = 1 << 5,
    BOUNDARY_SANDBOX_LIMITS = 1 << 6,        /* resource limits */
    BOUNDARY_SANDBOX_LOCKED_MEMORY = 1 << 7, /* keys are never swapped */
    BOUNDARY_SANDBOX_LANDLOCK = 1 << 8,      /* no file may be touched */
    BOUNDARY_SANDBOX_SECCOMP = 1 << 9,       /* only the listed system calls */
    BOUNDARY_SANDBOX_SELF_TEST = 1 << 10,    /* it tried, and could not */
    BOUNDARY_SANDBOX_NOT_ROOT = 1 << 11,     /* runs as another user */
    BOUNDARY_SANDBOX_ALL = (1 << 12) - 1,
};

/* Without these the enclave does not start (unless the sandbox is off). */
enum {
    BOUNDARY_SANDBOX_REQUIRED = BOUNDARY_SANDBOX_PARENT_DEATH | BOUNDARY_SANDBOX_DESCRIPTORS |
                                BOUNDARY_SANDBOX_UNPRIVILEGED | BOUNDARY_SANDBOX_NO_DUMP |
                                BOUNDARY_SANDBOX_NO_NEW_PRIVILEGES | BOUNDARY_SANDBOX_LIMITS |
                                BOUNDARY_SANDBOX_SECCOMP | BOUNDARY_SANDBOX_SELF_TEST,
};

#endif
