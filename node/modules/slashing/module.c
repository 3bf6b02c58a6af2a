#include "node/modules/slashing/module.h"
#include "node/chain/arguments.h"
#include "node/chain/authority.h"
#include "node/chain/errors.h"
#include "node/chain/list.h"
#include "node/chain/moment.h"
#include "node/chain/page.h"
#include "node/modules/slashing/internal.h"
#include "node/modules/staking/module.h"

#define ERROR ERROR_CONSTANT
#include "node/modules/slashing/errors.def"
#undef ERROR

/* A validator may come back when its time in jail is over, and never after it has signed twice. */
static status check_free(struct context *ctx, struct bytes consensus)
{
    struct cosmos_slashing_v1beta1_validator_signing_info info;
    status failure = slashing_signing_info_get(ctx, consensus, &info);
    /* no signing info: jailed before it was ever bonded */
    if (failure != NULL)
        return failure->aborts ? failure : NULL;
    if (info.tombstoned || moment_compare(moment_of_block(ctx), info.jailed_until) < 0)
        return &SLASHING_STILL_JAILED;
    return NULL;
}

static status unjail(struct context *ctx, const void *message, void *response)
{
    const struct cosmos_slashing_v1beta1_msg_unjail *msg = message;
    struct staking_validator validator;
    struct staking_delegation own;
    struct bytes address, consensus;
    struct decimal worth;
    TRY(argument_address(ctx, ADDRESS_VALIDATOR, msg->validator_addr, "validator input address",
                         &address));
    TRY(staking_validator_get(ctx, address, &validator));
    TRY(staking_delegation_get(ctx, address, address, &own));
    TRY(staking_tokens_from_shares(&validator, own.shares, &worth));
    struct integer tokens = decimal_truncate(worth);
    struct integer minimum = staking_minimum_self_delegation(&validator);
    if (integer_compare(tokens, minimum) < 0) {
        struct bytes has = integer_text(ctx->arena, tokens);
        struct bytes needs = integer_text(ctx->arena, minimum);
        return error_wrap(ctx->arena, &SLASHING_SELF_DELEGATION_LOW, "%.*s less than %.*s",
                          BYTES_ARG(has), BYTES_ARG(needs));
    }
    if (!validator.record.jailed)
        return &SLASHING_NOT_JAILED;
    TRY(staking_consensus_address(ctx, &validator, &consensus));
    TRY(check_free(ctx, consensus));
    return staking_unjail(ctx, consensus);
}

static status update_params(struct context *ctx, const void *message, void *response)
{
    const struct cosmos_slashing_v1beta1_msg_update_params *msg = message;
    TRY(authority_check(ctx, msg->authority));
    TRY(slashing_params_check(ctx, &msg->params));
    return slashing_params_set(ctx, &msg->params);
}

static status query_params(struct context *ctx, const void *request, void *response)
{
    struct cosmos_slashing_v1beta1_query_params_response *answer = response;
    return slashing_params_get(ctx, &answer->params);
}

static status query_signing_info(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_slashing_v1beta1_query_signing_info_request *asked = request;
    struct cosmos_slashing_v1beta1_query_signing_info_response *answer = response;
    struct bytes consensus;
    if (asked->cons_address.len == 0)
        return chain_grpc_error(ctx->arena, GRPC_INVALID_ARGUMENT, "invalid request");
    TRY(address_parse(ctx->arena, ADDRESS_CONSENSUS, asked->cons_address, &consensus));
    if (slashing_signing_info_get(ctx, consensus, &answer->val_signing_info) != NULL)
        return chain_grpc_error(ctx->arena, GRPC_NOT_FOUND,
                                "SigningInfo not found for validator %.*s",
                                BYTES_ARG(asked->cons_address));
    return NULL;
}

static status query_signing_infos(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_slashing_v1beta1_query_signing_infos_request *asked = request;
    struct cosmos_slashing_v1beta1_query_signing_infos_response *answer = response;
    struct page page;
    TRY(page_start(ctx, STORE_SLASHING, BYTES("\x01"), asked->pagination, PAGE_STORE, &page));
    while (page.valid) {
        record_decode(ctx, page.value, &cosmos_slashing_v1beta1_validator_signing_info_type,
                      list_append(ctx->arena, &answer->info, sizeof(*answer->info.items)));
        TRY(page_next(&page));
    }
    return page_finish(&page, &answer->pagination);
}

static const struct message_route messages[] = {
    {&cosmos_slashing_v1beta1_msg_unjail_type, &cosmos_slashing_v1beta1_msg_unjail_response_type,
     NULL, unjail},
    {&cosmos_slashing_v1beta1_msg_update_params_type,
     &cosmos_slashing_v1beta1_msg_update_params_response_type, NULL, update_params},
};

static const struct query_route queries[] = {
    {"/cosmos.slashing.v1beta1.Query/Params", query_params},
    {"/cosmos.slashing.v1beta1.Query/SigningInfo", query_signing_info},
    {"/cosmos.slashing.v1beta1.Query/SigningInfos", query_signing_infos},
};

const struct module slashing_module = {
    .name = "slashing",
    .consensus_version = 4,
    .messages = messages,
    .message_count = ARRAY_COUNT(messages),
    .queries = queries,
    .query_count = ARRAY_COUNT(queries),
    .genesis = &cosmos_slashing_v1beta1_genesis_state_type,
    .genesis_init = slashing_genesis_init,
    .genesis_export = slashing_genesis_export,
    .begin_block = slashing_begin_block,
};
