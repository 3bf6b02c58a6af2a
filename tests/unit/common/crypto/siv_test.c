#include "common/crypto/siv.h"

#include "tests/support/rows.h"
#include "tests/support/test.h"

static void siv_agrees_with_wycheproof(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    struct bytes file = test_file(arena, "tests/vectors/crypto/aes_siv.txt"), field[5];
    size_t count = 0;
    for (; test_row(&file, field, 5); count++) {
        struct bytes item = test_row_hex(arena, field[1]);
        struct bytes text = test_row_hex(arena, field[2]), sealed = test_row_hex(arena, field[3]);
        struct crypto_siv *siv = crypto_siv_new(test_row_hex(arena, field[0]).data);
        uint8_t *out = arena_alloc(arena, text.len + 16);
        bool valid = bytes_is(field[4], "valid");
        crypto_siv_seal(siv, &item, 1, text, out);
        assert_int_equal(bytes_equal(bytes_make(out, text.len + 16), sealed), valid);
        assert_int_equal(crypto_siv_open(siv, &item, 1, sealed, out), valid);
        if (valid)
            ASSERT_BYTES(bytes_make(out, text.len), text);
        crypto_siv_free(siv);
    }
    assert_int_equal(count, 148);
    arena_drop(arena);
}

static struct crypto_siv *counting_key(void)
{
    uint8_t key[32];
    for (size_t i = 0; i < 32; i++)
        key[i] = (uint8_t)i;
    return crypto_siv_new(key);
}

static void no_item_and_an_empty_item_differ(void **state)
{
    struct crypto_siv *siv = counting_key();
    const struct bytes empty = BYTES("");
    uint8_t out[32];
    crypto_siv_seal(siv, &empty, 1, BYTES("hello"), out);
    ASSERT_HEX(bytes_make(out, 21), "1f9d2ee836dd30ce312ef988c2d73ec31447769b1c");
    crypto_siv_seal(siv, NULL, 0, BYTES("hello"), out);
    ASSERT_HEX(bytes_make(out, 21), "f0635bf3f0bed61b5245be6c6cd9e7a13b1d694cde");
    crypto_siv_seal(siv, &empty, 1, empty, out);
    ASSERT_HEX(bytes_make(out, 16), "646a1c3efeb7d2589bfdd0892cc86923");
    crypto_siv_seal(siv, NULL, 0, empty, out);
    ASSERT_HEX(bytes_make(out, 16), "6890e5685ed0253753a2121dab850fdf");
    crypto_siv_seal(siv, &empty, 1, BYTES("secret"), out);
    ASSERT_HEX(bytes_make(out, 22), "29a19e92e9c5f918387c7eaac5e92fcce73886c235d7");
    crypto_siv_free(siv);
}

/* RFC 5297 A.2: several items. */
static void several_items(void **state)
{
    struct arena *arena = arena_new(4096);
    struct crypto_siv *siv = crypto_siv_new(
        test_unhex(arena, "7f7e7d7c7b7a79787776757473727170404142434445464748494a4b4c4d4e4f").data);
    const struct bytes items[] = {
        test_unhex(
            arena,
            "00112233445566778899aabbccddeeffdeaddadadeaddadaffeeddccbbaa99887766554433221100"),
        test_unhex(arena, "102030405060708090a0"),
        test_unhex(arena, "09f911029d74e35bd84156c5635688c0"),
    };
    struct bytes text = BYTES("this is some plaintext to encrypt using SIV-AES");
    uint8_t out[63];
    crypto_siv_seal(siv, items, 3, text, out);
    ASSERT_HEX(BYTES_OF(out), "7bdb6e3b432667eb06f4d14bff2fbd0fcb900f2fddbe404326601965c889bf17"
                              "dba77ceb094fa663b7a3f748ba8af829ea64ad544a272e9c485b62a3fd5c0d");
    crypto_siv_free(siv);
    arena_drop(arena);
}

static void every_length_opens_and_every_flipped_bit_is_noticed(void **state)
{
    struct crypto_siv *siv = counting_key();
    uint8_t text[1100], sealed[1116], out[1100];
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (uint8_t)(i * 7);
    for (size_t len = 0; len <= sizeof text; len += len < 70 ? 1 : 103) {
        crypto_siv_seal(siv, NULL, 0, bytes_make(text, len), sealed);
        assert_true(crypto_siv_open(siv, NULL, 0, bytes_make(sealed, len + 16), out));
        ASSERT_BYTES(bytes_make(out, len), bytes_make(text, len));
        for (size_t bit = 0; bit < (len + 16) * 8; bit += len < 70 ? 1 : 57) {
            sealed[bit / 8] ^= (uint8_t)(1 << bit % 8);
            assert_false(crypto_siv_open(siv, NULL, 0, bytes_make(sealed, len + 16), out));
            sealed[bit / 8] ^= (uint8_t)(1 << bit % 8);
        }
    }
    crypto_siv_free(siv);
}

static void too_short_or_zero_is_refused_and_the_output_wiped(void **state)
{
    struct crypto_siv *siv = counting_key();
    uint8_t zero[20] = {0}, out[4] = {1, 2, 3, 4};
    assert_false(crypto_siv_open(siv, NULL, 0, bytes_make(zero, 15), out));
    assert_false(crypto_siv_open(siv, NULL, 0, bytes_make(zero, 16), out));
    assert_false(crypto_siv_open(siv, NULL, 0, bytes_make(zero, 20), out));
    ASSERT_HEX(BYTES_OF(out), "00000000");
    crypto_siv_free(siv);
}

static void rekey_equals_a_new_object(void **state)
{
    uint8_t key[32] = {1}, first[18], second[18];
    struct crypto_siv *fresh = crypto_siv_new(key), *again = counting_key();
    crypto_siv_rekey(again, key);
    crypto_siv_seal(fresh, NULL, 0, BYTES("ab"), first);
    crypto_siv_seal(again, NULL, 0, BYTES("ab"), second);
    ASSERT_BYTES(BYTES_OF(first), BYTES_OF(second));
    crypto_siv_free(fresh);
    crypto_siv_free(again);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(siv_agrees_with_wycheproof),
        cmocka_unit_test(no_item_and_an_empty_item_differ),
        cmocka_unit_test(several_items),
        cmocka_unit_test(every_length_opens_and_every_flipped_bit_is_noticed),
        cmocka_unit_test(too_short_or_zero_is_refused_and_the_output_wiped),
        cmocka_unit_test(rekey_equals_a_new_object),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
