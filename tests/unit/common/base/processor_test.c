#include "common/base/processor.h"

#include "tests/support/test.h"

static cpu_set_t allowed(void)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    assert_int_equal(sched_getaffinity(0, sizeof set, &set), 0);
    return set;
}

static void assert_allowed(const cpu_set_t *expected)
{
    cpu_set_t set = allowed();
    assert_true(CPU_EQUAL(&set, expected));
}

static void a_thread_is_held_where_it_runs_and_let_go_again(void **state)
{
    cpu_set_t before = allowed();
    struct processor_place place = {0};
    uint32_t number = processor_hold(&place);
    assert_true(number > 0);
    cpu_set_t held = allowed();
    assert_int_equal(CPU_COUNT(&held), 1);
    assert_true(CPU_ISSET((size_t)number - 1, &held));
    assert_int_equal(processor_hold(&place), number);
    processor_release(&place);
    assert_allowed(&before);
    processor_release(&place);
    assert_allowed(&before);
}

static void a_thread_follows_another_from_processor_to_processor_and_home(void **state)
{
    cpu_set_t before = allowed();
    struct processor_place place = {0};
    for (uint32_t number = 1; number <= CPU_SETSIZE; number++) {
        if (!CPU_ISSET((size_t)number - 1, &before))
            continue;
        processor_join(&place, number);
        assert_int_equal(sched_getcpu(), (int)number - 1);
    }
    processor_join(&place, 0);
    assert_allowed(&before);
}

static void a_processor_that_is_none_changes_nothing(void **state)
{
    cpu_set_t before = allowed();
    struct processor_place place = {0};
    const uint32_t strange[] = {0, CPU_SETSIZE, CPU_SETSIZE + 1, UINT32_MAX};
    for (size_t i = 0; i < ARRAY_COUNT(strange); i++) {
        processor_join(&place, strange[i]);
        assert_allowed(&before);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_thread_is_held_where_it_runs_and_let_go_again),
        cmocka_unit_test(a_thread_follows_another_from_processor_to_processor_and_home),
        cmocka_unit_test(a_processor_that_is_none_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
