#include "node/chain/arguments.h"
#include "node/chain/errors.h"
#include "tests/support/chain.h"
#include "tests/support/test.h"

static void a_bad_address_says_which_one(void **state)
{
    struct test_chain *test = test_chain_new();
    struct bytes address;
    ASSERT_TEXT(
        argument_address(&test->ctx, ADDRESS_ACCOUNT, BYTES(""), "invalid voter address", &address)
            ->text,
        "invalid voter address: empty address string is not allowed: invalid address");
    struct bytes text = address_text(test->arena, ADDRESS_ACCOUNT, test_address(test->arena, 1));
    ASSERT_OK(argument_address(&test->ctx, ADDRESS_ACCOUNT, text, "x", &address));
    ASSERT_BYTES(address, test_address(test->arena, 1));
    assert_true(error_is(argument_address(&test->ctx, ADDRESS_VALIDATOR, text, "x", &address),
                         &CHAIN_INVALID_ADDRESS));
    test_chain_free(test);
}

static void an_absent_number_aborts(void **state)
{
    struct test_chain *test = test_chain_new();
    struct decimal decimal;
    struct integer integer;
    ASSERT_OK(argument_decimal(&test->ctx, BYTES("5"), &decimal));
    ASSERT_OK(argument_integer(&test->ctx, BYTES("5"), &integer));
    assert_true(argument_decimal(&test->ctx, (struct bytes){NULL, 0}, &decimal)->aborts);
    assert_true(argument_integer(&test->ctx, (struct bytes){NULL, 0}, &integer)->aborts);
    test_chain_free(test);
}

static void an_amount_is_a_valid_coin_above_zero(void **state)
{
    struct test_chain *test = test_chain_new();
    struct cosmos_base_v1beta1_coin message = {BYTES("uscrt"), BYTES("5")};
    struct coin coin;
    ASSERT_OK(argument_amount(&test->ctx, &message, "bad", &coin));
    message.amount = BYTES("0");
    ASSERT_TEXT(argument_amount(&test->ctx, &message, "bad", &coin)->text, "bad: invalid request");
    message = (struct cosmos_base_v1beta1_coin){BYTES("u"), BYTES("5")};
    assert_true(
        error_is(argument_amount(&test->ctx, &message, "bad", &coin), &CHAIN_INVALID_REQUEST));
    test_chain_free(test);
}

static void a_denom_parameter_is_checked(void **state)
{
    struct test_chain *test = test_chain_new();
    ASSERT_OK(argument_denom(&test->ctx, BYTES("uscrt"), "mint denom"));
    ASSERT_TEXT(argument_denom(&test->ctx, BYTES("  "), "mint denom")->text,
                "mint denom cannot be blank");
    ASSERT_TEXT(argument_denom(&test->ctx, BYTES("1u"), "mint denom")->text, "invalid denom: 1u");
    test_chain_free(test);
}

static void letters_compare_without_case(void **state)
{
    assert_true(argument_equal_fold(BYTES("Secret1"), BYTES("sECRET1")));
    assert_false(argument_equal_fold(BYTES("secret1"), BYTES("secret2")));
    assert_false(argument_equal_fold(BYTES("secret1"), BYTES("secret")));
    assert_false(argument_equal_fold(BYTES("@"), BYTES("`")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bad_address_says_which_one),
        cmocka_unit_test(an_absent_number_aborts),
        cmocka_unit_test(an_amount_is_a_valid_coin_above_zero),
        cmocka_unit_test(a_denom_parameter_is_checked),
        cmocka_unit_test(letters_compare_without_case),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
