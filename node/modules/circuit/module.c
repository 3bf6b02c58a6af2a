#include "node/modules/circuit/module.h"
#include "common/encoding/hex.h"
#include "node/chain/address.h"
#include "node/chain/compact_text.h"
#include "node/chain/errors.h"
#include "node/chain/list.h"
#include "node/chain/page.h"
#include "node/chain/record.h"
#include "schema/chain/cosmos_circuit_v1.h"

#define PERMISSION_PREFIX BYTES("\x01")
#define DISABLED_PREFIX   BYTES("\x02")

enum level {
    LEVEL_NONE,
    LEVEL_SOME,
    LEVEL_ALL,
    LEVEL_SUPER_ADMIN,
};

static status get_permissions(struct context *ctx, struct bytes address,
                              struct cosmos_circuit_v1_permissions *permissions)
{
    bool found;
    return record_get(ctx, STORE_CIRCUIT, ARENA_CONCAT(ctx->arena, PERMISSION_PREFIX, address),
                      &cosmos_circuit_v1_permissions_type, permissions, &found);
}

static status set_permissions(struct context *ctx, struct bytes address,
                              const struct cosmos_circuit_v1_permissions *permissions)
{
    return record_set(ctx, STORE_CIRCUIT, ARENA_CONCAT(ctx->arena, PERMISSION_PREFIX, address),
                      &cosmos_circuit_v1_permissions_type, permissions);
}

static bool is_authority(struct context *ctx, struct bytes address)
{
    return bytes_equal(address_text(ctx->arena, ADDRESS_ACCOUNT, address), ADDRESS_AUTHORITY);
}

static status authorize(struct context *ctx, const void *message, void *response)
{
    const struct cosmos_circuit_v1_msg_authorize_circuit_breaker *msg = message;
    struct cosmos_circuit_v1_msg_authorize_circuit_breaker_response *answer = response;
    struct cosmos_circuit_v1_permissions own;
    struct bytes granter, grantee;
    TRY(address_parse(ctx->arena, ADDRESS_ACCOUNT, msg->granter, &granter));
    if (!is_authority(ctx, granter)) {
        TRY(get_permissions(ctx, granter, &own));
        if (own.level != LEVEL_SUPER_ADMIN)
            return error_wrap(ctx->arena, &CHAIN_UNAUTHORIZED,
                              "only super admins can authorize users");
    }
    TRY(address_parse(ctx->arena, ADDRESS_ACCOUNT, msg->grantee, &grantee));
    if (msg->permissions == NULL)
        return error_wrap(ctx->arena, &CHAIN_INVALID_REQUEST, "permissions cannot be nil");
    TRY(set_permissions(ctx, grantee, msg->permissions));
    EVENT(ctx->events, "authorize_circuit_breaker", {BYTES("granter"), msg->granter},
          {BYTES("grantee"), msg->grantee},
          {BYTES("permission"),
           compact_text(ctx->arena, &cosmos_circuit_v1_permissions_type, msg->permissions)});
    answer->success = true;
    return NULL;
}

/* Whether the sender may switch this type; `verb` is "trip" or "reset". */
static status check_permission(struct context *ctx, struct bytes address,
                               const struct cosmos_circuit_v1_permissions *own, struct bytes url,
                               const char *verb)
{
    if (own->level == LEVEL_SUPER_ADMIN || own->level == LEVEL_ALL || is_authority(ctx, address))
        return NULL;
    if (own->level != LEVEL_SOME)
        return error_wrap(ctx->arena, &CHAIN_UNAUTHORIZED,
                          "account does not have permission to %s circuit breaker", verb);
    for (size_t at = 0; at < own->limit_type_urls.count; at++) {
        if (bytes_equal(own->limit_type_urls.items[at], url))
            return NULL;
    }
    return error_wrap(ctx->arena, &CHAIN_UNAUTHORIZED,
                      "account does not have permission to %s circuit breaker for message %.*s",
                      verb, BYTES_ARG(url));
}

static struct bytes joined(struct arena *arena, struct bytes_list urls)
{
    struct writer out = writer_new(arena, 64);
    for (size_t at = 0; at < urls.count; at++) {
        if (at > 0)
            writer_byte(&out, ',');
        writer_bytes(&out, urls.items[at]);
    }
    return writer_done(&out);
}

/* Switches every type of the list off (`disable`) or on again; one that is so already is a refusal.
 */
static status switch_types(struct context *ctx, struct bytes authority, struct bytes_list urls,
                           bool disable)
{
    struct cosmos_circuit_v1_permissions own;
    struct bytes address;
    TRY(address_parse(ctx->arena, ADDRESS_ACCOUNT, authority, &address));
    TRY(get_permissions(ctx, address, &own));
    for (size_t at = 0; at < urls.count; at++) {
        struct bytes url = urls.items[at];
        struct bytes key = ARENA_CONCAT(ctx->arena, DISABLED_PREFIX, url);
        bool disabled;
        TRY(kv_has(ctx, STORE_CIRCUIT, key, &disabled));
        if (disabled == disable)
            return chain_error(ctx->arena, "message %.*s is %s disabled", BYTES_ARG(url),
                               disable ? "already" : "not");
        TRY(check_permission(ctx, address, &own, url, disable ? "trip" : "reset"));
        if (disable)
            TRY(kv_set(ctx, STORE_CIRCUIT, key, BYTES("")));
        else
            TRY(kv_delete(ctx, STORE_CIRCUIT, key));
    }
    const struct event_attribute attributes[] = {
        {BYTES("authority"), authority},
        {BYTES("msg_url"), joined(ctx->arena, urls)},
    };
    event_emit_all(ctx->events,
                   disable ? BYTES("trip_circuit_breaker") : BYTES("reset_circuit_breaker"),
                   attributes, ARRAY_COUNT(attributes));
    return NULL;
}

static status trip(struct context *ctx, const void *message, void *response)
{
    const struct cosmos_circuit_v1_msg_trip_circuit_breaker *msg = message;
    struct cosmos_circuit_v1_msg_trip_circuit_breaker_response *answer = response;
    answer->success = true;
    return switch_types(ctx, msg->authority, msg->msg_type_urls, true);
}

static status reset(struct context *ctx, const void *message, void *response)
{
    const struct cosmos_circuit_v1_msg_reset_circuit_breaker *msg = message;
    struct cosmos_circuit_v1_msg_reset_circuit_breaker_response *answer = response;
    answer->success = true;
    return switch_types(ctx, msg->authority, msg->msg_type_urls, false);
}

static status genesis_init(struct context *ctx, const void *message)
{
    const struct cosmos_circuit_v1_genesis_state *genesis = message;
    static const struct cosmos_circuit_v1_permissions none;
    for (size_t at = 0; at < genesis->account_permissions.count; at++) {
        const struct cosmos_circuit_v1_genesis_account_permissions *account =
            &genesis->account_permissions.items[at];
        struct bytes address;
        TRY(address_parse(ctx->arena, ADDRESS_ACCOUNT, account->address, &address));
        TRY(set_permissions(ctx, address,
                            account->permissions == NULL ? &none : account->permissions));
    }
    for (size_t at = 0; at < genesis->disabled_type_urls.count; at++)
        TRY(kv_set(ctx, STORE_CIRCUIT,
                   ARENA_CONCAT(ctx->arena, DISABLED_PREFIX, genesis->disabled_type_urls.items[at]),
                   BYTES("")));
    return NULL;
}

static void export_account(struct context *ctx, struct bytes address, struct bytes value,
                           struct cosmos_circuit_v1_genesis_account_permissions_list *list)
{
    struct cosmos_circuit_v1_genesis_account_permissions *account =
        list_append(ctx->arena, list, sizeof(*account));
    struct cosmos_circuit_v1_permissions *permissions =
        ARENA_NEW(ctx->arena, struct cosmos_circuit_v1_permissions);
    record_decode(ctx, value, &cosmos_circuit_v1_permissions_type, permissions);
    account->address = address_text(ctx->arena, ADDRESS_ACCOUNT, address);
    account->permissions = permissions;
}

static status list_disabled(struct context *ctx, struct bytes_list *urls)
{
    struct kv_walk walk;
    TRY(kv_walk_prefix(ctx, STORE_CIRCUIT, DISABLED_PREFIX, false, &walk));
    while (walk.valid) {
        struct bytes *url = list_append(ctx->arena, urls, sizeof(*url));
        *url = bytes_from(walk.key, DISABLED_PREFIX.len);
        TRY(kv_walk_next(&walk));
    }
    return NULL;
}

static status genesis_export(struct context *ctx, void *message)
{
    struct cosmos_circuit_v1_genesis_state *genesis = message;
    struct kv_walk walk;
    TRY(kv_walk_prefix(ctx, STORE_CIRCUIT, PERMISSION_PREFIX, false, &walk));
    while (walk.valid) {
        export_account(ctx, bytes_from(walk.key, PERMISSION_PREFIX.len), walk.value,
                       &genesis->account_permissions);
        TRY(kv_walk_next(&walk));
    }
    return list_disabled(ctx, &genesis->disabled_type_urls);
}

static struct bytes hex_bytes(struct arena *arena, struct bytes key)
{
    return ARENA_CONCAT(arena, BYTES("hexBytes:"), hex_lower(arena, key));
}

static status query_account(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_circuit_v1_query_account_request *asked = request;
    struct cosmos_circuit_v1_account_response *answer = response;
    struct cosmos_circuit_v1_permissions *permissions =
        ARENA_NEW(ctx->arena, struct cosmos_circuit_v1_permissions);
    struct bytes address;
    bool found;
    TRY(address_parse(ctx->arena, ADDRESS_ACCOUNT, asked->address, &address));
    TRY(record_get(ctx, STORE_CIRCUIT, ARENA_CONCAT(ctx->arena, PERMISSION_PREFIX, address),
                   &cosmos_circuit_v1_permissions_type, permissions, &found));
    if (!found)
        return record_not_found(ctx->arena, hex_bytes(ctx->arena, address),
                                &cosmos_circuit_v1_permissions_type);
    answer->permission = permissions;
    return NULL;
}

static status query_accounts(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_circuit_v1_query_accounts_request *asked = request;
    struct cosmos_circuit_v1_accounts_response *answer = response;
    struct page page;
    TRY(page_start(ctx, STORE_CIRCUIT, PERMISSION_PREFIX, asked->pagination, PAGE_COLLECTION,
                   &page));
    while (page.valid) {
        export_account(ctx, page.key, page.value, &answer->accounts);
        TRY(page_next(&page));
    }
    return page_finish(&page, &answer->pagination);
}

static status query_disabled(struct context *ctx, const void *request, void *response)
{
    struct cosmos_circuit_v1_disabled_list_response *answer = response;
    return list_disabled(ctx, &answer->disabled_list);
}

static const struct message_route messages[] = {
    {&cosmos_circuit_v1_msg_authorize_circuit_breaker_type,
     &cosmos_circuit_v1_msg_authorize_circuit_breaker_response_type, NULL, authorize},
    {&cosmos_circuit_v1_msg_trip_circuit_breaker_type,
     &cosmos_circuit_v1_msg_trip_circuit_breaker_response_type, NULL, trip},
    {&cosmos_circuit_v1_msg_reset_circuit_breaker_type,
     &cosmos_circuit_v1_msg_reset_circuit_breaker_response_type, NULL, reset},
};

static const struct query_route queries[] = {
    {"/cosmos.circuit.v1.Query/Account", query_account},
    {"/cosmos.circuit.v1.Query/Accounts", query_accounts},
    {"/cosmos.circuit.v1.Query/DisabledList", query_disabled},
};

const struct module circuit_module = {
    .name = "circuit",
    .consensus_version = 1,
    .messages = messages,
    .message_count = ARRAY_COUNT(messages),
    .queries = queries,
    .query_count = ARRAY_COUNT(queries),
    .genesis = &cosmos_circuit_v1_genesis_state_type,
    .genesis_init = genesis_init,
    .genesis_export = genesis_export,
};
