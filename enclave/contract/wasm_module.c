#include "enclave/contract/wasm_module.h"

#include "common/encoding/text.h"
#include "enclave/contract/vm.h"
#include "enclave/contract/wasm_reader.h"

/* Entries of each section that are still believable. */
static const uint32_t section_limits[WASM_SECTION_COUNT] = {
    [WASM_SECTION_TYPE] = WASM_TYPES_MAX,
    [WASM_SECTION_IMPORT] = WASM_IMPORTS_MAX,
    [WASM_SECTION_FUNCTION] = WASM_FUNCTIONS_MAX,
    [WASM_SECTION_TABLE] = 1,
    [WASM_SECTION_MEMORY] = 16,
    [WASM_SECTION_GLOBAL] = WASM_GLOBALS_MAX,
    [WASM_SECTION_EXPORT] = WASM_EXPORTS_MAX,
    [WASM_SECTION_ELEMENT] = WASM_SEGMENTS_MAX,
    [WASM_SECTION_CODE] = WASM_FUNCTIONS_MAX,
    [WASM_SECTION_DATA] = WASM_SEGMENTS_MAX,
};

static const char *const section_names[WASM_SECTION_COUNT] = {
    "custom", "type",  "import",  "function", "table", "memory",     "global",
    "export", "start", "element", "code",     "data",  "data count",
};

/* Where a section stands in a module. */
static unsigned section_rank(unsigned id)
{
    if (id == WASM_SECTION_DATA_COUNT)
        return WASM_SECTION_CODE;
    return id < WASM_SECTION_CODE ? id : id + 1;
}

struct parser {
    struct arena *arena;
    struct wasm_module *module;
};

status wasm_invalid(struct arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    struct bytes text = arena_format_list(arena, format, arguments);
    va_end(arguments);
    return error_replace(arena, &VM_INVALID_CODE, text);
}

status wasm_refused(struct arena *arena, const struct wasm_feature *feature)
{
    return error_replace(arena, &VM_INVALID_CODE, wasm_feature_text(arena, feature));
}

static bool is_value_type(uint8_t byte)
{
    return byte >= WASM_F64 && byte <= WASM_I32;
}

static bool is_float_type(uint8_t byte)
{
    return byte == WASM_F32 || byte == WASM_F64;
}

static bool has_float_type(struct bytes types)
{
    for (size_t i = 0; i < types.len; i++)
        if (is_float_type(types.data[i]))
            return true;
    return false;
}

/* A vector of value types, one byte each. */
static struct bytes read_value_types(struct wasm_reader *reader, uint32_t max)
{
    uint32_t count = wasm_u32(reader);
    if (count > max)
        reader->broken = true;
    struct bytes types = wasm_span(reader, count);
    for (size_t i = 0; i < types.len; i++)
        if (!is_value_type(types.data[i]))
            wasm_refuse(reader, wasm_feature_of_type(types.data[i]));
    return types;
}

static struct wasm_limits read_limits(struct wasm_reader *reader)
{
    uint8_t flags = wasm_byte(reader);
    if (flags > 1)
        wasm_refuse(reader, wasm_feature_of_limits(flags));
    struct wasm_limits limits = {.initial = wasm_u32(reader), .has_maximum = flags == 1};
    if (limits.has_maximum)
        limits.maximum = wasm_u32(reader);
    if (limits.has_maximum && limits.maximum < limits.initial)
        reader->broken = true;
    return limits;
}

static struct bytes read_name(struct wasm_reader *reader)
{
    struct bytes name = wasm_span(reader, wasm_u32(reader));
    if (!text_is_utf8(name))
        reader->broken = true;
    return name;
}

static void read_type(struct parser *parser, struct wasm_reader *reader, uint32_t i)
{
    struct wasm_type *type = &parser->module->types[i];
    if (wasm_byte(reader) != 0x60)
        reader->broken = true;
    type->params = read_value_types(reader, WASM_PARAMS_MAX);
    type->results = read_value_types(reader, WASM_PARAMS_MAX);
    if (has_float_type(type->params) || has_float_type(type->results))
        parser->module->has_floats = true;
}

static void read_import(struct parser *parser, struct wasm_reader *reader, uint32_t i)
{
    struct wasm_module *module = parser->module;
    struct wasm_import *import = &module->imports[i];
    import->module = read_name(reader);
    import->name = read_name(reader);
    import->kind = wasm_byte(reader);
    if (import->kind < ARRAY_COUNT(module->imported))
        module->imported[import->kind]++;
    switch (import->kind) {
    case WASM_FUNCTION:
        import->type = wasm_u32(reader);
        if (import->type >= module->sections[WASM_SECTION_TYPE].count)
            reader->broken = true;
        module->functions[module->functions_count++] = import->type;
        break;
    case WASM_TABLE:
        if (wasm_byte(reader) != 0x70)
            reader->broken = true;
        read_limits(reader);
        break;
    case WASM_MEMORY:
        read_limits(reader);
        break;
    case WASM_GLOBAL:
        if (!is_value_type(wasm_byte(reader)) || wasm_byte(reader) > 1)
            reader->broken = true;
        break;
    default:
        reader->broken = true;
    }
}

static void read_function(struct parser *parser, struct wasm_reader *reader, uint32_t i)
{
    struct wasm_module *module = parser->module;
    uint32_t type = wasm_u32(reader);
    if (type >= module->sections[WASM_SECTION_TYPE].count)
        reader->broken = true;
    module->functions[module->imported[WASM_FUNCTION] + i] = type;
}

static void read_table(struct parser *parser, struct wasm_reader *reader, uint32_t i)
{
    if (wasm_byte(reader) != 0x70)
        wasm_refuse(reader, wasm_feature_of_tables());
    parser->module->table = read_limits(reader);
    if (parser->module->table.initial > WASM_TABLE_MAX)
        reader->broken = true;
}

static void read_memory(struct parser *parser, struct wasm_reader *reader, uint32_t i)
{
    struct wasm_limits limits = read_limits(reader);
    if (limits.initial > 65536 || (limits.has_maximum && limits.maximum > 65536))
        reader->broken = true;
    if (i == 0)
        parser->module->memory = limits;
}

/* A constant of the wanted type. Other globals cannot stand here: there are no imported ones. */
static int64_t read_constant(struct wasm_reader *reader, uint8_t type)
{
    int64_t value = 0;
    uint8_t opcode = wasm_byte(reader);
    if (opcode == 0x41 && type == WASM_I32)
        value = wasm_signed(reader, 32);
    else if (opcode == 0x42 && type == WASM_I64)
        value = wasm_signed(reader, 64);
    else if (opcode == 0x43 && type == WASM_F32)
        wasm_span(reader, 4);
    else if (opcode == 0x44 && type == WASM_F64)
        wasm_span(reader, 8);
    else
        reader->broken = true;
    if (wasm_byte(reader) != 0x0b)
        reader->broken = true;
    return value;
}

static void read_global(struct parser *parser, struct wasm_reader *reader, uint32_t i)
{
    uint8_t type = wasm_byte(reader);
    if (!is_value_type(type))
        wasm_refuse(reader, wasm_feature_of_type(type));
    if (wasm_byte(reader) > 1)
        reader->broken = true;
    if (is_float_type(type))
        parser->module->has_floats = true;
    read_constant(reader, type);
}

static void read_export(struct parser *parser, struct wasm_reader *reader, uint32_t i)
{
    struct wasm_module *module = parser->module;
    struct wasm_export *export = &module->exports[i];
    export->name = read_name(reader);
    export->kind = wasm_byte(reader);
    export->index = wasm_u32(reader);
    static const uint8_t sections[] = {WASM_SECTION_FUNCTION, WASM_SECTION_TABLE,
                                       WASM_SECTION_MEMORY, WASM_SECTION_GLOBAL};
    if (export->kind >= ARRAY_COUNT(sections) ||
        export->index >=
            module->imported[export->kind] + module->sections[sections[export->kind]].count)
        reader->broken = true;
}

static void read_element(struct parser *parser, struct wasm_reader *reader, uint32_t i)
{
    if (wasm_u32(reader) != 0)
        wasm_refuse(reader, wasm_feature_of_tables());
    read_constant(reader, WASM_I32);
    uint32_t count = wasm_u32(reader);
    if (count > wasm_left(reader))
        reader->broken = true;
    for (uint32_t k = 0; k < count && !reader->broken; k++)
        if (wasm_u32(reader) >= parser->module->functions_count)
            reader->broken = true;
}

static void read_body(struct parser *parser, struct wasm_reader *reader, uint32_t i)
{
    parser->module->bodies[i] = wasm_span(reader, wasm_u32(reader));
}

/* One data segment. An active one is written to `offset` when an instance is made, a passive one
 * only by memory.init. */
static struct bytes read_segment(struct wasm_reader *reader, bool *is_active, uint32_t *offset)
{
    enum { ACTIVE, PASSIVE, ACTIVE_IN_MEMORY };
    uint32_t kind = wasm_u32(reader);
    if (kind > ACTIVE_IN_MEMORY || (kind == ACTIVE_IN_MEMORY && wasm_u32(reader) != 0))
        reader->broken = true;
    *is_active = kind != PASSIVE;
    *offset = *is_active ? (uint32_t)read_constant(reader, WASM_I32) : 0;
    return wasm_span(reader, wasm_u32(reader));
}

static void read_data(struct parser *parser, struct wasm_reader *reader, uint32_t i)
{
    bool is_active;
    uint32_t offset;
    read_segment(reader, &is_active, &offset);
}

typedef void (*read_entry)(struct parser *parser, struct wasm_reader *reader, uint32_t i);

static const read_entry readers[WASM_SECTION_COUNT] = {
    [WASM_SECTION_TYPE] = read_type,         [WASM_SECTION_IMPORT] = read_import,
    [WASM_SECTION_FUNCTION] = read_function, [WASM_SECTION_TABLE] = read_table,
    [WASM_SECTION_MEMORY] = read_memory,     [WASM_SECTION_GLOBAL] = read_global,
    [WASM_SECTION_EXPORT] = read_export,     [WASM_SECTION_ELEMENT] = read_element,
    [WASM_SECTION_CODE] = read_body,         [WASM_SECTION_DATA] = read_data,
};

/* Makes room for what the entries of a section are parsed into. */
static void make_room(struct parser *parser, unsigned id, uint32_t count)
{
    struct wasm_module *module = parser->module;
    if (id == WASM_SECTION_TYPE)
        module->types = ARENA_ARRAY(parser->arena, struct wasm_type, count);
    if (id == WASM_SECTION_IMPORT) {
        module->imports = ARENA_ARRAY(parser->arena, struct wasm_import, count);
        module->functions = ARENA_ARRAY(parser->arena, uint32_t, count);
    }
    if (id == WASM_SECTION_FUNCTION) {
        uint32_t *imported = module->functions;
        module->functions = ARENA_ARRAY(parser->arena, uint32_t, module->functions_count + count);
        for (uint32_t i = 0; i < module->functions_count; i++)
            module->functions[i] = imported[i];
        module->functions_count += count;
    }
    if (id == WASM_SECTION_EXPORT)
        module->exports = ARENA_ARRAY(parser->arena, struct wasm_export, count);
    if (id == WASM_SECTION_CODE)
        module->bodies = ARENA_ARRAY(parser->arena, struct bytes, count);
}

static status read_section(struct parser *parser, unsigned id, struct bytes payload)
{
    struct wasm_section *section = &parser->module->sections[id];
    struct wasm_reader reader = wasm_reader_new(payload);
    section->present = true;
    if (id == WASM_SECTION_START || id == WASM_SECTION_DATA_COUNT) {
        uint32_t number = wasm_u32(&reader);
        if (reader.broken || wasm_left(&reader) != 0)
            return wasm_invalid(parser->arena, "malformed %s section", section_names[id]);
        if (id == WASM_SECTION_DATA_COUNT)
            parser->module->data_count = number;
        return NULL;
    }
    section->count = wasm_u32(&reader);
    section->entries = bytes_make(reader.at, wasm_left(&reader));
    /* An entry takes at least a byte, so that a huge count cannot ask for huge room. */
    if (reader.broken || section->count > section_limits[id] || section->count > wasm_left(&reader))
        return wasm_invalid(parser->arena, "too many entries in %s section", section_names[id]);
    make_room(parser, id, section->count);
    for (uint32_t i = 0; i < section->count && !reader.broken; i++)
        readers[id](parser, &reader, i);
    if (reader.refused != NULL)
        return wasm_refused(parser->arena, reader.refused);
    if (reader.broken || wasm_left(&reader) != 0)
        return wasm_invalid(parser->arena, "malformed %s section", section_names[id]);
    return NULL;
}

status wasm_module_parse(struct arena *arena, struct bytes wasm, struct wasm_module *module)
{
    *module = (struct wasm_module){0};
    struct parser parser = {arena, module};
    struct wasm_reader reader = wasm_reader_new(wasm);
    if (!bytes_equal(wasm_span(&reader, 8), BYTES("\0asm\1\0\0\0")))
        return wasm_invalid(arena, "not a WebAssembly 1.0 module");
    unsigned last = 0;
    while (wasm_left(&reader) > 0) {
        unsigned id = wasm_byte(&reader);
        struct bytes payload = wasm_span(&reader, wasm_u32(&reader));
        if (reader.broken)
            return wasm_invalid(arena, "section is cut off");
        if (id == 0) {
            struct wasm_reader custom = wasm_reader_new(payload);
            read_name(&custom);
            if (custom.broken)
                return wasm_invalid(arena, "malformed custom section");
            continue;
        }
        if (wasm_feature_of_section(id) != NULL)
            return wasm_refused(arena, wasm_feature_of_section(id));
        if (id >= WASM_SECTION_COUNT)
            return wasm_invalid(arena, "unknown section %u", id);
        if (section_rank(id) <= last)
            return wasm_invalid(arena, "%s section out of order", section_names[id]);
        last = section_rank(id);
        TRY(read_section(&parser, id, payload));
    }
    if (module->sections[WASM_SECTION_FUNCTION].count != module->sections[WASM_SECTION_CODE].count)
        return wasm_invalid(arena, "functions and bodies differ in number");
    if (module->sections[WASM_SECTION_DATA_COUNT].present &&
        module->data_count != module->sections[WASM_SECTION_DATA].count)
        return wasm_invalid(arena, "data count and data segments differ in number");
    return NULL;
}

static bool segment_fits(uint32_t offset, uint64_t size, uint64_t room)
{
    return offset + size <= room;
}

status wasm_module_check_segments(struct arena *arena, const struct wasm_module *module)
{
    const struct wasm_section *elements = &module->sections[WASM_SECTION_ELEMENT];
    struct wasm_reader reader = wasm_reader_new(elements->entries);
    for (uint32_t i = 0; i < elements->count; i++) {
        wasm_u32(&reader);
        uint32_t offset = (uint32_t)read_constant(&reader, WASM_I32);
        uint32_t count = wasm_u32(&reader);
        for (uint32_t k = 0; k < count; k++)
            wasm_u32(&reader);
        if (!segment_fits(offset, count, module->table.initial))
            return wasm_invalid(arena, "element segment does not fit the table");
    }
    const struct wasm_section *data = &module->sections[WASM_SECTION_DATA];
    uint64_t memory = (uint64_t)module->memory.initial * WASM_PAGE_BYTES;
    reader = wasm_reader_new(data->entries);
    for (uint32_t i = 0; i < data->count; i++) {
        bool is_active;
        uint32_t offset;
        struct bytes content = read_segment(&reader, &is_active, &offset);
        if (is_active && !segment_fits(offset, content.len, memory))
            return wasm_invalid(arena, "data segment does not fit the memory");
    }
    return NULL;
}

const struct wasm_export *wasm_find_export(const struct wasm_module *module, struct bytes name)
{
    for (uint32_t i = 0; i < module->sections[WASM_SECTION_EXPORT].count; i++)
        if (bytes_equal(module->exports[i].name, name))
            return &module->exports[i];
    return NULL;
}

const struct wasm_type *wasm_function_type(const struct wasm_module *module, uint32_t index)
{
    return &module->types[module->functions[index]];
}
