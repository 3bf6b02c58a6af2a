#include "node/store/disk/segment_internal.h"

#include <stdio.h>
#include <unistd.h>

#include "common/base/memory.h"
#include "node/store/disk/errors.h"
#include "tests/support/directory.h"
#include "tests/support/test.h"

struct sample {
    struct arena *arena;
    struct bytes directory;
    const char *path; /* of the directory */
};

static struct sample make_sample(void)
{
    struct sample sample = {.arena = arena_new(1 << 16)};
    sample.directory = test_directory(sample.arena);
    sample.path = arena_text(sample.arena, sample.directory);
    return sample;
}

static void drop_sample(struct sample *sample)
{
    test_directory_remove(sample->arena, sample->directory);
    arena_drop(sample->arena);
}

static void append(struct segment *segment, int64_t height, struct bytes body)
{
    assert_true(segment_write(segment, height, body));
    segment_note(segment, body.len);
}

static void drop_segment(struct segment *segment)
{
    segment_close(segment);
    heap_free(segment->offsets);
}

static void bodies_come_back_from_their_offsets_or_the_index(void **state)
{
    struct sample sample = make_sample();
    struct segment segment;
    ASSERT_OK(segment_create(sample.arena, sample.path, 9, &segment));
    for (int64_t height = 9; height < 40; height++)
        append(&segment, height, arena_format(sample.arena, "body %0*d", (int)height, 7));
    for (int round = 0; round < 2; round++) {
        for (int64_t height = 9; height < 40; height++) {
            struct bytes body;
            ASSERT_OK(segment_read(&segment, sample.arena, height, &body));
            ASSERT_BYTES(body, arena_format(sample.arena, "body %0*d", (int)height, 7));
        }
        if (round == 0)
            segment_write_index(&segment, sample.arena);
    }
    assert_true(segment_load_index(&segment, 31));
    assert_false(segment_load_index(&segment, 30));
    drop_segment(&segment);
    drop_sample(&sample);
}

static void an_empty_body_is_a_record_too(void **state)
{
    struct sample sample = make_sample();
    struct segment segment;
    ASSERT_OK(segment_create(sample.arena, sample.path, 1, &segment));
    append(&segment, 1, BYTES(""));
    drop_segment(&segment);
    ASSERT_OK(segment_open(sample.arena, sample.path, 1, &segment));
    ASSERT_OK(segment_scan(&segment, sample.arena, true));
    assert_int_equal(segment.count, 1);
    drop_segment(&segment);
    drop_sample(&sample);
}

/* Bytes that a block's author may choose look like a record and a seal of another segment: another
 * salt. */
static void records_of_another_segment_prove_nothing(void **state)
{
    struct sample sample = make_sample();
    struct segment other, segment;
    ASSERT_OK(segment_create(sample.arena, NULL, 2, &other));
    append(&other, 2, BYTES("two"));
    append(&other, 3, BYTES("three"));
    uint8_t copied[512];
    size_t len = other.end - SEGMENT_HEADER_BYTES;
    assert_true(len <= sizeof copied);
    assert_int_equal(pread(other.fd, copied, len, SEGMENT_HEADER_BYTES), len);
    drop_segment(&other);
    ASSERT_OK(segment_create(sample.arena, sample.path, 1, &segment));
    append(&segment, 1, BYTES("one"));
    uint64_t end = segment.end;
    assert_int_equal(pwrite(segment.fd, copied, len, (off_t)end), len);
    drop_segment(&segment);
    ASSERT_OK(segment_open(sample.arena, sample.path, 1, &segment));
    ASSERT_OK(segment_scan(&segment, sample.arena, true));
    assert_int_equal(segment.count, 1);
    assert_int_equal(segment.end, end);
    drop_segment(&segment);
    drop_sample(&sample);
}

static void a_file_under_another_name_is_refused(void **state)
{
    struct sample sample = make_sample();
    struct segment segment;
    ASSERT_OK(segment_create(sample.arena, sample.path, 1, &segment));
    drop_segment(&segment);
    struct bytes from = arena_format(sample.arena, "%s/0000000001.log", sample.path);
    struct bytes to = arena_format(sample.arena, "%s/0000000002.log", sample.path);
    assert_int_equal(rename(arena_text(sample.arena, from), arena_text(sample.arena, to)), 0);
    assert_true(error_is(segment_open(sample.arena, sample.path, 2, &segment), &STORE_DAMAGED));
    segment_close(&segment);
    assert_true(error_is(segment_open(sample.arena, sample.path, 1, &segment), &STORE_FAILED));
    drop_sample(&sample);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bodies_come_back_from_their_offsets_or_the_index),
        cmocka_unit_test(an_empty_body_is_a_record_too),
        cmocka_unit_test(records_of_another_segment_prove_nothing),
        cmocka_unit_test(a_file_under_another_name_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
