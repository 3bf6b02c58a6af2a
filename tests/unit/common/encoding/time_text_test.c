#include "common/encoding/time_text.h"

#include "tests/support/test.h"

static struct bytes print(struct arena *arena, int64_t seconds, int32_t nanos,
                          enum time_fraction fraction)
{
    struct writer writer = writer_new(arena, 40);
    time_write(&writer, seconds, nanos, fraction);
    return writer_done(&writer);
}

static void times_print_as_rfc_3339(void **state)
{
    struct arena *arena = arena_new(1024);
    ASSERT_TEXT(print(arena, 0, 0, TIME_FRACTION_TRIMMED), "1970-01-01T00:00:00Z");
    ASSERT_TEXT(print(arena, TIME_SECONDS_MIN, 0, TIME_FRACTION_GROUPS), "0001-01-01T00:00:00Z");
    ASSERT_TEXT(print(arena, TIME_SECONDS_MAX, 999999999, TIME_FRACTION_GROUPS),
                "9999-12-31T23:59:59.999999999Z");
    ASSERT_TEXT(print(arena, 951827696, 120000000, TIME_FRACTION_TRIMMED),
                "2000-02-29T12:34:56.12Z");
    ASSERT_TEXT(print(arena, 951827696, 120000000, TIME_FRACTION_GROUPS),
                "2000-02-29T12:34:56.120Z");
    ASSERT_TEXT(print(arena, 951827696, 1000, TIME_FRACTION_GROUPS), "2000-02-29T12:34:56.000001Z");
    ASSERT_TEXT(print(arena, 951827696, 120000000, TIME_FRACTION_NONE), "2000-02-29T12:34:56Z");
    ASSERT_TEXT(print(arena, -1, 0, TIME_FRACTION_NONE), "1969-12-31T23:59:59Z");
    arena_drop(arena);
}

static void every_day_of_the_calendar_is_read_back(void **state)
{
    struct arena *arena = arena_new(1024);
    for (int64_t seconds = TIME_SECONDS_MIN; seconds <= TIME_SECONDS_MAX;
         seconds += 86400 * 13 + 4567) {
        int64_t read;
        int32_t nanos;
        struct arena_mark mark = arena_mark(arena);
        assert_true(time_parse(print(arena, seconds, 7, TIME_FRACTION_TRIMMED), &read, &nanos));
        assert_true(read == seconds && nanos == 7);
        arena_rewind(arena, mark);
    }
    arena_drop(arena);
}

static void offsets_and_fractions_are_read(void **state)
{
    int64_t seconds;
    int32_t nanos;
    assert_true(time_parse(BYTES("2024-01-02T03:04:05.123456789Z"), &seconds, &nanos));
    assert_true(seconds == 1704164645 && nanos == 123456789);
    assert_true(time_parse(BYTES("2024-01-02T05:04:05,5+02:00"), &seconds, &nanos));
    assert_true(seconds == 1704164645 && nanos == 500000000);
    assert_true(time_parse(BYTES("2024-01-01T21:34:05.0000000019-05:30"), &seconds, &nanos));
    assert_true(seconds == 1704164645 && nanos == 1);
}

static void what_is_no_time_is_refused(void **state)
{
    static const char *const texts[] = {
        "",
        "2024-01-02",
        "2024-01-02 03:04:05Z",
        "2024-01-02T03:04:05",
        "2024-13-02T03:04:05Z",
        "2023-02-29T03:04:05Z",
        "2024-00-02T03:04:05Z",
        "2024-01-00T03:04:05Z",
        "2024-01-02T24:04:05Z",
        "2024-01-02T03:60:05Z",
        "2024-01-02T03:04:60Z",
        "2024-01-02T03:04:05.Z",
        "2024-01-02T03:04:05Zx",
        "2024-01-02T03:04:05+0200",
        "0000-12-31T23:59:59Z",
        "0001-01-01T00:00:00+00:01",
        "24-01-02T03:04:05Z",
    };
    int64_t seconds;
    int32_t nanos;
    for (size_t i = 0; i < ARRAY_COUNT(texts); i++)
        assert_false(time_parse(bytes_text(texts[i]), &seconds, &nanos));
}

static void durations_are_read_as_go_reads_them(void **state)
{
    static const struct {
        const char *text;
        int64_t nanos;
    } cases[] = {
        {"0", 0},
        {"0s", 0},
        {"1814400s", 1814400000000000},
        {"1h30m", 5400000000000},
        {"-1.5s", -1500000000},
        {"+5ms", 5000000},
        {".5s", 500000000},
        {"1.s", 1000000000},
        {"3us", 3000},
        {"3\xC2\xB5s", 3000},
        {"1ns", 1},
        {"-9223372036854775808ns", INT64_MIN},
    };
    int64_t nanos;
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        assert_true(duration_parse(bytes_text(cases[i].text), &nanos));
        assert_true(nanos == cases[i].nanos);
    }
    static const char *const refused[] = {
        "", "s", "1", ".s", "1x", "-", "1s ", "1 s", "9223372036854775808ns", "2562048h", "1.2.3s"};
    for (size_t i = 0; i < ARRAY_COUNT(refused); i++)
        assert_false(duration_parse(bytes_text(refused[i]), &nanos));
}

static void durations_print_as_protobuf_json(void **state)
{
    struct arena *arena = arena_new(1024);
    static const struct {
        int64_t seconds;
        int32_t nanos;
        const char *text;
    } cases[] = {
        {90, 0, "90s"},
        {1, 500000000, "1.500s"},
        {0, 1, "0.000000001s"},
        {0, -500000000, "-0.500s"},
        {-3, -1000, "-3.000001s"},
        {0, 0, "0s"},
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct writer writer = writer_new(arena, 40);
        duration_write(&writer, cases[i].seconds, cases[i].nanos);
        ASSERT_TEXT(writer_done(&writer), cases[i].text);
    }
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_print_as_rfc_3339),
        cmocka_unit_test(every_day_of_the_calendar_is_read_back),
        cmocka_unit_test(offsets_and_fractions_are_read),
        cmocka_unit_test(what_is_no_time_is_refused),
        cmocka_unit_test(durations_are_read_as_go_reads_them),
        cmocka_unit_test(durations_print_as_protobuf_json),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
