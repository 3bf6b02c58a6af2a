#include "node/api/rpc.h"

#include "tests/support/api_group.h"
#include "tests/support/http_client.h"
#include "tests/support/test.h"

static int finished;

static void finish(struct rpc_call *call)
{
    finished++;
}

static bool read_text(struct rpc_call *call, const char *text)
{
    struct json_value json;
    *call = (struct rpc_call){.api = chain.api, .arena = chain.arena, .finish = finish};
    ASSERT_OK(json_parse(chain.arena, bytes_text(text), 0, &json));
    return rpc_read_request(call, &json);
}

static struct bytes response_of(const struct rpc_call *call)
{
    struct writer out = writer_new(chain.arena, 64);
    rpc_write_response(&out, call);
    return writer_done(&out);
}

static void quick_methods_run_at_once_and_others_do_not(void **state)
{
    struct rpc_call call;
    finished = 0;
    assert_true(read_text(&call, "{\"id\":1,\"method\":\"health\"}"));
    assert_true(rpc_run(&call, false));
    assert_int_equal(finished, 1);
    ASSERT_TEXT(response_of(&call), "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}");
    assert_true(read_text(&call, "{\"id\":1,\"method\":\"block\"}"));
    assert_false(rpc_run(&call, false));
    assert_int_equal(finished, 1);
    assert_true(rpc_run(&call, true));
    assert_int_equal(finished, 2);
}

static void what_is_no_call_is_an_error(void **state)
{
    struct rpc_call call;
    assert_true(read_text(&call, "5"));
    assert_int_equal(call.error_code, RPC_PARSE_ERROR);
    assert_true(read_text(&call, "{\"id\":1}"));
    assert_int_equal(call.error_code, RPC_METHOD_NOT_FOUND);
    assert_true(read_text(&call, "{\"id\":1,\"method\":5}"));
    ASSERT_TEXT(response_of(&call), "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32601,"
                                    "\"message\":\"Method not found\"}}");
    assert_false(read_text(&call, "{\"method\":\"health\"}"));
    assert_false(read_text(&call, "{\"id\":null,\"method\":\"health\"}"));
}

static void a_refusal_is_the_errors_data(void **state)
{
    struct rpc_call call;
    finished = 0;
    assert_true(read_text(&call, "{\"id\":\"a<\",\"method\":\"block\",\"params\":[\"-1\"]}"));
    assert_true(rpc_run(&call, true));
    assert_int_equal(finished, 1);
    ASSERT_TEXT(
        response_of(&call),
        "{\"jsonrpc\":\"2.0\",\"id\":\"a<\",\"error\":{\"code\":-32603,\"message\":\"Internal "
        "error\",\"data\":\"height must be greater than 0, but got -1\"}}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quick_methods_run_at_once_and_others_do_not),
        cmocka_unit_test(what_is_no_call_is_an_error),
        cmocka_unit_test(a_refusal_is_the_errors_data),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
