#include "node/chain/address.h"
#include "node/chain/router.h"
#include "node/modules/compute/internal.h"
#include "schema/core/cosmos_bank_v1beta1.h"

/* A contract's messages become messages of the chain, sent by the contract (chain-surface 4.2,
 * dispatch rules). */

/* The message of the chain; type NULL: the contract asked for nothing. */
struct encoded {
    const struct message_type *type;
    const void *message;
    bool to_contract;
};

static status encode_bank_send(struct context *ctx, struct bytes contract,
                               const struct secretd_contract_bank_send *send, struct encoded *out)
{
    struct bytes sender = address_text(ctx->arena, ADDRESS_ACCOUNT, contract);
    if (send->from_address.len != 0 && !bytes_equal(send->from_address, sender))
        return error_wrap(ctx->arena, &CHAIN_UNAUTHORIZED,
                          "contract doesn't have permission to send funds from another account "
                          "(using BankMsg)");
    if (send->amount.count == 0)
        return NULL;
    struct cosmos_bank_v1beta1_msg_send *message =
        ARENA_NEW(ctx->arena, struct cosmos_bank_v1beta1_msg_send);
    message->from_address = sender;
    message->to_address = send->to_address;
    message->amount = send->amount;
    *out = (struct encoded){&cosmos_bank_v1beta1_msg_send_type, message, false};
    return NULL;
}

static status encode_execute(struct context *ctx, struct bytes contract,
                             const struct secretd_contract_wasm_execute *execute,
                             struct encoded *out)
{
    struct secret_compute_v1beta1_msg_execute_contract *message =
        ARENA_NEW(ctx->arena, struct secret_compute_v1beta1_msg_execute_contract);
    TRY(address_parse(ctx->arena, ADDRESS_ACCOUNT, execute->contract_address, &message->contract));
    message->sender = contract;
    message->callback_code_hash = execute->code_hash;
    message->msg = execute->msg;
    message->sent_funds = execute->funds;
    message->callback_sig = execute->callback_signature;
    *out = (struct encoded){&secret_compute_v1beta1_msg_execute_contract_type, message, true};
    return NULL;
}

static status encode_instantiate(struct context *ctx, struct bytes contract,
                                 const struct secretd_contract_wasm_instantiate *instantiate,
                                 struct encoded *out)
{
    struct secret_compute_v1beta1_msg_instantiate_contract *message =
        ARENA_NEW(ctx->arena, struct secret_compute_v1beta1_msg_instantiate_contract);
    message->sender = contract;
    message->callback_code_hash = instantiate->code_hash;
    message->code_id = instantiate->code_id;
    message->label = instantiate->label;
    message->init_msg = instantiate->msg;
    message->init_funds = instantiate->funds;
    message->callback_sig = instantiate->callback_signature;
    message->admin = instantiate->admin;
    *out = (struct encoded){&secret_compute_v1beta1_msg_instantiate_contract_type, message, true};
    return NULL;
}

static status encode(struct context *ctx, struct bytes contract,
                     const struct secretd_contract_sub_message *sub, struct encoded *out)
{
    if (sub->bank_send != NULL)
        return encode_bank_send(ctx, contract, sub->bank_send, out);
    if (sub->wasm_execute != NULL)
        return encode_execute(ctx, contract, sub->wasm_execute, out);
    if (sub->wasm_instantiate != NULL)
        return encode_instantiate(ctx, contract, sub->wasm_instantiate, out);
    struct bytes variant = sub->unrouted == NULL ? BYTES("none") : sub->unrouted->variant;
    return error_wrap_bytes(ctx->arena, &COMPUTE_UNKNOWN_MESSAGE, variant);
}

static status send(struct context *ctx, struct bytes contract,
                   const struct secretd_contract_sub_message *sub, struct event_list *events)
{
    struct encoded encoded = {0};
    TRY(encode(ctx, contract, sub, &encoded));
    if (encoded.type == NULL)
        return NULL;
    struct message_result result;
    TRY(router_run(ctx, encoded.type, encoded.message, &result));
    compute_pass_events(events, result.events, encoded.to_contract);
    return NULL;
}

/* A limit below what is left gets a meter of its own, so that running dry stops this message only.
 */
static status send_limited(struct context *ctx, struct bytes contract,
                           const struct secretd_contract_sub_message *sub,
                           struct event_list *events)
{
    if (!sub->has_gas_limit || sub->gas_limit >= gas_left(ctx->gas))
        return send(ctx, contract, sub, events);
    struct gas_meter *outer = ctx->gas;
    struct gas_meter meter = gas_meter_new(sub->gas_limit);
    ctx->gas = &meter;
    status refused = send(ctx, contract, sub, events);
    ctx->gas = outer;
    if (error_is(refused, &CHAIN_OUT_OF_GAS)) {
        TRY(gas_charge(outer, sub->gas_limit, "Sub-Message OutOfGas panic"));
        return error_replace(ctx->arena, &COMPUTE_SUB_MESSAGE_GAS,
                             BYTES("SubMsg hit gas limit: out of gas"));
    }
    TRY(gas_charge(outer, meter.used, "From limited Sub-Message"));
    return refused;
}

/* One message on a branch that is kept or dropped whole, in the chain's state and in the enclave
 * alike. */
static status dispatch_one(struct context *ctx, struct bytes contract,
                           const struct secretd_contract_sub_message *sub)
{
    uint32_t mark = enclave_mark(ctx->enclave);
    struct context branch = context_branch(ctx);
    branch.call_depth = ctx->call_depth + 1;
    struct event_list *events = event_list_new(ctx->arena);
    status refused = send_limited(&branch, contract, sub, events);
    if (refused != NULL) {
        enclave_rollback(ctx->enclave, mark);
    } else {
        enclave_release(ctx->enclave, mark);
        context_merge(ctx, &branch);
        event_list_append(ctx->events, events);
    }
    if (refused != NULL && refused->aborts)
        return refused;
    bool on_success = sub->reply_on == SECRETD_CONTRACT_REPLY_ON_SUCCESS ||
                      sub->reply_on == SECRETD_CONTRACT_REPLY_ON_ALWAYS;
    bool on_error = sub->reply_on == SECRETD_CONTRACT_REPLY_ON_ERROR ||
                    sub->reply_on == SECRETD_CONTRACT_REPLY_ON_ALWAYS;
    if (refused == NULL ? on_success : on_error)
        return error_wrap(ctx->arena, &COMPUTE_UNKNOWN_MESSAGE, "reply");
    return refused;
}

status compute_dispatch(struct context *ctx, struct bytes contract,
                        const struct secretd_contract_answer *answer)
{
    TRY(compute_emit(ctx, contract, answer));
    if (answer->messages.count != 0 && ctx->call_depth >= COMPUTE_CALL_DEPTH_MAX)
        return &COMPUTE_CALL_DEPTH;
    for (size_t i = 0; i < answer->messages.count; i++) {
        status refused = dispatch_one(ctx, contract, &answer->messages.items[i]);
        if (refused != NULL && refused->aborts)
            return refused;
        if (refused != NULL)
            return error_wrap_bytes(ctx->arena, refused, BYTES("dispatch: submessages"));
    }
    return NULL;
}
