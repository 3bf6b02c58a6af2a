#ifndef NODE_ENCLAVE_LINK_AHEAD_H
#define NODE_ENCLAVE_LINK_AHEAD_H

#include "node/enclave_link/enclave_link.h"

/* Sends with a call what the contract will read. A contract reads much the same in every call, and
 * each value that is there beforehand saves a round trip between two processes. What is sent says
 * nothing that an answer to Read would not; what is not sent is asked for. One thread. */

enum {
    AHEAD_CONTRACTS = 64,               /* remembered at a time */
    AHEAD_KEYS = 16,                    /* of a contract: what its last call read first */
    AHEAD_KEY_BYTES_MAX = 192,          /* longer ones are not remembered */
    AHEAD_VALUES_BYTES_MAX = 64 * 1024, /* of a call */
};

struct ahead;
struct ahead_habits; /* of one contract */
struct ahead *ahead_new(void);
void ahead_free(struct ahead *ahead);

/* ahead_answer is the answer to a Read, from `host`; in `arena`. */
struct secretd_boundary_read_reply ahead_answer(struct arena *arena,
                                                const struct enclave_host *host, struct bytes key,
                                                struct bytes fallback);

/* ahead_begin starts a call of a contract and gives what to send with it, in `arena`. */
struct secretd_boundary_stored_list ahead_begin(struct ahead *ahead, struct arena *arena,
                                                struct bytes contract,
                                                const struct enclave_host *host);
/* ahead_asked tells of a Read: nothing was sent for it. */
void ahead_asked(struct ahead *ahead, struct bytes key, struct bytes fallback);
/* ahead_pause stands before and ahead_resume after a query to the chain, in which other contracts
 * read.
 *   accesses  of the call since the last pause */
struct ahead_habits *ahead_pause(struct ahead *ahead,
                                 const struct secretd_contract_access_list *accesses);
void ahead_resume(struct ahead *ahead, struct ahead_habits *paused);
/* ahead_end forgets what the call did not read.
 *   accesses  as for ahead_pause */
void ahead_end(struct ahead *ahead, const struct secretd_contract_access_list *accesses);

#endif
