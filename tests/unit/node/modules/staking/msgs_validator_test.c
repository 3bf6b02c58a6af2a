#include "node/modules/staking/internal.h"
#include "tests/support/stake.h"
#include "tests/support/test.h"

static status edit(struct test_chain *test, const char *rate, const char *minimum)
{
    const struct cosmos_staking_v1beta1_msg_edit_validator msg = {
        .description = {BYTES("new name"), BYTES("[do-not-modify]"), BYTES("[do-not-modify]"),
                        BYTES("[do-not-modify]"), BYTES("[do-not-modify]")},
        .validator_address = test_operator(test, test_address(test->arena, 1)),
        .commission_rate = rate == NULL ? (struct bytes){NULL, 0} : bytes_text(rate),
        .min_self_delegation = minimum == NULL ? (struct bytes){NULL, 0} : bytes_text(minimum),
    };
    return test_run(test, &staking_module, &cosmos_staking_v1beta1_msg_edit_validator_type, &msg);
}

static void an_operator_has_one_validator_and_a_key_one_operator(void **state)
{
    struct test_chain *test = stake_new();
    struct staking_validator validator;
    struct bytes address = stake_validator(test, 1, 4000000);
    ASSERT_OK(staking_validator_get(&test->ctx, address, &validator));
    const struct cosmos_staking_v1beta1_msg_create_validator msg = {
        .description = {.moniker = BYTES("again")},
        .commission = {BYTES("0"), BYTES("0"), BYTES("0")},
        .min_self_delegation = BYTES("1"),
        .validator_address = test_operator(test, address),
        .pubkey = validator.record.consensus_pubkey,
        .value = {BYTES("uscrt"), BYTES("1")},
    };
    struct cosmos_staking_v1beta1_msg_create_validator other = msg;
    other.validator_address = test_operator(test, test_address(test->arena, 9));
    const struct message_type *type = &cosmos_staking_v1beta1_msg_create_validator_type;
    assert_true(error_is(test_run(test, &staking_module, type, &msg), &STAKING_OPERATOR_EXISTS));
    assert_true(error_is(test_run(test, &staking_module, type, &other), &STAKING_PUBKEY_EXISTS));
    test_chain_free(test);
}

static void the_description_changes_where_it_is_given(void **state)
{
    struct test_chain *test = stake_new();
    struct staking_validator validator;
    struct bytes address = stake_validator(test, 1, 4000000);
    ASSERT_OK(edit(test, NULL, NULL));
    ASSERT_OK(staking_validator_get(&test->ctx, address, &validator));
    ASSERT_TEXT(validator.record.description.moniker, "new name");
    ASSERT_TEXT(validator.record.description.website, "");
    test_chain_free(test);
}

static void the_commission_changes_once_a_day_and_by_little(void **state)
{
    struct test_chain *test = stake_new();
    stake_validator(test, 1, 4000000);
    assert_true(error_is(edit(test, "105000000000000000", NULL), &STAKING_COMMISSION_TOO_SOON));
    test_advance(test, 24 * 3600);
    assert_true(
        error_is(edit(test, "120000000000000000", NULL), &STAKING_COMMISSION_CHANGE_TOO_BIG));
    assert_true(error_is(edit(test, "210000000000000000", NULL), &STAKING_COMMISSION_ABOVE_MAX));
    ASSERT_OK(edit(test, "105000000000000000", NULL));
    test_chain_free(test);
}

static void the_own_minimum_only_rises_up_to_the_stake(void **state)
{
    struct test_chain *test = stake_new();
    stake_validator(test, 1, 4000000);
    assert_true(error_is(edit(test, NULL, "1"), &STAKING_MINIMUM_DECREASED));
    assert_true(error_is(edit(test, NULL, "4000001"), &STAKING_SELF_DELEGATION_LOW));
    ASSERT_OK(edit(test, NULL, "4000000"));
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_operator_has_one_validator_and_a_key_one_operator),
        cmocka_unit_test(the_description_changes_where_it_is_given),
        cmocka_unit_test(the_commission_changes_once_a_day_and_by_little),
        cmocka_unit_test(the_own_minimum_only_rises_up_to_the_stake),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
