#ifndef NODE_MODULES_COMPUTE_CHAIN_QUERY_H
#define NODE_MODULES_COMPUTE_CHAIN_QUERY_H

#include "node/chain/address.h"
#include "node/modules/compute/internal.h"

/* What contracts ask the chain (enclave-protocol 5.9), answered in the JSON that they parse: its
 * bytes are gas. */

/* One answer in the making. */
struct chain_answer {
    struct context *ctx; /* of the query: a branch with its own meter, or the caller's */
    struct bytes caller; /* the contract that asks */
    const struct secretd_boundary_chain_query *request;
    struct writer text;
    struct bytes system_error; /* JSON, instead of an answer */
};

/* Refused: an error that the contract sees, or one that aborts. */
typedef status (*chain_answer_function)(struct chain_answer *answer);

/* Staking (chain_query_staking.c). */
MUST_CHECK status chain_answer_bonded_denom(struct chain_answer *answer);
MUST_CHECK status chain_answer_all_delegations(struct chain_answer *answer);
MUST_CHECK status chain_answer_delegation(struct chain_answer *answer);
MUST_CHECK status chain_answer_unbonding_delegations(struct chain_answer *answer);
MUST_CHECK status chain_answer_validators(struct chain_answer *answer);
MUST_CHECK status chain_answer_validator(struct chain_answer *answer);

/* Other modules (chain_query_modules.c). They run on the caller's state and meter. */
MUST_CHECK status chain_answer_rewards(struct chain_answer *answer);
MUST_CHECK status chain_answer_inflation(struct chain_answer *answer);
MUST_CHECK status chain_answer_bonded_ratio(struct chain_answer *answer);
MUST_CHECK status chain_answer_proposals(struct chain_answer *answer);
MUST_CHECK status chain_answer_port(struct chain_answer *answer);
MUST_CHECK status chain_answer_channels(struct chain_answer *answer);
MUST_CHECK status chain_answer_channel(struct chain_answer *answer);
MUST_CHECK status chain_answer_stargate(struct chain_answer *answer);

/* chain_answer_unsupported makes the answer a system error of that kind. */
void chain_answer_unsupported(struct chain_answer *answer, struct bytes kind);
/* Pieces of JSON: a member with a text, quoted; a coin. */
void chain_answer_text(struct chain_answer *answer, const char *name, struct bytes text);
void chain_answer_coin(struct chain_answer *answer, struct bytes denom, struct bytes amount);
/* chain_answer_address reads an address; any failure is "<text>: invalid address". */
MUST_CHECK status chain_answer_address(struct chain_answer *answer, enum address_kind kind,
                                       struct bytes text, struct bytes *address);

#endif
