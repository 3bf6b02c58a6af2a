#include "node/chain/errors.h"
#include "node/modules/params/module.h"
#include "tests/support/chain.h"
#include "tests/support/test.h"

static struct cosmos_params_v1beta1_param_change change;

static struct cosmos_params_v1beta1_parameter_change_proposal
proposal(const char *subspace, const char *key, const char *value)
{
    change = (struct cosmos_params_v1beta1_param_change){bytes_text(subspace), bytes_text(key),
                                                         bytes_text(value)};
    return (struct cosmos_params_v1beta1_parameter_change_proposal){.changes = {&change, 1}};
}

static void incomplete_changes_are_refused(void **state)
{
    struct cosmos_params_v1beta1_parameter_change_proposal empty = {0};
    assert_ptr_equal(params_check_proposal(&empty), &PARAMS_NO_CHANGES);
    empty = proposal("", "a", "b");
    assert_ptr_equal(params_check_proposal(&empty), &PARAMS_NO_SUBSPACE);
    empty = proposal("gov", "", "b");
    assert_ptr_equal(params_check_proposal(&empty), &PARAMS_NO_KEY);
    empty = proposal("gov", "a", "");
    assert_ptr_equal(params_check_proposal(&empty), &PARAMS_NO_VALUE);
    empty = proposal("gov", "a", "b");
    ASSERT_OK(params_check_proposal(&empty));
}

static void keys_that_nobody_registers_abort(void **state)
{
    struct test_chain *test = test_chain_new();
    struct cosmos_params_v1beta1_parameter_change_proposal asked =
        proposal("staking", "MaxValidators", "105");
    status refused = params_change(&test->ctx, &asked);
    assert_true(refused->aborts);
    ASSERT_TEXT(refused->text, "parameter MaxValidators not registered");
    asked = proposal("nowhere", "MaxValidators", "105");
    assert_true(error_is(params_change(&test->ctx, &asked), &PARAMS_UNKNOWN_SUBSPACE));
    test_chain_free(test);
}

static void the_emergency_button_still_has_keys(void **state)
{
    struct test_chain *test = test_chain_new();
    struct cosmos_params_v1beta1_parameter_change_proposal asked =
        proposal("emergencybutton", "switchstatus", " \"off\" ");
    ASSERT_OK(params_change(&test->ctx, &asked));
    ASSERT_TEXT(test_stored(test, STORE_PARAMS, BYTES("emergencybutton/switchstatus")), "\"off\"");
    asked = proposal("emergencybutton", "switchstatus", "\"maybe\"");
    assert_true(error_is(params_change(&test->ctx, &asked), &PARAMS_SETTING));
    asked = proposal("emergencybutton", "switchstatus", "7");
    assert_true(error_is(params_change(&test->ctx, &asked), &PARAMS_SETTING));
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(incomplete_changes_are_refused),
        cmocka_unit_test(keys_that_nobody_registers_abort),
        cmocka_unit_test(the_emergency_button_still_has_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
