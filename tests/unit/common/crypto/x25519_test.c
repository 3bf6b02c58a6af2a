#include "common/crypto/x25519.h"

#include "tests/support/rows.h"
#include "tests/support/test.h"

/* All 518, the 31 with an all-zero secret included: the live network goes on with zeros. */
static void exchange_agrees_with_wycheproof(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    struct bytes file = test_file(arena, "tests/vectors/crypto/x25519.txt"), field[3];
    size_t count = 0;
    for (; test_row(&file, field, 3); count++) {
        struct crypto_x25519 *key = crypto_x25519_new(test_row_hex(arena, field[0]).data);
        uint8_t shared[32];
        crypto_x25519_exchange(key, test_row_hex(arena, field[1]).data, shared);
        ASSERT_BYTES(BYTES_OF(shared), test_row_hex(arena, field[2]));
        crypto_x25519_free(key);
    }
    assert_int_equal(count, 518);
    arena_drop(arena);
}

static void private_keys_are_clamped_inside(void **state)
{
    uint8_t private_key[32], pubkey[32];
    memset(private_key, 0x11, 32);
    private_key[0] = 0x80;
    private_key[31] = 0xff;
    struct crypto_x25519 *key = crypto_x25519_new(private_key);
    crypto_x25519_pubkey(key, pubkey);
    ASSERT_HEX(BYTES_OF(pubkey),
               "d16b9d51fe0a615b291ebef15a7a02190e91124c6b446c3915396af4290bbc0a");
    crypto_x25519_free(key);
}

static void one_key_serves_many_exchanges(void **state)
{
    uint8_t private_key[32] = {7}, zero[32] = {0}, peer[32] = {9}, first[32], again[32];
    struct crypto_x25519 *key = crypto_x25519_new(private_key);
    crypto_x25519_exchange(key, peer, first);
    crypto_x25519_exchange(key, zero, again);
    ASSERT_BYTES(BYTES_OF(again), BYTES_OF(zero));
    crypto_x25519_exchange(key, peer, again);
    ASSERT_BYTES(BYTES_OF(again), BYTES_OF(first));
    crypto_x25519_free(key);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exchange_agrees_with_wycheproof),
        cmocka_unit_test(private_keys_are_clamped_inside),
        cmocka_unit_test(one_key_serves_many_exchanges),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
