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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_sealed_opens),
        cmocka_unit_test(no_two_blobs_are_equal),
        cmocka_unit_test(a_changed_or_cut_blob_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
