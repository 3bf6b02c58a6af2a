#ifndef TESTS_SUPPORT_SCRIPTED_ENCLAVE_H
#define TESTS_SUPPORT_SCRIPTED_ENCLAVE_H

#include "node/enclave_link/enclave_link.h"

/* An enclave that says what a test wants, on a thread of its own behind a real stream. Linked only
 * where it is used. */

enum { SCRIPT_CALLS_MAX = 8 };

/* What happens in one call, update of an admin, query or check of a module, in this order. */
struct script_step {
    const struct secretd_boundary_chain_query *asks; /* of the chain first; NULL: nothing */
    uint64_t gas; /* of the chain for the accesses, behind what the call came with */
    struct secretd_boundary_call_reply reply; /* its chain_gas_consumed is filled in */
    struct secretd_boundary_check_code_reply check;
};

struct scripted_enclave;

/* scripted_enclave_start runs the steps one after the other; a request too many fails the test.
 *   arena  must last until the stop */
struct scripted_enclave *scripted_enclave_start(struct arena *arena,
                                                const struct script_step *steps, size_t count);
/* scripted_enclave_stop ends the thread and gives the brackets that it was told, "tx 0 message 0
 * mark 1 release 1 commit"; in the arena. */
struct bytes scripted_enclave_stop(struct scripted_enclave *enclave);

/* scripted_enclave_session is the executor session for ctx->enclave. */
struct enclave_session *scripted_enclave_session(struct scripted_enclave *enclave);

/* What was asked of it so far; the calls have an arena of their own. */
const struct secretd_boundary_call *scripted_enclave_call(const struct scripted_enclave *enclave,
                                                          size_t index);
const struct secretd_boundary_update_admin *
scripted_enclave_update(const struct scripted_enclave *enclave, size_t index);
const struct secretd_boundary_query *scripted_enclave_query(const struct scripted_enclave *enclave,
                                                            size_t index);
const struct secretd_boundary_chain_query_reply *
scripted_enclave_answer(const struct scripted_enclave *enclave, size_t index);

#endif
