#include "enclave/contract/instrument.h"

#include "enclave/contract/vm.h"
#include "tests/support/test.h"

static status instrument(struct arena *arena, struct bytes wasm, struct bytes *out)
{
    struct wasm_module module;
    TRY(wasm_module_parse(arena, wasm, &module));
    return instrument_module(arena, &module, out);
}

static const char *const vectors[] = {
    "tests/vectors/wasm/probe.wasm",
    "tests/vectors/wasm/probe_v010.wasm",
    "tests/vectors/wasm/metering.wasm",
    "tests/vectors/wasm/stack.wasm",
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
        ASSERT_OK(instrument_module(arena, &before, &out));
        ASSERT_OK(wasm_module_parse(arena, out, &after));
        assert_int_equal(after.functions_count, before.functions_count + 1);
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

static void a_small_module_comes_out_to_the_byte(void **state)
{
    struct arena *arena = arena_new(4096);
    struct bytes out;
    /* (module (memory 1) (func nop (drop (i32.const 1)))) */
    ASSERT_OK(instrument(arena,
                         test_unhex(arena, "0061736d01000000 010401600000 03020100 0503010001"
                                           "0a08 01 06 00 01 41 01 1a 0b"),
                         &out));
    ASSERT_HEX(out, "0061736d01000000"
                    "0109"
                    "02600000"
                    "60017f017f" /* types: its own, (i32) -> i32 */
                    "0303"
                    "020001" /* functions */
                    "0505"
                    "01010"
                    "1c001" /* memory: 1 page, at most 192 */
                    "0610"
                    "03"
                    "7e0142000b"
                    "7e0142000b"
                    "7f0141000b"
                    "0744"
                    "04"
                    "0b"
                    "656e636c6176652e676173"
                    "0300"
                    "11"
                    "656e636c6176652e657868617573746564"
                    "0301"
                    "0d"
                    "656e636c6176652e6465707468"
                    "0302"
                    "0e"
                    "656e636c6176652e6d656d6f7279"
                    "0200"
                    "0a69"
                    "02"
                    "1a"
                    "00"
                    "2300"
                    "4204"
                    "54"
                    "0440"
                    "4204"
                    "2401"
                    "00"
                    "0b" /* too little: note it, stop */
                    "2300"
                    "4204"
                    "7d"
                    "2400" /* pay 4 */
                    "01"
                    "4101"
                    "1a"
                    "0b"
                    "4c"
                    "01017e"
                    "2300"
                    "421c"
                    "54"
                    "0440"
                    "421c"
                    "2401"
                    "00"
                    "0b"
                    "2300"
                    "421c"
                    "7d"
                    "2400"
                    "2000"
                    "ac"
                    "4280c000"
                    "7e"
                    "2101"
                    "2300"
                    "2001"
                    "54"
                    "0440"
                    "2300"
                    "4206"
                    "54"
                    "0440"
                    "4206"
                    "2401"
                    "00"
                    "0b"
                    "2300"
                    "4206"
                    "7d"
                    "2400"
                    "2001"
                    "2401"
                    "00"
                    "0b"
                    "2300"
                    "2001"
                    "7d"
                    "2400"
                    "2000"
                    "0b");
    arena_drop(arena);
}

static void damaged_modules_are_refused_or_rewritten_but_never_more(void **state)
{
    struct arena *arena = arena_new(1 << 20);
    for (size_t i = 0; i < ARRAY_COUNT(vectors); i++) {
        struct bytes wasm = arena_copy(arena, test_file(arena, vectors[i]));
        struct arena_mark mark = arena_mark(arena);
        struct bytes out;
        for (size_t len = 0; len < wasm.len; len++) {
            struct bytes cut = arena_copy(arena, bytes_slice(wasm, 0, len));
            status failure = instrument(arena, cut, &out);
            assert_true(failure == NULL || error_is(failure, &VM_INVALID_CODE));
            arena_rewind(arena, mark);
        }
        for (size_t at = 8; at < wasm.len; at++) {
            uint8_t *damaged = (uint8_t *)arena_copy(arena, wasm).data;
            for (unsigned value = 0; value < 256; value += 17) {
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
        cmocka_unit_test(damaged_modules_are_refused_or_rewritten_but_never_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
