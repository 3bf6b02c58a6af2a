#ifndef ENCLAVE_CONTRACT_CALL_H
#define ENCLAVE_CONTRACT_CALL_H

#include "common/crypto/secp256k1.h"
#include "enclave/contract/block.h"
#include "enclave/contract/exceptions.h"
#include "enclave/contract/sealer.h"
#include "enclave/contract/vm.h"

/* One call of a contract from the ciphertext that comes in to the ciphertext that goes out: who may
 * call, what it may see, what it costs. Source: enclave-protocol 2.4, 5, SecretNetwork's
 * contract_operations.rs for the order of the checks. */

/* What a call asks of the node while it runs. Replies live in the arena that is passed. A refusal
 * ends the call. */
struct call_host {
    void *context;
    /* As in struct state_store. */
    status (*read)(void *context, struct arena *arena, struct bytes key, struct bytes fallback,
                   struct bytes *value, bool *by_fallback);
    /* code gives the module of a code hash, data == NULL when the node has none. */
    status (*code)(void *context, struct arena *arena, const uint8_t code_hash[32],
                   struct bytes *wasm);
    /* query asks the chain; meanwhile the node may have call_query run on the same desk. */
    status (*query)(void *context, struct arena *arena,
                    const struct secretd_boundary_chain_query *request,
                    const struct secretd_boundary_chain_query_reply **reply);
    void (*debug)(void *context, struct bytes text);
    /* native gives what an earlier run compiled the code to, and nobody could touch since;
     * data == NULL when there is nothing. NULL: there never is. */
    status (*native)(void *context, struct arena *arena, const uint8_t code_hash[32],
                     struct bytes *native);
};

enum { CALL_QUERY_DEPTH_MAX = 10 };

/* Where calls are made: one for each stream, used by its thread alone. */
struct desk;
struct desk_options {
    const struct keys_chain *keys;
    const struct crypto_secp256k1 *curve;
    const struct sealer *sealer;
    struct bytes chain_id; /* lives as long as the desk */
    struct vm *vm;
    struct block *block;                 /* NULL: only queries can be made here */
    const struct exceptions *exceptions; /* NULL: there are none */
    bool inspect;                        /* tell in each reply what the call did */
    struct call_host host;
};
struct desk *desk_new(const struct desk_options *options);
void desk_free(struct desk *desk);

/* The three requests. The reply borrows from the desk until the next request on it (of a nested
 * one: until the one around it ends). A refusal is a reply with a failure. */
void call_contract(struct desk *desk, const struct secretd_boundary_call *call,
                   struct secretd_boundary_call_reply *reply);
void call_update_admin(struct desk *desk, const struct secretd_boundary_update_admin *request,
                       struct secretd_boundary_call_reply *reply);
void call_query(struct desk *desk, const struct secretd_boundary_query *query,
                struct secretd_boundary_call_reply *reply);

/* desk_wipe forgets what the calls that have ended left in memory, plaintext above all. To be
 * called once their reply is on its way; the calls under way keep theirs. */
void desk_wipe(struct desk *desk);

/* call_failure makes the message of a refusal, in `arena`. */
const struct secretd_boundary_failure *call_failure(struct arena *arena, status failure);

#endif
