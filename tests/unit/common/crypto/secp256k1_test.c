#include "common/crypto/secp256k1.h"

#include "common/crypto/hash.h"
#include "tests/support/rows.h"
#include "tests/support/test.h"

static struct crypto_secp256k1 *curve_new(void)
{
    uint8_t seed[32] = {3};
    return crypto_secp256k1_new(seed);
}

static void verify_agrees_with_wycheproof(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    struct crypto_secp256k1 *curve = curve_new();
    struct bytes file = test_file(arena, "tests/vectors/crypto/secp256k1.txt"), field[4];
    size_t count = 0;
    for (; test_row(&file, field, 4); count++) {
        uint8_t hash[32];
        crypto_sha256(test_row_hex(arena, field[1]), hash);
        bool valid = crypto_secp256k1_verify(curve, test_row_hex(arena, field[0]), hash,
                                             test_row_hex(arena, field[2]), CRYPTO_HIGH_S_ACCEPTED);
        assert_int_equal(valid, bytes_is(field[3], "valid"));
    }
    assert_int_equal(count, 252);
    crypto_secp256k1_free(curve);
    arena_drop(arena);
}

/* The example of the contract API: message "wen moon". */
static const uint8_t PRIVATE[32] = {
    0x89, 0xa7, 0x51, 0x8a, 0xe4, 0x4a, 0x35, 0x9b, 0xc0, 0x5f, 0x0a, 0x25, 0xc6, 0xac, 0xc9, 0xbe,
    0xbe, 0xb4, 0xba, 0x23, 0x03, 0x25, 0x3c, 0x4e, 0x13, 0x31, 0x30, 0x57, 0xc3, 0x8a, 0xd9, 0xaa,
};

static void sign_is_deterministic_and_low_s(void **state)
{
    struct crypto_secp256k1 *curve = curve_new();
    uint8_t hash[32], signature[64], pubkey[33];
    crypto_sha256(BYTES("wen moon"), hash);
    ASSERT_HEX(BYTES_OF(hash), "2bdbc612ecc260251c217961319bb6d247b62b898986b7a0b9872de4ca80ce10");
    assert_true(crypto_secp256k1_sign(curve, PRIVATE, hash, signature));
    ASSERT_HEX(BYTES_OF(signature),
               "2adcba2a326fe06547170fc42afeee3ec3020b6aea3470265debc8730eca71aa"
               "64d3b69ad73278cb9ff783e4f27c2abf2d080bc85346d7f9ad98a3bcecc619ff");
    assert_true(crypto_secp256k1_pubkey(curve, PRIVATE, pubkey));
    ASSERT_HEX(BYTES_OF(pubkey),
               "02b4288e88794d595248d0351c5947e47710b2fd239eba5e13b860c11fcde3a9d2");
    assert_true(crypto_secp256k1_verify(curve, BYTES_OF(pubkey), hash, BYTES_OF(signature),
                                        CRYPTO_HIGH_S_REFUSED));
    crypto_secp256k1_free(curve);
}

static void high_s_is_refused_unless_asked_for(void **state)
{
    static const uint8_t order[32] = {
        0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
        0xff, 0xff, 0xff, 0xff, 0xfe, 0xba, 0xae, 0xdc, 0xe6, 0xaf, 0x48,
        0xa0, 0x3b, 0xbf, 0xd2, 0x5e, 0x8c, 0xd0, 0x36, 0x41, 0x41,
    };
    struct crypto_secp256k1 *curve = curve_new();
    uint8_t hash[32], signature[64], pubkey[33];
    crypto_sha256(BYTES("wen moon"), hash);
    assert_true(crypto_secp256k1_sign(curve, PRIVATE, hash, signature));
    assert_true(crypto_secp256k1_pubkey(curve, PRIVATE, pubkey));
    int borrow = 0;
    for (size_t i = 32; i-- > 0;) {
        int difference = order[i] - signature[32 + i] - borrow;
        borrow = difference < 0;
        signature[32 + i] = (uint8_t)difference;
    }
    assert_false(crypto_secp256k1_verify(curve, BYTES_OF(pubkey), hash, BYTES_OF(signature),
                                         CRYPTO_HIGH_S_REFUSED));
    assert_true(crypto_secp256k1_verify(curve, BYTES_OF(pubkey), hash, BYTES_OF(signature),
                                        CRYPTO_HIGH_S_ACCEPTED));
    crypto_secp256k1_free(curve);
}

static void recover_finds_one_key_for_each_parity(void **state)
{
    struct arena *arena = arena_new(4096);
    struct crypto_secp256k1 *curve = curve_new();
    const uint8_t *hash =
        test_unhex(arena, "011a775441ecb14943130a16f00cdd41818a83dd04372f3259e3ca7237e3cdaa").data;
    const uint8_t *signature =
        test_unhex(arena, "fe165e1181ecf6dae3f8091e6feee9dd402d5e37033583fdfc3fe18ff00b2140"
                          "06f5b7eb265b7191fa4ccfff499f92b77394232eebda353da382becffc0116f0")
            .data;
    uint8_t pubkey[33];
    assert_true(crypto_secp256k1_recover(curve, hash, signature, 0, pubkey));
    ASSERT_HEX(BYTES_OF(pubkey),
               "034646ae5047316b4230d0086c8acec687f00b1cd9d1dc634f6cb358ac0a9a8fff");
    assert_true(crypto_secp256k1_recover(curve, hash, signature, 1, pubkey));
    ASSERT_HEX(BYTES_OF(pubkey),
               "026b35f7cc4e08456773f112bf11769f19c4dc05453bc6a1076d92d59817daf491");
    assert_false(crypto_secp256k1_recover(curve, hash, signature, 2, pubkey));
    assert_false(crypto_secp256k1_recover(curve, hash, signature, 4, pubkey));
    crypto_secp256k1_free(curve);
    arena_drop(arena);
}

static void keys_outside_the_group_are_refused(void **state)
{
    struct crypto_secp256k1 *curve = curve_new();
    uint8_t zero[32] = {0}, full[32], hash[32] = {1}, out[64], pubkey[65] = {2};
    memset(full, 0xff, 32);
    assert_false(crypto_secp256k1_sign(curve, zero, hash, out));
    assert_false(crypto_secp256k1_sign(curve, full, hash, out));
    assert_false(crypto_secp256k1_pubkey(curve, zero, out));
    assert_false(crypto_secp256k1_parse(bytes_make(pubkey, 33), out));
    assert_false(crypto_secp256k1_parse(bytes_make(pubkey, 65), out));
    assert_false(crypto_secp256k1_parse(bytes_make(pubkey, 0), out));
    assert_false(crypto_secp256k1_signature_parse(bytes_make(full, 32)));
    crypto_secp256k1_free(curve);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(verify_agrees_with_wycheproof),
        cmocka_unit_test(sign_is_deterministic_and_low_s),
        cmocka_unit_test(high_s_is_refused_unless_asked_for),
        cmocka_unit_test(recover_finds_one_key_for_each_parity),
        cmocka_unit_test(keys_outside_the_group_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
