#include "node/modules/compute/keys.h"

#include "tests/support/test.h"

/* chain-surface 4.1 */
static void keys_have_the_layout_of_the_original(void **state)
{
    struct arena *arena = arena_new(4096);
    struct bytes contract = BYTES("cccccccccccccccccccc");
    ASSERT_TEXT(COMPUTE_KEY_LAST_CODE, "\x04"
                                       "lastCodeId");
    ASSERT_TEXT(COMPUTE_KEY_LAST_CONTRACT, "\x04"
                                           "lastContractId");
    ASSERT_HEX(COMPUTE_KEY_TX_COUNTER, "08");
    ASSERT_HEX(COMPUTE_KEY_PARAMS, "0b");
    ASSERT_HEX(compute_key_code(arena, 0x0102), "010000000000000102");
    ASSERT_TEXT(compute_key_contract(arena, contract), "\x02"
                                                       "cccccccccccccccccccc");
    ASSERT_TEXT(compute_key_state(arena, contract, BYTES("key")), "\x03"
                                                                  "cccccccccccccccccccckey");
    ASSERT_TEXT(compute_key_enclave(arena, contract), "\x06"
                                                      "cccccccccccccccccccc");
    ASSERT_TEXT(compute_key_label(arena, BYTES("my label")), "\x07my label");
    ASSERT_BYTES(compute_key_history(arena, contract, 1),
                 ARENA_CONCAT(arena, BYTES("\x09"), contract, BYTES("\0\0\0\0\0\0\0\x01")));
    ASSERT_BYTES(compute_key_by_code(arena, 1, 2, 3, contract),
                 ARENA_CONCAT(arena, BYTES("\x0A\0\0\0\0\0\0\0\x01"),
                              BYTES("\0\0\0\0\0\0\0\x02\0\0\0\0\0\0\0\x03"), contract));
    ASSERT_TEXT(compute_key_authorized_code(arena, BYTES("secret1x")), "\x0Csecret1x");
    ASSERT_TEXT(compute_key_authorized_admin(arena, BYTES("secret1x")), "\x0Dsecret1x");
    ASSERT_HEX(compute_key_random(arena, 0x0102), "ff0201000000000000");
    arena_drop(arena);
}

static void a_walk_over_a_prefix_meets_only_its_own(void **state)
{
    struct arena *arena = arena_new(4096);
    struct bytes contract = BYTES("cccccccccccccccccccc");
    assert_true(bytes_starts_with(compute_key_history(arena, contract, 9),
                                  compute_key_history_prefix(arena, contract)));
    assert_true(bytes_starts_with(compute_key_by_code(arena, 7, 2, 3, contract),
                                  compute_key_by_code_prefix(arena, 7)));
    assert_false(bytes_starts_with(compute_key_by_code(arena, 8, 2, 3, contract),
                                   compute_key_by_code_prefix(arena, 7)));
    assert_true(bytes_starts_with(compute_key_code(arena, 1), COMPUTE_PREFIX_CODE));
    assert_true(bytes_starts_with(compute_key_contract(arena, contract), COMPUTE_PREFIX_CONTRACT));
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_have_the_layout_of_the_original),
        cmocka_unit_test(a_walk_over_a_prefix_meets_only_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
