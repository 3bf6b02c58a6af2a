#include "enclave/contract/imports.h"
#include "enclave/contract/vm_internal.h"
#include "enclave/contract/wasm_code.h"

/* The check at upload, with the texts that the original gives. */

enum { PAGES_MAX = 512 };

static const char *const exports_v010[] = {
    "cosmwasm_vm_version_3", "query", "init", "handle", "allocate", "deallocate",
};
static const char *const exports_v1[] = {
    "interface_version_8",
    "allocate",
    "deallocate",
    "instantiate",
};
static const char *const exports_ibc[] = {
    "ibc_channel_open",   "ibc_channel_connect", "ibc_channel_close",
    "ibc_packet_receive", "ibc_packet_ack",      "ibc_packet_timeout",
};
static const char *const features[] = {"staking", "stargate", "ibc3", "random"};

static status refuse(struct arena *arena, struct bytes text)
{
    return error_replace(arena, &VM_INVALID_CODE, text);
}

static status check_memory(struct arena *arena, const struct wasm_module *module)
{
    const struct wasm_section *section = &module->sections[WASM_SECTION_MEMORY];
    if (!section->present)
        return refuse(arena, BYTES("Wasm contract doesn't have a memory section"));
    if (section->count != 1)
        return refuse(arena, BYTES("Wasm contract must contain exactly one memory"));
    if (module->memory.initial > PAGES_MAX)
        return wasm_invalid(arena, "Wasm contract memory's minimum must not exceed %d pages.",
                            PAGES_MAX);
    if (module->memory.has_maximum)
        return refuse(arena, BYTES("Wasm contract memory's maximum must be unset. The host will "
                                   "set it for you."));
    return NULL;
}

/* Puts a feature in its place in a sorted list without duplicates. */
static void add_feature(struct bytes_list *list, struct bytes feature)
{
    size_t at = 0;
    while (at < list->count && bytes_compare(list->items[at], feature) < 0)
        at++;
    if (at < list->count && bytes_equal(list->items[at], feature))
        return;
    for (size_t i = list->count; i > at; i--)
        list->items[i] = list->items[i - 1];
    list->items[at] = feature;
    list->count++;
}

static bool is_supported(struct bytes feature)
{
    for (size_t i = 0; i < ARRAY_COUNT(features); i++)
        if (bytes_is(feature, features[i]))
            return true;
    return false;
}

/* More features than this would be refused anyway: the chain has four. */
enum { FEATURES_MAX = 64 };

static status check_features(struct arena *arena, const struct wasm_module *module,
                             struct bytes_list *required)
{
    required->items = ARENA_ARRAY(arena, struct bytes, FEATURES_MAX);
    for (uint32_t i = 0; i < module->sections[WASM_SECTION_EXPORT].count; i++) {
        const struct wasm_export *export = &module->exports[i];
        struct bytes prefix = BYTES(VM_FEATURE_PREFIX);
        if (export->kind == WASM_FUNCTION && export->name.len > prefix.len &&
            bytes_starts_with(export->name, prefix) && required->count < FEATURES_MAX)
            add_feature(required, bytes_from(export->name, prefix.len));
    }
    struct writer missing = writer_new(arena, 64);
    for (size_t i = 0; i < required->count; i++)
        if (!is_supported(required->items[i]))
            writer_format(&missing, "%s\"%.*s\"", missing.len == 0 ? "" : ", ",
                          BYTES_ARG(required->items[i]));
    if (missing.len == 0)
        return NULL;
    return wasm_invalid(arena, "Wasm contract requires unsupported features: {%.*s}",
                        BYTES_ARG(writer_done(&missing)));
}

static status check_exports(struct arena *arena, const struct wasm_module *module,
                            const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (wasm_find_export(module, bytes_text(names[i])) == NULL)
            return wasm_invalid(arena, "Wasm contract doesn't have required export: \"%s\".",
                                names[i]);
    return NULL;
}

static bool is_provided(const struct wasm_import *import, enum vm_generation generation,
                        bool debug_print)
{
    const struct engine_import *known = imports_find(import->name);
    return bytes_is(import->module, "env") && known != NULL &&
           imports_allows(known, generation, debug_print);
}

static status check_imports(struct arena *arena, const struct wasm_module *module,
                            enum vm_generation generation, bool debug_print)
{
    for (uint32_t i = 0; i < module->sections[WASM_SECTION_IMPORT].count; i++) {
        const struct wasm_import *import = &module->imports[i];
        if (!is_provided(import, generation, debug_print))
            return wasm_invalid(arena, "Wasm contract requires unsupported import: \"%.*s.%.*s\".",
                                BYTES_ARG(import->module), BYTES_ARG(import->name));
        if (import->kind != WASM_FUNCTION)
            return wasm_invalid(arena,
                                "Wasm contract requires non-function import: \"%.*s.%.*s\". Right "
                                "now, all supported imports are functions.",
                                BYTES_ARG(import->module), BYTES_ARG(import->name));
    }
    return NULL;
}

/* The feature of vanilla cosmwasm-std that brings an import which this chain has not; NULL: none
 * that is known. */
static const char *feature_of(struct bytes name)
{
    static const struct {
        const char *prefix, *feature;
    } features_of[] = {
        {"db_scan", "iterator"},
        {"db_next", "iterator"},
        {"bls12_381_", "cosmwasm_2_1"},
        {"secp256r1_", "cosmwasm_2_1"},
    };
    for (size_t i = 0; i < ARRAY_COUNT(features_of); i++)
        if (bytes_starts_with(name, bytes_text(features_of[i].prefix)))
            return features_of[i].feature;
    return NULL;
}

/* What the original's text leaves to the reader: a contract of vanilla CosmWasm is of the second
 * generation, but for what it imports. */
static void explain_imports(struct writer *text, const struct wasm_module *module, bool debug_print)
{
    if (wasm_find_export(module, BYTES(VM_MARKER_V1)) == NULL)
        return;
    uint32_t i = 0;
    uint32_t count = module->sections[WASM_SECTION_IMPORT].count;
    while (i < count && is_provided(&module->imports[i], VM_GENERATION_V1, debug_print))
        i++;
    if (i == count)
        return;
    const struct wasm_import *missing = &module->imports[i];
    const char *feature = feature_of(missing->name);
    writer_format(text, ". This chain has no \"%.*s.%.*s\"", BYTES_ARG(missing->module),
                  BYTES_ARG(missing->name));
    if (feature != NULL)
        writer_format(text,
                      "; a contract of cosmwasm-std runs when that is built without its feature %s",
                      feature);
}

/* Exports and imports of one of the two generations. */
static status check_generations(struct arena *arena, const struct wasm_module *module,
                                bool debug_print)
{
    status problems[] = {
        check_exports(arena, module, exports_v010, ARRAY_COUNT(exports_v010)),
        check_imports(arena, module, VM_GENERATION_V010, debug_print),
        check_exports(arena, module, exports_v1, ARRAY_COUNT(exports_v1)),
        check_imports(arena, module, VM_GENERATION_V1, debug_print),
    };
    if ((problems[0] == NULL && problems[1] == NULL) ||
        (problems[2] == NULL && problems[3] == NULL))
        return NULL;
    struct writer text = writer_new(arena, 512);
    writer_text(&text, "Contract is not CosmWasm v0.10 or v1. To support v0.10 please fix the "
                       "former two errors, to supports v1 please fix the latter two errors: $[");
    for (size_t i = 0; i < ARRAY_COUNT(problems); i++) {
        writer_text(&text, i == 0 ? "" : ", ");
        if (problems[i] == NULL)
            writer_text(&text, "Ok(())");
        else
            writer_format(&text, "Err(%.*s)", BYTES_ARG(problems[i]->text));
    }
    writer_byte(&text, ']');
    explain_imports(&text, module, debug_print);
    return refuse(arena, writer_done(&text));
}

/* Every instruction must be one that is accepted (wasm_module.h). Whether operands fit is found out
 * when the module is compiled. */
static status check_bodies(struct arena *arena, const struct wasm_module *module)
{
    for (uint32_t i = 0; i < module->sections[WASM_SECTION_CODE].count; i++) {
        struct wasm_reader reader = wasm_reader_new(module->bodies[i]);
        struct wasm_instruction instruction;
        uint32_t locals;
        bool has_floats;
        wasm_read_locals(&reader, &locals, &has_floats);
        while (wasm_left(&reader) > 0 && !reader.broken)
            wasm_next(&reader, &instruction);
        if (reader.refused != NULL)
            return wasm_refused(arena, reader.refused);
        if (reader.broken)
            return refuse(arena, BYTES("unknown opcode"));
    }
    return NULL;
}

bool vm_generation_of(const struct wasm_module *module, enum vm_generation *generation)
{
    for (uint32_t i = 0; i < module->sections[WASM_SECTION_EXPORT].count; i++) {
        struct bytes name = module->exports[i].name;
        bool is_v010 = bytes_is(name, VM_MARKER_V010);
        if (is_v010 || bytes_is(name, VM_MARKER_V1)) {
            *generation = is_v010 ? VM_GENERATION_V010 : VM_GENERATION_V1;
            return true;
        }
    }
    return false;
}

status vm_check_code(struct arena *arena, struct bytes wasm, bool debug_print,
                     struct vm_code_info *info)
{
    *info = (struct vm_code_info){0};
    struct wasm_module module;
    status failure = wasm_module_parse(arena, wasm, &module);
    if (failure == NULL)
        failure = check_bodies(arena, &module);
    if (failure != NULL)
        return wasm_invalid(
            arena, "Wasm bytecode could not be deserialized. Deserialization error: \"%.*s\"",
            BYTES_ARG(failure->text));
    TRY(check_memory(arena, &module));
    TRY(check_features(arena, &module, &info->required_features));
    TRY(check_generations(arena, &module, debug_print));
    if (!vm_generation_of(&module, &info->generation))
        return &VM_INVALID_CODE;
    info->requires_random = wasm_find_export(&module, BYTES(VM_REQUIRES_RANDOM)) != NULL;
    info->has_ibc_entry_points =
        check_exports(arena, &module, exports_ibc, ARRAY_COUNT(exports_ibc)) == NULL;
    return NULL;
}
