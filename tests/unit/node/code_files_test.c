#include "node/code_files.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/crypto/hash.h"
#include "tests/support/test.h"

static void a_stored_module_comes_back_and_a_damaged_one_does_not(void **state)
{
    struct arena *arena = arena_new(4096);
    char folder[] = "/tmp/code-files-XXXXXX";
    assert_non_null(mkdtemp(folder));
    struct code_store *store = code_files_new(arena, folder);
    uint8_t hash[32];
    struct bytes wasm = BYTES("\0asm and more"), found;
    crypto_sha256(wasm, hash);
    assert_false(store->get(store->context, arena, hash, &found));
    store->put(store->context, hash, wasm);
    store->put(store->context, hash, wasm);
    assert_true(store->get(store->context, arena, hash, &found));
    ASSERT_BYTES(found, wasm);

    char *hex = test_hex(BYTES_OF(hash));
    char *path = arena_text(arena, arena_format(arena, "%s/%s", folder, hex));
    test_hex_free(hex);
    FILE *file = fopen(path, "r+");
    assert_non_null(file);
    fputc('x', file);
    fclose(file);
    assert_false(store->get(store->context, arena, hash, &found));
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(folder), 0);
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stored_module_comes_back_and_a_damaged_one_does_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
