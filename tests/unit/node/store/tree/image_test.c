#include "node/store/tree/image.h"

#include "common/crypto/hash.h"
#include "node/store/tree/export.h"
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

/* The state-sync stream of set K: item framing as protobuf, written out by hand. */
static void put_item(struct writer *out, uint8_t field, struct bytes body)
{
    writer_byte(out, (uint8_t)(body.len + 2));
    writer_byte(out, (uint8_t)(field << 3 | 2));
    writer_byte(out, (uint8_t)body.len);
    writer_bytes(out, body);
}

struct exporting {
    struct arena *arena;
    struct writer *out;
};

static void put_node(void *context, const struct export_node *node)
{
    struct exporting *exporting = context;
    struct writer body = writer_new(exporting->arena, 64);
    writer_format(&body, "\x0a%c%.*s", (int)node->key.len, BYTES_ARG(node->key));
    if (node->value.len != 0)
        writer_format(&body, "\x12%c%.*s", (int)node->value.len, BYTES_ARG(node->value));
    writer_format(&body, "\x18%c", (int)node->version);
    if (node->height != 0)
        writer_format(&body, "\x20%c", (int)node->height);
    put_item(exporting->out, 2, writer_done(&body));
}

static void export_gives_the_nodes_of_a_state_sync_snapshot(void **state)
{
    struct arena *arena = arena_new(4096);
    struct multistore *stores = multistore_new();
    for (int v = 1; v <= 5; v++) {
        struct change bank = {arena_format(arena, "%c", 'a' + v - 1), arena_format(arena, "%d", v)};
        struct change compute[5];
        for (int i = 0; i < 5; i++)
            compute[i] = (struct change){arena_format(arena, "x%c", 'a' + i), BYTES("")};
        struct change_set changes[STORE_COUNT] = {0};
        changes[STORE_BANK] = (struct change_set){&bank, 1};
        changes[STORE_COMPUTE] = (struct change_set){&compute[v - 1], 1};
        uint8_t app_hash[32];
        multistore_commit(stores, v, changes, app_hash);
    }
    struct writer out = writer_new(arena, 512);
    struct exporting exporting = {arena, &out};
    const struct store_view *view = multistore_latest(stores);
    put_item(&out, 1,
             BYTES("\x0a\x03"
                   "acc"));
    put_item(&out, 1,
             BYTES("\x0a\x04"
                   "bank"));
    view_export(view, STORE_BANK, put_node, &exporting);
    put_item(&out, 1,
             BYTES("\x0a\x07"
                   "compute"));
    view_export(view, STORE_COMPUTE, put_node, &exporting);
    put_item(&out, 3,
             BYTES("\x0a\x07"
                   "compute\x10\x01"));
    put_item(&out, 4, BYTES("\x0a\x08\0asm\x01\0\0\0"));
    view_export(view, STORE_ACC, put_node, &exporting);
    view_release(view);
    uint8_t hash[32];
    crypto_sha256(writer_done(&out), hash);
    ASSERT_HEX(BYTES_OF(hash), "2e1560b114ad20e5798d464e870e6722cbd8a0f6e36dba5f739d2f96764ac322");
    multistore_free(stores);
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_loaded_image_goes_on_as_the_original),
        cmocka_unit_test(an_image_with_any_flipped_bit_never_leads_outside),
        cmocka_unit_test(a_sink_may_give_up_anywhere),
        cmocka_unit_test(export_gives_the_nodes_of_a_state_sync_snapshot),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
