#include "common/crypto/secp256r1.h"

#include "common/crypto/hash.h"
#include "tests/support/rows.h"
#include "tests/support/test.h"

static bool is_high(struct bytes signature)
{
    static const uint8_t half[32] = {
        0x7f, 0xff, 0xff, 0xff, 0x80, 0x00, 0x00, 0x00, 0x7f, 0xff, 0xff,
        0xff, 0xff, 0xff, 0xff, 0xff, 0xde, 0x73, 0x7d, 0x56, 0xd3, 0x8b,
        0xcf, 0x42, 0x79, 0xdc, 0xe5, 0x61, 0x7e, 0x31, 0x92, 0xa8,
    };
    return signature.len == 64 && memcmp(signature.data + 32, half, sizeof half) > 0;
}

/* Valid signatures with a high s are refused on purpose; nothing else differs. */
static void verify_agrees_with_wycheproof(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    struct bytes file = test_file(arena, "tests/vectors/crypto/secp256r1.txt"), field[4];
    size_t count = 0, accepted = 0;
    for (; test_row(&file, field, 4); count++) {
        struct bytes pubkey = test_row_hex(arena, field[0]);
        struct bytes signature = test_row_hex(arena, field[2]);
        uint8_t hash[32], compressed[33];
        crypto_sha256(test_row_hex(arena, field[1]), hash);
        bool expected = bytes_is(field[3], "valid") && !is_high(signature);
        assert_int_equal(crypto_secp256r1_verify(pubkey, hash, signature), expected);
        compressed[0] = 2 | (pubkey.data[64] & 1);
        memcpy(compressed + 1, pubkey.data + 1, 32);
        assert_int_equal(crypto_secp256r1_verify(BYTES_OF(compressed), hash, signature), expected);
        accepted += expected;
    }
    assert_int_equal(count, 262);
    assert_true(accepted > 50);
    arena_drop(arena);
}

static void keys_of_no_known_form_are_refused(void **state)
{
    uint8_t key[65] = {4, 1}, hash[32] = {0}, signature[64] = {1};
    assert_false(crypto_secp256r1_verify(bytes_make(key, 65), hash, BYTES_OF(signature)));
    assert_false(crypto_secp256r1_verify(bytes_make(key, 33), hash, BYTES_OF(signature)));
    assert_false(crypto_secp256r1_verify(bytes_make(key, 0), hash, BYTES_OF(signature)));
}

/* On this curve x = 5 has a y, x = 7 has none. */
static void a_key_is_a_point_of_the_curve(void **state)
{
    uint8_t key[33] = {2};
    key[32] = 5;
    assert_true(crypto_secp256r1_parse(BYTES_OF(key)));
    key[0] = 3;
    assert_true(crypto_secp256r1_parse(BYTES_OF(key)));
    key[32] = 7;
    assert_false(crypto_secp256r1_parse(BYTES_OF(key)));
    key[32] = 5;
    key[0] = 4;
    assert_false(crypto_secp256r1_parse(BYTES_OF(key)));
    assert_false(crypto_secp256r1_parse(BYTES("\x02")));
    memset(key, 0xff, sizeof(key));
    key[0] = 2;
    assert_false(crypto_secp256r1_parse(BYTES_OF(key)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(verify_agrees_with_wycheproof),
        cmocka_unit_test(keys_of_no_known_form_are_refused),
        cmocka_unit_test(a_key_is_a_point_of_the_curve),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
