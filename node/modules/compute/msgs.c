#include <inttypes.h>

#include "node/chain/address.h"
#include "node/chain/authority.h"
#include "node/modules/compute/internal.h"

static struct bytes account_text(struct context *ctx, struct bytes address)
{
    return address_text(ctx->arena, ADDRESS_ACCOUNT, address);
}

static status store_code(struct context *ctx, const void *message, void *answer)
{
    const struct secret_compute_v1beta1_msg_store_code *msg = message;
    struct secret_compute_v1beta1_msg_store_code_response *response = answer;
    TRY(compute_code_store(ctx, msg, &response->code_id));
    struct bytes sender = account_text(ctx, msg->sender);
    EVENT(ctx->events, "message", {BYTES("module"), BYTES("compute")}, {BYTES("sender"), sender},
          {BYTES("signer"), sender});
    EVENT(ctx->events, "message",
          {BYTES("code_id"), arena_format(ctx->arena, "%" PRIu64, response->code_id)});
    return NULL;
}

static void contract_event(struct context *ctx, struct bytes sender, struct bytes contract)
{
    EVENT(ctx->events, "message", {BYTES("module"), BYTES("compute")},
          {BYTES("sender"), account_text(ctx, sender)},
          {BYTES("contract_address"), account_text(ctx, contract)});
}

static status instantiate(struct context *ctx, const void *message, void *answer)
{
    const struct secret_compute_v1beta1_msg_instantiate_contract *msg = message;
    struct secret_compute_v1beta1_msg_instantiate_contract_response *response = answer;
    struct bytes contract;
    TRY(compute_instantiate(ctx, msg, &contract, &response->data));
    contract_event(ctx, msg->sender, contract);
    response->address = account_text(ctx, contract);
    return NULL;
}

static status execute(struct context *ctx, const void *message, void *answer)
{
    const struct secret_compute_v1beta1_msg_execute_contract *msg = message;
    struct secret_compute_v1beta1_msg_execute_contract_response *response = answer;
    contract_event(ctx, msg->sender, msg->contract);
    return compute_execute(ctx, msg, &response->data);
}

static status update_params(struct context *ctx, const void *message, void *answer)
{
    const struct secret_compute_v1beta1_msg_update_params *msg = message;
    TRY(authority_check(ctx, msg->authority));
    return compute_params_set(ctx, &msg->params);
}

const struct message_route compute_messages[COMPUTE_MESSAGE_COUNT] = {
    {&secret_compute_v1beta1_msg_store_code_type,
     &secret_compute_v1beta1_msg_store_code_response_type, compute_check_store_code, store_code},
    {&secret_compute_v1beta1_msg_instantiate_contract_type,
     &secret_compute_v1beta1_msg_instantiate_contract_response_type, compute_check_instantiate,
     instantiate},
    {&secret_compute_v1beta1_msg_execute_contract_type,
     &secret_compute_v1beta1_msg_execute_contract_response_type, compute_check_execute, execute},
    {&secret_compute_v1beta1_msg_update_params_type,
     &secret_compute_v1beta1_msg_update_params_response_type, compute_check_params, update_params},
};
