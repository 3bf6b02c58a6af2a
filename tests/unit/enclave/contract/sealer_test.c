#include "enclave/contract/sealer.h"

#include "tests/support/test.h"

static struct arena *arena;

static struct keys_chain *chain_of(size_t count)
{
    struct keys_secret seeds[KEYS_SEEDS_MAX];
    for (size_t i = 0; i < count; i++)
        memset(seeds[i].bytes, (int)(0x11 * (i + 1)), 32);
    struct keys_chain *chain = keys_chain_new();
    keys_chain_load(chain, seeds, count);
    return chain;
}

/* The contract of enclave-protocol 10.5. */
static const uint8_t *og_key(void)
{
    return test_unhex(arena, "c07e04e51a24b0c371cf702f38f8c366fe5c40a3146bb81b72a18544dfb561b0"
                             "5eebdae3f4508d6b27ddef8fe6212da7a7c4445bb7a2cd3dac85f6d4130e6b48")
        .data;
}

static struct sealing *begun(const struct keys_chain *chain)
{
    struct sealing *sealing = sealing_new(chain);
    sealer_find(1)->begin(sealing, og_key(),
                          (struct sealing_coordinates){1700000000000000000, 1234, 1});
    return sealing;
}

/* enclave-protocol 10.6 */
static void known_answers_of_suite_1(void **state)
{
    const struct sealer *sealer = sealer_find(1);
    struct keys_chain *chain = chain_of(2);
    struct sealing *sealing = begun(chain);
    struct bytes key = sealer->seal_key(sealing, arena, BYTES("count")), value;
    ASSERT_HEX(key, "060000000000000073656372657402000300000015000000000000007ee0a34a1888548672b9"
                    "bb2ec0bedf6a1c1328024a");
    struct bytes stored = sealer->seal_value(sealing, arena, key, BYTES("15"));
    ASSERT_HEX(stored, "180000000000000017979cfe362a000000000000000004d2000000000000000112000000"
                       "00000000626819eb1d932cafbf5a3ecdec8045c29e5d");
    assert_true(sealer->open_value(sealing, arena, key, stored, &value));
    ASSERT_TEXT(value, "15");
    struct bytes old = sealer->old_key(sealing, arena, BYTES("count"));
    ASSERT_HEX(old, "f8a48ee48789cd272bd43b92a92e0e2cc87d823b0feb0f8595928b757f19f839");
    stored = test_unhex(arena, "0909090909090909090909090909090909090909090909090909090909090909"
                               "32cf50a83b7a5df035e98e831f25d47f328d");
    assert_true(sealer->open_old(sealing, arena, old, stored, &value));
    ASSERT_TEXT(value, "15");
    sealing_free(sealing);
    keys_chain_free(chain);
}

static void a_third_seed_is_named_in_the_value(void **state)
{
    const struct sealer *sealer = sealer_find(1);
    struct keys_chain *chain = chain_of(3), *before = chain_of(2);
    struct sealing *sealing = begun(chain), *earlier = begun(before);
    struct bytes key = sealer->seal_key(sealing, arena, BYTES("count")), value;
    struct bytes stored = sealer->seal_value(sealing, arena, key, BYTES("15"));
    ASSERT_HEX(stored, "180000000000000017979cfe362a000000000000000004d2000000000000000112000000"
                       "000000000a3e38c03c025b9f5a7cc205adfec479c7cd0300");
    assert_true(sealer->open_value(sealing, arena, key, stored, &value));
    /* Names stay under seed 2, and values of seed 2 stay readable. */
    ASSERT_BYTES(sealer->seal_key(earlier, arena, BYTES("count")), key);
    stored = sealer->seal_value(earlier, arena, key, BYTES("old"));
    assert_true(sealer->open_value(sealing, arena, key, stored, &value));
    ASSERT_TEXT(value, "old");
    sealing_free(sealing);
    sealing_free(earlier);
    keys_chain_free(chain);
    keys_chain_free(before);
}

static void a_value_opens_only_whole_and_under_its_own_key(void **state)
{
    const struct sealer *sealer = sealer_find(1);
    struct keys_chain *chain = chain_of(2);
    struct sealing *sealing = begun(chain);
    struct bytes key = sealer->seal_key(sealing, arena, BYTES("a")), value;
    struct bytes other = sealer->seal_key(sealing, arena, BYTES("b"));
    struct bytes stored = sealer->seal_value(sealing, arena, key, BYTES("value"));
    assert_false(sealer->open_value(sealing, arena, other, stored, &value));
    for (size_t i = 0; i < stored.len; i++) {
        uint8_t *copy = (uint8_t *)arena_copy(arena, stored).data;
        copy[i] ^= 0x40;
        assert_false(sealer->open_value(sealing, arena, key, bytes_make(copy, stored.len), &value));
        assert_false(sealer->open_value(sealing, arena, key, bytes_slice(stored, 0, i), &value));
    }
    assert_false(sealer->open_old(sealing, arena, sealer->old_key(sealing, arena, BYTES("a")),
                                  bytes_slice(stored, 0, 31), &value));
    sealing_free(sealing);
    keys_chain_free(chain);
}

static void the_same_value_looks_different_each_time(void **state)
{
    const struct sealer *sealer = sealer_find(1);
    struct keys_chain *chain = chain_of(2);
    struct sealing *sealing = begun(chain);
    struct bytes key = sealer->seal_key(sealing, arena, BYTES("a"));
    struct bytes first = sealer->seal_value(sealing, arena, key, BYTES("value"));
    sealer->begin(sealing, og_key(), (struct sealing_coordinates){1700000000000000000, 1234, 2});
    assert_false(bytes_equal(sealer->seal_value(sealing, arena, key, BYTES("value")), first));
    sealing_free(sealing);
    keys_chain_free(chain);
}

static void each_contract_has_its_own_keys_whichever_came_before(void **state)
{
    const struct sealer *sealer = sealer_find(1);
    const struct sealing_coordinates coordinates = {1700000000000000000, 1234, 1};
    uint8_t other[KEYS_CONTRACT];
    memcpy(other, og_key(), KEYS_CONTRACT);
    other[KEYS_CONTRACT - 1] ^= 1;
    struct keys_chain *chain = chain_of(2);
    struct sealing *sealing = begun(chain), *fresh = sealing_new(chain);
    struct bytes key = sealer->seal_key(sealing, arena, BYTES("a"));
    struct bytes stored = sealer->seal_value(sealing, arena, key, BYTES("value")), value;
    sealer->begin(fresh, other, coordinates);
    struct bytes other_key = sealer->seal_key(fresh, arena, BYTES("a"));
    struct bytes other_stored = sealer->seal_value(fresh, arena, other_key, BYTES("value"));
    assert_false(bytes_equal(key, other_key));
    for (unsigned round = 0; round < 2; round++) {
        sealer->begin(sealing, other, coordinates);
        ASSERT_BYTES(sealer->seal_key(sealing, arena, BYTES("a")), other_key);
        ASSERT_BYTES(sealer->seal_value(sealing, arena, other_key, BYTES("value")), other_stored);
        sealer->begin(sealing, og_key(), coordinates);
        ASSERT_BYTES(sealer->seal_key(sealing, arena, BYTES("a")), key);
        assert_true(sealer->open_value(sealing, arena, key, stored, &value));
        ASSERT_TEXT(value, "value");
    }
    sealing_free(sealing);
    sealing_free(fresh);
    keys_chain_free(chain);
}

static void suites_without_a_table_are_not_found(void **state)
{
    assert_non_null(sealer_find(1));
    assert_null(sealer_find(0));
    assert_null(sealer_find(2));
}

static int setup(void **state)
{
    arena = arena_new(1 << 16);
    return 0;
}

static int teardown(void **state)
{
    arena_drop(arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_answers_of_suite_1),
        cmocka_unit_test(a_third_seed_is_named_in_the_value),
        cmocka_unit_test(a_value_opens_only_whole_and_under_its_own_key),
        cmocka_unit_test(the_same_value_looks_different_each_time),
        cmocka_unit_test(each_contract_has_its_own_keys_whichever_came_before),
        cmocka_unit_test(suites_without_a_table_are_not_found),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
