#include "common/base/halt.h"
#include "node/chain/address.h"
#include "node/chain/errors.h"
#include "node/modules/staking/internal.h"

/* The infraction that is punished, and what it has cost so far beyond the validator itself. */
struct infraction {
    int64_t height;
    struct decimal fraction;
};

static status share_of(struct decimal fraction, struct integer amount, struct integer *part)
{
    struct decimal product;
    TRY(decimal_multiply_integer(fraction, amount, &product));
    *part = decimal_truncate(product);
    return NULL;
}

static bool is_liable(const struct context *ctx, const struct infraction *infraction,
                      int64_t creation_height, struct google_protobuf_timestamp completion,
                      int64_t on_hold)
{
    return creation_height >= infraction->height && !staking_entry_over(ctx, completion, on_hold);
}

/* Takes up to `amount` off one unbonding entry; the record is stored when something was taken. */
static status take_from_entry(struct context *ctx, struct bytes delegator, struct bytes validator,
                              struct cosmos_staking_v1beta1_unbonding_delegation *unbonding,
                              size_t at, struct integer amount, struct integer *taken)
{
    struct cosmos_staking_v1beta1_unbonding_delegation_entry *entry = &unbonding->entries.items[at];
    struct integer balance = staking_integer(entry->balance);
    *taken = integer_minimum(amount, balance);
    if (integer_is_zero(*taken))
        return NULL;
    TRY(integer_subtract(balance, *taken, &balance));
    entry->balance = integer_text(ctx->arena, balance);
    return staking_unbonding_set(ctx, delegator, validator, unbonding);
}

static status slash_unbonding(struct context *ctx, struct bytes delegator, struct bytes validator,
                              struct cosmos_staking_v1beta1_unbonding_delegation *unbonding,
                              const struct infraction *infraction, struct integer *total)
{
    struct integer burned = INTEGER_ZERO;
    *total = INTEGER_ZERO;
    for (size_t at = 0; at < unbonding->entries.count; at++) {
        const struct cosmos_staking_v1beta1_unbonding_delegation_entry *entry =
            &unbonding->entries.items[at];
        if (!is_liable(ctx, infraction, entry->creation_height, entry->completion_time,
                       entry->unbonding_on_hold_ref_count))
            continue;
        struct integer amount, taken;
        TRY(share_of(infraction->fraction, staking_integer(entry->initial_balance), &amount));
        TRY(integer_add(*total, amount, total));
        TRY(take_from_entry(ctx, delegator, validator, unbonding, at, amount, &taken));
        TRY(integer_add(burned, taken, &burned));
    }
    return staking_pool_burn(ctx, STAKING_NOT_BONDED_POOL, burned);
}

static status slash_unbondings(struct context *ctx, struct bytes validator,
                               const struct infraction *infraction, struct integer *remaining)
{
    struct kv_walk walk;
    struct bytes prefix = staking_key_1(ctx->arena, STAKING_KEY_UNBONDING_BY_VALIDATOR, validator);
    TRY(kv_walk_prefix(ctx, STORE_STAKING, prefix, false, &walk));
    while (walk.valid) {
        struct cosmos_staking_v1beta1_unbonding_delegation unbonding;
        struct bytes delegator = staking_key_address(walk.key, prefix.len);
        struct integer total;
        TRY(staking_unbonding_get(ctx, delegator, validator, &unbonding));
        TRY(slash_unbonding(ctx, delegator, validator, &unbonding, infraction, &total));
        TRY(integer_subtract(*remaining, total, remaining));
        TRY(kv_walk_next(&walk));
    }
    return NULL;
}

/* Tokens to burn from the pools after the redelegations of one delegator were punished. */
struct burns {
    struct integer bonded, not_bonded;
};

/* What was redelegated may be unbonding from the target by now. */
static status slash_target_unbonding(struct context *ctx, struct bytes delegator,
                                     struct bytes target, const struct infraction *infraction,
                                     struct integer *amount, struct burns *burns)
{
    struct cosmos_staking_v1beta1_unbonding_delegation unbonding;
    status failure = staking_unbonding_get(ctx, delegator, target, &unbonding);
    if (error_is(failure, &STAKING_NO_UNBONDING))
        return NULL;
    TRY(failure);
    for (size_t at = 0; at < unbonding.entries.count; at++) {
        const struct cosmos_staking_v1beta1_unbonding_delegation_entry *entry =
            &unbonding.entries.items[at];
        if (!is_liable(ctx, infraction, entry->creation_height, entry->completion_time,
                       entry->unbonding_on_hold_ref_count))
            continue;
        struct integer taken;
        TRY(take_from_entry(ctx, delegator, target, &unbonding, at, *amount, &taken));
        TRY(integer_subtract(*amount, taken, amount));
        TRY(integer_add(burns->not_bonded, taken, &burns->not_bonded));
    }
    return NULL;
}

static status slash_target_delegation(struct context *ctx, struct bytes delegator,
                                      struct bytes target, struct decimal shares,
                                      struct burns *burns)
{
    struct staking_delegation delegation;
    struct staking_validator validator;
    struct integer tokens;
    status failure = staking_delegation_get(ctx, delegator, target, &delegation);
    if (error_is(failure, &STAKING_NO_DELEGATION))
        return NULL;
    TRY(failure);
    TRY(staking_unbond(ctx, delegator, target, decimal_minimum(shares, delegation.shares),
                       &tokens));
    TRY(staking_validator_get(ctx, target, &validator));
    struct integer *burn =
        validator.record.status == STAKING_BONDED ? &burns->bonded : &burns->not_bonded;
    return integer_add(*burn, tokens, burn);
}

static status slash_redelegation(struct context *ctx, struct bytes delegator, struct bytes target,
                                 const struct cosmos_staking_v1beta1_redelegation *record,
                                 const struct infraction *infraction, struct integer *total)
{
    struct burns burns = {INTEGER_ZERO, INTEGER_ZERO};
    *total = INTEGER_ZERO;
    for (size_t at = 0; at < record->entries.count; at++) {
        const struct cosmos_staking_v1beta1_redelegation_entry *entry = &record->entries.items[at];
        struct integer amount;
        struct decimal shares;
        if (!is_liable(ctx, infraction, entry->creation_height, entry->completion_time,
                       entry->unbonding_on_hold_ref_count))
            continue;
        TRY(share_of(infraction->fraction, staking_integer(entry->initial_balance), &amount));
        TRY(integer_add(*total, amount, total));
        TRY(slash_target_unbonding(ctx, delegator, target, infraction, &amount, &burns));
        TRY(decimal_multiply(infraction->fraction, staking_decimal(entry->shares_dst), &shares));
        if (decimal_is_zero(shares) || integer_is_zero(amount))
            continue;
        TRY(slash_target_delegation(ctx, delegator, target, shares, &burns));
    }
    TRY(staking_pool_burn(ctx, STAKING_BONDED_POOL, burns.bonded));
    return staking_pool_burn(ctx, STAKING_NOT_BONDED_POOL, burns.not_bonded);
}

static status slash_redelegations(struct context *ctx, struct bytes source,
                                  const struct infraction *infraction, struct integer *remaining)
{
    struct kv_walk walk;
    struct bytes prefix = staking_key_1(ctx->arena, STAKING_KEY_REDELEGATION_BY_SOURCE, source);
    TRY(kv_walk_prefix(ctx, STORE_STAKING, prefix, false, &walk));
    while (walk.valid) {
        struct cosmos_staking_v1beta1_redelegation record;
        struct bytes delegator = staking_key_address(walk.key, prefix.len);
        struct bytes target = staking_key_address(walk.key, prefix.len + 1 + delegator.len);
        struct integer total;
        TRY(staking_redelegation_get(ctx, delegator, source, target, &record));
        TRY(slash_redelegation(ctx, delegator, target, &record, infraction, &total));
        TRY(integer_subtract(*remaining, total, remaining));
        TRY(kv_walk_next(&walk));
    }
    return NULL;
}

static status burn_tokens(struct context *ctx, struct staking_validator *validator,
                          struct integer amount)
{
    /* rounded up, so that slashing is never less than what was burned */
    struct decimal effective;
    TRY(decimal_divide_round_up(decimal_from_integer(amount),
                                decimal_from_integer(validator->tokens), &effective));
    TRY(staking_hook_validator_slashed(ctx, validator->address,
                                       decimal_minimum(effective, DECIMAL_ONE)));
    TRY(staking_validator_remove_tokens(ctx, validator, amount));
    return staking_pool_burn(ctx,
                             validator->record.status == STAKING_BONDED ? STAKING_BONDED_POOL
                                                                        : STAKING_NOT_BONDED_POOL,
                             amount);
}

status staking_slash(struct context *ctx, struct bytes consensus, int64_t height, int64_t power,
                     struct decimal fraction, struct integer *burned)
{
    struct infraction infraction = {height, fraction};
    struct staking_validator validator;
    struct integer tokens, amount;
    struct decimal worth;
    *burned = INTEGER_ZERO;
    if (decimal_is_negative(fraction)) {
        struct bytes text = decimal_text(ctx->arena, fraction);
        return chain_error(ctx->arena, "attempted to slash with a negative slash factor: %.*s",
                           BYTES_ARG(text));
    }
    TRY(integer_multiply(integer_from_i64(power), integer_from_u64(STAKING_POWER_REDUCTION),
                         &tokens));
    TRY(decimal_multiply(decimal_from_integer(tokens), fraction, &worth));
    amount = decimal_truncate(worth);
    status failure = staking_validator_by_consensus(ctx, consensus, &validator);
    if (error_is(failure, &STAKING_NO_VALIDATOR))
        return NULL;
    TRY(failure);
    if (validator.record.status == STAKING_UNBONDED)
        return chain_error(ctx->arena, "should not be slashing unbonded validator: %.*s",
                           BYTES_ARG(validator.record.operator_address));
    TRY(staking_hook_validator_modified(ctx, validator.address));
    if (height > ctx->block->height)
        return chain_error(ctx->arena,
                           "impossible attempt to slash future infraction at height %lld but we "
                           "are at height %lld",
                           (long long)height, (long long)ctx->block->height);
    if (height < ctx->block->height) {
        TRY(slash_unbondings(ctx, validator.address, &infraction, &amount));
        TRY(slash_redelegations(ctx, validator.address, &infraction, &amount));
    }
    amount = integer_minimum(amount, validator.tokens);
    if (!integer_is_positive(amount))
        return NULL;
    TRY(burn_tokens(ctx, &validator, amount));
    *burned = amount;
    return NULL;
}

static status by_consensus_or_abort(struct context *ctx, struct bytes consensus,
                                    struct staking_validator *validator)
{
    status failure = staking_validator_by_consensus(ctx, consensus, validator);
    if (!error_is(failure, &STAKING_NO_VALIDATOR))
        return failure;
    struct bytes text = address_text(ctx->arena, ADDRESS_CONSENSUS, consensus);
    return chain_panic(ctx->arena, "validator with consensus-Address %.*s not found",
                       BYTES_ARG(text));
}

status staking_jail(struct context *ctx, struct bytes consensus)
{
    struct staking_validator validator;
    TRY(by_consensus_or_abort(ctx, consensus, &validator));
    return staking_jail_validator(ctx, &validator);
}

status staking_unjail(struct context *ctx, struct bytes consensus)
{
    struct staking_validator validator;
    TRY(by_consensus_or_abort(ctx, consensus, &validator));
    return staking_unjail_validator(ctx, &validator);
}
