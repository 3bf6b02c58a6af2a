#include "enclave/keys/sealing.h"

#include "tests/support/test.h"

static void what_is_sealed_opens(void **state)
{
    struct arena *arena = arena_new(4096);
    struct bytes blob = sealing_seal(arena, BYTES("seeds")), payload;
    assert_int_equal(blob.len, 5 + SEALING_OVERHEAD);
    assert_true(sealing_open(arena, blob, &payload));
    ASSERT_TEXT(payload, "seeds");
    assert_true(bytes_starts_with(blob, BYTES("secretd simulation, not secret")));
    arena_drop(arena);
}

static void no_two_blobs_are_equal(void **state)
{
    struct arena *arena = arena_new(4096);
    assert_false(bytes_equal(sealing_seal(arena, BYTES("a")), sealing_seal(arena, BYTES("a"))));
    arena_drop(arena);
}

static void a_changed_or_cut_blob_is_refused(void **state)
{
    struct arena *arena = arena_new(4096);
    struct bytes blob = sealing_seal(arena, BYTES("seeds")), payload;
    for (size_t i = 0; i < blob.len; i++) {
        uint8_t *copy = (uint8_t *)arena_copy(arena, blob).data;
        copy[i] ^= 1;
        assert_false(sealing_open(arena, bytes_make(copy, blob.len), &payload));
        assert_false(sealing_open(arena, bytes_slice(blob, 0, i), &payload));
    }
    arena_drop(arena);
}

static struct keys_chain *chain_of(uint8_t byte)
{
    struct keys_secret seeds[2];
    memset(seeds, byte, sizeof seeds);
    struct keys_chain *chain = keys_chain_new();
    keys_chain_load(chain, seeds, 2);
    return chain;
}

static void native_code_opens_for_its_network_and_purpose_only(void **state)
{
    struct arena *arena = arena_new(4096);
    struct keys_chain *ours = chain_of(1), *theirs = chain_of(2);
    struct bytes blob = sealing_seal_native(arena, ours, BYTES("token"), BYTES("code")), payload;
    assert_true(sealing_open_native(arena, ours, BYTES("token"), blob, &payload));
    ASSERT_TEXT(payload, "code");
    assert_false(sealing_open_native(arena, ours, BYTES("other"), blob, &payload));
    assert_false(sealing_open_native(arena, theirs, BYTES("token"), blob, &payload));
    assert_false(sealing_open(arena, blob, &payload));
    /* What anybody can seal in a simulation is no native code. */
    blob = sealing_seal(arena, BYTES("code"));
    assert_false(sealing_open_native(arena, ours, BYTES("token"), blob, &payload));
    assert_false(sealing_open_native(arena, ours, BYTES(""), blob, &payload));
    keys_chain_free(ours);
    keys_chain_free(theirs);
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_sealed_opens),
        cmocka_unit_test(no_two_blobs_are_equal),
        cmocka_unit_test(a_changed_or_cut_blob_is_refused),
        cmocka_unit_test(native_code_opens_for_its_network_and_purpose_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
