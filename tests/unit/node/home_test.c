#include "node/home.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/directory.h"
#include "tests/support/test.h"

static void a_file_is_replaced_whole_and_read_back(void **state)
{
    struct arena *arena = arena_new(4096);
    struct bytes folder = test_directory(arena);
    struct home home;
    struct bytes content;
    ASSERT_OK(home_open(arena, arena_text(arena, folder), false, "secretdev-1", &home));
    ASSERT_OK(home_read(arena, &home, "config/genesis.json", &content));
    assert_null(content.data);
    ASSERT_OK(home_write(arena, &home, "config/genesis.json", BYTES("a longer text"), false));
    ASSERT_OK(home_write(arena, &home, "config/genesis.json", BYTES("short"), false));
    ASSERT_OK(home_read(arena, &home, "config/genesis.json", &content));
    ASSERT_TEXT(content, "short");
    ASSERT_OK(home_write(arena, &home, "data/empty", BYTES(""), false));
    ASSERT_OK(home_read(arena, &home, "data/empty", &content));
    assert_non_null(content.data);
    assert_int_equal(content.len, 0);
    home_close(&home);
    test_directory_remove(arena, folder);
    arena_drop(arena);
}

static void a_secret_is_for_its_owner_only(void **state)
{
    struct arena *arena = arena_new(4096);
    struct bytes folder = test_directory(arena);
    struct home home;
    struct stat info;
    ASSERT_OK(home_open(arena, arena_text(arena, folder), false, "secretdev-1", &home));
    ASSERT_OK(home_write(arena, &home, "data/enclave.sealed", BYTES("seed"), true));
    assert_int_equal(stat(home_path(arena, &home, "data/enclave.sealed"), &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    home_close(&home);
    test_directory_remove(arena, folder);
    arena_drop(arena);
}

static void an_ephemeral_home_is_gone_when_it_is_closed(void **state)
{
    struct arena *arena = arena_new(4096);
    struct home home;
    ASSERT_OK(home_open(arena, NULL, true, "secretdev-1", &home));
    assert_true(home.ephemeral);
    ASSERT_OK(home_write(arena, &home, "config/genesis.json", BYTES("{}"), false));
    assert_int_equal(access(home.path, F_OK), 0);
    home_close(&home);
    assert_int_not_equal(access(home.path, F_OK), 0);
    assert_true(error_is(home_open(arena, "/nowhere", true, "secretdev-1", &home), &HOME_UNUSABLE));
    arena_drop(arena);
}

/* Two chains on one machine do not share a home. */
static void the_default_home_is_named_by_the_chain(void **state)
{
    struct arena *arena = arena_new(4096);
    struct bytes folder = test_directory(arena);
    struct home first, second;
    setenv("HOME", arena_text(arena, folder), 1);
    ASSERT_OK(home_open(arena, NULL, false, "secretdev-1", &first));
    ASSERT_OK(home_open(arena, NULL, false, "secretdev-2", &second));
    ASSERT_BYTES(bytes_text(first.path), ARENA_CONCAT(arena, folder, BYTES("/.secretd")));
    ASSERT_BYTES(bytes_text(second.path),
                 ARENA_CONCAT(arena, folder, BYTES("/.secretd-secretdev-2")));
    test_directory_remove(arena, folder);
    arena_drop(arena);
}

static void a_place_that_is_no_directory_is_one_clear_line(void **state)
{
    struct arena *arena = arena_new(4096);
    struct bytes folder = test_directory(arena);
    struct bytes file = ARENA_CONCAT(arena, folder, BYTES("/file"));
    struct home home;
    struct bytes content;
    test_write_file(arena, file, BYTES("x"));
    status refused = home_open(arena, arena_text(arena, file), false, "secretdev-1", &home);
    assert_true(error_is(refused, &HOME_UNUSABLE));
    ASSERT_BYTES(refused->text, ARENA_CONCAT(arena, BYTES("cannot make "), file,
                                             BYTES("/config: Not a directory")));
    ASSERT_OK(home_open(arena, arena_text(arena, folder), false, "secretdev-1", &home));
    assert_true(error_is(home_write(arena, &home, "nowhere/x", BYTES(""), false), &HOME_UNUSABLE));
    assert_true(error_is(home_read(arena, &home, "file/x", &content), &HOME_UNUSABLE));
    test_directory_remove(arena, folder);
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_replaced_whole_and_read_back),
        cmocka_unit_test(a_secret_is_for_its_owner_only),
        cmocka_unit_test(an_ephemeral_home_is_gone_when_it_is_closed),
        cmocka_unit_test(the_default_home_is_named_by_the_chain),
        cmocka_unit_test(a_place_that_is_no_directory_is_one_clear_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
