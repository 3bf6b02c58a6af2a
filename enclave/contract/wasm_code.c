#include "enclave/contract/wasm_code.h"

enum immediate {
    IMMEDIATE_NONE,
    IMMEDIATE_BLOCK,    /* no result, its type, or the index of a signature */
    IMMEDIATE_INDEX,    /* of a local, global, function or label */
    IMMEDIATE_TABLE,    /* labels of br_table */
    IMMEDIATE_INDIRECT, /* a type and the table 0 */
    IMMEDIATE_ADDRESS,  /* alignment and offset */
    IMMEDIATE_MEMORY,   /* the memory 0 */
    IMMEDIATE_MEMORIES, /* the memory 0, twice */
    IMMEDIATE_SEGMENT,  /* a data segment and the memory 0 */
    IMMEDIATE_I32,
    IMMEDIATE_I64,
    IMMEDIATE_F32,
    IMMEDIATE_F64,
};

/* Opcodes in a row that look alike: WebAssembly 1.0 (binary format, section 5.4), the five of sign
 * extension, and the four of bulk memory that touch memory. */
struct opcodes {
    uint16_t first, last;
    uint8_t immediate, pops, pushes;
    bool is_float;
};

static const struct opcodes table[] = {
    {0x00, 0x01, IMMEDIATE_NONE, 0, 0, false},     /* unreachable, nop */
    {0x02, 0x03, IMMEDIATE_BLOCK, 0, 0, false},    /* block, loop */
    {0x04, 0x04, IMMEDIATE_BLOCK, 1, 0, false},    /* if */
    {0x05, 0x05, IMMEDIATE_NONE, 0, 0, false},     /* else */
    {0x0b, 0x0b, IMMEDIATE_NONE, 0, 0, false},     /* end */
    {0x0c, 0x0c, IMMEDIATE_INDEX, 0, 0, false},    /* br */
    {0x0d, 0x0d, IMMEDIATE_INDEX, 1, 0, false},    /* br_if */
    {0x0e, 0x0e, IMMEDIATE_TABLE, 1, 0, false},    /* br_table */
    {0x0f, 0x0f, IMMEDIATE_NONE, 0, 0, false},     /* return */
    {0x10, 0x10, IMMEDIATE_INDEX, 0, 0, false},    /* call */
    {0x11, 0x11, IMMEDIATE_INDIRECT, 1, 0, false}, /* call_indirect */
    {0x1a, 0x1a, IMMEDIATE_NONE, 1, 0, false},     /* drop */
    {0x1b, 0x1b, IMMEDIATE_NONE, 3, 1, false},     /* select */
    {0x20, 0x20, IMMEDIATE_INDEX, 0, 1, false},    /* local.get */
    {0x21, 0x21, IMMEDIATE_INDEX, 1, 0, false},    /* local.set */
    {0x22, 0x22, IMMEDIATE_INDEX, 1, 1, false},    /* local.tee */
    {0x23, 0x23, IMMEDIATE_INDEX, 0, 1, false},    /* global.get */
    {0x24, 0x24, IMMEDIATE_INDEX, 1, 0, false},    /* global.set */
    {0x28, 0x29, IMMEDIATE_ADDRESS, 1, 1, false},  /* i32.load, i64.load */
    {0x2a, 0x2b, IMMEDIATE_ADDRESS, 1, 1, true},   /* f32.load, f64.load */
    {0x2c, 0x35, IMMEDIATE_ADDRESS, 1, 1, false},  /* narrow loads */
    {0x36, 0x37, IMMEDIATE_ADDRESS, 2, 0, false},  /* i32.store, i64.store */
    {0x38, 0x39, IMMEDIATE_ADDRESS, 2, 0, true},   /* f32.store, f64.store */
    {0x3a, 0x3e, IMMEDIATE_ADDRESS, 2, 0, false},  /* narrow stores */
    {0x3f, 0x3f, IMMEDIATE_MEMORY, 0, 1, false},   /* memory.size */
    {0x40, 0x40, IMMEDIATE_MEMORY, 1, 1, false},   /* memory.grow */
    {0x41, 0x41, IMMEDIATE_I32, 0, 1, false},      /* i32.const */
    {0x42, 0x42, IMMEDIATE_I64, 0, 1, false},      /* i64.const */
    {0x43, 0x43, IMMEDIATE_F32, 0, 1, true},       /* f32.const */
    {0x44, 0x44, IMMEDIATE_F64, 0, 1, true},       /* f64.const */
    {0x45, 0x45, IMMEDIATE_NONE, 1, 1, false},     /* i32.eqz */
    {0x46, 0x4f, IMMEDIATE_NONE, 2, 1, false},     /* i32 comparisons */
    {0x50, 0x50, IMMEDIATE_NONE, 1, 1, false},     /* i64.eqz */
    {0x51, 0x5a, IMMEDIATE_NONE, 2, 1, false},     /* i64 comparisons */
    {0x5b, 0x66, IMMEDIATE_NONE, 2, 1, true},      /* float comparisons */
    {0x67, 0x69, IMMEDIATE_NONE, 1, 1, false},     /* i32 bit counts */
    {0x6a, 0x78, IMMEDIATE_NONE, 2, 1, false},     /* i32 arithmetic */
    {0x79, 0x7b, IMMEDIATE_NONE, 1, 1, false},     /* i64 bit counts */
    {0x7c, 0x8a, IMMEDIATE_NONE, 2, 1, false},     /* i64 arithmetic */
    {0x8b, 0x91, IMMEDIATE_NONE, 1, 1, true},      /* f32 unary */
    {0x92, 0x98, IMMEDIATE_NONE, 2, 1, true},      /* f32 binary */
    {0x99, 0x9f, IMMEDIATE_NONE, 1, 1, true},      /* f64 unary */
    {0xa0, 0xa6, IMMEDIATE_NONE, 2, 1, true},      /* f64 binary */
    {0xa7, 0xa7, IMMEDIATE_NONE, 1, 1, false},     /* i32.wrap_i64 */
    {0xa8, 0xab, IMMEDIATE_NONE, 1, 1, true},      /* i32.trunc */
    {0xac, 0xad, IMMEDIATE_NONE, 1, 1, false},     /* i64.extend_i32 */
    {0xae, 0xbf, IMMEDIATE_NONE, 1, 1, true},      /* i64.trunc, conversions, reinterpretations */
    {0xc0, 0xc4, IMMEDIATE_NONE, 1, 1, false},     /* sign extension */
    {WASM_MEMORY_INIT, WASM_MEMORY_INIT, IMMEDIATE_SEGMENT, 3, 0, false},
    {WASM_DATA_DROP, WASM_DATA_DROP, IMMEDIATE_INDEX, 0, 0, false},
    {WASM_MEMORY_COPY, WASM_MEMORY_COPY, IMMEDIATE_MEMORIES, 3, 0, false},
    {WASM_MEMORY_FILL, WASM_MEMORY_FILL, IMMEDIATE_MEMORY, 3, 0, false},
};

static const struct opcodes *find(uint16_t opcode)
{
    size_t low = 0;
    size_t high = ARRAY_COUNT(table);
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (opcode > table[middle].last)
            low = middle + 1;
        else if (opcode < table[middle].first)
            high = middle;
        else
            return &table[middle];
    }
    return NULL;
}

static void read_block_type(struct wasm_reader *reader, struct wasm_instruction *instruction)
{
    enum { TYPE_BITS = 33 };
    uint8_t byte = wasm_left(reader) > 0 ? *reader->at : 0;
    if (byte >= 0x40 && byte < 0x80) {
        instruction->index = wasm_byte(reader);
        if (byte != WASM_BLOCK_EMPTY && (byte < WASM_F64 || byte > WASM_I32))
            wasm_refuse(reader, wasm_feature_of_type(byte));
        instruction->is_float = byte == WASM_F32 || byte == WASM_F64;
        return;
    }
    int64_t index = wasm_signed(reader, TYPE_BITS);
    if (index < 0)
        reader->broken = true;
    instruction->index = (uint32_t)index;
    instruction->has_type = true;
}

static uint32_t read_labels(struct wasm_reader *reader)
{
    uint32_t count = wasm_u32(reader);
    if (count > wasm_left(reader))
        reader->broken = true;
    for (uint32_t i = 0; i < count && !reader->broken; i++)
        wasm_u32(reader);
    wasm_u32(reader);
    return count;
}

static void read_zero(struct wasm_reader *reader)
{
    if (wasm_byte(reader) != 0)
        reader->broken = true;
}

static uint16_t read_opcode(struct wasm_reader *reader)
{
    enum { PREFIX = 0xfc };
    uint8_t first = wasm_byte(reader);
    if (first != PREFIX)
        return first;
    uint32_t second = wasm_u32(reader);
    return second > UINT8_MAX ? UINT16_MAX : (uint16_t)(PREFIX << 8 | second);
}

void wasm_next(struct wasm_reader *reader, struct wasm_instruction *instruction)
{
    *instruction = (struct wasm_instruction){.opcode = read_opcode(reader)};
    const struct opcodes *row = find(instruction->opcode);
    if (row == NULL) {
        wasm_refuse(reader, wasm_feature_of_opcode(instruction->opcode));
        return;
    }
    instruction->pops = row->pops;
    instruction->pushes = row->pushes;
    instruction->is_float = row->is_float;
    switch (row->immediate) {
    case IMMEDIATE_BLOCK:
        read_block_type(reader, instruction);
        break;
    case IMMEDIATE_INDEX:
        instruction->index = wasm_u32(reader);
        break;
    case IMMEDIATE_TABLE:
        instruction->index = read_labels(reader);
        break;
    case IMMEDIATE_INDIRECT:
        instruction->index = wasm_u32(reader);
        /* Compilers that know several tables leave room for a larger number. */
        instruction->is_long = wasm_left(reader) > 0 && *reader->at != 0;
        if (wasm_u32(reader) != 0)
            wasm_refuse(reader, wasm_feature_of_tables());
        break;
    case IMMEDIATE_ADDRESS:
        wasm_u32(reader);
        wasm_u32(reader);
        break;
    case IMMEDIATE_MEMORIES:
        read_zero(reader);
        read_zero(reader);
        break;
    case IMMEDIATE_SEGMENT:
        instruction->index = wasm_u32(reader);
        read_zero(reader);
        break;
    case IMMEDIATE_MEMORY:
        read_zero(reader);
        break;
    case IMMEDIATE_I32:
        wasm_signed(reader, 32);
        break;
    case IMMEDIATE_I64:
        wasm_signed(reader, 64);
        break;
    case IMMEDIATE_F32:
        wasm_span(reader, 4);
        break;
    case IMMEDIATE_F64:
        wasm_span(reader, 8);
        break;
    default:
        break;
    }
}

void wasm_read_locals(struct wasm_reader *reader, uint32_t *count, bool *has_floats)
{
    uint64_t total = 0;
    uint32_t groups = wasm_u32(reader);
    if (groups > wasm_left(reader))
        reader->broken = true;
    for (uint32_t i = 0; i < groups && !reader->broken; i++) {
        total += wasm_u32(reader);
        uint8_t type = wasm_byte(reader);
        if (type < WASM_F64 || type > WASM_I32)
            wasm_refuse(reader, wasm_feature_of_type(type));
        if (total > WASM_SLOTS_MAX)
            reader->broken = true;
        if (type == WASM_F32 || type == WASM_F64)
            *has_floats = true;
    }
    *count = (uint32_t)total;
}
