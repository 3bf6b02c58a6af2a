#include "common/base/sort.h"
#include "node/chain/errors.h"
#include "node/chain/kv.h"
#include "node/modules/auth/account.h"
#include "node/modules/auth/internal.h"
#include "node/modules/auth/keys.h"

/* An account number and where its account stands in the file. */
struct numbered {
    uint64_t number;
    size_t at;
};

static int by_number(const void *left, const void *right)
{
    uint64_t a = ((const struct numbered *)left)->number;
    uint64_t b = ((const struct numbered *)right)->number;
    return (a > b) - (a < b);
}

/* in_order sorts accounts by number, after giving those whose number is taken the lowest free ones
 * (SanitizeGenesisAccounts). */
static const struct numbered *in_order(struct arena *arena, struct account *accounts, size_t count)
{
    struct numbered *items = ARENA_ARRAY(arena, struct numbered, count + 1);
    for (size_t i = 0; i < count; i++)
        items[i] = (struct numbered){accounts[i].number, i};
    sort_stable(arena, items, count, sizeof(struct numbered), by_number);
    struct numbered *result = ARENA_ARRAY(arena, struct numbered, count + 1);
    uint64_t free_number = 0;
    size_t seen = 0; /* items[seen] is the first whose number is not below free_number */
    for (size_t i = 0; i < count; i++) {
        result[i] = items[i];
        if (i == 0 || items[i].number != items[i - 1].number)
            continue;
        for (;; free_number++) {
            while (seen < count && items[seen].number < free_number)
                seen++;
            if (seen == count || items[seen].number != free_number)
                break;
        }
        result[i].number = free_number++;
        accounts[items[i].at].number = result[i].number;
    }
    sort_stable(arena, result, count, sizeof(struct numbered), by_number);
    return result;
}

status auth_genesis_init(struct context *ctx, const void *genesis)
{
    const struct cosmos_auth_v1beta1_genesis_state *state = genesis;
    TRY(auth_params_set(ctx, &state->params));
    struct account *accounts = ARENA_ARRAY(ctx->arena, struct account, state->accounts.count + 1);
    for (size_t i = 0; i < state->accounts.count; i++)
        TRY(auth_account_decode(ctx->arena, &state->accounts.items[i], &accounts[i]));
    const struct numbered *order = in_order(ctx->arena, accounts, state->accounts.count);
    bool any = false;
    uint64_t last = 0;
    for (size_t i = 0; i < state->accounts.count; i++) {
        while (!any || last < order[i].number) {
            TRY(auth_next_account_number(ctx, &last));
            any = true;
        }
        TRY(auth_account_set(ctx, &accounts[order[i].at]));
    }
    struct account *fee_collector;
    return auth_module_account(ctx, "fee_collector", &fee_collector);
}

status auth_genesis_export(struct context *ctx, void *genesis)
{
    struct cosmos_auth_v1beta1_genesis_state *state = genesis;
    TRY(auth_params_get(ctx, &state->params));
    struct google_protobuf_any_list *list = &state->accounts;
    size_t capacity = 0;
    struct kv_walk walk;
    TRY(kv_walk_prefix(ctx, STORE_ACC, AUTH_KEY_ACCOUNT_PREFIX, false, &walk));
    while (walk.valid) {
        if (list->count == capacity) {
            capacity = capacity == 0 ? 64 : capacity * 2;
            struct google_protobuf_any *items =
                ARENA_ARRAY(ctx->arena, struct google_protobuf_any, capacity);
            if (list->count > 0)
                memcpy(items, list->items, list->count * sizeof(*items));
            list->items = items;
        }
        struct account account;
        auth_account_from_value(ctx->arena, bytes_from(walk.key, 1), walk.value, &account);
        list->items[list->count++] = auth_account_pack(ctx->arena, &account);
        TRY(kv_walk_next(&walk));
    }
    return NULL;
}
