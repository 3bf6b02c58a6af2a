#include "node/consensus/seen_cache.h"

#include "tests/support/test.h"

static bool push(struct seen_cache *cache, uint8_t first)
{
    uint8_t hash[32] = {first, 1, 2};
    return seen_cache_push(cache, hash);
}

static void a_hash_is_new_once(void **state)
{
    struct seen_cache *cache = seen_cache_new(3);
    assert_true(push(cache, 1));
    assert_false(push(cache, 1));
    uint8_t hash[32] = {1, 1, 2};
    seen_cache_remove(cache, hash);
    seen_cache_remove(cache, hash);
    assert_true(push(cache, 1));
    seen_cache_free(cache);
}

static void the_oldest_makes_room(void **state)
{
    struct seen_cache *cache = seen_cache_new(3);
    push(cache, 1);
    push(cache, 2);
    push(cache, 3);
    assert_false(push(cache, 1));
    assert_true(push(cache, 4));
    assert_false(push(cache, 1));
    assert_false(push(cache, 3));
    assert_true(push(cache, 2));
    assert_true(push(cache, 4));
    seen_cache_free(cache);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_hash_is_new_once),
        cmocka_unit_test(the_oldest_makes_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
