#include "enclave/contract/vm.h"

#include "common/base/halt.h"
#include "common/base/memory.h"
#include "enclave/contract/imports.h"
#include "enclave/contract/instrument.h"
#include "enclave/contract/vanilla.h"
#include "enclave/contract/vm_internal.h"

/* The machine itself: its engine and the modules it keeps compiled. */

#define ERROR(name, space, number, description) ERROR_CONSTANT(name, space, number, description)
#include "enclave/contract/vm_errors.def"
#undef ERROR

enum { LOAD_BYTES = 1 << 20 };
_Static_assert(VM_ENTRY_COUNT <= 16, "a bit for each entry point");

const struct vm_entry_point vm_entry_points[VM_ENTRY_COUNT] = {
    [VM_INSTANTIATE] = {"init", "instantiate", .has_info_v1 = true},
    [VM_EXECUTE] = {"handle", "execute", .has_info_v1 = true, .message_first = true},
    [VM_QUERY] = {"query", "query", .message_only_v010 = true, .message_first = true},
    [VM_MIGRATE] = {"migrate", "migrate"},
    [VM_REPLY] = {NULL, "reply", .message_first = true},
    [VM_SUDO] = {NULL, "sudo", .message_first = true},
    [VM_IBC_CHANNEL_OPEN] = {NULL, "ibc_channel_open", .message_first = true},
    [VM_IBC_CHANNEL_CONNECT] = {NULL, "ibc_channel_connect", .message_first = true},
    [VM_IBC_CHANNEL_CLOSE] = {NULL, "ibc_channel_close", .message_first = true},
    [VM_IBC_PACKET_RECEIVE] = {NULL, "ibc_packet_receive", .message_first = true},
    [VM_IBC_PACKET_ACK] = {NULL, "ibc_packet_ack", .message_first = true},
    [VM_IBC_PACKET_TIMEOUT] = {NULL, "ibc_packet_timeout", .message_first = true},
};

const char *vm_entry_name(enum vm_entry entry, enum vm_generation generation)
{
    const struct vm_entry_point *point = &vm_entry_points[entry];
    return generation == VM_GENERATION_V010 ? point->v010 : point->v1;
}

const char *vm_entry_text(enum vm_entry entry, enum vm_generation generation)
{
    const char *name = vm_entry_name(entry, generation);
    return name == NULL ? "none" : name;
}

size_t vm_entry_arguments(enum vm_entry entry, enum vm_generation generation)
{
    const struct vm_entry_point *point = &vm_entry_points[entry];
    if (generation == VM_GENERATION_V010)
        return point->message_only_v010 ? 1 : 2;
    return point->has_info_v1 ? 3 : 2;
}

struct vm *vm_new(const struct vm_options *options)
{
    struct vm *vm = heap_zalloc(1, sizeof(*vm));
    vm->options = *options;
    if (options->beside != NULL) {
        vm->shelf = options->beside->shelf;
        vm_shelf_share(vm->shelf);
        return vm;
    }
    uint32_t machines = options->machines_max == 0 ? 1 : options->machines_max;
    struct engine_options engine_options = {
        .kind = options->engine == VM_WASMTIME ? ENGINE_WASMTIME : ENGINE_WASMI,
        .instances_max = options->instances_max * machines,
        .memory_bytes_max = (size_t)INSTRUMENT_PAGES_MAX * WASM_PAGE_BYTES,
        .imports = imports_table,
        .imports_count = IMPORTS_COUNT,
    };
    ASSERT(options->codes_max >=
           machines * (options->instances_max + ARRAY_COUNT(vm->found)) + machines);
    vm->shelf = vm_shelf_new(&engine_options, options->codes_max, options->compiles_later);
    return vm;
}

void vm_drop(struct vm *vm)
{
    if (vm == NULL)
        return;
    for (size_t i = 0; i < ARRAY_COUNT(vm->found); i++)
        if (vm->found[i] != NULL)
            vm_shelf_release(vm->shelf, vm->found[i]);
    vm_shelf_drop(vm->shelf);
    heap_free(vm);
}

/* Keeps a code that was found instead of the one before the last. */
static const struct vm_code *remember(struct vm *vm, struct vm_code *code)
{
    if (vm->found[1] != NULL)
        vm_shelf_release(vm->shelf, vm->found[1]);
    vm->found[1] = vm->found[0];
    vm->found[0] = code;
    return code;
}

const struct vm_code *vm_find(struct vm *vm, const uint8_t code_hash[32])
{
    struct vm_code *code = vm_shelf_find(vm->shelf, code_hash);
    return code == NULL ? NULL : remember(vm, code);
}

/* An exported function of `count` i32 parameters and an i32 result. */
static bool is_callable(const struct wasm_module *module, const char *name, size_t count)
{
    const struct wasm_export *export =
        name == NULL ? NULL : wasm_find_export(module, bytes_text(name));
    if (export == NULL || export->kind != WASM_FUNCTION)
        return false;
    const struct wasm_type *type = wasm_function_type(module, export->index);
    if (type->params.len != count || type->results.len != 1 || type->results.data[0] != WASM_I32)
        return false;
    for (size_t i = 0; i < count; i++)
        if (type->params.data[i] != WASM_I32)
            return false;
    return true;
}

static status check_imports(const struct wasm_module *module)
{
    for (uint32_t i = 0; i < module->sections[WASM_SECTION_IMPORT].count; i++) {
        const struct wasm_import *import = &module->imports[i];
        const struct engine_import *known = imports_find(import->name);
        if (!bytes_is(import->module, "env") || known == NULL || import->kind != WASM_FUNCTION)
            return &VM_INVALID_CODE;
        if (!imports_matches(known, &module->types[import->type]))
            return &VM_UNKNOWN;
    }
    return NULL;
}

static bool imports_function(const struct wasm_module *module, const char *name)
{
    for (uint32_t i = 0; i < module->sections[WASM_SECTION_IMPORT].count; i++)
        if (bytes_is(module->imports[i].name, name))
            return true;
    return false;
}

/* enclave-protocol.md 5.3, in the order of the original. */
static status prepare(struct arena *arena, struct bytes wasm, struct wasm_module *module,
                      enum vm_generation *generation, struct instrumented *instrumented)
{
    if (wasm_module_parse(arena, wasm, module) != NULL || !vm_generation_of(module, generation))
        return &VM_INVALID_CODE;
    if (module->sections[WASM_SECTION_START].present)
        return &VM_START_FUNCTION;
    if (module->sections[WASM_SECTION_MEMORY].count != 1 ||
        module->memory.initial > INSTRUMENT_PAGES_MAX ||
        wasm_module_check_segments(arena, module) != NULL)
        return &VM_MEMORY_INITIALISATION;
    if (module->has_floats)
        return &VM_FLOATING_POINT;
    TRY(check_imports(module));
    status failure = instrument_module(arena, module, instrumented);
    return failure == NULL || failure == &VM_FLOATING_POINT ? failure : &VM_INVALID_CODE;
}

/* Compiles a module and keeps it. */
static status load(struct vm *vm, struct arena *arena, const uint8_t code_hash[32],
                   struct bytes wasm, const struct vm_code **code)
{
    struct wasm_module module;
    enum vm_generation generation;
    struct instrumented instrumented;
    TRY(prepare(arena, wasm, &module, &generation, &instrumented));
    struct vm_code loaded = {0};
    if (!vm_shelf_make(vm->shelf, instrumented.wasm, instrumented.effort, &loaded))
        return &VM_INVALID_CODE;
    memcpy(loaded.hash, code_hash, sizeof(loaded.hash));
    loaded.generation = generation;
    loaded.requires_random = wasm_find_export(&module, BYTES(VM_REQUIRES_RANDOM)) != NULL;
    loaded.has_allocate = is_callable(&module, "allocate", 1);
    loaded.is_vanilla = imports_function(&module, VANILLA_IMPORT);
    for (unsigned entry = 0; entry < VM_ENTRY_COUNT; entry++)
        loaded.has_entry[entry] = is_callable(&module, vm_entry_name(entry, generation),
                                              vm_entry_arguments(entry, generation));
    *code = remember(vm, vm_shelf_put_take(vm->shelf, &loaded));
    return NULL;
}

status vm_load(struct vm *vm, const uint8_t code_hash[32], struct bytes wasm,
               const struct vm_code **code)
{
    /* Code is public, so that an ordinary arena serves; every refusal is a constant. */
    struct arena *arena = arena_new(LOAD_BYTES);
    status failure = load(vm, arena, code_hash, wasm, code);
    arena_drop(arena);
    return failure;
}

/* ---- the thread that compiles, and what an earlier run compiled ---- */

void vm_load_soon(struct vm *vm, const uint8_t code_hash[32], struct bytes wasm)
{
    vm_shelf_upload(vm->shelf, code_hash, wasm);
}

void vm_work(struct vm *vm)
{
    uint8_t hash[32];
    struct bytes wasm;
    if (!vm_shelf_work(vm->shelf, hash, &wasm))
        return;
    /* What does not load is refused again when it is called. */
    const struct vm_code *code;
    (void)!vm_load(vm, hash, wasm, &code);
    heap_free((void *)wasm.data);
    vm_shelf_uploaded(vm->shelf);
}

/* In front of native code: generation, random, allocate, vanilla, a bit for each entry point. */
enum { NATIVE_HEAD = 6 };

bool vm_native_take(struct vm *vm, struct arena *arena, uint8_t code_hash[32], struct bytes *native)
{
    struct bytes compiled;
    struct vm_code *code = vm_shelf_native_take(vm->shelf, &compiled);
    if (code == NULL)
        return false;
    uint16_t entries = 0;
    for (unsigned entry = 0; entry < VM_ENTRY_COUNT; entry++)
        entries |= (uint16_t)(code->has_entry[entry] << entry);
    const uint8_t head[NATIVE_HEAD] = {(uint8_t)code->generation, code->requires_random,
                                       code->has_allocate,        code->is_vanilla,
                                       (uint8_t)entries,          (uint8_t)(entries >> 8)};
    memcpy(code_hash, code->hash, 32);
    *native = ARENA_CONCAT(arena, BYTES_OF(head), compiled);
    heap_free((void *)compiled.data);
    vm_shelf_release(vm->shelf, code);
    return true;
}

const struct vm_code *vm_restore(struct vm *vm, const uint8_t code_hash[32], struct bytes native)
{
    struct vm_code loaded = {0};
    if (native.len < NATIVE_HEAD ||
        !vm_shelf_restore(vm->shelf, bytes_from(native, NATIVE_HEAD), &loaded))
        return NULL;
    memcpy(loaded.hash, code_hash, sizeof(loaded.hash));
    loaded.generation = native.data[0];
    loaded.requires_random = native.data[1];
    loaded.has_allocate = native.data[2];
    loaded.is_vanilla = native.data[3];
    unsigned entries = native.data[4] | native.data[5] << 8;
    for (unsigned entry = 0; entry < VM_ENTRY_COUNT; entry++)
        loaded.has_entry[entry] = (entries >> entry & 1) != 0;
    return remember(vm, vm_shelf_put_take(vm->shelf, &loaded));
}

enum vm_generation vm_code_generation(const struct vm_code *code)
{
    return code->generation;
}

bool vm_code_requires_random(const struct vm_code *code)
{
    return code->requires_random;
}
