#ifndef ENCLAVE_CONTRACT_WASM_CODE_H
#define ENCLAVE_CONTRACT_WASM_CODE_H

#include "enclave/contract/wasm_module.h"
#include "enclave/contract/wasm_reader.h"

/* The opcodes that instrumentation looks at or writes. */
enum wasm_opcode {
    WASM_UNREACHABLE = 0x00,
    WASM_NOP = 0x01,
    WASM_BLOCK = 0x02,
    WASM_LOOP = 0x03,
    WASM_IF = 0x04,
    WASM_ELSE = 0x05,
    WASM_END = 0x0b,
    WASM_BR = 0x0c,
    WASM_BR_IF = 0x0d,
    WASM_BR_TABLE = 0x0e,
    WASM_RETURN = 0x0f,
    WASM_CALL = 0x10,
    WASM_CALL_INDIRECT = 0x11,
    WASM_DROP = 0x1a, /* from here on instructions stay in their sequence */
    WASM_LOCAL_GET = 0x20,
    WASM_LOCAL_SET = 0x21,
    WASM_LOCAL_TEE = 0x22,
    WASM_GLOBAL_GET = 0x23,
    WASM_GLOBAL_SET = 0x24,
    WASM_I32_LOAD = 0x28,
    WASM_I64_STORE32 = 0x3e,
    WASM_MEMORY_GROW = 0x40,
    WASM_I32_CONST = 0x41,
    WASM_I64_CONST = 0x42,
    WASM_I32_GT_U = 0x4b,
    WASM_I64_LT_U = 0x54,
    WASM_I32_ADD = 0x6a,
    WASM_I32_DIV_S = 0x6d,
    WASM_I32_REM_U = 0x70,
    WASM_I64_SUB = 0x7d,
    WASM_I64_MUL = 0x7e,
    WASM_I64_DIV_S = 0x7f,
    WASM_I64_REM_U = 0x82,
    WASM_I64_EXTEND_I32_S = 0xac,
    WASM_I64_EXTEND_I32_U = 0xad,
    WASM_MEMORY_INIT = 0xfc08, /* the second byte of those behind the prefix 0xfc */
    WASM_DATA_DROP = 0xfc09,
    WASM_MEMORY_COPY = 0xfc0a,
    WASM_MEMORY_FILL = 0xfc0b,
    WASM_BLOCK_EMPTY = 0x40, /* block type without a result */
};

/* One decoded instruction. */
struct wasm_instruction {
    uint16_t opcode;
    uint32_t index; /* of a function, type or label; result type of a block; labels of br_table */
    uint8_t pops;   /* operands taken and given; calls and blocks with a type depend on the */
    uint8_t pushes; /* signature, which is not counted here */
    bool is_float;
    bool has_type; /* a block: `index` is that of its signature */
    bool is_long;  /* a call_indirect whose table 0 takes more than a byte */
};

/* wasm_next decodes one instruction. A reader that breaks has met an opcode that is not accepted,
 * or a malformed one; of the former `refused` says what it is, when that is known. */
void wasm_next(struct wasm_reader *reader, struct wasm_instruction *instruction);

/* wasm_read_locals reads the local declarations in front of a body.
 *   count      out: locals beside the parameters
 *   has_floats set when one is a float, otherwise left alone */
void wasm_read_locals(struct wasm_reader *reader, uint32_t *count, bool *has_floats);

#endif
