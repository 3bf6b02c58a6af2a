#include "common/base/halt.h"
#include "common/encoding/protobuf.h"
#include "node/chain/address.h"
#include "node/chain/errors.h"
#include "node/chain/page.h"
#include "node/modules/bank/internal.h"
#include "node/modules/bank/keys.h"

static status bad_argument(struct context *ctx, const char *prefix, status cause)
{
    return chain_grpc_error(ctx->arena, GRPC_INVALID_ARGUMENT, "%s%.*s", prefix,
                            BYTES_ARG(cause->text));
}

static status query_address(struct context *ctx, struct bytes text, struct bytes *address)
{
    status refused = address_parse(ctx->arena, ADDRESS_ACCOUNT, text, address);
    return refused == NULL ? NULL : bad_argument(ctx, "invalid address: ", refused);
}

static status query_denom(struct context *ctx, struct bytes denom)
{
    if (denom_is_valid(denom))
        return NULL;
    return chain_grpc_error(ctx->arena, GRPC_INVALID_ARGUMENT, "invalid denom: %.*s",
                            BYTES_ARG(denom));
}

/* finished copies what a writer has gathered into an array of its own. */
static void *finished(struct arena *arena, const struct writer *gathered, size_t item_bytes,
                      size_t *count)
{
    *count = gathered->len / item_bytes;
    void *items = arena_alloc(arena, gathered->len + 1);
    memcpy(items, gathered->data, gathered->len);
    return items;
}

static const struct cosmos_base_v1beta1_coin *one_coin(struct arena *arena, struct bytes denom,
                                                       struct integer amount)
{
    struct cosmos_base_v1beta1_coin *coin = ARENA_NEW(arena, struct cosmos_base_v1beta1_coin);
    *coin = coin_to_message(arena, (struct coin){denom, amount});
    return coin;
}

static status answer_balance(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_bank_v1beta1_query_balance_request *in = request;
    struct cosmos_bank_v1beta1_query_balance_response *out = response;
    struct bytes address;
    struct integer amount;
    TRY(query_denom(ctx, in->denom));
    TRY(query_address(ctx, in->address, &address));
    TRY(bank_balance(ctx, address, in->denom, &amount));
    out->balance = one_coin(ctx->arena, in->denom, amount);
    return NULL;
}

/* page_of_coins walks a page whose keys end in a denom and whose values are amounts. */
static status page_of_coins(struct context *ctx, struct page *page,
                            struct cosmos_base_v1beta1_coin_list *list,
                            const struct cosmos_base_query_v1beta1_page_response **pagination)
{
    struct writer gathered = writer_new(ctx->arena, 8 * sizeof(struct cosmos_base_v1beta1_coin));
    while (page->valid) {
        struct cosmos_base_v1beta1_coin coin = {page->key, page->value};
        writer_bytes(&gathered, bytes_make(&coin, sizeof(coin)));
        TRY(page_next(page));
    }
    list->items = finished(ctx->arena, &gathered, sizeof(*list->items), &list->count);
    return page_finish(page, pagination);
}

static status balances_page(struct context *ctx, struct bytes address,
                            const struct cosmos_base_query_v1beta1_page_request *pagination,
                            struct page *page)
{
    status refused = page_start(ctx, STORE_BANK, bank_key_balance(ctx->arena, address, BYTES("")),
                                pagination, PAGE_COLLECTION, page);
    return refused == NULL ? NULL : bad_argument(ctx, "paginate: ", refused);
}

static status answer_all_balances(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_bank_v1beta1_query_all_balances_request *in = request;
    struct cosmos_bank_v1beta1_query_all_balances_response *out = response;
    struct bytes address;
    struct page page;
    TRY(query_address(ctx, in->address, &address));
    TRY(balances_page(ctx, address, in->pagination, &page));
    TRY(page_of_coins(ctx, &page, &out->balances, &out->pagination));
    for (size_t i = 0; in->resolve_denom && i < out->balances.count; i++) {
        struct cosmos_bank_v1beta1_metadata *metadata;
        TRY(bank_metadata_find(ctx, out->balances.items[i].denom, &metadata));
        if (metadata != NULL)
            out->balances.items[i].denom = metadata->display;
    }
    return NULL;
}

static status answer_spendable(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_bank_v1beta1_query_spendable_balances_request *in = request;
    struct cosmos_bank_v1beta1_query_spendable_balances_response *out = response;
    struct bytes address;
    struct coins spendable;
    struct page page;
    TRY(query_address(ctx, in->address, &address));
    TRY(balances_page(ctx, address, in->pagination, &page));
    TRY(page_of_coins(ctx, &page, &out->balances, &out->pagination));
    TRY(bank_spendable(ctx, address, &spendable));
    for (size_t i = 0; i < out->balances.count; i++) {
        struct cosmos_base_v1beta1_coin *coin = &out->balances.items[i];
        coin->amount = integer_text(ctx->arena, coins_amount(spendable, coin->denom));
    }
    return NULL;
}

static status answer_spendable_denom(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_bank_v1beta1_query_spendable_balance_by_denom_request *in = request;
    struct cosmos_bank_v1beta1_query_spendable_balance_by_denom_response *out = response;
    struct bytes address;
    struct integer amount;
    struct coins locked;
    TRY(query_address(ctx, in->address, &address));
    TRY(query_denom(ctx, in->denom));
    TRY(bank_balance(ctx, address, in->denom, &amount));
    TRY(bank_locked(ctx, address, &locked));
    TRY(integer_subtract(amount, coins_amount(locked, in->denom), &amount));
    if (integer_is_negative(amount))
        return chain_panic(ctx->arena, "negative coin amount");
    out->balance = one_coin(ctx->arena, in->denom, amount);
    return NULL;
}

static status answer_total_supply(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_bank_v1beta1_query_total_supply_request *in = request;
    struct cosmos_bank_v1beta1_query_total_supply_response *out = response;
    struct page page;
    status refused =
        page_start(ctx, STORE_BANK, BANK_KEY_SUPPLY_PREFIX, in->pagination, PAGE_COLLECTION, &page);
    if (refused != NULL)
        return chain_grpc_error(ctx->arena, GRPC_INTERNAL, "%.*s", BYTES_ARG(refused->text));
    return page_of_coins(ctx, &page, &out->supply, &out->pagination);
}

static status answer_supply(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_bank_v1beta1_query_supply_of_request *in = request;
    struct cosmos_bank_v1beta1_query_supply_of_response *out = response;
    struct integer amount;
    TRY(query_denom(ctx, in->denom));
    TRY(bank_supply(ctx, in->denom, &amount));
    out->amount = coin_to_message(ctx->arena, (struct coin){in->denom, amount});
    return NULL;
}

static status answer_params(struct context *ctx, const void *request, void *response)
{
    struct cosmos_bank_v1beta1_query_params_response *out = response;
    return bank_params_get(ctx, &out->params);
}

static status answer_metadata(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_bank_v1beta1_query_denom_metadata_request *in = request;
    struct cosmos_bank_v1beta1_query_denom_metadata_response *out = response;
    struct cosmos_bank_v1beta1_metadata *metadata;
    TRY(query_denom(ctx, in->denom));
    TRY(bank_metadata_find(ctx, in->denom, &metadata));
    if (metadata == NULL)
        return chain_grpc_error(ctx->arena, GRPC_NOT_FOUND, "client metadata for denom %.*s",
                                BYTES_ARG(in->denom));
    out->metadata = *metadata;
    return NULL;
}

static status answer_metadata_by_query(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_bank_v1beta1_query_denom_metadata_by_query_string_request *in = request;
    struct cosmos_bank_v1beta1_query_denom_metadata_by_query_string_response *out = response;
    struct cosmos_bank_v1beta1_query_denom_metadata_request inner = {.denom = in->denom};
    struct cosmos_bank_v1beta1_query_denom_metadata_response answer = {0};
    TRY(answer_metadata(ctx, &inner, &answer));
    out->metadata = answer.metadata;
    return NULL;
}

static status answer_all_metadata(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_bank_v1beta1_query_denoms_metadata_request *in = request;
    struct cosmos_bank_v1beta1_query_denoms_metadata_response *out = response;
    struct page page;
    status refused =
        page_start(ctx, STORE_BANK, BANK_KEY_METADATA_PREFIX, in->pagination, PAGE_STORE, &page);
    if (refused != NULL)
        return chain_grpc_error(ctx->arena, GRPC_INTERNAL, "%.*s", BYTES_ARG(refused->text));
    struct writer gathered =
        writer_new(ctx->arena, 8 * sizeof(struct cosmos_bank_v1beta1_metadata));
    while (page.valid) {
        struct cosmos_bank_v1beta1_metadata metadata;
        ASSERT(protobuf_decode(ctx->arena, &cosmos_bank_v1beta1_metadata_type, page.value,
                               &metadata) == NULL);
        writer_bytes(&gathered, bytes_make(&metadata, sizeof(metadata)));
        TRY(page_next(&page));
    }
    out->metadatas.items =
        finished(ctx->arena, &gathered, sizeof(*out->metadatas.items), &out->metadatas.count);
    return page_finish(&page, &out->pagination);
}

static status answer_owners(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_bank_v1beta1_query_denom_owners_request *in = request;
    struct cosmos_bank_v1beta1_query_denom_owners_response *out = response;
    struct page page;
    TRY(query_denom(ctx, in->denom));
    TRY(page_start(ctx, STORE_BANK, bank_key_owners(ctx->arena, in->denom), in->pagination,
                   PAGE_COLLECTION, &page));
    struct writer gathered =
        writer_new(ctx->arena, 8 * sizeof(struct cosmos_bank_v1beta1_denom_owner));
    while (page.valid) {
        struct bytes address = bytes_from(page.key, 1);
        struct integer amount;
        TRY(bank_balance(ctx, address, in->denom, &amount));
        struct cosmos_bank_v1beta1_denom_owner owner = {
            .address = address_text(ctx->arena, ADDRESS_ACCOUNT, address),
            .balance = coin_to_message(ctx->arena, (struct coin){in->denom, amount}),
        };
        writer_bytes(&gathered, bytes_make(&owner, sizeof(owner)));
        TRY(page_next(&page));
    }
    out->denom_owners.items =
        finished(ctx->arena, &gathered, sizeof(*out->denom_owners.items), &out->denom_owners.count);
    return page_finish(&page, &out->pagination);
}

static status answer_owners_by_query(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_bank_v1beta1_query_denom_owners_by_query_request *in = request;
    struct cosmos_bank_v1beta1_query_denom_owners_by_query_response *out = response;
    struct cosmos_bank_v1beta1_query_denom_owners_request inner = {in->denom, in->pagination};
    struct cosmos_bank_v1beta1_query_denom_owners_response answer = {0};
    TRY(answer_owners(ctx, &inner, &answer));
    out->denom_owners = answer.denom_owners;
    out->pagination = answer.pagination;
    return NULL;
}

static status send_enabled_named(struct context *ctx, const struct bytes_list *denoms,
                                 struct writer *gathered)
{
    for (size_t i = 0; i < denoms->count; i++) {
        struct cosmos_bank_v1beta1_send_enabled entry = {.denom = denoms->items[i]};
        bool found;
        TRY(bank_send_enabled_get(ctx, entry.denom, &found, &entry.enabled));
        if (found)
            writer_bytes(gathered, bytes_make(&entry, sizeof(entry)));
    }
    return NULL;
}

static status answer_send_enabled(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_bank_v1beta1_query_send_enabled_request *in = request;
    struct cosmos_bank_v1beta1_query_send_enabled_response *out = response;
    struct writer gathered =
        writer_new(ctx->arena, 8 * sizeof(struct cosmos_bank_v1beta1_send_enabled));
    if (in->denoms.count > 0) {
        TRY(send_enabled_named(ctx, &in->denoms, &gathered));
    } else {
        struct page page;
        status refused = page_start(ctx, STORE_BANK, BANK_KEY_SEND_ENABLED_PREFIX, in->pagination,
                                    PAGE_COLLECTION, &page);
        if (refused != NULL)
            return chain_grpc_error(ctx->arena, GRPC_INTERNAL, "%.*s", BYTES_ARG(refused->text));
        while (page.valid) {
            struct cosmos_bank_v1beta1_send_enabled entry = {page.key, bank_bool(page.value)};
            writer_bytes(&gathered, bytes_make(&entry, sizeof(entry)));
            TRY(page_next(&page));
        }
        TRY(page_finish(&page, &out->pagination));
    }
    out->send_enabled.items =
        finished(ctx->arena, &gathered, sizeof(*out->send_enabled.items), &out->send_enabled.count);
    return NULL;
}

const struct query_route BANK_QUERIES[BANK_QUERY_COUNT] = {
    {"/cosmos.bank.v1beta1.Query/AllBalances", answer_all_balances},
    {"/cosmos.bank.v1beta1.Query/Balance", answer_balance},
    {"/cosmos.bank.v1beta1.Query/DenomMetadata", answer_metadata},
    {"/cosmos.bank.v1beta1.Query/DenomMetadataByQueryString", answer_metadata_by_query},
    {"/cosmos.bank.v1beta1.Query/DenomOwners", answer_owners},
    {"/cosmos.bank.v1beta1.Query/DenomOwnersByQuery", answer_owners_by_query},
    {"/cosmos.bank.v1beta1.Query/DenomsMetadata", answer_all_metadata},
    {"/cosmos.bank.v1beta1.Query/Params", answer_params},
    {"/cosmos.bank.v1beta1.Query/SendEnabled", answer_send_enabled},
    {"/cosmos.bank.v1beta1.Query/SpendableBalanceByDenom", answer_spendable_denom},
    {"/cosmos.bank.v1beta1.Query/SpendableBalances", answer_spendable},
    {"/cosmos.bank.v1beta1.Query/SupplyOf", answer_supply},
    {"/cosmos.bank.v1beta1.Query/TotalSupply", answer_total_supply},
};
