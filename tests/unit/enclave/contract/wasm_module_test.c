#include "enclave/contract/wasm_module.h"

#include "enclave/contract/vm.h"
#include "tests/support/test.h"

#define HEADER "0061736d01000000"

static status parse(struct arena *arena, const char *hex, struct wasm_module *module)
{
    return wasm_module_parse(arena, test_unhex(arena, hex), module);
}

static void a_module_is_taken_apart(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    struct wasm_module module;
    ASSERT_OK(
        wasm_module_parse(arena, test_file(arena, "tests/vectors/wasm/probe_v010.wasm"), &module));
    assert_int_equal(module.imported[WASM_FUNCTION], 2);
    assert_int_equal(module.functions_count, 2 + 6);
    assert_int_equal(module.memory.initial, 1);
    assert_false(module.memory.has_maximum);
    assert_false(module.has_floats);
    ASSERT_TEXT(module.imports[1].name, "canonicalize_address");
    const struct wasm_export *init = wasm_find_export(&module, BYTES("init"));
    assert_non_null(init);
    assert_int_equal(init->kind, WASM_FUNCTION);
    assert_int_equal(wasm_function_type(&module, init->index)->params.len, 2);
    assert_null(wasm_find_export(&module, BYTES("execute")));
    ASSERT_OK(wasm_module_check_segments(arena, &module));
    arena_drop(arena);
}

#define NOT_ACCEPTED(name, rust, clang)                                                            \
    name " is not accepted: build with " rust " (Rust) or " clang " (clang)"
#define EXCEPTIONS NOT_ACCEPTED("exceptions", "-C panic=abort", "-fno-exceptions")
#define SIMD       NOT_ACCEPTED("SIMD", "-C target-feature=-simd128", "-mno-simd128")
#define THREADS    NOT_ACCEPTED("threads", "-C target-feature=-atomics", "-mno-atomics")
#define REFERENCES                                                                                 \
    NOT_ACCEPTED("reference types", "-C target-feature=-reference-types", "-mno-reference-types")
#define MEMORY64 NOT_ACCEPTED("64-bit memory", "--target wasm32-unknown-unknown", "--target=wasm32")

static void malformed_modules_are_refused_with_words(void **state)
{
    static const struct {
        const char *hex, *text;
    } cases[] = {
        {"", "not a WebAssembly 1.0 module"},
        {"0061736d02000000", "not a WebAssembly 1.0 module"},
        {HEADER "01", "section is cut off"},
        {HEADER "010560", "section is cut off"},
        {HEADER "0d0100", EXCEPTIONS},
        {HEADER "0e0100", "unknown section 14"},
        {HEADER "0c0101", "data count and data segments differ in number"},
        {HEADER "0c020101", "malformed data count section"},
        {HEADER "0a0100 0c0100", "data count section out of order"},
        {HEADER "030100 010100", "type section out of order"},
        {HEADER "010100 010100", "type section out of order"},
        {HEADER "0001 05", "malformed custom section"},
        {HEADER "0003 02c328", "malformed custom section"},
        {HEADER "0105 ffffffff0f", "too many entries in type section"},
        {HEADER "0104 01 600001", "malformed type section"},
        {HEADER "0105 01 60017500", "malformed type section"},
        {HEADER "0105 01 60017b00", SIMD},
        {HEADER "0105 01 600000 00", "malformed type section"},
        {HEADER "0302 0100", "malformed function section"},
        {HEADER "0104 01600000 0302 0100", "functions and bodies differ in number"},
        {HEADER "0405 01 70 01 02 01", "malformed table section"},
        {HEADER "0406 01 70 00 a19c01", "malformed table section"},
        {HEADER "0404 01 6f 00 01", REFERENCES},
        {HEADER "0407 02 70 00 01 70 00 01", "too many entries in table section"},
        {HEADER "0503 01 02 01", THREADS},
        {HEADER "0503 01 04 01", MEMORY64},
        {HEADER "0503 01 08 01", "malformed memory section"},
        {HEADER "0505 01 00 818004", "malformed memory section"},
        {HEADER "0606 01 7f 02 4100 0b", "malformed global section"},
        {HEADER "0606 01 7f 00 4200 0b", "malformed global section"},
        {HEADER "0606 01 7f 00 2300 0b", "malformed global section"},
        {HEADER "0704 01 00 00 00", "malformed export section"},
        {HEADER "0705 01 01 c3 00 00", "malformed export section"},
        {HEADER "0801", "section is cut off"},
        {HEADER "0802 0000", "malformed start section"},
        {HEADER "0906 01 00 4100 0b 01", "malformed element section"},
        {HEADER "0906 01 01 4100 0b 00", REFERENCES},
        {HEADER "0b06 01 00 4100 0b 01", "malformed data section"},
        {HEADER "0b04 01 01 02 00", "malformed data section"},
        {HEADER "0b04 01 03 01 00", "malformed data section"},
        {HEADER "0b07 01 02 01 4100 0b 00", "malformed data section"},
    };
    struct arena *arena = arena_new(1 << 16);
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct wasm_module module;
        status failure = parse(arena, cases[i].hex, &module);
        assert_true(error_is(failure, &VM_INVALID_CODE));
        ASSERT_TEXT(failure->text, cases[i].text);
    }
    arena_drop(arena);
}

static void signatures_give_several_results_and_segments_wait(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    struct wasm_module module;
    ASSERT_OK(parse(arena, HEADER "0106 01 60 00 027f7e", &module));
    assert_int_equal(module.types[0].results.len, 2);
    /* A passive segment needs no room; an active one can name its memory. */
    ASSERT_OK(parse(arena, HEADER "0503 01 00 01 0c0101 0a0100 0b05 01 01 02 0000", &module));
    assert_int_equal(module.data_count, 1);
    ASSERT_OK(wasm_module_check_segments(arena, &module));
    ASSERT_OK(parse(arena, HEADER "0503 01 00 01 0b0a 01 02 00 41ffff03 0b 01 00", &module));
    ASSERT_OK(wasm_module_check_segments(arena, &module));
    ASSERT_OK(parse(arena, HEADER "0503 01 00 01 0b0b 01 02 00 41ffff03 0b 02 0000", &module));
    assert_true(error_is(wasm_module_check_segments(arena, &module), &VM_INVALID_CODE));
    arena_drop(arena);
}

static void floats_in_signatures_and_globals_are_noticed(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    struct wasm_module module;
    ASSERT_OK(parse(arena, HEADER "0105 01 60017d00", &module));
    assert_true(module.has_floats);
    ASSERT_OK(parse(arena, HEADER "0105 01 6000017c", &module));
    assert_true(module.has_floats);
    ASSERT_OK(parse(arena, HEADER "0609 01 7d 00 4300000000 0b", &module));
    assert_true(module.has_floats);
    arena_drop(arena);
}

static void segments_lie_inside_the_initial_table_and_memory(void **state)
{
    static const struct {
        const char *hex;
        bool fits;
    } cases[] = {
        {HEADER "0503 01 00 01 0b0a 01 00 41ffff03 0b 02 0000", false},
        {HEADER "0503 01 00 01 0b0a 01 00 41feff03 0b 02 0000", true},
        {HEADER "0503 01 00 01 0b07 01 00 417f 0b 01 00", false},
        {HEADER "0503 01 00 01 0b08 01 00 41808004 0b 00", true},
        {HEADER "0404 01 70 00 01 0906 01 00 4101 0b 00", true},
        {HEADER
         "0104 01600000 0302 0100 0404 01 70 00 01 0907 01 00 4101 0b 01 00 0a04 01 02 00 0b",
         false},
    };
    struct arena *arena = arena_new(1 << 16);
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct wasm_module module;
        ASSERT_OK(parse(arena, cases[i].hex, &module));
        assert_int_equal(wasm_module_check_segments(arena, &module) == NULL, cases[i].fits);
    }
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_module_is_taken_apart),
        cmocka_unit_test(malformed_modules_are_refused_with_words),
        cmocka_unit_test(signatures_give_several_results_and_segments_wait),
        cmocka_unit_test(floats_in_signatures_and_globals_are_noticed),
        cmocka_unit_test(segments_lie_inside_the_initial_table_and_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
