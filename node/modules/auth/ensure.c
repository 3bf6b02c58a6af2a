#include "node/chain/address.h"
#include "node/chain/errors.h"
#include "node/modules/auth/module.h"

status auth_account_ensure(struct context *ctx, struct bytes address)
{
    struct account *account;
    TRY(auth_account_get(ctx, address, &account));
    if (account != NULL)
        return NULL;
    const struct module_account *module = auth_module_find(ctx->chain, address);
    if (module != NULL && !module->receives) {
        struct bytes text = address_text(ctx->arena, ADDRESS_ACCOUNT, address);
        return error_wrap(ctx->arena, &CHAIN_UNAUTHORIZED, "%.*s is not allowed to receive funds",
                          BYTES_ARG(text));
    }
    TRY(auth_account_new(ctx, address, &account));
    return auth_account_set(ctx, account);
}
