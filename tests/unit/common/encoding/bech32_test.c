#include "common/encoding/bech32.h"

#include "tests/support/test.h"

#define ACCOUNT "secret1ap26qrlp8mcq2pg6r47w43l0y8zkqm8a450s03"

static void an_account_address_goes_both_ways(void **state)
{
    struct arena *arena = arena_new(256);
    struct bytes prefix, data;
    ASSERT_OK(bech32_decode(arena, BYTES(ACCOUNT), &prefix, &data));
    ASSERT_TEXT(prefix, "secret");
    assert_int_equal(data.len, 20);
    ASSERT_TEXT(bech32_encode(arena, BECH32_ACCOUNT, data), ACCOUNT);
    arena_drop(arena);
}

/* BIP-173 section "Test vectors", those whose data are whole bytes. */
static void the_vectors_of_the_standard_decode(void **state)
{
    struct arena *arena = arena_new(256);
    struct bytes prefix, data;
    ASSERT_OK(bech32_decode(arena, BYTES("A12UEL5L"), &prefix, &data));
    ASSERT_TEXT(prefix, "a");
    assert_int_equal(data.len, 0);
    ASSERT_OK(bech32_decode(arena, BYTES("abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw"), &prefix,
                            &data));
    ASSERT_HEX(data, "00443214c74254b635cf84653a56d7c675be77df");
    arena_drop(arena);
}

static void every_length_goes_both_ways(void **state)
{
    struct arena *arena = arena_new(4096);
    uint8_t bytes[BECH32_DATA_BYTES_MAX];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(i * 37 + 11);
    for (size_t len = 0; len <= sizeof bytes; len++) {
        struct bytes prefix, data, text = bech32_encode(arena, "p", bytes_make(bytes, len));
        if (text.len < 8)
            continue;
        ASSERT_OK(bech32_decode(arena, text, &prefix, &data));
        ASSERT_BYTES(data, bytes_make(bytes, len));
    }
    arena_drop(arena);
}

static void refusals_have_the_texts_of_the_original(void **state)
{
    struct arena *arena = arena_new(4096);
    static const struct {
        const char *text, *refusal;
    } cases[] = {
        {"c2VjcmV0MWFwMjZxcmxwOG1jcTI=", "string not all lowercase or all uppercase"},
        {"secret1", "invalid bech32 string length 7"},
        {"secretqqqqqqq", "invalid separator index -1"},
        {"1qqqqqqqqqq", "invalid separator index 0"},
        {"secret1qqqqq", "invalid separator index 6"},
        {"secret1b26qrlp8mcq2pg6r47w43l0y8zkqm8a450s03",
         "invalid character not part of charset: 98"},
        {"secret1ap26qrlp8mcq2pg6r47w43l0y8zkqm8a450s04",
         "invalid checksum (expected 450s03 got 450s04)"},
        {"secret 1ap26qrlp8", "invalid character in string: ' '"},
        {"a1lqfn3a", "invalid checksum (expected 2uel5l got lqfn3a)"},
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct bytes prefix, data;
        status failure = bech32_decode(arena, bytes_text(cases[i].text), &prefix, &data);
        assert_non_null(failure);
        ASSERT_BYTES(failure->text,
                     arena_format(arena, "decoding bech32 failed: %s", cases[i].refusal));
    }
    arena_drop(arena);
}

static void left_over_bits_must_be_few_and_zero(void **state)
{
    struct arena *arena = arena_new(4096);
    struct bytes prefix, data;
    /* BIP-173's zero padding of more than 4 bits and non-zero padding, under a bare checksum. */
    status failure = bech32_decode(
        arena, BYTES("tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3pjxtptv"), &prefix,
        &data);
    assert_non_null(failure);
    ASSERT_TEXT(failure->text, "decoding bech32 failed: invalid incomplete group");
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_account_address_goes_both_ways),
        cmocka_unit_test(the_vectors_of_the_standard_decode),
        cmocka_unit_test(every_length_goes_both_ways),
        cmocka_unit_test(refusals_have_the_texts_of_the_original),
        cmocka_unit_test(left_over_bits_must_be_few_and_zero),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
