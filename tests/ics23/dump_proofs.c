#include <stdio.h>

#include "common/base/halt.h"
#include "node/store/tree/proof.h"

/* Prints proofs for verify.mjs, one JSON object a line: trees of several sizes and ages; of each,
 * keys that are there and keys before, between and after them. The values are printable, so nothing
 * needs escaping. */
enum { KEYS_MAX = 1000 };

static void print_hex(const char *name, struct bytes data)
{
    printf("\"%s\":\"", name);
    for (size_t i = 0; i < data.len; i++)
        printf("%02x", data.data[i]);
    printf("\",");
}

static void print_proof(struct arena *arena, const struct store_view *view, enum store_id store,
                        struct bytes key)
{
    uint8_t app_hash[32], root[32];
    struct bytes value;
    bool present = view_get(view, store, key, &value);
    view_app_hash(view, app_hash);
    view_store_root(view, store, root);
    printf("{");
    print_hex("appHash", BYTES_OF(app_hash));
    print_hex("root", BYTES_OF(root));
    print_hex("key", key);
    if (present)
        print_hex("value", value);
    print_hex("proof", proof_key(arena, view, store, key));
    print_hex("storeProof", proof_store(arena, view, store));
    printf("\"present\":%s,\"store\":\"%s\"}\n", present ? "true" : "false", store_name(store));
}

/* Even numbers are keys, odd ones are not. */
static void dump_tree(struct arena *arena, enum store_id store, int keys)
{
    static struct change items[KEYS_MAX];
    struct multistore *stores = multistore_new();
    uint8_t app_hash[32];
    for (int64_t version = 1; version <= 3; version++) {
        size_t count = 0;
        for (int k = 0; k < keys; k++) {
            if (version != 1 && k % 5 != (int)version)
                continue;
            items[count].key = arena_format(arena, "key-%06d", 2 * k + 2);
            items[count++].value = arena_format(arena, "value %d of %lld", k, (long long)version);
        }
        struct change_set changes[STORE_COUNT] = {0};
        changes[store] = (struct change_set){items, count};
        multistore_commit(stores, version, changes, app_hash);
    }
    const struct store_view *view = multistore_latest(stores);
    int step = keys < 20 ? 1 : keys / 10;
    for (int number = 1; number <= 2 * keys + 1; number += step)
        print_proof(arena, view, store, arena_format(arena, "key-%06d", number));
    print_proof(arena, view, store, BYTES("a"));
    print_proof(arena, view, store, BYTES("key-000002x"));
    print_proof(arena, view, store, BYTES("z"));
    view_release(view);
    multistore_free(stores);
}

int main(void)
{
    static const int sizes[] = {1, 2, 3, 4, 5, 7, 8, 13, 100, KEYS_MAX};
    struct arena *arena = arena_new(1 << 16);
    for (size_t i = 0; i < ARRAY_COUNT(sizes); i++)
        dump_tree(arena, (enum store_id)(i * 7 % STORE_COUNT), sizes[i]);
    arena_drop(arena);
    return 0;
}
