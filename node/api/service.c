#include "node/api/service.h"

#include "common/base/halt.h"
#include "common/encoding/protobuf.h"
#include "node/api/api_internal.h"
#include "node/chain/errors.h"

enum { GRPC_RESOURCE_EXHAUSTED = 8 };

static const struct service_method *const tables[] = {
    tx_service_methods, tendermint_service_methods, reflection_service_methods};

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

static void refuse_status(struct service_call *call, status refused)
{
    struct bytes text;
    uint32_t code = chain_grpc_code(refused, &text);
    service_refuse(call, code, text);
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
