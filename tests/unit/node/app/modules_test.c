#include "node/app/modules.h"
#include "tests/support/test.h"

static bool holds(const struct module_list *list, const char *name)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->items[i]->name, name) == 0)
            return true;
    return false;
}

static void whatever_a_module_does_stands_in_the_order_for_it(void **state)
{
    for (size_t i = 0; i < APP_MODULES.count; i++) {
        const struct module *module = APP_MODULES.items[i];
        if (module->genesis_init != NULL)
            assert_true(holds(&APP_GENESIS_ORDER, module->name));
        if (module->pre_block != NULL)
            assert_true(holds(&APP_PRE_BLOCK_ORDER, module->name));
        if (module->begin_block != NULL)
            assert_true(holds(&APP_BEGIN_BLOCK_ORDER, module->name));
        if (module->end_block != NULL)
            assert_true(holds(&APP_END_BLOCK_ORDER, module->name));
    }
}

static void check_list(const struct module_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        assert_true(holds(&APP_MODULES, list->items[i]->name));
        for (size_t at = 0; at < i; at++)
            assert_ptr_not_equal(list->items[i], list->items[at]);
    }
}

static void no_module_stands_in_a_list_twice(void **state)
{
    const struct module_list *lists[] = {&APP_MODULES, &APP_GENESIS_ORDER, &APP_PRE_BLOCK_ORDER,
                                         &APP_BEGIN_BLOCK_ORDER, &APP_END_BLOCK_ORDER};
    for (size_t i = 0; i < ARRAY_COUNT(lists); i++)
        check_list(lists[i]);
}

static void staking_tells_distribution_before_slashing(void **state)
{
    /* Slashing alone hears of bonding, distribution alone of new delegations. */
    assert_non_null(APP_STAKING_HOOKS[0]->before_delegation_created);
    assert_non_null(APP_STAKING_HOOKS[1]->after_validator_bonded);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whatever_a_module_does_stands_in_the_order_for_it),
        cmocka_unit_test(no_module_stands_in_a_list_twice),
        cmocka_unit_test(staking_tells_distribution_before_slashing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
