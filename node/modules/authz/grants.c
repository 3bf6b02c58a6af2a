#include "node/modules/authz/grants.h"
#include "common/base/halt.h"
#include "common/encoding/json.h"
#include "node/chain/address.h"
#include "node/chain/errors.h"
#include "node/chain/list.h"
#include "node/chain/moment.h"
#include "node/chain/record.h"
#include "node/modules/authz/authorization.h"
#include "node/modules/authz/module.h"

#define GRANT_PREFIX BYTES("\x01")
#define QUEUE_PREFIX BYTES("\x02")

enum { QUEUE_GAS = 20 }; /* each entry of the queue that is compared */

struct bytes grants_key(struct arena *arena, struct bytes granter, struct bytes grantee,
                        struct bytes url)
{
    struct bytes first = granter.data == NULL ? BYTES("") : address_key(arena, granter);
    struct bytes second = grantee.data == NULL ? BYTES("") : address_key(arena, grantee);
    return ARENA_CONCAT(arena, GRANT_PREFIX, first, second, url);
}

struct bytes grants_take_address(struct bytes *key)
{
    ASSERT(key->len > 0 && key->data[0] < key->len);
    struct bytes address = bytes_slice(*key, 1, key->data[0]);
    *key = bytes_from(*key, 1 + address.len);
    return address;
}

static struct bytes queue_key(struct arena *arena, struct google_protobuf_timestamp expiration,
                              struct bytes granter, struct bytes grantee)
{
    return ARENA_CONCAT(arena, QUEUE_PREFIX, moment_key(arena, expiration),
                        address_key(arena, granter), address_key(arena, grantee));
}

status grants_get(struct context *ctx, struct bytes granter, struct bytes grantee, struct bytes url,
                  struct cosmos_authz_v1beta1_grant *grant, bool *found)
{
    return record_get(ctx, STORE_AUTHZ, grants_key(ctx->arena, granter, grantee, url),
                      &cosmos_authz_v1beta1_grant_type, grant, found);
}

static status set_grant(struct context *ctx, struct bytes granter, struct bytes grantee,
                        struct bytes url, const struct cosmos_authz_v1beta1_grant *grant)
{
    return record_set(ctx, STORE_AUTHZ, grants_key(ctx->arena, granter, grantee, url),
                      &cosmos_authz_v1beta1_grant_type, grant);
}

static struct bytes quoted(struct arena *arena, struct bytes text)
{
    struct writer out = writer_new(arena, text.len + 2);
    json_write_string(&out, text, true);
    return writer_done(&out);
}

/* A typed event: its attributes are JSON, in the order of their names. */
static void emit(struct context *ctx, const char *type, struct bytes granter, struct bytes grantee,
                 struct bytes url)
{
    struct arena *arena = ctx->arena;
    const struct event_attribute attributes[] = {
        {BYTES("grantee"), quoted(arena, address_text(arena, ADDRESS_ACCOUNT, grantee))},
        {BYTES("granter"), quoted(arena, address_text(arena, ADDRESS_ACCOUNT, granter))},
        {BYTES("msg_type_url"), quoted(arena, url)},
    };
    event_emit_all(ctx->events, bytes_text(type), attributes, ARRAY_COUNT(attributes));
}

static status queue_insert(struct context *ctx, struct google_protobuf_timestamp expiration,
                           struct bytes granter, struct bytes grantee, struct bytes url)
{
    struct bytes key = queue_key(ctx->arena, expiration, granter, grantee);
    struct cosmos_authz_v1beta1_grant_queue_item item;
    struct bytes *last;
    bool found;
    TRY(record_get(ctx, STORE_AUTHZ, key, &cosmos_authz_v1beta1_grant_queue_item_type, &item,
                   &found));
    last = list_extend(ctx->arena, &item.msg_type_urls, sizeof(struct bytes));
    *last = url;
    return record_set(ctx, STORE_AUTHZ, key, &cosmos_authz_v1beta1_grant_queue_item_type, &item);
}

/* An entry that gets empty stays until its time. */
static status queue_remove(struct context *ctx, struct google_protobuf_timestamp expiration,
                           struct bytes granter, struct bytes grantee, struct bytes url)
{
    struct bytes key = queue_key(ctx->arena, expiration, granter, grantee);
    struct cosmos_authz_v1beta1_grant_queue_item item;
    bool found;
    TRY(record_get(ctx, STORE_AUTHZ, key, &cosmos_authz_v1beta1_grant_queue_item_type, &item,
                   &found));
    if (!found)
        return error_wrap(ctx->arena, &AUTHZ_NO_GRANT_KEY,
                          "can't remove grant from the expire queue, grant key not found");
    for (size_t at = 0; at < item.msg_type_urls.count; at++) {
        TRY(gas_charge(ctx->gas, QUEUE_GAS, "grant queue"));
        if (!bytes_equal(item.msg_type_urls.items[at], url))
            continue;
        item.msg_type_urls.count--;
        item.msg_type_urls.items[at] = item.msg_type_urls.items[item.msg_type_urls.count];
        return record_set(ctx, STORE_AUTHZ, key, &cosmos_authz_v1beta1_grant_queue_item_type,
                          &item);
    }
    return NULL;
}

static status check_expiration(struct context *ctx,
                               const struct google_protobuf_timestamp *expiration)
{
    struct google_protobuf_timestamp now = moment_of_block(ctx);
    if (expiration == NULL || moment_compare(*expiration, now) > 0)
        return NULL;
    struct bytes now_text = moment_text(ctx->arena, now);
    struct bytes text = moment_text(ctx->arena, *expiration);
    return error_wrap(ctx->arena, &AUTHZ_EXPIRATION,
                      "expiration must be after the current block time (%.*s), got %.*s",
                      BYTES_ARG(now_text), BYTES_ARG(text));
}

status grants_save(struct context *ctx, struct bytes granter, struct bytes grantee,
                   const struct google_protobuf_any *authorization,
                   const struct google_protobuf_timestamp *expiration)
{
    struct cosmos_authz_v1beta1_grant old, grant = {.expiration = expiration};
    struct bytes url;
    bool found;
    TRY(authorization_url(ctx, authorization, &url));
    TRY(check_expiration(ctx, expiration));
    TRY(authorization_canonical(ctx, authorization, &grant.authorization));
    TRY(grants_get(ctx, granter, grantee, url, &old, &found));
    bool had_end = found && old.expiration != NULL;
    bool same_end =
        had_end && expiration != NULL && moment_compare(*old.expiration, *expiration) == 0;
    if (had_end && !same_end)
        TRY(queue_remove(ctx, *old.expiration, granter, grantee, url));
    if (expiration != NULL && !same_end)
        TRY(queue_insert(ctx, *expiration, granter, grantee, url));
    TRY(set_grant(ctx, granter, grantee, url, &grant));
    emit(ctx, "cosmos.authz.v1beta1.EventGrant", granter, grantee, url);
    return NULL;
}

status grants_update(struct context *ctx, struct bytes granter, struct bytes grantee,
                     const struct google_protobuf_any *authorization)
{
    struct cosmos_authz_v1beta1_grant grant;
    struct bytes url;
    bool found;
    TRY(authorization_url(ctx, authorization, &url));
    TRY(grants_get(ctx, granter, grantee, url, &grant, &found));
    if (!found)
        return &AUTHZ_NOT_FOUND;
    grant.authorization = authorization;
    return set_grant(ctx, granter, grantee, url, &grant);
}

status grants_delete(struct context *ctx, struct bytes granter, struct bytes grantee,
                     struct bytes url)
{
    struct bytes key = grants_key(ctx->arena, granter, grantee, url);
    struct cosmos_authz_v1beta1_grant grant;
    bool found;
    TRY(grants_get(ctx, granter, grantee, url, &grant, &found));
    if (!found)
        return error_wrap_bytes(
            ctx->arena, &AUTHZ_NOT_FOUND,
            ARENA_CONCAT(ctx->arena, BYTES("failed to delete grant with key "), key));
    if (grant.expiration != NULL)
        TRY(queue_remove(ctx, *grant.expiration, granter, grantee, url));
    TRY(kv_delete(ctx, STORE_AUTHZ, key));
    emit(ctx, "cosmos.authz.v1beta1.EventRevoke", granter, grantee, url);
    return NULL;
}

status grants_expire(struct context *ctx)
{
    struct bytes end = ARENA_CONCAT(ctx->arena, QUEUE_PREFIX,
                                    moment_key(ctx->arena, moment_of_block(ctx)), BYTES("\0"));
    struct kv_walk walk;
    TRY(kv_walk_start(ctx, STORE_AUTHZ, QUEUE_PREFIX, end, false, &walk));
    while (walk.valid) {
        struct cosmos_authz_v1beta1_grant_queue_item item;
        struct bytes rest = bytes_from(walk.key, QUEUE_PREFIX.len + MOMENT_KEY_BYTES);
        struct bytes granter = grants_take_address(&rest);
        struct bytes grantee = grants_take_address(&rest);
        record_decode(ctx, walk.value, &cosmos_authz_v1beta1_grant_queue_item_type, &item);
        TRY(kv_delete(ctx, STORE_AUTHZ, walk.key));
        for (size_t at = 0; at < item.msg_type_urls.count; at++)
            TRY(kv_delete(ctx, STORE_AUTHZ,
                          grants_key(ctx->arena, granter, grantee, item.msg_type_urls.items[at])));
        TRY(kv_walk_next(&walk));
    }
    return NULL;
}
