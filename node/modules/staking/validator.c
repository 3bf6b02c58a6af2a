#include "common/base/halt.h"
#include "node/chain/address.h"
#include "node/chain/errors.h"
#include "node/chain/list.h"
#include "node/modules/staking/internal.h"

struct integer staking_integer(struct bytes text)
{
    struct integer value = INTEGER_ZERO;
    ASSERT(integer_parse(text, &value));
    return value;
}

struct decimal staking_decimal(struct bytes text)
{
    struct decimal value = DECIMAL_ZERO;
    ASSERT(decimal_parse_scaled(text, &value));
    return value;
}

struct bytes staking_account(struct context *ctx, struct bytes text)
{
    struct bytes address;
    ASSERT(address_parse(ctx->arena, ADDRESS_ACCOUNT, text, &address) == NULL);
    return address;
}

struct bytes staking_operator_bytes(struct context *ctx, struct bytes text)
{
    struct bytes address;
    ASSERT(address_parse(ctx->arena, ADDRESS_VALIDATOR, text, &address) == NULL);
    return address;
}

struct decimal staking_commission_rate(const struct staking_validator *validator)
{
    return staking_decimal(validator->record.commission.commission_rates.rate);
}

struct integer staking_minimum_self_delegation(const struct staking_validator *validator)
{
    return staking_integer(validator->record.min_self_delegation);
}

void staking_validator_decode(struct context *ctx, struct bytes address, struct bytes value,
                              struct staking_validator *validator)
{
    record_decode(ctx, value, &cosmos_staking_v1beta1_validator_type, &validator->record);
    validator->address = address;
    validator->tokens = staking_integer(validator->record.tokens);
    validator->shares = staking_decimal(validator->record.delegator_shares);
}

status staking_validator_get(struct context *ctx, struct bytes address,
                             struct staking_validator *validator)
{
    struct bytes value;
    TRY(kv_get(ctx, STORE_STAKING, staking_key_1(ctx->arena, STAKING_KEY_VALIDATOR, address),
               &value));
    if (value.data == NULL)
        return &STAKING_NO_VALIDATOR;
    staking_validator_decode(ctx, address, value, validator);
    return NULL;
}

status staking_validator_by_consensus(struct context *ctx, struct bytes consensus,
                                      struct staking_validator *validator)
{
    struct bytes address;
    TRY(kv_get(ctx, STORE_STAKING, staking_key_1(ctx->arena, STAKING_KEY_BY_CONSENSUS, consensus),
               &address));
    if (address.data == NULL)
        return &STAKING_NO_VALIDATOR;
    return staking_validator_get(ctx, arena_copy(ctx->arena, address), validator);
}

status staking_validators_all(struct context *ctx, struct staking_validators *list)
{
    struct kv_walk walk;
    *list = (struct staking_validators){NULL, 0};
    TRY(kv_walk_prefix(ctx, STORE_STAKING, staking_key(ctx->arena, STAKING_KEY_VALIDATOR), false,
                       &walk));
    while (walk.valid) {
        staking_validator_decode(ctx, staking_key_address(walk.key, 1), walk.value,
                                 list_append(ctx->arena, list, sizeof(*list->items)));
        TRY(kv_walk_next(&walk));
    }
    return NULL;
}

status staking_validators_bonded(struct context *ctx, struct staking_validators *list)
{
    struct cosmos_staking_v1beta1_params params;
    struct kv_walk walk;
    *list = (struct staking_validators){NULL, 0};
    TRY(staking_params_get(ctx, &params));
    TRY(kv_walk_prefix(ctx, STORE_STAKING, staking_key(ctx->arena, STAKING_KEY_BY_POWER), true,
                       &walk));
    while (walk.valid && list->count < params.max_validators) {
        struct staking_validator validator;
        TRY(staking_validator_get(ctx, walk.value, &validator));
        if (validator.record.status == STAKING_BONDED) {
            struct staking_validator *next = list_append(ctx->arena, list, sizeof(*list->items));
            *next = validator;
        }
        TRY(kv_walk_next(&walk));
    }
    return NULL;
}

status staking_validator_set(struct context *ctx, struct staking_validator *validator)
{
    validator->record.tokens = integer_text(ctx->arena, validator->tokens);
    validator->record.delegator_shares = decimal_text_scaled(ctx->arena, validator->shares);
    return record_set(ctx, STORE_STAKING,
                      staking_key_1(ctx->arena, STAKING_KEY_VALIDATOR, validator->address),
                      &cosmos_staking_v1beta1_validator_type, &validator->record);
}

status staking_validator_set_by_consensus(struct context *ctx,
                                          const struct staking_validator *validator)
{
    struct bytes consensus;
    TRY(staking_consensus_address(ctx, validator, &consensus));
    return kv_set(ctx, STORE_STAKING,
                  staking_key_1(ctx->arena, STAKING_KEY_BY_CONSENSUS, consensus),
                  validator->address);
}

status staking_power_of(struct integer tokens, int64_t *power)
{
    struct integer quotient;
    TRY(integer_divide(tokens, integer_from_u64(STAKING_POWER_REDUCTION), &quotient));
    return integer_to_i64(quotient, power) ? NULL : &NUMBER_OVERFLOW;
}

status staking_power_set(struct context *ctx, const struct staking_validator *validator)
{
    if (validator->record.jailed)
        return NULL;
    return kv_set(ctx, STORE_STAKING, staking_key_power(ctx->arena, validator), validator->address);
}

status staking_power_delete(struct context *ctx, const struct staking_validator *validator)
{
    return kv_delete(ctx, STORE_STAKING, staking_key_power(ctx->arena, validator));
}

bool staking_exchange_rate_broken(const struct staking_validator *validator)
{
    return integer_is_zero(validator->tokens) && decimal_is_positive(validator->shares);
}

status staking_tokens_from_shares(const struct staking_validator *validator, struct decimal shares,
                                  struct decimal *tokens)
{
    TRY(decimal_multiply_integer(shares, validator->tokens, tokens));
    return decimal_divide(*tokens, validator->shares, tokens);
}

status staking_tokens_from_shares_truncated(const struct staking_validator *validator,
                                            struct decimal shares, struct decimal *tokens)
{
    TRY(decimal_multiply_integer(shares, validator->tokens, tokens));
    return decimal_divide_truncate(*tokens, validator->shares, tokens);
}

status staking_shares_from_tokens(const struct staking_validator *validator, struct integer amount,
                                  struct decimal *shares)
{
    if (integer_is_zero(validator->tokens))
        return &STAKING_INSUFFICIENT_SHARES;
    TRY(decimal_multiply_integer(validator->shares, amount, shares));
    return decimal_divide_integer(*shares, validator->tokens, shares);
}

status staking_shares_from_tokens_truncated(const struct staking_validator *validator,
                                            struct integer amount, struct decimal *shares)
{
    if (integer_is_zero(validator->tokens))
        return &STAKING_INSUFFICIENT_SHARES;
    TRY(decimal_multiply_integer(validator->shares, amount, shares));
    return decimal_divide_truncate(*shares, decimal_from_integer(validator->tokens), shares);
}

status staking_validator_add(struct context *ctx, struct staking_validator *validator,
                             struct integer tokens, struct decimal *shares)
{
    int64_t power;
    TRY(staking_power_delete(ctx, validator));
    /* the first delegation to a validator sets the exchange rate to one */
    if (decimal_is_zero(validator->shares))
        *shares = decimal_from_integer(tokens);
    else
        TRY(staking_shares_from_tokens(validator, tokens, shares));
    TRY(integer_add(validator->tokens, tokens, &validator->tokens));
    TRY(decimal_add(validator->shares, *shares, &validator->shares));
    TRY(staking_validator_set(ctx, validator));
    TRY(staking_power_of(validator->tokens, &power));
    return staking_power_set(ctx, validator);
}

status staking_validator_remove_shares(struct context *ctx, struct staking_validator *validator,
                                       struct decimal shares, struct integer *tokens)
{
    struct decimal worth, remaining;
    TRY(staking_power_delete(ctx, validator));
    TRY(decimal_subtract(validator->shares, shares, &remaining));
    if (decimal_is_zero(remaining)) {
        /* the last delegation gets any trimmings */
        *tokens = validator->tokens;
        validator->tokens = INTEGER_ZERO;
    } else {
        TRY(staking_tokens_from_shares(validator, shares, &worth));
        *tokens = decimal_truncate(worth);
        TRY(integer_subtract(validator->tokens, *tokens, &validator->tokens));
        if (integer_is_negative(validator->tokens))
            return chain_panic(ctx->arena,
                               "attempting to remove more tokens than available in validator");
    }
    validator->shares = remaining;
    TRY(staking_validator_set(ctx, validator));
    return staking_power_set(ctx, validator);
}

status staking_validator_remove_tokens(struct context *ctx, struct staking_validator *validator,
                                       struct integer tokens)
{
    ASSERT(!integer_is_negative(tokens) && integer_compare(validator->tokens, tokens) >= 0);
    TRY(staking_power_delete(ctx, validator));
    TRY(integer_subtract(validator->tokens, tokens, &validator->tokens));
    TRY(staking_validator_set(ctx, validator));
    return staking_power_set(ctx, validator);
}

status staking_validator_remove(struct context *ctx, struct bytes address)
{
    struct staking_validator validator;
    struct bytes consensus;
    status failure = staking_validator_get(ctx, address, &validator);
    if (error_is(failure, &STAKING_NO_VALIDATOR))
        return NULL;
    TRY(failure);
    if (validator.record.status != STAKING_UNBONDED)
        return error_wrap(ctx->arena, &STAKING_BAD_REMOVE,
                          "cannot call RemoveValidator on bonded or unbonding validators");
    if (integer_is_positive(validator.tokens))
        return error_wrap(ctx->arena, &STAKING_BAD_REMOVE,
                          "attempting to remove a validator which still contains tokens");
    TRY(staking_consensus_address(ctx, &validator, &consensus));
    TRY(kv_delete(ctx, STORE_STAKING, staking_key_1(ctx->arena, STAKING_KEY_VALIDATOR, address)));
    TRY(kv_delete(ctx, STORE_STAKING,
                  staking_key_1(ctx->arena, STAKING_KEY_BY_CONSENSUS, consensus)));
    TRY(staking_power_delete(ctx, &validator));
    return staking_hook_validator_removed(ctx, consensus, address);
}
