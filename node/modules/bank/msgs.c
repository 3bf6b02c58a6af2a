#include "node/chain/arguments.h"
#include "node/chain/authority.h"
#include "node/chain/errors.h"
#include "node/chain/kv.h"
#include "node/modules/bank/internal.h"
#include "node/modules/bank/keys.h"

static status check_receiver(struct context *ctx, struct bytes address, struct bytes text)
{
    if (!bank_is_blocked(ctx->chain, address))
        return NULL;
    return error_wrap(ctx->arena, &CHAIN_UNAUTHORIZED, "%.*s is not allowed to receive funds",
                      BYTES_ARG(text));
}

static status execute_send(struct context *ctx, const void *msg, void *response)
{
    const struct cosmos_bank_v1beta1_msg_send *send = msg;
    struct bytes from, to;
    struct coins coins;
    TRY(argument_address(ctx, ADDRESS_ACCOUNT, send->from_address, "invalid from address", &from));
    TRY(argument_address(ctx, ADDRESS_ACCOUNT, send->to_address, "invalid to address", &to));
    TRY(coins_from_list(ctx->arena, &send->amount, &coins));
    if (!coins_are_valid(coins) || !coins_are_positive(coins))
        return bank_refuse_coins(ctx, coins);
    TRY(bank_send_enabled(ctx, coins));
    TRY(check_receiver(ctx, to, send->to_address));
    return bank_send(ctx, from, to, coins);
}

/* One input or output, decoded. */
struct entry {
    struct bytes address;
    struct bytes text;
    struct coins coins;
};

static status parse_entry(struct context *ctx, struct bytes text,
                          const struct cosmos_base_v1beta1_coin_list *coins, const char *what,
                          struct entry *entry)
{
    entry->text = text;
    status refused = address_parse_plain(ctx->arena, ADDRESS_ACCOUNT, text, &entry->address);
    if (refused != NULL)
        return error_wrap(ctx->arena, &CHAIN_INVALID_ADDRESS, "%s: %.*s", what,
                          BYTES_ARG(refused->text));
    TRY(coins_from_list(ctx->arena, coins, &entry->coins));
    if (!coins_are_valid(entry->coins) || !coins_are_positive(entry->coins))
        return bank_refuse_coins(ctx, entry->coins);
    return NULL;
}

/* parse_entries is ValidateInputOutputs. */
static status parse_entries(struct context *ctx,
                            const struct cosmos_bank_v1beta1_msg_multi_send *msg,
                            struct entry *input, struct entry *outputs)
{
    const struct cosmos_bank_v1beta1_input *in = &msg->inputs.items[0];
    struct coins total = COINS_NONE;
    TRY(parse_entry(ctx, in->address, &in->coins, "invalid input address", input));
    for (size_t i = 0; i < msg->outputs.count; i++) {
        const struct cosmos_bank_v1beta1_output *out = &msg->outputs.items[i];
        TRY(parse_entry(ctx, out->address, &out->coins, "invalid output address", &outputs[i]));
        /* With more denoms than came in the sums differ already; adding on would cost the square.
         */
        if (total.count <= input->coins.count)
            TRY(coins_add(ctx->arena, total, outputs[i].coins, &total));
    }
    return coins_equal(input->coins, total) ? NULL : &BANK_SUMS_DIFFER;
}

static status execute_multi_send(struct context *ctx, const void *msg, void *response)
{
    const struct cosmos_bank_v1beta1_msg_multi_send *send = msg;
    if (send->inputs.count == 0)
        return &BANK_NO_INPUTS;
    if (send->inputs.count != 1)
        return &BANK_MULTIPLE_SENDERS;
    if (send->outputs.count == 0)
        return &BANK_NO_OUTPUTS;
    struct entry input;
    struct entry *outputs = ARENA_ARRAY(ctx->arena, struct entry, send->outputs.count);
    TRY(parse_entries(ctx, send, &input, outputs));
    TRY(bank_send_enabled(ctx, input.coins));
    for (size_t i = 0; i < send->outputs.count; i++)
        TRY(check_receiver(ctx, outputs[i].address, outputs[i].text));
    struct party sender = bank_party(ctx->arena, input.address);
    TRY(bank_take(ctx, sender, input.coins, coins_text(ctx->arena, input.coins)));
    EVENT(ctx->events, "message", {BYTES("sender"), input.text});
    for (size_t i = 0; i < send->outputs.count; i++) {
        struct party receiver = bank_party(ctx->arena, outputs[i].address);
        struct bytes text = coins_text(ctx->arena, outputs[i].coins);
        TRY(bank_give(ctx, receiver, outputs[i].coins, text));
        EVENT(ctx->events, "transfer", {BYTES("recipient"), receiver.text},
              {BYTES("sender"), input.text}, {BYTES("amount"), text});
        TRY(bank_welcome(ctx, receiver.address));
    }
    return NULL;
}

static status execute_update_params(struct context *ctx, const void *msg, void *response)
{
    const struct cosmos_bank_v1beta1_msg_update_params *update = msg;
    TRY(authority_check(ctx, update->authority));
    if (update->params.send_enabled.count > 0)
        return chain_error(ctx->arena, "use of send_enabled in params is no longer supported");
    return bank_params_set(ctx, &update->params);
}

/* Denoms of a message in sorted order, to find doubles. */
static status check_distinct(struct context *ctx,
                             const struct cosmos_bank_v1beta1_send_enabled_list *list, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (bytes_equal(list->items[i].denom, list->items[at].denom))
            return error_wrap(ctx->arena, &CHAIN_INVALID_REQUEST,
                              "duplicate denom entries found for \"%.*s\"",
                              BYTES_ARG(list->items[at].denom));
    return NULL;
}

static status execute_set_send_enabled(struct context *ctx, const void *msg, void *response)
{
    const struct cosmos_bank_v1beta1_msg_set_send_enabled *set = msg;
    TRY(authority_check(ctx, set->authority));
    for (size_t i = 0; i < set->send_enabled.count; i++) {
        struct bytes denom = set->send_enabled.items[i].denom;
        TRY(check_distinct(ctx, &set->send_enabled, i));
        if (!denom_is_valid(denom))
            return error_wrap(ctx->arena, &CHAIN_INVALID_REQUEST,
                              "invalid SendEnabled denom \"%.*s\": invalid denom: %.*s",
                              BYTES_ARG(denom), BYTES_ARG(denom));
    }
    for (size_t i = 0; i < set->use_default_for.count; i++) {
        struct bytes denom = set->use_default_for.items[i];
        if (!denom_is_valid(denom))
            return error_wrap(ctx->arena, &CHAIN_INVALID_REQUEST,
                              "invalid UseDefaultFor denom \"%.*s\": invalid denom: %.*s",
                              BYTES_ARG(denom), BYTES_ARG(denom));
    }
    TRY(bank_send_enabled_set(ctx, &set->send_enabled));
    for (size_t i = 0; i < set->use_default_for.count; i++)
        TRY(kv_delete(ctx, STORE_BANK,
                      bank_key_denom(ctx->arena, BANK_KEY_SEND_ENABLED_PREFIX,
                                     set->use_default_for.items[i])));
    return NULL;
}

const struct message_route BANK_MESSAGES[BANK_MESSAGE_COUNT] = {
    {&cosmos_bank_v1beta1_msg_send_type, &cosmos_bank_v1beta1_msg_send_response_type, NULL,
     execute_send},
    {&cosmos_bank_v1beta1_msg_multi_send_type, &cosmos_bank_v1beta1_msg_multi_send_response_type,
     NULL, execute_multi_send},
    {&cosmos_bank_v1beta1_msg_update_params_type,
     &cosmos_bank_v1beta1_msg_update_params_response_type, NULL, execute_update_params},
    {&cosmos_bank_v1beta1_msg_set_send_enabled_type,
     &cosmos_bank_v1beta1_msg_set_send_enabled_response_type, NULL, execute_set_send_enabled},
};
