#include "node/modules/authz/queries.h"
#include "node/chain/address.h"
#include "node/chain/filter_page.h"
#include "node/chain/list.h"
#include "node/chain/record.h"
#include "node/modules/authz/grants.h"
#include "node/modules/authz/module.h"

static status query_grants(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_authz_v1beta1_query_grants_request *asked = request;
    struct cosmos_authz_v1beta1_query_grants_response *answer = response;
    struct bytes granter, grantee;
    struct filter_page page;
    TRY(address_parse(ctx->arena, ADDRESS_ACCOUNT, asked->granter, &granter));
    TRY(address_parse(ctx->arena, ADDRESS_ACCOUNT, asked->grantee, &grantee));
    if (asked->msg_type_url.len > 0) {
        bool found;
        TRY(grants_get(ctx, granter, grantee, asked->msg_type_url,
                       list_append(ctx->arena, &answer->grants, sizeof(*answer->grants.items)),
                       &found));
        return found ? NULL
                     : error_wrap(ctx->arena, &AUTHZ_NOT_FOUND,
                                  "authorization not found for %.*s type",
                                  BYTES_ARG(asked->msg_type_url));
    }
    TRY(filter_start(ctx, STORE_AUTHZ, grants_key(ctx->arena, granter, grantee, BYTES("")),
                     asked->pagination, &page));
    while (page.valid) {
        if (page.take)
            record_decode(ctx, page.value, &cosmos_authz_v1beta1_grant_type,
                          list_append(ctx->arena, &answer->grants, sizeof(*answer->grants.items)));
        TRY(filter_next(&page, true));
    }
    filter_finish(&page, &answer->pagination);
    return NULL;
}

static void append(struct context *ctx, struct cosmos_authz_v1beta1_grant_authorization_list *list,
                   struct bytes granter, struct bytes grantee, struct bytes value)
{
    struct cosmos_authz_v1beta1_grant grant;
    record_decode(ctx, value, &cosmos_authz_v1beta1_grant_type, &grant);
    struct cosmos_authz_v1beta1_grant_authorization *entry =
        list_append(ctx->arena, list, sizeof(*list->items));
    entry->granter = granter;
    entry->grantee = grantee;
    entry->authorization = grant.authorization;
    entry->expiration = grant.expiration;
}

static status query_granter(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_authz_v1beta1_query_granter_grants_request *asked = request;
    struct cosmos_authz_v1beta1_query_granter_grants_response *answer = response;
    struct bytes granter, nobody = {NULL, 0};
    struct filter_page page;
    TRY(address_parse(ctx->arena, ADDRESS_ACCOUNT, asked->granter, &granter));
    TRY(filter_start(ctx, STORE_AUTHZ, grants_key(ctx->arena, granter, nobody, BYTES("")),
                     asked->pagination, &page));
    while (page.valid) {
        struct bytes key = page.key;
        struct bytes grantee = grants_take_address(&key);
        if (page.take)
            append(ctx, &answer->grants, asked->granter,
                   address_text(ctx->arena, ADDRESS_ACCOUNT, grantee), page.value);
        TRY(filter_next(&page, true));
    }
    filter_finish(&page, &answer->pagination);
    return NULL;
}

static status query_grantee(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_authz_v1beta1_query_grantee_grants_request *asked = request;
    struct cosmos_authz_v1beta1_query_grantee_grants_response *answer = response;
    struct bytes grantee, nobody = {NULL, 0};
    struct filter_page page;
    TRY(address_parse(ctx->arena, ADDRESS_ACCOUNT, asked->grantee, &grantee));
    TRY(filter_start(ctx, STORE_AUTHZ, grants_key(ctx->arena, nobody, nobody, BYTES("")),
                     asked->pagination, &page));
    while (page.valid) {
        struct bytes key = page.key;
        struct bytes granter = grants_take_address(&key);
        bool wanted = bytes_equal(grants_take_address(&key), grantee);
        if (wanted && page.take)
            append(ctx, &answer->grants, address_text(ctx->arena, ADDRESS_ACCOUNT, granter),
                   asked->grantee, page.value);
        TRY(filter_next(&page, wanted));
    }
    filter_finish(&page, &answer->pagination);
    return NULL;
}

const struct query_route authz_queries[AUTHZ_QUERY_COUNT] = {
    {"/cosmos.authz.v1beta1.Query/Grants", query_grants},
    {"/cosmos.authz.v1beta1.Query/GranterGrants", query_granter},
    {"/cosmos.authz.v1beta1.Query/GranteeGrants", query_grantee},
};
