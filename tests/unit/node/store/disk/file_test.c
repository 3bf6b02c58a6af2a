#include "node/store/disk/file_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "node/store/disk/errors.h"
#include "tests/support/directory.h"
#include "tests/support/test.h"

static void heights_are_listed_in_order_and_leftovers_deleted(void **state)
{
    static const char *const names[] = {
        "0000000012.log", "3.log",     "0000000007.log",   "x.log",  "12.logs", "log",
        "0.log",          "5.log.new", "0000000012.index", "-1.log", "12"};
    struct arena *arena = arena_new(4096);
    struct bytes directory = test_directory(arena);
    const char *path = arena_text(arena, directory);
    for (size_t i = 0; i < ARRAY_COUNT(names); i++)
        test_write_file(arena, bytes_text(file_path(arena, path, names[i])), BYTES("x"));
    struct height_list heights;
    ASSERT_OK(file_heights(arena, path, ".log", &heights));
    assert_int_equal(heights.count, 3);
    assert_int_equal(heights.items[0], 3);
    assert_int_equal(heights.items[1], 7);
    assert_int_equal(heights.items[2], 12);
    assert_int_equal(access(file_path(arena, path, "5.log.new"), F_OK), -1);
    test_directory_remove(arena, directory);
    assert_true(error_is(file_heights(arena, path, ".log", &heights), &STORE_FAILED));
    arena_drop(arena);
}

static void reading_past_the_end_is_not_an_error_of_the_system(void **state)
{
    struct arena *arena = arena_new(4096);
    struct bytes directory = test_directory(arena);
    char *path = file_path(arena, arena_text(arena, directory), "file");
    int fd = open(path, O_RDWR | O_CREAT, 0600);
    uint8_t bytes[8] = {0};
    assert_true(file_write(fd, BYTES("abcdef"), 2));
    assert_int_equal(file_size(fd, path), 8);
    assert_true(file_read(fd, bytes, 6, 2));
    ASSERT_BYTES(bytes_make(bytes, 6), BYTES("abcdef"));
    errno = EIO;
    assert_false(file_read(fd, bytes, 7, 2));
    assert_int_equal(errno, 0);
    close(fd);
    assert_false(file_write(fd, BYTES("x"), 0));
    assert_int_equal(errno, EBADF);
    status refused = file_refused(arena, "/there/it", "cannot write");
    assert_true(error_is(refused, &STORE_FAILED));
    ASSERT_TEXT(refused->text, "/there/it: cannot write: Bad file descriptor");
    test_directory_remove(arena, directory);
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(heights_are_listed_in_order_and_leftovers_deleted),
        cmocka_unit_test(reading_past_the_end_is_not_an_error_of_the_system),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
