#include "node/chain/errors.h"
#include "node/modules/staking/internal.h"
#include "tests/support/stake.h"
#include "tests/support/test.h"

static unsigned heard;
static bool out_of_gas;

static status refuse_modified(struct context *ctx, struct bytes validator)
{
    heard++;
    return out_of_gas ? &CHAIN_OUT_OF_GAS : &CHAIN_UNAUTHORIZED;
}

static const struct staking_hooks LISTENER = {.before_validator_modified = refuse_modified};

static void a_refusal_that_the_original_only_logs_is_dropped(void **state)
{
    struct test_chain *test = stake_new();
    const struct staking_hooks *hooks[] = {&LISTENER, &LISTENER};
    test->chain.staking_hooks = hooks;
    test->chain.staking_hook_count = 2;
    heard = 0;
    out_of_gas = false;
    ASSERT_OK(staking_hook_validator_modified(&test->ctx, test_address(test->arena, 1)));
    assert_int_equal(heard, 1); /* the second is not reached, as in the original */
    test_chain_free(test);
}

static void what_aborts_still_aborts(void **state)
{
    struct test_chain *test = stake_new();
    const struct staking_hooks *hooks[] = {&LISTENER};
    test->chain.staking_hooks = hooks;
    test->chain.staking_hook_count = 1;
    out_of_gas = true;
    assert_ptr_equal(staking_hook_validator_modified(&test->ctx, test_address(test->arena, 1)),
                     &CHAIN_OUT_OF_GAS);
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_refusal_that_the_original_only_logs_is_dropped),
        cmocka_unit_test(what_aborts_still_aborts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
