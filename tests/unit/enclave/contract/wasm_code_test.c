#include "enclave/contract/wasm_code.h"

#include "tests/support/test.h"

/* Decodes one instruction; gives how many bytes it took, 0 when it is refused. */
static size_t decode(struct arena *arena, const char *hex, struct wasm_instruction *instruction)
{
    struct wasm_reader reader = wasm_reader_new(test_unhex(arena, hex));
    const uint8_t *start = reader.at;
    wasm_next(&reader, instruction);
    return reader.broken ? 0 : (size_t)(reader.at - start);
}

static void every_opcode_of_version_one_and_sign_extension_is_known(void **state)
{
    struct arena *arena = arena_new(4096);
    unsigned known = 0, floats = 0;
    for (unsigned opcode = 0; opcode < 256; opcode++) {
        /* Zeros serve as any immediate but a block type. */
        uint8_t code[16] = {(uint8_t)opcode};
        if (opcode >= WASM_BLOCK && opcode <= WASM_IF)
            code[1] = WASM_BLOCK_EMPTY;
        struct wasm_reader reader = wasm_reader_new(BYTES_OF(code));
        struct wasm_instruction instruction;
        wasm_next(&reader, &instruction);
        known += !reader.broken;
        floats += !reader.broken && instruction.is_float;
    }
    assert_int_equal(known, 172 + 5);
    /* 4 loads and stores, 2 constants, 12 comparisons, 28 operations, 4 + 18 conversions */
    assert_int_equal(floats, 68);
    arena_drop(arena);
}

static void immediates_are_skipped_to_the_byte(void **state)
{
    static const struct {
        const char *hex;
        size_t len;
    } cases[] = {
        {"41ff7f", 3},
        {"42808080808010", 7},
        {"43000000ff", 5},
        {"44000000000000ff01", 9},
        {"0e0201028001", 6},
        {"1183010000", 4},
        {"28028001", 4},
        {"3f00", 2},
        {"1005", 2},
        {"027e", 2},
        {"0b", 1},
        {"c0", 1},
        {"3f01", 0},
        {"4001", 0},
        {"110001", 0},
        {"0e05", 0},
        {"4300", 0},
        {"0270", 0},
        {"06", 0},
        {"c5", 0},
        {"1c017f", 0},
        {"2500", 0},
        {"fc00", 0},
        {"", 0},
        {"0203", 2},
        {"02ff00", 3},
        {"027b", 0},
        {"0280808080808000", 0},
        {"1183808080808000", 0},
        {"11038080808000", 7},
        {"110380808080808000", 0},
        {"fc080100", 4},
        {"fc0903", 3},
        {"fc0a0000", 4},
        {"fc0b00", 3},
        {"fc0a0001", 0},
        {"fc0a0100", 0},
        {"fc0b01", 0},
        {"fc080001", 0},
        {"fc8a00 0000", 5},
        {"fc8a02 0000", 0},
        {"fc0c0000", 0},
        {"fc", 0},
    };
    struct arena *arena = arena_new(4096);
    struct wasm_instruction instruction;
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++)
        assert_int_equal(decode(arena, cases[i].hex, &instruction), cases[i].len);
    assert_int_equal(decode(arena, "108001", &instruction), 3);
    assert_int_equal(instruction.index, 128);
    assert_int_equal(decode(arena, "038102", &instruction), 3);
    assert_true(instruction.has_type);
    assert_int_equal(instruction.index, 257);
    assert_int_equal(decode(arena, "fc8a800000 00", &instruction), 6);
    assert_int_equal(instruction.opcode, WASM_MEMORY_COPY);
    arena_drop(arena);
}

static void what_is_refused_is_named(void **state)
{
    static const struct {
        const char *hex, *name;
    } cases[] = {
        {"fc00", "saturating"},  {"fc07", "saturating"}, {"fd0c", "SIMD"},
        {"fe00", "threads"},     {"1200", "tail calls"}, {"06", "exceptions"},
        {"d070", "reference"},   {"fc0e", "reference"},  {"027b", "SIMD"},
        {"110001", "reference"}, {"fb00", "garbage"},    {"fc13", "wide"},
    };
    struct arena *arena = arena_new(4096);
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct wasm_reader reader = wasm_reader_new(test_unhex(arena, cases[i].hex));
        struct wasm_instruction instruction;
        wasm_next(&reader, &instruction);
        assert_true(reader.broken);
        assert_non_null(reader.refused);
        assert_true(bytes_starts_with(bytes_text(reader.refused->name), bytes_text(cases[i].name)));
    }
    struct wasm_reader reader = wasm_reader_new(BYTES("\xff"));
    struct wasm_instruction instruction;
    wasm_next(&reader, &instruction);
    assert_true(reader.broken && reader.refused == NULL);
    arena_drop(arena);
}

static void locals_are_counted_without_being_made(void **state)
{
    struct arena *arena = arena_new(4096);
    uint32_t count;
    bool has_floats = false;
    struct wasm_reader reader = wasm_reader_new(test_unhex(arena, "02 037f 02 7e"));
    wasm_read_locals(&reader, &count, &has_floats);
    assert_false(reader.broken);
    assert_int_equal(count, 5);
    assert_false(has_floats);
    reader = wasm_reader_new(test_unhex(arena, "01 01 7c"));
    wasm_read_locals(&reader, &count, &has_floats);
    assert_true(has_floats);
    static const char *const refused[] = {"01 d18603 7f", "02 ffffffff0f 7f 01 7f", "ff01",
                                          "01 01"};
    for (size_t i = 0; i < ARRAY_COUNT(refused); i++) {
        reader = wasm_reader_new(test_unhex(arena, refused[i]));
        wasm_read_locals(&reader, &count, &has_floats);
        assert_true(reader.broken);
    }
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_opcode_of_version_one_and_sign_extension_is_known),
        cmocka_unit_test(immediates_are_skipped_to_the_byte),
        cmocka_unit_test(what_is_refused_is_named),
        cmocka_unit_test(locals_are_counted_without_being_made),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
