#include "node/api/rpc.h"

#include "common/encoding/base64.h"
#include "common/encoding/hex.h"
#include "common/encoding/json.h"
#include "node/api/uri.h"

/* ---- JSON ---- */

static status read_int(struct arena *arena, const struct json_value *json, struct rpc_value *value)
{
    if (json->kind != JSON_STRING)
        return rpc_refused(arena, "invalid 64-bit integer encoding \"%.*s\", expected string",
                           BYTES_ARG(json->source));
    if (!json_i64(json->text, &value->number))
        return rpc_refused(arena, "strconv.ParseInt: parsing \"%.*s\": invalid syntax",
                           BYTES_ARG(json->text));
    return NULL;
}

static status read_json(struct arena *arena, enum rpc_kind kind, const struct json_value *json,
                        struct rpc_value *value)
{
    value->present = json->kind != JSON_NULL;
    if (!value->present)
        return NULL;
    if (kind == RPC_INT)
        return read_int(arena, json, value);
    if (kind == RPC_BOOL) {
        value->boolean = json->boolean;
        return json->kind == JSON_BOOL ? NULL
                                       : rpc_refused(arena,
                                                     "json: cannot unmarshal %.*s into Go "
                                                     "value of type bool",
                                                     BYTES_ARG(json->source));
    }
    if (json->kind != JSON_STRING)
        return kind == RPC_HEX
                   ? rpc_refused(arena, "invalid hex string: %.*s", BYTES_ARG(json->source))
                   : rpc_refused(arena, "json: cannot unmarshal %.*s into Go value of type string",
                                 BYTES_ARG(json->source));
    value->bytes = json->text;
    if (kind == RPC_BASE64 && !base64_decode(arena, json->text, &value->bytes))
        return rpc_refused(arena, "illegal base64 data");
    if (kind == RPC_HEX && !hex_decode(arena, json->text, &value->bytes))
        return rpc_refused(arena, "encoding/hex: invalid hex string");
    return NULL;
}

static status read_array(struct rpc_call *call, const struct json_value *params)
{
    const struct rpc_method *method = call->method;
    if (params->count != method->argument_count)
        return rpc_refused(call->arena, "expected %zu parameters, got %zu", method->argument_count,
                           params->count);
    for (size_t i = 0; i < params->count; i++)
        TRY(read_json(call->arena, method->arguments[i].kind, &params->items[i], &call->values[i]));
    return NULL;
}

static void clear_values(struct rpc_call *call)
{
    for (size_t i = 0; i < RPC_ARGUMENTS_MAX; i++)
        call->values[i] = (struct rpc_value){.bytes = BYTES("")};
}

status rpc_read_params(struct rpc_call *call, const struct json_value *params)
{
    clear_values(call);
    if (params == NULL || params->kind == JSON_NULL)
        return NULL;
    if (params->kind == JSON_ARRAY)
        return read_array(call, params);
    if (params->kind != JSON_OBJECT)
        return rpc_refused(call->arena, "unknown type for JSON params: %.*s. Expected map or array",
                           BYTES_ARG(params->source));
    for (size_t i = 0; i < call->method->argument_count; i++) {
        const struct rpc_argument *argument = &call->method->arguments[i];
        const struct json_value *value = json_member(params, argument->name);
        if (value != NULL)
            TRY(read_json(call->arena, argument->kind, value, &call->values[i]));
    }
    return NULL;
}

/* ---- URI ---- */

static bool is_integer(struct bytes text)
{
    size_t start = text.len > 0 && text.data[0] == '-' ? 1 : 0;
    for (size_t i = start; i < text.len; i++)
        if (text.data[i] < '0' || text.data[i] > '9')
            return false;
    return text.len > start;
}

static status read_uri_value(struct arena *arena, enum rpc_kind kind, struct bytes text,
                             struct rpc_value *value)
{
    bool bytes_wanted = kind == RPC_BASE64 || kind == RPC_HEX;
    value->present = true;
    if (kind == RPC_INT && is_integer(text))
        return json_i64(text, &value->number)
                   ? NULL
                   : rpc_refused(arena, "strconv.ParseInt: parsing \"%.*s\": value out of range",
                                 BYTES_ARG(text));
    if (text.len >= 2 && text.data[0] == '0' && (text.data[1] | 0x20) == 'x') {
        if (kind == RPC_INT || kind == RPC_BOOL)
            return rpc_refused(arena, "got a hex string arg, but expected '%s'",
                               kind == RPC_INT ? "int64" : "bool");
        return hex_decode(arena, bytes_from(text, 2), &value->bytes)
                   ? NULL
                   : rpc_refused(arena, "encoding/hex: invalid hex string");
    }
    struct json_value json;
    TRY(json_parse(arena, text, 0, &json));
    if (json.kind == JSON_STRING && bytes_wanted) {
        value->bytes = json.text;
        return NULL;
    }
    return read_json(arena, kind, &json, value);
}

status rpc_read_uri(struct rpc_call *call, struct bytes query)
{
    clear_values(call);
    for (size_t i = 0; i < call->method->argument_count; i++) {
        const struct rpc_argument *argument = &call->method->arguments[i];
        struct bytes text;
        if (uri_query_find(call->arena, query, argument->name, &text) && text.len != 0)
            TRY(read_uri_value(call->arena, argument->kind, text, &call->values[i]));
    }
    return NULL;
}
