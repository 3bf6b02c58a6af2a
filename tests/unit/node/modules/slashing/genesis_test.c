#include "node/modules/slashing/internal.h"
#include "tests/support/slashing.h"

static void an_export_imports_into_the_same_state(void **state)
{
    struct test_chain *test = slashing_new(), *copy = test_chain_new();
    struct cosmos_slashing_v1beta1_genesis_state genesis = {0};
    struct bytes address = stake_validator(test, 1, 4000000);
    stake_end_block(test);
    struct bytes consensus = slashing_consensus(test, address);
    bool missed;
    slashing_block(test, consensus, false);
    slashing_block(test, consensus, true);
    ASSERT_OK(slashing_module.genesis_export(&test->ctx, &genesis));
    assert_int_equal(genesis.signing_infos.count, 1);
    assert_int_equal(genesis.missed_blocks.count, 1);
    ASSERT_OK(slashing_module.genesis_init(&copy->ctx, &genesis));
    struct bytes key = slashing_key(test->arena, SLASHING_KEY_SIGNING_INFO, consensus);
    ASSERT_BYTES(test_stored(copy, STORE_SLASHING, key), test_stored(test, STORE_SLASHING, key));
    ASSERT_OK(slashing_missed_get(&copy->ctx, consensus, 0, &missed));
    assert_true(missed);
    test_chain_free(test);
    test_chain_free(copy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_export_imports_into_the_same_state),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
