#include "node/api/rpc.h"

#include "tests/support/api_group.h"
#include "tests/support/http_client.h"
#include "tests/support/test.h"

static struct bytes get(const char *target)
{
    return http_client_body(http_client_get(chain.arena, ports.rpc, target, ""));
}

static struct bytes post(const char *body)
{
    return http_client_body(http_client_post(chain.arena, ports.rpc, "/", "", bytes_text(body)));
}

static void a_call_is_answered_with_its_id(void **state)
{
    ASSERT_TEXT(post("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"health\",\"params\":{}}"),
                "{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{}}");
    ASSERT_TEXT(post("{\"id\":\"x\",\"method\":\"health\"}"),
                "{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"result\":{}}");
    ASSERT_TEXT(get("/health"), "{\"jsonrpc\":\"2.0\",\"id\":-1,\"result\":{}}");
}

static void batches_keep_their_order_and_skip_notifications(void **state)
{
    struct bytes reply = post("[{\"id\":1,\"method\":\"health\"},{\"method\":\"health\"},"
                              "{\"id\":2,\"method\":\"block\",\"params\":{\"height\":\"1\"}},"
                              "{\"id\":3,\"method\":\"broadcast_tx_sync\",\"params\":[\"YWJj\"]},"
                              "{\"id\":4,\"method\":\"nope\"}]");
    ASSERT_HAS(reply,
               "[{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}},{\"jsonrpc\":\"2.0\",\"id\":2,");
    ASSERT_HAS(reply, "\"id\":3,\"result\":{\"code\":0");
    ASSERT_HAS(reply, "\"id\":4,\"error\":{\"code\":-32601,\"message\":\"Method not found\"}}]");
    assert_int_equal(post("[{\"method\":\"health\"}]").len, 0);
}

static void errors_have_jsonrpcs_codes(void **state)
{
    struct bytes whole = http_client_post(chain.arena, ports.rpc, "/", "", BYTES("{"));
    ASSERT_HAS(whole, "HTTP/1.1 500");
    ASSERT_HAS(whole, "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32700,\"message\":\"Parse error. "
                      "Invalid JSON\",\"data\":\"error unmarshaling request: ");
    ASSERT_HAS(post("{\"id\":1,\"method\":\"block\",\"params\":{\"height\":1}}"),
               "\"code\":-32602,\"message\":\"Invalid params\"");
    ASSERT_HAS(post("{\"id\":1,\"method\":\"block\",\"params\":{\"height\":\"99\"}}"),
               "{\"code\":-32603,\"message\":\"Internal error\",\"data\":\"height 99 must be less "
               "than or equal to the current blockchain height ");
    ASSERT_HAS(post("{\"id\":{},\"method\":\"health\"}"), "-32700");
    ASSERT_HAS(post("{\"id\":1,\"method\":\"subscribe\"}"), "-32601");
    ASSERT_HAS(post("[1,2,3,4,5,6,7,8,9,10,11]"), "batch request exceeds maximum (10)");
}

static void uri_errors_have_a_status_of_their_own(void **state)
{
    ASSERT_HAS(http_client_get(chain.arena, ports.rpc, "/nope", ""), "HTTP/1.1 404");
    ASSERT_HAS(http_client_get(chain.arena, ports.rpc, "/subscribe", ""), "HTTP/1.1 404");
    ASSERT_HAS(http_client_get(chain.arena, ports.rpc, "/block?height=99", ""), "HTTP/1.1 500");
    ASSERT_HAS(http_client_get(chain.arena, ports.rpc, "/block?height=x", ""), "HTTP/1.1 500");
}

static void a_browser_sees_a_list_and_may_call_from_anywhere(void **state)
{
    struct bytes page = http_client_get(chain.arena, ports.rpc, "/", "");
    ASSERT_HAS(page, "text/html");
    ASSERT_HAS(page, "<a href=\"/block?height=_\">");
    ASSERT_HAS(page, "Access-Control-Allow-Origin: *");
}

static void a_big_body_is_refused(void **state)
{
    uint8_t *body = arena_zalloc(chain.arena, 1000001);
    struct bytes reply =
        http_client_post(chain.arena, ports.rpc, "/", "", bytes_make(body, 1000001));
    ASSERT_HAS(reply, "HTTP/1.1 400");
    ASSERT_HAS(reply, "error reading request body: http: request body too large");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_call_is_answered_with_its_id),
        cmocka_unit_test(batches_keep_their_order_and_skip_notifications),
        cmocka_unit_test(errors_have_jsonrpcs_codes),
        cmocka_unit_test(uri_errors_have_a_status_of_their_own),
        cmocka_unit_test(a_browser_sees_a_list_and_may_call_from_anywhere),
        cmocka_unit_test(a_big_body_is_refused),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
