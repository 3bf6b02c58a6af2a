#ifndef NODE_MODULES_STAKING_INTERNAL_H
#define NODE_MODULES_STAKING_INTERNAL_H

#include "node/chain/moment.h"
#include "node/chain/record.h"
#include "node/modules/staking/module.h"

/* Store keys (chain-surface 7.4). */
enum staking_key {
    STAKING_KEY_LAST_POWER = 0x11,
    STAKING_KEY_LAST_TOTAL = 0x12,
    STAKING_KEY_VALIDATOR = 0x21,
    STAKING_KEY_BY_CONSENSUS = 0x22,
    STAKING_KEY_BY_POWER = 0x23,
    STAKING_KEY_DELEGATION = 0x31,
    STAKING_KEY_UNBONDING = 0x32,
    STAKING_KEY_UNBONDING_BY_VALIDATOR = 0x33,
    STAKING_KEY_REDELEGATION = 0x34,
    STAKING_KEY_REDELEGATION_BY_SOURCE = 0x35,
    STAKING_KEY_REDELEGATION_BY_TARGET = 0x36,
    STAKING_KEY_UNBONDING_ID = 0x37,
    STAKING_KEY_UNBONDING_INDEX = 0x38,
    STAKING_KEY_UNBONDING_TYPE = 0x39,
    STAKING_KEY_UNBONDING_QUEUE = 0x41,
    STAKING_KEY_REDELEGATION_QUEUE = 0x42,
    STAKING_KEY_VALIDATOR_QUEUE = 0x43,
    STAKING_KEY_HISTORY = 0x50,
    STAKING_KEY_PARAMS = 0x51,
    STAKING_KEY_UPDATES = 0x61,
    STAKING_KEY_DELEGATION_BY_VALIDATOR = 0x71,
};

/* prefix | len a | a [| len b | b [| len c | c]] */
struct bytes staking_key(struct arena *arena, enum staking_key prefix);
struct bytes staking_key_1(struct arena *arena, enum staking_key prefix, struct bytes a);
struct bytes staking_key_2(struct arena *arena, enum staking_key prefix, struct bytes a,
                           struct bytes b);
struct bytes staking_key_3(struct arena *arena, enum staking_key prefix, struct bytes a,
                           struct bytes b, struct bytes c);
/* prefix | BE8 number */
struct bytes staking_key_number(struct arena *arena, enum staking_key prefix, uint64_t number);
/* prefix | time */
struct bytes staking_key_time(struct arena *arena, enum staking_key prefix,
                              struct google_protobuf_timestamp time);
/* 43 | BE8 29 | time | BE8 height */
struct bytes staking_key_validator_queue(struct arena *arena, struct google_protobuf_timestamp time,
                                         int64_t height);
/* 23 | BE8 power | len | inverted address */
struct bytes staking_key_power(struct arena *arena, const struct staking_validator *validator);
/* 71 | len validator | validator | delegator */
struct bytes staking_key_by_validator(struct arena *arena, struct bytes validator,
                                      struct bytes delegator);

/* staking_key_address reads the length-prefixed address at `at` of one of our own keys. */
struct bytes staking_key_address(struct bytes key, size_t at);

/* Validators (validator.c). */
MUST_CHECK status staking_params_check(struct context *ctx,
                                       const struct cosmos_staking_v1beta1_params *params);
MUST_CHECK status staking_params_set(struct context *ctx,
                                     const struct cosmos_staking_v1beta1_params *params);
void staking_validator_decode(struct context *ctx, struct bytes address, struct bytes value,
                              struct staking_validator *validator);
MUST_CHECK status staking_validator_set(struct context *ctx, struct staking_validator *validator);
MUST_CHECK status staking_validator_set_by_consensus(struct context *ctx,
                                                     const struct staking_validator *validator);
/* A jailed validator is not put into the power index. */
MUST_CHECK status staking_power_set(struct context *ctx, const struct staking_validator *validator);
MUST_CHECK status staking_power_delete(struct context *ctx,
                                       const struct staking_validator *validator);
MUST_CHECK status staking_validator_add(struct context *ctx, struct staking_validator *validator,
                                        struct integer tokens, struct decimal *shares);
MUST_CHECK status staking_validator_remove_shares(struct context *ctx,
                                                  struct staking_validator *validator,
                                                  struct decimal shares, struct integer *tokens);
MUST_CHECK status staking_validator_remove_tokens(struct context *ctx,
                                                  struct staking_validator *validator,
                                                  struct integer tokens);
MUST_CHECK status staking_validator_remove(struct context *ctx, struct bytes address);
bool staking_exchange_rate_broken(const struct staking_validator *validator);
MUST_CHECK status staking_shares_from_tokens(const struct staking_validator *validator,
                                             struct integer amount, struct decimal *shares);
MUST_CHECK status staking_shares_from_tokens_truncated(const struct staking_validator *validator,
                                                       struct integer amount,
                                                       struct decimal *shares);
/* The power an amount of tokens gives. Aborts when it does not fit 63 bits. */
MUST_CHECK status staking_power_of(struct integer tokens, int64_t *power);

/* Hooks whose refusal the original only logs (hooks.c); what aborts still aborts. */
MUST_CHECK status staking_hook_validator_removed(struct context *ctx, struct bytes consensus,
                                                 struct bytes validator);
MUST_CHECK status staking_hook_validator_modified(struct context *ctx, struct bytes validator);
MUST_CHECK status staking_hook_validator_slashed(struct context *ctx, struct bytes validator,
                                                 struct decimal fraction);
MUST_CHECK status staking_hook_unbonding_initiated(struct context *ctx, uint64_t id);

/* The consensus key (consensus_key.c). */
struct staking_consensus_key {
    const char *type; /* as consensus params name it: "ed25519" */
    struct bytes key;
    struct bytes address;
};
/* Refused with CHAIN_INVALID_TYPE when the Any is no public key. */
MUST_CHECK status staking_consensus_key(struct context *ctx, const struct google_protobuf_any *any,
                                        struct staking_consensus_key *key);

/* The bonded set (validator_set.c). */
MUST_CHECK status staking_last_power_set(struct context *ctx, struct bytes address, int64_t power);
MUST_CHECK status staking_last_total_set(struct context *ctx, struct integer power);
MUST_CHECK status staking_jail_validator(struct context *ctx, struct staking_validator *validator);
MUST_CHECK status staking_unjail_validator(struct context *ctx,
                                           struct staking_validator *validator);
MUST_CHECK status staking_queue_insert(struct context *ctx,
                                       const struct staking_validator *validator);
/* staking_release_mature turns validators whose unbonding time is over into unbonded ones. */
MUST_CHECK status staking_release_mature(struct context *ctx);

/* Pools (pool.c). */
MUST_CHECK status staking_pool_to_not_bonded(struct context *ctx, struct integer amount);
MUST_CHECK status staking_pool_to_bonded(struct context *ctx, struct integer amount);
MUST_CHECK status staking_pool_burn(struct context *ctx, const char *pool, struct integer amount);

/* Delegations (delegation.c). */
MUST_CHECK status staking_delegation_set(struct context *ctx,
                                         const struct staking_delegation *delegation);
void staking_delegation_decode(struct context *ctx, struct bytes value,
                               struct staking_delegation *delegation);
/* staking_unbond takes shares off a delegation and gives the tokens they were worth. */
MUST_CHECK status staking_unbond(struct context *ctx, struct bytes delegator,
                                 struct bytes validator, struct decimal shares,
                                 struct integer *tokens);
/* staking_unbond_shares turns an amount into shares, checked against the delegation
 * (ValidateUnbondAmount). */
MUST_CHECK status staking_unbond_shares(struct context *ctx, struct bytes delegator,
                                        struct bytes validator, struct integer amount,
                                        struct decimal *shares);

/* Unbonding delegations (unbonding.c). */
enum staking_unbonding_type {
    STAKING_UNBONDING_DELEGATION = 1,
    STAKING_UNBONDING_REDELEGATION = 2,
    STAKING_UNBONDING_VALIDATOR = 3,
};
MUST_CHECK status staking_unbonding_next_id(struct context *ctx, uint64_t *id);
MUST_CHECK status staking_unbonding_index_set(struct context *ctx, uint64_t id, struct bytes key,
                                              enum staking_unbonding_type type);
MUST_CHECK status staking_unbonding_index_delete(struct context *ctx, uint64_t id);
/* staking_unbonding_get refuses with STAKING_NO_UNBONDING. */
MUST_CHECK status
staking_unbonding_get(struct context *ctx, struct bytes delegator, struct bytes validator,
                      struct cosmos_staking_v1beta1_unbonding_delegation *unbonding);
MUST_CHECK status
staking_unbonding_set(struct context *ctx, struct bytes delegator, struct bytes validator,
                      const struct cosmos_staking_v1beta1_unbonding_delegation *unbonding);
/* staking_unbonding_put sets the record, or removes it when no entry is left. */
MUST_CHECK status
staking_unbonding_put(struct context *ctx, struct bytes delegator, struct bytes validator,
                      const struct cosmos_staking_v1beta1_unbonding_delegation *unbonding);
MUST_CHECK status staking_unbonding_queue_insert(
    struct context *ctx, const struct cosmos_staking_v1beta1_unbonding_delegation *unbonding,
    struct google_protobuf_timestamp completion);
MUST_CHECK status staking_undelegate(struct context *ctx, struct bytes delegator,
                                     struct bytes validator, struct decimal shares,
                                     struct google_protobuf_timestamp *completion,
                                     struct integer *amount);
MUST_CHECK status staking_complete_unbondings(struct context *ctx);

/* Redelegations (redelegation.c). */
MUST_CHECK status staking_redelegation_set(
    struct context *ctx, const struct cosmos_staking_v1beta1_redelegation *record);
MUST_CHECK status staking_redelegation_get(struct context *ctx, struct bytes delegator,
                                           struct bytes source, struct bytes target,
                                           struct cosmos_staking_v1beta1_redelegation *record);
MUST_CHECK status staking_redelegation_queue_insert(
    struct context *ctx, const struct cosmos_staking_v1beta1_redelegation *record,
    struct google_protobuf_timestamp completion);
MUST_CHECK status staking_redelegate(struct context *ctx, struct bytes delegator,
                                     struct bytes source, struct bytes target,
                                     struct decimal shares,
                                     struct google_protobuf_timestamp *completion);
MUST_CHECK status staking_complete_redelegations(struct context *ctx);

/* An entry is over when its time has come and nothing holds it. */
bool staking_entry_over(const struct context *ctx, struct google_protobuf_timestamp completion,
                        int64_t on_hold);

/* Numbers and addresses out of texts that the state holds; a fault is a broken invariant. */
struct integer staking_integer(struct bytes text);
struct decimal staking_decimal(struct bytes text);
struct bytes staking_account(struct context *ctx, struct bytes text);
struct bytes staking_operator_bytes(struct context *ctx, struct bytes text);

/* Begin-block (history.c), genesis.c, msgs.c, queries.c. */
MUST_CHECK status staking_begin_block(struct context *ctx);
MUST_CHECK status staking_end_block(struct context *ctx);
MUST_CHECK status staking_genesis_init(struct context *ctx, const void *genesis);
MUST_CHECK status staking_genesis_export(struct context *ctx, void *genesis);
/* The two messages of an operator (msgs_validator.c), and what their checks share with the others.
 */
MUST_CHECK status staking_create_validator(struct context *ctx, const void *message,
                                           void *response);
MUST_CHECK status staking_edit_validator(struct context *ctx, const void *message, void *response);
MUST_CHECK status staking_check_denom(struct context *ctx, struct bytes denom);
enum { STAKING_MESSAGE_COUNT = 7 };
extern const struct message_route staking_messages[STAKING_MESSAGE_COUNT];

#endif
