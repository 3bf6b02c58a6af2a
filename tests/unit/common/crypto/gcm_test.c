#include "common/crypto/gcm.h"

#include "tests/support/rows.h"
#include "tests/support/test.h"

static void gcm_agrees_with_wycheproof(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    struct crypto_gcm *gcm = crypto_gcm_new();
    struct bytes file = test_file(arena, "tests/vectors/crypto/aes_gcm.txt"), field[7];
    size_t count = 0;
    for (; test_row(&file, field, 7); count++) {
        const uint8_t *key = test_row_hex(arena, field[0]).data;
        const uint8_t *iv = test_row_hex(arena, field[1]).data;
        struct bytes aad = test_row_hex(arena, field[2]), text = test_row_hex(arena, field[3]);
        struct bytes sealed =
            ARENA_CONCAT(arena, test_row_hex(arena, field[4]), test_row_hex(arena, field[5]));
        bool valid = bytes_is(field[6], "valid");
        uint8_t *out = arena_alloc(arena, text.len + 16);
        crypto_gcm_seal(gcm, key, iv, aad, text, out);
        assert_int_equal(bytes_equal(bytes_make(out, text.len + 16), sealed), valid);
        assert_int_equal(crypto_gcm_open(gcm, key, iv, aad, sealed, out), valid);
        if (valid)
            ASSERT_BYTES(bytes_make(out, text.len), text);
    }
    assert_int_equal(count, 66);
    crypto_gcm_free(gcm);
    arena_drop(arena);
}

static void too_short_is_refused(void **state)
{
    struct crypto_gcm *gcm = crypto_gcm_new();
    uint8_t key[32] = {0}, iv[12] = {0}, sealed[16] = {0}, out[1];
    assert_false(crypto_gcm_open(gcm, key, iv, BYTES(""), bytes_make(sealed, 15), out));
    assert_false(crypto_gcm_open(gcm, key, iv, BYTES(""), bytes_make(sealed, 16), out));
    crypto_gcm_free(gcm);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gcm_agrees_with_wycheproof),
        cmocka_unit_test(too_short_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
