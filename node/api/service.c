#include "node/api/service.h"

#include "common/encoding/protobuf.h"
#include "node/api/api_internal.h"
#include "node/chain/errors.h"
#include "schema/chain/registry.h"

enum { GRPC_RESOURCE_EXHAUSTED = 8 };

static const struct service_method *const tables[] = {
    tx_service_methods, tendermint_service_methods, reflection_service_methods,
    inspect_service_methods, follow_service_methods};

const struct service_method *service_find_own(struct bytes path)
{
    for (size_t i = 0; i < ARRAY_COUNT(tables); i++)
        for (const struct service_method *method = tables[i]; method->path != NULL; method++)
            if (bytes_is(path, method->path))
                return method;
    return NULL;
}

void service_refuse(struct service_call *call, uint32_t code, struct bytes message)
{
    call->code = code;
    call->message = message;
    call->finish(call);
}

/* A registered error that nothing was added to prints with its numbers. */
static struct bytes native_text(struct arena *arena, status refused, struct bytes text)
{
    bool registered = !error_is(refused, &CHAIN_PLAIN);
    if (!registered || memmem(text.data, text.len, ": ", 2) != NULL)
        return text;
    return arena_format(arena, "codespace %s code %u: %.*s", refused->codespace, refused->code,
                        BYTES_ARG(text));
}

static void refuse_status(struct service_call *call, status refused)
{
    struct bytes text;
    uint32_t code = chain_grpc_code(refused, &text);
    call->refused = refused;
    service_refuse(call, code, native_text(call->arena, refused, text));
}

status service_abci_error(struct arena *arena, status refused)
{
    struct bytes text;
    const struct error *kind = &CHAIN_UNKNOWN_REQUEST;
    uint32_t code = chain_grpc_code(refused, &text);
    bool made_by_grpc = !bytes_equal(text, refused->text);
    if (refused->aborts)
        kind = &CHAIN_PANIC;
    else if (code == GRPC_NOT_FOUND)
        kind = &CHAIN_KEY_NOT_FOUND;
    else if (code == GRPC_INVALID_ARGUMENT || code == GRPC_FAILED_PRECONDITION)
        kind = &CHAIN_INVALID_REQUEST;
    else if (error_is(refused, &CHAIN_PLAIN) && !made_by_grpc)
        kind = &CHAIN_INVALID_REQUEST;
    return error_wrap_bytes(arena, kind, refused->text);
}

void service_respond(struct service_call *call, const void *response)
{
    call->response = protobuf_encode(call->arena, call->method->response, response);
    call->finish(call);
}

static void run_own(struct service_call *call, const struct service_method *method)
{
    void *request = arena_zalloc(call->arena, call->method->request->size);
    void *response = arena_zalloc(call->arena, call->method->response->size);
    status refused = protobuf_decode(call->arena, call->method->request, call->request, request);
    if (refused != NULL) {
        service_refuse(call, GRPC_INTERNAL, refused->text);
        return;
    }
    message_init(call->method->response, response);
    if (method->start != NULL) {
        method->start(call, request);
        return;
    }
    refused = method->answer(call, request, response);
    if (refused != NULL)
        refuse_status(call, refused);
    else
        service_respond(call, response);
}

void service_run(struct service_call *call)
{
    struct bytes path = bytes_text(call->method->path);
    const struct service_method *own = service_find_own(path);
    const struct application *app = call->api->options.app;
    if (own != NULL) {
        run_own(call, own);
        return;
    }
    status refused =
        app->answer(app->app, call->arena, path, call->request, &call->height, &call->response);
    if (refused != NULL)
        refuse_status(call, refused);
    else
        call->finish(call);
}

static void run_on_worker(struct work *work)
{
    service_run((struct service_call *)work);
}

void service_start(struct service_call *call)
{
    call->work.run = run_on_worker;
    if (!workers_submit(call->api->workers, &call->work))
        service_refuse(call, GRPC_RESOURCE_EXHAUSTED,
                       BYTES("the node is busy, too many requests wait"));
}

/* ---- ABCI queries ---- */

static void ignore_finish(struct service_call *call)
{
}

void api_query(struct api *api, struct arena *arena,
               const struct tendermint_abci_request_query *request,
               struct tendermint_abci_response_query *response)
{
    const struct application *app = api->options.app;
    const struct service_method *own = service_find_own(request->path);
    const struct method_type *method = method_find(&schema_chain_services, request->path);
    /* A transaction is not sent by a query. */
    if (own == NULL || method == NULL || own->answer == NULL) {
        app->query(app->app, arena, request, response);
        return;
    }
    struct service_call call = {.api = api,
                                .arena = arena,
                                .method = method,
                                .request = request->data,
                                .height = request->height,
                                .finish = ignore_finish};
    service_run(&call);
    *response = (struct tendermint_abci_response_query){
        .height = request->height != 0 ? request->height : database_height(api->options.database),
        .value = call.response,
    };
    if (call.code == 0)
        return;
    status refused =
        call.refused != NULL ? call.refused : chain_error(arena, "%.*s", BYTES_ARG(call.message));
    refused = service_abci_error(arena, refused);
    response->code = refused->code;
    response->codespace = bytes_text(refused->codespace);
    response->log = refused->text;
    response->value = (struct bytes){0};
}
