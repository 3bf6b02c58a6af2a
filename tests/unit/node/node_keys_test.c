#include "node/node_keys.h"

#include "node/consensus/validator_key.h"
#include "tests/support/test.h"

static void keys_are_made_once_and_read_back(void **state)
{
    struct arena *arena = arena_new(4096);
    struct home home;
    ASSERT_OK(home_open(arena, NULL, true, "secretdev-1", &home));
    struct node_keys first, second;
    ASSERT_OK(node_keys_load(arena, &home, &first));
    ASSERT_OK(node_keys_load(arena, &home, &second));
    assert_memory_equal(first.validator_seed, second.validator_seed, 32);
    assert_memory_equal(first.validator_key, second.validator_key, 32);
    ASSERT_BYTES(first.node_id, second.node_id);
    assert_int_equal(first.node_id.len, 40);
    home_close(&home);
    arena_drop(arena);
}

static void refuse(const char *file, struct bytes text, const struct error *kind)
{
    struct arena *arena = arena_new(4096);
    struct home home;
    ASSERT_OK(home_open(arena, NULL, true, "secretdev-1", &home));
    ASSERT_OK(home_write(arena, &home, file, text, true));
    struct node_keys keys;
    assert_true(error_is(node_keys_load(arena, &home, &keys), kind));
    home_close(&home);
    arena_drop(arena);
}

static void a_damaged_key_file_is_refused(void **state)
{
    refuse("config/priv_validator_key.json", BYTES("{}"), &VALIDATOR_KEY_INVALID);
    refuse("config/node_key.json", BYTES("{}"), &HOME_UNUSABLE);
    refuse("config/node_key.json", BYTES("{\"priv_key\""), &HOME_UNUSABLE);
    /* seed and public key that do not belong together */
    refuse(
        "config/node_key.json",
        BYTES("{\"priv_key\":{\"type\":\"tendermint/PrivKeyEd25519\",\"value\":\"AAAAAAAAAAAAAAAA"
              "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==\"}}"),
        &HOME_UNUSABLE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_are_made_once_and_read_back),
        cmocka_unit_test(a_damaged_key_file_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
