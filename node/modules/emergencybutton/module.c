#include "node/modules/emergencybutton/module.h"
#include "node/chain/address.h"
#include "node/chain/authority.h"
#include "node/chain/record.h"
#include "schema/chain/secret_emergencybutton_v1beta1.h"

#define ERROR ERROR_CONSTANT
#include "node/modules/emergencybutton/errors.def"
#undef ERROR

#define KEY_PARAMS BYTES("\x01")

static status get_params(struct context *ctx, struct secret_emergencybutton_v1beta1_params *params)
{
    bool found;
    return record_get(ctx, STORE_EMERGENCYBUTTON, KEY_PARAMS,
                      &secret_emergencybutton_v1beta1_params_type, params, &found);
}

static status set_params(struct context *ctx,
                         const struct secret_emergencybutton_v1beta1_params *params)
{
    struct bytes address;
    if (params->pauser_address.len > 0)
        TRY(address_parse(ctx->arena, ADDRESS_ACCOUNT, params->pauser_address, &address));
    return record_set(ctx, STORE_EMERGENCYBUTTON, KEY_PARAMS,
                      &secret_emergencybutton_v1beta1_params_type, params);
}

status emergencybutton_is_off(struct context *ctx, bool *off)
{
    struct secret_emergencybutton_v1beta1_params params;
    TRY(get_params(ctx, &params));
    *off = bytes_is(params.switch_status, "off");
    return NULL;
}

static status toggle(struct context *ctx, const void *message, void *response)
{
    const struct secret_emergencybutton_v1beta1_msg_toggle_ibc_switch *msg = message;
    struct secret_emergencybutton_v1beta1_params params;
    TRY(get_params(ctx, &params));
    if (params.pauser_address.len == 0)
        return error_wrap(ctx->arena, &EMERGENCYBUTTON_NO_PAUSER,
                          "no address is currently approved to toggle emergency button");
    if (!bytes_equal(params.pauser_address, msg->sender))
        return error_wrap(ctx->arena, &EMERGENCYBUTTON_UNAUTHORIZED,
                          "this address is not allowed to toggle emergency button");
    /* the original reads the status, and the whole once more to write it */
    TRY(get_params(ctx, &params));
    bool off = bytes_is(params.switch_status, "off");
    TRY(get_params(ctx, &params));
    params.switch_status = off ? BYTES("on") : BYTES("off");
    return set_params(ctx, &params);
}

static status update_params(struct context *ctx, const void *message, void *response)
{
    const struct secret_emergencybutton_v1beta1_msg_update_params *msg = message;
    TRY(authority_check(ctx, msg->authority));
    return set_params(ctx, &msg->params);
}

static status genesis_init(struct context *ctx, const void *message)
{
    const struct secret_emergencybutton_v1beta1_genesis_state *genesis = message;
    return set_params(ctx, &genesis->params);
}

static status genesis_export(struct context *ctx, void *message)
{
    struct secret_emergencybutton_v1beta1_genesis_state *genesis = message;
    return get_params(ctx, &genesis->params);
}

static status query_params(struct context *ctx, const void *request, void *response)
{
    struct secret_emergencybutton_v1beta1_params_response *answer = response;
    return get_params(ctx, &answer->params);
}

static const struct message_route messages[] = {
    {&secret_emergencybutton_v1beta1_msg_toggle_ibc_switch_type,
     &secret_emergencybutton_v1beta1_msg_toggle_ibc_switch_response_type, NULL, toggle},
    {&secret_emergencybutton_v1beta1_msg_update_params_type,
     &secret_emergencybutton_v1beta1_msg_update_params_response_type, NULL, update_params},
};

static const struct query_route queries[] = {
    {"/secret.emergencybutton.v1beta1.Query/Params", query_params},
};

const struct module emergencybutton_module = {
    .name = "emergencybutton",
    .consensus_version = 2,
    .messages = messages,
    .message_count = ARRAY_COUNT(messages),
    .queries = queries,
    .query_count = ARRAY_COUNT(queries),
    .genesis = &secret_emergencybutton_v1beta1_genesis_state_type,
    .genesis_init = genesis_init,
    .genesis_export = genesis_export,
};
