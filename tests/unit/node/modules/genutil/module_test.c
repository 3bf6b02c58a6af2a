#include "node/modules/genutil/module.h"
#include "schema/chain/cosmos_genutil_v1beta1.h"
#include "tests/support/stake.h"
#include "tests/support/test.h"

static void without_transactions_nothing_happens(void **state)
{
    struct test_chain *test = stake_new();
    const struct cosmos_genutil_v1beta1_genesis_state genesis = {0};
    ASSERT_OK(genutil_module.genesis_init(&test->ctx, &genesis));
    assert_int_equal(test->ctx.validator_updates->count, 0);
    test_chain_free(test);
}

static void what_is_no_transaction_stops_the_chain(void **state)
{
    struct test_chain *test = stake_new();
    struct bytes texts[] = {BYTES("{\"body\":7}")};
    const struct cosmos_genutil_v1beta1_genesis_state genesis = {{texts, 1}};
    assert_non_null(genutil_module.genesis_init(&test->ctx, &genesis));
    test_chain_free(test);
}

static void a_transaction_that_fails_stops_the_chain(void **state)
{
    struct test_chain *test = stake_new();
    struct bytes texts[] = {
        BYTES("{\"body\":{\"messages\":[]},\"auth_info\":{},\"signatures\":[]}")};
    const struct cosmos_genutil_v1beta1_genesis_state genesis = {{texts, 1}};
    status refused = genutil_module.genesis_init(&test->ctx, &genesis);
    assert_true(bytes_starts_with(refused->text, BYTES("failed to execute DeliverTx for '")));
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_transactions_nothing_happens),
        cmocka_unit_test(what_is_no_transaction_stops_the_chain),
        cmocka_unit_test(a_transaction_that_fails_stops_the_chain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
