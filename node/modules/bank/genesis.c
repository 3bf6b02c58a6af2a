#include "common/base/halt.h"
#include "common/encoding/protobuf.h"
#include "node/chain/address.h"
#include "node/chain/errors.h"
#include "node/chain/kv.h"
#include "node/modules/bank/internal.h"
#include "node/modules/bank/keys.h"

/* sum adds up the coins of many balances by denom and leaves out zeros. */
static status sum(struct arena *arena, struct coins all, struct coins *total)
{
    struct coins sorted = coins_sorted(arena, all);
    struct coin *items = ARENA_ARRAY(arena, struct coin, sorted.count + 1);
    size_t count = 0;
    for (size_t i = 0; i < sorted.count;) {
        struct coin coin = {sorted.items[i].denom, INTEGER_ZERO};
        for (; i < sorted.count && bytes_equal(sorted.items[i].denom, coin.denom); i++)
            TRY(integer_add(coin.amount, sorted.items[i].amount, &coin.amount));
        if (!integer_is_zero(coin.amount))
            items[count++] = coin;
    }
    *total = (struct coins){items, count};
    return NULL;
}

/* Balances go in one after the other: their order leaves no trace in state. */
static status init_balances(struct context *ctx,
                            const struct cosmos_bank_v1beta1_balance_list *list,
                            struct coins *total)
{
    size_t room = 0;
    for (size_t i = 0; i < list->count; i++)
        room += list->items[i].coins.count;
    struct coin *all = ARENA_ARRAY(ctx->arena, struct coin, room + 1);
    size_t count = 0;
    for (size_t i = 0; i < list->count; i++) {
        struct bytes address;
        struct coins coins;
        TRY(address_parse(ctx->arena, ADDRESS_ACCOUNT, list->items[i].address, &address));
        TRY(coins_from_list(ctx->arena, &list->items[i].coins, &coins));
        for (size_t at = 0; at < coins.count; at++) {
            TRY(bank_balance_write(ctx, address, coins.items[at]));
            all[count++] = coins.items[at];
        }
    }
    return sum(ctx->arena, (struct coins){all, count}, total);
}

status bank_genesis_init(struct context *ctx, const void *genesis)
{
    const struct cosmos_bank_v1beta1_genesis_state *state = genesis;
    struct coins total, supply;
    TRY(bank_params_set(ctx, &state->params));
    TRY(bank_send_enabled_set(ctx, &state->send_enabled));
    TRY(init_balances(ctx, &state->balances, &total));
    TRY(coins_from_list(ctx->arena, &state->supply, &supply));
    supply = coins_sorted(ctx->arena, supply);
    if (supply.count > 0 && !coins_equal(supply, total)) {
        struct bytes expected = coins_text(ctx->arena, supply);
        struct bytes got = coins_text(ctx->arena, total);
        return chain_error(ctx->arena, "genesis supply is incorrect, expected %.*s, got %.*s",
                           BYTES_ARG(expected), BYTES_ARG(got));
    }
    for (size_t i = 0; i < total.count; i++)
        TRY(bank_supply_set(ctx, total.items[i].denom, total.items[i].amount));
    for (size_t i = 0; i < state->denom_metadata.count; i++)
        TRY(bank_metadata_set(ctx, &state->denom_metadata.items[i]));
    return NULL;
}

/* exported gathers one message for each key of a prefix. `make` fills it from key and value. */
static status exported(struct context *ctx, struct bytes prefix, size_t item_bytes,
                       void (*make)(struct context *ctx, struct bytes key, struct bytes value,
                                    void *item),
                       void **items, size_t *count)
{
    struct writer gathered = writer_new(ctx->arena, 1024);
    struct kv_walk walk;
    TRY(kv_walk_prefix(ctx, STORE_BANK, prefix, false, &walk));
    while (walk.valid) {
        void *item = arena_zalloc(ctx->arena, item_bytes);
        make(ctx, bytes_from(walk.key, prefix.len), walk.value, item);
        writer_bytes(&gathered, bytes_make(item, item_bytes));
        TRY(kv_walk_next(&walk));
    }
    *count = gathered.len / item_bytes;
    *items = arena_alloc(ctx->arena, gathered.len + 1);
    memcpy(*items, gathered.data, gathered.len);
    return NULL;
}

static void make_coin(struct context *ctx, struct bytes key, struct bytes value, void *item)
{
    *(struct cosmos_base_v1beta1_coin *)item = (struct cosmos_base_v1beta1_coin){key, value};
}

static void make_metadata(struct context *ctx, struct bytes key, struct bytes value, void *item)
{
    ASSERT(protobuf_decode(ctx->arena, &cosmos_bank_v1beta1_metadata_type, value, item) == NULL);
}

static void make_send_enabled(struct context *ctx, struct bytes key, struct bytes value, void *item)
{
    *(struct cosmos_bank_v1beta1_send_enabled *)item =
        (struct cosmos_bank_v1beta1_send_enabled){key, bank_bool(value)};
}

/* Each balance apart; export_balances joins those of one address. */
struct stored_balance {
    struct bytes address;
    struct cosmos_base_v1beta1_coin coin;
};

static void make_balance(struct context *ctx, struct bytes key, struct bytes value, void *item)
{
    ASSERT(key.len > 0 && key.len >= 1u + key.data[0]);
    *(struct stored_balance *)item = (struct stored_balance){
        bytes_slice(key, 1, key.data[0]), {bytes_from(key, 1u + key.data[0]), value}};
}

static void export_balances(struct context *ctx, const struct stored_balance *stored, size_t count,
                            struct cosmos_bank_v1beta1_balance_list *list)
{
    list->items = ARENA_ARRAY(ctx->arena, struct cosmos_bank_v1beta1_balance, count + 1);
    struct cosmos_base_v1beta1_coin *coins =
        ARENA_ARRAY(ctx->arena, struct cosmos_base_v1beta1_coin, count + 1);
    for (size_t i = 0; i < count; i++) {
        coins[i] = stored[i].coin;
        if (i == 0 || !bytes_equal(stored[i].address, stored[i - 1].address)) {
            struct cosmos_bank_v1beta1_balance *balance = &list->items[list->count++];
            balance->address = address_text(ctx->arena, ADDRESS_ACCOUNT, stored[i].address);
            balance->coins.items = &coins[i];
        }
        list->items[list->count - 1].coins.count++;
    }
}

status bank_genesis_export(struct context *ctx, void *genesis)
{
    struct cosmos_bank_v1beta1_genesis_state *state = genesis;
    void *items;
    size_t count;
    TRY(bank_params_get(ctx, &state->params));
    TRY(exported(ctx, BANK_KEY_BALANCE_PREFIX, sizeof(struct stored_balance), make_balance, &items,
                 &count));
    export_balances(ctx, items, count, &state->balances);
    TRY(exported(ctx, BANK_KEY_SUPPLY_PREFIX, sizeof(struct cosmos_base_v1beta1_coin), make_coin,
                 &items, &count));
    state->supply.items = items;
    state->supply.count = count;
    TRY(exported(ctx, BANK_KEY_METADATA_PREFIX, sizeof(struct cosmos_bank_v1beta1_metadata),
                 make_metadata, &items, &count));
    state->denom_metadata.items = items;
    state->denom_metadata.count = count;
    TRY(exported(ctx, BANK_KEY_SEND_ENABLED_PREFIX, sizeof(struct cosmos_bank_v1beta1_send_enabled),
                 make_send_enabled, &items, &count));
    state->send_enabled.items = items;
    state->send_enabled.count = count;
    return NULL;
}
