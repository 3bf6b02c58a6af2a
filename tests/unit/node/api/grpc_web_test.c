#include "node/api/rest.h"

#include "tests/support/api_group.h"
#include "tests/support/http_client.h"
#include "tests/support/test.h"

static struct bytes call(const char *path, const char *type, struct bytes body)
{
    char *header = arena_text(chain.arena, arena_format(chain.arena, "Content-Type: %s\r\n", type));
    return http_client_post(chain.arena, ports.grpc_web, path, header, body);
}

static void a_call_ends_in_a_frame_of_trailers(void **state)
{
    struct bytes body =
        http_client_body(call("/cosmos.bank.v1beta1.Query/Params", "application/grpc-web+proto",
                              bytes_make("\0\0\0\0\0", 5)));
    ASSERT_BYTES(body, bytes_make("\0\0\0\0\0\x80\0\0\0\x1e"
                                  "grpc-status:0\r\ngrpc-message:\r\n",
                                  40));
}

static void text_bodies_are_base64(void **state)
{
    struct bytes body = http_client_body(call("/cosmos.bank.v1beta1.Query/AllBalances",
                                              "application/grpc-web-text", BYTES("AAAAAAA=")));
    ASSERT_HAS(body, "gAAAAD");
}

static void refusals_are_in_the_trailers(void **state)
{
    struct bytes frame = bytes_make("\0\0\0\0\0", 5);
    ASSERT_HAS(call("/cosmos.bank.v1beta1.Query/AllBalances", "application/grpc-web", frame),
               "grpc-status:5\r\ngrpc-message:nobody here: 100%25\r\n");
    ASSERT_HAS(call("/no.Such/Method", "application/grpc-web", frame), "grpc-status:12");
    ASSERT_HAS(call("/cosmos.bank.v1beta1.Query/Params", "application/grpc-web", BYTES("\1xx")),
               "grpc-status:13");
    ASSERT_HAS(call("/cosmos.bank.v1beta1.Query/Params", "application/grpc-web-text", BYTES("###")),
               "gAAAA");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_call_ends_in_a_frame_of_trailers),
        cmocka_unit_test(text_bodies_are_base64),
        cmocka_unit_test(refusals_are_in_the_trailers),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
