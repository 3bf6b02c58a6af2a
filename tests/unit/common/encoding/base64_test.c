#include "common/encoding/base64.h"

#include "tests/support/test.h"

/* RFC 4648 section 10. */
static const struct {
    const char *plain, *encoded;
} PAIRS[] = {
    {"", ""},
    {"f", "Zg=="},
    {"fo", "Zm8="},
    {"foo", "Zm9v"},
    {"foob", "Zm9vYg=="},
    {"fooba", "Zm9vYmE="},
    {"foobar", "Zm9vYmFy"},
};

static void the_pairs_of_the_standard_hold_both_ways(void **state)
{
    struct arena *arena = arena_new(256);
    for (size_t i = 0; i < ARRAY_COUNT(PAIRS); i++) {
        struct bytes out;
        ASSERT_TEXT(base64_encode(arena, bytes_text(PAIRS[i].plain)), PAIRS[i].encoded);
        assert_true(base64_decode(arena, bytes_text(PAIRS[i].encoded), &out));
        assert_non_null(out.data);
        ASSERT_TEXT(out, PAIRS[i].plain);
    }
    arena_drop(arena);
}

static void line_ends_are_skipped_and_spare_bits_ignored_as_go_does(void **state)
{
    struct arena *arena = arena_new(256);
    struct bytes out;
    assert_true(base64_decode(arena, BYTES("Zm9v\r\nYg\n=\n=\n"), &out));
    ASSERT_TEXT(out, "foob");
    assert_true(base64_decode(arena, BYTES("Zh=="), &out));
    ASSERT_TEXT(out, "f");
    arena_drop(arena);
}

static void what_go_refuses_is_refused(void **state)
{
    struct arena *arena = arena_new(256);
    static const char *const texts[] = {"Z",     "Zg",    "Zg=",   "Zm8",   "Zg==Zg==",
                                        "Zg===", "=Zg=",  "Z===",  "Zm9v=", "Zm9vYg==x",
                                        "Zm9-",  "Zm 9v", "Zg=a=", "====",  "Zm9v\t"};
    struct bytes out;
    for (size_t i = 0; i < ARRAY_COUNT(texts); i++)
        assert_false(base64_decode(arena, bytes_text(texts[i]), &out));
    arena_drop(arena);
}

static void the_gateway_also_takes_the_url_alphabet(void **state)
{
    struct arena *arena = arena_new(256);
    struct bytes out;
    assert_true(base64_decode_any(arena, BYTES("-_8="), &out));
    ASSERT_HEX(out, "fbff");
    assert_true(base64_decode_any(arena, BYTES("+/8="), &out));
    ASSERT_HEX(out, "fbff");
    assert_false(base64_decode_any(arena, BYTES("+_8="), &out));
    assert_false(base64_decode_any(arena, BYTES("-_8"), &out));
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_pairs_of_the_standard_hold_both_ways),
        cmocka_unit_test(line_ends_are_skipped_and_spare_bits_ignored_as_go_does),
        cmocka_unit_test(what_go_refuses_is_refused),
        cmocka_unit_test(the_gateway_also_takes_the_url_alphabet),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
