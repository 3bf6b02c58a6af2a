#include "node/modules/vesting/module.h"

#include "node/chain/arguments.h"
#include "node/chain/errors.h"
#include "node/modules/bank/module.h"
#include "schema/chain/cosmos_vesting_v1beta1.h"

static status parse_parties(struct context *ctx, struct bytes from_text, struct bytes to_text,
                            struct bytes *from, struct bytes *to)
{
    TRY(argument_address(ctx, ADDRESS_ACCOUNT, from_text, "invalid 'from' address", from));
    return argument_address(ctx, ADDRESS_ACCOUNT, to_text, "invalid 'to' address", to);
}

static status parse_amount(struct context *ctx, const struct cosmos_base_v1beta1_coin_list *list,
                           struct coins *amount)
{
    TRY(coins_from_list(ctx->arena, list, amount));
    if (coins_are_valid(*amount) && coins_are_positive(*amount))
        return NULL;
    return error_wrap_bytes(ctx->arena, &CHAIN_INVALID_COINS, coins_text(ctx->arena, *amount));
}

static status check_not_blocked(struct context *ctx, struct bytes to, struct bytes text)
{
    if (!bank_is_blocked(ctx->chain, to))
        return NULL;
    return error_wrap(ctx->arena, &CHAIN_UNAUTHORIZED, "%.*s is not allowed to receive funds",
                      BYTES_ARG(text));
}

static status check_new(struct context *ctx, struct bytes to, struct bytes text)
{
    struct account *account;
    TRY(auth_account_get(ctx, to, &account));
    if (account == NULL)
        return NULL;
    return error_wrap(ctx->arena, &CHAIN_INVALID_REQUEST, "account %.*s already exists",
                      BYTES_ARG(text));
}

/* make_account gives `to` the account that `schedule` describes, without its number. */
static status make_account(struct context *ctx, struct bytes to, const struct account *schedule)
{
    struct account *fresh;
    TRY(auth_account_new(ctx, to, &fresh));
    struct account account = *schedule;
    account.address = fresh->address;
    account.number = fresh->number;
    if (account.kind == ACCOUNT_PERIODIC_VESTING && account.start_seconds >= account.end_seconds)
        return error_wrap(ctx->arena, &CHAIN_INVALID_REQUEST,
                          "vesting start-time cannot be before end-time");
    return auth_account_set(ctx, &account);
}

static status execute_create(struct context *ctx, const void *msg, void *response)
{
    const struct cosmos_vesting_v1beta1_msg_create_vesting_account *create = msg;
    struct account account = {
        .kind = create->delayed ? ACCOUNT_DELAYED_VESTING : ACCOUNT_CONTINUOUS_VESTING,
        .start_seconds = create->delayed ? 0 : ctx->block->time_seconds,
        .end_seconds = create->end_time,
    };
    struct bytes from, to;
    TRY(parse_parties(ctx, create->from_address, create->to_address, &from, &to));
    TRY(parse_amount(ctx, &create->amount, &account.original_vesting));
    if (create->end_time <= 0)
        return error_wrap(ctx->arena, &CHAIN_INVALID_REQUEST, "invalid end time");
    TRY(bank_send_enabled(ctx, account.original_vesting));
    TRY(check_not_blocked(ctx, to, create->to_address));
    TRY(check_new(ctx, to, create->to_address));
    TRY(make_account(ctx, to, &account));
    return bank_send(ctx, from, to, account.original_vesting);
}

static status execute_create_locked(struct context *ctx, const void *msg, void *response)
{
    const struct cosmos_vesting_v1beta1_msg_create_permanent_locked_account *create = msg;
    struct account account = {.kind = ACCOUNT_PERMANENT_LOCKED};
    struct bytes from, to;
    TRY(parse_parties(ctx, create->from_address, create->to_address, &from, &to));
    TRY(parse_amount(ctx, &create->amount, &account.original_vesting));
    TRY(bank_send_enabled(ctx, account.original_vesting));
    TRY(check_not_blocked(ctx, to, create->to_address));
    TRY(check_new(ctx, to, create->to_address));
    TRY(make_account(ctx, to, &account));
    return bank_send(ctx, from, to, account.original_vesting);
}

/* parse_periods fills periods, their sum and the end. Ends wrap as the original's int64 does. */
static status parse_periods(struct context *ctx,
                            const struct cosmos_vesting_v1beta1_period_list *list,
                            struct account *account)
{
    struct vesting_period *periods =
        ARENA_ARRAY(ctx->arena, struct vesting_period, list->count + 1);
    uint64_t end = (uint64_t)account->start_seconds;
    for (size_t i = 0; i < list->count; i++) {
        periods[i].seconds = list->items[i].length;
        if (periods[i].seconds < 1)
            return error_wrap(ctx->arena, &CHAIN_INVALID_REQUEST,
                              "invalid period length of %lld in period %zu, length must be greater "
                              "than 0",
                              (long long)periods[i].seconds, i);
        TRY(parse_amount(ctx, &list->items[i].amount, &periods[i].amount));
        TRY(coins_add(ctx->arena, account->original_vesting, periods[i].amount,
                      &account->original_vesting));
        end += (uint64_t)periods[i].seconds;
    }
    account->periods = periods;
    account->period_count = list->count;
    account->end_seconds = (int64_t)end;
    return NULL;
}

static status execute_create_periodic(struct context *ctx, const void *msg, void *response)
{
    const struct cosmos_vesting_v1beta1_msg_create_periodic_vesting_account *create = msg;
    struct account account = {.kind = ACCOUNT_PERIODIC_VESTING,
                              .start_seconds = create->start_time};
    struct bytes from, to;
    TRY(parse_parties(ctx, create->from_address, create->to_address, &from, &to));
    if (create->start_time < 1)
        return error_wrap(ctx->arena, &CHAIN_INVALID_REQUEST,
                          "invalid start time of %lld, length must be greater than 0",
                          (long long)create->start_time);
    TRY(parse_periods(ctx, &create->vesting_periods, &account));
    TRY(check_not_blocked(ctx, to, create->to_address));
    TRY(check_new(ctx, to, create->to_address));
    TRY(bank_send_enabled(ctx, account.original_vesting));
    TRY(make_account(ctx, to, &account));
    return bank_send(ctx, from, to, account.original_vesting);
}

static const struct message_route MESSAGES[] = {
    {&cosmos_vesting_v1beta1_msg_create_vesting_account_type,
     &cosmos_vesting_v1beta1_msg_create_vesting_account_response_type, NULL, execute_create},
    {&cosmos_vesting_v1beta1_msg_create_permanent_locked_account_type,
     &cosmos_vesting_v1beta1_msg_create_permanent_locked_account_response_type, NULL,
     execute_create_locked},
    {&cosmos_vesting_v1beta1_msg_create_periodic_vesting_account_type,
     &cosmos_vesting_v1beta1_msg_create_periodic_vesting_account_response_type, NULL,
     execute_create_periodic},
};

const struct module vesting_module = {
    .name = "vesting",
    .consensus_version = 1,
    .messages = MESSAGES,
    .message_count = ARRAY_COUNT(MESSAGES),
};
