#include "node/modules/staking/internal.h"
#include "tests/support/stake.h"
#include "tests/support/test.h"

static struct tendermint_types_header header;

static void begin(struct test_chain *test)
{
    header = (struct tendermint_types_header){.chain_id = BYTES("secretdev-1"),
                                              .height = test->block.height};
    test->block.header = &header;
    ASSERT_OK(staking_begin_block(&test->ctx));
}

static bool has_history(struct test_chain *test, uint64_t height)
{
    return test_stored(test, STORE_STAKING,
                       staking_key_number(test->arena, STAKING_KEY_HISTORY, height))
               .data != NULL;
}

static void the_last_headers_are_kept_with_their_validators(void **state)
{
    struct test_chain *test = stake_new();
    struct cosmos_staking_v1beta1_historical_info info;
    bool found;
    struct bytes address = stake_validator(test, 1, 4000000);
    stake_end_block(test);
    for (int round = 0; round < 7; round++) {
        test_advance(test, 6);
        begin(test);
    }
    assert_false(has_history(test, 12));
    assert_true(has_history(test, 13));
    assert_true(has_history(test, 17));
    ASSERT_OK(record_get(&test->ctx, STORE_STAKING,
                         staking_key_number(test->arena, STAKING_KEY_HISTORY, 17),
                         &cosmos_staking_v1beta1_historical_info_type, &info, &found));
    assert_int_equal(info.header.height, 17);
    assert_int_equal(info.valset.count, 1);
    ASSERT_BYTES(info.valset.items[0].operator_address, test_operator(test, address));
    test_chain_free(test);
}

static void the_changes_of_the_set_are_written_every_block(void **state)
{
    struct test_chain *test = stake_new();
    stake_validator(test, 1, 4000000);
    stake_end_block(test);
    assert_true(test_stored(test, STORE_STAKING, BYTES("\x61")).len > 0);
    stake_end_block(test);
    struct bytes empty = test_stored(test, STORE_STAKING, BYTES("\x61"));
    assert_non_null(empty.data);
    assert_int_equal(empty.len, 0);
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_last_headers_are_kept_with_their_validators),
        cmocka_unit_test(the_changes_of_the_set_are_written_every_block),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
