#include "node/chain/address.h"
#include "node/chain/errors.h"
#include "node/chain/list.h"
#include "node/chain/page.h"
#include "node/chain/record.h"
#include "node/modules/cron/internal.h"

static status check_params(struct context *ctx, const struct secret_cron_params *params)
{
    struct bytes address;
    if (params->security_address.len > 0) {
        status failure =
            address_parse_plain(ctx->arena, ADDRESS_ACCOUNT, params->security_address, &address);
        if (failure != NULL)
            return error_wrap(ctx->arena, failure, "invalid security address: invalid address");
    }
    if (params->limit == 0)
        return chain_error(ctx->arena, "invalid limit: limit cannot be zero");
    return NULL;
}

/* The part of every message's check that comes first. */
static status check_sender(struct context *ctx, struct bytes authority)
{
    struct bytes address;
    status failure = address_parse(ctx->arena, ADDRESS_ACCOUNT, authority, &address);
    return failure == NULL ? NULL : error_wrap(ctx->arena, failure, "authority is invalid");
}

/* Cron has its own refusal of strangers: sdk 4. */
static status check_authority(struct context *ctx, struct bytes authority)
{
    if (bytes_equal(authority, ADDRESS_AUTHORITY))
        return NULL;
    return error_wrap(ctx->arena, &CHAIN_UNAUTHORIZED, "invalid authority; expected %.*s, got %.*s",
                      BYTES_ARG(ADDRESS_AUTHORITY), BYTES_ARG(authority));
}

static status check_add(struct context *ctx, const struct secret_cron_msg_add_schedule *msg)
{
    TRY(check_sender(ctx, msg->authority));
    if (msg->name.len == 0)
        return error_wrap(ctx->arena, &CHAIN_INVALID_REQUEST, "name is invalid");
    if (msg->period == 0)
        return error_wrap(ctx->arena, &CHAIN_INVALID_REQUEST, "period is invalid");
    if (msg->msgs.count == 0)
        return error_wrap(ctx->arena, &CHAIN_INVALID_REQUEST, "msgs should not be empty");
    return NULL;
}

static status msg_add(struct context *ctx, const void *message, void *response)
{
    const struct secret_cron_msg_add_schedule *msg = message;
    status failure = check_add(ctx, msg);
    if (failure != NULL)
        return error_wrap(ctx->arena, failure, "failed to validate MsgAddSchedule");
    TRY(check_authority(ctx, msg->authority));
    failure = cron_schedule_add(ctx, msg->name, msg->period, msg->msgs);
    if (failure == NULL || failure->aborts)
        return failure;
    return error_wrap(ctx->arena, failure, "failed to add schedule");
}

static status check_remove(struct context *ctx, const struct secret_cron_msg_remove_schedule *msg)
{
    TRY(check_sender(ctx, msg->authority));
    if (msg->name.len == 0)
        return error_wrap(ctx->arena, &CHAIN_INVALID_REQUEST, "name is invalid");
    return NULL;
}

static status msg_remove(struct context *ctx, const void *message, void *response)
{
    const struct secret_cron_msg_remove_schedule *msg = message;
    status failure = check_remove(ctx, msg);
    if (failure != NULL)
        return error_wrap(ctx->arena, failure, "failed to validate MsgRemoveSchedule");
    TRY(check_authority(ctx, msg->authority));
    return cron_schedule_remove(ctx, msg->name);
}

static status check_update(struct context *ctx, const struct secret_cron_msg_update_params *msg)
{
    TRY(check_sender(ctx, msg->authority));
    status failure = check_params(ctx, &msg->params);
    return failure == NULL ? NULL : error_wrap(ctx->arena, failure, "params validation failed");
}

static status msg_update_params(struct context *ctx, const void *message, void *response)
{
    const struct secret_cron_msg_update_params *msg = message;
    status failure = check_update(ctx, msg);
    if (failure != NULL)
        return error_wrap(ctx->arena, failure, "failed to validate MsgUpdateParams");
    TRY(check_authority(ctx, msg->authority));
    return cron_params_set(ctx, &msg->params);
}

static status genesis_init(struct context *ctx, const void *message)
{
    const struct secret_cron_genesis_state *genesis = message;
    for (size_t at = 0; at < genesis->schedule_list.count; at++) {
        const struct secret_cron_schedule *schedule = &genesis->schedule_list.items[at];
        TRY(cron_schedule_add(ctx, schedule->name, schedule->period, schedule->msgs));
    }
    return cron_params_set(ctx, &genesis->params);
}

static status genesis_export(struct context *ctx, void *message)
{
    struct secret_cron_genesis_state *genesis = message;
    struct kv_walk walk;
    TRY(cron_params_get(ctx, &genesis->params));
    TRY(kv_walk_prefix(ctx, STORE_CRON, CRON_PREFIX_SCHEDULE, false, &walk));
    while (walk.valid) {
        record_decode(ctx, walk.value, &secret_cron_schedule_type,
                      list_append(ctx->arena, &genesis->schedule_list,
                                  sizeof(*genesis->schedule_list.items)));
        TRY(kv_walk_next(&walk));
    }
    return NULL;
}

static status query_params(struct context *ctx, const void *request, void *response)
{
    struct secret_cron_query_params_response *answer = response;
    return cron_params_get(ctx, &answer->params);
}

static status query_schedule(struct context *ctx, const void *request, void *response)
{
    const struct secret_cron_query_get_schedule_request *asked = request;
    struct secret_cron_query_get_schedule_response *answer = response;
    bool found;
    TRY(record_get(ctx, STORE_CRON, cron_schedule_key(ctx->arena, asked->name),
                   &secret_cron_schedule_type, &answer->schedule, &found));
    return found ? NULL : chain_grpc_error(ctx->arena, GRPC_NOT_FOUND, "schedule not found");
}

static status query_schedules(struct context *ctx, const void *request, void *response)
{
    const struct secret_cron_query_schedules_request *asked = request;
    struct secret_cron_query_schedules_response *answer = response;
    struct page page;
    status failure =
        page_start(ctx, STORE_CRON, CRON_PREFIX_SCHEDULE, asked->pagination, PAGE_STORE, &page);
    if (failure != NULL)
        return chain_grpc_error(ctx->arena, GRPC_INTERNAL, "%.*s", BYTES_ARG(failure->text));
    while (page.valid) {
        record_decode(
            ctx, page.value, &secret_cron_schedule_type,
            list_append(ctx->arena, &answer->schedules, sizeof(*answer->schedules.items)));
        TRY(page_next(&page));
    }
    return page_finish(&page, &answer->pagination);
}

static const struct message_route messages[] = {
    {&secret_cron_msg_add_schedule_type, &secret_cron_msg_add_schedule_response_type, NULL,
     msg_add},
    {&secret_cron_msg_remove_schedule_type, &secret_cron_msg_remove_schedule_response_type, NULL,
     msg_remove},
    {&secret_cron_msg_update_params_type, &secret_cron_msg_update_params_response_type, NULL,
     msg_update_params},
};

static const struct query_route queries[] = {
    {"/secret.cron.Query/Params", query_params},
    {"/secret.cron.Query/Schedule", query_schedule},
    {"/secret.cron.Query/Schedules", query_schedules},
};

const struct module cron_module = {
    .name = "cron",
    .consensus_version = 1,
    .messages = messages,
    .message_count = ARRAY_COUNT(messages),
    .queries = queries,
    .query_count = ARRAY_COUNT(queries),
    .genesis = &secret_cron_genesis_state_type,
    .genesis_init = genesis_init,
    .genesis_export = genesis_export,
    .end_block = cron_end_block,
};
