#ifndef NODE_MODULES_DISTRIBUTION_INTERNAL_H
#define NODE_MODULES_DISTRIBUTION_INTERNAL_H

#include "node/chain/record.h"
#include "node/modules/distribution/module.h"
#include "node/modules/staking/module.h"

/* Store keys (chain-surface 7.4). */
enum distribution_key {
    DISTRIBUTION_KEY_FEE_POOL = 0x00,
    DISTRIBUTION_KEY_PROPOSER = 0x01,
    DISTRIBUTION_KEY_OUTSTANDING = 0x02,
    DISTRIBUTION_KEY_WITHDRAW = 0x03,
    DISTRIBUTION_KEY_STARTING = 0x04,
    DISTRIBUTION_KEY_HISTORICAL = 0x05,
    DISTRIBUTION_KEY_CURRENT = 0x06,
    DISTRIBUTION_KEY_COMMISSION = 0x07,
    DISTRIBUTION_KEY_SLASH = 0x08,
    DISTRIBUTION_KEY_PARAMS = 0x09,
    DISTRIBUTION_KEY_RESTAKE = 0xF0,
};

#define DISTRIBUTION_ACCOUNT "distribution"

/* prefix [| len a | a [| len b | b]] */
struct bytes distribution_key(struct arena *arena, enum distribution_key prefix);
struct bytes distribution_key_1(struct arena *arena, enum distribution_key prefix, struct bytes a);
struct bytes distribution_key_2(struct arena *arena, enum distribution_key prefix, struct bytes a,
                                struct bytes b);
/* 05 | len | validator | LE8 period */
struct bytes distribution_key_historical(struct arena *arena, struct bytes validator,
                                         uint64_t period);
/* 08 | len | validator | BE8 height */
struct bytes distribution_key_slash(struct arena *arena, struct bytes validator, uint64_t height);
/* The length-prefixed address at `at` of one of our own keys. */
struct bytes distribution_key_address(struct bytes key, size_t at);

/* Rewards of the running period, and the number of that period. */
struct distribution_current {
    struct decimal_coins rewards;
    uint64_t period;
};
/* Rewards for one token since the validator began, as it was at the end of a period. */
struct distribution_historical {
    struct decimal_coins ratio;
    uint32_t references;
};
struct distribution_starting {
    uint64_t previous_period;
    struct decimal stake;
    uint64_t height;
};

/* Reads and writes (store.c). Absent records read as empty. */
MUST_CHECK status distribution_params_check(
    struct context *ctx, const struct cosmos_distribution_v1beta1_params *params);
MUST_CHECK status distribution_params_set(struct context *ctx,
                                          const struct cosmos_distribution_v1beta1_params *params);
MUST_CHECK status distribution_fee_pool_get(struct context *ctx, struct decimal_coins *pool);
MUST_CHECK status distribution_fee_pool_set(struct context *ctx, struct decimal_coins pool);
MUST_CHECK status distribution_fee_pool_add(struct context *ctx, struct decimal_coins coins);
MUST_CHECK status distribution_outstanding_get(struct context *ctx, struct bytes validator,
                                               struct decimal_coins *rewards);
MUST_CHECK status distribution_outstanding_set(struct context *ctx, struct bytes validator,
                                               struct decimal_coins rewards);
MUST_CHECK status distribution_commission_get(struct context *ctx, struct bytes validator,
                                              struct decimal_coins *commission);
MUST_CHECK status distribution_commission_set(struct context *ctx, struct bytes validator,
                                              struct decimal_coins commission);
MUST_CHECK status distribution_current_get(struct context *ctx, struct bytes validator,
                                           struct distribution_current *current);
MUST_CHECK status distribution_current_set(struct context *ctx, struct bytes validator,
                                           struct distribution_current current);
MUST_CHECK status distribution_historical_get(struct context *ctx, struct bytes validator,
                                              uint64_t period,
                                              struct distribution_historical *historical);
MUST_CHECK status distribution_historical_set(struct context *ctx, struct bytes validator,
                                              uint64_t period,
                                              struct distribution_historical historical);
MUST_CHECK status distribution_starting_get(struct context *ctx, struct bytes validator,
                                            struct bytes delegator,
                                            struct distribution_starting *starting);
MUST_CHECK status distribution_starting_set(struct context *ctx, struct bytes validator,
                                            struct bytes delegator,
                                            struct distribution_starting starting);
/* The delegator itself when it has chosen no other address. */
MUST_CHECK status distribution_withdraw_address_get(struct context *ctx, struct bytes delegator,
                                                    struct bytes *address);
MUST_CHECK status distribution_proposer_set(struct context *ctx, struct bytes consensus);
/* Numbers and lists out of the state; a fault is a broken invariant. */
struct decimal distribution_decimal(struct bytes text);
struct decimal_coins distribution_coins(struct context *ctx,
                                        const struct cosmos_base_v1beta1_dec_coin_list *list);

/* Periods of a validator (validator.c). */
MUST_CHECK status distribution_period_end(struct context *ctx,
                                          const struct staking_validator *validator,
                                          uint64_t *period);
MUST_CHECK status distribution_reference_add(struct context *ctx, struct bytes validator,
                                             uint64_t period);
MUST_CHECK status distribution_reference_drop(struct context *ctx, struct bytes validator,
                                              uint64_t period);

/* Delegations (delegation.c). */
MUST_CHECK status distribution_delegation_begin(struct context *ctx, struct bytes validator,
                                                struct bytes delegator);
MUST_CHECK status distribution_delegation_rewards(struct context *ctx,
                                                  const struct staking_validator *validator,
                                                  const struct staking_delegation *delegation,
                                                  uint64_t ending_period,
                                                  struct decimal_coins *rewards);
MUST_CHECK status distribution_delegation_end(struct context *ctx,
                                              const struct staking_validator *validator,
                                              const struct staking_delegation *delegation,
                                              struct coins *paid);

/* Fees (allocation.c). */
MUST_CHECK status distribution_allocate_to_validator(struct context *ctx,
                                                     const struct staking_validator *validator,
                                                     struct decimal_coins coins);
MUST_CHECK status distribution_withdraw_commission(struct context *ctx, struct bytes validator,
                                                   struct coins *paid);

/* Automatic restaking (restake.c). */
MUST_CHECK status distribution_restake_enable(struct context *ctx, struct bytes delegator,
                                              struct bytes validator);
MUST_CHECK status distribution_restake_disable(struct context *ctx, struct bytes delegator,
                                               struct bytes validator);
MUST_CHECK status distribution_restake_all(struct context *ctx);

MUST_CHECK status distribution_begin_block(struct context *ctx);
MUST_CHECK status distribution_genesis_init(struct context *ctx, const void *genesis);
MUST_CHECK status distribution_genesis_export(struct context *ctx, void *genesis);
enum { DISTRIBUTION_MESSAGE_COUNT = 8, DISTRIBUTION_QUERY_COUNT = 13 };
extern const struct message_route distribution_messages[DISTRIBUTION_MESSAGE_COUNT];
extern const struct query_route distribution_queries[DISTRIBUTION_QUERY_COUNT];

#endif
