#include "node/chain/errors.h"
#include "node/chain/list.h"
#include "node/chain/record.h"
#include "node/modules/auth/module.h"
#include "node/modules/cron/internal.h"

status cron_params_get(struct context *ctx, struct secret_cron_params *params)
{
    bool found;
    return record_get(ctx, STORE_CRON, CRON_KEY_PARAMS, &secret_cron_params_type, params, &found);
}

status cron_params_set(struct context *ctx, const struct secret_cron_params *params)
{
    return record_set(ctx, STORE_CRON, CRON_KEY_PARAMS, &secret_cron_params_type, params);
}

struct bytes cron_schedule_key(struct arena *arena, struct bytes name)
{
    return ARENA_CONCAT(arena, CRON_PREFIX_SCHEDULE, name);
}

static status set_schedule(struct context *ctx, const struct secret_cron_schedule *schedule)
{
    return record_set(ctx, STORE_CRON, cron_schedule_key(ctx->arena, schedule->name),
                      &secret_cron_schedule_type, schedule);
}

static status change_count(struct context *ctx, int32_t change)
{
    struct secret_cron_schedule_count count;
    bool found;
    TRY(record_get(ctx, STORE_CRON, CRON_KEY_COUNT, &secret_cron_schedule_count_type, &count,
                   &found));
    count.count += change;
    return record_set(ctx, STORE_CRON, CRON_KEY_COUNT, &secret_cron_schedule_count_type, &count);
}

status cron_schedule_add(struct context *ctx, struct bytes name, uint64_t period,
                         struct secret_cron_msg_execute_contract_list calls)
{
    struct secret_cron_schedule schedule = {
        .name = name,
        .period = period,
        .msgs = calls,
        .last_execute_height = (uint64_t)ctx->block->height,
    };
    bool found;
    TRY(kv_has(ctx, STORE_CRON, cron_schedule_key(ctx->arena, name), &found));
    if (found)
        return chain_error(ctx->arena, "schedule already exists with name=%.*s", BYTES_ARG(name));
    TRY(set_schedule(ctx, &schedule));
    return change_count(ctx, 1);
}

status cron_schedule_remove(struct context *ctx, struct bytes name)
{
    bool found;
    TRY(kv_has(ctx, STORE_CRON, cron_schedule_key(ctx->arena, name), &found));
    if (!found)
        return NULL;
    TRY(change_count(ctx, -1));
    return kv_delete(ctx, STORE_CRON, cron_schedule_key(ctx->arena, name));
}

/* ---- what is due ---- */

static uint64_t next_height(const struct context *ctx)
{
    return (uint64_t)ctx->block->height + 1;
}

/* The limit is looked at after a schedule was taken, as in the original: the first always is. */
static status mark_due(struct context *ctx)
{
    struct secret_cron_params params;
    struct kv_walk walk;
    uint64_t count = 0;
    TRY(cron_params_get(ctx, &params));
    TRY(kv_walk_prefix(ctx, STORE_CRON, CRON_PREFIX_SCHEDULE, false, &walk));
    while (walk.valid) {
        struct secret_cron_schedule schedule;
        record_decode(ctx, walk.value, &secret_cron_schedule_type, &schedule);
        if (next_height(ctx) >= schedule.last_execute_height + schedule.period) {
            schedule.last_execute_height = next_height(ctx);
            TRY(set_schedule(ctx, &schedule));
            if (++count >= params.limit)
                return NULL;
        }
        TRY(kv_walk_next(&walk));
    }
    return NULL;
}

static status make_signer(struct context *ctx)
{
    struct account *account;
    TRY(auth_account_get(ctx, BYTES_OF(cron_signer), &account));
    if (account != NULL)
        return NULL;
    TRY(auth_account_new(ctx, BYTES_OF(cron_signer), &account));
    return auth_account_set(ctx, account);
}

status cron_end_block(struct context *ctx)
{
    TRY(mark_due(ctx));
    return make_signer(ctx);
}

/* ---- what was marked ---- */

static void add_calls(struct context *ctx, const struct secret_cron_schedule *schedule,
                      struct cron_call_list *calls)
{
    struct bytes *contracts = ARENA_ARRAY(ctx->arena, struct bytes, schedule->msgs.count + 1);
    for (size_t at = 0; at < schedule->msgs.count; at++) {
        if (address_parse_plain(ctx->arena, ADDRESS_ACCOUNT, schedule->msgs.items[at].contract,
                                &contracts[at]) != NULL)
            return;
    }
    for (size_t at = 0; at < schedule->msgs.count; at++) {
        struct cron_call *call = list_append(ctx->arena, calls, sizeof(*call));
        *call = (struct cron_call){contracts[at], schedule->msgs.items[at].msg};
    }
}

/* Only cron_end_block writes a height that is still to come, and always the next one: the mark is
 * enough to tell what it took, and stands in the same record as the block. */
status cron_calls(struct context *ctx, struct cron_call_list *calls)
{
    struct kv_walk walk;
    *calls = (struct cron_call_list){NULL, 0};
    TRY(kv_walk_prefix(ctx, STORE_CRON, CRON_PREFIX_SCHEDULE, false, &walk));
    while (walk.valid) {
        struct secret_cron_schedule schedule;
        record_decode(ctx, walk.value, &secret_cron_schedule_type, &schedule);
        if (schedule.last_execute_height == next_height(ctx))
            add_calls(ctx, &schedule, calls);
        TRY(kv_walk_next(&walk));
    }
    return NULL;
}
