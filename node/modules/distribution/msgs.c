#include "node/chain/arguments.h"
#include "node/chain/authority.h"
#include "node/chain/errors.h"
#include "node/modules/bank/module.h"
#include "node/modules/distribution/internal.h"

/* The only module that decodes the authority before it compares it. */
static status check_authority(struct context *ctx, struct bytes authority)
{
    struct bytes address;
    TRY(argument_address(ctx, ADDRESS_ACCOUNT, authority, "invalid authority address", &address));
    return authority_check(ctx, authority);
}

static status read_coins(struct context *ctx, const struct cosmos_base_v1beta1_coin_list *list,
                         struct coins *coins)
{
    if (list->count == 0)
        return error_wrap(ctx->arena, &CHAIN_INVALID_COINS, "amount cannot be nil");
    TRY(coins_from_list(ctx->arena, list, coins));
    if (coins_validate(ctx->arena, *coins) != NULL)
        return error_wrap_bytes(ctx->arena, &CHAIN_INVALID_COINS, coins_text(ctx->arena, *coins));
    return NULL;
}

static status set_withdraw_address(struct context *ctx, const void *message, void *response)
{
    const struct cosmos_distribution_v1beta1_msg_set_withdraw_address *msg = message;
    struct cosmos_distribution_v1beta1_params params;
    struct bytes delegator, receiver;
    TRY(argument_address(ctx, ADDRESS_ACCOUNT, msg->delegator_address, "invalid delegator address",
                         &delegator));
    TRY(argument_address(ctx, ADDRESS_ACCOUNT, msg->withdraw_address, "invalid withdraw address",
                         &receiver));
    struct bytes text = address_text(ctx->arena, ADDRESS_ACCOUNT, receiver);
    if (bank_is_blocked(ctx->chain, receiver))
        return error_wrap(ctx->arena, &CHAIN_UNAUTHORIZED,
                          "%.*s is not allowed to receive external funds", BYTES_ARG(text));
    TRY(distribution_params_get(ctx, &params));
    if (!params.withdraw_addr_enabled)
        return &DISTRIBUTION_WITHDRAW_DISABLED;
    EVENT(ctx->events, "set_withdraw_address", {BYTES("withdraw_address"), text});
    return kv_set(ctx, STORE_DISTRIBUTION,
                  distribution_key_1(ctx->arena, DISTRIBUTION_KEY_WITHDRAW, delegator), receiver);
}

static status withdraw_reward(struct context *ctx, const void *message, void *response)
{
    const struct cosmos_distribution_v1beta1_msg_withdraw_delegator_reward *msg = message;
    struct cosmos_distribution_v1beta1_msg_withdraw_delegator_reward_response *answer = response;
    struct bytes delegator, validator;
    struct coins paid;
    TRY(argument_address(ctx, ADDRESS_VALIDATOR, msg->validator_address,
                         "invalid validator address", &validator));
    TRY(argument_address(ctx, ADDRESS_ACCOUNT, msg->delegator_address, "invalid delegator address",
                         &delegator));
    TRY(distribution_withdraw_rewards(ctx, delegator, validator, &paid));
    answer->amount = coins_to_list(ctx->arena, paid);
    return NULL;
}

static status withdraw_commission(struct context *ctx, const void *message, void *response)
{
    const struct cosmos_distribution_v1beta1_msg_withdraw_validator_commission *msg = message;
    struct cosmos_distribution_v1beta1_msg_withdraw_validator_commission_response *answer =
        response;
    struct bytes validator;
    struct coins paid;
    TRY(argument_address(ctx, ADDRESS_VALIDATOR, msg->validator_address,
                         "invalid validator address", &validator));
    TRY(distribution_withdraw_commission(ctx, validator, &paid));
    answer->amount = coins_to_list(ctx->arena, paid);
    return NULL;
}

static status fund_community_pool(struct context *ctx, const void *message, void *response)
{
    const struct cosmos_distribution_v1beta1_msg_fund_community_pool *msg = message;
    struct bytes depositor;
    struct coins coins;
    TRY(argument_address(ctx, ADDRESS_ACCOUNT, msg->depositor, "invalid depositor address",
                         &depositor));
    TRY(read_coins(ctx, &msg->amount, &coins));
    return distribution_fund_community_pool(ctx, depositor, coins);
}

static status update_params(struct context *ctx, const void *message, void *response)
{
    const struct cosmos_distribution_v1beta1_msg_update_params *msg = message;
    struct decimal base = DECIMAL_ZERO, bonus = DECIMAL_ZERO;
    TRY(check_authority(ctx, msg->authority));
    if ((decimal_parse_scaled(msg->params.base_proposer_reward, &base) && !decimal_is_zero(base)) ||
        (decimal_parse_scaled(msg->params.bonus_proposer_reward, &bonus) &&
         !decimal_is_zero(bonus)))
        return error_wrap(ctx->arena, &CHAIN_INVALID_REQUEST,
                          "cannot update base or bonus proposer reward because these are "
                          "deprecated fields");
    TRY(distribution_params_check(ctx, &msg->params));
    return distribution_params_set(ctx, &msg->params);
}

static status community_pool_spend(struct context *ctx, const void *message, void *response)
{
    const struct cosmos_distribution_v1beta1_msg_community_pool_spend *msg = message;
    struct bytes recipient;
    struct coins coins;
    TRY(check_authority(ctx, msg->authority));
    TRY(read_coins(ctx, &msg->amount, &coins));
    TRY(address_parse(ctx->arena, ADDRESS_ACCOUNT, msg->recipient, &recipient));
    if (bank_is_blocked(ctx->chain, recipient))
        return error_wrap(ctx->arena, &CHAIN_UNAUTHORIZED,
                          "%.*s is not allowed to receive external funds",
                          BYTES_ARG(msg->recipient));
    return distribution_spend_community_pool(ctx, recipient, coins);
}

/* Refuses a deposit that would make the reward ratio overflow at the next withdrawal. */
static status check_room(struct context *ctx, const struct staking_validator *validator)
{
    struct distribution_current current;
    struct distribution_historical historical;
    struct decimal_coins sum;
    if (integer_is_zero(validator->tokens))
        return NULL;
    TRY(distribution_current_get(ctx, validator->address, &current));
    TRY(distribution_historical_get(ctx, validator->address, current.period - 1, &historical));
    if (decimal_coins_are_zero(historical.ratio))
        return NULL;
    status failure = decimal_coins_add(ctx->arena, historical.ratio, current.rewards, &sum);
    if (failure == NULL)
        return NULL;
    return chain_error(ctx->arena, "unable to deposit coins: deposit is too large: %.*s",
                       BYTES_ARG(failure->text));
}

static status deposit_rewards(struct context *ctx, const void *message, void *response)
{
    const struct cosmos_distribution_v1beta1_msg_deposit_validator_rewards_pool *msg = message;
    struct staking_validator validator;
    struct bytes depositor, address;
    struct coins coins;
    TRY(address_parse(ctx->arena, ADDRESS_ACCOUNT, msg->depositor, &depositor));
    TRY(coins_from_list(ctx->arena, &msg->amount, &coins));
    TRY(bank_send_to_module(ctx, depositor, DISTRIBUTION_ACCOUNT, coins));
    TRY(address_parse(ctx->arena, ADDRESS_VALIDATOR, msg->validator_address, &address));
    TRY(staking_validator_get(ctx, address, &validator));
    TRY(distribution_allocate_to_validator(ctx, &validator,
                                           decimal_coins_from_coins(ctx->arena, coins)));
    return check_room(ctx, &validator);
}

static status set_auto_restake(struct context *ctx, const void *message, void *response)
{
    const struct cosmos_distribution_v1beta1_msg_set_auto_restake *msg = message;
    struct bytes delegator, validator;
    TRY(address_parse(ctx->arena, ADDRESS_VALIDATOR, msg->validator_address, &validator));
    TRY(address_parse(ctx->arena, ADDRESS_ACCOUNT, msg->delegator_address, &delegator));
    if (msg->enabled)
        TRY(distribution_restake_enable(ctx, delegator, validator));
    else
        TRY(distribution_restake_disable(ctx, delegator, validator));
    EVENT(ctx->events, "message", {BYTES("module"), BYTES("distribution")},
          {BYTES("sender"), msg->delegator_address});
    return NULL;
}

#define ROUTE(name, handler)                                                                       \
    {                                                                                              \
        &cosmos_distribution_v1beta1_msg_##name##_type,                                            \
            &cosmos_distribution_v1beta1_msg_##name##_response_type, NULL, handler                 \
    }
const struct message_route distribution_messages[DISTRIBUTION_MESSAGE_COUNT] = {
    ROUTE(set_withdraw_address, set_withdraw_address),
    ROUTE(withdraw_delegator_reward, withdraw_reward),
    ROUTE(withdraw_validator_commission, withdraw_commission),
    ROUTE(fund_community_pool, fund_community_pool),
    ROUTE(update_params, update_params),
    ROUTE(community_pool_spend, community_pool_spend),
    ROUTE(deposit_validator_rewards_pool, deposit_rewards),
    ROUTE(set_auto_restake, set_auto_restake),
};
#undef ROUTE
