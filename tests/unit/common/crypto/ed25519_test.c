#include "common/crypto/ed25519.h"

#include "tests/support/rows.h"
#include "tests/support/test.h"

/* Small-order and non-canonical points: what CometBFT accepts and RFC 8032 verifiers disagree on.
 */
static void zip215_cases_are_all_valid(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    struct bytes file = test_file(arena, "tests/vectors/crypto/zip215.txt"), field[2];
    size_t count = 0;
    for (; test_row(&file, field, 2); count++) {
        struct bytes pubkey = test_row_hex(arena, field[0]);
        struct bytes signature = test_row_hex(arena, field[1]);
        assert_true(crypto_ed25519_verify(pubkey, BYTES("Zcash"), signature));
    }
    assert_int_equal(count, 196);
    arena_drop(arena);
}

/* The one case that RFC 8032 refuses and ZIP-215 does not: R is the identity with a sign bit. */
static void verify_agrees_with_wycheproof(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    struct bytes file = test_file(arena, "tests/vectors/crypto/ed25519.txt"), field[5];
    size_t count = 0, differing = 0;
    for (; test_row(&file, field, 5); count++) {
        bool valid =
            crypto_ed25519_verify(test_row_hex(arena, field[0]), test_row_hex(arena, field[1]),
                                  test_row_hex(arena, field[2]));
        if (valid == bytes_is(field[3], "valid"))
            continue;
        assert_true(valid && bytes_is(field[4], "InvalidEncoding"));
        differing++;
    }
    assert_int_equal(differing, 1);
    assert_int_equal(count, 151);
    arena_drop(arena);
}

/* RFC 8032 section 7.1, test 2. */
static void sign_gives_the_published_signature(void **state)
{
    struct arena *arena = arena_new(4096);
    const uint8_t *seed =
        test_unhex(arena, "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb").data;
    uint8_t pubkey[32], signature[64];
    crypto_ed25519_pubkey(seed, pubkey);
    ASSERT_HEX(BYTES_OF(pubkey),
               "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
    crypto_ed25519_sign(seed, BYTES("\x72"), signature);
    ASSERT_HEX(BYTES_OF(signature),
               "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
               "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
    arena_drop(arena);
}

static void what_is_signed_verifies_and_nothing_else_does(void **state)
{
    uint8_t message[200];
    for (size_t round = 0; round < 40; round++) {
        uint8_t seed[32] = {(uint8_t)round, 5}, pubkey[32], signature[64];
        memset(message, (int)round, sizeof message);
        struct bytes text = bytes_make(message, round * 5);
        crypto_ed25519_pubkey(seed, pubkey);
        crypto_ed25519_sign(seed, text, signature);
        assert_true(crypto_ed25519_verify(BYTES_OF(pubkey), text, BYTES_OF(signature)));
        signature[round] ^= 1;
        assert_false(crypto_ed25519_verify(BYTES_OF(pubkey), text, BYTES_OF(signature)));
        signature[round] ^= 1;
        pubkey[round % 32] ^= 2;
        assert_false(crypto_ed25519_verify(BYTES_OF(pubkey), text, BYTES_OF(signature)));
    }
}

static void a_batch_is_valid_when_all_are(void **state)
{
    uint8_t seed[32] = {1}, pubkey[32], signature[64];
    crypto_ed25519_pubkey(seed, pubkey);
    crypto_ed25519_sign(seed, BYTES("a"), signature);
    struct crypto_ed25519_item items[2] = {
        {BYTES_OF(pubkey), BYTES("a"), BYTES_OF(signature)},
        {BYTES_OF(pubkey), BYTES("a"), BYTES_OF(signature)},
    };
    assert_true(crypto_ed25519_verify_all(NULL, 0));
    assert_true(crypto_ed25519_verify_all(items, 2));
    items[1].message = BYTES("b");
    assert_false(crypto_ed25519_verify_all(items, 2));
}

static void wrong_lengths_are_invalid(void **state)
{
    uint8_t zero[64] = {0};
    assert_false(crypto_ed25519_verify(bytes_make(zero, 31), BYTES(""), BYTES_OF(zero)));
    assert_false(crypto_ed25519_verify(bytes_make(zero, 32), BYTES(""), bytes_make(zero, 63)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(zip215_cases_are_all_valid),
        cmocka_unit_test(verify_agrees_with_wycheproof),
        cmocka_unit_test(sign_gives_the_published_signature),
        cmocka_unit_test(what_is_signed_verifies_and_nothing_else_does),
        cmocka_unit_test(a_batch_is_valid_when_all_are),
        cmocka_unit_test(wrong_lengths_are_invalid),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
