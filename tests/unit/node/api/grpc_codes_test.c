#include "node/api/grpc_codes.h"

#include "tests/support/test.h"

static void codes_have_the_gateways_http_status(void **state)
{
    assert_int_equal(grpc_http_status(0), 200);
    assert_int_equal(grpc_http_status(3), 400);
    assert_int_equal(grpc_http_status(5), 404);
    assert_int_equal(grpc_http_status(12), 501);
    assert_int_equal(grpc_http_status(16), 401);
    assert_int_equal(grpc_http_status(99), 500);
    assert_string_equal(grpc_code_name(5), "NotFound");
    assert_string_equal(grpc_code_name(99), "Unknown");
}

static void messages_are_escaped_for_a_header(void **state)
{
    struct arena *arena = arena_new(1024);
    ASSERT_TEXT(grpc_message_encode(arena, BYTES("100% r\xc3\xb6t\n")), "100%25 r%C3%B6t%0A");
    arena_drop(arena);
}

static void frames_go_out_and_come_back(void **state)
{
    struct arena *arena = arena_new(1024);
    struct writer out = writer_new(arena, 16);
    struct bytes message;
    grpc_write_frame(&out, 0, BYTES("one"));
    grpc_write_frame(&out, 0, BYTES(""));
    struct bytes body = writer_done(&out);
    ASSERT_HEX(body, "00000000036f6e650000000000");
    assert_true(grpc_take_frame(&body, &message));
    ASSERT_TEXT(message, "one");
    assert_true(grpc_take_frame(&body, &message));
    assert_int_equal(message.len, 0);
    assert_false(grpc_take_frame(&body, &message));
    arena_drop(arena);
}

static void broken_frames_are_not_taken(void **state)
{
    struct bytes message;
    struct bytes cut = bytes_make("\0\0\0\0\5abc", 8), compressed = bytes_make("\1\0\0\0\0", 5);
    struct bytes huge = bytes_make("\0\xff\xff\xff\xff", 5);
    assert_false(grpc_take_frame(&cut, &message));
    assert_false(grpc_take_frame(&compressed, &message));
    assert_false(grpc_take_frame(&huge, &message));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_have_the_gateways_http_status),
        cmocka_unit_test(messages_are_escaped_for_a_header),
        cmocka_unit_test(frames_go_out_and_come_back),
        cmocka_unit_test(broken_frames_are_not_taken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
