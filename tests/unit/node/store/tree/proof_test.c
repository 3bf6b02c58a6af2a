#include "node/store/tree/proof.h"

#include "common/crypto/hash.h"
#include "common/encoding/protobuf.h"
#include "schema/core/cosmos_ics23_v1.h"
#include "tests/support/rows.h"
#include "tests/support/test.h"

/* a=1 .. e=5, one key per version. */
static struct multistore *letters(void)
{
    struct multistore *stores = multistore_new();
    for (int v = 1; v <= 5; v++) {
        uint8_t key = (uint8_t)('a' + v - 1), value = (uint8_t)('0' + v), app_hash[32];
        struct change change = {bytes_make(&key, 1), bytes_make(&value, 1)};
        struct change_set changes[STORE_COUNT] = {0};
        changes[STORE_BANK] = (struct change_set){&change, 1};
        multistore_commit(stores, v, changes, app_hash);
    }
    return stores;
}

static void proofs_equal_those_of_go_iavl(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    struct multistore *stores = letters();
    const struct store_view *view = multistore_latest(stores);
    struct bytes file = test_file(arena, "tests/vectors/iavl/trees.txt");
    size_t proofs = 0;
    while (file.len != 0) {
        struct bytes line = test_take(&file, '\n');
        struct bytes word = test_take(&line, ' ');
        if (!bytes_is(word, "exist") && !bytes_is(word, "absent"))
            continue;
        struct bytes key = test_unhex(arena, arena_text(arena, test_take(&line, ' ')));
        ASSERT_BYTES(proof_key(arena, view, STORE_BANK, key),
                     test_unhex(arena, arena_text(arena, line)));
        proofs++;
    }
    assert_int_equal(proofs, 6);
    view_release(view);
    multistore_free(stores);
    arena_drop(arena);
}

/* Folds an existence proof as a verifier does. */
static void fold(const struct cosmos_ics23_v1_existence_proof *proof, uint8_t hash[32])
{
    uint8_t value_hash[32], key_len[1] = {(uint8_t)proof->key.len};
    assert_true(proof->key.len < 128);
    crypto_sha256(proof->value, value_hash);
    CRYPTO_SHA256(hash, proof->leaf->prefix, BYTES_OF(key_len), proof->key, BYTES("\x20"),
                  BYTES_OF(value_hash));
    for (size_t i = 0; i < proof->path.count; i++)
        CRYPTO_SHA256(hash, proof->path.items[i].prefix, bytes_make(hash, 32),
                      proof->path.items[i].suffix);
}

static void every_store_is_proven_against_the_app_hash(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    struct multistore *stores = letters();
    const struct store_view *view = multistore_latest(stores);
    uint8_t app_hash[32];
    view_app_hash(view, app_hash);
    for (int s = 0; s < STORE_COUNT; s++) {
        struct cosmos_ics23_v1_commitment_proof proof = {0};
        uint8_t hash[32], root[32];
        ASSERT_OK(protobuf_decode(arena, &cosmos_ics23_v1_commitment_proof_type,
                                  proof_store(arena, view, (enum store_id)s), &proof));
        assert_int_equal(proof.proof_case, 1);
        ASSERT_TEXT(proof.exist->key, store_name((enum store_id)s));
        view_store_root(view, (enum store_id)s, root);
        ASSERT_BYTES(proof.exist->value, BYTES_OF(root));
        fold(proof.exist, hash);
        assert_memory_equal(hash, app_hash, 32);
    }
    view_release(view);
    multistore_free(stores);
    arena_drop(arena);
}

static void an_empty_store_has_no_neighbours_to_show(void **state)
{
    struct arena *arena = arena_new(4096);
    struct multistore *stores = multistore_new();
    const struct store_view *view = multistore_latest(stores);
    ASSERT_HEX(proof_key(arena, view, STORE_ACC, BYTES("k")), "12030a016b");
    view_release(view);
    multistore_free(stores);
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(proofs_equal_those_of_go_iavl),
        cmocka_unit_test(every_store_is_proven_against_the_app_hash),
        cmocka_unit_test(an_empty_store_has_no_neighbours_to_show),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
