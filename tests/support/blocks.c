#include "tests/support/blocks.h"

#include "tests/support/test.h"

enum { KEYS = 200, CHANGES = 12 };

static uint8_t app_hashes[TEST_BLOCKS_FIRST + TEST_BLOCKS_MAX][32];

struct block_record test_block_record(struct arena *arena, int64_t height)
{
    struct block_record record = {
        .height = height,
        .block = arena_format(arena, "block %lld", (long long)height),
        .enclave_blob = BYTES("sealed"),
    };
    bool touched[KEYS] = {false};
    for (int i = 0; i < CHANGES; i++)
        touched[(height * 31 + i * i * 7) % KEYS] = true;
    struct change *items = ARENA_ARRAY(arena, struct change, KEYS);
    size_t count = 0;
    for (int k = 0; k < KEYS; k++) {
        if (!touched[k])
            continue;
        items[count].key = arena_format(arena, "key%03d", k);
        if ((k + height) % 5 != 0)
            items[count].value = arena_format(arena, "%lld", (long long)height);
        count++;
    }
    record.changes[STORE_BANK] = (struct change_set){items, count};
    record.changes[STORE_COMPUTE] = record.changes[STORE_BANK];
    return record;
}

int test_blocks_start(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    struct multistore *stores = multistore_new();
    for (int i = 0; i < TEST_BLOCKS_MAX; i++) {
        int64_t height = TEST_BLOCKS_FIRST + i;
        struct block_record record = test_block_record(arena, height);
        multistore_commit(stores, height, record.changes, app_hashes[height]);
        arena_reset(arena);
    }
    multistore_free(stores);
    arena_drop(arena);
    return 0;
}

const uint8_t *test_block_app_hash(int64_t height)
{
    assert_in_range(height, TEST_BLOCKS_FIRST, TEST_BLOCKS_FIRST + TEST_BLOCKS_MAX - 1);
    return app_hashes[height];
}

void test_block_put(struct database *database, int64_t height)
{
    struct arena *arena = arena_new(1 << 14);
    struct block_record record = test_block_record(arena, height);
    database_apply(database, height, record.changes, record.app_hash);
    database_append(database, &record);
    arena_drop(arena);
}

void test_view_check(const struct store_view *view, int64_t height)
{
    uint8_t app_hash[32];
    assert_non_null(view);
    assert_int_equal(view_version(view), height);
    view_app_hash(view, app_hash);
    assert_memory_equal(app_hash, test_block_app_hash(height), 32);
    view_release(view);
}
