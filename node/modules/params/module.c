#include "node/modules/params/module.h"
#include "common/encoding/json.h"
#include "node/chain/address.h"
#include "node/chain/errors.h"
#include "node/chain/kv.h"
#include "node/chain/list.h"

#define ERROR ERROR_CONSTANT
#include "node/modules/params/errors.def"
#undef ERROR

/* The original lists them in no fixed order; here it is that of the names. */
static const char *const SUBSPACES[] = {
    "auth",     "bank",    "compute",       "cron",    "distribution", "emergencybutton",
    "gov",      "ibc",     "icacontroller", "icahost", "mint",         "register",
    "slashing", "staking", "transfer",
};

static bool is_subspace(struct bytes name)
{
    for (size_t at = 0; at < ARRAY_COUNT(SUBSPACES); at++) {
        if (bytes_is(name, SUBSPACES[at]))
            return true;
    }
    return false;
}

static status check_switch(struct context *ctx, struct bytes value)
{
    if (bytes_is(value, "on") || bytes_is(value, "off"))
        return NULL;
    return chain_error(ctx->arena, "invalid parameter value: invalid value for switch status: %.*s",
                       BYTES_ARG(value));
}

static status check_pauser(struct context *ctx, struct bytes value)
{
    struct bytes address;
    if (value.len == 0)
        return NULL;
    status refused = address_parse(ctx->arena, ADDRESS_ACCOUNT, value, &address);
    return refused == NULL
               ? NULL
               : chain_error(ctx->arena, "invalid parameter value: %.*s", BYTES_ARG(refused->text));
}

/* The keys that can still be set, all of them texts. */
static const struct legacy_key {
    const char *subspace;
    const char *name;
    status (*check)(struct context *ctx, struct bytes value);
} KEYS[] = {
    {"emergencybutton", "switchstatus", check_switch},
    {"emergencybutton", "pauseraddress", check_pauser},
};

static struct bytes store_key(struct arena *arena, struct bytes subspace, struct bytes key)
{
    return ARENA_CONCAT(arena, subspace, BYTES("/"), key);
}

static status set(struct context *ctx, const struct legacy_key *key,
                  const struct cosmos_params_v1beta1_param_change *change)
{
    struct json_value value;
    struct bytes old;
    struct bytes at = store_key(ctx->arena, change->subspace, change->key);
    TRY(kv_get(ctx, STORE_PARAMS, at, &old));
    TRY(json_parse(ctx->arena, change->value, 0, &value));
    if (value.kind != JSON_STRING)
        return chain_error(ctx->arena, "json: cannot unmarshal %s into Go value of type string",
                           value.kind == JSON_NUMBER  ? "number"
                           : value.kind == JSON_BOOL  ? "bool"
                           : value.kind == JSON_ARRAY ? "array"
                                                      : "object");
    TRY(key->check(ctx, value.text));
    struct writer out = writer_new(ctx->arena, value.text.len + 2);
    json_write_string(&out, value.text, true);
    return kv_set(ctx, STORE_PARAMS, at, writer_done(&out));
}

static status apply(struct context *ctx, const struct cosmos_params_v1beta1_param_change *change)
{
    if (!is_subspace(change->subspace))
        return error_wrap_bytes(ctx->arena, &PARAMS_UNKNOWN_SUBSPACE, change->subspace);
    for (size_t at = 0; at < ARRAY_COUNT(KEYS); at++) {
        if (!bytes_is(change->subspace, KEYS[at].subspace) || !bytes_is(change->key, KEYS[at].name))
            continue;
        status refused = set(ctx, &KEYS[at], change);
        if (refused == NULL || refused->aborts)
            return refused;
        return error_wrap_bytes(ctx->arena, &PARAMS_SETTING,
                                ARENA_CONCAT(ctx->arena, BYTES("key: "), change->key,
                                             BYTES(", value: "), change->value, BYTES(", err: "),
                                             refused->text));
    }
    return chain_panic(ctx->arena, "parameter %.*s not registered", BYTES_ARG(change->key));
}

status params_check_proposal(const struct cosmos_params_v1beta1_parameter_change_proposal *proposal)
{
    if (proposal->changes.count == 0)
        return &PARAMS_NO_CHANGES;
    for (size_t at = 0; at < proposal->changes.count; at++) {
        const struct cosmos_params_v1beta1_param_change *change = &proposal->changes.items[at];
        if (change->subspace.len == 0)
            return &PARAMS_NO_SUBSPACE;
        if (change->key.len == 0)
            return &PARAMS_NO_KEY;
        if (change->value.len == 0)
            return &PARAMS_NO_VALUE;
    }
    return NULL;
}

status params_change(struct context *ctx,
                     const struct cosmos_params_v1beta1_parameter_change_proposal *proposal)
{
    for (size_t at = 0; at < proposal->changes.count; at++)
        TRY(apply(ctx, &proposal->changes.items[at]));
    return NULL;
}

static status query_params(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_params_v1beta1_query_params_request *asked = request;
    struct cosmos_params_v1beta1_query_params_response *answer = response;
    if (asked->subspace.len == 0 || asked->key.len == 0)
        return chain_grpc_error(ctx->arena, GRPC_INVALID_ARGUMENT, "invalid request");
    if (!is_subspace(asked->subspace))
        return error_wrap_bytes(ctx->arena, &PARAMS_UNKNOWN_SUBSPACE, asked->subspace);
    answer->param.subspace = asked->subspace;
    answer->param.key = asked->key;
    return kv_get(ctx, STORE_PARAMS, store_key(ctx->arena, asked->subspace, asked->key),
                  &answer->param.value);
}

static status query_subspaces(struct context *ctx, const void *request, void *response)
{
    struct cosmos_params_v1beta1_query_subspaces_response *answer = response;
    for (size_t at = 0; at < ARRAY_COUNT(SUBSPACES); at++) {
        struct cosmos_params_v1beta1_subspace *space =
            list_append(ctx->arena, &answer->subspaces, sizeof(*answer->subspaces.items));
        struct bytes prefix = store_key(ctx->arena, bytes_text(SUBSPACES[at]), BYTES(""));
        struct kv_walk walk;
        space->subspace = bytes_text(SUBSPACES[at]);
        TRY(kv_walk_prefix(ctx, STORE_PARAMS, prefix, false, &walk));
        while (walk.valid) {
            struct bytes *key = list_append(ctx->arena, &space->keys, sizeof(*key));
            *key = bytes_from(walk.key, prefix.len);
            TRY(kv_walk_next(&walk));
        }
    }
    return NULL;
}

static const struct query_route queries[] = {
    {"/cosmos.params.v1beta1.Query/Params", query_params},
    {"/cosmos.params.v1beta1.Query/Subspaces", query_subspaces},
};

const struct module params_module = {
    .name = "params",
    .consensus_version = 1,
    .queries = queries,
    .query_count = ARRAY_COUNT(queries),
};
