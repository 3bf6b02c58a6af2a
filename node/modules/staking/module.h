#ifndef NODE_MODULES_STAKING_MODULE_H
#define NODE_MODULES_STAKING_MODULE_H

#include "node/chain/chain.h"
#include "node/chain/coins.h"
#include "schema/chain/cosmos_staking_v1beta1.h"

/* Validators, delegations, unbonding, redelegation, slashing of stake, the validator set and the
 * history of headers (chain-surface 4.9, 7.4-7.6, 8.3). Addresses are raw bytes. Gas is that of the
 * original's store accesses, call by call, redundant reads included. */
extern const struct module staking_module;

#define ERROR ERROR_EXTERN
#include "node/modules/staking/errors.def"
#undef ERROR

#define STAKING_BONDED_POOL     "bonded_tokens_pool"
#define STAKING_NOT_BONDED_POOL "not_bonded_tokens_pool"

enum {
    STAKING_POWER_REDUCTION = 1000000, /* tokens for one unit of voting power */
};

enum staking_status {
    STAKING_UNSPECIFIED,
    STAKING_UNBONDED,
    STAKING_UNBONDING,
    STAKING_BONDED,
};

/* One validator. Amounts that are computed with stand decoded beside the record; storing writes
 * them back. */
struct staking_validator {
    struct bytes address; /* operator */
    struct integer tokens;
    struct decimal shares;
    struct cosmos_staking_v1beta1_validator record;
};

struct staking_validators {
    struct staking_validator *items;
    size_t count;
};

struct staking_delegation {
    struct bytes delegator;
    struct bytes validator;
    struct decimal shares;
};

struct staking_delegations {
    struct staking_delegation *items;
    size_t count;
};

/* Parameters. A chain without them reads as all zero. Gas: one read of key 51. */
MUST_CHECK status staking_params_get(struct context *ctx,
                                     struct cosmos_staking_v1beta1_params *params);
MUST_CHECK status staking_bond_denom(struct context *ctx, struct bytes *denom);

/* staking_validator_get refuses with STAKING_NO_VALIDATOR; one read. By consensus address: two. */
MUST_CHECK status staking_validator_get(struct context *ctx, struct bytes address,
                                        struct staking_validator *validator);
MUST_CHECK status staking_validator_by_consensus(struct context *ctx, struct bytes consensus,
                                                 struct staking_validator *validator);
/* staking_validators_all in order of address; staking_validators_bonded by power, highest first, at
 * most the parameter's number. */
MUST_CHECK status staking_validators_all(struct context *ctx, struct staking_validators *list);
MUST_CHECK status staking_validators_bonded(struct context *ctx, struct staking_validators *list);

/* staking_consensus_address is the address of the validator's consensus key. */
MUST_CHECK status staking_consensus_address(struct context *ctx,
                                            const struct staking_validator *validator,
                                            struct bytes *address);
/* The text of the operator address, as it is stored. */
static inline struct bytes staking_operator(const struct staking_validator *validator)
{
    return validator->record.operator_address;
}
/* staking_commission_rate and staking_minimum_self_delegation decode from the record. */
struct decimal staking_commission_rate(const struct staking_validator *validator);
struct integer staking_minimum_self_delegation(const struct staking_validator *validator);

/* Worth of shares in tokens: rounded half to even, or cut. Aborts as the original when there are no
 * shares. */
MUST_CHECK status staking_tokens_from_shares(const struct staking_validator *validator,
                                             struct decimal shares, struct decimal *tokens);
MUST_CHECK status staking_tokens_from_shares_truncated(const struct staking_validator *validator,
                                                       struct decimal shares,
                                                       struct decimal *tokens);

/* staking_delegation_get refuses with STAKING_NO_DELEGATION; one read. */
MUST_CHECK status staking_delegation_get(struct context *ctx, struct bytes delegator,
                                         struct bytes validator,
                                         struct staking_delegation *delegation);
/* staking_delegations_of lists a delegator's delegations in order of validator. */
MUST_CHECK status staking_delegations_of(struct context *ctx, struct bytes delegator,
                                         struct staking_delegations *list);

/* staking_delegate bonds `amount` of the bond denom.
 *   source     where the tokens are: STAKING_UNBONDED for a wallet
 *   subtract   take them from the delegator's balance; else they are moved between the pools
 *   validator  as read just before */
MUST_CHECK status staking_delegate(struct context *ctx, struct bytes delegator,
                                   struct integer amount, enum staking_status source,
                                   struct staking_validator *validator, bool subtract,
                                   struct decimal *shares);

/* Slashing. staking_slash burns `fraction` of `power` as it was at `height` from the validator, its
 * unbonding delegations and redelegations; an unknown validator burns nothing. */
MUST_CHECK status staking_slash(struct context *ctx, struct bytes consensus, int64_t height,
                                int64_t power, struct decimal fraction, struct integer *burned);
/* Both abort when no validator has the key. */
MUST_CHECK status staking_jail(struct context *ctx, struct bytes consensus);
MUST_CHECK status staking_unjail(struct context *ctx, struct bytes consensus);

/* Totals of the bond denom. Gas: parameters, then supply, or the pool's account and balance. */
MUST_CHECK status staking_token_supply(struct context *ctx, struct integer *amount);
MUST_CHECK status staking_total_bonded(struct context *ctx, struct integer *amount);
MUST_CHECK status staking_bonded_ratio(struct context *ctx, struct decimal *ratio);

/* staking_apply_updates recomputes the bonded set and appends its changes to ctx->validator_updates
 * (ApplyAndReturnValidatorSetUpdates): after the genesis transactions and in every end-block. */
MUST_CHECK status staking_apply_updates(struct context *ctx);

#endif
