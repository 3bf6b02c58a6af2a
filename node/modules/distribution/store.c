#include "common/base/halt.h"
#include "node/chain/address.h"
#include "node/modules/distribution/internal.h"

struct bytes distribution_key(struct arena *arena, enum distribution_key prefix)
{
    uint8_t byte = (uint8_t)prefix;
    return arena_copy(arena, bytes_make(&byte, 1));
}

struct bytes distribution_key_1(struct arena *arena, enum distribution_key prefix, struct bytes a)
{
    return ARENA_CONCAT(arena, distribution_key(arena, prefix), address_key(arena, a));
}

struct bytes distribution_key_2(struct arena *arena, enum distribution_key prefix, struct bytes a,
                                struct bytes b)
{
    return ARENA_CONCAT(arena, distribution_key_1(arena, prefix, a), address_key(arena, b));
}

struct bytes distribution_key_historical(struct arena *arena, struct bytes validator,
                                         uint64_t period)
{
    uint8_t little_endian[8];
    store_le64(little_endian, period);
    return ARENA_CONCAT(arena, distribution_key_1(arena, DISTRIBUTION_KEY_HISTORICAL, validator),
                        BYTES_OF(little_endian));
}

struct bytes distribution_key_slash(struct arena *arena, struct bytes validator, uint64_t height)
{
    uint8_t big_endian[8];
    store_be64(big_endian, height);
    return ARENA_CONCAT(arena, distribution_key_1(arena, DISTRIBUTION_KEY_SLASH, validator),
                        BYTES_OF(big_endian));
}

struct bytes distribution_key_address(struct bytes key, size_t at)
{
    ASSERT(at < key.len && (size_t)key.data[at] + at + 1 <= key.len);
    return bytes_slice(key, at + 1, key.data[at]);
}

struct decimal distribution_decimal(struct bytes text)
{
    struct decimal value = DECIMAL_ZERO;
    ASSERT(decimal_parse_scaled(text, &value));
    return value;
}

struct decimal_coins distribution_coins(struct context *ctx,
                                        const struct cosmos_base_v1beta1_dec_coin_list *list)
{
    struct decimal_coins coins;
    ASSERT(decimal_coins_from_list(ctx->arena, list, &coins) == NULL);
    return coins;
}

status distribution_fee_pool_get(struct context *ctx, struct decimal_coins *pool)
{
    struct cosmos_distribution_v1beta1_fee_pool record;
    bool found;
    TRY(record_get(ctx, STORE_DISTRIBUTION, distribution_key(ctx->arena, DISTRIBUTION_KEY_FEE_POOL),
                   &cosmos_distribution_v1beta1_fee_pool_type, &record, &found));
    *pool = distribution_coins(ctx, &record.community_pool);
    return NULL;
}

status distribution_fee_pool_set(struct context *ctx, struct decimal_coins pool)
{
    struct cosmos_distribution_v1beta1_fee_pool record = {
        .community_pool = decimal_coins_to_list(ctx->arena, pool)};
    return record_set(ctx, STORE_DISTRIBUTION,
                      distribution_key(ctx->arena, DISTRIBUTION_KEY_FEE_POOL),
                      &cosmos_distribution_v1beta1_fee_pool_type, &record);
}

status distribution_fee_pool_add(struct context *ctx, struct decimal_coins coins)
{
    struct decimal_coins pool;
    TRY(distribution_fee_pool_get(ctx, &pool));
    TRY(decimal_coins_add(ctx->arena, pool, coins, &pool));
    return distribution_fee_pool_set(ctx, pool);
}

status distribution_outstanding_get(struct context *ctx, struct bytes validator,
                                    struct decimal_coins *rewards)
{
    struct cosmos_distribution_v1beta1_validator_outstanding_rewards record;
    bool found;
    TRY(record_get(ctx, STORE_DISTRIBUTION,
                   distribution_key_1(ctx->arena, DISTRIBUTION_KEY_OUTSTANDING, validator),
                   &cosmos_distribution_v1beta1_validator_outstanding_rewards_type, &record,
                   &found));
    *rewards = distribution_coins(ctx, &record.rewards);
    return NULL;
}

status distribution_outstanding_set(struct context *ctx, struct bytes validator,
                                    struct decimal_coins rewards)
{
    struct cosmos_distribution_v1beta1_validator_outstanding_rewards record = {
        .rewards = decimal_coins_to_list(ctx->arena, rewards)};
    return record_set(ctx, STORE_DISTRIBUTION,
                      distribution_key_1(ctx->arena, DISTRIBUTION_KEY_OUTSTANDING, validator),
                      &cosmos_distribution_v1beta1_validator_outstanding_rewards_type, &record);
}

status distribution_commission_get(struct context *ctx, struct bytes validator,
                                   struct decimal_coins *commission)
{
    struct cosmos_distribution_v1beta1_validator_accumulated_commission record;
    bool found;
    TRY(record_get(ctx, STORE_DISTRIBUTION,
                   distribution_key_1(ctx->arena, DISTRIBUTION_KEY_COMMISSION, validator),
                   &cosmos_distribution_v1beta1_validator_accumulated_commission_type, &record,
                   &found));
    *commission = distribution_coins(ctx, &record.commission);
    return NULL;
}

status distribution_commission_set(struct context *ctx, struct bytes validator,
                                   struct decimal_coins commission)
{
    struct cosmos_distribution_v1beta1_validator_accumulated_commission record = {0};
    if (!decimal_coins_are_zero(commission))
        record.commission = decimal_coins_to_list(ctx->arena, commission);
    return record_set(ctx, STORE_DISTRIBUTION,
                      distribution_key_1(ctx->arena, DISTRIBUTION_KEY_COMMISSION, validator),
                      &cosmos_distribution_v1beta1_validator_accumulated_commission_type, &record);
}

status distribution_current_get(struct context *ctx, struct bytes validator,
                                struct distribution_current *current)
{
    struct cosmos_distribution_v1beta1_validator_current_rewards record;
    bool found;
    TRY(record_get(ctx, STORE_DISTRIBUTION,
                   distribution_key_1(ctx->arena, DISTRIBUTION_KEY_CURRENT, validator),
                   &cosmos_distribution_v1beta1_validator_current_rewards_type, &record, &found));
    *current =
        (struct distribution_current){distribution_coins(ctx, &record.rewards), record.period};
    return NULL;
}

status distribution_current_set(struct context *ctx, struct bytes validator,
                                struct distribution_current current)
{
    struct cosmos_distribution_v1beta1_validator_current_rewards record = {
        .rewards = decimal_coins_to_list(ctx->arena, current.rewards), .period = current.period};
    return record_set(ctx, STORE_DISTRIBUTION,
                      distribution_key_1(ctx->arena, DISTRIBUTION_KEY_CURRENT, validator),
                      &cosmos_distribution_v1beta1_validator_current_rewards_type, &record);
}

status distribution_historical_get(struct context *ctx, struct bytes validator, uint64_t period,
                                   struct distribution_historical *historical)
{
    struct cosmos_distribution_v1beta1_validator_historical_rewards record;
    bool found;
    TRY(record_get(
        ctx, STORE_DISTRIBUTION, distribution_key_historical(ctx->arena, validator, period),
        &cosmos_distribution_v1beta1_validator_historical_rewards_type, &record, &found));
    *historical = (struct distribution_historical){
        distribution_coins(ctx, &record.cumulative_reward_ratio), record.reference_count};
    return NULL;
}

status distribution_historical_set(struct context *ctx, struct bytes validator, uint64_t period,
                                   struct distribution_historical historical)
{
    struct cosmos_distribution_v1beta1_validator_historical_rewards record = {
        .cumulative_reward_ratio = decimal_coins_to_list(ctx->arena, historical.ratio),
        .reference_count = historical.references};
    return record_set(ctx, STORE_DISTRIBUTION,
                      distribution_key_historical(ctx->arena, validator, period),
                      &cosmos_distribution_v1beta1_validator_historical_rewards_type, &record);
}

status distribution_starting_get(struct context *ctx, struct bytes validator,
                                 struct bytes delegator, struct distribution_starting *starting)
{
    struct cosmos_distribution_v1beta1_delegator_starting_info record;
    bool found;
    TRY(record_get(ctx, STORE_DISTRIBUTION,
                   distribution_key_2(ctx->arena, DISTRIBUTION_KEY_STARTING, validator, delegator),
                   &cosmos_distribution_v1beta1_delegator_starting_info_type, &record, &found));
    *starting = (struct distribution_starting){
        record.previous_period, found ? distribution_decimal(record.stake) : DECIMAL_ZERO,
        record.height};
    return NULL;
}

status distribution_starting_set(struct context *ctx, struct bytes validator,
                                 struct bytes delegator, struct distribution_starting starting)
{
    struct cosmos_distribution_v1beta1_delegator_starting_info record = {
        .previous_period = starting.previous_period,
        .stake = decimal_text_scaled(ctx->arena, starting.stake),
        .height = starting.height};
    return record_set(
        ctx, STORE_DISTRIBUTION,
        distribution_key_2(ctx->arena, DISTRIBUTION_KEY_STARTING, validator, delegator),
        &cosmos_distribution_v1beta1_delegator_starting_info_type, &record);
}

status distribution_withdraw_address_get(struct context *ctx, struct bytes delegator,
                                         struct bytes *address)
{
    TRY(kv_get(ctx, STORE_DISTRIBUTION,
               distribution_key_1(ctx->arena, DISTRIBUTION_KEY_WITHDRAW, delegator), address));
    if (address->data == NULL)
        *address = delegator;
    return NULL;
}

status distribution_proposer_set(struct context *ctx, struct bytes consensus)
{
    return kv_set(ctx, STORE_DISTRIBUTION, distribution_key(ctx->arena, DISTRIBUTION_KEY_PROPOSER),
                  record_bytes(ctx->arena, consensus));
}
