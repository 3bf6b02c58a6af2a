#include "enclave/contract/wasm_feature.h"

#include "tests/support/test.h"

static void every_feature_says_how_to_avoid_it(void **state)
{
    struct arena *arena = arena_new(4096);
    unsigned named = 0;
    for (unsigned opcode = 0; opcode <= UINT16_MAX; opcode++) {
        const struct wasm_feature *feature = wasm_feature_of_opcode((uint16_t)opcode);
        if (feature == NULL)
            continue;
        named++;
        assert_true(strlen(feature->name) > 0);
        assert_int_equal(feature->rust[0], '-');
        assert_int_equal(feature->clang[0], '-');
    }
    assert_int_equal(named, 5 + 2 + 2 + 2 + 1 + 1 + 2 + 3 + 4 + 8 + 6 + 4 + 3);
    ASSERT_TEXT(wasm_feature_text(arena, wasm_feature_of_opcode(0xfd)),
                "SIMD is not accepted: build with -C target-feature=-simd128 (Rust) or "
                "-mno-simd128 (clang)");
    arena_drop(arena);
}

static void types_limits_and_sections_belong_to_features(void **state)
{
    assert_null(wasm_feature_of_type(0x7f));
    assert_string_equal(wasm_feature_of_type(0x7b)->name, "SIMD");
    assert_ptr_equal(wasm_feature_of_type(0x70), wasm_feature_of_tables());
    assert_ptr_equal(wasm_feature_of_type(0x6f), wasm_feature_of_tables());
    assert_null(wasm_feature_of_limits(1));
    assert_null(wasm_feature_of_limits(8));
    assert_string_equal(wasm_feature_of_limits(3)->name, "threads");
    assert_string_equal(wasm_feature_of_limits(5)->name, "64-bit memory");
    assert_null(wasm_feature_of_section(12));
    assert_string_equal(wasm_feature_of_section(13)->name, "exceptions");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_feature_says_how_to_avoid_it),
        cmocka_unit_test(types_limits_and_sections_belong_to_features),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
