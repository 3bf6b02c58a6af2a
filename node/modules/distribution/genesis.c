#include "node/chain/address.h"
#include "node/chain/errors.h"
#include "node/chain/list.h"
#include "node/modules/auth/module.h"
#include "node/modules/bank/module.h"
#include "node/modules/distribution/internal.h"

static status operator_of(struct context *ctx, struct bytes text, struct bytes *address)
{
    return address_parse(ctx->arena, ADDRESS_VALIDATOR, text, address);
}

static status
import_withdraw_addresses(struct context *ctx,
                          const struct cosmos_distribution_v1beta1_genesis_state *genesis)
{
    for (size_t at = 0; at < genesis->delegator_withdraw_infos.count; at++) {
        const struct cosmos_distribution_v1beta1_delegator_withdraw_info *info =
            &genesis->delegator_withdraw_infos.items[at];
        struct bytes delegator, receiver;
        TRY(address_parse(ctx->arena, ADDRESS_ACCOUNT, info->delegator_address, &delegator));
        TRY(address_parse(ctx->arena, ADDRESS_ACCOUNT, info->withdraw_address, &receiver));
        TRY(kv_set(ctx, STORE_DISTRIBUTION,
                   distribution_key_1(ctx->arena, DISTRIBUTION_KEY_WITHDRAW, delegator), receiver));
    }
    return NULL;
}

static status import_proposer(struct context *ctx,
                              const struct cosmos_distribution_v1beta1_genesis_state *genesis)
{
    struct bytes proposer = BYTES("");
    if (genesis->previous_proposer.len > 0)
        TRY(address_parse(ctx->arena, ADDRESS_CONSENSUS, genesis->previous_proposer, &proposer));
    return distribution_proposer_set(ctx, proposer);
}

/* Outstanding rewards and commissions; `sum` gathers the former. */
static status import_claims(struct context *ctx,
                            const struct cosmos_distribution_v1beta1_genesis_state *genesis,
                            struct decimal_coins *sum)
{
    struct bytes address;
    struct decimal_coins coins;
    for (size_t at = 0; at < genesis->outstanding_rewards.count; at++) {
        const struct cosmos_distribution_v1beta1_validator_outstanding_rewards_record *record =
            &genesis->outstanding_rewards.items[at];
        TRY(operator_of(ctx, record->validator_address, &address));
        TRY(decimal_coins_from_list(ctx->arena, &record->outstanding_rewards, &coins));
        TRY(distribution_outstanding_set(ctx, address, coins));
        TRY(decimal_coins_add(ctx->arena, *sum, coins, sum));
    }
    for (size_t at = 0; at < genesis->validator_accumulated_commissions.count; at++) {
        const struct cosmos_distribution_v1beta1_validator_accumulated_commission_record *record =
            &genesis->validator_accumulated_commissions.items[at];
        TRY(operator_of(ctx, record->validator_address, &address));
        TRY(decimal_coins_from_list(ctx->arena, &record->accumulated.commission, &coins));
        TRY(distribution_commission_set(ctx, address, coins));
    }
    return NULL;
}

static status import_periods(struct context *ctx,
                             const struct cosmos_distribution_v1beta1_genesis_state *genesis)
{
    struct bytes address;
    struct decimal_coins coins;
    for (size_t at = 0; at < genesis->validator_historical_rewards.count; at++) {
        const struct cosmos_distribution_v1beta1_validator_historical_rewards_record *record =
            &genesis->validator_historical_rewards.items[at];
        TRY(operator_of(ctx, record->validator_address, &address));
        TRY(decimal_coins_from_list(ctx->arena, &record->rewards.cumulative_reward_ratio, &coins));
        TRY(distribution_historical_set(
            ctx, address, record->period,
            (struct distribution_historical){coins, record->rewards.reference_count}));
    }
    for (size_t at = 0; at < genesis->validator_current_rewards.count; at++) {
        const struct cosmos_distribution_v1beta1_validator_current_rewards_record *record =
            &genesis->validator_current_rewards.items[at];
        TRY(operator_of(ctx, record->validator_address, &address));
        TRY(decimal_coins_from_list(ctx->arena, &record->rewards.rewards, &coins));
        TRY(distribution_current_set(ctx, address,
                                     (struct distribution_current){coins, record->rewards.period}));
    }
    return NULL;
}

static status import_delegations(struct context *ctx,
                                 const struct cosmos_distribution_v1beta1_genesis_state *genesis)
{
    struct bytes address, delegator;
    struct decimal number;
    for (size_t at = 0; at < genesis->delegator_starting_infos.count; at++) {
        const struct cosmos_distribution_v1beta1_delegator_starting_info_record *record =
            &genesis->delegator_starting_infos.items[at];
        TRY(operator_of(ctx, record->validator_address, &address));
        TRY(address_parse(ctx->arena, ADDRESS_ACCOUNT, record->delegator_address, &delegator));
        if (!decimal_parse_scaled(record->starting_info.stake, &number))
            return chain_error(ctx->arena, "invalid stake of delegator %.*s",
                               BYTES_ARG(record->delegator_address));
        TRY(distribution_starting_set(
            ctx, address, delegator,
            (struct distribution_starting){record->starting_info.previous_period, number,
                                           record->starting_info.height}));
    }
    for (size_t at = 0; at < genesis->validator_slash_events.count; at++) {
        const struct cosmos_distribution_v1beta1_validator_slash_event_record *record =
            &genesis->validator_slash_events.items[at];
        uint8_t big_endian[8];
        TRY(operator_of(ctx, record->validator_address, &address));
        if (!decimal_parse_scaled(record->validator_slash_event.fraction, &number))
            return chain_error(ctx->arena, "invalid slash fraction of validator %.*s",
                               BYTES_ARG(record->validator_address));
        store_be64(big_endian, record->period);
        struct bytes key =
            ARENA_CONCAT(ctx->arena, distribution_key_slash(ctx->arena, address, record->height),
                         BYTES_OF(big_endian));
        TRY(record_set(ctx, STORE_DISTRIBUTION, key,
                       &cosmos_distribution_v1beta1_validator_slash_event_type,
                       &record->validator_slash_event));
    }
    return NULL;
}

/* Makes the module account and compares what it holds with what was imported. */
static status check_holdings(struct context *ctx, struct decimal_coins sum)
{
    struct account *account;
    struct coins held, wanted;
    struct decimal_coins rest;
    decimal_coins_truncate(ctx->arena, sum, &wanted, &rest);
    TRY(auth_module_account(ctx, DISTRIBUTION_ACCOUNT, &account));
    TRY(bank_balances(ctx, account->address, &held));
    if (coins_are_zero(held))
        TRY(auth_account_set(ctx, account));
    if (coins_equal(held, wanted))
        return NULL;
    struct bytes left = coins_text(ctx->arena, held), right = coins_text(ctx->arena, wanted);
    return chain_panic(
        ctx->arena, "distribution module balance does not match the module holdings: %.*s <-> %.*s",
        BYTES_ARG(left), BYTES_ARG(right));
}

status distribution_genesis_init(struct context *ctx, const void *message)
{
    const struct cosmos_distribution_v1beta1_genesis_state *genesis = message;
    struct decimal_coins pool, sum = DECIMAL_COINS_NONE;
    struct decimal threshold;
    struct integer period;
    TRY(decimal_coins_from_list(ctx->arena, &genesis->fee_pool.community_pool, &pool));
    TRY(distribution_params_check(ctx, &genesis->params));
    if (!decimal_parse_scaled(genesis->params.minimum_restake_threshold, &threshold) ||
        !integer_parse(genesis->params.restake_period, &period))
        return chain_error(ctx->arena, "invalid restake parameters");
    TRY(distribution_fee_pool_set(ctx, pool));
    TRY(distribution_params_set(ctx, &genesis->params));
    TRY(import_withdraw_addresses(ctx, genesis));
    TRY(import_proposer(ctx, genesis));
    TRY(import_claims(ctx, genesis, &sum));
    TRY(import_periods(ctx, genesis));
    TRY(import_delegations(ctx, genesis));
    TRY(decimal_coins_add(ctx->arena, sum, pool, &sum));
    return check_holdings(ctx, sum);
}

static struct bytes operator_text(struct context *ctx, struct bytes key)
{
    return address_text(ctx->arena, ADDRESS_VALIDATOR, distribution_key_address(key, 1));
}

/* Each of these appends one record that a walk has found. */
typedef void (*export_item)(struct context *ctx, const struct kv_walk *walk,
                            struct cosmos_distribution_v1beta1_genesis_state *genesis);

static void export_withdraw(struct context *ctx, const struct kv_walk *walk,
                            struct cosmos_distribution_v1beta1_genesis_state *genesis)
{
    struct cosmos_distribution_v1beta1_delegator_withdraw_info *info =
        list_append(ctx->arena, &genesis->delegator_withdraw_infos, sizeof(*info));
    info->delegator_address =
        address_text(ctx->arena, ADDRESS_ACCOUNT, distribution_key_address(walk->key, 1));
    info->withdraw_address = address_text(ctx->arena, ADDRESS_ACCOUNT, walk->value);
}

static void export_outstanding(struct context *ctx, const struct kv_walk *walk,
                               struct cosmos_distribution_v1beta1_genesis_state *genesis)
{
    struct cosmos_distribution_v1beta1_validator_outstanding_rewards rewards;
    struct cosmos_distribution_v1beta1_validator_outstanding_rewards_record *record =
        list_append(ctx->arena, &genesis->outstanding_rewards, sizeof(*record));
    record_decode(ctx, walk->value, &cosmos_distribution_v1beta1_validator_outstanding_rewards_type,
                  &rewards);
    record->validator_address = operator_text(ctx, walk->key);
    record->outstanding_rewards = rewards.rewards;
}

static void export_commission(struct context *ctx, const struct kv_walk *walk,
                              struct cosmos_distribution_v1beta1_genesis_state *genesis)
{
    struct cosmos_distribution_v1beta1_validator_accumulated_commission_record *record =
        list_append(ctx->arena, &genesis->validator_accumulated_commissions, sizeof(*record));
    record_decode(ctx, walk->value,
                  &cosmos_distribution_v1beta1_validator_accumulated_commission_type,
                  &record->accumulated);
    record->validator_address = operator_text(ctx, walk->key);
}

static void export_historical(struct context *ctx, const struct kv_walk *walk,
                              struct cosmos_distribution_v1beta1_genesis_state *genesis)
{
    struct cosmos_distribution_v1beta1_validator_historical_rewards_record *record =
        list_append(ctx->arena, &genesis->validator_historical_rewards, sizeof(*record));
    record_decode(ctx, walk->value, &cosmos_distribution_v1beta1_validator_historical_rewards_type,
                  &record->rewards);
    record->validator_address = operator_text(ctx, walk->key);
    record->period = load_le64(walk->key.data + walk->key.len - 8);
}

static void export_current(struct context *ctx, const struct kv_walk *walk,
                           struct cosmos_distribution_v1beta1_genesis_state *genesis)
{
    struct cosmos_distribution_v1beta1_validator_current_rewards_record *record =
        list_append(ctx->arena, &genesis->validator_current_rewards, sizeof(*record));
    record_decode(ctx, walk->value, &cosmos_distribution_v1beta1_validator_current_rewards_type,
                  &record->rewards);
    record->validator_address = operator_text(ctx, walk->key);
}

static void export_starting(struct context *ctx, const struct kv_walk *walk,
                            struct cosmos_distribution_v1beta1_genesis_state *genesis)
{
    struct bytes validator = distribution_key_address(walk->key, 1);
    struct cosmos_distribution_v1beta1_delegator_starting_info_record *record =
        list_append(ctx->arena, &genesis->delegator_starting_infos, sizeof(*record));
    record_decode(ctx, walk->value, &cosmos_distribution_v1beta1_delegator_starting_info_type,
                  &record->starting_info);
    record->validator_address = operator_text(ctx, walk->key);
    record->delegator_address = address_text(
        ctx->arena, ADDRESS_ACCOUNT, distribution_key_address(walk->key, 2 + validator.len));
}

static void export_slash(struct context *ctx, const struct kv_walk *walk,
                         struct cosmos_distribution_v1beta1_genesis_state *genesis)
{
    struct cosmos_distribution_v1beta1_validator_slash_event_record *record =
        list_append(ctx->arena, &genesis->validator_slash_events, sizeof(*record));
    record_decode(ctx, walk->value, &cosmos_distribution_v1beta1_validator_slash_event_type,
                  &record->validator_slash_event);
    record->validator_address = operator_text(ctx, walk->key);
    record->height = load_be64(walk->key.data + walk->key.len - 16);
    record->period = record->validator_slash_event.validator_period;
}

/* The original exports no restaking entries. */
status distribution_genesis_export(struct context *ctx, void *message)
{
    static const struct {
        enum distribution_key prefix;
        export_item item;
    } lists[] = {
        {DISTRIBUTION_KEY_WITHDRAW, export_withdraw},
        {DISTRIBUTION_KEY_OUTSTANDING, export_outstanding},
        {DISTRIBUTION_KEY_COMMISSION, export_commission},
        {DISTRIBUTION_KEY_HISTORICAL, export_historical},
        {DISTRIBUTION_KEY_CURRENT, export_current},
        {DISTRIBUTION_KEY_STARTING, export_starting},
        {DISTRIBUTION_KEY_SLASH, export_slash},
    };
    struct cosmos_distribution_v1beta1_genesis_state *genesis = message;
    struct decimal_coins pool;
    struct bytes proposer;
    TRY(distribution_fee_pool_get(ctx, &pool));
    genesis->fee_pool.community_pool = decimal_coins_to_list(ctx->arena, pool);
    TRY(distribution_params_get(ctx, &genesis->params));
    TRY(kv_get(ctx, STORE_DISTRIBUTION, distribution_key(ctx->arena, DISTRIBUTION_KEY_PROPOSER),
               &proposer));
    genesis->previous_proposer =
        address_text(ctx->arena, ADDRESS_CONSENSUS, record_bytes_read(proposer));
    for (size_t at = 0; at < ARRAY_COUNT(lists); at++) {
        struct kv_walk walk;
        TRY(kv_walk_prefix(ctx, STORE_DISTRIBUTION, distribution_key(ctx->arena, lists[at].prefix),
                           false, &walk));
        while (walk.valid) {
            lists[at].item(ctx, &walk, genesis);
            TRY(kv_walk_next(&walk));
        }
    }
    return NULL;
}
