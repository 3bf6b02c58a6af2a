#include "node/store/tree/image.h"

#include "tests/support/test.h"

struct parts {
    struct writer part[3];
    size_t limit; /* give up when a part would be longer */
};

static bool collect(void *context, enum image_part part, struct bytes data)
{
    struct parts *parts = context;
    if (parts->part[part].len + data.len > parts->limit)
        return false;
    writer_bytes(&parts->part[part], data);
    return true;
}

static void commit_step(struct arena *arena, struct multistore *stores, int version,
                        uint8_t app_hash[32])
{
    struct change_set changes[STORE_COUNT] = {0};
    for (int s = 0; s < 3; s++) {
        struct change *items = ARENA_ARRAY(arena, struct change, 500);
        size_t count = 0;
        for (int k = 0; k < 500; k++) {
            if ((k * 7 + version * 13 + s) % 5 != 0)
                continue;
            items[count].key = arena_format(arena, "key-%d-%04d", s, k);
            if ((k + version) % 4 != 0)
                items[count].value = arena_format(arena, "value %d of %d", k, version);
            count++;
        }
        changes[s * 5] = (struct change_set){items, count};
    }
    multistore_commit(stores, version, changes, app_hash);
}

static struct image image_of(struct arena *arena, struct multistore *stores)
{
    struct parts parts = {.limit = SIZE_MAX};
    for (int p = 0; p < 3; p++)
        parts.part[p] = writer_new(arena, 1 << 16);
    const struct store_view *view = multistore_latest(stores);
    struct image image;
    assert_true(image_write(view, collect, &parts, &image));
    view_release(view);
    assert_int_equal(parts.part[IMAGE_NODES].len, image.node_count * IMAGE_NODE_BYTES);
    assert_int_equal(parts.part[IMAGE_HASHES].len, image.node_count * IMAGE_HASH_BYTES);
    assert_int_equal(parts.part[IMAGE_PAIRS].len, image.pairs_bytes);
    image.nodes = parts.part[IMAGE_NODES].data;
    image.hashes = parts.part[IMAGE_HASHES].data;
    image.pairs = parts.part[IMAGE_PAIRS].data;
    return image;
}

static void a_loaded_image_goes_on_as_the_original(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    struct multistore *stores = multistore_new();
    uint8_t app_hash[32], loaded_hash[32];
    for (int v = 1; v <= 12; v++)
        commit_step(arena, stores, v, app_hash);
    struct image image = image_of(arena, stores);
    assert_true(image_check(&image));
    struct multistore *loaded = multistore_from_image(&image);
    const struct store_view *view = multistore_latest(loaded);
    assert_int_equal(view_version(view), 12);
    view_app_hash(view, loaded_hash);
    assert_memory_equal(loaded_hash, app_hash, 32);
    for (int v = 13; v <= 24; v++) {
        commit_step(arena, stores, v, app_hash);
        commit_step(arena, loaded, v, loaded_hash);
        assert_memory_equal(loaded_hash, app_hash, 32);
        multistore_prune(loaded, v - 1);
    }
    struct image again = image_of(arena, loaded), original = image_of(arena, stores);
    assert_int_equal(again.node_count, original.node_count);
    assert_memory_equal(again.hashes, original.hashes, again.node_count * IMAGE_HASH_BYTES);
    assert_memory_equal(again.pairs, original.pairs, again.pairs_bytes);
    view_release(view);
    multistore_free(loaded);
    multistore_free(stores);
    arena_drop(arena);
}

static void an_image_with_any_flipped_bit_never_leads_outside(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    struct multistore *stores = multistore_new();
    uint8_t app_hash[32];
    commit_step(arena, stores, 1, app_hash);
    struct image image = image_of(arena, stores);
    uint8_t *nodes = (uint8_t *)(uintptr_t)image.nodes;
    size_t bits = 8 * IMAGE_NODE_BYTES * 8;
    for (size_t bit = 0; bit < bits; bit++) {
        nodes[bit / 8] ^= (uint8_t)(1 << bit % 8);
        if (image_check(&image)) {
            struct multistore *loaded = multistore_from_image(&image);
            const struct store_view *view = multistore_latest(loaded);
            struct bytes value;
            for (int k = 0; k < 500; k += 50)
                view_get(view, STORE_ACC, arena_format(arena, "key-0-%04d", k), &value);
            view_release(view);
            multistore_free(loaded);
        }
        nodes[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    image.roots[0] = (uint32_t)image.node_count;
    assert_false(image_check(&image));
    multistore_free(stores);
    arena_drop(arena);
}

static void a_sink_may_give_up_anywhere(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    struct multistore *stores = multistore_new();
    uint8_t app_hash[32];
    commit_step(arena, stores, 1, app_hash);
    const struct store_view *view = multistore_latest(stores);
    for (size_t limit = 0; limit < 4000; limit += 97) {
        struct parts parts = {.limit = limit};
        for (int p = 0; p < 3; p++)
            parts.part[p] = writer_new(arena, 4096);
        struct image image;
        assert_false(image_write(view, collect, &parts, &image));
    }
    view_release(view);
    multistore_free(stores);
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_loaded_image_goes_on_as_the_original),
        cmocka_unit_test(an_image_with_any_flipped_bit_never_leads_outside),
        cmocka_unit_test(a_sink_may_give_up_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
