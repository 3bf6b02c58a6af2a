#include "common/base/halt.h"
#include "common/encoding/protobuf.h"
#include "node/chain/address.h"
#include "node/chain/errors.h"
#include "node/chain/kv.h"
#include "node/modules/auth/account.h"
#include "node/modules/auth/internal.h"
#include "node/modules/auth/keys.h"

status auth_params_get(struct context *ctx, struct cosmos_auth_v1beta1_params *params)
{
    struct bytes value;
    TRY(kv_get(ctx, STORE_ACC, AUTH_KEY_PARAMS, &value));
    ASSERT(protobuf_decode(ctx->arena, &cosmos_auth_v1beta1_params_type, value, params) == NULL);
    return NULL;
}

status auth_params_set(struct context *ctx, const struct cosmos_auth_v1beta1_params *params)
{
    return kv_set(ctx, STORE_ACC, AUTH_KEY_PARAMS,
                  protobuf_encode(ctx->arena, &cosmos_auth_v1beta1_params_type, params));
}

status auth_account_get(struct context *ctx, struct bytes address, struct account **account)
{
    struct bytes value;
    *account = NULL;
    TRY(kv_get(ctx, STORE_ACC, auth_key_account(ctx->arena, address), &value));
    if (value.data == NULL)
        return NULL;
    *account = ARENA_NEW(ctx->arena, struct account);
    auth_account_from_value(ctx->arena, address, value, *account);
    return NULL;
}

status auth_account_exists(struct context *ctx, struct bytes address, bool *found)
{
    return kv_has(ctx, STORE_ACC, auth_key_account(ctx->arena, address), found);
}

/* The order and doubling of accesses is that of an indexed map with a unique index: the old entry
 * is read, its index entry deleted, the new one looked for and set, then the account itself. */
status auth_account_set(struct context *ctx, const struct account *account)
{
    struct bytes key = auth_key_account(ctx->arena, account->address);
    struct bytes index = auth_key_index(ctx->arena, account->number);
    struct bytes old_value;
    bool taken;
    TRY(kv_get(ctx, STORE_ACC, key, &old_value));
    if (old_value.data != NULL) {
        struct account old;
        auth_account_from_value(ctx->arena, account->address, old_value, &old);
        TRY(kv_delete(ctx, STORE_ACC, auth_key_index(ctx->arena, old.number)));
    }
    TRY(kv_has(ctx, STORE_ACC, index, &taken));
    if (taken)
        return chain_panic(ctx->arena, "uniqueness constrain violation: account number %llu",
                           (unsigned long long)account->number);
    TRY(kv_set(ctx, STORE_ACC, index, account->address));
    return kv_set(ctx, STORE_ACC, key, auth_account_bytes(ctx->arena, account));
}

status auth_account_remove(struct context *ctx, const struct account *account)
{
    struct bytes key = auth_key_account(ctx->arena, account->address);
    struct bytes old_value;
    TRY(kv_get(ctx, STORE_ACC, key, &old_value));
    if (old_value.data != NULL) {
        struct account old;
        auth_account_from_value(ctx->arena, account->address, old_value, &old);
        TRY(kv_delete(ctx, STORE_ACC, auth_key_index(ctx->arena, old.number)));
    }
    return kv_delete(ctx, STORE_ACC, key);
}

status auth_next_account_number(struct context *ctx, uint64_t *number)
{
    struct bytes value;
    uint8_t next[8];
    TRY(kv_get(ctx, STORE_ACC, AUTH_KEY_NUMBER, &value));
    ASSERT(value.data == NULL || value.len == 8);
    *number = value.data == NULL ? 0 : load_be64(value.data);
    store_be64(next, *number + 1);
    return kv_set(ctx, STORE_ACC, AUTH_KEY_NUMBER, BYTES_OF(next));
}

status auth_account_new(struct context *ctx, struct bytes address, struct account **account)
{
    struct account *fresh = ARENA_NEW(ctx->arena, struct account);
    fresh->kind = ACCOUNT_BASE;
    fresh->address = arena_copy(ctx->arena, address);
    TRY(auth_next_account_number(ctx, &fresh->number));
    *account = fresh;
    return NULL;
}

static const struct module_account *find_name(const struct chain *chain, const char *name)
{
    for (size_t i = 0; i < chain->module_account_count; i++)
        if (strcmp(chain->module_accounts[i].name, name) == 0)
            return &chain->module_accounts[i];
    return NULL;
}

struct bytes auth_module_address(const struct chain *chain, const char *name)
{
    const struct module_account *entry = find_name(chain, name);
    return entry == NULL ? bytes_make(NULL, 0) : BYTES_OF(entry->address);
}

const struct module_account *auth_module_find(const struct chain *chain, struct bytes address)
{
    for (size_t i = 0; i < chain->module_account_count; i++)
        if (bytes_equal(BYTES_OF(chain->module_accounts[i].address), address))
            return &chain->module_accounts[i];
    return NULL;
}

status auth_module_account(struct context *ctx, const char *name, struct account **account)
{
    const struct module_account *entry = find_name(ctx->chain, name);
    if (entry == NULL)
        return chain_panic(ctx->arena, "module account %s does not exist: unknown address", name);
    struct bytes address = BYTES_OF(entry->address);
    TRY(auth_account_get(ctx, address, account));
    if (*account != NULL) {
        if ((*account)->kind != ACCOUNT_MODULE)
            return chain_panic(ctx->arena, "account is not a module account");
        return NULL;
    }
    TRY(auth_account_new(ctx, address, account));
    (*account)->kind = ACCOUNT_MODULE;
    (*account)->module_name = bytes_text(entry->name);
    (*account)->permissions = entry->texts;
    return auth_account_set(ctx, *account);
}

bool auth_account_may(const struct account *account, const char *permission)
{
    for (size_t i = 0; i < account->permissions.count; i++)
        if (bytes_is(account->permissions.items[i], permission))
            return true;
    return false;
}
