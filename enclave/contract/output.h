#ifndef ENCLAVE_CONTRACT_OUTPUT_H
#define ENCLAVE_CONTRACT_OUTPUT_H

#include "enclave/contract/message.h"
#include "enclave/contract/result.h"

/* Turns what a contract returned into what the chain may see: everything that answers a sealed
 * message is sealed with the message's key, messages to other contracts get reply headers and
 * callback signatures, and a reply that is owed to a calling contract is signed
 * (enclave-protocol 3.2 to 3.7). */

struct output_context {
    const struct keys_chain *keys;
    const struct message *message; /* that is answered */
    struct bytes contract;         /* that answered, 20 bytes */
    struct bytes code_hash;        /* its code, 64 hex digits */
    bool seal;                     /* false: the message was plaintext, so is the answer */
    /* Called with a token for each message that was signed and each reply that is awaited, so that
     * it can be recognised once (suite_link_token, message_reply_token); NULL in a query. */
    void (*token_made)(void *context, const uint8_t token[32]);
    void *context;
};

/* output_answer makes the answer of any call but a query; output_query that of a query,
 * whose sealed data or error it is. Refused with CONTRACT_DESERIALIZE when the result has not the
 * shape of such a call. */
MUST_CHECK status output_answer(struct arena *arena, const struct output_context *context,
                                const struct result *result,
                                struct secretd_contract_answer *answer);
MUST_CHECK status output_query(struct arena *arena, const struct output_context *context,
                               const struct result *result, struct secretd_contract_answer *answer);

/* output_hash gives the 32 bytes of a code hash in hex digits; nothing when it is none. */
struct bytes output_hash(struct arena *arena, struct bytes digits);

/* output_address gives the address that a text writes; nothing when it is none. */
struct bytes output_address(struct arena *arena, struct bytes text);

/* output_funds is the compact JSON of coins that goes into callback signatures. */
struct bytes output_funds(struct arena *arena, const struct cosmos_base_v1beta1_coin_list *funds);

#endif
