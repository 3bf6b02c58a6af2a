#ifndef ENCLAVE_SERVE_FILTER_H
#define ENCLAVE_SERVE_FILTER_H

#include <stdbool.h>

/* The seccomp filter: which system calls the enclave may still make. Source:
 * trust-and-attestation 4.2. */

enum filter_refusal {
    FILTER_REFUSES,  /* EPERM */
    FILTER_PREPARES, /* the same, but for another filter */
    FILTER_KILLS,    /* the whole process */
};

/* filter_install binds every thread of the process.
 *   native_code  pages may become executable (a compiling engine is built in)
 * False: the kernel takes no filter. */
bool filter_install(enum filter_refusal refusal, bool native_code);

#endif
