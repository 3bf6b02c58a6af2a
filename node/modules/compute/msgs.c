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

/* The texts of those who are named were checked before. */
static status parse(struct context *ctx, struct bytes text, struct bytes *address)
{
    return address_parse_plain(ctx->arena, ADDRESS_ACCOUNT, text, address);
}

static void sender_event(struct context *ctx, struct bytes sender)
{
    EVENT(ctx->events, "message", {BYTES("module"), BYTES("compute")}, {BYTES("sender"), sender});
}

static status migrate(struct context *ctx, const void *message, void *answer)
{
    const struct secret_compute_v1beta1_msg_migrate_contract *msg = message;
    struct secret_compute_v1beta1_msg_migrate_contract_response *response = answer;
    struct bytes sender, contract;
    TRY(parse(ctx, msg->sender, &sender));
    TRY(parse(ctx, msg->contract, &contract));
    sender_event(ctx, msg->sender);
    return compute_migrate(ctx, sender, contract, msg, &response->data);
}

static status update_admin(struct context *ctx, const void *message, void *answer)
{
    const struct secret_compute_v1beta1_msg_update_admin *msg = message;
    struct bytes sender, contract, new_admin;
    TRY(parse(ctx, msg->sender, &sender));
    TRY(parse(ctx, msg->contract, &contract));
    TRY(parse(ctx, msg->new_admin, &new_admin));
    sender_event(ctx, msg->sender);
    return compute_update_admin(ctx, sender, contract, new_admin, msg->callback_sig);
}

static status clear_admin(struct context *ctx, const void *message, void *answer)
{
    const struct secret_compute_v1beta1_msg_clear_admin *msg = message;
    struct bytes sender, contract;
    TRY(parse(ctx, msg->sender, &sender));
    TRY(parse(ctx, msg->contract, &contract));
    sender_event(ctx, msg->sender);
    return compute_update_admin(ctx, sender, contract, (struct bytes){0}, msg->callback_sig);
}

static status update_params(struct context *ctx, const void *message, void *answer)
{
    const struct secret_compute_v1beta1_msg_update_params *msg = message;
    TRY(authority_check(ctx, msg->authority));
    return compute_params_set(ctx, &msg->params);
}

#define MESSAGE(name, check, execute)                                                              \
    {                                                                                              \
        &secret_compute_v1beta1_msg_##name##_type,                                                 \
            &secret_compute_v1beta1_msg_##name##_response_type, check, execute                     \
    }
const struct message_route compute_messages[COMPUTE_MESSAGE_COUNT] = {
    MESSAGE(store_code, compute_check_store_code, store_code),
    MESSAGE(instantiate_contract, compute_check_instantiate, instantiate),
    MESSAGE(execute_contract, compute_check_execute, execute),
    MESSAGE(migrate_contract, compute_check_migrate, migrate),
    MESSAGE(update_admin, compute_check_update_admin, update_admin),
    MESSAGE(clear_admin, compute_check_clear_admin, clear_admin),
    MESSAGE(update_params, NULL, update_params),
    MESSAGE(upgrade_proposal_passed, compute_check_upgrade_passed, compute_upgrade_passed),
    MESSAGE(contract_governance_proposal, compute_check_contract_proposal,
            compute_contract_proposal),
    MESSAGE(set_contract_governance, compute_check_set_governance, compute_set_governance),
    MESSAGE(update_machine_whitelist_proposal, compute_check_machine_proposal,
            compute_machine_proposal),
    MESSAGE(update_machine_whitelist, compute_check_machine_update, compute_machine_update),
};
