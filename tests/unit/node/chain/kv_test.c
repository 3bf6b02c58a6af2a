#include "node/chain/kv.h"

#include "node/chain/errors.h"
#include "tests/support/chain.h"
#include "tests/support/test.h"

/* The prices are those of chain-surface 8.5. */

static void each_access_costs_what_the_table_says(void **state)
{
    struct test_chain *test = test_chain_new();
    struct bytes value;
    bool found;
    ASSERT_OK(kv_set(&test->ctx, STORE_BANK, BYTES("key"), BYTES("value")));
    assert_int_equal(test_gas(test), 200 + 5 * (3 + 5));
    ASSERT_OK(kv_get(&test->ctx, STORE_BANK, BYTES("key"), &value));
    ASSERT_TEXT(value, "value");
    assert_int_equal(test_gas(test), 100 + 3 + 5);
    ASSERT_OK(kv_get(&test->ctx, STORE_BANK, BYTES("none"), &value));
    assert_null(value.data);
    assert_int_equal(test_gas(test), 100 + 4);
    ASSERT_OK(kv_has(&test->ctx, STORE_BANK, BYTES("key"), &found));
    assert_true(found);
    ASSERT_OK(kv_delete(&test->ctx, STORE_BANK, BYTES("key")));
    assert_int_equal(test_gas(test), 200);
    assert_null(test_stored(test, STORE_BANK, BYTES("key")).data);
    test_chain_free(test);
}

static void a_walk_charges_the_first_element_twice_and_each_step(void **state)
{
    struct test_chain *test = test_chain_new();
    struct kv_walk walk;
    ASSERT_OK(kv_set(&test->ctx, STORE_BANK, BYTES("pa"), BYTES("1")));
    ASSERT_OK(kv_set(&test->ctx, STORE_BANK, BYTES("pb"), BYTES("22")));
    ASSERT_OK(kv_set(&test->ctx, STORE_BANK, BYTES("q"), BYTES("3")));
    test_gas(test);
    ASSERT_OK(kv_walk_prefix(&test->ctx, STORE_BANK, BYTES("p"), false, &walk));
    assert_int_equal(test_gas(test), 3 + 5);
    assert_true(walk.valid);
    ASSERT_OK(kv_walk_next(&walk));
    assert_int_equal(test_gas(test), 3 + 5);
    ASSERT_TEXT(walk.key, "pb");
    ASSERT_OK(kv_walk_next(&walk));
    assert_int_equal(test_gas(test), 4 + 5);
    assert_false(walk.valid);
    ASSERT_OK(kv_walk_prefix(&test->ctx, STORE_BANK, BYTES("x"), true, &walk));
    assert_int_equal(test_gas(test), 5);
    assert_false(walk.valid);
    test_chain_free(test);
}

static void running_out_names_the_charge_and_writes_nothing(void **state)
{
    struct test_chain *test = test_chain_new();
    struct bytes value;
    test->gas = gas_meter_new(210);
    status refused = kv_set(&test->ctx, STORE_BANK, BYTES("key"), BYTES("value"));
    assert_true(error_is(refused, &CHAIN_OUT_OF_GAS));
    assert_string_equal(test->gas.label, "WritePerByte");
    assert_null(test_stored(test, STORE_BANK, BYTES("key")).data);
    test->gas = gas_meter_new(99);
    assert_non_null(kv_get(&test->ctx, STORE_BANK, BYTES("key"), &value));
    assert_string_equal(test->gas.label, "ReadFlat");
    test_chain_free(test);
}

static void a_prefix_ends_before_its_successor(void **state)
{
    struct arena *arena = arena_new(256);
    ASSERT_HEX(key_end_of_prefix(arena, BYTES("\x01\x02")), "0103");
    ASSERT_HEX(key_end_of_prefix(arena, BYTES("\x01\xff\xff")), "02");
    assert_null(key_end_of_prefix(arena, BYTES("\xff\xff")).data);
    assert_null(key_end_of_prefix(arena, BYTES("")).data);
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_access_costs_what_the_table_says),
        cmocka_unit_test(a_walk_charges_the_first_element_twice_and_each_step),
        cmocka_unit_test(running_out_names_the_charge_and_writes_nothing),
        cmocka_unit_test(a_prefix_ends_before_its_successor),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
