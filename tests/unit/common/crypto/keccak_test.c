#include "common/crypto/hash.h"

#include "tests/support/test.h"

static void empty_text_gives_ethereums_empty_hash(void **state)
{
    uint8_t hash[32];
    crypto_keccak256(BYTES(""), hash);
    ASSERT_HEX(BYTES_OF(hash), "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
}

static void known_texts(void **state)
{
    uint8_t hash[32];
    crypto_keccak256(BYTES("abc"), hash);
    ASSERT_HEX(BYTES_OF(hash), "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45");
    crypto_keccak256(BYTES("The quick brown fox jumps over the lazy dog"), hash);
    ASSERT_HEX(BYTES_OF(hash), "4d741b6f1eb29cb2a9b9911c82f56fa8d73b04959d3d9d222895df6c0b28aa15");
}

/* 135, 136 and 137 bytes of 'a': just under, at and over one block. Values computed with
 * pycryptodome. */
static void blocks_of_every_fill(void **state)
{
    static const char *const expected[] = {
        "34367dc248bbd832f4e3e69dfaac2f92638bd0bbd18f2912ba4ef454919cf446",
        "a6c4d403279fe3e0af03729caada8374b5ca54d8065329a3ebcaeb4b60aa386e",
        "d869f639c7046b4929fc92a4d988a8b22c55fbadb802c0c66ebcd484f1915f39",
    };
    uint8_t text[137], hash[32];
    memset(text, 'a', sizeof text);
    for (size_t i = 0; i < 3; i++) {
        crypto_keccak256(bytes_make(text, 135 + i), hash);
        ASSERT_HEX(BYTES_OF(hash), expected[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(empty_text_gives_ethereums_empty_hash),
        cmocka_unit_test(known_texts),
        cmocka_unit_test(blocks_of_every_fill),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
