#include "common/tx/tx.h"
#include "node/chain/address.h"
#include "node/chain/inspector.h"
#include "node/chain/router.h"
#include "node/modules/compute/internal.h"

/* What a contract answered: its events, and its messages one after the other, each on a branch that
 * is kept or dropped whole (chain-surface 4.2, dispatch rules; enclave-protocol 3.7). */

/* "*types.MsgSend": how the original's text names a message. */
static const char *go_package(struct bytes full_name)
{
    static const struct {
        struct bytes prefix;
        const char *package;
    } others[] = {
        {BYTES_INIT("cosmos.gov.v1."), "v1"},
        {BYTES_INIT("cosmos.gov.v1beta1."), "v1beta1"},
        {BYTES_INIT("cosmos.authz."), "authz"},
        {BYTES_INIT("cosmos.feegrant."), "feegrant"},
    };
    for (size_t i = 0; i < ARRAY_COUNT(others); i++)
        if (bytes_starts_with(full_name, others[i].prefix))
            return others[i].package;
    return "types";
}

static status not_valid(struct context *ctx, const struct message_type *type, status cause)
{
    struct bytes name = bytes_text(type->full_name), last = name;
    for (size_t dot = bytes_find(last, '.'); dot < last.len; dot = bytes_find(last, '.'))
        last = bytes_from(last, dot + 1);
    return error_wrap(ctx->arena, cause, "failed basic validation for message type *%s.%.*s",
                      go_package(name), BYTES_ARG(last));
}

/* A contract speaks for itself only. */
static status check_signers(struct context *ctx, struct bytes contract,
                            const struct message_type *type, const void *message)
{
    struct bytes_list signers;
    TRY(tx_message_signers(ctx->arena, type, message, &signers));
    for (size_t i = 0; i < signers.count; i++)
        if (!bytes_equal(signers.items[i], contract))
            return error_wrap(ctx->arena, &CHAIN_UNAUTHORIZED, "contract doesn't have permission");
    return NULL;
}

static status send_one(struct context *ctx, struct bytes contract, const struct message_type *type,
                       const void *message, struct message_result *result)
{
    const struct message_route *route = route_find(ctx->chain->routes, type);
    *result = (struct message_result){0};
    if (route != NULL && route->check != NULL) {
        status refused = route->check(ctx->arena, message);
        if (refused != NULL)
            return not_valid(ctx, type, refused);
    }
    TRY(check_signers(ctx, contract, type, message));
    if (route == NULL)
        return error_wrap(ctx->arena, &CHAIN_UNKNOWN_REQUEST, "can't route message %s",
                          type->full_name);
    return router_run(ctx, type, message, result);
}

/* After a refusal only these keep what they have to say. */
static bool keeps_response(const struct message_type *type)
{
    return type == &secret_compute_v1beta1_msg_execute_contract_type ||
           type == &secret_compute_v1beta1_msg_instantiate_contract_type;
}

static status send(struct context *ctx, const struct compute_speaker *speaker,
                   const struct secretd_contract_sub_message *sub, struct compute_outcome *outcome)
{
    struct compute_encoded encoded;
    TRY(compute_encode(ctx, speaker, sub, &encoded));
    if (encoded.count != 0 && ctx->inspector != NULL)
        inspector_message_type(ctx->inspector, message_url(ctx->arena, encoded.items[0].type));
    for (size_t i = 0; i < encoded.count; i++) {
        struct message_result result;
        status refused = send_one(ctx, speaker->contract, encoded.items[i].type,
                                  encoded.items[i].message, &result);
        if (i == 0 && (refused == NULL || keeps_response(encoded.items[i].type))) {
            outcome->response_type = result.response_type;
            outcome->response = result.response;
        }
        TRY(refused);
        compute_pass_events(outcome->events, result.events, compute_is_wasm(sub));
    }
    return NULL;
}

/* A limit below what is left gets a meter of its own, so that running dry stops this message only.
 */
static status send_limited(struct context *ctx, const struct compute_speaker *speaker,
                           const struct secretd_contract_sub_message *sub,
                           struct compute_outcome *outcome)
{
    if (!sub->has_gas_limit || sub->gas_limit >= gas_left(ctx->gas))
        return send(ctx, speaker, sub, outcome);
    struct gas_meter *outer = ctx->gas;
    struct gas_meter meter = gas_meter_new(sub->gas_limit);
    ctx->gas = &meter;
    status refused = send(ctx, speaker, sub, outcome);
    ctx->gas = outer;
    if (refused != NULL && refused->aborts && error_is(refused, &CHAIN_OUT_OF_GAS)) {
        TRY(gas_charge(outer, sub->gas_limit, "Sub-Message OutOfGas panic"));
        outcome->response_type = NULL;
        return error_replace(ctx->arena, &COMPUTE_SUB_MESSAGE_GAS,
                             BYTES("SubMsg hit gas limit: out of gas"));
    }
    TRY(gas_charge(outer, meter.used, "From limited Sub-Message"));
    return refused;
}

static bool wants_reply(const struct secretd_contract_sub_message *sub, bool failed)
{
    return sub->reply_on == SECRETD_CONTRACT_REPLY_ON_ALWAYS ||
           sub->reply_on ==
               (failed ? SECRETD_CONTRACT_REPLY_ON_ERROR : SECRETD_CONTRACT_REPLY_ON_SUCCESS);
}

/* One message, dropped or kept in the chain's state and in the enclave alike, and its reply. */
static status dispatch_one(struct context *ctx, const struct compute_speaker *speaker,
                           const struct secretd_contract_sub_message *sub, struct bytes *data)
{
    uint32_t mark = compute_mark(ctx);
    struct context branch = context_branch(ctx);
    struct compute_outcome outcome = {.events = event_list_new(ctx->arena)};
    uint64_t before = ctx->gas->used;
    inspector_message_begin(ctx->inspector, BYTES(""));
    outcome.refused = send_limited(&branch, speaker, sub, &outcome);
    bool failed = outcome.refused != NULL;
    compute_release(ctx, mark, !failed);
    if (!failed) {
        context_merge(ctx, &branch);
        event_list_append(ctx->events, outcome.events);
    }
    status refused = outcome.refused;
    if (!(failed && refused->aborts) && wants_reply(sub, failed))
        refused = compute_reply(ctx, speaker, sub, &outcome, data);
    inspector_message_end(ctx->inspector, ctx->gas->used - before, outcome.refused);
    return refused;
}

static status dispatch_all(struct context *ctx, const struct compute_speaker *speaker,
                           const struct secretd_contract_sub_message_list *messages,
                           struct bytes *data)
{
    for (size_t i = 0; i < messages->count; i++) {
        if (ctx->last_message != NULL && *ctx->last_message)
            return error_wrap(ctx->arena, &CHAIN_LAST_MESSAGE,
                              "Cannot send messages or submessages after last tx marker was set");
        if (messages->items[i].finalize_tx != NULL) {
            if (ctx->last_message != NULL)
                *ctx->last_message = true;
            return NULL;
        }
        TRY(dispatch_one(ctx, speaker, &messages->items[i], data));
    }
    return NULL;
}

status compute_dispatch(struct context *ctx, const struct compute_speaker *speaker,
                        const struct secretd_contract_answer *answer, struct bytes *data)
{
    TRY(compute_emit(ctx, speaker->contract, answer));
    if (ctx->call_depth >= COMPUTE_CALL_DEPTH_MAX)
        return &COMPUTE_CALL_DEPTH;
    *data = compute_answer_data(ctx->arena, answer);
    struct context deeper = *ctx;
    deeper.call_depth++;
    status refused = dispatch_all(&deeper, speaker, &answer->messages, data);
    if (refused == NULL || refused->aborts)
        return refused;
    return error_wrap_bytes(ctx->arena, refused, BYTES("submessages"));
}

/* What the first generation may say is less than what its messages can hold. */
static status check_first_generation(struct context *ctx, struct bytes contract,
                                     const struct secretd_contract_sub_message *sub)
{
    if (sub->wasm_migrate != NULL || sub->wasm_update_admin != NULL ||
        sub->wasm_clear_admin != NULL)
        return chain_error(ctx->arena, "exactly one message type is supported");
    if (sub->bank_send == NULL || bytes_equal(sub->bank_send->from_address, contract))
        return NULL;
    return chain_error(ctx->arena, "contract doesn't have permission to send funds from another "
                                   "account (using BankMsg)");
}

static status convert(struct context *ctx, const struct compute_speaker *speaker,
                      const struct secretd_contract_answer *answer)
{
    if (answer->generation != SECRETD_CONTRACT_GENERATION_V010)
        return NULL;
    struct bytes contract = address_text(ctx->arena, ADDRESS_ACCOUNT, speaker->contract);
    for (size_t i = 0; i < answer->messages.count; i++) {
        status refused = check_first_generation(ctx, contract, &answer->messages.items[i]);
        if (refused != NULL)
            return error_wrap_bytes(ctx->arena, refused,
                                    BYTES("couldn't convert v0.10 messages to v1 messages"));
    }
    return NULL;
}

status compute_respond(struct context *ctx, const struct compute_speaker *speaker,
                       const struct secretd_contract_answer *answer, struct bytes *data)
{
    TRY(convert(ctx, speaker, answer));
    status refused = compute_dispatch(ctx, speaker, answer, data);
    if (refused == NULL || refused->aborts)
        return refused;
    /* Not even an error of the caller's: what was answered is gone. */
    *data = (struct bytes){0};
    return error_wrap_bytes(ctx->arena, refused, BYTES("dispatch"));
}
