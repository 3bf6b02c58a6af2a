#include "node/modules/feegrant/module.h"
#include "common/base/halt.h"
#include "node/chain/arguments.h"
#include "node/chain/errors.h"
#include "node/chain/filter_page.h"
#include "node/chain/list.h"
#include "node/chain/moment.h"
#include "node/chain/page.h"
#include "node/chain/record.h"
#include "node/modules/auth/module.h"
#include "node/modules/feegrant/allowance.h"

#define ERROR ERROR_CONSTANT
#include "node/modules/feegrant/errors.def"
#undef ERROR

#define GRANT_PREFIX BYTES("\x00")
#define QUEUE_PREFIX BYTES("\x01")

enum {
    PRUNE_BLOCK_MAX = 200,  /* expired grants removed at the end of a block */
    PRUNE_MESSAGE_MAX = 75, /* and by one message */
};

/* len first | first | len second | second */
static struct bytes pair(struct arena *arena, struct bytes first, struct bytes second)
{
    return ARENA_CONCAT(arena, address_key(arena, first), address_key(arena, second));
}

static struct bytes grant_key(struct arena *arena, struct bytes granter, struct bytes grantee)
{
    return ARENA_CONCAT(arena, GRANT_PREFIX, pair(arena, grantee, granter));
}

static status get_allowance(struct context *ctx, struct bytes granter, struct bytes grantee,
                            struct allowance **allowance)
{
    struct cosmos_feegrant_v1beta1_grant grant;
    bool found;
    TRY(record_get(ctx, STORE_FEEGRANT, grant_key(ctx->arena, granter, grantee),
                   &cosmos_feegrant_v1beta1_grant_type, &grant, &found));
    if (!found)
        return error_wrap(ctx->arena, &CHAIN_NOT_FOUND, "fee-grant not found");
    return allowance_decode(ctx, grant.allowance, allowance);
}

/* Whether there is a grant; anything but running out of gas means there is none. */
static status has_allowance(struct context *ctx, struct bytes granter, struct bytes grantee,
                            bool *found)
{
    struct allowance *allowance;
    status failure = get_allowance(ctx, granter, grantee, &allowance);
    *found = failure == NULL;
    return failure != NULL && failure->aborts ? failure : NULL;
}

static status set_grant(struct context *ctx, struct bytes granter, struct bytes grantee,
                        const struct allowance *allowance)
{
    struct cosmos_feegrant_v1beta1_grant grant = {
        .granter = address_text(ctx->arena, ADDRESS_ACCOUNT, granter),
        .grantee = address_text(ctx->arena, ADDRESS_ACCOUNT, grantee),
        .allowance = allowance_encode(ctx->arena, allowance),
    };
    return record_set(ctx, STORE_FEEGRANT, grant_key(ctx->arena, granter, grantee),
                      &cosmos_feegrant_v1beta1_grant_type, &grant);
}

static void emit(struct context *ctx, const char *type, struct bytes granter, struct bytes grantee)
{
    const struct event_attribute attributes[] = {
        {BYTES("granter"), address_text(ctx->arena, ADDRESS_ACCOUNT, granter)},
        {BYTES("grantee"), address_text(ctx->arena, ADDRESS_ACCOUNT, grantee)},
    };
    event_emit_all(ctx->events, bytes_text(type), attributes, ARRAY_COUNT(attributes));
}

static status grant_allowance(struct context *ctx, struct bytes granter, struct bytes grantee,
                              const struct allowance *allowance)
{
    const struct google_protobuf_timestamp *expiration = allowance_expiration(allowance);
    bool found;
    TRY(has_allowance(ctx, granter, grantee, &found));
    if (found)
        return error_wrap(ctx->arena, &CHAIN_INVALID_REQUEST, "fee allowance already exists");
    TRY(auth_account_ensure(ctx, grantee));
    if (expiration != NULL && moment_compare(*expiration, moment_of_block(ctx)) < 0)
        return error_wrap(ctx->arena, &CHAIN_INVALID_REQUEST,
                          "expiration is before current block time");
    if (expiration != NULL)
        TRY(kv_set(ctx, STORE_FEEGRANT,
                   ARENA_CONCAT(ctx->arena, QUEUE_PREFIX, moment_key(ctx->arena, *expiration),
                                pair(ctx->arena, grantee, granter)),
                   BYTES("")));
    TRY(set_grant(ctx, granter, grantee, allowance));
    emit(ctx, "set_feegrant", granter, grantee);
    return NULL;
}

/* The original looks for the queue entry under the addresses the wrong way round, so the entry
 * stays and later removes whatever grant these two have by then. */
static status revoke_allowance(struct context *ctx, struct bytes granter, struct bytes grantee)
{
    struct allowance *allowance;
    TRY(get_allowance(ctx, granter, grantee, &allowance));
    TRY(kv_delete(ctx, STORE_FEEGRANT, grant_key(ctx->arena, granter, grantee)));
    const struct google_protobuf_timestamp *expiration = allowance_expiration(allowance);
    if (expiration != NULL)
        TRY(kv_delete(ctx, STORE_FEEGRANT,
                      ARENA_CONCAT(ctx->arena, QUEUE_PREFIX, moment_key(ctx->arena, *expiration),
                                   pair(ctx->arena, granter, grantee))));
    emit(ctx, "revoke_feegrant", granter, grantee);
    return NULL;
}

static status use(struct context *ctx, struct bytes granter, struct bytes grantee, struct coins fee)
{
    struct allowance *allowance, *again;
    bool remove;
    TRY(get_allowance(ctx, granter, grantee, &allowance));
    status refused = allowance_accept(ctx, allowance, fee, &remove);
    if (refused != NULL && refused->aborts)
        return refused;
    if (remove) {
        status failure = revoke_allowance(ctx, granter, grantee);
        if (failure != NULL && failure->aborts)
            return failure;
        TRY(refused);
        emit(ctx, "use_feegrant", granter, grantee);
        return NULL;
    }
    TRY(refused);
    emit(ctx, "use_feegrant", granter, grantee);
    TRY(get_allowance(ctx, granter, grantee, &again));
    TRY(set_grant(ctx, granter, grantee, allowance));
    emit(ctx, "update_feegrant", granter, grantee);
    return NULL;
}

const struct fee_grant_hook feegrant_hook = {.use = use};

static status remove_expired(struct context *ctx, unsigned limit)
{
    struct bytes end = ARENA_CONCAT(ctx->arena, QUEUE_PREFIX,
                                    moment_key(ctx->arena, moment_of_block(ctx)), BYTES("\0"));
    struct kv_walk walk;
    TRY(kv_walk_start(ctx, STORE_FEEGRANT, QUEUE_PREFIX, end, false, &walk));
    for (unsigned count = 0; walk.valid && count < limit; count++) {
        ASSERT(walk.key.len > 1 + MOMENT_KEY_BYTES);
        TRY(kv_delete(ctx, STORE_FEEGRANT, walk.key));
        TRY(kv_delete(
            ctx, STORE_FEEGRANT,
            ARENA_CONCAT(ctx->arena, GRANT_PREFIX, bytes_from(walk.key, 1 + MOMENT_KEY_BYTES))));
        if (count + 1 < limit)
            TRY(kv_walk_next(&walk));
    }
    return NULL;
}

static status end_block(struct context *ctx)
{
    return remove_expired(ctx, PRUNE_BLOCK_MAX);
}

static status msg_grant(struct context *ctx, const void *message, void *response)
{
    const struct cosmos_feegrant_v1beta1_msg_grant_allowance *msg = message;
    struct allowance *allowance;
    struct bytes granter, grantee;
    bool found;
    if (argument_equal_fold(msg->grantee, msg->granter))
        return error_wrap(ctx->arena, &CHAIN_INVALID_ADDRESS,
                          "cannot self-grant fee authorization");
    TRY(address_parse(ctx->arena, ADDRESS_ACCOUNT, msg->grantee, &grantee));
    TRY(address_parse(ctx->arena, ADDRESS_ACCOUNT, msg->granter, &granter));
    TRY(has_allowance(ctx, granter, grantee, &found));
    if (found)
        return error_wrap(ctx->arena, &CHAIN_INVALID_REQUEST, "fee allowance already exists");
    TRY(allowance_decode(ctx, msg->allowance, &allowance));
    TRY(allowance_check(ctx, allowance));
    return grant_allowance(ctx, granter, grantee, allowance);
}

static status msg_revoke(struct context *ctx, const void *message, void *response)
{
    const struct cosmos_feegrant_v1beta1_msg_revoke_allowance *msg = message;
    struct bytes granter, grantee;
    if (bytes_equal(msg->grantee, msg->granter))
        return error_wrap(ctx->arena, &CHAIN_INVALID_ADDRESS, "addresses must be different");
    TRY(address_parse(ctx->arena, ADDRESS_ACCOUNT, msg->grantee, &grantee));
    TRY(address_parse(ctx->arena, ADDRESS_ACCOUNT, msg->granter, &granter));
    return revoke_allowance(ctx, granter, grantee);
}

static status msg_prune(struct context *ctx, const void *message, void *response)
{
    const struct cosmos_feegrant_v1beta1_msg_prune_allowances *msg = message;
    TRY(remove_expired(ctx, PRUNE_MESSAGE_MAX));
    EVENT(ctx->events, "prune_feegrant", {BYTES("pruner"), msg->pruner});
    return NULL;
}

static status genesis_init(struct context *ctx, const void *message)
{
    const struct cosmos_feegrant_v1beta1_genesis_state *genesis = message;
    for (size_t at = 0; at < genesis->allowances.count; at++) {
        const struct cosmos_feegrant_v1beta1_grant *grant = &genesis->allowances.items[at];
        struct allowance *allowance;
        struct bytes granter, grantee;
        TRY(address_parse(ctx->arena, ADDRESS_ACCOUNT, grant->granter, &granter));
        TRY(address_parse(ctx->arena, ADDRESS_ACCOUNT, grant->grantee, &grantee));
        TRY(allowance_decode(ctx, grant->allowance, &allowance));
        TRY(allowance_check(ctx, allowance));
        TRY(grant_allowance(ctx, granter, grantee, allowance));
    }
    return NULL;
}

static status genesis_export(struct context *ctx, void *message)
{
    struct cosmos_feegrant_v1beta1_genesis_state *genesis = message;
    struct kv_walk walk;
    TRY(kv_walk_prefix(ctx, STORE_FEEGRANT, GRANT_PREFIX, false, &walk));
    while (walk.valid) {
        record_decode(
            ctx, walk.value, &cosmos_feegrant_v1beta1_grant_type,
            list_append(ctx->arena, &genesis->allowances, sizeof(*genesis->allowances.items)));
        TRY(kv_walk_next(&walk));
    }
    return NULL;
}

static status query_allowance(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_feegrant_v1beta1_query_allowance_request *asked = request;
    struct cosmos_feegrant_v1beta1_query_allowance_response *answer = response;
    struct cosmos_feegrant_v1beta1_grant *grant =
        ARENA_NEW(ctx->arena, struct cosmos_feegrant_v1beta1_grant);
    struct bytes granter, grantee;
    bool found;
    TRY(address_parse(ctx->arena, ADDRESS_ACCOUNT, asked->granter, &granter));
    TRY(address_parse(ctx->arena, ADDRESS_ACCOUNT, asked->grantee, &grantee));
    TRY(record_get(ctx, STORE_FEEGRANT, grant_key(ctx->arena, granter, grantee),
                   &cosmos_feegrant_v1beta1_grant_type, grant, &found));
    if (!found)
        return chain_grpc_error(ctx->arena, GRPC_INTERNAL, "fee-grant not found: not found");
    grant->granter = asked->granter;
    grant->grantee = asked->grantee;
    answer->allowance = grant;
    return NULL;
}

static status query_allowances(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_feegrant_v1beta1_query_allowances_request *asked = request;
    struct cosmos_feegrant_v1beta1_query_allowances_response *answer = response;
    struct bytes grantee;
    struct page page;
    TRY(address_parse(ctx->arena, ADDRESS_ACCOUNT, asked->grantee, &grantee));
    status failure =
        page_start(ctx, STORE_FEEGRANT,
                   ARENA_CONCAT(ctx->arena, GRANT_PREFIX, address_key(ctx->arena, grantee)),
                   asked->pagination, PAGE_STORE, &page);
    if (failure != NULL)
        return chain_grpc_error(ctx->arena, GRPC_INTERNAL, "%.*s", BYTES_ARG(failure->text));
    while (page.valid) {
        record_decode(
            ctx, page.value, &cosmos_feegrant_v1beta1_grant_type,
            list_append(ctx->arena, &answer->allowances, sizeof(*answer->allowances.items)));
        TRY(page_next(&page));
    }
    return page_finish(&page, &answer->pagination);
}

static status query_by_granter(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_feegrant_v1beta1_query_allowances_by_granter_request *asked = request;
    struct cosmos_feegrant_v1beta1_query_allowances_by_granter_response *answer = response;
    struct bytes granter;
    struct filter_page page;
    TRY(address_parse(ctx->arena, ADDRESS_ACCOUNT, asked->granter, &granter));
    status failure = filter_start(ctx, STORE_FEEGRANT, GRANT_PREFIX, asked->pagination, &page);
    if (failure != NULL)
        return chain_grpc_error(ctx->arena, GRPC_INTERNAL, "%.*s", BYTES_ARG(failure->text));
    while (page.valid) {
        ASSERT(page.key.len > 1 && page.key.len > 1 + (size_t)page.key.data[0]);
        bool wanted = bytes_equal(bytes_from(page.key, 2 + (size_t)page.key.data[0]), granter);
        if (wanted && page.take)
            record_decode(
                ctx, page.value, &cosmos_feegrant_v1beta1_grant_type,
                list_append(ctx->arena, &answer->allowances, sizeof(*answer->allowances.items)));
        TRY(filter_next(&page, wanted));
    }
    filter_finish(&page, &answer->pagination);
    return NULL;
}

static const struct message_route messages[] = {
    {&cosmos_feegrant_v1beta1_msg_grant_allowance_type,
     &cosmos_feegrant_v1beta1_msg_grant_allowance_response_type, NULL, msg_grant},
    {&cosmos_feegrant_v1beta1_msg_revoke_allowance_type,
     &cosmos_feegrant_v1beta1_msg_revoke_allowance_response_type, NULL, msg_revoke},
    {&cosmos_feegrant_v1beta1_msg_prune_allowances_type,
     &cosmos_feegrant_v1beta1_msg_prune_allowances_response_type, NULL, msg_prune},
};

static const struct query_route queries[] = {
    {"/cosmos.feegrant.v1beta1.Query/Allowance", query_allowance},
    {"/cosmos.feegrant.v1beta1.Query/Allowances", query_allowances},
    {"/cosmos.feegrant.v1beta1.Query/AllowancesByGranter", query_by_granter},
};

const struct module feegrant_module = {
    .name = "feegrant",
    .consensus_version = 2,
    .messages = messages,
    .message_count = ARRAY_COUNT(messages),
    .queries = queries,
    .query_count = ARRAY_COUNT(queries),
    .genesis = &cosmos_feegrant_v1beta1_genesis_state_type,
    .genesis_init = genesis_init,
    .genesis_export = genesis_export,
    .end_block = end_block,
};
