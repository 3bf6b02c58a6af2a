#include "node/modules/auth/keys.h"

#include "tests/support/test.h"

static void keys_have_the_layout_of_the_original(void **state)
{
    struct arena *arena = arena_new(1024);
    ASSERT_HEX(auth_key_account(arena, BYTES("\xaa\xbb")), "01aabb");
    ASSERT_HEX(auth_key_index(arena, 258), "6163636f756e744e756d6265720000000000000102");
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_have_the_layout_of_the_original),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
