#include "node/chain/arguments.h"
#include "node/chain/authority.h"
#include "node/chain/errors.h"
#include "node/modules/staking/internal.h"

status staking_check_denom(struct context *ctx, struct bytes denom)
{
    struct bytes bond;
    TRY(staking_bond_denom(ctx, &bond));
    if (bytes_equal(denom, bond))
        return NULL;
    return error_wrap(ctx->arena, &CHAIN_INVALID_REQUEST,
                      "invalid coin denomination: got %.*s, expected %.*s", BYTES_ARG(denom),
                      BYTES_ARG(bond));
}

static status delegate(struct context *ctx, const void *message, void *response)
{
    const struct cosmos_staking_v1beta1_msg_delegate *msg = message;
    struct staking_validator validator;
    struct bytes address, delegator;
    struct coin coin;
    struct decimal shares;
    TRY(argument_address(ctx, ADDRESS_VALIDATOR, msg->validator_address,
                         "invalid validator address", &address));
    TRY(argument_address(ctx, ADDRESS_ACCOUNT, msg->delegator_address, "invalid delegator address",
                         &delegator));
    TRY(argument_amount(ctx, &msg->amount, "invalid delegation amount", &coin));
    TRY(staking_validator_get(ctx, address, &validator));
    TRY(staking_check_denom(ctx, coin.denom));
    TRY(staking_delegate(ctx, delegator, coin.amount, STAKING_UNBONDED, &validator, true, &shares));
    EVENT(ctx->events, "delegate", {BYTES("validator"), msg->validator_address},
          {BYTES("delegator"), msg->delegator_address},
          {BYTES("amount"), coin_text(ctx->arena, coin)},
          {BYTES("new_shares"), decimal_text(ctx->arena, shares)});
    return NULL;
}

static status begin_redelegate(struct context *ctx, const void *message, void *response)
{
    const struct cosmos_staking_v1beta1_msg_begin_redelegate *msg = message;
    struct cosmos_staking_v1beta1_msg_begin_redelegate_response *answer = response;
    struct bytes source, target, delegator;
    struct coin coin;
    struct decimal shares;
    TRY(argument_address(ctx, ADDRESS_VALIDATOR, msg->validator_src_address,
                         "invalid source validator address", &source));
    TRY(argument_address(ctx, ADDRESS_VALIDATOR, msg->validator_dst_address,
                         "invalid destination validator address", &target));
    TRY(argument_address(ctx, ADDRESS_ACCOUNT, msg->delegator_address, "invalid delegator address",
                         &delegator));
    TRY(argument_amount(ctx, &msg->amount, "invalid shares amount", &coin));
    TRY(staking_unbond_shares(ctx, delegator, source, coin.amount, &shares));
    TRY(staking_check_denom(ctx, coin.denom));
    TRY(staking_redelegate(ctx, delegator, source, target, shares, &answer->completion_time));
    EVENT(ctx->events, "redelegate", {BYTES("source_validator"), msg->validator_src_address},
          {BYTES("destination_validator"), msg->validator_dst_address},
          {BYTES("amount"), coin_text(ctx->arena, coin)},
          {BYTES("completion_time"), moment_text(ctx->arena, answer->completion_time)});
    return NULL;
}

static status undelegate(struct context *ctx, const void *message, void *response)
{
    const struct cosmos_staking_v1beta1_msg_undelegate *msg = message;
    struct cosmos_staking_v1beta1_msg_undelegate_response *answer = response;
    struct bytes address, delegator;
    struct coin coin;
    struct decimal shares;
    TRY(argument_address(ctx, ADDRESS_VALIDATOR, msg->validator_address,
                         "invalid validator address", &address));
    TRY(argument_address(ctx, ADDRESS_ACCOUNT, msg->delegator_address, "invalid delegator address",
                         &delegator));
    TRY(argument_amount(ctx, &msg->amount, "invalid shares amount", &coin));
    TRY(staking_unbond_shares(ctx, delegator, address, coin.amount, &shares));
    TRY(staking_check_denom(ctx, coin.denom));
    TRY(staking_undelegate(ctx, delegator, address, shares, &answer->completion_time,
                           &coin.amount));
    answer->amount = coin_to_message(ctx->arena, coin);
    EVENT(ctx->events, "unbond", {BYTES("validator"), msg->validator_address},
          {BYTES("delegator"), msg->delegator_address},
          {BYTES("amount"), coin_text(ctx->arena, coin)},
          {BYTES("completion_time"), moment_text(ctx->arena, answer->completion_time)});
    return NULL;
}

/* Takes `amount` out of the entry and removes it when nothing is left. */
static status shrink_entry(struct context *ctx,
                           struct cosmos_staking_v1beta1_unbonding_delegation *unbonding, size_t at,
                           struct integer amount)
{
    struct cosmos_staking_v1beta1_unbonding_delegation_entry *entry = &unbonding->entries.items[at];
    struct integer balance, initial;
    TRY(integer_subtract(staking_integer(entry->balance), amount, &balance));
    TRY(integer_subtract(staking_integer(entry->initial_balance), amount, &initial));
    if (!integer_is_zero(balance)) {
        entry->balance = integer_text(ctx->arena, balance);
        entry->initial_balance = integer_text(ctx->arena, initial);
        return NULL;
    }
    for (unbonding->entries.count--; at < unbonding->entries.count; at++)
        unbonding->entries.items[at] = unbonding->entries.items[at + 1];
    return NULL;
}

/* The unbonding entry that the message names, checked. */
static status find_entry(struct context *ctx, struct bytes delegator, struct bytes validator,
                         const struct cosmos_staking_v1beta1_msg_cancel_unbonding_delegation *msg,
                         struct integer amount,
                         struct cosmos_staking_v1beta1_unbonding_delegation *unbonding, size_t *at)
{
    status failure = staking_unbonding_get(ctx, delegator, validator, unbonding);
    if (failure != NULL && failure->aborts)
        return failure;
    if (failure != NULL)
        return chain_grpc_error(
            ctx->arena, GRPC_NOT_FOUND,
            "unbonding delegation with delegator %.*s not found for validator %.*s",
            BYTES_ARG(msg->delegator_address), BYTES_ARG(msg->validator_address));
    for (*at = 0; *at < unbonding->entries.count; (*at)++) {
        if (unbonding->entries.items[*at].creation_height == msg->creation_height)
            break;
    }
    if (*at == unbonding->entries.count)
        return error_wrap(ctx->arena, &CHAIN_NOT_FOUND,
                          "unbonding delegation entry is not found at block height %lld",
                          (long long)msg->creation_height);
    if (integer_compare(staking_integer(unbonding->entries.items[*at].balance), amount) < 0)
        return error_wrap(ctx->arena, &CHAIN_INVALID_REQUEST,
                          "amount is greater than the unbonding delegation entry balance");
    if (moment_compare(unbonding->entries.items[*at].completion_time, moment_of_block(ctx)) < 0)
        return error_wrap(ctx->arena, &CHAIN_INVALID_REQUEST,
                          "unbonding delegation is already processed");
    return NULL;
}

static status cancel_unbonding(struct context *ctx, const void *message, void *response)
{
    const struct cosmos_staking_v1beta1_msg_cancel_unbonding_delegation *msg = message;
    struct cosmos_staking_v1beta1_unbonding_delegation unbonding;
    struct staking_validator validator;
    struct bytes address, delegator;
    struct coin coin;
    struct decimal shares;
    size_t at;
    TRY(argument_address(ctx, ADDRESS_VALIDATOR, msg->validator_address,
                         "invalid validator address", &address));
    TRY(argument_address(ctx, ADDRESS_ACCOUNT, msg->delegator_address, "invalid delegator address",
                         &delegator));
    TRY(argument_amount(ctx, &msg->amount, "invalid amount", &coin));
    if (msg->creation_height <= 0)
        return error_wrap(ctx->arena, &CHAIN_INVALID_REQUEST, "invalid height");
    TRY(staking_check_denom(ctx, coin.denom));
    TRY(staking_validator_get(ctx, address, &validator));
    if (staking_exchange_rate_broken(&validator))
        return &STAKING_EXCHANGE_RATE;
    if (validator.record.jailed)
        return &STAKING_JAILED;
    TRY(find_entry(ctx, delegator, address, msg, coin.amount, &unbonding, &at));
    TRY(staking_delegate(ctx, delegator, coin.amount, STAKING_UNBONDING, &validator, false,
                         &shares));
    TRY(shrink_entry(ctx, &unbonding, at, coin.amount));
    TRY(staking_unbonding_put(ctx, delegator, address, &unbonding));
    EVENT(
        ctx->events, "cancel_unbonding_delegation", {BYTES("amount"), coin_text(ctx->arena, coin)},
        {BYTES("validator"), msg->validator_address}, {BYTES("delegator"), msg->delegator_address},
        {BYTES("creation_height"),
         arena_format(ctx->arena, "%lld", (long long)msg->creation_height)});
    return NULL;
}

static status update_params(struct context *ctx, const void *message, void *response)
{
    const struct cosmos_staking_v1beta1_msg_update_params *msg = message;
    TRY(authority_check(ctx, msg->authority));
    TRY(staking_params_check(ctx, &msg->params));
    return staking_params_set(ctx, &msg->params);
}

#define ROUTE(name, handler)                                                                       \
    {                                                                                              \
        &cosmos_staking_v1beta1_msg_##name##_type,                                                 \
            &cosmos_staking_v1beta1_msg_##name##_response_type, NULL, handler                      \
    }
const struct message_route staking_messages[STAKING_MESSAGE_COUNT] = {
    ROUTE(create_validator, staking_create_validator),
    ROUTE(edit_validator, staking_edit_validator),
    ROUTE(delegate, delegate),
    ROUTE(begin_redelegate, begin_redelegate),
    ROUTE(undelegate, undelegate),
    ROUTE(cancel_unbonding_delegation, cancel_unbonding),
    ROUTE(update_params, update_params),
};
#undef ROUTE
