#include "node/api/grpc_server.h"

#include "tests/support/api_group.h"
#include "tests/support/http_client.h"
#include "tests/support/test.h"

#include "node/api/grpc_codes.h"
#include "schema/chain/grpc_reflection_v1.h"

#include <nghttp2/nghttp2.h>
#include <unistd.h>

/* One call over a connection of its own; what came back. */
struct reply {
    struct writer body, headers; /* headers and trailers as "name: value\n" */
    bool closed;
};

struct body {
    struct bytes rest;
};

static ssize_t send_body(nghttp2_session *session, int32_t id, uint8_t *buffer, size_t len,
                         uint32_t *flags, nghttp2_data_source *source, void *context)
{
    struct body *body = source->ptr;
    len = body->rest.len < len ? body->rest.len : len;
    if (len != 0)
        memcpy(buffer, body->rest.data, len);
    body->rest = bytes_from(body->rest, len);
    if (body->rest.len == 0)
        *flags |= NGHTTP2_DATA_FLAG_EOF;
    return (ssize_t)len;
}

static int on_header(nghttp2_session *session, const nghttp2_frame *frame, const uint8_t *name,
                     size_t name_len, const uint8_t *value, size_t value_len, uint8_t flags,
                     void *context)
{
    struct reply *reply = context;
    writer_format(&reply->headers, "%.*s: %.*s\n", (int)name_len, name, (int)value_len, value);
    return 0;
}

static int on_data(nghttp2_session *session, uint8_t flags, int32_t id, const uint8_t *data,
                   size_t len, void *context)
{
    writer_bytes(&((struct reply *)context)->body, bytes_make(data, len));
    return 0;
}

static int on_close(nghttp2_session *session, int32_t id, uint32_t error, void *context)
{
    ((struct reply *)context)->closed = true;
    return 0;
}

static nghttp2_session *open_session(struct reply *reply)
{
    nghttp2_session_callbacks *callbacks;
    nghttp2_session *session;
    nghttp2_session_callbacks_new(&callbacks);
    nghttp2_session_callbacks_set_on_header_callback(callbacks, on_header);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, on_data);
    nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, on_close);
    assert_int_equal(nghttp2_session_client_new(&session, callbacks, reply), 0);
    nghttp2_session_callbacks_del(callbacks);
    nghttp2_submit_settings(session, 0, NULL, 0);
    return session;
}

static void exchange(nghttp2_session *session, int fd, struct reply *reply)
{
    while (!reply->closed) {
        const uint8_t *out;
        ssize_t len;
        while ((len = nghttp2_session_mem_send(session, &out)) > 0)
            http_client_send(fd, bytes_make(out, (size_t)len));
        struct bytes in = http_client_read(chain.arena, fd);
        if (in.len == 0 || nghttp2_session_mem_recv(session, in.data, in.len) < 0)
            break;
    }
}

#define HEADER(name, value)                                                                        \
    {                                                                                              \
        (uint8_t *)(name), (uint8_t *)(value), strlen(name), strlen(value), 0                      \
    }

static struct reply call(const char *path, const char *height, struct bytes frames)
{
    struct reply reply = {writer_new(chain.arena, 64), writer_new(chain.arena, 64), false};
    struct body body = {frames};
    nghttp2_session *session = open_session(&reply);
    const nghttp2_nv headers[] = {HEADER(":method", "POST"),
                                  HEADER(":scheme", "http"),
                                  HEADER(":path", path),
                                  HEADER(":authority", "test"),
                                  HEADER("content-type", "application/grpc"),
                                  HEADER("te", "trailers"),
                                  HEADER("x-cosmos-block-height", height)};
    const nghttp2_data_provider provider = {.source.ptr = &body, .read_callback = send_body};
    int fd = http_client_open(ports.grpc);
    nghttp2_submit_request(session, NULL, headers, ARRAY_COUNT(headers), &provider, NULL);
    exchange(session, fd, &reply);
    nghttp2_session_del(session);
    close(fd);
    return reply;
}

static const struct bytes empty_frame = {(const uint8_t *)"\0\0\0\0\0", 5};

static void a_call_is_answered_with_trailers(void **state)
{
    struct reply reply = call("/cosmos.bank.v1beta1.Query/Params", "5", empty_frame);
    ASSERT_TEXT(writer_done(&reply.headers),
                ":status: 200\ncontent-type: application/grpc\nx-cosmos-block-height: 5\n"
                "grpc-status: 0\ngrpc-message: \n");
    ASSERT_BYTES(writer_done(&reply.body), empty_frame);
}

static void refusals_are_trailers_with_an_escaped_text(void **state)
{
    struct reply reply = call("/cosmos.bank.v1beta1.Query/AllBalances", "0", empty_frame);
    ASSERT_HAS(writer_done(&reply.headers), "grpc-status: 5\ngrpc-message: nobody here: 100%25\n");
    assert_int_equal(reply.body.len, 0);
    reply = call("/no.Such/Method", "0", empty_frame);
    ASSERT_HAS(writer_done(&reply.headers), "grpc-status: 12\n");
    reply = call("/cosmos.bank.v1beta1.Query/Params", "-1", empty_frame);
    ASSERT_HAS(writer_done(&reply.headers), "grpc-status: 3\n");
    reply = call("/cosmos.bank.v1beta1.Query/Params", "soon", empty_frame);
    ASSERT_HAS(writer_done(&reply.headers), "grpc-status: 3\n");
}

static void malformed_and_oversized_messages_are_refused(void **state)
{
    struct reply reply = call("/cosmos.bank.v1beta1.Query/Params", "0", BYTES("\1"));
    ASSERT_HAS(writer_done(&reply.headers), "grpc-status: 13\n");
    size_t size = GRPC_MESSAGE_BYTES_MAX + 1000;
    reply = call("/cosmos.bank.v1beta1.Query/Params", "0",
                 bytes_make(arena_zalloc(chain.arena, size), size));
    ASSERT_HAS(writer_done(&reply.headers), "grpc-status: 8\n");
}

static void big_answers_pass_the_flow_control(void **state)
{
    /* The descriptors of a whole service are far more than one window. */
    const struct grpc_reflection_v1_server_reflection_request request = {
        .message_request_case = 4, .file_containing_symbol = BYTES("cosmos.tx.v1beta1.Service")};
    struct writer frames = writer_new(chain.arena, 64);
    struct bytes message =
        protobuf_encode(chain.arena, &grpc_reflection_v1_server_reflection_request_type, &request);
    for (int i = 0; i < 8; i++)
        grpc_write_frame(&frames, 0, message);
    struct reply reply = call("/grpc.reflection.v1.ServerReflection/ServerReflectionInfo", "0",
                              writer_done(&frames));
    ASSERT_HAS(writer_done(&reply.headers), "grpc-status: 0\n");
    assert_true(reply.body.len > 100000);
}

static void what_is_not_http_2_is_dropped(void **state)
{
    int fd = http_client_open(ports.grpc);
    http_client_send(fd, BYTES("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
    while (http_client_read(chain.arena, fd).len != 0)
        ;
    close(fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_call_is_answered_with_trailers),
        cmocka_unit_test(refusals_are_trailers_with_an_escaped_text),
        cmocka_unit_test(malformed_and_oversized_messages_are_refused),
        cmocka_unit_test(big_answers_pass_the_flow_control),
        cmocka_unit_test(what_is_not_http_2_is_dropped),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
