#include "enclave/contract/instrument.h"

#include "enclave/contract/vm.h"
#include "tests/support/test.h"

static status instrument(struct arena *arena, struct bytes wasm, struct bytes *out)
{
    struct wasm_module module;
    TRY(wasm_module_parse(arena, wasm, &module));
    struct instrumented instrumented;
    TRY(instrument_module(arena, &module, &instrumented));
    *out = instrumented.wasm;
    return NULL;
}

static const char *const vectors[] = {
    "tests/vectors/wasm/probe.wasm",    "tests/vectors/wasm/probe_v010.wasm",
    "tests/vectors/wasm/metering.wasm", "tests/vectors/wasm/stack.wasm",
    "tests/vectors/wasm/modern.wasm",
};

static void the_same_module_gives_the_same_bytes(void **state)
{
    for (size_t i = 0; i < ARRAY_COUNT(vectors); i++) {
        struct arena *arena = arena_new(1 << 16);
        struct bytes wasm = test_file(arena, vectors[i]);
        struct bytes first, second;
        ASSERT_OK(instrument(arena, wasm, &first));
        ASSERT_OK(instrument(arena, wasm, &second));
        ASSERT_BYTES(first, second);
        arena_drop(arena);
    }
}

static void the_rewritten_module_keeps_its_own_indices(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    for (size_t i = 0; i < ARRAY_COUNT(vectors); i++) {
        struct wasm_module before, after;
        struct bytes out;
        struct bytes wasm = test_file(arena, vectors[i]);
        ASSERT_OK(wasm_module_parse(arena, wasm, &before));
        ASSERT_OK(instrument(arena, wasm, &out));
        ASSERT_OK(wasm_module_parse(arena, out, &after));
        assert_int_equal(after.functions_count, before.functions_count + 3);
        uint32_t exports = before.sections[WASM_SECTION_EXPORT].count;
        assert_int_equal(after.sections[WASM_SECTION_EXPORT].count, exports + 4);
        for (uint32_t k = 0; k < exports; k++) {
            ASSERT_BYTES(after.exports[k].name, before.exports[k].name);
            assert_int_equal(after.exports[k].index, before.exports[k].index);
        }
        assert_int_equal(after.sections[WASM_SECTION_GLOBAL].count,
                         before.sections[WASM_SECTION_GLOBAL].count + 3);
        assert_true(after.memory.has_maximum);
        assert_int_equal(after.memory.maximum, INSTRUMENT_PAGES_MAX);
        assert_int_equal(after.memory.initial, before.memory.initial);
    }
    arena_drop(arena);
}

/* clang-format off */
/* Section by section; in the code: too little gas, then note it and stop; pay 4; the function's own
 * drop. Behind it the functions that charge for memory and for bytes, and the one that charges
 * joined sequences one by one. */
static const char small_instrumented[] =
    "0061736d01000000"
    "010d" "03600000" "60017f017f" "60017e00"
    "03050400010102"
    "0505010101c001"
    "0610037e0142000b7e0142000b7f0141000b"
    "074404" "0b656e636c6176652e6761730300" "11656e636c6176652e6578686175737465640301"
    "0d656e636c6176652e64657074680302" "0e656e636c6176652e6d656d6f72790200"
    "0acb01" "04"
    "1a00" "2300420454" "04404204240100" "0b" "230042047d2400" "0141011a0b"
    "4c01017e" "2300421c54" "0440421c240100" "0b" "2300421c7d2400"
    "2000ac4280c0007e2101" "2300200154" "0440" "2300420654" "04404206240100" "0b"
    "230042067d2400" "2001240100" "0b" "230020017d2400" "20000b"
    "4a01017e" "2300421c54" "0440421c240100" "0b" "2300421c7d2400"
    "2000ad42017e2101" "2300200154" "0440" "2300420654" "04404206240100" "0b"
    "230042067d2400" "2001240100" "0b" "230020017d2400" "20000b"
    "1600" "2300200054" "04402000240100" "0b" "230020007d2400" "0b";
/* clang-format on */

static void a_small_module_comes_out_to_the_byte(void **state)
{
    struct arena *arena = arena_new(4096);
    struct bytes out;
    /* (module (memory 1) (func nop (drop (i32.const 1)))) */
    ASSERT_OK(instrument(arena,
                         test_unhex(arena, "0061736d01000000 010401600000 03020100 0503010001"
                                           "0a08 01 06 00 01 41 01 1a 0b"),
                         &out));
    ASSERT_HEX(out, small_instrumented);
    arena_drop(arena);
}

static void long_table_numbers_are_written_short(void **state)
{
    /* Of a live call_indirect and of one that cannot run. */
#define TABLES(size, first, number, second)                                                        \
    "0061736d01000000 010401600000 03020100 0404 01 70 00 01  0503010001 0a" size first            \
    "00 41 00 11 00" number "0f 41 00 11 00" number second
    struct arena *arena = arena_new(4096);
    struct bytes out_long, out_short;
    ASSERT_OK(instrument(arena, test_unhex(arena, TABLES("17", "01 15", "80 80 80 80 00", "0b")),
                         &out_long));
    ASSERT_OK(instrument(arena, test_unhex(arena, TABLES("0f", "01 0d", "00", "0b")), &out_short));
    ASSERT_BYTES(out_long, out_short);
    arena_drop(arena);
}

static void damaged_modules_are_refused_or_rewritten_but_never_more(void **state)
{
    struct arena *arena = arena_new(1 << 20);
    for (size_t i = 0; i < ARRAY_COUNT(vectors); i++) {
        struct bytes wasm = arena_copy(arena, test_file(arena, vectors[i]));
        struct arena_mark mark = arena_mark(arena);
        struct bytes out;
        for (size_t len = 0; len < wasm.len; len += 1 + wasm.len / 256) {
            struct bytes cut = arena_copy(arena, bytes_slice(wasm, 0, len));
            status failure = instrument(arena, cut, &out);
            assert_true(failure == NULL || error_is(failure, &VM_INVALID_CODE));
            arena_rewind(arena, mark);
        }
        /* A few hundred places of each; the fuzz target does all. */
        for (size_t at = 8; at < wasm.len; at += 1 + wasm.len / 256) {
            uint8_t *damaged = (uint8_t *)arena_copy(arena, wasm).data;
            for (unsigned value = 0; value < 256; value += 51) {
                damaged[at] = (uint8_t)value;
                status failure = instrument(arena, bytes_make(damaged, wasm.len), &out);
                assert_true(failure == NULL || error_is(failure, &VM_INVALID_CODE) ||
                            failure == &VM_FLOATING_POINT);
            }
            arena_rewind(arena, mark);
        }
    }
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_module_gives_the_same_bytes),
        cmocka_unit_test(the_rewritten_module_keeps_its_own_indices),
        cmocka_unit_test(a_small_module_comes_out_to_the_byte),
        cmocka_unit_test(long_table_numbers_are_written_short),
        cmocka_unit_test(damaged_modules_are_refused_or_rewritten_but_never_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
