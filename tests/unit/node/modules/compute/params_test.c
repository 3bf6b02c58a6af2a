#include "node/modules/compute/internal.h"
#include "tests/support/chain.h"
#include "tests/support/test.h"

static void refuse(struct arena *arena, const char *cost, uint64_t size, const char *text)
{
    const struct secret_compute_v1beta1_params params = {bytes_text(cost), size};
    status refused = compute_params_check(arena, &params);
    assert_non_null(refused);
    ASSERT_TEXT(refused->text, text);
}

static void parameters_are_checked_with_the_texts_of_the_original(void **state)
{
    struct arena *arena = arena_new(4096);
    const struct secret_compute_v1beta1_params good = {BYTES("500000000000000000"), 2097152};
    ASSERT_OK(compute_params_check(arena, &good));
    refuse(arena, "", 1, "compile cost cannot be nil");
    refuse(arena, "-500000000000000000", 1,
           "compile cost cannot be negative: -0.500000000000000000");
    refuse(arena, "0", 0, "max contract size cannot be zero");
    arena_drop(arena);
}

static void parameters_come_back_as_they_were_set(void **state)
{
    struct test_chain *test = test_chain_new();
    const struct secret_compute_v1beta1_params set = {BYTES("500000000000000000"), 4096};
    struct secret_compute_v1beta1_params got;
    ASSERT_OK(compute_params_set(&test->ctx, &set));
    ASSERT_HEX(test_stored(test, STORE_COMPUTE, BYTES("\x0B")),
               "0a12353030303030303030303030303030303030108020");
    ASSERT_OK(compute_params_get(&test->ctx, &got));
    ASSERT_BYTES(got.compile_cost, set.compile_cost);
    assert_int_equal(got.max_contract_size, 4096);
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parameters_are_checked_with_the_texts_of_the_original),
        cmocka_unit_test(parameters_come_back_as_they_were_set),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
