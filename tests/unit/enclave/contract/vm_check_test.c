#include "enclave/contract/vm.h"

#include "tests/support/test.h"

#define HEADER   "0061736d01000000"
#define TYPE     "0104 01600000"
#define FUNCTION "0302 0100"
#define CODE     "0a04 01 02 00 0b"

static void check_text(const char *hex, const char *text)
{
    struct arena *arena = arena_new(1 << 16);
    struct vm_code_info info;
    status failure = vm_check_code(arena, test_unhex(arena, hex), true, &info);
    assert_true(error_is(failure, &VM_INVALID_CODE));
    if (!bytes_starts_with(failure->text, bytes_text(text)))
        print_error("%.*s\n", BYTES_ARG(failure->text));
    assert_true(bytes_starts_with(failure->text, bytes_text(text)));
    arena_drop(arena);
}

static void a_contract_of_either_generation_passes(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    struct vm_code_info info;
    ASSERT_OK(
        vm_check_code(arena, test_file(arena, "tests/vectors/wasm/probe.wasm"), false, &info));
    assert_int_equal(info.generation, VM_GENERATION_V1);
    assert_true(info.requires_random);
    assert_false(info.has_ibc_entry_points);
    assert_int_equal(info.required_features.count, 1);
    ASSERT_TEXT(info.required_features.items[0], "random");
    ASSERT_OK(
        vm_check_code(arena, test_file(arena, "tests/vectors/wasm/probe_v010.wasm"), true, &info));
    assert_int_equal(info.generation, VM_GENERATION_V010);
    assert_int_equal(info.required_features.count, 0);
    arena_drop(arena);
}

static void printing_is_for_chains_that_print(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    struct vm_code_info info;
    status failure =
        vm_check_code(arena, test_file(arena, "tests/vectors/wasm/probe_v010.wasm"), false, &info);
    assert_true(error_is(failure, &VM_INVALID_CODE));
    assert_non_null(memmem(failure->text.data, failure->text.len, "env.debug_print", 15));
    arena_drop(arena);
}

static void refusals_have_the_texts_of_the_original(void **state)
{
    check_text("", "Wasm bytecode could not be deserialized. Deserialization error: \"");
    check_text(HEADER, "Wasm contract doesn't have a memory section");
    check_text(HEADER "0501 00", "Wasm contract must contain exactly one memory");
    check_text(HEADER "0505 02 0009 0009", "Wasm contract must contain exactly one memory");
    check_text(HEADER "0504 01 00 8104",
               "Wasm contract memory's minimum must not exceed 512 pages.");
    check_text(HEADER "0504 01 01 01 05", "Wasm contract memory's maximum must be unset. The host "
                                          "will set it for you.");
    check_text(HEADER TYPE FUNCTION
               "0503 01 00 01"
               "0722 02 0d 72657175697265735f73756e31 00 00 0e 72657175697265735f7761746572 "
               "00 00" CODE,
               "Wasm contract requires unsupported features: {\"sun1\", \"water\"}");
    check_text(HEADER "0503 01 00 01", "Contract is not CosmWasm v0.10 or v1. To support v0.10 "
                                       "please fix the former two errors, to supports v1 please "
                                       "fix the latter two errors: $[Err(Wasm contract doesn't "
                                       "have required export: \"cosmwasm_vm_version_3\".");
}

/* A module of vanilla CosmWasm, as far as it matters here, with one import of module env. */
static void check_vanilla(const char *import, const char *words)
{
    struct arena *arena = arena_new(1 << 16);
    struct vm_code_info info;
    size_t len = strlen(import);
    uint8_t head[] = {2, (uint8_t)(len + 8), 1, 3, 'e', 'n', 'v', (uint8_t)len};
    struct bytes wasm = ARENA_CONCAT(
        arena, test_unhex(arena, HEADER "0105 01 60017f00"), BYTES_OF(head), bytes_text(import),
        test_unhex(arena, "0000"),
        test_unhex(arena, "0302 0100 0503 010001"
                          "0717 01 13 696e746572666163655f76657273696f6e5f38 00 01" CODE));
    status failure = vm_check_code(arena, wasm, true, &info);
    assert_true(error_is(failure, &VM_INVALID_CODE));
    ASSERT_TEXT(bytes_from(failure->text, failure->text.len - strlen(words)), words);
    arena_drop(arena);
}

static void the_first_import_that_is_missing_is_named(void **state)
{
    check_vanilla("db_scan", "]. This chain has no \"env.db_scan\"; a contract of cosmwasm-std "
                             "runs when that is built without its feature iterator");
    check_vanilla("db_next_key", "]. This chain has no \"env.db_next_key\"; a contract of "
                                 "cosmwasm-std runs when that is built without its feature "
                                 "iterator");
    check_vanilla("secp256r1_verify", "]. This chain has no \"env.secp256r1_verify\"; a contract "
                                      "of cosmwasm-std runs when that is built without its feature "
                                      "cosmwasm_2_1");
    check_vanilla("bls12_381_hash_to_g1",
                  "]. This chain has no \"env.bls12_381_hash_to_g1\"; a "
                  "contract of cosmwasm-std runs when that is built without "
                  "its feature cosmwasm_2_1");
    check_vanilla("sun", "]. This chain has no \"env.sun\"");
    /* All that it needs is there, and so there is nothing to add. */
    check_vanilla("abort",
                  "Err(Wasm contract doesn't have required export: \"allocate\".), Ok(())]");
}

/* What compilers would have to be told, in the place of the original's words for the unknown. */
static void refusals_name_the_flag_that_avoids_them(void **state)
{
#define REFUSED "Wasm bytecode could not be deserialized. Deserialization error: \""
    check_text(HEADER TYPE FUNCTION "0a06 01 04 00 fc 00 0b", REFUSED
               "saturating float-to-int conversion (contracts cannot use floating point) is "
               "not accepted: build with -C target-feature=-nontrapping-fptoint (Rust) or "
               "-mno-nontrapping-fptoint (clang)\"");
    check_text(HEADER TYPE FUNCTION "0a06 01 04 01 01 7b 0b", REFUSED "SIMD is not accepted");
    check_text(HEADER "0105 01 60017b00", REFUSED "SIMD is not accepted");
    check_text(HEADER TYPE FUNCTION "0a05 01 03 00 ff 0b", REFUSED "unknown opcode\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_contract_of_either_generation_passes),
        cmocka_unit_test(printing_is_for_chains_that_print),
        cmocka_unit_test(refusals_have_the_texts_of_the_original),
        cmocka_unit_test(the_first_import_that_is_missing_is_named),
        cmocka_unit_test(refusals_name_the_flag_that_avoids_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
