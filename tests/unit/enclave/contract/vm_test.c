#include "enclave/contract/vm.h"

#include "tests/support/machine.h"

static status load(struct machine *machine, const char *hex, const struct vm_code **code)
{
    uint8_t hash[32];
    struct bytes wasm = test_unhex(machine->arena, hex);
    crypto_sha256(wasm, hash);
    return vm_load(machine->vm, hash, wasm, code);
}

/* Pieces of small modules. The type is () -> (). */
#define HEADER   "0061736d01000000"
#define TYPE     "0104 01600000"
#define FUNCTION "0302 0100"
#define MEMORY   "0503 01 00 01"
#define MARKER   "0717 01 13 696e746572666163655f76657273696f6e5f38 00 00"
#define START    "0801 00"
#define CODE     "0a04 01 02 00 0b"

static void check_refusals(struct machine *machine)
{
    static const struct {
        const char *hex;
        const struct error *error;
    } cases[] = {
        {HEADER TYPE FUNCTION MEMORY MARKER CODE, NULL},
        {"00", &VM_INVALID_CODE},
        {HEADER TYPE FUNCTION MEMORY CODE, &VM_INVALID_CODE}, /* no marker */
        {HEADER TYPE FUNCTION MEMORY MARKER START CODE, &VM_START_FUNCTION},
        {HEADER TYPE FUNCTION MARKER CODE, &VM_MEMORY_INITIALISATION},
        {HEADER TYPE FUNCTION "0504 01 00 c101" MARKER CODE, &VM_MEMORY_INITIALISATION},
        {HEADER TYPE FUNCTION "0504 01 00 c001" MARKER CODE, NULL},
        {HEADER TYPE FUNCTION MEMORY MARKER CODE "0b08 01 00 41808004 0b 00", NULL},
        {HEADER TYPE FUNCTION MEMORY MARKER CODE "0b09 01 00 41808004 0b 01 00",
         &VM_MEMORY_INITIALISATION},
        {HEADER "0108 02600000 60017d00" FUNCTION MEMORY MARKER CODE, &VM_FLOATING_POINT},
        {HEADER TYPE FUNCTION MEMORY MARKER "0a0a 01 08 00 43 00000000 1a 0b", &VM_FLOATING_POINT},
        {HEADER TYPE FUNCTION MEMORY MARKER "0a05 01 03 00 1a 0b", &VM_INVALID_CODE},
        /* Ill-typed, which only the engine sees. */
        {HEADER TYPE FUNCTION MEMORY MARKER "0a08 01 06 00 42 00 45 1a 0b", &VM_INVALID_CODE},
        /* Two exports of one name. */
        {HEADER TYPE FUNCTION MEMORY
         "071f 03 13 696e746572666163655f76657273696f6e5f38 00 00 01 61 00 00 01 61 00 00" CODE,
         &VM_INVALID_CODE},
        /* A name that the instrumented module uses itself. */
        {HEADER TYPE FUNCTION MEMORY "0725 02 13 696e746572666163655f76657273696f6e5f38 00 00 0b "
                                     "656e636c6176652e676173 00 00" CODE,
         &VM_INVALID_CODE},
        /* env.db_read of the wrong signature, of another module, and an unknown import. */
        {HEADER TYPE "020f 01 03656e76 07 64625f72656164 00 00" FUNCTION MEMORY MARKER CODE,
         &VM_UNKNOWN},
        {HEADER TYPE "020f 01 03656e77 07 64625f72656164 00 00" FUNCTION MEMORY MARKER CODE,
         &VM_INVALID_CODE},
        {HEADER TYPE "020f 01 03656e76 07 64625f7363616e 00 00" FUNCTION MEMORY MARKER CODE,
         &VM_INVALID_CODE},
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        const struct vm_code *code;
        status failure = load(machine, cases[i].hex, &code);
        if (failure != cases[i].error)
            print_error("case %zu: %s\n", i,
                        failure == NULL ? "accepted" : (const char *)failure->text.data);
        assert_ptr_equal(failure, cases[i].error);
    }
}

static void code_that_the_original_refuses_is_refused(void **state)
{
    machine_on_both(check_refusals);
}

static void check_cache(struct machine *machine)
{
    uint8_t hash[32] = {0};
    struct bytes wasm = test_unhex(machine->arena, HEADER TYPE FUNCTION MEMORY MARKER CODE);
    const struct vm_code *code;
    /* machine_new makes six places. */
    for (uint8_t i = 0; i < 6; i++) {
        hash[0] = i;
        assert_null(vm_find(machine->vm, hash));
        ASSERT_OK(vm_load(machine->vm, hash, wasm, &code));
        assert_ptr_equal(vm_find(machine->vm, hash), code);
    }
    hash[0] = 0;
    assert_non_null(vm_find(machine->vm, hash));
    hash[0] = 6;
    ASSERT_OK(vm_load(machine->vm, hash, wasm, &code));
    hash[0] = 1;
    assert_null(vm_find(machine->vm, hash));
    hash[0] = 0;
    assert_non_null(vm_find(machine->vm, hash));
}

static void the_code_not_used_for_longest_makes_room(void **state)
{
    machine_on_both(check_cache);
}

static void check_marks(struct machine *machine)
{
    const struct vm_code *code = machine_load(machine, "probe");
    assert_int_equal(vm_code_generation(code), VM_GENERATION_V1);
    assert_true(vm_code_requires_random(code));
    code = machine_load(machine, "probe_v010");
    assert_int_equal(vm_code_generation(code), VM_GENERATION_V010);
    assert_false(vm_code_requires_random(code));
}

static void a_module_says_what_it_is_by_its_exports(void **state)
{
    machine_on_both(check_marks);
}

static void write_number(struct writer *writer, uint32_t number)
{
    for (; number > 0x7f; number >>= 7)
        writer_byte(writer, (uint8_t)(number | 0x80));
    writer_byte(writer, (uint8_t)number);
}

static void write_section(struct writer *writer, uint8_t id, struct bytes payload)
{
    writer_byte(writer, id);
    write_number(writer, (uint32_t)payload.len);
    writer_bytes(writer, payload);
}

/* A module with a table and one function that has `count` times `code` and then `count` times
 * `more`. */
static status load_repeated(struct machine *machine, uint32_t count, struct bytes code,
                            struct bytes more)
{
    struct writer body = writer_new(machine->arena, 1 << 16);
    writer_byte(&body, 0);
    for (uint32_t i = 0; i < count; i++)
        writer_bytes(&body, code);
    for (uint32_t i = 0; i < count; i++)
        writer_bytes(&body, more);
    writer_byte(&body, 0x0b);
    struct writer section = writer_new(machine->arena, 1 << 16);
    writer_byte(&section, 1);
    write_number(&section, (uint32_t)body.len);
    writer_bytes(&section, writer_done(&body));
    struct writer wasm = writer_new(machine->arena, 1 << 16);
    writer_bytes(&wasm,
                 test_unhex(machine->arena, HEADER TYPE FUNCTION "0404 01 70 00 01" MEMORY MARKER));
    write_section(&wasm, 10, writer_done(&section));
    uint8_t hash[32];
    const struct vm_code *loaded;
    crypto_sha256(writer_done(&wasm), hash);
    return vm_load(machine->vm, hash, writer_done(&wasm), &loaded);
}

static void check_hard_code(struct machine *machine)
{
    /* i32.const 0, call_indirect: wasmtime alone would take minutes. */
    ASSERT_OK(load_repeated(machine, 100000, BYTES("\x41\0\x11\0\0"), BYTES("")));
    /* Blocks, of which wasmtime takes fewer. */
    ASSERT_OK(load_repeated(machine, 200000, BYTES("\x02\x40\x0b"), BYTES("")));
}

static void code_that_is_hard_to_compile_loads_all_the_same(void **state)
{
    machine_on_both(check_hard_code);
}

static void check_slots(struct machine *machine)
{
    struct bytes push = BYTES("\x41\1"), drop = BYTES("\x1a");
    ASSERT_OK(load_repeated(machine, 15000, push, drop));
    assert_ptr_equal(load_repeated(machine, 15001, push, drop), &VM_INVALID_CODE);
    /* The same of locals. */
    const struct vm_code *code;
    ASSERT_OK(
        load(machine, HEADER TYPE FUNCTION MEMORY MARKER "0a08 01 06 01 9875 7e 00 0b", &code));
    assert_ptr_equal(
        load(machine, HEADER TYPE FUNCTION MEMORY MARKER "0a08 01 06 01 9975 7e 00 0b", &code),
        &VM_INVALID_CODE);
}

static void a_function_has_so_many_slots_on_both_engines(void **state)
{
    machine_on_both(check_slots);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(code_that_the_original_refuses_is_refused),
        cmocka_unit_test(the_code_not_used_for_longest_makes_room),
        cmocka_unit_test(code_that_is_hard_to_compile_loads_all_the_same),
        cmocka_unit_test(a_function_has_so_many_slots_on_both_engines),
        cmocka_unit_test(a_module_says_what_it_is_by_its_exports),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
