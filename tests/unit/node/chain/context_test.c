#include "node/chain/context.h"

#include "node/chain/kv.h"
#include "tests/support/chain.h"
#include "tests/support/test.h"

static void a_merged_branch_brings_its_writes_and_events(void **state)
{
    struct test_chain *test = test_chain_new();
    struct context branch = context_branch(&test->ctx);
    ASSERT_OK(kv_set(&branch, STORE_BANK, BYTES("k"), BYTES("v")));
    EVENT(branch.events, "inner", {BYTES("a"), BYTES("b")});
    assert_null(test_stored(test, STORE_BANK, BYTES("k")).data);
    context_merge(&test->ctx, &branch);
    ASSERT_TEXT(test_stored(test, STORE_BANK, BYTES("k")), "v");
    ASSERT_TEXT(test_events(test), "inner a=b");
    test_chain_free(test);
}

static void a_dropped_branch_leaves_nothing_but_its_gas(void **state)
{
    struct test_chain *test = test_chain_new();
    struct context branch = context_branch(&test->ctx);
    ASSERT_OK(kv_set(&branch, STORE_BANK, BYTES("k"), BYTES("v")));
    EVENT(branch.events, "inner", {BYTES("a"), BYTES("b")});
    assert_null(test_stored(test, STORE_BANK, BYTES("k")).data);
    assert_int_equal(test->ctx.events->count, 0);
    assert_int_equal(test_gas(test), 210);
    test_chain_free(test);
}

static void validator_updates_are_listed_in_order(void **state)
{
    struct arena *arena = arena_new(256);
    struct validator_update_list list = {.arena = arena};
    for (int64_t i = 0; i < 20; i++)
        validator_update_add(&list, (struct validator_update){BYTES("ed25519"), BYTES("key"), i});
    assert_int_equal(list.count, 20);
    assert_int_equal(list.items[19].power, 19);
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_merged_branch_brings_its_writes_and_events),
        cmocka_unit_test(a_dropped_branch_leaves_nothing_but_its_gas),
        cmocka_unit_test(validator_updates_are_listed_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
