#include "node/modules/authz/module.h"
#include "common/encoding/protobuf.h"
#include "common/tx/tx.h"
#include "node/chain/arguments.h"
#include "node/chain/compact_text.h"
#include "node/chain/errors.h"
#include "node/chain/list.h"
#include "node/chain/moment.h"
#include "node/chain/record.h"
#include "node/chain/router.h"
#include "node/modules/auth/module.h"
#include "node/modules/authz/authorization.h"
#include "node/modules/authz/grants.h"
#include "node/modules/authz/queries.h"

#define ERROR ERROR_CONSTANT
#include "node/modules/authz/errors.def"
#undef ERROR

enum { NESTING_MAX = 10 }; /* as deep as messages of a transaction may stand in each other */

struct unpacked {
    const struct message_type *type;
    void *message;
};

static status parties(struct context *ctx, struct bytes granter_text, struct bytes grantee_text,
                      struct bytes *granter, struct bytes *grantee)
{
    if (argument_equal_fold(grantee_text, granter_text))
        return &AUTHZ_SELF_GRANT;
    TRY(argument_address(ctx, ADDRESS_ACCOUNT, grantee_text, "invalid grantee address", grantee));
    return argument_address(ctx, ADDRESS_ACCOUNT, granter_text, "invalid granter address", granter);
}

/* The type must be one that some module handles. */
static status check_route(struct context *ctx, struct bytes url)
{
    const struct message_type *type = NULL;
    if (url.len > 1 && url.data[0] == '/')
        type = registry_find(ctx->chain->registry, bytes_from(url, 1));
    if (type == NULL || route_find(ctx->chain->routes, type) == NULL)
        return error_wrap_bytes(ctx->arena, &CHAIN_INVALID_TYPE,
                                ARENA_CONCAT(ctx->arena, url, BYTES(" doesn't exist.")));
    return NULL;
}

static status msg_grant(struct context *ctx, const void *message, void *response)
{
    const struct cosmos_authz_v1beta1_msg_grant *msg = message;
    struct bytes granter, grantee, url;
    TRY(parties(ctx, msg->granter, msg->grantee, &granter, &grantee));
    TRY(authorization_check(ctx, msg->grant.authorization));
    TRY(auth_account_ensure(ctx, grantee));
    TRY(authorization_url(ctx, msg->grant.authorization, &url));
    TRY(check_route(ctx, url));
    return grants_save(ctx, granter, grantee, msg->grant.authorization, msg->grant.expiration);
}

static status msg_revoke(struct context *ctx, const void *message, void *response)
{
    const struct cosmos_authz_v1beta1_msg_revoke *msg = message;
    struct bytes granter, grantee;
    TRY(parties(ctx, msg->granter, msg->grantee, &granter, &grantee));
    if (msg->msg_type_url.len == 0)
        return error_wrap(ctx->arena, &CHAIN_INVALID_REQUEST, "missing msg method name");
    return grants_delete(ctx, granter, grantee, msg->msg_type_url);
}

static status unpack(struct context *ctx, const struct google_protobuf_any *any,
                     struct unpacked *out)
{
    out->type = registry_resolve(ctx->chain->registry, any->type_url);
    if (out->type == NULL)
        return error_wrap(ctx->arena, &CHAIN_INVALID_REQUEST,
                          "messages contains *types.Any which is not a sdk.MsgRequest");
    out->message = arena_zalloc(ctx->arena, out->type->size);
    return protobuf_decode(ctx->arena, out->type, any->value, out->message);
}

/* Messages of a transaction were counted when it was decoded; those of contracts were not. */
static status check_nesting(struct context *ctx, const struct google_protobuf_any_list *anys,
                            unsigned depth)
{
    for (size_t at = 0; at < anys->count; at++) {
        struct cosmos_authz_v1beta1_msg_exec inner;
        if (!bytes_is(anys->items[at].type_url, "/cosmos.authz.v1beta1.MsgExec"))
            continue;
        if (depth == NESTING_MAX)
            return chain_error(ctx->arena, "max depth exceeded");
        TRY(protobuf_decode(ctx->arena, &cosmos_authz_v1beta1_msg_exec_type, anys->items[at].value,
                            &inner));
        TRY(check_nesting(ctx, &inner.msgs, depth + 1));
    }
    return NULL;
}

/* Uses the grant of whoever must sign the message. */
static status use_grant(struct context *ctx, struct bytes granter, struct bytes grantee,
                        const struct unpacked *inner)
{
    struct bytes url = message_url(ctx->arena, inner->type);
    struct cosmos_authz_v1beta1_grant grant;
    const struct google_protobuf_any *updated;
    bool found, used_up;
    TRY(grants_get(ctx, granter, grantee, url, &grant, &found));
    if (!found) {
        struct bytes granter_text = address_text(ctx->arena, ADDRESS_ACCOUNT, granter);
        struct bytes grantee_text = address_text(ctx->arena, ADDRESS_ACCOUNT, grantee);
        return error_wrap(ctx->arena, &AUTHZ_NOT_FOUND,
                          "failed to get grant with given granter: %.*s, grantee: %.*s & "
                          "msgType: %.*s ",
                          BYTES_ARG(granter_text), BYTES_ARG(grantee_text), BYTES_ARG(url));
    }
    if (grant.expiration != NULL && moment_compare(*grant.expiration, moment_of_block(ctx)) < 0)
        return &AUTHZ_EXPIRED;
    TRY(authorization_accept(ctx, grant.authorization, inner->type, inner->message, &updated,
                             &used_up));
    if (used_up)
        return grants_delete(ctx, granter, grantee, url);
    return updated == NULL ? NULL : grants_update(ctx, granter, grantee, updated);
}

static void append_events(struct context *ctx, const struct event_list *events, size_t index)
{
    struct bytes text = arena_format(ctx->arena, "%zu", index);
    for (size_t at = 0; at < events->count; at++) {
        const struct event *from = &events->items[at];
        struct event *to = event_emit(ctx->events, from->type);
        for (size_t i = 0; i < from->count; i++)
            event_attribute_add(ctx->events, to, from->attributes[i].key,
                                from->attributes[i].value);
        event_attribute_add(ctx->events, to, BYTES("authz_msg_index"), text);
    }
}

static status dispatch(struct context *ctx, struct bytes grantee, const struct unpacked *inner,
                       size_t index, struct bytes *data)
{
    struct bytes_list signers;
    struct message_result result;
    TRY(tx_message_signers(ctx->arena, inner->type, inner->message, &signers));
    if (signers.count != 1)
        return &AUTHZ_SIGNERS;
    if (!bytes_equal(signers.items[0], grantee))
        TRY(use_grant(ctx, signers.items[0], grantee, inner));
    if (route_find(ctx->chain->routes, inner->type) == NULL)
        return error_wrap(ctx->arena, &CHAIN_UNKNOWN_REQUEST, "unrecognized message route: /%s",
                          inner->type->full_name);
    status refused = router_run(ctx, inner->type, inner->message, &result);
    if (refused != NULL && refused->aborts)
        return refused;
    if (refused != NULL)
        return error_wrap_bytes(
            ctx->arena, refused,
            ARENA_CONCAT(ctx->arena, BYTES("failed to execute message; message "),
                         compact_text(ctx->arena, inner->type, inner->message)));
    append_events(ctx, result.events, index);
    *data = protobuf_encode(ctx->arena, result.response_type, result.response);
    return NULL;
}

static status check_messages(struct context *ctx, const struct unpacked *messages, size_t count)
{
    for (size_t at = 0; at < count; at++) {
        const struct message_route *route = route_find(ctx->chain->routes, messages[at].type);
        status refused = route == NULL || route->check == NULL
                             ? NULL
                             : route->check(ctx->arena, messages[at].message);
        if (refused != NULL)
            return error_wrap(ctx->arena, refused, "msg %zu", at);
    }
    return NULL;
}

static status msg_exec(struct context *ctx, const void *message, void *response)
{
    const struct cosmos_authz_v1beta1_msg_exec *msg = message;
    struct cosmos_authz_v1beta1_msg_exec_response *answer = response;
    size_t count = msg->msgs.count;
    struct unpacked *inner = ARENA_ARRAY(ctx->arena, struct unpacked, count);
    struct bytes grantee;
    if (msg->grantee.len == 0)
        return chain_error(ctx->arena, "empty address string is not allowed");
    TRY(argument_address(ctx, ADDRESS_ACCOUNT, msg->grantee, "invalid grantee address", &grantee));
    if (count == 0)
        return error_wrap(ctx->arena, &CHAIN_INVALID_REQUEST, "messages cannot be empty");
    TRY(check_nesting(ctx, &msg->msgs, 1));
    for (size_t at = 0; at < count; at++)
        TRY(unpack(ctx, &msg->msgs.items[at], &inner[at]));
    TRY(check_messages(ctx, inner, count));
    answer->results.items = ARENA_ARRAY(ctx->arena, struct bytes, count);
    answer->results.count = count;
    for (size_t at = 0; at < count; at++)
        TRY(dispatch(ctx, grantee, &inner[at], at, &answer->results.items[at]));
    return NULL;
}

static status genesis_init(struct context *ctx, const void *message)
{
    const struct cosmos_authz_v1beta1_genesis_state *genesis = message;
    struct google_protobuf_timestamp now = moment_of_block(ctx);
    for (size_t at = 0; at < genesis->authorization.count; at++) {
        const struct cosmos_authz_v1beta1_grant_authorization *entry =
            &genesis->authorization.items[at];
        struct bytes granter, grantee;
        if (entry->expiration != NULL && moment_compare(*entry->expiration, now) < 0)
            continue;
        TRY(address_parse(ctx->arena, ADDRESS_ACCOUNT, entry->grantee, &grantee));
        TRY(address_parse(ctx->arena, ADDRESS_ACCOUNT, entry->granter, &granter));
        TRY(grants_save(ctx, granter, grantee, entry->authorization, entry->expiration));
    }
    return NULL;
}

static status genesis_export(struct context *ctx, void *message)
{
    struct cosmos_authz_v1beta1_genesis_state *genesis = message;
    struct bytes nobody = {NULL, 0};
    struct bytes prefix = grants_key(ctx->arena, nobody, nobody, BYTES(""));
    struct kv_walk walk;
    TRY(kv_walk_prefix(ctx, STORE_AUTHZ, prefix, false, &walk));
    while (walk.valid) {
        struct cosmos_authz_v1beta1_grant grant;
        struct bytes key = bytes_from(walk.key, prefix.len);
        struct cosmos_authz_v1beta1_grant_authorization *entry =
            list_append(ctx->arena, &genesis->authorization, sizeof(*genesis->authorization.items));
        record_decode(ctx, walk.value, &cosmos_authz_v1beta1_grant_type, &grant);
        entry->granter = address_text(ctx->arena, ADDRESS_ACCOUNT, grants_take_address(&key));
        entry->grantee = address_text(ctx->arena, ADDRESS_ACCOUNT, grants_take_address(&key));
        entry->authorization = grant.authorization;
        entry->expiration = grant.expiration;
        TRY(kv_walk_next(&walk));
    }
    return NULL;
}

static const struct message_route messages[] = {
    {&cosmos_authz_v1beta1_msg_grant_type, &cosmos_authz_v1beta1_msg_grant_response_type, NULL,
     msg_grant},
    {&cosmos_authz_v1beta1_msg_revoke_type, &cosmos_authz_v1beta1_msg_revoke_response_type, NULL,
     msg_revoke},
    {&cosmos_authz_v1beta1_msg_exec_type, &cosmos_authz_v1beta1_msg_exec_response_type, NULL,
     msg_exec},
};

const struct module authz_module = {
    .name = "authz",
    .consensus_version = 2,
    .messages = messages,
    .message_count = ARRAY_COUNT(messages),
    .queries = authz_queries,
    .query_count = AUTHZ_QUERY_COUNT,
    .genesis = &cosmos_authz_v1beta1_genesis_state_type,
    .genesis_init = genesis_init,
    .genesis_export = genesis_export,
    .begin_block = grants_expire,
};
