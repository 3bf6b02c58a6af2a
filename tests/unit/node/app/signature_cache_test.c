#include "node/app/signature_cache.h"

#include "common/crypto/hash.h"
#include "tests/support/test.h"

static void hash_of(uint32_t number, uint8_t key[32])
{
    crypto_sha256(bytes_make(&number, sizeof(number)), key);
}

static void what_was_remembered_is_known(void **state)
{
    struct signature_cache *cache = signature_cache_new();
    uint8_t key[32];
    hash_of(1, key);
    assert_false(cache->known(cache, key));
    cache->remember(cache, key);
    assert_true(cache->known(cache, key));
    hash_of(2, key);
    assert_false(cache->known(cache, key));
    signature_cache_free(cache);
}

static void old_entries_make_room_in_their_set(void **state)
{
    struct signature_cache *cache = signature_cache_new();
    uint8_t key[32] = {7}; /* the first bytes choose the set */
    for (uint8_t i = 0; i < 5; i++) {
        key[31] = i + 1;
        cache->remember(cache, key);
    }
    key[31] = 1;
    assert_false(cache->known(cache, key));
    for (uint8_t i = 1; i < 5; i++) {
        key[31] = i + 1;
        assert_true(cache->known(cache, key));
    }
    signature_cache_free(cache);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_remembered_is_known),
        cmocka_unit_test(old_entries_make_room_in_their_set),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
