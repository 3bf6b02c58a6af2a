#include "common/encoding/text.h"

#include "tests/support/test.h"

static void well_formed_text_is_utf8(void **state)
{
    assert_true(text_is_utf8(BYTES("")));
    assert_true(text_is_utf8(BYTES("plain ascii, longer than eight bytes")));
    assert_true(text_is_utf8(BYTES("Gr\xC3\xBC\xC3\x9F"
                                   "e \xE4\xB8\x96 \xF0\x9F\x98\x80 \xEF\xBF\xBD")));
    assert_true(text_is_utf8(BYTES("\xED\x9F\xBF\xEE\x80\x80\xF4\x8F\xBF\xBF")));
}

static void every_malformed_sequence_is_found(void **state)
{
    static const char *const texts[] = {
        "\x80",         /* a tail alone */
        "12345678\xC3", /* cut off, behind a run of ASCII */
        "\xC0\xAF",     /* overlong */
        "\xC1\xBF",
        "\xE0\x9F\xBF",
        "\xF0\x8F\xBF\xBF",
        "\xED\xA0\x80", /* surrogate */
        "\xED\xBF\xBF",
        "\xF4\x90\x80\x80", /* past U+10FFFF */
        "\xF5\x80\x80\x80",
        "\xE4\xB8",
        "\xF0\x9F\x98",
        "\xFF",
        "\xE4\xB8z",
    };
    for (size_t i = 0; i < ARRAY_COUNT(texts); i++)
        assert_false(text_is_utf8(bytes_text(texts[i])));
}

static void a_rune_is_read_back_as_it_was_written(void **state)
{
    struct arena *arena = arena_new(256);
    static const uint32_t runes[] = {0,     'a',    0x7F,   0x80,    0x7FF,
                                     0x800, 0xFFFD, 0xFFFF, 0x10000, 0x10FFFF};
    for (size_t i = 0; i < ARRAY_COUNT(runes); i++) {
        struct writer writer = writer_new(arena, 4);
        size_t width;
        text_write_rune(&writer, runes[i]);
        assert_int_equal(text_rune(writer_done(&writer), &width), runes[i]);
        assert_int_equal(width, writer.len);
    }
    arena_drop(arena);
}

/* strconv.Quote of the same texts in Go. */
static void quoting_follows_go(void **state)
{
    struct arena *arena = arena_new(256);
    ASSERT_TEXT(text_quoted(arena, BYTES("a\"b\\c\n\t\x01\x7F")),
                "\"a\\\"b\\\\c\\n\\t\\x01\\x7f\"");
    ASSERT_TEXT(text_quoted(arena, BYTES("\a\b\f\r\v")), "\"\\a\\b\\f\\r\\v\"");
    ASSERT_TEXT(text_quoted(arena, BYTES("\xFFz\xC2\x80")), "\"\\xffz\\u0080\"");
    ASSERT_TEXT(text_quoted(arena, BYTES("Gr\xC3\xBC")), "\"Gr\xC3\xBC\"");
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(well_formed_text_is_utf8),
        cmocka_unit_test(every_malformed_sequence_is_found),
        cmocka_unit_test(a_rune_is_read_back_as_it_was_written),
        cmocka_unit_test(quoting_follows_go),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
