#include "node/modules/feegrant/allowance.h"
#include "common/encoding/protobuf.h"
#include "common/tx/tx.h"
#include "node/chain/errors.h"
#include "node/chain/moment.h"
#include "node/chain/router.h"
#include "node/modules/feegrant/module.h"

#define BASIC_URL    "/cosmos.feegrant.v1beta1.BasicAllowance"
#define PERIODIC_URL "/cosmos.feegrant.v1beta1.PeriodicAllowance"
#define MESSAGES_URL "/cosmos.feegrant.v1beta1.AllowedMsgAllowance"

enum {
    DEPTH_MAX = 10, /* allowances inside each other; the transaction decoder allows no more */
    CHECK_MESSAGE_GAS = 10,
};

static status from_basic(struct context *ctx,
                         const struct cosmos_feegrant_v1beta1_basic_allowance *record,
                         struct allowance *allowance)
{
    allowance->expiration = record->expiration;
    return coins_from_list(ctx->arena, &record->spend_limit, &allowance->spend_limit);
}

static status decode_periodic(struct context *ctx, struct bytes value, struct allowance *allowance)
{
    struct cosmos_feegrant_v1beta1_periodic_allowance record;
    TRY(protobuf_decode(ctx->arena, &cosmos_feegrant_v1beta1_periodic_allowance_type, value,
                        &record));
    allowance->kind = ALLOWANCE_PERIODIC;
    allowance->period = record.period;
    allowance->period_reset = record.period_reset;
    TRY(from_basic(ctx, &record.basic, allowance));
    TRY(coins_from_list(ctx->arena, &record.period_spend_limit, &allowance->period_spend_limit));
    return coins_from_list(ctx->arena, &record.period_can_spend, &allowance->period_can_spend);
}

static status decode_one(struct context *ctx, const struct google_protobuf_any *any,
                         struct allowance *allowance, const struct google_protobuf_any **inner)
{
    struct cosmos_feegrant_v1beta1_basic_allowance basic;
    struct cosmos_feegrant_v1beta1_allowed_msg_allowance messages;
    *inner = NULL;
    if (any != NULL && bytes_is(any->type_url, BASIC_URL)) {
        allowance->kind = ALLOWANCE_BASIC;
        TRY(protobuf_decode(ctx->arena, &cosmos_feegrant_v1beta1_basic_allowance_type, any->value,
                            &basic));
        return from_basic(ctx, &basic, allowance);
    }
    if (any != NULL && bytes_is(any->type_url, PERIODIC_URL))
        return decode_periodic(ctx, any->value, allowance);
    if (any == NULL || !bytes_is(any->type_url, MESSAGES_URL))
        return error_wrap(ctx->arena, &FEEGRANT_NO_ALLOWANCE, "failed to get allowance");
    TRY(protobuf_decode(ctx->arena, &cosmos_feegrant_v1beta1_allowed_msg_allowance_type, any->value,
                        &messages));
    allowance->kind = ALLOWANCE_MESSAGES;
    allowance->messages = messages.allowed_messages;
    *inner = messages.allowance;
    return NULL;
}

status allowance_decode(struct context *ctx, const struct google_protobuf_any *any,
                        struct allowance **allowance)
{
    struct allowance **place = allowance;
    for (unsigned depth = 0; depth < DEPTH_MAX; depth++) {
        const struct google_protobuf_any *inner;
        *place = ARENA_NEW(ctx->arena, struct allowance);
        TRY(decode_one(ctx, any, *place, &inner));
        /* an empty one inside is found by the check */
        if (inner == NULL)
            return NULL;
        any = inner;
        place = &(*place)->inner;
    }
    return error_wrap(ctx->arena, &FEEGRANT_NO_ALLOWANCE, "failed to get allowance");
}

static struct cosmos_feegrant_v1beta1_basic_allowance to_basic(struct arena *arena,
                                                               const struct allowance *allowance)
{
    return (struct cosmos_feegrant_v1beta1_basic_allowance){
        .spend_limit = coins_to_list(arena, allowance->spend_limit),
        .expiration = allowance->expiration,
    };
}

static const struct google_protobuf_any *wrap(struct arena *arena, const char *url,
                                              const struct message_type *type, const void *message)
{
    struct google_protobuf_any *any = ARENA_NEW(arena, struct google_protobuf_any);
    any->type_url = bytes_text(url);
    any->value = protobuf_encode(arena, type, message);
    return any;
}

/* Encodes one allowance around what is inside it. */
static const struct google_protobuf_any *encode_one(struct arena *arena,
                                                    const struct allowance *allowance,
                                                    const struct google_protobuf_any *inner)
{
    struct cosmos_feegrant_v1beta1_basic_allowance basic = to_basic(arena, allowance);
    if (allowance->kind == ALLOWANCE_BASIC)
        return wrap(arena, BASIC_URL, &cosmos_feegrant_v1beta1_basic_allowance_type, &basic);
    if (allowance->kind == ALLOWANCE_PERIODIC) {
        struct cosmos_feegrant_v1beta1_periodic_allowance periodic = {
            .basic = basic,
            .period = allowance->period,
            .period_spend_limit = coins_to_list(arena, allowance->period_spend_limit),
            .period_can_spend = coins_to_list(arena, allowance->period_can_spend),
            .period_reset = allowance->period_reset,
        };
        return wrap(arena, PERIODIC_URL, &cosmos_feegrant_v1beta1_periodic_allowance_type,
                    &periodic);
    }
    struct cosmos_feegrant_v1beta1_allowed_msg_allowance messages = {
        .allowance = inner, .allowed_messages = allowance->messages};
    return wrap(arena, MESSAGES_URL, &cosmos_feegrant_v1beta1_allowed_msg_allowance_type,
                &messages);
}

const struct google_protobuf_any *allowance_encode(struct arena *arena,
                                                   const struct allowance *allowance)
{
    const struct allowance *chain[DEPTH_MAX];
    const struct google_protobuf_any *any = NULL;
    size_t depth = 0;
    for (; allowance != NULL && depth < DEPTH_MAX; allowance = allowance->inner)
        chain[depth++] = allowance;
    while (depth > 0)
        any = encode_one(arena, chain[--depth], any);
    return any;
}

/* The allowance that holds the limits: the innermost one. */
static const struct allowance *limits_of(const struct allowance *allowance)
{
    while (allowance->inner != NULL)
        allowance = allowance->inner;
    return allowance;
}

const struct google_protobuf_timestamp *allowance_expiration(const struct allowance *allowance)
{
    return limits_of(allowance)->expiration;
}

static status check_coins(struct context *ctx, struct coins coins, const char *name)
{
    struct bytes text = coins_text(ctx->arena, coins);
    if (!coins_are_valid(coins))
        return error_wrap(ctx->arena, &CHAIN_INVALID_COINS, "%s amount is invalid: %.*s", name,
                          BYTES_ARG(text));
    return NULL;
}

static status check_basic(struct context *ctx, const struct allowance *allowance)
{
    if (allowance->spend_limit.count > 0) {
        TRY(check_coins(ctx, allowance->spend_limit, "send"));
        if (!coins_are_positive(allowance->spend_limit))
            return error_wrap(ctx->arena, &CHAIN_INVALID_COINS, "spend limit must be positive");
    }
    if (allowance->expiration != NULL && allowance->expiration->seconds < 0)
        return error_wrap(ctx->arena, &FEEGRANT_INVALID_DURATION,
                          "expiration time cannot be negative");
    return NULL;
}

static bool denoms_are_subset(struct coins part, struct coins whole)
{
    if (part.count > whole.count)
        return false;
    for (size_t at = 0; at < part.count; at++) {
        if (integer_is_zero(coins_amount(whole, part.items[at].denom)))
            return false;
    }
    return true;
}

static status check_periodic(struct context *ctx, const struct allowance *allowance)
{
    TRY(check_basic(ctx, allowance));
    TRY(check_coins(ctx, allowance->period_spend_limit, "spend"));
    if (!coins_are_positive(allowance->period_spend_limit))
        return error_wrap(ctx->arena, &CHAIN_INVALID_COINS, "spend limit must be positive");
    TRY(check_coins(ctx, allowance->period_can_spend, "can spend"));
    if (allowance->spend_limit.count > 0 &&
        !denoms_are_subset(allowance->period_spend_limit, allowance->spend_limit))
        return error_wrap(ctx->arena, &CHAIN_INVALID_COINS,
                          "period spend limit has different currency than basic spend limit");
    if (duration_nanoseconds(allowance->period) < 0)
        return error_wrap(ctx->arena, &FEEGRANT_INVALID_DURATION, "negative clock step");
    return NULL;
}

status allowance_check(struct context *ctx, const struct allowance *allowance)
{
    for (; allowance->kind == ALLOWANCE_MESSAGES; allowance = allowance->inner) {
        if (allowance->inner == NULL)
            return error_wrap(ctx->arena, &FEEGRANT_NO_ALLOWANCE, "allowance should not be empty");
        if (allowance->messages.count == 0)
            return error_wrap(ctx->arena, &FEEGRANT_NO_MESSAGES,
                              "allowed messages shouldn't be empty");
    }
    return allowance->kind == ALLOWANCE_BASIC ? check_basic(ctx, allowance)
                                              : check_periodic(ctx, allowance);
}

static bool is_expired(struct context *ctx, const struct allowance *allowance)
{
    return allowance->expiration != NULL &&
           moment_compare(*allowance->expiration, moment_of_block(ctx)) < 0;
}

static status take(struct context *ctx, struct coins *from, struct coins fee, const char *name)
{
    bool negative;
    TRY(coins_subtract(ctx->arena, *from, fee, from, &negative));
    return negative ? error_wrap(ctx->arena, &FEEGRANT_LIMIT_EXCEEDED, "%s", name) : NULL;
}

static status accept_basic(struct context *ctx, struct allowance *allowance, struct coins fee,
                           bool *remove)
{
    *remove = is_expired(ctx, allowance);
    if (*remove)
        return error_wrap(ctx->arena, &FEEGRANT_EXPIRED, "basic allowance");
    if (allowance->spend_limit.count == 0)
        return NULL;
    TRY(take(ctx, &allowance->spend_limit, fee, "basic allowance"));
    *remove = allowance->spend_limit.count == 0;
    return NULL;
}

/* At the end of a period what may be spent is filled up again. */
static status reset_period(struct context *ctx, struct allowance *allowance)
{
    struct google_protobuf_timestamp now = moment_of_block(ctx);
    struct coins left;
    bool negative;
    if (moment_compare(now, allowance->period_reset) < 0)
        return NULL;
    TRY(coins_subtract(ctx->arena, allowance->spend_limit, allowance->period_spend_limit, &left,
                       &negative));
    allowance->period_can_spend = negative && allowance->spend_limit.count > 0
                                      ? allowance->spend_limit
                                      : allowance->period_spend_limit;
    allowance->period_reset = moment_add(allowance->period_reset, allowance->period);
    if (moment_compare(now, allowance->period_reset) > 0)
        allowance->period_reset = moment_add(now, allowance->period);
    return NULL;
}

static status accept_periodic(struct context *ctx, struct allowance *allowance, struct coins fee,
                              bool *remove)
{
    *remove = is_expired(ctx, allowance);
    if (*remove)
        return error_wrap(ctx->arena, &FEEGRANT_EXPIRED, "absolute limit");
    TRY(reset_period(ctx, allowance));
    TRY(take(ctx, &allowance->period_can_spend, fee, "period limit"));
    if (allowance->spend_limit.count == 0)
        return NULL;
    TRY(take(ctx, &allowance->spend_limit, fee, "absolute limit"));
    *remove = allowance->spend_limit.count == 0;
    return NULL;
}

static bool is_listed(const struct bytes_list *list, struct bytes url)
{
    for (size_t at = 0; at < list->count; at++) {
        if (bytes_equal(list->items[at], url))
            return true;
    }
    return false;
}

static status check_messages(struct context *ctx, const struct allowance *allowance)
{
    for (size_t at = 0; at < allowance->messages.count; at++)
        TRY(gas_charge(ctx->gas, CHECK_MESSAGE_GAS, "check msg"));
    for (size_t at = 0; at < ctx->tx->message_count; at++) {
        TRY(gas_charge(ctx->gas, CHECK_MESSAGE_GAS, "check msg"));
        if (!is_listed(&allowance->messages, message_url(ctx->arena, ctx->tx->messages[at].type)))
            return error_wrap(ctx->arena, &FEEGRANT_MESSAGE_NOT_ALLOWED,
                              "message does not exist in allowed messages");
    }
    return NULL;
}

status allowance_accept(struct context *ctx, struct allowance *allowance, struct coins fee,
                        bool *remove)
{
    *remove = false;
    for (; allowance->kind == ALLOWANCE_MESSAGES; allowance = allowance->inner) {
        TRY(check_messages(ctx, allowance));
        if (allowance->inner == NULL)
            return error_wrap(ctx->arena, &FEEGRANT_NO_ALLOWANCE, "failed to get allowance");
    }
    return allowance->kind == ALLOWANCE_BASIC ? accept_basic(ctx, allowance, fee, remove)
                                              : accept_periodic(ctx, allowance, fee, remove);
}
