#include "node/store/tree/multistore_internal.h"

#include "common/base/memory.h"
#include "common/crypto/hash.h"
#include <stdlib.h>

#include "tests/support/test.h"

/* A multistore beside a model: the sorted keys and values of every version as plain arrays. */
enum { KEYS = 300, VERSIONS = 40 };

struct model {
    bool present[VERSIONS + 1][KEYS];
    uint32_t values[VERSIONS + 1][KEYS];
};

static uint32_t next_random(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*seed >> 33);
}

/* Keys with long shared beginnings, one the beginning of another, of many lengths. */
static struct bytes model_key(struct arena *arena, int k)
{
    return arena_format(arena, "%.*s%03d%.*s", (k / 100) * 20,
                        "a-prefix-of-sixty-bytes-that-many-keys-share-as-modules-do-xx", k, k % 7,
                        "abcdefgh");
}

struct sorted_key {
    struct bytes key;
    int number;
};

static int compare_keys(const void *left, const void *right)
{
    return bytes_compare(((const struct sorted_key *)left)->key,
                         ((const struct sorted_key *)right)->key);
}

static struct sorted_key *sorted_keys(struct arena *arena)
{
    struct sorted_key *keys = ARENA_ARRAY(arena, struct sorted_key, KEYS);
    for (int k = 0; k < KEYS; k++)
        keys[k] = (struct sorted_key){model_key(arena, k), k};
    qsort(keys, KEYS, sizeof keys[0], compare_keys);
    return keys;
}

static struct change_set random_changes(struct arena *arena, uint64_t *seed, int version,
                                        const struct sorted_key *keys, struct model *model)
{
    struct change *items = ARENA_ARRAY(arena, struct change, KEYS);
    size_t count = 0;
    memcpy(model->present[version], model->present[version - 1], sizeof model->present[0]);
    memcpy(model->values[version], model->values[version - 1], sizeof model->values[0]);
    uint32_t share = next_random(seed) % 40, deletes = next_random(seed) % 60;
    for (int i = 0; i < KEYS; i++) {
        if (next_random(seed) % 100 >= share)
            continue;
        uint32_t value = next_random(seed);
        bool removed = next_random(seed) % 100 < deletes;
        model->present[version][i] = !removed;
        model->values[version][i] = value;
        items[count].key = keys[i].key;
        if (!removed)
            items[count].value = arena_copy(arena, bytes_make(&value, sizeof value));
        count++;
    }
    return (struct change_set){items, count};
}

static void check_cursor(const struct store_view *view, const struct sorted_key *keys,
                         const bool *present, int from, int to, bool reverse)
{
    struct bytes start = from < 0 ? (struct bytes){0} : keys[from].key;
    struct bytes end = to < 0 ? (struct bytes){0} : keys[to].key;
    int first = from < 0 ? 0 : from, last = (to < 0 ? KEYS : to) - 1;
    struct view_cursor cursor;
    view_seek(view, STORE_BANK, start, end, reverse, &cursor);
    for (int i = reverse ? last : first; i >= first && i <= last; i += reverse ? -1 : 1) {
        if (!present[i])
            continue;
        assert_true(cursor.valid);
        ASSERT_BYTES(cursor.key, keys[i].key);
        view_next(&cursor);
    }
    assert_false(cursor.valid);
}

static void check_view(const struct store_view *view, const struct sorted_key *keys,
                       const struct model *model, int version, uint64_t *seed)
{
    uint64_t size = 0;
    for (int i = 0; i < KEYS; i++) {
        struct bytes value;
        bool found = view_get(view, STORE_BANK, keys[i].key, &value);
        assert_int_equal(found, model->present[version][i]);
        if (found)
            ASSERT_BYTES(value, bytes_make(&model->values[version][i], 4));
        size += found;
    }
    assert_int_equal(view_store_size(view, STORE_BANK), size);
    const bool *present = model->present[version];
    check_cursor(view, keys, present, -1, -1, false);
    check_cursor(view, keys, present, -1, -1, true);
    for (int i = 0; i < 10; i++) {
        int from = (int)(next_random(seed) % KEYS), to = (int)(next_random(seed) % KEYS);
        check_cursor(view, keys, present, from, to, false);
        check_cursor(view, keys, present, from, to, true);
        check_cursor(view, keys, present, -1, to, true);
        check_cursor(view, keys, present, from, -1, true);
    }
}

static void every_held_version_stays_as_it_was(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    struct model *model = ARENA_NEW(arena, struct model);
    struct sorted_key *keys = sorted_keys(arena);
    const struct store_view *held[VERSIONS + 1] = {0};
    struct multistore *stores = multistore_new();
    uint64_t seed = 7;
    for (int v = 1; v <= VERSIONS; v++) {
        struct change_set changes[STORE_COUNT] = {0};
        changes[STORE_BANK] = random_changes(arena, &seed, v, keys, model);
        uint8_t app_hash[32], again[32];
        /* What is discarded leaves no trace. */
        multistore_apply(stores, v, changes, again);
        multistore_discard(stores);
        multistore_commit(stores, v, changes, app_hash);
        assert_memory_equal(app_hash, again, 32);
        if (v % 3 == 0)
            held[v] = multistore_latest(stores);
        multistore_prune(stores, v - 2);
        if (v % 7 == 0) {
            for (int h = 1; h < v - 6; h++) {
                if (held[h] != NULL)
                    view_release(held[h]);
                held[h] = NULL;
            }
        }
        for (int h = 1; h <= v; h++)
            if (held[h] != NULL)
                check_view(held[h], keys, model, h, &seed);
    }
    assert_null(multistore_at(stores, VERSIONS - 3));
    for (int h = 1; h <= VERSIONS; h++)
        if (held[h] != NULL)
            view_release(held[h]);
    multistore_prune(stores, VERSIONS);
    struct multistore_size size = multistore_size(stores);
    const struct store_view *latest = multistore_latest(stores);
    uint64_t leaves = view_store_size(latest, STORE_BANK);
    view_release(latest);
    assert_int_equal(size.orphans, 0);
    assert_int_equal(size.oldest, VERSIONS);
    assert_int_equal(size.nodes, 2 * leaves - 1);
    multistore_free(stores);
    arena_drop(arena);
}

static void replay_gives_the_hash_of_commit(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    struct model *model = ARENA_NEW(arena, struct model);
    struct sorted_key *keys = sorted_keys(arena);
    struct multistore *stores = multistore_new(), *replayed = multistore_new();
    uint64_t seed = 11;
    uint8_t app_hash[32], settled[32];
    for (int v = 1; v <= VERSIONS; v++) {
        struct change_set changes[STORE_COUNT] = {0};
        changes[STORE_BANK] = random_changes(arena, &seed, v, keys, model);
        multistore_commit(stores, v + 99, changes, app_hash);
        multistore_replay(replayed, v + 99, changes);
    }
    multistore_settle(replayed, settled);
    assert_memory_equal(settled, app_hash, 32);
    assert_int_equal(multistore_size(replayed).orphans, 0);
    const struct store_view *view = multistore_at(replayed, VERSIONS + 99);
    check_view(view, keys, model, VERSIONS, &seed);
    view_release(view);
    multistore_free(stores);
    multistore_free(replayed);
    arena_drop(arena);
}

static void empty_stores_have_the_known_app_hash(void **state)
{
    struct multistore *stores = multistore_new();
    struct change_set changes[STORE_COUNT] = {0};
    uint8_t app_hash[32];
    multistore_commit(stores, 1, changes, app_hash);
    ASSERT_HEX(BYTES_OF(app_hash),
               "92cb78a318c0e9fa1dec83d607cd8cec94452306a3b64bc199bf45d380a78ff5");
    multistore_free(stores);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_held_version_stays_as_it_was),
        cmocka_unit_test(replay_gives_the_hash_of_commit),
        cmocka_unit_test(empty_stores_have_the_known_app_hash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
