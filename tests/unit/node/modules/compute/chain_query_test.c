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
    ASSERT_OK(compute_answer(&sample->test->ctx, sample->contract, &whole, &reply));
    return reply;
}

static void a_balance_is_answered_in_the_json_of_contracts(void **state)
{
    struct sample *sample = sample_stored();
    struct bytes owner = test_address(sample->test->arena, 1);
    struct coin coin = {BYTES("uscrt"), integer_from_i64(5)};
    struct coin other = {BYTES("a"), integer_from_i64(7)};
    ASSERT_OK(bank_balance_set(&sample->test->ctx, owner, coin));
    ASSERT_OK(bank_balance_set(&sample->test->ctx, owner, other));
    test_gas(sample->test);
    const struct secretd_boundary_query_balance balance = {
        address_text(sample->test->arena, ADDRESS_ACCOUNT, owner), BYTES("uscrt")};
    struct secretd_boundary_chain_query request = {.request_case = 4, .bank_balance = &balance};
    struct secretd_boundary_chain_query_reply reply = ask(sample, &request);
    assert_int_equal(reply.outcome_case, 4);
    ASSERT_TEXT(reply.ok, "{\"amount\":{\"denom\":\"uscrt\",\"amount\":\"5\"}}");
    /* a walk over both balances; the first element is charged twice */
    assert_int_equal(reply.gas_used, 2 * (23 + 1 + 5) + (27 + 1 + 5));
    assert_int_equal(test_gas(sample->test), reply.gas_used);

    const struct secretd_boundary_query_address address = {balance.address};
    request =
        (struct secretd_boundary_chain_query){.request_case = 5, .bank_all_balances = &address};
    ASSERT_TEXT(ask(sample, &request).ok,
                "{\"amount\":[{\"denom\":\"a\",\"amount\":\"7\"},{\"denom\":\"uscrt\","
                "\"amount\":\"5\"}]}");
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

static void a_contract_is_described_without_its_admin(void **state)
{
    struct sample *sample = sample_stored();
    struct arena *arena = sample->test->arena;
    const struct secretd_boundary_query_address nobody = {
        address_text(arena, ADDRESS_ACCOUNT, test_address(arena, 0xEE))};
    struct secretd_boundary_chain_query request = {.request_case = 15,
                                                   .wasm_contract_info = &nobody};
    struct secretd_boundary_chain_query_reply reply = ask(sample, &request);
    assert_int_equal(reply.outcome_case, 5);
    ASSERT_BYTES(reply.contract_error,
                 arena_format(arena, "{\"generic_err\":{\"msg\":\"%.*s: invalid address\"}}",
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

/* Sealed records, of any contract: who asks cannot open them. */
static void raw_records_come_as_they_are_stored(void **state)
{
    struct sample *sample = sample_stored();
    struct arena *arena = sample->test->arena;
    struct secretd_boundary_query_raw raw = {address_text(arena, ADDRESS_ACCOUNT, sample->contract),
                                             BYTES("sealed key")};
    const struct secretd_boundary_chain_query request = {.request_case = 14, .wasm_raw = &raw};
    struct secretd_boundary_chain_query_reply reply = ask(sample, &request);
    ASSERT_TEXT(reply.ok, "[{\"Key\":\"7365616C6564206B6579\",\"Value\":\"c2VhbGVk\"}]");
    assert_int_equal(reply.gas_used, 100 + 31 + 6);
    raw.key = BYTES("no such key");
    ASSERT_TEXT(ask(sample, &request).ok, "[]");
    raw.contract = address_text(arena, ADDRESS_ACCOUNT, test_address(arena, 0xEE));
    ASSERT_TEXT(ask(sample, &request).ok, "[]");
    test_chain_free(sample->test);
}

static void custom_queries_are_not_served(void **state)
{
    struct sample *sample = sample_stored();
    const struct secretd_boundary_chain_query request = {.request_case = 24};
    struct secretd_boundary_chain_query_reply reply = ask(sample, &request);
    assert_int_equal(reply.outcome_case, 6);
    ASSERT_TEXT(reply.system_error, "{\"unsupported_request\":{\"kind\":\"custom\"}}");
    test_chain_free(sample->test);
}

/* The query has a limit of its own, and its end is the end of the call. */
static void a_query_that_runs_dry_ends_the_call(void **state)
{
    struct sample *sample = sample_stored();
    const struct secretd_boundary_query_balance balance = {
        address_text(sample->test->arena, ADDRESS_ACCOUNT, sample->contract), BYTES("uscrt")};
    const struct secretd_boundary_chain_query request = {
        .request_case = 4, .bank_balance = &balance, .gas_limit = 4};
    struct secretd_boundary_chain_query_reply reply = {0};
    status refused = compute_answer(&sample->test->ctx, sample->contract, &request, &reply);
    assert_true(error_is(refused, &CHAIN_OUT_OF_GAS));
    assert_true(refused->aborts);
    test_chain_free(sample->test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_balance_is_answered_in_the_json_of_contracts),
        cmocka_unit_test(a_bad_address_is_an_error_that_the_contract_sees),
        cmocka_unit_test(a_contract_is_described_without_its_admin),
        cmocka_unit_test(raw_records_come_as_they_are_stored),
        cmocka_unit_test(custom_queries_are_not_served),
        cmocka_unit_test(a_query_that_runs_dry_ends_the_call),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
