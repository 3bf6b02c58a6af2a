#include "node/chain/address.h"
#include "node/chain/errors.h"
#include "node/chain/list.h"
#include "node/modules/bank/module.h"
#include "node/modules/staking/internal.h"

void staking_delegation_decode(struct context *ctx, struct bytes value,
                               struct staking_delegation *delegation)
{
    struct cosmos_staking_v1beta1_delegation record;
    record_decode(ctx, value, &cosmos_staking_v1beta1_delegation_type, &record);
    delegation->delegator = staking_account(ctx, record.delegator_address);
    delegation->validator = staking_operator_bytes(ctx, record.validator_address);
    delegation->shares = staking_decimal(record.shares);
}

status staking_delegation_get(struct context *ctx, struct bytes delegator, struct bytes validator,
                              struct staking_delegation *delegation)
{
    struct bytes value;
    TRY(kv_get(ctx, STORE_STAKING,
               staking_key_2(ctx->arena, STAKING_KEY_DELEGATION, delegator, validator), &value));
    if (value.data == NULL)
        return &STAKING_NO_DELEGATION;
    staking_delegation_decode(ctx, value, delegation);
    return NULL;
}

status staking_delegations_of(struct context *ctx, struct bytes delegator,
                              struct staking_delegations *list)
{
    struct kv_walk walk;
    *list = (struct staking_delegations){NULL, 0};
    TRY(kv_walk_prefix(ctx, STORE_STAKING,
                       staking_key_1(ctx->arena, STAKING_KEY_DELEGATION, delegator), false, &walk));
    while (walk.valid) {
        staking_delegation_decode(ctx, walk.value,
                                  list_append(ctx->arena, list, sizeof(*list->items)));
        TRY(kv_walk_next(&walk));
    }
    return NULL;
}

status staking_delegation_set(struct context *ctx, const struct staking_delegation *delegation)
{
    struct arena *arena = ctx->arena;
    struct cosmos_staking_v1beta1_delegation record = {
        .delegator_address = address_text(arena, ADDRESS_ACCOUNT, delegation->delegator),
        .validator_address = address_text(arena, ADDRESS_VALIDATOR, delegation->validator),
        .shares = decimal_text_scaled(arena, delegation->shares),
    };
    TRY(record_set(
        ctx, STORE_STAKING,
        staking_key_2(arena, STAKING_KEY_DELEGATION, delegation->delegator, delegation->validator),
        &cosmos_staking_v1beta1_delegation_type, &record));
    return kv_set(ctx, STORE_STAKING,
                  staking_key_by_validator(arena, delegation->validator, delegation->delegator),
                  BYTES(""));
}

static status remove_delegation(struct context *ctx, const struct staking_delegation *delegation)
{
    STAKING_HOOK(ctx, before_delegation_removed, delegation->delegator, delegation->validator);
    TRY(kv_delete(ctx, STORE_STAKING,
                  staking_key_2(ctx->arena, STAKING_KEY_DELEGATION, delegation->delegator,
                                delegation->validator)));
    return kv_delete(
        ctx, STORE_STAKING,
        staking_key_by_validator(ctx->arena, delegation->validator, delegation->delegator));
}

/* Reads the delegation, or begins one, and tells the listeners which of both it was. */
static status open_delegation(struct context *ctx, struct bytes delegator,
                              const struct staking_validator *validator,
                              struct staking_delegation *delegation)
{
    status failure = staking_delegation_get(ctx, delegator, validator->address, delegation);
    if (failure == NULL) {
        STAKING_HOOK(ctx, before_delegation_shares_modified, delegator, validator->address);
        return NULL;
    }
    if (!error_is(failure, &STAKING_NO_DELEGATION))
        return failure;
    *delegation = (struct staking_delegation){delegator, validator->address, DECIMAL_ZERO};
    STAKING_HOOK(ctx, before_delegation_created, delegator, validator->address);
    return NULL;
}

static status move_between_pools(struct context *ctx, struct integer amount,
                                 enum staking_status source, bool target_bonded)
{
    bool source_bonded = source == STAKING_BONDED;
    if (source_bonded == target_bonded)
        return NULL;
    return target_bonded ? staking_pool_to_bonded(ctx, amount)
                         : staking_pool_to_not_bonded(ctx, amount);
}

status staking_delegate(struct context *ctx, struct bytes delegator, struct integer amount,
                        enum staking_status source, struct staking_validator *validator,
                        bool subtract, struct decimal *shares)
{
    struct staking_delegation delegation;
    bool bonded = validator->record.status == STAKING_BONDED;
    if (staking_exchange_rate_broken(validator))
        return &STAKING_EXCHANGE_RATE;
    TRY(open_delegation(ctx, delegator, validator, &delegation));
    if (subtract) {
        struct bytes denom;
        TRY(staking_bond_denom(ctx, &denom));
        TRY(bank_delegate(ctx, delegator, bonded ? STAKING_BONDED_POOL : STAKING_NOT_BONDED_POOL,
                          coins_one(ctx->arena, denom, amount)));
    } else {
        TRY(move_between_pools(ctx, amount, source, bonded));
    }
    TRY(staking_validator_add(ctx, validator, amount, shares));
    TRY(decimal_add(delegation.shares, *shares, &delegation.shares));
    TRY(staking_delegation_set(ctx, &delegation));
    STAKING_HOOK(ctx, after_delegation_modified, delegator, validator->address);
    return NULL;
}

/* A validator whose operator keeps less than the minimum of its own is jailed. */
static status jail_below_minimum(struct context *ctx, const struct staking_delegation *delegation,
                                 struct staking_validator *validator)
{
    struct decimal worth;
    if (!bytes_equal(delegation->delegator, validator->address) || validator->record.jailed)
        return NULL;
    TRY(staking_tokens_from_shares(validator, delegation->shares, &worth));
    if (integer_compare(decimal_truncate(worth), staking_minimum_self_delegation(validator)) >= 0)
        return NULL;
    TRY(staking_jail_validator(ctx, validator));
    return staking_validator_get(ctx, validator->address, validator);
}

status staking_unbond(struct context *ctx, struct bytes delegator, struct bytes address,
                      struct decimal shares, struct integer *tokens)
{
    struct staking_delegation delegation;
    struct staking_validator validator;
    status failure = staking_delegation_get(ctx, delegator, address, &delegation);
    if (error_is(failure, &STAKING_NO_DELEGATION))
        return &STAKING_NO_DELEGATOR;
    TRY(failure);
    STAKING_HOOK(ctx, before_delegation_shares_modified, delegator, address);
    if (decimal_compare(delegation.shares, shares) < 0)
        return error_wrap_bytes(ctx->arena, &STAKING_NOT_ENOUGH_SHARES,
                                decimal_text(ctx->arena, delegation.shares));
    TRY(staking_validator_get(ctx, address, &validator));
    TRY(decimal_subtract(delegation.shares, shares, &delegation.shares));
    TRY(jail_below_minimum(ctx, &delegation, &validator));
    if (decimal_is_zero(delegation.shares)) {
        TRY(remove_delegation(ctx, &delegation));
    } else {
        TRY(staking_delegation_set(ctx, &delegation));
        STAKING_HOOK(ctx, after_delegation_modified, delegator, address);
    }
    TRY(staking_validator_remove_shares(ctx, &validator, shares, tokens));
    if (decimal_is_zero(validator.shares) && validator.record.status == STAKING_UNBONDED)
        TRY(staking_validator_remove(ctx, address));
    return NULL;
}

status staking_unbond_shares(struct context *ctx, struct bytes delegator, struct bytes address,
                             struct integer amount, struct decimal *shares)
{
    struct staking_validator validator;
    struct staking_delegation delegation;
    struct decimal truncated;
    TRY(staking_validator_get(ctx, address, &validator));
    TRY(staking_delegation_get(ctx, delegator, address, &delegation));
    TRY(staking_shares_from_tokens(&validator, amount, shares));
    TRY(staking_shares_from_tokens_truncated(&validator, amount, &truncated));
    if (decimal_compare(truncated, delegation.shares) > 0)
        return error_wrap(ctx->arena, &CHAIN_INVALID_REQUEST, "invalid shares amount");
    /* rounding may give a little more than there is, and then all of it is meant */
    *shares = decimal_minimum(*shares, delegation.shares);
    return NULL;
}
