#include "node/modules/authz/authorization.h"
#include "common/encoding/protobuf.h"
#include "node/chain/coins.h"
#include "node/chain/errors.h"
#include "node/modules/authz/module.h"
#include "schema/chain/cosmos_authz_v1beta1.h"
#include "schema/chain/cosmos_staking_v1beta1.h"
#include "schema/chain/ibc_applications_transfer_v1.h"
#include "schema/core/cosmos_bank_v1beta1.h"

enum {
    LIST_GAS = 10,         /* each entry of a send or stake list that is compared */
    TRANSFER_LIST_GAS = 5, /* each entry of a transfer list */
};

/* The refusals of the IBC modules that only these checks use. */
static const struct error TRANSFER_INVALID = {"transfer", 10, false,
                                              BYTES_INIT("invalid transfer authorization")};
static const struct error IBC_INVALID_CHANNEL = {"channel", 4, false,
                                                 BYTES_INIT("invalid channel")};
static const struct error IBC_INVALID_ADDRESS = {"ibc", 5, false, BYTES_INIT("invalid address")};
static const struct error IBC_INVALID_COINS = {"ibc", 6, false, BYTES_INIT("invalid coins")};
static const struct error IBC_INSUFFICIENT = {"ibc", 3, false, BYTES_INIT("insufficient funds")};
static const struct error IBC_NOT_FOUND = {"ibc", 16, false, BYTES_INIT("not found")};
static const struct error BANK_DUPLICATE = {"bank", 8, false, BYTES_INIT("duplicate entry")};

struct kind {
    const char *url;
    const struct message_type *type;
    status (*check)(struct context *ctx, const void *authorization);
    status (*message_url)(struct context *ctx, const void *authorization, struct bytes *url);
    status (*accept)(struct context *ctx, void *authorization, const struct message_type *type,
                     const void *message, bool *changed, bool *used_up);
};

static bool is_listed_before(const struct bytes_list *list, size_t at)
{
    for (size_t before = 0; before < at; before++) {
        if (bytes_equal(list->items[before], list->items[at]))
            return true;
    }
    return false;
}

/* Looks for `wanted`, charging for each entry until it is found. */
static status find_listed(struct context *ctx, const struct bytes_list *list, struct bytes wanted,
                          uint64_t gas, const char *label, bool *found)
{
    *found = false;
    for (size_t at = 0; at < list->count && !*found; at++) {
        TRY(gas_charge(ctx->gas, gas, label));
        *found = bytes_equal(list->items[at], wanted);
    }
    return NULL;
}

static status generic_check(struct context *ctx, const void *authorization)
{
    const struct cosmos_authz_v1beta1_generic_authorization *generic = authorization;
    return generic->msg.len == 0 ? chain_error(ctx->arena, "msg type cannot be empty") : NULL;
}

static status generic_url(struct context *ctx, const void *authorization, struct bytes *url)
{
    const struct cosmos_authz_v1beta1_generic_authorization *generic = authorization;
    *url = generic->msg;
    return NULL;
}

static status generic_accept(struct context *ctx, void *authorization,
                             const struct message_type *type, const void *message, bool *changed,
                             bool *used_up)
{
    return NULL;
}

static status send_check(struct context *ctx, const void *authorization)
{
    const struct cosmos_bank_v1beta1_send_authorization *send = authorization;
    struct coins limit;
    if (send->spend_limit.count == 0)
        return error_wrap(ctx->arena, &CHAIN_INVALID_COINS, "spend limit cannot be nil");
    TRY(coins_from_list(ctx->arena, &send->spend_limit, &limit));
    if (!coins_are_positive(limit))
        return error_wrap(ctx->arena, &CHAIN_INVALID_COINS, "spend limit must be positive");
    for (size_t at = 0; at < send->allow_list.count; at++) {
        if (is_listed_before(&send->allow_list, at))
            return &BANK_DUPLICATE;
    }
    return NULL;
}

static status send_url(struct context *ctx, const void *authorization, struct bytes *url)
{
    *url = BYTES("/cosmos.bank.v1beta1.MsgSend");
    return NULL;
}

static status send_accept(struct context *ctx, void *authorization, const struct message_type *type,
                          const void *message, bool *changed, bool *used_up)
{
    struct cosmos_bank_v1beta1_send_authorization *send = authorization;
    const struct cosmos_bank_v1beta1_msg_send *msg = message;
    struct coins limit, amount;
    bool negative, found;
    if (type != &cosmos_bank_v1beta1_msg_send_type)
        return error_wrap(ctx->arena, &CHAIN_INVALID_TYPE, "type mismatch");
    TRY(coins_from_list(ctx->arena, &send->spend_limit, &limit));
    TRY(coins_from_list(ctx->arena, &msg->amount, &amount));
    TRY(coins_normalized(ctx->arena, amount, &amount));
    TRY(coins_subtract(ctx->arena, limit, amount, &limit, &negative));
    if (negative)
        return error_wrap(ctx->arena, &CHAIN_INSUFFICIENT_FUNDS,
                          "requested amount is more than spend limit");
    TRY(find_listed(ctx, &send->allow_list, msg->to_address, LIST_GAS, "send authorization",
                    &found));
    if (send->allow_list.count > 0 && !found)
        return error_wrap(ctx->arena, &CHAIN_UNAUTHORIZED, "cannot send to %.*s address",
                          BYTES_ARG(msg->to_address));
    *used_up = limit.count == 0;
    *changed = true;
    send->spend_limit = coins_to_list(ctx->arena, limit);
    return NULL;
}

enum stake_kind {
    STAKE_DELEGATE = 1,
    STAKE_UNDELEGATE = 2,
    STAKE_REDELEGATE = 3,
    STAKE_CANCEL = 4,
};

static status stake_check(struct context *ctx, const void *authorization)
{
    const struct cosmos_staking_v1beta1_stake_authorization *stake = authorization;
    if (stake->max_tokens != NULL) {
        struct coin coin;
        TRY(coin_from_message(ctx->arena, stake->max_tokens, &coin));
        struct bytes text = coin_text(ctx->arena, coin);
        if (integer_is_negative(coin.amount))
            return error_wrap(ctx->arena, &AUTHZ_NEGATIVE_TOKENS, "negative coin amount: %.*s",
                              BYTES_ARG(text));
    }
    return stake->authorization_type == 0 ? &AUTHZ_UNKNOWN_TYPE : NULL;
}

static status stake_url(struct context *ctx, const void *authorization, struct bytes *url)
{
    const struct cosmos_staking_v1beta1_stake_authorization *stake = authorization;
    switch (stake->authorization_type) {
    case STAKE_DELEGATE:
        *url = BYTES("/cosmos.staking.v1beta1.MsgDelegate");
        return NULL;
    case STAKE_UNDELEGATE:
        *url = BYTES("/cosmos.staking.v1beta1.MsgUndelegate");
        return NULL;
    case STAKE_REDELEGATE:
        *url = BYTES("/cosmos.staking.v1beta1.MsgBeginRedelegate");
        return NULL;
    case STAKE_CANCEL:
        *url = BYTES("/cosmos.staking.v1beta1.MsgCancelUnbondingDelegation");
        return NULL;
    default:
        return chain_panic(ctx->arena, "cannot normalize authz type with "
                                       "types.AuthorizationType: unknown authorization type");
    }
}

/* The validator and the amount that the message is about. */
static status stake_subject(struct context *ctx, const struct message_type *type,
                            const void *message, struct bytes *validator,
                            const struct cosmos_base_v1beta1_coin **amount)
{
    if (type == &cosmos_staking_v1beta1_msg_delegate_type) {
        const struct cosmos_staking_v1beta1_msg_delegate *msg = message;
        *validator = msg->validator_address;
        *amount = &msg->amount;
    } else if (type == &cosmos_staking_v1beta1_msg_undelegate_type) {
        const struct cosmos_staking_v1beta1_msg_undelegate *msg = message;
        *validator = msg->validator_address;
        *amount = &msg->amount;
    } else if (type == &cosmos_staking_v1beta1_msg_begin_redelegate_type) {
        const struct cosmos_staking_v1beta1_msg_begin_redelegate *msg = message;
        *validator = msg->validator_dst_address;
        *amount = &msg->amount;
    } else if (type == &cosmos_staking_v1beta1_msg_cancel_unbonding_delegation_type) {
        const struct cosmos_staking_v1beta1_msg_cancel_unbonding_delegation *msg = message;
        *validator = msg->validator_address;
        *amount = &msg->amount;
    } else {
        return error_wrap(ctx->arena, &CHAIN_INVALID_REQUEST, "unknown msg type");
    }
    return NULL;
}

static status stake_check_validator(struct context *ctx,
                                    const struct cosmos_staking_v1beta1_stake_authorization *stake,
                                    struct bytes validator)
{
    static const struct bytes_list nobody;
    const struct bytes_list *allowed =
        stake->allow_list == NULL ? &nobody : &stake->allow_list->address;
    const struct bytes_list *denied =
        stake->deny_list == NULL ? &nobody : &stake->deny_list->address;
    bool is_allowed, is_denied;
    TRY(find_listed(ctx, allowed, validator, LIST_GAS, "stake authorization", &is_allowed));
    TRY(find_listed(ctx, denied, validator, LIST_GAS, "stake authorization", &is_denied));
    if (is_denied || (allowed->count > 0 && !is_allowed))
        return error_wrap(ctx->arena, &CHAIN_UNAUTHORIZED,
                          "cannot delegate/undelegate to %.*s validator", BYTES_ARG(validator));
    return NULL;
}

static status stake_accept(struct context *ctx, void *authorization,
                           const struct message_type *type, const void *message, bool *changed,
                           bool *used_up)
{
    struct cosmos_staking_v1beta1_stake_authorization *stake = authorization;
    const struct cosmos_base_v1beta1_coin *amount_message;
    struct bytes validator;
    struct coin limit, amount;
    TRY(stake_subject(ctx, type, message, &validator, &amount_message));
    TRY(stake_check_validator(ctx, stake, validator));
    *changed = true;
    if (stake->max_tokens == NULL)
        return NULL;
    TRY(coin_from_message(ctx->arena, stake->max_tokens, &limit));
    TRY(coin_from_message(ctx->arena, amount_message, &amount));
    if (!bytes_equal(limit.denom, amount.denom))
        return chain_error(ctx->arena, "invalid coin denoms: %.*s, %.*s", BYTES_ARG(limit.denom),
                           BYTES_ARG(amount.denom));
    TRY(integer_subtract(limit.amount, amount.amount, &limit.amount));
    if (integer_is_negative(limit.amount)) {
        struct bytes text = coin_text(ctx->arena, limit);
        return chain_error(ctx->arena, "negative coin amount: %.*s", BYTES_ARG(text));
    }
    *used_up = integer_is_zero(limit.amount);
    struct cosmos_base_v1beta1_coin *left = ARENA_NEW(ctx->arena, struct cosmos_base_v1beta1_coin);
    *left = coin_to_message(ctx->arena, limit);
    stake->max_tokens = left;
    return NULL;
}

static status transfer_check(struct context *ctx, const void *authorization)
{
    const struct ibc_applications_transfer_v1_transfer_authorization *transfer = authorization;
    const struct ibc_applications_transfer_v1_allocation_list *list = &transfer->allocations;
    if (list->count == 0)
        return error_wrap(ctx->arena, &TRANSFER_INVALID, "allocations cannot be empty");
    for (size_t at = 0; at < list->count; at++) {
        const struct ibc_applications_transfer_v1_allocation *allocation = &list->items[at];
        struct coins limit;
        for (size_t before = 0; before < at; before++) {
            if (bytes_equal(list->items[before].source_channel, allocation->source_channel))
                return error_wrap(ctx->arena, &IBC_INVALID_CHANNEL,
                                  "duplicate source channel ID: %.*s",
                                  BYTES_ARG(allocation->source_channel));
        }
        if (allocation->spend_limit.count == 0)
            return error_wrap(ctx->arena, &IBC_INVALID_COINS, "spend limit cannot be nil");
        TRY(coins_from_list(ctx->arena, &allocation->spend_limit, &limit));
        status failure = coins_validate(ctx->arena, limit);
        if (failure != NULL)
            return error_wrap_bytes(ctx->arena, &IBC_INVALID_COINS, failure->text);
        for (size_t entry = 0; entry < allocation->allow_list.count; entry++) {
            if (is_listed_before(&allocation->allow_list, entry))
                return error_wrap(ctx->arena, &TRANSFER_INVALID,
                                  "duplicate entry in allow list %.*s",
                                  BYTES_ARG(allocation->allow_list.items[entry]));
        }
    }
    return NULL;
}

static status transfer_url(struct context *ctx, const void *authorization, struct bytes *url)
{
    *url = BYTES("/ibc.applications.transfer.v1.MsgTransfer");
    return NULL;
}

static struct bytes trimmed(struct bytes text)
{
    while (text.len > 0 && (text.data[0] == ' ' || (text.data[0] >= '\t' && text.data[0] <= '\r')))
        text = bytes_from(text, 1);
    while (text.len > 0 && (text.data[text.len - 1] == ' ' ||
                            (text.data[text.len - 1] >= '\t' && text.data[text.len - 1] <= '\r')))
        text.len--;
    return text;
}

static status transfer_check_memo(struct context *ctx, struct bytes memo,
                                  const struct bytes_list *allowed)
{
    if (allowed->count == 0 && trimmed(memo).len == 0)
        return NULL;
    if (allowed->count == 0)
        return error_wrap(ctx->arena, &TRANSFER_INVALID,
                          "memo must be empty because allowed packet data in allocation is empty");
    if (allowed->count == 1 && bytes_is(allowed->items[0], "*"))
        return NULL;
    for (size_t at = 0; at < allowed->count; at++) {
        TRY(gas_charge(ctx->gas, TRANSFER_LIST_GAS, "transfer authorization"));
        if (bytes_equal(trimmed(memo), trimmed(allowed->items[at])))
            return NULL;
    }
    return error_wrap(ctx->arena, &TRANSFER_INVALID, "not allowed memo: %.*s", BYTES_ARG(memo));
}

/* 2^256 - 1 stands for no limit. */
static bool is_unbounded(struct integer amount)
{
    return !amount.negative && amount.limb[0] == UINT64_MAX && amount.limb[1] == UINT64_MAX &&
           amount.limb[2] == UINT64_MAX && amount.limb[3] == UINT64_MAX && amount.limb[4] == 0;
}

static status transfer_spend(struct context *ctx,
                             struct ibc_applications_transfer_v1_transfer_authorization *transfer,
                             size_t at, const struct ibc_applications_transfer_v1_msg_transfer *msg,
                             bool *changed, bool *used_up)
{
    struct ibc_applications_transfer_v1_allocation_list *list = &transfer->allocations;
    struct coins limit;
    struct coin token;
    bool negative;
    TRY(coins_from_list(ctx->arena, &list->items[at].spend_limit, &limit));
    TRY(coin_from_message(ctx->arena, &msg->token, &token));
    if (is_unbounded(coins_amount(limit, token.denom)))
        return NULL;
    TRY(coins_subtract(ctx->arena, limit, coins_one(ctx->arena, token.denom, token.amount), &limit,
                       &negative));
    if (negative)
        return error_wrap(ctx->arena, &IBC_INSUFFICIENT,
                          "requested amount is more than spend limit");
    *changed = true;
    list->items[at].spend_limit = coins_to_list(ctx->arena, limit);
    if (limit.count > 0)
        return NULL;
    for (list->count--; at < list->count; at++)
        list->items[at] = list->items[at + 1];
    *used_up = list->count == 0;
    return NULL;
}

static status transfer_accept(struct context *ctx, void *authorization,
                              const struct message_type *type, const void *message, bool *changed,
                              bool *used_up)
{
    struct ibc_applications_transfer_v1_transfer_authorization *transfer = authorization;
    const struct ibc_applications_transfer_v1_msg_transfer *msg = message;
    for (size_t at = 0; at < transfer->allocations.count; at++) {
        const struct ibc_applications_transfer_v1_allocation *allocation =
            &transfer->allocations.items[at];
        bool found;
        if (!bytes_equal(allocation->source_channel, msg->source_channel) ||
            !bytes_equal(allocation->source_port, msg->source_port))
            continue;
        TRY(find_listed(ctx, &allocation->allow_list, msg->receiver, TRANSFER_LIST_GAS,
                        "transfer authorization", &found));
        if (allocation->allow_list.count > 0 && !found)
            return error_wrap(ctx->arena, &IBC_INVALID_ADDRESS,
                              "not allowed receiver address for transfer");
        TRY(transfer_check_memo(ctx, msg->memo, &allocation->allowed_packet_data));
        return transfer_spend(ctx, transfer, at, msg, changed, used_up);
    }
    return error_wrap(ctx->arena, &IBC_NOT_FOUND,
                      "requested port and channel allocation does not exist");
}

static const struct kind KINDS[] = {
    {"/cosmos.authz.v1beta1.GenericAuthorization", &cosmos_authz_v1beta1_generic_authorization_type,
     generic_check, generic_url, generic_accept},
    {"/cosmos.bank.v1beta1.SendAuthorization", &cosmos_bank_v1beta1_send_authorization_type,
     send_check, send_url, send_accept},
    {"/cosmos.staking.v1beta1.StakeAuthorization", &cosmos_staking_v1beta1_stake_authorization_type,
     stake_check, stake_url, stake_accept},
    {"/ibc.applications.transfer.v1.TransferAuthorization",
     &ibc_applications_transfer_v1_transfer_authorization_type, transfer_check, transfer_url,
     transfer_accept},
};

static status decode(struct context *ctx, const struct google_protobuf_any *any,
                     const struct kind **kind, void **authorization)
{
    if (any == NULL)
        return error_wrap(ctx->arena, &CHAIN_INVALID_TYPE, "authorization is nil");
    for (size_t at = 0; at < ARRAY_COUNT(KINDS); at++) {
        if (!bytes_is(any->type_url, KINDS[at].url))
            continue;
        *kind = &KINDS[at];
        *authorization = arena_zalloc(ctx->arena, KINDS[at].type->size);
        return protobuf_decode(ctx->arena, KINDS[at].type, any->value, *authorization);
    }
    return error_wrap(ctx->arena, &CHAIN_INVALID_TYPE, "expected authz.Authorization, got <nil>");
}

static const struct google_protobuf_any *encode(struct arena *arena, const struct kind *kind,
                                                const void *authorization)
{
    struct google_protobuf_any *any = ARENA_NEW(arena, struct google_protobuf_any);
    any->type_url = bytes_text(kind->url);
    any->value = protobuf_encode(arena, kind->type, authorization);
    return any;
}

status authorization_check(struct context *ctx, const struct google_protobuf_any *any)
{
    const struct kind *kind;
    void *authorization;
    TRY(decode(ctx, any, &kind, &authorization));
    return kind->check(ctx, authorization);
}

status authorization_url(struct context *ctx, const struct google_protobuf_any *any,
                         struct bytes *url)
{
    const struct kind *kind;
    void *authorization;
    TRY(decode(ctx, any, &kind, &authorization));
    return kind->message_url(ctx, authorization, url);
}

status authorization_canonical(struct context *ctx, const struct google_protobuf_any *any,
                               const struct google_protobuf_any **canonical)
{
    const struct kind *kind;
    void *authorization;
    TRY(decode(ctx, any, &kind, &authorization));
    *canonical = encode(ctx->arena, kind, authorization);
    return NULL;
}

status authorization_accept(struct context *ctx, const struct google_protobuf_any *any,
                            const struct message_type *type, const void *message,
                            const struct google_protobuf_any **updated, bool *used_up)
{
    const struct kind *kind;
    void *authorization;
    bool changed = false;
    *updated = NULL;
    *used_up = false;
    TRY(decode(ctx, any, &kind, &authorization));
    TRY(kind->accept(ctx, authorization, type, message, &changed, used_up));
    if (changed)
        *updated = encode(ctx->arena, kind, authorization);
    return NULL;
}
