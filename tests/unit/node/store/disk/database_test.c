#include "node/store/disk/database.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/base/halt.h"
#include "node/store/disk/errors.h"
#include "tests/support/blocks.h"
#include "tests/support/directory.h"
#include "tests/support/test.h"

enum { FIRST = TEST_BLOCKS_FIRST, LAST = TEST_BLOCKS_FIRST + TEST_BLOCKS_MAX - 1 };

static struct database_options options_for(struct bytes path)
{
    return (struct database_options){
        .path = path, .pruning = PRUNING_NOTHING, .snapshot_interval = 10};
}

static struct database *open_database(struct arena *arena, struct bytes path)
{
    struct database_options options = options_for(path);
    struct database *database;
    status refused = database_open(arena, &options, &database);
    if (refused != NULL)
        fprintf(stderr, "%.*s\n", BYTES_ARG(refused->text));
    ASSERT_OK(refused);
    return database;
}

static void check_blocks(struct database *database, int64_t last)
{
    struct arena *arena = arena_new(1 << 14);
    assert_int_equal(database_height(database), last);
    for (int64_t height = FIRST; height <= last; height++) {
        struct block_record record;
        arena_reset(arena);
        assert_true(database_read(database, arena, height, &record));
        assert_memory_equal(record.app_hash, test_block_app_hash(height), 32);
        if (height > FIRST)
            assert_memory_equal(record.previous_app_hash, test_block_app_hash(height - 1), 32);
        ASSERT_BYTES(record.block, arena_format(arena, "block %lld", (long long)height));
    }
    struct block_record record;
    assert_false(database_read(database, arena, last + 1, &record));
    assert_false(database_read(database, arena, FIRST - 1, &record));
    if (last != 0)
        test_view_check(database_view_at(database, last), last);
    arena_drop(arena);
}

static void blocks_and_states_survive_a_restart(void **state)
{
    struct arena *arena = arena_new(4096);
    struct bytes path = test_directory(arena);
    for (int64_t height = FIRST; height < FIRST + 40; height++) {
        struct database *database = open_database(arena, path);
        check_blocks(database, height == FIRST ? 0 : height - 1);
        test_block_put(database, height);
        check_blocks(database, height);
        database_close(database);
    }
    test_directory_remove(arena, path);
    arena_drop(arena);
}

static void a_database_in_memory_works_the_same(void **state)
{
    struct arena *arena = arena_new(4096);
    struct database *database = open_database(arena, (struct bytes){0});
    for (int64_t height = FIRST; height < FIRST + 40; height++)
        test_block_put(database, height);
    check_blocks(database, FIRST + 39);
    for (int64_t height = FIRST; height < FIRST + 40; height++)
        test_view_check(database_view_at(database, height), height);
    database_close(database);
    arena_drop(arena);
}

static void nothing_is_visible_before_it_is_appended(void **state)
{
    struct arena *arena = arena_new(4096);
    struct database *database = open_database(arena, (struct bytes){0});
    test_block_put(database, FIRST);
    struct block_record next = test_block_record(arena, FIRST + 1);
    struct change_set none[STORE_COUNT] = {0};
    uint8_t app_hash[32], other[32];
    database_apply(database, FIRST + 1, none, other);
    database_apply(database, FIRST + 1, next.changes, app_hash);
    assert_memory_equal(app_hash, test_block_app_hash(FIRST + 1), 32);
    check_blocks(database, FIRST);
    assert_null(database_view_at(database, FIRST + 1));
    test_block_put(database, FIRST + 1);
    check_blocks(database, FIRST + 1);
    database_close(database);
    arena_drop(arena);
}

static void a_second_process_gets_one_clear_line(void **state)
{
    struct arena *arena = arena_new(4096);
    struct bytes path = test_directory(arena);
    struct database *database = open_database(arena, path), *second;
    struct database_options options = options_for(path);
    status refused = database_open(arena, &options, &second);
    assert_true(error_is(refused, &STORE_LOCKED));
    ASSERT_BYTES(refused->text, arena_format(arena, "%.*s is in use by another process (%d)",
                                             BYTES_ARG(path), (int)getpid()));
    database_close(database);
    database_close(open_database(arena, path));
    test_directory_remove(arena, path);
    arena_drop(arena);
}

static void pruned_states_are_refused_and_their_blocks_kept(void **state)
{
    struct arena *arena = arena_new(4096);
    struct database_options options = options_for((struct bytes){0});
    options.pruning = PRUNING_EVERYTHING;
    struct database *database;
    ASSERT_OK(database_open(arena, &options, &database));
    for (int64_t height = FIRST; height < FIRST + 20; height++)
        test_block_put(database, height);
    check_blocks(database, FIRST + 19);
    test_view_check(database_view_at(database, FIRST + 17), FIRST + 17);
    assert_null(database_view_at(database, FIRST + 16));
    assert_null(database_view_at(database, 0));
    database_close(database);
    arena_drop(arena);
}

static void damage_stops_the_start_and_is_named(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    struct bytes path = test_directory(arena);
    struct database_options options = options_for(path);
    struct database *database;
    /* One snapshot only, at the stop. */
    options.snapshot_interval = 1000;
    ASSERT_OK(database_open(arena, &options, &database));
    for (int64_t height = FIRST; height < FIRST + 60; height++)
        test_block_put(database, height);
    database_close(database);
    struct bytes snapshot = arena_format(arena, "%.*s/snapshots/0000000062.trees", BYTES_ARG(path));
    struct bytes whole = test_file(arena, arena_text(arena, snapshot));
    test_write_file(arena, snapshot, bytes_slice(whole, 0, whole.len - 1));
    status refused = database_open(arena, &options, &database);
    assert_true(error_is(refused, &STORE_DAMAGED));
    ASSERT_BYTES(refused->text,
                 arena_format(arena,
                              "the snapshot %.*s is damaged; without it the node starts from an "
                              "older one",
                              BYTES_ARG(snapshot)));
    unlink(arena_text(arena, snapshot));
    ASSERT_OK(database_open(arena, &options, &database));
    check_blocks(database, FIRST + 59);
    database_close(database);
    test_write_file(arena, snapshot, whole);
    struct bytes log = arena_format(arena, "%.*s/blocks/0000000003.log", BYTES_ARG(path));
    struct bytes records = test_file(arena, arena_text(arena, log));
    test_write_file(arena, log, bytes_slice(records, 0, records.len / 2));
    refused = database_open(arena, &options, &database);
    assert_true(error_is(refused, &STORE_DAMAGED));
    test_directory_remove(arena, path);
    arena_drop(arena);
}

/* A child that commits blocks and says so through a pipe, until it is killed. */
static pid_t start_writer(struct bytes path, int *out, rlim_t file_bytes_max)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct rlimit limit = {file_bytes_max, file_bytes_max};
        signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &limit);
        struct arena *arena = arena_new(4096);
        struct database_options options = options_for(path);
        options.snapshot_interval = 2;
        struct database *database;
        if (database_open(arena, &options, &database) != NULL)
            _exit(9);
        for (int64_t height = database_height(database) + 1; height <= LAST; height++) {
            if (height < FIRST)
                height = FIRST;
            test_block_put(database, height);
            if (write(ends[1], &height, sizeof height) != sizeof height)
                _exit(9);
        }
        _exit(0);
    }
    close(ends[1]);
    *out = ends[0];
    return child;
}

/* Reads what the child says it has committed, at most `count` messages. */
static int64_t read_heights(int from, int count, int64_t last)
{
    int64_t height;
    while (count-- > 0 && read(from, &height, sizeof height) == sizeof height)
        last = height;
    return last;
}

static void a_killed_writer_loses_no_committed_block(void **state)
{
    struct arena *arena = arena_new(4096);
    struct bytes path = test_directory(arena);
    int64_t committed = 0;
    uint32_t seed = 12345;
    for (int round = 0; round < 30 && committed < LAST; round++) {
        int from;
        pid_t child = start_writer(path, &from, RLIM_INFINITY);
        seed = seed * 1103515245 + 12345;
        committed = read_heights(from, 1 + (int)(seed >> 16) % 4, committed);
        usleep((seed >> 8) % 300);
        kill(child, SIGKILL);
        committed = read_heights(from, TEST_BLOCKS_MAX, committed);
        int how;
        waitpid(child, &how, 0);
        close(from);
        struct database *database = open_database(arena, path);
        int64_t last = database_height(database);
        assert_true(last == committed || last == committed + 1 ||
                    (committed == 0 && last == FIRST));
        check_blocks(database, last);
        database_close(database);
        committed = last;
    }
    test_directory_remove(arena, path);
    arena_drop(arena);
}

static void a_full_disk_stops_before_the_block_counts(void **state)
{
    struct arena *arena = arena_new(4096);
    struct bytes path = test_directory(arena);
    int64_t committed = 0;
    for (rlim_t limit = 20000; limit <= 60000; limit += 7001) {
        int from, how;
        pid_t child = start_writer(path, &from, limit);
        committed = read_heights(from, TEST_BLOCKS_MAX, committed);
        waitpid(child, &how, 0);
        close(from);
        assert_true(WIFEXITED(how));
        assert_int_equal(WEXITSTATUS(how), 3);
        struct database *database = open_database(arena, path);
        check_blocks(database, committed);
        database_close(database);
    }
    assert_true(committed > FIRST);
    test_directory_remove(arena, path);
    arena_drop(arena);
}

/* Queries on other threads while blocks are committed. */
struct reading {
    struct database *database;
    atomic_bool stop;
    atomic_uint checked;
};

static void *read_states(void *argument)
{
    struct reading *reading = argument;
    uint32_t seed = 99;
    while (!reading->stop) {
        int64_t last = database_height(reading->database);
        if (last < FIRST)
            continue;
        seed = seed * 1103515245 + 12345;
        const struct store_view *view =
            database_view_at(reading->database, last - (seed >> 16) % (uint32_t)(last - FIRST + 1));
        if (view == NULL)
            continue;
        uint8_t app_hash[32];
        view_app_hash(view, app_hash);
        ASSERT(memcmp(app_hash, test_block_app_hash(view_version(view)), 32) == 0);
        struct view_cursor cursor;
        view_seek(view, STORE_BANK, (struct bytes){0}, (struct bytes){0}, false, &cursor);
        uint64_t keys = 0;
        for (; cursor.valid; view_next(&cursor))
            keys++;
        ASSERT(keys == view_store_size(view, STORE_BANK));
        view_release(view);
        reading->checked++;
    }
    return NULL;
}

static void queries_run_beside_commits(void **state)
{
    struct arena *arena = arena_new(4096);
    struct database_options options = options_for((struct bytes){0});
    options.pruning = (struct pruning){10, 10};
    struct reading reading = {0};
    ASSERT_OK(database_open(arena, &options, &reading.database));
    pthread_t threads[2];
    for (int t = 0; t < 2; t++)
        assert_int_equal(pthread_create(&threads[t], NULL, read_states, &reading), 0);
    for (int64_t height = FIRST; height <= LAST; height++)
        test_block_put(reading.database, height);
    while (reading.checked < 20)
        usleep(100);
    reading.stop = true;
    for (int t = 0; t < 2; t++)
        pthread_join(threads[t], NULL);
    database_close(reading.database);
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_and_states_survive_a_restart),
        cmocka_unit_test(a_database_in_memory_works_the_same),
        cmocka_unit_test(nothing_is_visible_before_it_is_appended),
        cmocka_unit_test(a_second_process_gets_one_clear_line),
        cmocka_unit_test(pruned_states_are_refused_and_their_blocks_kept),
        cmocka_unit_test(damage_stops_the_start_and_is_named),
        cmocka_unit_test(a_killed_writer_loses_no_committed_block),
        cmocka_unit_test(a_full_disk_stops_before_the_block_counts),
        cmocka_unit_test(queries_run_beside_commits),
    };
    return cmocka_run_group_tests(tests, test_blocks_start, NULL);
}
