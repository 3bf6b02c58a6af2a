#include "enclave/contract/wasm_reader.h"

#include "tests/support/test.h"

static struct wasm_reader reader_of(struct arena *arena, const char *hex)
{
    return wasm_reader_new(test_unhex(arena, hex));
}

static void unsigned_numbers_end_at_32_bits(void **state)
{
    static const struct {
        const char *hex;
        uint32_t value;
        bool broken;
    } cases[] = {
        {"00", 0, false},
        {"7f", 127, false},
        {"8001", 128, false},
        {"8000", 0, false}, /* longer than needed, but allowed */
        {"ffffffff0f", UINT32_MAX, false},
        {"ffffffff1f", 0, true},
        {"808080808000", 0, true},
        {"80", 0, true},
        {"", 0, true},
    };
    struct arena *arena = arena_new(4096);
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct wasm_reader reader = reader_of(arena, cases[i].hex);
        assert_int_equal(wasm_u32(&reader), cases[i].value);
        assert_int_equal(reader.broken, cases[i].broken);
    }
    arena_drop(arena);
}

static void signed_numbers_repeat_their_sign_in_the_last_byte(void **state)
{
    static const struct {
        const char *hex;
        unsigned bits;
        int64_t value;
        bool broken;
    } cases[] = {
        {"00", 32, 0, false},
        {"7f", 32, -1, false},
        {"3f", 32, 63, false},
        {"40", 32, -64, false},
        {"ffffffff07", 32, INT32_MAX, false},
        {"8080808078", 32, INT32_MIN, false},
        {"ffffffff0f", 32, 0, true},
        {"8080808070", 32, 0, true},
        {"808080808000", 32, 0, true},
        {"ffffffffffffffffff00", 64, INT64_MAX, false},
        {"8080808080808080807f", 64, INT64_MIN, false},
        {"ffffffffffffffffff01", 64, 0, true},
        {"8080808080808080807e", 64, 0, true},
        {"80", 64, 0, true},
    };
    struct arena *arena = arena_new(4096);
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct wasm_reader reader = reader_of(arena, cases[i].hex);
        assert_int_equal(wasm_signed(&reader, cases[i].bits), cases[i].value);
        assert_int_equal(reader.broken, cases[i].broken);
    }
    arena_drop(arena);
}

static void reading_past_the_end_breaks_for_good(void **state)
{
    struct arena *arena = arena_new(4096);
    struct wasm_reader reader = reader_of(arena, "010203");
    assert_int_equal(wasm_span(&reader, 2).len, 2);
    assert_int_equal(wasm_span(&reader, 2).len, 0);
    assert_true(reader.broken);
    assert_int_equal(wasm_left(&reader), 0);
    assert_int_equal(wasm_byte(&reader), 0);
    assert_true(reader.broken);
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unsigned_numbers_end_at_32_bits),
        cmocka_unit_test(signed_numbers_repeat_their_sign_in_the_last_byte),
        cmocka_unit_test(reading_past_the_end_breaks_for_good),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
