#include "node/store/tree/multistore_internal.h"

#include "tests/support/rows.h"
#include "tests/support/test.h"

static void commit_info_equals_the_vectors(void **state)
{
    struct arena *arena = arena_new(4096);
    struct bytes file = test_file(arena, "tests/vectors/iavl/commit_info.txt");
    struct commit_info_store stores[16];
    size_t count = 0, hashes = 0;
    while (file.len != 0) {
        struct bytes line = test_take(&file, '\n');
        struct bytes word = test_take(&line, ' ');
        if (bytes_is(word, "store")) {
            stores[count].name = test_take(&line, ' ');
            stores[count++].root = test_unhex(arena, arena_text(arena, line));
        } else if (bytes_is(word, "hash")) {
            uint8_t hash[32];
            commit_info_hash(stores, count, hash);
            ASSERT_BYTES(BYTES_OF(hash), test_unhex(arena, arena_text(arena, line)));
            count = 0;
            hashes++;
        }
    }
    assert_int_equal(hashes, 6);
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(commit_info_equals_the_vectors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
