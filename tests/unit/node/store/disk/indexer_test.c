#include "node/store/disk/indexer_internal.h"

#include <unistd.h>

#include "tests/support/blocks.h"
#include "tests/support/directory.h"
#include "tests/support/test.h"

enum { FIRST = TEST_BLOCKS_FIRST, BLOCKS = 40, LAST = FIRST + BLOCKS - 1, PATIENCE_MS = 10000 };

static void index_block(void *context, struct arena *arena, const struct block_record *record,
                        struct index_batch *batch)
{
    index_put_event(batch, INDEX_BLOCK, BYTES("block.text"), record->block,
                    (struct index_hit){record->height, 0});
}

static struct database *open_database(struct arena *arena, struct bytes path)
{
    struct database_options options = {.path = path, .index_record = index_block};
    struct database *database;
    ASSERT_OK(database_open(arena, &options, &database));
    return database;
}

static bool count_hit(void *context, struct bytes value, struct index_hit hit)
{
    ++*(size_t *)context;
    return true;
}

static void check_index(struct database *database)
{
    size_t hits = 0;
    assert_true(database_index_wait(database, LAST, PATIENCE_MS));
    index_scan_key(database_index(database), INDEX_BLOCK, BYTES("block.text"), 0, 1000, count_hit,
                   &hits);
    assert_int_equal(hits, BLOCKS);
    hits = 0;
    index_scan_value(database_index(database), INDEX_BLOCK, BYTES("block.text"), BYTES("block 17"),
                     0, 1000, count_hit, &hits);
    assert_int_equal(hits, 1);
}

static void the_index_follows_the_log(void **state)
{
    struct arena *arena = arena_new(4096);
    struct database *database = open_database(arena, (struct bytes){0});
    for (int64_t height = FIRST; height <= LAST; height++) {
        test_block_put(database, height);
        if (height % 7 == 0)
            assert_true(database_index_wait(database, height, PATIENCE_MS));
    }
    check_index(database);
    assert_false(database_index_wait(database, LAST + 1, 1));
    database_close(database);
    arena_drop(arena);
}

static void a_lost_index_is_made_again_from_the_log(void **state)
{
    struct arena *arena = arena_new(4096);
    struct bytes path = test_directory(arena);
    struct database *database = open_database(arena, path);
    for (int64_t height = FIRST; height <= LAST; height++)
        test_block_put(database, height);
    for (int round = 0; round < 3; round++) {
        check_index(database);
        database_close(database);
        struct bytes index = arena_format(arena, "%.*s/index.lmdb", BYTES_ARG(path));
        if (round == 0)
            unlink(arena_text(arena, index));
        else
            test_write_file(arena, index, BYTES("not an index"));
        database = open_database(arena, path);
    }
    database_close(database);
    test_directory_remove(arena, path);
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_index_follows_the_log),
        cmocka_unit_test(a_lost_index_is_made_again_from_the_log),
    };
    return cmocka_run_group_tests(tests, test_blocks_start, NULL);
}
