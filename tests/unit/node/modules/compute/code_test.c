#include <zlib.h>

#include "node/modules/compute/internal.h"
#include "tests/support/test.h"

static struct bytes gzip(struct arena *arena, struct bytes data)
{
    z_stream stream = {.next_in = (uint8_t *)(uintptr_t)data.data, .avail_in = (uInt)data.len};
    assert_int_equal(deflateInit2(&stream, 9, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY),
                     Z_OK);
    size_t room = deflateBound(&stream, data.len);
    uint8_t *out = arena_alloc(arena, room);
    stream.next_out = out;
    stream.avail_out = (uInt)room;
    assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
    deflateEnd(&stream);
    return bytes_make(out, room - stream.avail_out);
}

static void plain_code_stays_and_packed_code_is_unpacked(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    struct bytes wasm;
    ASSERT_OK(compute_unpack(arena, BYTES("\0asm plain"), &wasm));
    ASSERT_TEXT(bytes_from(wasm, 5), "plain");
    ASSERT_OK(compute_unpack(arena, gzip(arena, BYTES("the module")), &wasm));
    ASSERT_TEXT(wasm, "the module");
    arena_drop(arena);
}

static void a_longer_module_is_cut_at_the_limit(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    struct bytes zeros = bytes_make(arena_zalloc(arena, 3 << 20), 3 << 20), wasm;
    ASSERT_OK(compute_unpack(arena, gzip(arena, zeros), &wasm));
    assert_int_equal(wasm.len, COMPUTE_CODE_BYTES_MAX);
    arena_drop(arena);
}

static void a_cut_off_file_is_refused_with_the_recorded_text(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    struct bytes packed = gzip(arena, BYTES("the module")), wasm;
    status refused = compute_unpack(arena, bytes_slice(packed, 0, packed.len - 6), &wasm);
    assert_non_null(refused);
    ASSERT_TEXT(refused->text, "unexpected EOF");
    arena_drop(arena);
}

/* Each byte flipped in turn: of the header, of what is packed, of its checksum and its length. */
static void a_damaged_file_is_refused_by_its_damage(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    struct bytes packed = gzip(arena, BYTES("the module")), wasm;
    uint8_t *damaged = arena_alloc(arena, packed.len);
    static const struct {
        int place; /* from the end when it is below zero */
        uint8_t flip;
        const char *text;
    } rows[] = {
        {3, 0x02, "gzip: invalid header"},
        {10, 0x06, "flate: corrupt input before offset"},
        {-8, 0x01, "gzip: invalid checksum"},
        {-1, 0x01, "gzip: invalid checksum"},
    };
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        size_t place =
            rows[i].place < 0 ? packed.len - (size_t)-rows[i].place : (size_t)rows[i].place;
        memcpy(damaged, packed.data, packed.len);
        damaged[place] ^= rows[i].flip;
        status refused = compute_unpack(arena, bytes_make(damaged, packed.len), &wasm);
        assert_non_null(refused);
        assert_true(bytes_starts_with(refused->text, bytes_text(rows[i].text)));
    }
    arena_drop(arena);
}

/* Only the first member counts, and what follows it is not looked at. */
static void what_follows_the_first_member_is_ignored(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    struct bytes first = gzip(arena, BYTES("the module")), wasm;
    ASSERT_OK(compute_unpack(arena, ARENA_CONCAT(arena, first, first), &wasm));
    ASSERT_TEXT(wasm, "the module");
    ASSERT_OK(compute_unpack(arena, ARENA_CONCAT(arena, first, BYTES("rubbish")), &wasm));
    ASSERT_TEXT(wasm, "the module");
    ASSERT_OK(compute_unpack(arena, gzip(arena, BYTES("")), &wasm));
    assert_int_equal(wasm.len, 0);
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_code_stays_and_packed_code_is_unpacked),
        cmocka_unit_test(a_longer_module_is_cut_at_the_limit),
        cmocka_unit_test(a_cut_off_file_is_refused_with_the_recorded_text),
        cmocka_unit_test(a_damaged_file_is_refused_by_its_damage),
        cmocka_unit_test(what_follows_the_first_member_is_ignored),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
