#include "enclave/contract/seen.h"

#include "common/base/arena.h"
#include "tests/support/test.h"

static struct seen *seen;

static int make(void **state)
{
    seen = seen_new();
    return 0;
}

static int drop(void **state)
{
    seen_free(seen);
    return 0;
}

#define ONE BYTES("contract one........")
#define TWO BYTES("contract two........")

static void what_was_put_is_found_for_its_contract_alone(void **state)
{
    struct bytes value;
    assert_false(seen_find(seen, ONE, BYTES("key"), &value));
    seen_put(seen, ONE, BYTES("key"), BYTES("value"));
    assert_true(seen_find(seen, ONE, BYTES("key"), &value));
    ASSERT_TEXT(value, "value");
    assert_false(seen_find(seen, TWO, BYTES("key"), &value));
    assert_false(seen_find(seen, ONE, BYTES("ke"), &value));
}

static void the_latest_counts(void **state)
{
    struct bytes value;
    seen_put(seen, ONE, BYTES("key"), BYTES("value"));
    seen_put(seen, ONE, BYTES("key"), BYTES("another"));
    assert_true(seen_find(seen, ONE, BYTES("key"), &value));
    ASSERT_TEXT(value, "another");
}

static void nothing_and_an_empty_value_are_told_apart(void **state)
{
    struct bytes value;
    seen_put(seen, ONE, BYTES("none"), (struct bytes){0});
    seen_put(seen, ONE, BYTES("empty"), BYTES(""));
    assert_true(seen_find(seen, ONE, BYTES("none"), &value));
    assert_null(value.data);
    assert_true(seen_find(seen, ONE, BYTES("empty"), &value));
    assert_non_null(value.data);
    assert_int_equal(value.len, 0);
}

static void all_is_forgotten_at_once(void **state)
{
    struct bytes value;
    seen_put(seen, ONE, BYTES("key"), BYTES("value"));
    seen_put(seen, ONE, BYTES("none"), (struct bytes){0});
    seen_forget(seen);
    assert_false(seen_find(seen, ONE, BYTES("key"), &value));
    assert_false(seen_find(seen, ONE, BYTES("none"), &value));
}

/* Never is an older value found for a key than the last one that was put. */
static void a_value_that_is_too_large_is_asked_for(void **state)
{
    struct arena *arena = arena_new(1 << 17);
    struct bytes value;
    seen_put(seen, ONE, BYTES("key"), BYTES("value"));
    uint8_t *large = arena_alloc(arena, SEEN_VALUE_BYTES_MAX + 1);
    memset(large, 1, SEEN_VALUE_BYTES_MAX + 1);
    seen_put(seen, ONE, BYTES("key"), bytes_make(large, SEEN_VALUE_BYTES_MAX + 1));
    assert_false(seen_find(seen, ONE, BYTES("key"), &value));
    seen_put(seen, ONE, BYTES("key"), bytes_make(large, SEEN_VALUE_BYTES_MAX));
    assert_true(seen_find(seen, ONE, BYTES("key"), &value));
    assert_int_equal(value.len, SEEN_VALUE_BYTES_MAX);
    arena_drop(arena);
}

static void more_than_there_is_room_for_is_asked_for(void **state)
{
    enum { MANY = 4 * SEEN_ENTRIES };
    struct bytes value;
    size_t found = 0;
    for (uint32_t i = 0; i < MANY; i++) {
        uint8_t key[4];
        store_be32(key, i);
        seen_put(seen, ONE, BYTES_OF(key), BYTES_OF(key));
        assert_true(seen_find(seen, ONE, BYTES_OF(key), &value));
    }
    for (uint32_t i = 0; i < MANY; i++) {
        uint8_t key[4];
        store_be32(key, i);
        if (!seen_find(seen, ONE, BYTES_OF(key), &value))
            continue;
        assert_true(bytes_equal(value, BYTES_OF(key)));
        found++;
    }
    assert_in_range(found, 1, SEEN_ENTRIES);
}

static void values_together_have_a_limit_too(void **state)
{
    struct arena *arena = arena_new(1 << 17);
    uint8_t *large = arena_alloc(arena, SEEN_VALUE_BYTES_MAX);
    struct bytes value;
    memset(large, 2, SEEN_VALUE_BYTES_MAX);
    for (uint32_t i = 0; i <= SEEN_BYTES_MAX / SEEN_VALUE_BYTES_MAX; i++) {
        uint8_t key[4];
        store_be32(key, i);
        seen_put(seen, ONE, BYTES_OF(key), bytes_make(large, SEEN_VALUE_BYTES_MAX));
    }
    uint8_t first[4] = {0};
    assert_false(seen_find(seen, ONE, BYTES_OF(first), &value));
    arena_drop(arena);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make, drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_was_put_is_found_for_its_contract_alone),
        TEST(the_latest_counts),
        TEST(nothing_and_an_empty_value_are_told_apart),
        TEST(all_is_forgotten_at_once),
        TEST(a_value_that_is_too_large_is_asked_for),
        TEST(more_than_there_is_room_for_is_asked_for),
        TEST(values_together_have_a_limit_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
