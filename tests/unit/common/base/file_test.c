#include "common/base/file.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/support/test.h"

static int open_temporary(void)
{
    char path[] = "/tmp/secretd-file-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    unlink(path);
    return fd;
}

static void what_was_written_is_read(void **state)
{
    struct arena *arena = arena_new(256);
    int fd = open_temporary();
    uint8_t end[5];
    struct bytes whole;
    assert_true(file_write(fd, BYTES("begin and "), 0));
    assert_true(file_write(fd, BYTES("the end"), 10));
    assert_true(file_read(fd, end, sizeof end, 12));
    ASSERT_TEXT(BYTES_OF(end), "e end");
    assert_true(file_read_whole(fd, arena, 17, &whole));
    ASSERT_TEXT(whole, "begin and the end");
    close(fd);
    arena_drop(arena);
}

static void an_empty_file_is_there(void **state)
{
    struct arena *arena = arena_new(256);
    int fd = open_temporary();
    struct bytes whole = {0};
    assert_true(file_read_whole(fd, arena, 0, &whole));
    assert_non_null(whole.data);
    assert_int_equal(whole.len, 0);
    close(fd);
    arena_drop(arena);
}

static void what_is_too_short_or_too_large_says_so(void **state)
{
    struct arena *arena = arena_new(256);
    int fd = open_temporary();
    uint8_t out[8];
    struct bytes whole;
    assert_true(file_write(fd, BYTES("1234567"), 0));
    errno = EIO;
    assert_false(file_read(fd, out, sizeof out, 0));
    assert_int_equal(errno, 0);
    errno = EIO;
    assert_false(file_read_whole(fd, arena, 6, &whole));
    assert_int_equal(errno, 0);
    close(fd);
    assert_false(file_read(fd, out, 1, 0));
    assert_int_equal(errno, EBADF);
    assert_false(file_write(fd, BYTES("x"), 0));
    assert_false(file_read_whole(fd, arena, 6, &whole));
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_written_is_read),
        cmocka_unit_test(an_empty_file_is_there),
        cmocka_unit_test(what_is_too_short_or_too_large_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
