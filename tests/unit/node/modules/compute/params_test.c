#include "node/modules/compute/internal.h"
#include "tests/support/chain.h"
#include "tests/support/test.h"

static status set(struct test_chain *test, const char *cost, uint64_t size)
{
    const struct secret_compute_v1beta1_params params = {bytes_text(cost), size};
    return compute_params_set(&test->ctx, &params);
}

/* The original checks none of them. */
static void any_number_may_be_a_parameter(void **state)
{
    struct test_chain *test = test_chain_new();
    struct secret_compute_v1beta1_params got;
    ASSERT_OK(set(test, "-500000000000000000", 0));
    ASSERT_OK(compute_params_get(&test->ctx, &got));
    ASSERT_TEXT(got.compile_cost, "-500000000000000000");
    assert_int_equal(got.max_contract_size, 0);
    ASSERT_OK(set(test, "", 1));
    ASSERT_OK(compute_params_get(&test->ctx, &got));
    ASSERT_TEXT(got.compile_cost, "0");
    ASSERT_TEXT(set(test, "much", 1)->text, "compile cost is no number: much");
    test_chain_free(test);
}

static void parameters_come_back_as_they_were_set(void **state)
{
    struct test_chain *test = test_chain_new();
    const struct secret_compute_v1beta1_params given = {BYTES("500000000000000000"), 4096};
    struct secret_compute_v1beta1_params got;
    ASSERT_OK(compute_params_set(&test->ctx, &given));
    ASSERT_HEX(test_stored(test, STORE_COMPUTE, BYTES("\x0B")),
               "0a12353030303030303030303030303030303030108020");
    ASSERT_OK(compute_params_get(&test->ctx, &got));
    ASSERT_BYTES(got.compile_cost, given.compile_cost);
    assert_int_equal(got.max_contract_size, 4096);
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_number_may_be_a_parameter),
        cmocka_unit_test(parameters_come_back_as_they_were_set),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
