#include "node/chain/gas.h"

#include "node/chain/errors.h"
#include "tests/support/test.h"

static void charges_add_up_and_the_one_that_passes_the_limit_is_named(void **state)
{
    struct gas_meter meter = gas_meter_new(100);
    ASSERT_OK(gas_charge(&meter, 60, "first"));
    ASSERT_OK(gas_charge(&meter, 40, "second"));
    assert_int_equal(gas_left(&meter), 0);
    status refused = gas_charge(&meter, 5, "third");
    assert_true(error_is(refused, &CHAIN_OUT_OF_GAS));
    assert_true(refused->aborts);
    assert_string_equal(meter.label, "third");
    assert_int_equal(meter.used, 105);
    assert_int_equal(gas_used_to_limit(&meter), 100);
    assert_int_equal(gas_left(&meter), 0);
}

static void an_unlimited_meter_only_counts(void **state)
{
    struct gas_meter meter = gas_meter_new(GAS_UNLIMITED);
    ASSERT_OK(gas_charge(&meter, UINT64_MAX / 2, "much"));
    assert_int_equal(gas_left(&meter), GAS_UNLIMITED);
    assert_int_equal(gas_used_to_limit(&meter), UINT64_MAX / 2);
}

static void a_sum_that_overflows_is_refused_not_wrapped(void **state)
{
    struct gas_meter meter = gas_meter_new(GAS_UNLIMITED);
    ASSERT_OK(gas_charge(&meter, UINT64_MAX, "all"));
    assert_non_null(gas_charge(&meter, 1, "more"));
    assert_int_equal(meter.used, UINT64_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(charges_add_up_and_the_one_that_passes_the_limit_is_named),
        cmocka_unit_test(an_unlimited_meter_only_counts),
        cmocka_unit_test(a_sum_that_overflows_is_refused_not_wrapped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
