#include "node/api/rpc.h"

#include "common/base/halt.h"

static const struct error RPC_REFUSED = {"api", 3, false, BYTES_INIT("refused")};

status rpc_refused(struct arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    struct bytes text = arena_format_list(arena, format, arguments);
    va_end(arguments);
    return error_replace(arena, &RPC_REFUSED, text);
}

const struct rpc_method *rpc_method_find(struct bytes name)
{
    for (size_t i = 0; i < rpc_method_count; i++)
        if (bytes_is(name, rpc_methods[i].name))
            return &rpc_methods[i];
    return NULL;
}

static const char *code_message(enum rpc_code code)
{
    switch (code) {
    case RPC_PARSE_ERROR:
        return "Parse error. Invalid JSON";
    case RPC_INVALID_REQUEST:
        return "Invalid Request";
    case RPC_METHOD_NOT_FOUND:
        return "Method not found";
    case RPC_INVALID_PARAMS:
        return "Invalid params";
    case RPC_INTERNAL_ERROR:
        return "Internal error";
    case RPC_SERVER_ERROR:
        return "Server error";
    }
    return "";
}

void rpc_error(struct rpc_call *call, enum rpc_code code, struct bytes data)
{
    call->method = NULL;
    call->error_code = code;
    call->error_message = code_message(code);
    call->error_data = data;
}

void rpc_done(struct rpc_call *call)
{
    call->finish(call);
}

void rpc_refuse(struct rpc_call *call, struct bytes text)
{
    rpc_error(call, RPC_INTERNAL_ERROR, text);
    call->finish(call);
}

bool rpc_run(struct rpc_call *call, bool may_wait)
{
    const struct rpc_method *method = call->method;
    if (method == NULL) {
        call->finish(call);
        return true;
    }
    if ((method->flags & RPC_QUICK) == 0 && !may_wait)
        return false;
    call->result = writer_new(call->arena, 512);
    if (method->start != NULL) {
        method->start(call);
        return true;
    }
    status refused = method->answer(call);
    if (refused != NULL)
        rpc_error(call, RPC_INTERNAL_ERROR, refused->text);
    call->finish(call);
    return true;
}

/* What a JSON-RPC id may be: a number or a string. */
static bool read_id(struct rpc_call *call, const struct json_value *id)
{
    if (id == NULL || id->kind == JSON_NULL)
        return false;
    if (id->kind == JSON_NUMBER || id->kind == JSON_STRING)
        call->id = id->source;
    else
        rpc_error(call, RPC_PARSE_ERROR,
                  arena_format(call->arena,
                               "error unmarshaling request: json-rpc ID (%.*s) is of unknown type",
                               BYTES_ARG(id->source)));
    return true;
}

bool rpc_read_request(struct rpc_call *call, const struct json_value *request)
{
    if (request->kind != JSON_OBJECT) {
        rpc_error(call, RPC_PARSE_ERROR, BYTES("error unmarshaling request: not an object"));
        return true;
    }
    if (!read_id(call, json_member(request, "id")))
        return false;
    if (call->error_code != 0)
        return true;
    const struct json_value *method = json_member(request, "method");
    call->method =
        method == NULL || method->kind != JSON_STRING ? NULL : rpc_method_find(method->text);
    if (call->method == NULL ||
        ((call->method->flags & RPC_WEBSOCKET) != 0 && call->client == NULL)) {
        rpc_error(call, RPC_METHOD_NOT_FOUND, BYTES(""));
        return true;
    }
    status refused = rpc_read_params(call, json_member(request, "params"));
    if (refused != NULL)
        rpc_error(call, call->client == NULL ? RPC_INVALID_PARAMS : RPC_INTERNAL_ERROR,
                  arena_format(call->arena, "error converting json params to arguments: %.*s",
                               BYTES_ARG(refused->text)));
    return true;
}

void rpc_write_response(struct writer *out, const struct rpc_call *call)
{
    writer_text(out, "{\"jsonrpc\":\"2.0\"");
    if (call->id.data != NULL) {
        writer_text(out, ",\"id\":");
        writer_bytes(out, call->id);
    }
    if (call->error_code == 0) {
        writer_text(out, ",\"result\":");
        writer_bytes(out, writer_done(&call->result));
        writer_byte(out, '}');
        return;
    }
    writer_format(out, ",\"error\":{\"code\":%d,\"message\":\"%s\"", call->error_code,
                  call->error_message);
    if (call->error_data.len != 0) {
        writer_text(out, ",\"data\":");
        rpc_json_text(out, call->error_data);
    }
    writer_text(out, "}}");
}
