#ifndef ENCLAVE_SERVE_SANDBOX_H
#define ENCLAVE_SERVE_SANDBOX_H

#include "common/boundary/sandbox.h"
#include "enclave/serve/options.h"

/* Locks the process in before it sees a secret (trust-and-attestation 4.1). A broken contract, a
 * remote attacker and other local users then cannot get at the keys; root on the same machine can,
 * and no software mode prevents it.
 *
 * The functions halt when a required step fails, and under --sandbox=strict when any does: in one
 * line that names the step. --sandbox=off does only the first two. They return bits of enum
 * boundary_sandbox. Builds with sanitizers, which open files, make threads and trace at the end,
 * leave out landlock and filter, and so are never strict. */

/* sandbox_enter is for the only thread there is: descriptors, namespaces, user, dumps, limits,
 * files. */
uint32_t sandbox_enter(const struct options *options);

/* sandbox_memory judges the memory for keys; before sandbox_close.
 *   locked  what was mapped of it so far could be locked */
uint32_t sandbox_memory(const struct options *options, bool locked);

/* sandbox_close comes when every thread exists and everything that is ever needed was mapped: the
 * filter for system calls, then a try of what must fail. */
uint32_t sandbox_close(const struct options *options);

#endif
