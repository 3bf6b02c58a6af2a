#include "node/store/disk/block_log.h"

#include <unistd.h>

#include "node/store/disk/errors.h"
#include "node/store/disk/segment_internal.h"
#include "tests/support/directory.h"
#include "tests/support/test.h"

enum { FIRST = 5, RECORDS = 6, SMALL_SEGMENT = 3000 };

static struct block_record make_record(struct arena *arena, int64_t height)
{
    struct block_record record = {
        .height = height,
        .block = arena_format(arena, "block %lld", (long long)height),
        .results = arena_format(arena, "%0*d", (int)(height * 13 % 97), 1),
    };
    memset(record.app_hash, (int)height, sizeof record.app_hash);
    return record;
}

static void append(struct arena *arena, struct block_log *log, int64_t height)
{
    struct block_record record = make_record(arena, height);
    block_log_append(log, arena, &record);
}

static void check_records(struct arena *arena, struct block_log *log, int64_t last)
{
    assert_int_equal(block_log_last(log), last);
    assert_int_equal(block_log_first(log), last == 0 ? 0 : FIRST);
    for (int64_t height = FIRST; height <= last; height++) {
        struct block_record record, expected = make_record(arena, height);
        ASSERT_OK(block_log_read(log, arena, height, &record));
        ASSERT_BYTES(record.block, expected.block);
        ASSERT_BYTES(record.results, expected.results);
    }
}

/* A log of RECORDS records in one file. */
struct sample {
    struct arena *arena;
    struct bytes directory;
    struct bytes path;
    struct bytes bytes;
    size_t ends[RECORDS]; /* of the bodies */
};

static struct sample make_sample(void)
{
    struct sample sample = {.arena = arena_new(1 << 16)};
    struct arena *arena = sample.arena;
    sample.directory = test_directory(arena);
    struct block_log *log;
    ASSERT_OK(block_log_open(arena, sample.directory, BLOCK_LOG_SEGMENT_BYTES, &log));
    size_t end = SEGMENT_HEADER_BYTES;
    for (int i = 0; i < RECORDS; i++) {
        struct block_record record = make_record(arena, FIRST + i);
        block_log_append(log, arena, &record);
        end += SEGMENT_HEAD_BYTES + block_record_encode(arena, &record).len;
        sample.ends[i] = end;
        end += SEGMENT_SEAL_BYTES;
    }
    block_log_close(log);
    sample.path = arena_format(arena, "%.*s/0000000005.log", BYTES_ARG(sample.directory));
    sample.bytes = test_file(arena, arena_text(arena, sample.path));
    assert_int_equal(sample.bytes.len, end);
    return sample;
}

static void drop_sample(struct sample *sample)
{
    test_directory_remove(sample->arena, sample->directory);
    arena_drop(sample->arena);
}

static void records_come_back_across_segments(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    struct bytes directory = test_directory(arena);
    struct block_log *log;
    for (int64_t last = FIRST; last < FIRST + 20; last++) {
        ASSERT_OK(block_log_open(arena, directory, SMALL_SEGMENT, &log));
        check_records(arena, log, last == FIRST ? 0 : last - 1);
        append(arena, log, last);
        check_records(arena, log, last);
        block_log_close(log);
    }
    test_directory_remove(arena, directory);
    arena_drop(arena);
}

static void a_log_in_memory_works_the_same(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    struct block_log *log;
    ASSERT_OK(block_log_open(arena, (struct bytes){0}, SMALL_SEGMENT, &log));
    for (int64_t height = FIRST; height < FIRST + 20; height++)
        append(arena, log, height);
    check_records(arena, log, FIRST + 19);
    block_log_close(log);
    arena_drop(arena);
}

static void a_write_cut_at_any_byte_loses_only_itself(void **state)
{
    struct sample sample = make_sample();
    for (size_t len = sample.ends[2]; len <= sample.bytes.len; len++) {
        struct arena *arena = arena_new(4096);
        struct block_log *log;
        test_write_file(arena, sample.path, bytes_slice(sample.bytes, 0, len));
        int64_t last = FIRST;
        for (int i = 0; i < RECORDS; i++)
            if (sample.ends[i] <= len)
                last = FIRST + i;
        for (int again = 0; again < 2; again++) {
            ASSERT_OK(block_log_open(arena, sample.directory, BLOCK_LOG_SEGMENT_BYTES, &log));
            check_records(arena, log, last + again);
            if (again == 0)
                append(arena, log, last + 1);
            block_log_close(log);
        }
        arena_drop(arena);
    }
    drop_sample(&sample);
}

/* The system may have made room for a record and not have written its pages. */
static void a_write_that_left_zeros_loses_only_itself(void **state)
{
    struct sample sample = make_sample();
    for (size_t zeros_from = sample.ends[4] + SEGMENT_SEAL_BYTES; zeros_from < sample.ends[5];
         zeros_from += 7) {
        struct arena *arena = arena_new(4096);
        struct block_log *log;
        uint8_t *bytes = (uint8_t *)(uintptr_t)arena_copy(arena, sample.bytes).data;
        memset(bytes + zeros_from, 0, sample.bytes.len - zeros_from);
        test_write_file(arena, sample.path, bytes_make(bytes, sample.ends[5]));
        ASSERT_OK(block_log_open(arena, sample.directory, BLOCK_LOG_SEGMENT_BYTES, &log));
        check_records(arena, log, FIRST + 4);
        block_log_close(log);
        arena_drop(arena);
    }
    drop_sample(&sample);
}

static void a_flipped_byte_anywhere_stops_or_changes_nothing(void **state)
{
    struct sample sample = make_sample();
    size_t opened = 0;
    for (size_t at = 0; at < sample.bytes.len; at++) {
        struct arena *arena = arena_new(4096);
        struct block_log *log;
        uint8_t *bytes = (uint8_t *)(uintptr_t)arena_copy(arena, sample.bytes).data;
        bytes[at] ^= (uint8_t)(1 << at % 8);
        test_write_file(arena, sample.path, bytes_make(bytes, sample.bytes.len));
        status refused = block_log_open(arena, sample.directory, BLOCK_LOG_SEGMENT_BYTES, &log);
        if (refused == NULL) {
            check_records(arena, log, FIRST + RECORDS - 1);
            block_log_close(log);
            opened++;
        } else {
            assert_true(error_is(refused, &STORE_DAMAGED));
        }
        arena_drop(arena);
    }
    /* Only the seals can be made good again. */
    assert_int_equal(opened, RECORDS * SEGMENT_SEAL_BYTES);
    drop_sample(&sample);
}

static void damage_is_named_by_height_and_file(void **state)
{
    struct sample sample = make_sample();
    struct arena *arena = sample.arena;
    struct block_log *log;
    uint8_t *bytes = (uint8_t *)(uintptr_t)arena_copy(arena, sample.bytes).data;
    bytes[sample.ends[1] - 1] ^= 1;
    test_write_file(arena, sample.path, bytes_make(bytes, sample.bytes.len));
    status refused = block_log_open(arena, sample.directory, BLOCK_LOG_SEGMENT_BYTES, &log);
    ASSERT_BYTES(refused->text,
                 arena_format(arena,
                              "the block log's record of height 6 is damaged: %.*s, offset %zu",
                              BYTES_ARG(sample.path), sample.ends[0] + SEGMENT_SEAL_BYTES));
    drop_sample(&sample);
}

static struct bytes second_segment(struct arena *arena, struct bytes directory, const char *suffix)
{
    return arena_format(arena, "%.*s/0000000008.%s", BYTES_ARG(directory), suffix);
}

static void full_segments_are_checked_when_read_and_need_no_index(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    struct bytes directory = test_directory(arena);
    struct block_log *log;
    ASSERT_OK(block_log_open(arena, directory, SMALL_SEGMENT, &log));
    for (int64_t height = FIRST; height < FIRST + 12; height++)
        append(arena, log, height);
    block_log_close(log);
    struct bytes index = second_segment(arena, directory, "index");
    struct bytes segment = second_segment(arena, directory, "log");
    struct bytes whole = test_file(arena, arena_text(arena, index));
    for (size_t len = 0; len < whole.len; len += 3) {
        test_write_file(arena, index, bytes_slice(whole, 0, len));
        ASSERT_OK(block_log_open(arena, directory, SMALL_SEGMENT, &log));
        check_records(arena, log, FIRST + 11);
        block_log_close(log);
        ASSERT_BYTES(test_file(arena, arena_text(arena, index)), whole);
    }
    struct bytes records = test_file(arena, arena_text(arena, segment));
    uint8_t *flipped = (uint8_t *)(uintptr_t)arena_copy(arena, records).data;
    flipped[records.len / 2] ^= 4;
    test_write_file(arena, segment, bytes_make(flipped, records.len));
    ASSERT_OK(block_log_open(arena, directory, SMALL_SEGMENT, &log));
    size_t damaged = 0;
    for (int64_t height = FIRST; height < FIRST + 12; height++) {
        struct block_record record;
        status refused = block_log_read(log, arena, height, &record);
        assert_true(refused == NULL || error_is(refused, &STORE_DAMAGED));
        damaged += refused != NULL;
    }
    assert_int_equal(damaged, 1);
    block_log_close(log);
    unlink(arena_text(arena, segment));
    assert_true(error_is(block_log_open(arena, directory, SMALL_SEGMENT, &log), &STORE_DAMAGED));
    test_directory_remove(arena, directory);
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_come_back_across_segments),
        cmocka_unit_test(a_log_in_memory_works_the_same),
        cmocka_unit_test(a_write_cut_at_any_byte_loses_only_itself),
        cmocka_unit_test(a_write_that_left_zeros_loses_only_itself),
        cmocka_unit_test(a_flipped_byte_anywhere_stops_or_changes_nothing),
        cmocka_unit_test(damage_is_named_by_height_and_file),
        cmocka_unit_test(full_segments_are_checked_when_read_and_need_no_index),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
