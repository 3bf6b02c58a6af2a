#include "node/modules/bank/keys.h"

#include "tests/support/test.h"

static void keys_have_the_layout_of_the_original(void **state)
{
    struct arena *arena = arena_new(1024);
    struct bytes address = BYTES("\xaa\xbb");
    ASSERT_HEX(bank_key_denom(arena, BANK_KEY_SUPPLY_PREFIX, BYTES("uscrt")), "007573637274");
    ASSERT_HEX(bank_key_balance(arena, address, BYTES("uscrt")), "0202aabb7573637274");
    ASSERT_HEX(bank_key_balance(arena, address, BYTES("")), "0202aabb");
    ASSERT_HEX(bank_key_owner(arena, BYTES("uscrt"), address), "0375736372740002aabb");
    ASSERT_HEX(bank_key_owners(arena, BYTES("uscrt")), "03757363727400");
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_have_the_layout_of_the_original),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
