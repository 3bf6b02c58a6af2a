#include "common/encoding/protobuf.h"
#include "node/chain/address.h"
#include "node/chain/errors.h"
#include "node/chain/page.h"
#include "node/modules/auth/account.h"
#include "node/modules/auth/internal.h"
#include "node/modules/auth/keys.h"

static const struct google_protobuf_any *packed(struct arena *arena, const struct account *account)
{
    struct google_protobuf_any *any = ARENA_NEW(arena, struct google_protobuf_any);
    *any = auth_account_pack(arena, account);
    return any;
}

/* find answers NotFound as the original does; `empty` is its text for no address at all. */
static status find(struct context *ctx, struct bytes text, const char *empty,
                   struct account **account)
{
    struct bytes address;
    if (text.len == 0)
        return chain_grpc_error(ctx->arena, GRPC_INVALID_ARGUMENT, "%s", empty);
    TRY(address_parse(ctx->arena, ADDRESS_ACCOUNT, text, &address));
    TRY(auth_account_get(ctx, address, account));
    if (*account == NULL)
        return chain_grpc_error(ctx->arena, GRPC_NOT_FOUND, "account %.*s not found",
                                BYTES_ARG(text));
    return NULL;
}

static status answer_account(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_auth_v1beta1_query_account_request *in = request;
    struct cosmos_auth_v1beta1_query_account_response *out = response;
    struct account *account;
    TRY(find(ctx, in->address, "Address cannot be empty", &account));
    out->account = packed(ctx->arena, account);
    return NULL;
}

static status answer_account_info(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_auth_v1beta1_query_account_info_request *in = request;
    struct cosmos_auth_v1beta1_query_account_info_response *out = response;
    struct account *account;
    TRY(find(ctx, in->address, "address cannot be empty", &account));
    struct cosmos_auth_v1beta1_base_account *info =
        ARENA_NEW(ctx->arena, struct cosmos_auth_v1beta1_base_account);
    info->address = in->address;
    info->pub_key = account->public_key;
    info->account_number = account->number;
    info->sequence = account->sequence;
    out->info = info;
    return NULL;
}

static status answer_accounts(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_auth_v1beta1_query_accounts_request *in = request;
    struct cosmos_auth_v1beta1_query_accounts_response *out = response;
    struct page page;
    TRY(page_start(ctx, STORE_ACC, AUTH_KEY_ACCOUNT_PREFIX, in->pagination, PAGE_COLLECTION,
                   &page));
    struct writer items = writer_new(ctx->arena, 1024);
    while (page.valid) {
        struct google_protobuf_any any;
        if (protobuf_decode(ctx->arena, &google_protobuf_any_type, page.value, &any) != NULL)
            return chain_grpc_error(ctx->arena, GRPC_INTERNAL, "stored account is damaged");
        writer_bytes(&items, bytes_make(&any, sizeof(any)));
        TRY(page_next(&page));
    }
    out->accounts.count = items.len / sizeof(struct google_protobuf_any);
    out->accounts.items =
        ARENA_ARRAY(ctx->arena, struct google_protobuf_any, out->accounts.count + 1);
    if (items.len > 0)
        memcpy(out->accounts.items, items.data, items.len);
    return page_finish(&page, &out->pagination);
}

static status answer_address_by_id(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_auth_v1beta1_query_account_address_by_id_request *in = request;
    struct cosmos_auth_v1beta1_query_account_address_by_id_response *out = response;
    if (in->id != 0)
        return chain_grpc_error(ctx->arena, GRPC_INVALID_ARGUMENT,
                                "requesting with id isn't supported, try to request using "
                                "account-id");
    struct bytes address;
    TRY(kv_get(ctx, STORE_ACC, auth_key_index(ctx->arena, in->account_id), &address));
    if (address.data == NULL)
        return chain_grpc_error(ctx->arena, GRPC_NOT_FOUND,
                                "account address not found with account number %llu",
                                (unsigned long long)in->account_id);
    out->account_address = address_text(ctx->arena, ADDRESS_ACCOUNT, address);
    return NULL;
}

static status answer_params(struct context *ctx, const void *request, void *response)
{
    struct cosmos_auth_v1beta1_query_params_response *out = response;
    return auth_params_get(ctx, &out->params);
}

/* Module accounts that do not exist yet are made on the query's own branch, as the original does.
 */
static status answer_module_accounts(struct context *ctx, const void *request, void *response)
{
    struct cosmos_auth_v1beta1_query_module_accounts_response *out = response;
    size_t count = ctx->chain->module_account_count;
    out->accounts.count = count;
    out->accounts.items = ARENA_ARRAY(ctx->arena, struct google_protobuf_any, count + 1);
    for (size_t i = 0; i < count; i++) {
        struct account *account;
        TRY(auth_module_account(ctx, ctx->chain->module_accounts[i].name, &account));
        out->accounts.items[i] = auth_account_pack(ctx->arena, account);
    }
    return NULL;
}

static status answer_module_account(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_auth_v1beta1_query_module_account_by_name_request *in = request;
    struct cosmos_auth_v1beta1_query_module_account_by_name_response *out = response;
    if (in->name.len == 0)
        return chain_grpc_error(ctx->arena, GRPC_INVALID_ARGUMENT, "module name is empty");
    const char *name = arena_text(ctx->arena, in->name);
    if (auth_module_address(ctx->chain, name).len == 0)
        return chain_grpc_error(ctx->arena, GRPC_NOT_FOUND, "account %.*s not found",
                                BYTES_ARG(in->name));
    struct account *account;
    TRY(auth_module_account(ctx, name, &account));
    out->account = packed(ctx->arena, account);
    return NULL;
}

static status answer_prefix(struct context *ctx, const void *request, void *response)
{
    struct cosmos_auth_v1beta1_bech32_prefix_response *out = response;
    out->bech32_prefix = BYTES("secret");
    return NULL;
}

static status answer_to_text(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_auth_v1beta1_address_bytes_to_string_request *in = request;
    struct cosmos_auth_v1beta1_address_bytes_to_string_response *out = response;
    if (in->address_bytes.len == 0)
        return chain_error(ctx->arena, "empty address bytes is not allowed");
    if (in->address_bytes.len > ADDRESS_BYTES_MAX)
        return chain_error(ctx->arena, "address max length is 255, got %zu", in->address_bytes.len);
    out->address_string = address_text(ctx->arena, ADDRESS_ACCOUNT, in->address_bytes);
    return NULL;
}

static status answer_to_bytes(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_auth_v1beta1_address_string_to_bytes_request *in = request;
    struct cosmos_auth_v1beta1_address_string_to_bytes_response *out = response;
    return address_parse(ctx->arena, ADDRESS_ACCOUNT, in->address_string, &out->address_bytes);
}

const struct query_route AUTH_QUERIES[AUTH_QUERY_COUNT] = {
    {"/cosmos.auth.v1beta1.Query/Account", answer_account},
    {"/cosmos.auth.v1beta1.Query/AccountAddressByID", answer_address_by_id},
    {"/cosmos.auth.v1beta1.Query/AccountInfo", answer_account_info},
    {"/cosmos.auth.v1beta1.Query/Accounts", answer_accounts},
    {"/cosmos.auth.v1beta1.Query/AddressBytesToString", answer_to_text},
    {"/cosmos.auth.v1beta1.Query/AddressStringToBytes", answer_to_bytes},
    {"/cosmos.auth.v1beta1.Query/Bech32Prefix", answer_prefix},
    {"/cosmos.auth.v1beta1.Query/ModuleAccountByName", answer_module_account},
    {"/cosmos.auth.v1beta1.Query/ModuleAccounts", answer_module_accounts},
    {"/cosmos.auth.v1beta1.Query/Params", answer_params},
};
