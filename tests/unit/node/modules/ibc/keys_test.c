#include "node/modules/ibc/internal.h"
#include "tests/support/chain.h"
#include "tests/support/test.h"

static void keys_are_printed(void **state)
{
    struct arena *arena = arena_new(1024);
    ASSERT_TEXT(ibc_key(arena, "acks/ports/%s/sequences/%d", "transfer", 7),
                "acks/ports/transfer/sequences/7");
    arena_drop(arena);
}

static void numbers_are_big_endian_and_absent_ones_zero(void **state)
{
    struct test_chain *test = test_chain_new();
    uint64_t number = 1;
    ASSERT_OK(ibc_get_number(&test->ctx, BYTES("a"), &number));
    assert_int_equal(number, 0);
    ASSERT_OK(ibc_set_number(&test->ctx, BYTES("a"), 258));
    ASSERT_HEX(test_stored(test, STORE_IBC, BYTES("a")), "0000000000000102");
    ASSERT_OK(ibc_get_number(&test->ctx, BYTES("a"), &number));
    assert_int_equal(number, 258);
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_are_printed),
        cmocka_unit_test(numbers_are_big_endian_and_absent_ones_zero),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
