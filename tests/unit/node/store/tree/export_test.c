#include "node/store/tree/export.h"

#include "common/crypto/hash.h"
#include "tests/support/rows.h"
#include "tests/support/test.h"

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

/* The node lines of the vectors, in their form. */
static void put_line(void *context, const struct export_node *node)
{
    struct exporting *exporting = context;
    char *key = test_hex(node->key), *value = test_hex(node->value);
    writer_format(exporting->out, "node %s %s %d %d\n", key, value[0] == '\0' ? "-" : value,
                  (int)node->version, node->height);
    test_hex_free(key);
    test_hex_free(value);
}

static void nodes_come_in_the_order_of_go_iavl(void **state)
{
    struct arena *arena = arena_new(4096);
    struct multistore *stores = multistore_new();
    for (int v = 1; v <= 5; v++) {
        struct change change = {arena_format(arena, "%c", 'a' + v - 1),
                                arena_format(arena, "%d", v)};
        struct change_set changes[STORE_COUNT] = {0};
        uint8_t app_hash[32];
        changes[STORE_MINT] = (struct change_set){&change, 1};
        multistore_commit(stores, v, changes, app_hash);
    }
    struct writer out = writer_new(arena, 512), expected = writer_new(arena, 512);
    struct exporting exporting = {arena, &out};
    const struct store_view *view = multistore_latest(stores);
    view_export(view, STORE_MINT, put_line, &exporting);
    view_release(view);
    struct bytes file = test_file(arena, "tests/vectors/iavl/trees.txt");
    while (file.len != 0) {
        struct bytes line = test_take(&file, '\n');
        if (bytes_starts_with(line, BYTES("node ")))
            writer_format(&expected, "%.*s\n", BYTES_ARG(line));
    }
    assert_true(expected.len != 0);
    ASSERT_BYTES(writer_done(&out), writer_done(&expected));
    multistore_free(stores);
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(export_gives_the_nodes_of_a_state_sync_snapshot),
        cmocka_unit_test(nodes_come_in_the_order_of_go_iavl),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
