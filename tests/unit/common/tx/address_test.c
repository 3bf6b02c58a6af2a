#include "common/tx/address.h"

#include "tests/support/test.h"

#define ADDRESS "secret1ap26qrlp8mcq2pg6r47w43l0y8zkqm8a450s03"

static void an_address_goes_both_ways(void **state)
{
    struct arena *arena = arena_new(1024);
    struct bytes address;
    ASSERT_OK(address_parse(arena, ADDRESS_ACCOUNT, BYTES(ADDRESS), &address));
    ASSERT_HEX(address, "e855a00fe13ef005051a1d7ceac7ef21c5606cfd");
    ASSERT_TEXT(address_text(arena, ADDRESS_ACCOUNT, address), ADDRESS);
    ASSERT_TEXT(address_text(arena, ADDRESS_ACCOUNT, BYTES("")), "");
    struct bytes operator_text = address_text(arena, ADDRESS_VALIDATOR, address), again;
    ASSERT_OK(address_parse(arena, ADDRESS_VALIDATOR, operator_text, &again));
    ASSERT_BYTES(again, address);
    arena_drop(arena);
}

static void what_is_no_address_is_refused_with_the_originals_text(void **state)
{
    static const struct {
        const char *text, *refusal;
        uint32_t code;
    } CASES[] = {
        {"", "empty address string is not allowed", 1},
        {" \t", "empty address string is not allowed", 1},
        {"secret1", "decoding bech32 failed: invalid bech32 string length 7", 1},
        {"secret1bad", "decoding bech32 failed: invalid separator index 6", 1},
        {"cosmos1qypqxpq9qcrsszg2pvxq6rs0zqg3yyc5lzv7xu",
         "hrp does not match bech32 prefix: expected 'secret' got 'cosmos': internal logic error",
         35},
    };
    struct arena *arena = arena_new(1024);
    struct bytes address;
    for (size_t i = 0; i < ARRAY_COUNT(CASES); i++) {
        status refused = address_parse(arena, ADDRESS_ACCOUNT, bytes_text(CASES[i].text), &address);
        assert_non_null(refused);
        ASSERT_TEXT(refused->text, CASES[i].refusal);
        assert_int_equal(refused->code, CASES[i].code);
    }
    status refused = address_parse_plain(
        arena, ADDRESS_ACCOUNT, BYTES("cosmos1qypqxpq9qcrsszg2pvxq6rs0zqg3yyc5lzv7xu"), &address);
    assert_non_null(refused);
    ASSERT_TEXT(refused->text, "invalid Bech32 prefix; expected secret, got cosmos");
    arena_drop(arena);
}

static void an_address_has_20_32_or_45_bytes(void **state)
{
    static const uint8_t ZEROS[64];
    struct arena *arena = arena_new(4096);
    for (size_t len = 1; len < sizeof(ZEROS); len++) {
        struct bytes text = address_text(arena, ADDRESS_ACCOUNT, bytes_make(ZEROS, len)), address;
        status refused = address_parse(arena, ADDRESS_ACCOUNT, text, &address);
        if (len == 20 || len == 32 || len == 45) {
            assert_null(refused);
        } else {
            assert_non_null(refused);
            assert_int_equal(refused->code, 9);
        }
    }
    struct bytes address;
    status refused =
        address_parse(arena, ADDRESS_ACCOUNT,
                      address_text(arena, ADDRESS_ACCOUNT, bytes_make(ZEROS, 5)), &address);
    ASSERT_TEXT(refused->text, "address length must be 20 or 32 bytes, got 5: unknown address");
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_address_goes_both_ways),
        cmocka_unit_test(what_is_no_address_is_refused_with_the_originals_text),
        cmocka_unit_test(an_address_has_20_32_or_45_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
