#include "node/modules/upgrade/module.h"
#include "node/chain/address.h"
#include "node/chain/chain.h"
#include "node/chain/errors.h"
#include "node/chain/list.h"
#include "node/chain/moment.h"
#include "node/chain/record.h"

#define KEY_PLAN       BYTES("\x00")
#define DONE_PREFIX    BYTES("\x01")
#define VERSION_PREFIX BYTES("\x02")

#define ERROR ERROR_CONSTANT
#include "node/modules/upgrade/errors.def"
#undef ERROR

status upgrade_plan_get(struct context *ctx, struct cosmos_upgrade_v1beta1_plan *plan, bool *found)
{
    return record_get(ctx, STORE_UPGRADE, KEY_PLAN, &cosmos_upgrade_v1beta1_plan_type, plan, found);
}

status upgrade_plan_check(struct arena *arena, const struct cosmos_upgrade_v1beta1_plan *plan)
{
    if (moment_compare(plan->time, MOMENT_NONE) != 0)
        return error_wrap(arena, &CHAIN_INVALID_REQUEST,
                          "time-based upgrades have been deprecated in the SDK");
    if (plan->upgraded_client_state != NULL)
        return error_wrap(arena, &CHAIN_INVALID_REQUEST,
                          "upgrade logic for IBC has been moved to the IBC module");
    if (plan->name.len == 0)
        return error_wrap(arena, &CHAIN_INVALID_REQUEST, "name cannot be empty");
    if (plan->height <= 0)
        return error_wrap(arena, &CHAIN_INVALID_REQUEST, "height must be greater than 0");
    return NULL;
}

/* The height at which an upgrade of this name was done, 0 when it was not. */
static status done_height(struct context *ctx, struct bytes name, int64_t *height)
{
    struct kv_walk walk;
    *height = 0;
    TRY(kv_walk_prefix(ctx, STORE_UPGRADE, DONE_PREFIX, false, &walk));
    while (walk.valid) {
        if (walk.key.len >= 9 && bytes_equal(bytes_from(walk.key, 9), name)) {
            *height = (int64_t)load_be64(walk.key.data + 1);
            return NULL;
        }
        TRY(kv_walk_next(&walk));
    }
    return NULL;
}

static status clear_ibc_state(struct context *ctx, int64_t height)
{
    TRY(kv_delete(
        ctx, STORE_UPGRADE,
        arena_format(ctx->arena, "upgradedIBCState/%lld/upgradedClient", (long long)height)));
    return kv_delete(
        ctx, STORE_UPGRADE,
        arena_format(ctx->arena, "upgradedIBCState/%lld/upgradedConsState", (long long)height));
}

static status check_authority(struct context *ctx, struct bytes authority)
{
    if (bytes_equal(authority, ADDRESS_AUTHORITY))
        return NULL;
    return error_wrap(ctx->arena, &UPGRADE_INVALID_SIGNER, "expected %.*s got %.*s",
                      BYTES_ARG(ADDRESS_AUTHORITY), BYTES_ARG(authority));
}

static status software_upgrade(struct context *ctx, const void *message, void *response)
{
    const struct cosmos_upgrade_v1beta1_msg_software_upgrade *msg = message;
    const struct cosmos_upgrade_v1beta1_plan *plan = &msg->plan;
    struct cosmos_upgrade_v1beta1_plan old;
    int64_t height;
    bool found;
    TRY(check_authority(ctx, msg->authority));
    TRY(upgrade_plan_check(ctx->arena, plan));
    if (plan->height < ctx->block->height)
        return error_wrap(ctx->arena, &CHAIN_INVALID_REQUEST,
                          "upgrade cannot be scheduled in the past");
    TRY(done_height(ctx, plan->name, &height));
    if (height != 0)
        return error_wrap(ctx->arena, &CHAIN_INVALID_REQUEST,
                          "upgrade with name %.*s has already been completed",
                          BYTES_ARG(plan->name));
    TRY(upgrade_plan_get(ctx, &old, &found));
    if (found)
        TRY(clear_ibc_state(ctx, old.height));
    return record_set(ctx, STORE_UPGRADE, KEY_PLAN, &cosmos_upgrade_v1beta1_plan_type, plan);
}

static status cancel_upgrade(struct context *ctx, const void *message, void *response)
{
    const struct cosmos_upgrade_v1beta1_msg_cancel_upgrade *msg = message;
    struct cosmos_upgrade_v1beta1_plan plan;
    bool found;
    TRY(check_authority(ctx, msg->authority));
    TRY(upgrade_plan_get(ctx, &plan, &found));
    if (!found)
        return NULL;
    TRY(clear_ibc_state(ctx, plan.height));
    return kv_delete(ctx, STORE_UPGRADE, KEY_PLAN);
}

static status pre_block(struct context *ctx)
{
    struct cosmos_upgrade_v1beta1_plan plan;
    bool found;
    TRY(upgrade_plan_get(ctx, &plan, &found));
    /* this program knows no upgrade by name: at the planned height the chain waits for one that
     * does */
    if (found && plan.height <= ctx->block->height)
        return chain_error(ctx->arena, "UPGRADE \"%.*s\" NEEDED at height: %lld: %.*s",
                           BYTES_ARG(plan.name), (long long)plan.height, BYTES_ARG(plan.info));
    return NULL;
}

static status query_current_plan(struct context *ctx, const void *request, void *response)
{
    struct cosmos_upgrade_v1beta1_query_current_plan_response *answer = response;
    struct cosmos_upgrade_v1beta1_plan *plan =
        ARENA_NEW(ctx->arena, struct cosmos_upgrade_v1beta1_plan);
    bool found;
    TRY(upgrade_plan_get(ctx, plan, &found));
    answer->plan = found ? plan : NULL;
    return NULL;
}

static status query_applied_plan(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_upgrade_v1beta1_query_applied_plan_request *asked = request;
    struct cosmos_upgrade_v1beta1_query_applied_plan_response *answer = response;
    return done_height(ctx, asked->name, &answer->height);
}

static status query_consensus_state(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_upgrade_v1beta1_query_upgraded_consensus_state_request *asked = request;
    struct cosmos_upgrade_v1beta1_query_upgraded_consensus_state_response *answer = response;
    return kv_get(ctx, STORE_UPGRADE,
                  arena_format(ctx->arena, "upgradedIBCState/%lld/upgradedConsState",
                               (long long)asked->last_height),
                  &answer->upgraded_consensus_state);
}

static status query_module_versions(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_upgrade_v1beta1_query_module_versions_request *asked = request;
    struct cosmos_upgrade_v1beta1_query_module_versions_response *answer = response;
    struct kv_walk walk;
    TRY(kv_walk_prefix(ctx, STORE_UPGRADE, VERSION_PREFIX, false, &walk));
    while (walk.valid) {
        struct bytes name = bytes_from(walk.key, VERSION_PREFIX.len);
        if (asked->module_name.len == 0 || bytes_equal(asked->module_name, name)) {
            struct cosmos_upgrade_v1beta1_module_version *version =
                list_append(ctx->arena, &answer->module_versions, sizeof(*version));
            version->name = name;
            version->version = load_be64(walk.value.data);
        }
        TRY(kv_walk_next(&walk));
    }
    if (asked->module_name.len > 0 && answer->module_versions.count == 0)
        return error_wrap(ctx->arena, &UPGRADE_NO_VERSION,
                          "x/upgrade: QueryModuleVersions module %.*s not found",
                          BYTES_ARG(asked->module_name));
    return NULL;
}

static status query_authority(struct context *ctx, const void *request, void *response)
{
    struct cosmos_upgrade_v1beta1_query_authority_response *answer = response;
    answer->address = ADDRESS_AUTHORITY;
    return NULL;
}

static const struct message_route messages[] = {
    {&cosmos_upgrade_v1beta1_msg_software_upgrade_type,
     &cosmos_upgrade_v1beta1_msg_software_upgrade_response_type, NULL, software_upgrade},
    {&cosmos_upgrade_v1beta1_msg_cancel_upgrade_type,
     &cosmos_upgrade_v1beta1_msg_cancel_upgrade_response_type, NULL, cancel_upgrade},
};

static const struct query_route queries[] = {
    {"/cosmos.upgrade.v1beta1.Query/CurrentPlan", query_current_plan},
    {"/cosmos.upgrade.v1beta1.Query/AppliedPlan", query_applied_plan},
    {"/cosmos.upgrade.v1beta1.Query/UpgradedConsensusState", query_consensus_state},
    {"/cosmos.upgrade.v1beta1.Query/ModuleVersions", query_module_versions},
    {"/cosmos.upgrade.v1beta1.Query/Authority", query_authority},
};

const struct module upgrade_module = {
    .name = "upgrade",
    .consensus_version = 2,
    .messages = messages,
    .message_count = ARRAY_COUNT(messages),
    .queries = queries,
    .query_count = ARRAY_COUNT(queries),
    .pre_block = pre_block,
};
