#include "node/chain/address.h"
#include "node/modules/bank/internal.h"
#include "tests/support/compute_sample.h"

enum { QUERY_GAS = 1000000 };

static struct sample *sample_stored(void)
{
    struct sample *sample = sample_new();
    ASSERT_OK(compute_genesis_init(&sample->test->ctx, &sample->genesis));
    test_gas(sample->test);
    return sample;
}

static struct secretd_boundary_chain_query_reply
ask(struct sample *sample, const struct secretd_boundary_chain_query *request)
{
    struct secretd_boundary_chain_query whole = *request;
    struct secretd_boundary_chain_query_reply reply = {0};
    whole.gas_limit = QUERY_GAS;
    ASSERT_OK(compute_answer(&sample->test->ctx, &whole, &reply));
    return reply;
}

static void a_balance_is_answered_in_the_json_of_contracts(void **state)
{
    struct sample *sample = sample_stored();
    struct bytes owner = test_address(sample->test->arena, 1);
    struct coin coin = {BYTES("uscrt"), integer_from_i64(5)};
    ASSERT_OK(bank_balance_set(&sample->test->ctx, owner, coin));
    test_gas(sample->test);
    const struct secretd_boundary_query_balance balance = {
        address_text(sample->test->arena, ADDRESS_ACCOUNT, owner), BYTES("uscrt")};
    struct secretd_boundary_chain_query request = {.request_case = 4, .bank_balance = &balance};
    struct secretd_boundary_chain_query_reply reply = ask(sample, &request);
    assert_int_equal(reply.outcome_case, 4);
    ASSERT_TEXT(reply.ok, "{\"amount\":{\"denom\":\"uscrt\",\"amount\":\"5\"}}");
    assert_true(reply.gas_used > 0);
    assert_int_equal(test_gas(sample->test), reply.gas_used);

    const struct secretd_boundary_query_address address = {balance.address};
    request =
        (struct secretd_boundary_chain_query){.request_case = 5, .bank_all_balances = &address};
    ASSERT_TEXT(ask(sample, &request).ok, "{\"amount\":[{\"denom\":\"uscrt\",\"amount\":\"5\"}]}");
    test_chain_free(sample->test);
}

static void a_bad_address_is_an_error_that_the_contract_sees(void **state)
{
    struct sample *sample = sample_stored();
    const struct secretd_boundary_query_balance balance = {BYTES("nobody"), BYTES("uscrt")};
    const struct secretd_boundary_chain_query request = {.request_case = 4,
                                                         .bank_balance = &balance};
    struct secretd_boundary_chain_query_reply reply = ask(sample, &request);
    assert_int_equal(reply.outcome_case, 5);
    ASSERT_TEXT(reply.contract_error, "{\"generic_err\":{\"msg\":\"nobody: invalid address\"}}");
    test_chain_free(sample->test);
}

static void a_contract_that_is_not_there_is_a_system_error(void **state)
{
    struct sample *sample = sample_stored();
    struct arena *arena = sample->test->arena;
    const struct secretd_boundary_query_address nobody = {
        address_text(arena, ADDRESS_ACCOUNT, test_address(arena, 0xEE))};
    struct secretd_boundary_chain_query request = {.request_case = 15,
                                                   .wasm_contract_info = &nobody};
    struct secretd_boundary_chain_query_reply reply = ask(sample, &request);
    assert_int_equal(reply.outcome_case, 6);
    ASSERT_BYTES(reply.system_error,
                 arena_format(arena, "{\"no_such_contract\":{\"addr\":\"%.*s\"}}",
                              BYTES_ARG(nobody.address)));
    const struct secretd_boundary_query_address contract = {
        address_text(arena, ADDRESS_ACCOUNT, sample->contract)};
    request.wasm_contract_info = &contract;
    reply = ask(sample, &request);
    ASSERT_BYTES(
        reply.ok,
        arena_format(arena, "{\"code_id\":1,\"creator\":\"%.*s\",\"pinned\":false}",
                     BYTES_ARG(address_text(arena, ADDRESS_ACCOUNT, test_address(arena, 0xA1)))));
    test_chain_free(sample->test);
}

static void what_the_chain_does_not_answer_is_named(void **state)
{
    struct sample *sample = sample_stored();
    const struct secretd_boundary_chain_query request = {.request_case = 19};
    struct secretd_boundary_chain_query_reply reply = ask(sample, &request);
    assert_int_equal(reply.outcome_case, 6);
    ASSERT_TEXT(reply.system_error, "{\"unsupported_request\":{\"kind\":\"gov_proposals\"}}");
    test_chain_free(sample->test);
}

/* The query has a limit of its own, and its end is the end of the call. */
static void a_query_that_runs_dry_ends_the_call(void **state)
{
    struct sample *sample = sample_stored();
    const struct secretd_boundary_query_balance balance = {
        address_text(sample->test->arena, ADDRESS_ACCOUNT, sample->contract), BYTES("uscrt")};
    const struct secretd_boundary_chain_query request = {
        .request_case = 4, .bank_balance = &balance, .gas_limit = 10};
    struct secretd_boundary_chain_query_reply reply = {0};
    status refused = compute_answer(&sample->test->ctx, &request, &reply);
    assert_true(error_is(refused, &CHAIN_OUT_OF_GAS));
    assert_true(refused->aborts);
    test_chain_free(sample->test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_balance_is_answered_in_the_json_of_contracts),
        cmocka_unit_test(a_bad_address_is_an_error_that_the_contract_sees),
        cmocka_unit_test(a_contract_that_is_not_there_is_a_system_error),
        cmocka_unit_test(what_the_chain_does_not_answer_is_named),
        cmocka_unit_test(a_query_that_runs_dry_ends_the_call),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
