#include "common/encoding/base64.h"
#include "node/api/api_internal.h"
#include "node/api/grpc_codes.h"
#include "node/api/rest.h"
#include "node/api/service.h"
#include "node/chain/errors.h"
#include "schema/chain/registry.h"

/* gRPC-web: a gRPC call in one HTTP/1.1 request, the trailers as a last frame of the body. */

enum { FRAME_TRAILERS = 0x80 };

struct web_job {
    struct service_call call;
    struct http_request *http;
    bool text; /* bodies are base64 */
};

static void reply(struct http_request *http, bool text, uint32_t code, struct bytes message,
                  const struct bytes *response)
{
    struct writer out = writer_new(http->arena, response == NULL ? 256 : response->len + 256);
    if (response != NULL)
        grpc_write_frame(&out, 0, *response);
    struct bytes trailers =
        arena_format(http->arena, "grpc-status:%u\r\ngrpc-message:%.*s\r\n", code,
                     BYTES_ARG(grpc_message_encode(http->arena, message)));
    grpc_write_frame(&out, FRAME_TRAILERS, trailers);
    struct bytes body = writer_done(&out);
    http_header_add(http, "Access-Control-Expose-Headers",
                    BYTES("grpc-status, grpc-message, x-cosmos-block-height"));
    http_answer(http, 200, text ? "application/grpc-web-text+proto" : "application/grpc-web+proto",
                text ? base64_encode(http->arena, body) : body);
}

static void finished(struct service_call *call)
{
    struct web_job *job = call->context;
    http_header_add(job->http, "x-cosmos-block-height",
                    arena_format(job->http->arena, "%lld", (long long)call->height));
    reply(job->http, job->text, call->code, call->message,
          call->code == 0 ? &call->response : NULL);
}

void grpc_web_handle(struct http_request *http, struct bytes content_type)
{
    struct api *api = http->owner;
    bool text = bytes_starts_with(content_type, BYTES("application/grpc-web-text"));
    const struct method_type *method = method_find(&schema_chain_services, http->path);
    struct bytes body = http->body, message = BYTES("");
    int64_t height;
    if (http->too_large) {
        reply(http, text, 8, BYTES("grpc: received message larger than max"), NULL);
        return;
    }
    if (method == NULL || method->client_streaming) {
        reply(http, text, GRPC_UNIMPLEMENTED,
              arena_format(http->arena, "unknown method %.*s", BYTES_ARG(http->path)), NULL);
        return;
    }
    if ((text && !base64_decode(http->arena, body, &body)) || !grpc_take_frame(&body, &message)) {
        reply(http, text, GRPC_INTERNAL, BYTES("grpc: malformed message"), NULL);
        return;
    }
    struct bytes reason;
    if (!rest_height(http, &height, &reason)) {
        reply(http, text, GRPC_INVALID_ARGUMENT, reason, NULL);
        return;
    }
    struct web_job *job = ARENA_NEW(http->arena, struct web_job);
    *job = (struct web_job){.http = http, .text = text};
    job->call = (struct service_call){.api = api,
                                      .arena = http->arena,
                                      .method = method,
                                      .request = message,
                                      .height = height,
                                      .finish = finished,
                                      .context = job};
    service_start(&job->call);
}
