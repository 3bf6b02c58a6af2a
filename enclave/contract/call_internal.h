#ifndef ENCLAVE_CONTRACT_CALL_INTERNAL_H
#define ENCLAVE_CONTRACT_CALL_INTERNAL_H

#include "enclave/contract/call.h"
#include "enclave/contract/message.h"
#include "enclave/contract/output.h"
#include "enclave/contract/seen.h"
#include "enclave/contract/state.h"
#include "enclave/contract/suite.h"
#include "enclave/keys/locked.h"

enum {
    CALL_LEVELS = CALL_QUERY_DEPTH_MAX + 1,
    CALL_ARENA_BYTES =
        256 << 20, /* reserved, not used: what a call can allocate is bounded by its gas */
    CALL_ARENA_KEEP = 1 << 20,  /* stays mapped between calls */
    CALL_GAS_MULTIPLIER = 1000, /* wasm units in one SDK gas */
};

/* Working memory of one call; a query that a contract makes runs on the next level. Everything
 * decrypted lives in the two arenas, which desk_wipe and the next call wipe. */
struct level {
    struct keys_region memory;
    struct keys_region scratch_memory;
    struct arena *arena;   /* until the call ends */
    struct arena *scratch; /* until the next query to the chain */
    struct crypto_siv *siv;
    struct suite2 *second;
    struct sealing *sealing;
};

struct desk {
    struct desk_options options;
    struct keys_io *io;
    struct keys_epochs *epochs;
    struct seen *seen;    /* of the open block; NULL where only queries are made */
    uint64_t seen_losses; /* block_losses when it was last used */
    uint32_t depth;       /* calls under way */
    struct level *levels[CALL_LEVELS];
};

/* One call under way. */
struct running {
    struct desk *desk;
    struct level *level;
    struct message message;
    struct bytes contract; /* whose state it is, 20 bytes */
    struct state *state;
    struct state_gas gas;
    uint32_t query_depth;          /* 1 for a call from outside */
    struct inspection *inspection; /* NULL: nobody inspects the call */
    struct bytes inspected;        /* what the inspection came to */
};

/* call_begin takes the next level; the calls under way keep theirs. False: there is none left,
 * which only a node that lies about the depth of a query brings about; call_refuse_depth then is
 * the answer. */
bool call_begin(struct desk *desk, struct running *running);
void call_refuse_depth(struct secretd_boundary_call_reply *reply);

/* call_seen is what calls of the block have seen that still holds; NULL outside of transactions,
 * of which alone it is told what becomes of their writes. */
struct seen *call_seen(struct desk *desk);

/* call_end gives the level back and fills the reply with what the call did and its answer or
 * failure. */
void call_end(struct running *running, status failure, const struct secretd_contract_answer *answer,
              struct secretd_boundary_call_reply *reply);

/* Every operation on a contract, whatever request it came in. */
struct job {
    enum vm_entry entry;
    struct bytes contract;
    struct bytes code_hash;
    uint8_t og[KEYS_CONTRACT];
    uint8_t current[KEYS_CONTRACT]; /* a migration makes it */
    const uint8_t *random_key;      /* latest contract key */
    bool seal;                      /* the answer */
    struct vm_environment environment;
    uint64_t wasm_gas_limit;
    uint64_t external_scale;
};

/* The original's limits at its boundary, and what it says of a message outside of them
 * (enclave-protocol 2.5). */
enum { CALL_MESSAGE_BYTES_MAX = 2048000 };
MUST_CHECK static inline status call_check_message(struct bytes message)
{
    return message.len == 0 || message.len > CALL_MESSAGE_BYTES_MAX ? &VM_CALL_FAILED : NULL;
}

static inline bool call_has_len(struct bytes value, size_t len)
{
    return value.len == len;
}

/* call_authenticate checks that the key which the node keeps for the contract is one of this
 * network's, made for this code (4.1), and fills the job's keys. Refused with
 * CONTRACT_AUTHENTICATION, CONTRACT_VALIDATION. */
MUST_CHECK status call_authenticate(const struct keys_chain *keys,
                                    const struct secretd_boundary_contract_key *key,
                                    struct job *job);

/* call_keys is what opens the running message. */
struct suite_keys call_keys(const struct running *running);

/* call_open opens the message of a call. Refused with CONTRACT_DECRYPT as in suite_open. */
MUST_CHECK status call_open(struct running *running, const struct secretd_boundary_call *call,
                            enum suite_type type);

/* call_authorize checks the signature of a calling contract, when there is one, or that of the
 * transaction's signer. */
MUST_CHECK status call_authorize(struct running *running, const struct secretd_boundary_call *call);

/* call_address takes hash and headers off the running message: it must be for this code, or for
 * what the exceptions allow in its place. */
MUST_CHECK status call_address(struct running *running, const struct job *job);

/* call_reply opens and authorizes a reply; call_migrate a migration, and makes the contract's new
 * key. */
MUST_CHECK status call_reply(struct running *running, const struct secretd_boundary_call *call,
                             struct job *job);
MUST_CHECK status call_migrate(struct running *running, const struct secretd_boundary_call *call,
                               struct job *job);

/* call_admin_check tells whether a sender may change a contract: it has the proof of being its
 * admin.
 *   proof  32 bytes, or what the node has in its place */
bool call_admin_check(const struct desk_options *options, struct bytes sender,
                      const uint8_t og[KEYS_CONTRACT], struct bytes proof);

/* call_admin_is_exception tells whether `admin` may migrate the contract without a proof. */
bool call_admin_is_exception(struct running *running, struct bytes contract, struct bytes admin,
                             struct bytes proof);

/* call_find_code gives the compiled module of a code hash; asked of the node when it is not there
 * yet. */
MUST_CHECK status call_find_code(struct running *running, struct bytes code_hash,
                                 const struct vm_code **code);

/* call_run runs the contract on sealed state and reads what it returned.
 *   counter  what its writes are salted with */
MUST_CHECK status call_run(struct running *running, const struct job *job,
                           const struct vm_code *code, struct block_counter counter,
                           uint64_t *gas_used, struct result *result);

/* call_output is how the answer to the running message is sealed. */
struct output_context call_output(const struct running *running, const struct job *job);

/* call_ask_chain is query_chain for the machine. */
MUST_CHECK status call_ask_chain(struct running *running, struct bytes request, uint64_t gas_left,
                                 struct bytes *answer, uint64_t *external);

#endif
