#include "node/store/disk/history_internal.h"

#include "node/store/disk/errors.h"
#include "tests/support/blocks.h"
#include "tests/support/test.h"

enum { FIRST = TEST_BLOCKS_FIRST, RECORDS = 20, BROKEN = FIRST + 9 };

enum fault { FAULT_NONE, FAULT_CHANGES, FAULT_ROOT, FAULT_PREVIOUS };

static void break_record(struct block_record *record, enum fault fault)
{
    static const struct change other = {BYTES_INIT("no other block has it"), BYTES_INIT("")};
    if (fault == FAULT_CHANGES)
        record->changes[STORE_COMPUTE] = (struct change_set){&other, 1};
    if (fault == FAULT_ROOT)
        record->roots[STORE_GOV][0] ^= 1;
    if (fault == FAULT_PREVIOUS)
        record->previous_app_hash[0] ^= 1;
}

/* A log whose record BROKEN was written wrong, with a right checksum. */
static struct block_log *make_log(struct arena *arena, enum fault fault)
{
    struct block_log *log;
    ASSERT_OK(block_log_open(arena, (struct bytes){0}, BLOCK_LOG_SEGMENT_BYTES, &log));
    struct multistore *stores = multistore_new();
    for (int64_t height = FIRST; height < FIRST + RECORDS; height++) {
        struct block_record record = test_block_record(arena, height);
        multistore_commit(stores, height, record.changes, record.app_hash);
        const struct store_view *view = multistore_latest(stores);
        for (int s = 0; s < STORE_COUNT; s++)
            view_store_root(view, (enum store_id)s, record.roots[s]);
        view_release(view);
        if (height > FIRST)
            memcpy(record.previous_app_hash, test_block_app_hash(height - 1), 32);
        if (height == BROKEN)
            break_record(&record, fault);
        block_log_append(log, arena, &record);
    }
    multistore_free(stores);
    return log;
}

static status replay(struct arena *arena, struct block_log *log, bool check_each)
{
    struct multistore *stores = multistore_new();
    status refused = replay_from(log, arena, stores, FIRST + RECORDS - 1, check_each);
    multistore_free(stores);
    return refused;
}

static void a_good_log_leads_to_its_last_state(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    struct block_log *log = make_log(arena, FAULT_NONE);
    ASSERT_OK(replay(arena, log, false));
    ASSERT_OK(replay(arena, log, true));
    struct multistore *stores = multistore_new();
    ASSERT_OK(replay_from(log, arena, stores, FIRST + 4, false));
    test_view_check(multistore_latest(stores), FIRST + 4);
    ASSERT_OK(replay_from(log, arena, stores, FIRST + 11, false));
    test_view_check(multistore_latest(stores), FIRST + 11);
    multistore_free(stores);
    block_log_close(log);
    arena_drop(arena);
}

static void an_empty_log_leads_nowhere(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    struct block_log *log;
    ASSERT_OK(block_log_open(arena, (struct bytes){0}, BLOCK_LOG_SEGMENT_BYTES, &log));
    struct multistore *stores = multistore_new();
    ASSERT_OK(replay_from(log, arena, stores, 0, true));
    multistore_free(stores);
    block_log_close(log);
    arena_drop(arena);
}

static void the_first_record_with_another_state_is_named(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    struct block_log *log = make_log(arena, FAULT_CHANGES);
    assert_true(error_is(replay(arena, log, false), &STORE_DAMAGED));
    status refused = replay(arena, log, true);
    assert_true(error_is(refused, &STORE_DAMAGED));
    ASSERT_TEXT(refused->text,
                "the state at height 12 differs from the block log in store compute");
    block_log_close(log);
    log = make_log(arena, FAULT_ROOT);
    refused = replay(arena, log, true);
    ASSERT_TEXT(refused->text, "the state at height 12 differs from the block log in store gov");
    block_log_close(log);
    arena_drop(arena);
}

static void a_record_of_another_chain_is_refused(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    struct block_log *log = make_log(arena, FAULT_PREVIOUS);
    status refused = replay(arena, log, false);
    ASSERT_TEXT(refused->text, "the block log's record of height 12 is not of this chain");
    block_log_close(log);
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_log_leads_to_its_last_state),
        cmocka_unit_test(an_empty_log_leads_nowhere),
        cmocka_unit_test(the_first_record_with_another_state_is_named),
        cmocka_unit_test(a_record_of_another_chain_is_refused),
    };
    return cmocka_run_group_tests(tests, test_blocks_start, NULL);
}
