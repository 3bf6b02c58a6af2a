#include "node/chain/router.h"

#include "node/chain/errors.h"
#include "schema/core/cosmos_bank_v1beta1.h"
#include "tests/support/chain.h"
#include "tests/support/test.h"

static status check(struct arena *arena, const void *msg)
{
    const struct cosmos_bank_v1beta1_msg_send *send = msg;
    return send->to_address.len == 0 ? chain_error(arena, "no receiver") : NULL;
}

static status execute(struct context *ctx, const void *msg, void *response)
{
    EVENT(ctx->events, "done", {BYTES("by"), BYTES("handler")});
    return kv_set(ctx, STORE_BANK, BYTES("k"), BYTES("v"));
}

static const struct message_route ROUTES[] = {
    {&cosmos_bank_v1beta1_msg_send_type, &cosmos_bank_v1beta1_msg_send_response_type, check,
     execute},
    {&cosmos_bank_v1beta1_msg_multi_send_type, &cosmos_bank_v1beta1_msg_multi_send_response_type,
     NULL, execute},
};
static const struct module MODULE = {.name = "m", .messages = ROUTES, .message_count = 2};
static const struct module *const MODULES[] = {&MODULE};

static struct test_chain *start(void)
{
    struct test_chain *test = test_chain_new();
    test->chain.routes = route_table_new(test->arena, MODULES, 1);
    return test;
}

static void a_route_is_found_by_its_type(void **state)
{
    struct test_chain *test = start();
    assert_ptr_equal(route_find(test->chain.routes, &cosmos_bank_v1beta1_msg_send_type),
                     &ROUTES[0]);
    assert_ptr_equal(route_find(test->chain.routes, &cosmos_bank_v1beta1_msg_multi_send_type),
                     &ROUTES[1]);
    assert_null(route_find(test->chain.routes, &cosmos_bank_v1beta1_msg_update_params_type));
    test_chain_free(test);
}

static void a_message_runs_with_events_of_its_own(void **state)
{
    struct test_chain *test = start();
    struct cosmos_bank_v1beta1_msg_send send = {.to_address = BYTES("x")};
    struct message_result result;
    ASSERT_OK(router_run(&test->ctx, &cosmos_bank_v1beta1_msg_send_type, &send, &result));
    assert_ptr_equal(result.response_type, &cosmos_bank_v1beta1_msg_send_response_type);
    assert_int_equal(result.events->count, 1);
    assert_int_equal(test->ctx.events->count, 0);
    /* The circuit breaker's look-up comes before the handler's write. */
    assert_int_equal(test_gas(test), 100 + 210);
    test_chain_free(test);
}

static void a_message_that_does_not_check_costs_nothing(void **state)
{
    struct test_chain *test = start();
    struct cosmos_bank_v1beta1_msg_send send = {0};
    struct message_result result;
    status refused = router_run(&test->ctx, &cosmos_bank_v1beta1_msg_send_type, &send, &result);
    assert_non_null(refused);
    ASSERT_TEXT(refused->text, "no receiver");
    assert_int_equal(test_gas(test), 0);
    test_chain_free(test);
}

static void a_tripped_message_is_stopped_by_the_circuit_breaker(void **state)
{
    struct test_chain *test = start();
    struct cosmos_bank_v1beta1_msg_send send = {.to_address = BYTES("x")};
    struct message_result result;
    overlay_set(test->ctx.state, STORE_CIRCUIT, BYTES("\x02/cosmos.bank.v1beta1.MsgSend"),
                BYTES(""));
    status refused = router_run(&test->ctx, &cosmos_bank_v1beta1_msg_send_type, &send, &result);
    assert_non_null(refused);
    ASSERT_TEXT(refused->text, "circuit breaker disables execution of this message: "
                               "/cosmos.bank.v1beta1.MsgSend");
    assert_null(test_stored(test, STORE_BANK, BYTES("k")).data);
    test_chain_free(test);
}

static void a_message_without_a_handler_is_an_unknown_request(void **state)
{
    struct test_chain *test = start();
    struct message_result result;
    status refused =
        router_run(&test->ctx, &cosmos_bank_v1beta1_msg_update_params_type, NULL, &result);
    assert_true(error_is(refused, &CHAIN_UNKNOWN_REQUEST));
    test_chain_free(test);
}

static status answer_params(struct context *ctx, const void *request, void *response)
{
    struct cosmos_bank_v1beta1_query_params_response *answer = response;
    answer->params.default_send_enabled = true;
    return gas_charge(ctx->gas, 3, "ReadFlat");
}

static void a_query_is_asked_by_its_path(void **state)
{
    static const struct query_route routes[] = {
        {"/cosmos.bank.v1beta1.Query/Params", answer_params}};
    static const struct module asked = {.name = "asked", .queries = routes, .query_count = 1};
    static const struct module *const modules[] = {&asked};
    struct test_chain *test = test_chain_new();
    test->chain.modules = modules;
    test->chain.module_count = 1;
    const struct cosmos_bank_v1beta1_query_params_request request = {0};
    struct cosmos_bank_v1beta1_query_params_response response;
    assert_ptr_equal(query_find(&test->chain, BYTES("/cosmos.bank.v1beta1.Query/Params")), routes);
    ASSERT_OK(query_ask(&test->ctx, routes[0].path, &request, &response));
    assert_true(response.params.default_send_enabled);
    assert_int_equal(test_gas(test), 3);
    assert_null(query_find(&test->chain, BYTES("/cosmos.bank.v1beta1.Query/Balance")));
    ASSERT_TEXT(
        query_ask(&test->ctx, "/cosmos.bank.v1beta1.Query/Balance", &request, &response)->text,
        "rpc error: code = Unimplemented desc = unknown method "
        "/cosmos.bank.v1beta1.Query/Balance");
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_route_is_found_by_its_type),
        cmocka_unit_test(a_message_runs_with_events_of_its_own),
        cmocka_unit_test(a_message_that_does_not_check_costs_nothing),
        cmocka_unit_test(a_tripped_message_is_stopped_by_the_circuit_breaker),
        cmocka_unit_test(a_message_without_a_handler_is_an_unknown_request),
        cmocka_unit_test(a_query_is_asked_by_its_path),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
