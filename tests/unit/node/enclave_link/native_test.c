#include "node/enclave_link/native.h"

#include <fcntl.h>
#include <unistd.h>

#include "tests/support/directory.h"
#include "tests/support/test.h"

static const uint8_t HASH[32] = {0xab, 1};

struct folder {
    struct arena *arena;
    struct bytes path;
    int descriptor;
};

static struct folder folder_new(void)
{
    struct folder folder = {.arena = arena_new(4096)};
    folder.path = test_directory(folder.arena);
    folder.descriptor = open(arena_text(folder.arena, folder.path), O_RDONLY | O_DIRECTORY);
    assert_true(folder.descriptor >= 0);
    return folder;
}

static void folder_drop(struct folder *folder)
{
    close(folder->descriptor);
    test_directory_remove(folder->arena, folder->path);
    arena_drop(folder->arena);
}

static void the_last_blob_of_a_code_is_kept(void **state)
{
    struct folder folder = folder_new();
    assert_null(native_get(folder.descriptor, folder.arena, BYTES_OF(HASH)).data);
    native_put(folder.descriptor, BYTES_OF(HASH), BYTES("one"));
    native_put(folder.descriptor, BYTES_OF(HASH), BYTES("two"));
    ASSERT_TEXT(native_get(folder.descriptor, folder.arena, BYTES_OF(HASH)), "two");
    struct bytes name = arena_format(folder.arena, "%.*s/ab01%060d", BYTES_ARG(folder.path), 0);
    assert_int_equal(access(arena_text(folder.arena, name), R_OK), 0);
    folder_drop(&folder);
}

static void what_is_no_blob_is_left_out(void **state)
{
    struct folder folder = folder_new();
    native_put(folder.descriptor, BYTES("short"), BYTES("one"));
    native_put(folder.descriptor, BYTES_OF(HASH), BYTES(""));
    native_put(folder.descriptor, BYTES_OF(HASH), bytes_make(HASH, NATIVE_FILE_BYTES_MAX + 1));
    assert_null(native_get(folder.descriptor, folder.arena, BYTES_OF(HASH)).data);
    assert_null(native_get(folder.descriptor, folder.arena, BYTES("short")).data);
    struct bytes name = arena_format(folder.arena, "%.*s/ab01%060d", BYTES_ARG(folder.path), 0);
    test_write_file(folder.arena, name, BYTES(""));
    assert_null(native_get(folder.descriptor, folder.arena, BYTES_OF(HASH)).data);
    folder_drop(&folder);
}

static void a_folder_that_cannot_be_written_does_no_harm(void **state)
{
    struct folder folder = folder_new();
    native_put(-1, BYTES_OF(HASH), BYTES("one"));
    assert_null(native_get(-1, folder.arena, BYTES_OF(HASH)).data);
    folder_drop(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_last_blob_of_a_code_is_kept),
        cmocka_unit_test(what_is_no_blob_is_left_out),
        cmocka_unit_test(a_folder_that_cannot_be_written_does_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
