#include "common/base/halt.h"
#include "common/encoding/protobuf.h"
#include "node/chain/errors.h"
#include "node/chain/kv.h"
#include "node/modules/bank/internal.h"
#include "node/modules/bank/keys.h"

#define ERROR ERROR_CONSTANT
#include "node/modules/bank/errors.def"
#undef ERROR

struct integer bank_integer(struct bytes value)
{
    struct integer amount;
    ASSERT(integer_parse(value, &amount));
    return amount;
}

bool bank_bool(struct bytes value)
{
    return bytes_equal(value, BYTES("\x08\x01"));
}

status bank_refuse_coins(struct context *ctx, struct coins coins)
{
    return error_wrap_bytes(ctx->arena, &CHAIN_INVALID_COINS, coins_text(ctx->arena, coins));
}

status bank_balance(struct context *ctx, struct bytes address, struct bytes denom,
                    struct integer *amount)
{
    struct bytes value;
    TRY(kv_get(ctx, STORE_BANK, bank_key_balance(ctx->arena, address, denom), &value));
    *amount = value.data == NULL ? INTEGER_ZERO : bank_integer(value);
    return NULL;
}

status bank_has_balance(struct context *ctx, struct bytes address, struct coin wanted, bool *found)
{
    struct integer amount;
    TRY(bank_balance(ctx, address, wanted.denom, &amount));
    *found = integer_compare(amount, wanted.amount) >= 0;
    return NULL;
}

status bank_balances(struct context *ctx, struct bytes address, struct coins *balances)
{
    struct bytes prefix = bank_key_balance(ctx->arena, address, BYTES(""));
    struct writer found = writer_new(ctx->arena, 2 * sizeof(struct coin));
    struct kv_walk walk;
    TRY(kv_walk_prefix(ctx, STORE_BANK, prefix, false, &walk));
    while (walk.valid) {
        struct coin coin = {bytes_from(walk.key, prefix.len), bank_integer(walk.value)};
        if (!integer_is_zero(coin.amount))
            writer_bytes(&found, bytes_make(&coin, sizeof(coin)));
        TRY(kv_walk_next(&walk));
    }
    struct coin *items = ARENA_ARRAY(ctx->arena, struct coin, found.len / sizeof(struct coin) + 1);
    if (found.len > 0)
        memcpy(items, found.data, found.len);
    *balances = (struct coins){items, found.len / sizeof(struct coin)};
    return NULL;
}

status bank_locked(struct context *ctx, struct bytes address, struct coins *locked)
{
    struct account *account;
    TRY(auth_account_get(ctx, address, &account));
    return auth_locked_coins(ctx, account, locked);
}

status bank_spendable(struct context *ctx, struct bytes address, struct coins *spendable)
{
    struct coins total, locked;
    bool negative;
    TRY(bank_balances(ctx, address, &total));
    TRY(bank_locked(ctx, address, &locked));
    TRY(coins_subtract(ctx->arena, total, locked, spendable, &negative));
    if (negative)
        *spendable = COINS_NONE;
    return NULL;
}

status bank_balance_write(struct context *ctx, struct bytes address, struct coin coin)
{
    TRY(kv_set(ctx, STORE_BANK, bank_key_owner(ctx->arena, coin.denom, address), BYTES("")));
    return kv_set(ctx, STORE_BANK, bank_key_balance(ctx->arena, address, coin.denom),
                  integer_text(ctx->arena, coin.amount));
}

status bank_balance_set(struct context *ctx, struct bytes address, struct coin coin)
{
    if (!integer_is_zero(coin.amount))
        return bank_balance_write(ctx, address, coin);
    TRY(kv_delete(ctx, STORE_BANK, bank_key_owner(ctx->arena, coin.denom, address)));
    return kv_delete(ctx, STORE_BANK, bank_key_balance(ctx->arena, address, coin.denom));
}

status bank_supply(struct context *ctx, struct bytes denom, struct integer *amount)
{
    struct bytes value;
    TRY(kv_get(ctx, STORE_BANK, bank_key_denom(ctx->arena, BANK_KEY_SUPPLY_PREFIX, denom), &value));
    *amount = value.data == NULL ? INTEGER_ZERO : bank_integer(value);
    return NULL;
}

status bank_supply_set(struct context *ctx, struct bytes denom, struct integer amount)
{
    struct bytes key = bank_key_denom(ctx->arena, BANK_KEY_SUPPLY_PREFIX, denom);
    if (integer_is_zero(amount))
        return kv_delete(ctx, STORE_BANK, key);
    return kv_set(ctx, STORE_BANK, key, integer_text(ctx->arena, amount));
}

status bank_params_get(struct context *ctx, struct cosmos_bank_v1beta1_params *params)
{
    struct bytes value;
    *params = (struct cosmos_bank_v1beta1_params){0};
    TRY(kv_get(ctx, STORE_BANK, BANK_KEY_PARAMS, &value));
    ASSERT(protobuf_decode(ctx->arena, &cosmos_bank_v1beta1_params_type, value, params) == NULL);
    return NULL;
}

status bank_send_enabled_set(struct context *ctx,
                             const struct cosmos_bank_v1beta1_send_enabled_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        TRY(kv_set(ctx, STORE_BANK,
                   bank_key_denom(ctx->arena, BANK_KEY_SEND_ENABLED_PREFIX, list->items[i].denom),
                   list->items[i].enabled ? BYTES("\x08\x01") : BYTES("")));
    return NULL;
}

status bank_params_set(struct context *ctx, const struct cosmos_bank_v1beta1_params *params)
{
    struct cosmos_bank_v1beta1_params kept = {.default_send_enabled = params->default_send_enabled};
    TRY(bank_send_enabled_set(ctx, &params->send_enabled));
    return kv_set(ctx, STORE_BANK, BANK_KEY_PARAMS,
                  protobuf_encode(ctx->arena, &cosmos_bank_v1beta1_params_type, &kept));
}

status bank_send_enabled_get(struct context *ctx, struct bytes denom, bool *found, bool *enabled)
{
    struct bytes key = bank_key_denom(ctx->arena, BANK_KEY_SEND_ENABLED_PREFIX, denom);
    struct bytes value;
    *enabled = false;
    TRY(kv_has(ctx, STORE_BANK, key, found));
    if (!*found)
        return NULL;
    TRY(kv_get(ctx, STORE_BANK, key, &value));
    *enabled = bank_bool(value);
    return NULL;
}

status bank_send_enabled(struct context *ctx, struct coins coins)
{
    struct cosmos_bank_v1beta1_params params;
    if (coins.count == 0)
        return NULL;
    TRY(bank_params_get(ctx, &params));
    for (size_t i = 0; i < coins.count; i++) {
        bool found, enabled;
        TRY(bank_send_enabled_get(ctx, coins.items[i].denom, &found, &enabled));
        if (!(found ? enabled : params.default_send_enabled))
            return error_wrap(ctx->arena, &BANK_SEND_DISABLED,
                              "%.*s transfers are currently disabled",
                              BYTES_ARG(coins.items[i].denom));
    }
    return NULL;
}

bool bank_is_blocked(const struct chain *chain, struct bytes address)
{
    const struct module_account *entry = auth_module_find(chain, address);
    return entry != NULL && !entry->receives;
}

status bank_metadata_find(struct context *ctx, struct bytes denom,
                          struct cosmos_bank_v1beta1_metadata **metadata)
{
    struct bytes value;
    *metadata = NULL;
    TRY(kv_get(ctx, STORE_BANK, bank_key_denom(ctx->arena, BANK_KEY_METADATA_PREFIX, denom),
               &value));
    if (value.data == NULL)
        return NULL;
    *metadata = ARENA_NEW(ctx->arena, struct cosmos_bank_v1beta1_metadata);
    ASSERT(protobuf_decode(ctx->arena, &cosmos_bank_v1beta1_metadata_type, value, *metadata) ==
           NULL);
    return NULL;
}

status bank_metadata_set(struct context *ctx, const struct cosmos_bank_v1beta1_metadata *metadata)
{
    return kv_set(ctx, STORE_BANK,
                  bank_key_denom(ctx->arena, BANK_KEY_METADATA_PREFIX, metadata->base),
                  protobuf_encode(ctx->arena, &cosmos_bank_v1beta1_metadata_type, metadata));
}
