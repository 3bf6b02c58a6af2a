#include "node/consensus/validator_key.h"

#include "tests/support/test.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static void a_key_survives_its_file(void **state)
{
    struct arena *arena = arena_new(4096);
    uint8_t seed[32], read[32];
    memset(seed, 9, sizeof seed);
    ASSERT_OK(validator_key_decode(arena, validator_key_encode(arena, seed), read));
    assert_memory_equal(read, seed, 32);
    assert_non_null(validator_key_decode(arena, BYTES("{}"), read));
    assert_non_null(
        validator_key_decode(arena, BYTES("{\"priv_key\":{\"value\":\"AAAA\"}}"), read));
    arena_drop(arena);
}

static void loading_makes_a_file_that_only_its_owner_reads(void **state)
{
    struct arena *arena = arena_new(4096);
    char folder[] = "/tmp/validator_key_XXXXXX";
    assert_non_null(mkdtemp(folder));
    char *path = arena_text(arena, arena_format(arena, "%s/key.json", folder));
    uint8_t first[32], second[32];
    ASSERT_OK(validator_key_load(arena, path, NULL, first));
    ASSERT_OK(validator_key_load(arena, path, NULL, second));
    assert_memory_equal(first, second, 32);
    struct stat file;
    assert_int_equal(stat(path, &file), 0);
    assert_int_equal(file.st_mode & 0777, 0600);
    unlink(path);
    memset(first, 3, sizeof first);
    ASSERT_OK(validator_key_load(arena, path, first, second));
    assert_memory_equal(first, second, 32);
    unlink(path);
    rmdir(folder);
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_key_survives_its_file),
        cmocka_unit_test(loading_makes_a_file_that_only_its_owner_reads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
