#include "common/crypto/hkdf.h"

#include "tests/support/rows.h"
#include "tests/support/test.h"

static size_t number(struct bytes text)
{
    size_t value = 0;
    for (size_t i = 0; i < text.len; i++)
        value = value * 10 + (size_t)(text.data[i] - '0');
    return value;
}

static void hkdf_agrees_with_wycheproof(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    struct bytes file = test_file(arena, "tests/vectors/crypto/hkdf_sha256.txt"), field[5];
    size_t count = 0;
    for (; test_row(&file, field, 5); count++) {
        struct bytes ikm = test_row_hex(arena, field[0]);
        uint8_t prk[32], out[255 * 32];
        size_t size = number(field[3]);
        crypto_hkdf_extract(test_row_hex(arena, field[1]), &ikm, 1, prk);
        crypto_hkdf_expand(prk, test_row_hex(arena, field[2]), out, size);
        ASSERT_BYTES(bytes_make(out, size), test_row_hex(arena, field[4]));
    }
    assert_int_equal(count, 83);
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hkdf_agrees_with_wycheproof),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
