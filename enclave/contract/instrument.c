#include "enclave/contract/instrument.h"

#include "enclave/contract/engine.h"
#include "enclave/contract/instrument_internal.h"

enum { SCRATCH_BYTES = 1 << 20 };

void instrument_u32(struct writer *writer, uint32_t value)
{
    do {
        uint8_t byte = value & 0x7f;
        value >>= 7;
        writer_byte(writer, (uint8_t)(byte | (value == 0 ? 0 : 0x80)));
    } while (value != 0);
}

void instrument_signed(struct writer *writer, int64_t value)
{
    for (;;) {
        uint8_t byte = value & 0x7f;
        value >>= 7;
        bool is_last = (value == 0 && (byte & 0x40) == 0) || (value == -1 && (byte & 0x40) != 0);
        writer_byte(writer, (uint8_t)(byte | (is_last ? 0 : 0x80)));
        if (is_last)
            return;
    }
}

void instrument_index(struct writer *writer, enum wasm_opcode opcode, uint32_t index)
{
    writer_byte(writer, (uint8_t)opcode);
    instrument_u32(writer, index);
}

/* A function that is called with the operand on top of the stack, charges by it and gives it back.
 * It is rewritten like any other and so pays for its own 14 instructions; the original's meter of
 * memory.grow does the same, and extends the sign of the number of pages as well.
 *     cost = extend(number) * each
 *     if (gas < cost) { exhausted = cost; unreachable } gas -= cost
 *     return number */
static struct bytes meter_body(struct arena *arena, const struct instrument_indices *indices,
                               enum wasm_opcode extend, int64_t each)
{
    enum { NUMBER, COST };
    struct writer body = writer_new(arena, 64);
    writer_bytes(&body, bytes_make((const uint8_t[]){1, 1, WASM_I64}, 3));
    instrument_index(&body, WASM_LOCAL_GET, NUMBER);
    writer_byte(&body, (uint8_t)extend);
    writer_byte(&body, WASM_I64_CONST);
    instrument_signed(&body, each);
    writer_byte(&body, WASM_I64_MUL);
    instrument_index(&body, WASM_LOCAL_SET, COST);
    instrument_index(&body, WASM_GLOBAL_GET, indices->gas);
    instrument_index(&body, WASM_LOCAL_GET, COST);
    writer_byte(&body, WASM_I64_LT_U);
    writer_byte(&body, WASM_IF);
    writer_byte(&body, WASM_BLOCK_EMPTY);
    instrument_index(&body, WASM_LOCAL_GET, COST);
    instrument_index(&body, WASM_GLOBAL_SET, indices->exhausted);
    writer_byte(&body, WASM_UNREACHABLE);
    writer_byte(&body, WASM_END);
    instrument_index(&body, WASM_GLOBAL_GET, indices->gas);
    instrument_index(&body, WASM_LOCAL_GET, COST);
    writer_byte(&body, WASM_I64_SUB);
    instrument_index(&body, WASM_GLOBAL_SET, indices->gas);
    instrument_index(&body, WASM_LOCAL_GET, NUMBER);
    writer_byte(&body, WASM_END);
    return writer_done(&body);
}

/* Charges what stands on the stack, at the end of the gas only: see write_meter.
 *     if (gas < cost) { exhausted = cost; unreachable } gas -= cost */
static void write_charge_body(struct arena *arena, const struct instrument_indices *indices,
                              struct writer *writer)
{
    enum { COST };
    struct writer body = writer_new(arena, 64);
    writer_byte(&body, 0);
    instrument_index(&body, WASM_GLOBAL_GET, indices->gas);
    instrument_index(&body, WASM_LOCAL_GET, COST);
    writer_byte(&body, WASM_I64_LT_U);
    writer_byte(&body, WASM_IF);
    writer_byte(&body, WASM_BLOCK_EMPTY);
    instrument_index(&body, WASM_LOCAL_GET, COST);
    instrument_index(&body, WASM_GLOBAL_SET, indices->exhausted);
    writer_byte(&body, WASM_UNREACHABLE);
    writer_byte(&body, WASM_END);
    instrument_index(&body, WASM_GLOBAL_GET, indices->gas);
    instrument_index(&body, WASM_LOCAL_GET, COST);
    writer_byte(&body, WASM_I64_SUB);
    instrument_index(&body, WASM_GLOBAL_SET, indices->gas);
    writer_byte(&body, WASM_END);
    instrument_u32(writer, (uint32_t)body.len);
    writer_bytes(writer, writer_done(&body));
}

/* The types of the added functions: (i32) -> (i32), but (i64) -> () for the charge. */
static const uint8_t added_types[] = {0x60, 1, WASM_I32, 1, WASM_I32, 0x60, 1, WASM_I64, 0};
static const struct wasm_type meter_type = {{&added_types[2], 1}, {&added_types[4], 1}};

static void write_section(struct writer *writer, enum wasm_section_id id, struct bytes payload)
{
    writer_byte(writer, (uint8_t)id);
    instrument_u32(writer, (uint32_t)payload.len);
    writer_bytes(writer, payload);
}

/* A section with its own entries and `more` of ours behind them. */
static void write_extended(struct arena *scratch, struct writer *writer,
                           const struct wasm_module *module, enum wasm_section_id id, uint32_t more,
                           struct bytes added)
{
    const struct wasm_section *section = &module->sections[id];
    if (section->count + more == 0)
        return;
    struct writer payload = writer_new(scratch, section->entries.len + added.len + 8);
    instrument_u32(&payload, section->count + more);
    writer_bytes(&payload, section->entries);
    writer_bytes(&payload, added);
    write_section(writer, id, writer_done(&payload));
}

static struct bytes added_globals(struct arena *scratch)
{
    struct writer added = writer_new(scratch, 32);
    static const uint8_t types[] = {WASM_I64, WASM_I64, WASM_I32}; /* gas, exhausted, depth */
    for (size_t i = 0; i < ARRAY_COUNT(types); i++) {
        writer_byte(&added, types[i]);
        writer_byte(&added, 1);
        writer_byte(&added, types[i] == WASM_I64 ? WASM_I64_CONST : WASM_I32_CONST);
        writer_byte(&added, 0);
        writer_byte(&added, WASM_END);
    }
    return writer_done(&added);
}

static void add_export(struct writer *added, struct bytes name, enum wasm_kind kind, uint32_t index)
{
    instrument_u32(added, (uint32_t)name.len);
    writer_bytes(added, name);
    writer_byte(added, (uint8_t)kind);
    instrument_u32(added, index);
}

static struct bytes added_exports(struct arena *scratch, const struct instrument_indices *indices)
{
    struct writer added = writer_new(scratch, 96);
    add_export(&added, BYTES(ENGINE_EXPORT_GAS), WASM_GLOBAL, indices->gas);
    add_export(&added, BYTES(ENGINE_EXPORT_EXHAUSTED), WASM_GLOBAL, indices->exhausted);
    add_export(&added, BYTES(ENGINE_EXPORT_DEPTH), WASM_GLOBAL, indices->depth);
    add_export(&added, BYTES(ENGINE_EXPORT_MEMORY), WASM_MEMORY, 0);
    return writer_done(&added);
}

static void write_data_count(struct arena *scratch, struct writer *writer,
                             const struct wasm_module *module)
{
    if (!module->sections[WASM_SECTION_DATA_COUNT].present)
        return;
    struct writer payload = writer_new(scratch, 8);
    instrument_u32(&payload, module->data_count);
    write_section(writer, WASM_SECTION_DATA_COUNT, writer_done(&payload));
}

static void write_memory(struct arena *scratch, struct writer *writer,
                         const struct wasm_module *module)
{
    struct writer payload = writer_new(scratch, 16);
    writer_bytes(&payload, bytes_make((const uint8_t[]){1, 1}, 2));
    instrument_u32(&payload, module->memory.initial);
    instrument_u32(&payload, INSTRUMENT_PAGES_MAX);
    write_section(writer, WASM_SECTION_MEMORY, writer_done(&payload));
}

enum { ADDED_FUNCTIONS = 3, ADDED_METERS = 2 };

/* The signature and body of a function that is to be rewritten: the module's own and, behind them,
 * the two meters. */
static struct bytes body_at(struct arena *scratch, const struct wasm_module *module,
                            const struct instrument_indices *indices, uint32_t i,
                            const struct wasm_type **type)
{
    uint32_t function = module->imported[WASM_FUNCTION] + i;
    *type = &meter_type;
    if (function == indices->grow_meter)
        return meter_body(scratch, indices, WASM_I64_EXTEND_I32_S, INSTRUMENT_GROW_COST);
    if (function == indices->byte_meter)
        return meter_body(scratch, indices, WASM_I64_EXTEND_I32_U, INSTRUMENT_BYTE_COST);
    *type = wasm_function_type(module, function);
    return module->bodies[i];
}

static status write_code(struct arena *arena, struct writer *writer,
                         const struct wasm_module *module, const struct instrument_indices *indices,
                         uint64_t *effort)
{
    uint32_t count = module->sections[WASM_SECTION_CODE].count;
    struct writer payload = writer_new(arena, 2 * module->sections[WASM_SECTION_CODE].entries.len);
    instrument_u32(&payload, count + ADDED_FUNCTIONS);
    struct arena *scratch = arena_new(SCRATCH_BYTES);
    status failure = NULL;
    for (uint32_t i = 0; i < count + ADDED_METERS && failure == NULL; i++) {
        const struct wasm_type *type;
        struct bytes body = body_at(scratch, module, indices, i, &type);
        failure = instrument_body(arena, scratch, module, indices, type, body, &payload, effort);
        arena_reset(scratch);
    }
    write_charge_body(scratch, indices, &payload);
    arena_drop(scratch);
    if (failure == NULL)
        write_section(writer, WASM_SECTION_CODE, writer_done(&payload));
    return failure;
}

status instrument_module(struct arena *arena, const struct wasm_module *module,
                         struct instrumented *instrumented)
{
    instrumented->effort = 0;
    uint32_t globals = module->sections[WASM_SECTION_GLOBAL].count;
    uint32_t own = module->functions_count;
    struct instrument_indices indices = {globals, globals + 1, globals + 2, own, own + 1, own + 2};
    uint32_t types = module->sections[WASM_SECTION_TYPE].count;
    struct writer functions = writer_new(arena, 16);
    instrument_u32(&functions, types);
    instrument_u32(&functions, types);
    instrument_u32(&functions, types + 1);

    size_t code = module->sections[WASM_SECTION_CODE].entries.len;
    struct writer writer = writer_new(arena, 4 * code + 4096);
    writer_bytes(&writer, BYTES("\0asm\1\0\0\0"));
    write_extended(arena, &writer, module, WASM_SECTION_TYPE, 2, BYTES_OF(added_types));
    write_extended(arena, &writer, module, WASM_SECTION_IMPORT, 0, (struct bytes){0});
    write_extended(arena, &writer, module, WASM_SECTION_FUNCTION, ADDED_FUNCTIONS,
                   writer_done(&functions));
    write_extended(arena, &writer, module, WASM_SECTION_TABLE, 0, (struct bytes){0});
    write_memory(arena, &writer, module);
    write_extended(arena, &writer, module, WASM_SECTION_GLOBAL, 3, added_globals(arena));
    write_extended(arena, &writer, module, WASM_SECTION_EXPORT, 4, added_exports(arena, &indices));
    write_extended(arena, &writer, module, WASM_SECTION_ELEMENT, 0, (struct bytes){0});
    write_data_count(arena, &writer, module);
    TRY(write_code(arena, &writer, module, &indices, &instrumented->effort));
    write_extended(arena, &writer, module, WASM_SECTION_DATA, 0, (struct bytes){0});
    instrumented->wasm = writer_done(&writer);
    return NULL;
}
