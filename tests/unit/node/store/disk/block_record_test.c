#include "node/store/disk/block_record.h"

#include "node/store/disk/errors.h"
#include "tests/support/test.h"

static const struct change acc_changes[] = {
    {BYTES_INIT("a"), BYTES_INIT("1")},
    {BYTES_INIT("b"), {NULL, 0}},
    {BYTES_INIT("bb"), BYTES_INIT("")},
};
static const struct change upgrade_changes[] = {{BYTES_INIT("done"), BYTES_INIT("yes")}};

static struct block_record sample(void)
{
    struct block_record record = {
        .height = 77,
        .block = BYTES("block bytes"),
        .commit = BYTES("commit bytes"),
        .results = BYTES("results"),
        .consensus_state = BYTES("consensus"),
        .enclave_blob = BYTES(""),
    };
    record.changes[STORE_ACC] = (struct change_set){acc_changes, 3};
    record.changes[STORE_UPGRADE] = (struct change_set){upgrade_changes, 1};
    memset(record.app_hash, 0xab, 32);
    memset(record.previous_app_hash, 0xcd, 32);
    memset(record.roots[3], 0xef, 32);
    return record;
}

static void a_record_comes_back_as_it_was(void **state)
{
    struct arena *arena = arena_new(4096);
    struct block_record record = sample(), back;
    ASSERT_OK(block_record_decode(arena, block_record_encode(arena, &record), &back));
    assert_int_equal(back.height, 77);
    ASSERT_TEXT(back.block, "block bytes");
    ASSERT_TEXT(back.commit, "commit bytes");
    ASSERT_TEXT(back.results, "results");
    ASSERT_TEXT(back.consensus_state, "consensus");
    assert_int_equal(back.enclave_blob.len, 0);
    assert_memory_equal(back.roots, record.roots, sizeof back.roots);
    assert_memory_equal(back.app_hash, record.app_hash, 32);
    assert_memory_equal(back.previous_app_hash, record.previous_app_hash, 32);
    assert_int_equal(back.changes[STORE_ACC].count, 3);
    assert_int_equal(back.changes[STORE_BANK].count, 0);
    assert_null(back.changes[STORE_ACC].items[1].value.data);
    assert_non_null(back.changes[STORE_ACC].items[2].value.data);
    ASSERT_TEXT(back.changes[STORE_UPGRADE].items[0].value, "yes");
    arena_drop(arena);
}

static void a_cut_or_longer_record_is_refused(void **state)
{
    struct arena *arena = arena_new(4096);
    struct block_record record = sample(), back;
    struct bytes body = block_record_encode(arena, &record);
    for (size_t len = 0; len < body.len; len++) {
        struct bytes cut = arena_copy(arena, bytes_slice(body, 0, len));
        assert_true(error_is(block_record_decode(arena, cut, &back), &STORE_DAMAGED));
    }
    struct bytes longer = ARENA_CONCAT(arena, body, BYTES("x"));
    assert_non_null(block_record_decode(arena, longer, &back));
    arena_drop(arena);
}

static void keys_and_stores_must_ascend(void **state)
{
    struct arena *arena = arena_new(4096);
    struct block_record record = sample(), back;
    struct change doubled[] = {acc_changes[0], acc_changes[0]};
    record.changes[STORE_ACC] = (struct change_set){doubled, 2};
    assert_non_null(block_record_decode(arena, block_record_encode(arena, &record), &back));
    record = sample();
    struct bytes body = block_record_encode(arena, &record);
    for (uint8_t store = 1; store < STORE_COUNT; store++) {
        /* The second store's number stands before its count, lengths, key and value, and the end.
         */
        uint8_t *copy = (uint8_t *)(uintptr_t)arena_copy(arena, body).data;
        size_t at = body.len - 1 - 7 - 8 - 4 - 1;
        assert_int_equal(copy[at], STORE_UPGRADE);
        copy[at] = (uint8_t)(store == 1 ? STORE_ACC : STORE_COUNT);
        assert_non_null(block_record_decode(arena, bytes_make(copy, body.len), &back));
    }
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_record_comes_back_as_it_was),
        cmocka_unit_test(a_cut_or_longer_record_is_refused),
        cmocka_unit_test(keys_and_stores_must_ascend),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
