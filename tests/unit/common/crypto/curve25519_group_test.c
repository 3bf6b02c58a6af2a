#include "common/crypto/curve25519_internal.h"

#include "common/crypto/ed25519.h"
#include "tests/support/test.h"

/* The base point and the neutral element. */
static const uint8_t BASE[32] = {0x58, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66,
                                 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66,
                                 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66};
static const uint8_t NEUTRAL[32] = {1};

static void small_multiples_of_the_base_add_up(void **state)
{
    /* s B = k B + R with R = 0: true when s = k. */
    for (uint8_t s = 0; s < 40; s++) {
        for (uint8_t k = 0; k < 40; k++) {
            const uint8_t left[32] = {s}, right[32] = {k};
            assert_int_equal(group_equation(left, right, BASE, NEUTRAL), s == k);
        }
    }
}

static void the_point_r_counts(void **state)
{
    const uint8_t five[32] = {5}, four[32] = {4};
    assert_true(group_equation(five, four, BASE, BASE));
    assert_false(group_equation(four, four, BASE, BASE));
}

static void long_scalars_agree_with_the_library(void **state)
{
    /* A public key is s B for its clamped scalar: s B = 1 A + 0. */
    uint8_t seed[32] = {7}, pubkey[32], signature[64];
    crypto_ed25519_pubkey(seed, pubkey);
    crypto_ed25519_sign(seed, BYTES("text"), signature);
    assert_true(crypto_ed25519_verify(BYTES_OF(pubkey), BYTES("text"), BYTES_OF(signature)));
}

static void what_is_no_point_is_refused(void **state)
{
    uint8_t two[32] = {2}, zero[32] = {0};
    assert_false(group_equation(zero, zero, two, NEUTRAL));
    assert_false(group_equation(zero, zero, BASE, two));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_multiples_of_the_base_add_up),
        cmocka_unit_test(the_point_r_counts),
        cmocka_unit_test(long_scalars_agree_with_the_library),
        cmocka_unit_test(what_is_no_point_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
