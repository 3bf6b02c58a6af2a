#include "enclave/contract/imports_bech32.h"

#include "tests/support/test.h"

static void the_examples_of_bip_173_decode_and_encode(void **state)
{
    static const char *const texts[] = {
        "A12UEL5L",
        "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt5tg"
        "s",
        "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw",
        "11qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqc8247"
        "j",
        "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w",
    };
    struct arena *arena = arena_new(4096);
    for (size_t i = 0; i < ARRAY_COUNT(texts); i++) {
        struct bytes prefix, data;
        struct bytes text = bytes_text(texts[i]);
        assert_null(imports_bech32_decode(arena, text, &prefix, &data).data);
        struct bytes again = imports_bech32_encode(arena, prefix, data);
        assert_int_equal(again.len, text.len);
        for (size_t k = 0; k < text.len; k++)
            assert_int_equal(again.data[k] | 0x20, text.data[k] | 0x20);
    }
    arena_drop(arena);
}

static void what_is_wrong_is_said_in_the_words_of_the_library(void **state)
{
    static const struct {
        const char *text, *problem;
    } cases[] = {
        {"", "invalid length"},
        {"secret1", "invalid length"},
        {"pzry9x0s0muk", "missing human-readable separator, \"1\""},
        {"1pzry9x0s0muk", "invalid length"},
        {"secret1qqqqq", "invalid length"},
        {" 1nwldj5aa", "invalid character (code= )"},
        {"\x7f"
         "1axkwrxqq",
         "invalid character (code=\x7f)"},
        {"\xc3\xa9"
         "1axkwrxqq",
         "invalid character (code=\xc3\x83)"},
        {"abc1\xe2\x86\x92"
         "axkwrx",
         "invalid character (code=\xe2\x86\x92)"},
        {"x1b4n0q5v", "invalid character (code=b)"},
        {"secret1Qqqqqqqqq", "mixed-case strings not allowed"},
        {"Secret1qqqqqqqqq", "mixed-case strings not allowed"},
        {"11QQqqqqqqq", "mixed-case strings not allowed"},
        {"A1G7SGD8", "invalid checksum"},
        {"secret1qyqszqgpqyqszqgpqyqszqgpqyqszqgpsk4hsr", "invalid checksum"},
    };
    struct arena *arena = arena_new(4096);
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct bytes prefix, data;
        ASSERT_TEXT(imports_bech32_decode(arena, bytes_text(cases[i].text), &prefix, &data),
                    cases[i].problem);
    }
    arena_drop(arena);
}

static void five_bit_groups_join_to_bytes(void **state)
{
    struct arena *arena = arena_new(4096);
    struct bytes content;
    for (size_t len = 0; len < 40; len++) {
        uint8_t bytes[40];
        for (size_t i = 0; i < len; i++)
            bytes[i] = (uint8_t)(i * 37 + len);
        struct bytes groups = imports_bech32_from_bytes(arena, bytes_make(bytes, len));
        assert_int_equal(groups.len, (len * 8 + 4) / 5);
        assert_true(imports_bech32_to_bytes(arena, groups, &content));
        ASSERT_BYTES(content, bytes_make(bytes, len));
    }
    static const uint8_t bit_left[] = {0, 1}, group_left[] = {0};
    assert_false(imports_bech32_to_bytes(arena, BYTES_OF(bit_left), &content));
    assert_false(imports_bech32_to_bytes(arena, BYTES_OF(group_left), &content));
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_examples_of_bip_173_decode_and_encode),
        cmocka_unit_test(what_is_wrong_is_said_in_the_words_of_the_library),
        cmocka_unit_test(five_bit_groups_join_to_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
