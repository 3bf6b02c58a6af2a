#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "common/base/halt.h"
#include "node/store/tree/view.h"

/* Updates a tree the way blocks do: sorted changes, one commit each. The Go program beside it does
 * the same with the same numbers; both print one line with the last root, so that speed counts only
 * when roots are equal.
 *
 *   iavl_bench KEYS BLOCKS CHANGES      of the changes 70 % replace, 20 % insert, 10 % remove */
enum { KEY_BYTES = 32, VALUE_BYTES = 100 };

struct workload {
    uint64_t seed;
    uint8_t (*keys)[KEY_BYTES]; /* that are in the tree, in no order */
    size_t count;
};

static uint64_t next_random(struct workload *load)
{
    uint64_t z = load->seed += 0x9e3779b97f4a7c15;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
}

static void fill(struct workload *load, uint8_t *out, size_t bytes)
{
    for (size_t i = 0; i < bytes; i += 4)
        store_be32(out + i, (uint32_t)next_random(load));
}

static double now_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static int compare_changes(const void *left, const void *right)
{
    return bytes_compare(((const struct change *)left)->key, ((const struct change *)right)->key);
}

/* One block's changes. Keys of the tree that were drawn move to the front, so that each comes once.
 */
static void draw_block(struct workload *load, struct arena *arena, struct change *items,
                       size_t count)
{
    size_t old_count = load->count, drawn = 0, removed_count = 0;
    size_t *removed = arena_alloc(arena, count * sizeof removed[0]);
    for (size_t i = 0; i < count; i++) {
        uint8_t *key = arena_alloc(arena, KEY_BYTES), *value = arena_alloc(arena, VALUE_BYTES);
        items[i] = (struct change){.key = bytes_make(key, KEY_BYTES)};
        uint64_t kind = next_random(load) % 10;
        if (kind < 2) {
            fill(load, key, KEY_BYTES);
            memcpy(load->keys[load->count++], key, KEY_BYTES);
        } else {
            size_t place = drawn + next_random(load) % (old_count - drawn);
            memcpy(key, load->keys[place], KEY_BYTES);
            memcpy(load->keys[place], load->keys[drawn], KEY_BYTES);
            memcpy(load->keys[drawn], key, KEY_BYTES);
            if (kind == 2)
                removed[removed_count++] = drawn;
            drawn++;
        }
        if (kind == 2)
            continue;
        fill(load, value, VALUE_BYTES);
        items[i].value = bytes_make(value, VALUE_BYTES);
    }
    while (removed_count != 0)
        memcpy(load->keys[removed[--removed_count]], load->keys[--load->count], KEY_BYTES);
    qsort(items, count, sizeof items[0], compare_changes);
}

static void commit(struct multistore *stores, int64_t version, struct change *items, size_t count)
{
    struct change_set changes[STORE_COUNT] = {0};
    changes[STORE_BANK] = (struct change_set){items, count};
    uint8_t app_hash[32];
    multistore_commit(stores, version, changes, app_hash);
    multistore_prune(stores, version);
}

static void print_result(struct multistore *stores, size_t applied, double seconds, double load)
{
    uint8_t root[32];
    const struct store_view *view = multistore_latest(stores);
    view_store_root(view, STORE_BANK, root);
    view_release(view);
    printf("c root ");
    for (int i = 0; i < 32; i++)
        printf("%02x", root[i]);
    printf(" updates/s %.0f load-s %.2f\n", (double)applied / seconds, load);
}

int main(int argc, char **argv)
{
    if (argc != 4)
        halt("usage: iavl_bench KEYS BLOCKS CHANGES");
    size_t keys = strtoul(argv[1], NULL, 10), blocks = strtoul(argv[2], NULL, 10),
           per_block = strtoul(argv[3], NULL, 10);
    struct workload load = {.seed = 1};
    load.keys = calloc(keys + blocks * per_block, KEY_BYTES);
    struct arena *arena = arena_new(1 << 20);
    struct change *items = calloc(keys > per_block ? keys : per_block, sizeof items[0]);
    ASSERT(load.keys != NULL && items != NULL);
    for (; load.count < keys; load.count++) {
        uint8_t *value = arena_alloc(arena, VALUE_BYTES);
        fill(&load, load.keys[load.count], KEY_BYTES);
        fill(&load, value, VALUE_BYTES);
        items[load.count].key = arena_copy(arena, BYTES_OF(load.keys[load.count]));
        items[load.count].value = bytes_make(value, VALUE_BYTES);
    }
    struct multistore *stores = multistore_new();
    qsort(items, keys, sizeof items[0], compare_changes);
    double start = now_seconds();
    commit(stores, 1, items, keys);
    double load_seconds = now_seconds() - start, seconds = 0;
    for (size_t block = 0; block < blocks; block++) {
        arena_reset(arena);
        draw_block(&load, arena, items, per_block);
        start = now_seconds();
        commit(stores, (int64_t)block + 2, items, per_block);
        seconds += now_seconds() - start;
    }
    print_result(stores, blocks * per_block, seconds, load_seconds);
    multistore_free(stores);
    arena_drop(arena);
    free(items);
    free(load.keys);
    return 0;
}
