#include "node/chain/authority.h"
#include "node/modules/mint/module.h"
#include "node/modules/mint/params.h"
#include "node/modules/staking/module.h"
#include "tests/support/stake.h"
#include "tests/support/test.h"

static struct test_chain *world(uint64_t blocks_per_year)
{
    struct test_chain *test = stake_new();
    const struct cosmos_mint_v1beta1_genesis_state genesis = {
        .minter = {BYTES("130000000000000000"), BYTES("0")},
        .params = {.mint_denom = BYTES("uscrt"),
                   .inflation_rate_change = BYTES("130000000000000000"),
                   .inflation_max = BYTES("200000000000000000"),
                   .inflation_min = BYTES("70000000000000000"),
                   .goal_bonded = BYTES("670000000000000000"),
                   .blocks_per_year = blocks_per_year},
    };
    ASSERT_OK(mint_module.genesis_init(&test->ctx, &genesis));
    return test;
}

static void every_message_and_query_is_served(void **state)
{
    test_serves(&mint_module, &cosmos_mint_v1beta1_msg_service, &cosmos_mint_v1beta1_query_service);
}

/* The first block of the local network: 2 of 100 per cent bonded. */
static void a_block_mints_its_part_of_the_annual_provision(void **state)
{
    struct test_chain *test = world(6311520);
    stake_validator(test, 1, 100000000000);
    stake_fund(test, test_address(test->arena, 9), "uscrt", 4900000000000);
    stake_end_block(test);
    test_events(test);
    ASSERT_OK(mint_module.begin_block(&test->ctx));
    struct bytes events = test_events(test);
    struct bytes last =
        BYTES("mint bonded_ratio=0.020000000000000000 inflation=0.130000019982413584 "
              "annual_provisions=650000099912.067920000000000000 amount=102986");
    assert_true(events.len > last.len);
    ASSERT_BYTES(bytes_from(events, events.len - last.len), last);
    test_chain_free(test);
}

static void inflation_stays_between_its_bounds(void **state)
{
    struct test_chain *test = world(1);
    struct cosmos_mint_v1beta1_query_inflation_response response;
    stake_fund(test, test_address(test->arena, 9), "uscrt", 1000);
    for (int block = 0; block < 3; block++)
        ASSERT_OK(mint_module.begin_block(&test->ctx));
    ASSERT_OK(
        test_query(test, &mint_module, "/cosmos.mint.v1beta1.Query/Inflation", NULL, &response));
    ASSERT_TEXT(response.inflation, "200000000000000000");
    test_chain_free(test);
}

static void only_governance_changes_parameters(void **state)
{
    struct test_chain *test = world(1);
    const struct cosmos_mint_v1beta1_msg_update_params msg = {
        .authority = test_account(test, test_address(test->arena, 9))};
    assert_true(
        error_is(test_run(test, &mint_module, &cosmos_mint_v1beta1_msg_update_params_type, &msg),
                 &AUTHORITY_INVALID_SIGNER));
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_message_and_query_is_served),
        cmocka_unit_test(a_block_mints_its_part_of_the_annual_provision),
        cmocka_unit_test(inflation_stays_between_its_bounds),
        cmocka_unit_test(only_governance_changes_parameters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
