#include "node/app/recording.h"

#include "tests/support/test.h"

#define IDLE "tests/vectors/recordings/idle"

static void files_and_lines_are_read(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    struct bytes text;
    struct recording_lines *lines;
    ASSERT_OK(recording_file(arena, IDLE, "init.json", &text));
    assert_int_equal(text.data[0], '{');
    ASSERT_OK(recording_open(arena, IDLE, "blocks.jsonl.gz", &lines));
    bool more = true;
    int64_t height = 0;
    while (more) {
        struct json_value line;
        ASSERT_OK(recording_next(lines, arena, &text, &more));
        if (!more)
            break;
        ASSERT_OK(json_parse(arena, text, 0, &line));
        assert_int_equal(recording_number(&line, "height"), ++height);
    }
    assert_int_equal(height, 60);
    recording_close(lines);
    arena_drop(arena);
}

static void missing_files_are_refused(void **state)
{
    struct arena *arena = arena_new(1024);
    struct bytes text;
    struct recording_lines *lines;
    ASSERT_TEXT(recording_file(arena, IDLE, "none", &text)->text,
                IDLE "/none: No such file or directory");
    assert_non_null(recording_open(arena, IDLE, "none", &lines));
    arena_drop(arena);
}

static void what_is_no_gzip_file_comes_as_it_is(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    struct recording_lines *lines;
    struct bytes text;
    bool more;
    ASSERT_OK(recording_open(arena, IDLE, "init.json", &lines));
    ASSERT_OK(recording_next(lines, arena, &text, &more));
    assert_true(more);
    recording_close(lines);
    arena_drop(arena);
}

static void members_that_are_missing_or_wrong_are_empty(void **state)
{
    struct arena *arena = arena_new(4096);
    struct json_value object;
    ASSERT_OK(json_parse(arena,
                         BYTES("{\"n\":5,\"t\":\"AQI=\",\"h\":\"0a\",\"log\":\"x\",\"b\":\"?\"}"),
                         0, &object));
    assert_int_equal(recording_number(&object, "n"), 5);
    assert_int_equal(recording_number(&object, "t"), 0);
    ASSERT_HEX(recording_base64(arena, &object, "t"), "0102");
    ASSERT_HEX(recording_hex(arena, &object, "h"), "0a");
    assert_null(recording_hex(arena, &object, "t").data);
    assert_null(recording_base64(arena, &object, "b").data);
    assert_null(recording_text(&object, "none").data);
    ASSERT_TEXT(recording_log(arena, &object), "x");
    ASSERT_OK(json_parse(arena, BYTES("{\"log\":\"x\",\"log_base64\":\"/w==\"}"), 0, &object));
    ASSERT_HEX(recording_log(arena, &object), "ff");
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_and_lines_are_read),
        cmocka_unit_test(missing_files_are_refused),
        cmocka_unit_test(what_is_no_gzip_file_comes_as_it_is),
        cmocka_unit_test(members_that_are_missing_or_wrong_are_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
