#ifndef NODE_ENCLAVE_LINK_AHEAD_H
#define NODE_ENCLAVE_LINK_AHEAD_H

#include "node/enclave_link/enclave_link.h"

/* Sends with a call what the contract will read: what it read in the last call of the same sender,
 * or of anybody if that is not known. Each value that is there beforehand saves a round trip
 * between two processes; what is not there is asked for. What is sent says nothing that an answer
 * to Read would not. One thread. */

enum {
    AHEAD_PLACES = 2048,       /* contracts and senders of theirs, together, that are remembered */
    AHEAD_WAYS = 4,            /* of these places, in which one of them may be remembered */
    AHEAD_KEYS = 16,           /* of each: what was read first */
    AHEAD_KEY_BYTES_MAX = 128, /* longer keys are not remembered */
    AHEAD_FALLBACK_BYTES_MAX = 32,
    AHEAD_VALUES_BYTES_MAX = 64 * 1024, /* of a call */
    AHEAD_SEEN = 8192,                  /* keys that the enclave is known to have seen */
};

/* What the enclave has read or written in the open block it remembers (enclave/contract/seen.h),
 * and is not sent again. To be wrong about it costs a round trip. */

struct ahead;
struct ahead_habits; /* of a contract, called by one sender or by all */
struct ahead *ahead_new(void);
void ahead_free(struct ahead *ahead);

/* ahead_answer is the answer to a Read, from `host`; in `arena`. */
struct secretd_boundary_read_reply ahead_answer(struct arena *arena,
                                                const struct enclave_host *host, struct bytes key,
                                                struct bytes fallback);

/* ahead_forget: the enclave remembers nothing any more. */
void ahead_forget(struct ahead *ahead);

/* ahead_begin starts a call and gives what to send with it, in `arena`.
 *   remembers  the enclave does; only in transactions */
struct secretd_boundary_stored_list ahead_begin(struct ahead *ahead, struct arena *arena,
                                                const struct secretd_boundary_call *call,
                                                const struct enclave_host *host, bool remembers);
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
