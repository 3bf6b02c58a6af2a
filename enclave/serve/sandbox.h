#ifndef ENCLAVE_SERVE_SANDBOX_H
#define ENCLAVE_SERVE_SANDBOX_H

#include "common/boundary/sandbox.h"
#include "enclave/serve/options.h"

/* Locks the process in before it sees a secret (trust-and-attestation 4.1). A broken contract, a
 * remote attacker and other local users then cannot get at the keys; root on the same machine can,
 * and no software mode prevents it.
 *
 * Both functions halt when a required step fails, and under --sandbox=strict when any does;
 * --sandbox=off does only the first two. They return bits of enum boundary_sandbox. */

/* sandbox_enter is for the only thread there is: descriptors, namespaces, user, dumps, limits,
 * files. */
uint32_t sandbox_enter(const struct options *options);

/* sandbox_close comes when every thread exists and everything that is ever needed was mapped: the
 * filter for system calls, then a try of what must fail. */
uint32_t sandbox_close(const struct options *options);

#endif
