#ifndef ENCLAVE_CONTRACT_WASM_MODULE_H
#define ENCLAVE_CONTRACT_WASM_MODULE_H

#include "common/base/status.h"
#include "enclave/contract/wasm_feature.h"

/* A contract's module, taken apart. Accepted is WebAssembly 1.0 with sign extension, as on the
 * original (enclave-protocol.md 5.2), and what today's compilers add to it: several results,
 * memory.copy, memory.fill, memory.init, data.drop with the segments they need, and long table
 * numbers. Everything points into the module's own bytes.
 *
 * The parser checks structure, numbers and indices. The types of operands inside function bodies
 * are checked by the engine's validator when the instrumented module is compiled. */

/* Limits of what is looked at; all far above any contract, so that hostile input stays cheap. */
enum {
    WASM_TYPES_MAX = 20000,
    WASM_IMPORTS_MAX = 1000,
    WASM_FUNCTIONS_MAX = 50000,
    WASM_GLOBALS_MAX = 20000,
    WASM_EXPORTS_MAX = 20000,
    WASM_SEGMENTS_MAX = 100000,
    WASM_TABLE_MAX = 20000, /* elements */
    WASM_PARAMS_MAX = 1000, /* of a signature, and results */
    WASM_SLOTS_MAX = 15000, /* parameters, locals and deepest operand stack of one function */
    WASM_NESTING_MAX = 10000,
    WASM_PAGE_BYTES = 65536,
};

enum wasm_value { WASM_I32 = 0x7f, WASM_I64 = 0x7e, WASM_F32 = 0x7d, WASM_F64 = 0x7c };
enum wasm_kind { WASM_FUNCTION, WASM_TABLE, WASM_MEMORY, WASM_GLOBAL };

enum wasm_section_id {
    WASM_SECTION_TYPE = 1,
    WASM_SECTION_IMPORT,
    WASM_SECTION_FUNCTION,
    WASM_SECTION_TABLE,
    WASM_SECTION_MEMORY,
    WASM_SECTION_GLOBAL,
    WASM_SECTION_EXPORT,
    WASM_SECTION_START,
    WASM_SECTION_ELEMENT,
    WASM_SECTION_CODE,
    WASM_SECTION_DATA,
    WASM_SECTION_DATA_COUNT, /* stands before the code */
    WASM_SECTION_COUNT
};

/* The entries of a section as they stand, without their count. Absent: count 0, no bytes. */
struct wasm_section {
    uint32_t count;
    struct bytes entries;
    bool present;
};

struct wasm_type {
    struct bytes params; /* one byte a value, enum wasm_value */
    struct bytes results;
};

struct wasm_import {
    struct bytes module;
    struct bytes name;
    uint8_t kind;  /* enum wasm_kind */
    uint32_t type; /* of a function */
};

struct wasm_export {
    struct bytes name;
    uint8_t kind;
    uint32_t index;
};

struct wasm_limits {
    uint32_t initial;
    bool has_maximum;
    uint32_t maximum;
};

struct wasm_module {
    struct wasm_section sections[WASM_SECTION_COUNT];
    struct wasm_type *types;
    struct wasm_import *imports;
    uint32_t imported[4]; /* imports of each enum wasm_kind */
    uint32_t *functions;  /* type of each function, imported ones first */
    uint32_t functions_count;
    struct wasm_export *exports;
    struct bytes *bodies;      /* locals and code of each function that is not imported */
    struct wasm_limits memory; /* of the first memory */
    struct wasm_limits table;  /* of the first table */
    uint32_t data_count;       /* as the data count section gives it */
    bool has_floats;           /* in a signature, a global or a local; bodies: see wasm_code.h */
};

/* wasm_module_parse takes a module apart.
 * Rejects: VM_INVALID_CODE with a text of its own that says what is wrong, or what of WebAssembly
 * is not accepted and how to avoid it. */
MUST_CHECK status wasm_module_parse(struct arena *arena, struct bytes wasm,
                                    struct wasm_module *module);

/* wasm_module_check_segments makes sure that every element and active data segment lies inside the
 * initial table and memory, as instantiation would.
 * Rejects: VM_INVALID_CODE. */
MUST_CHECK status wasm_module_check_segments(struct arena *arena, const struct wasm_module *module);

/* wasm_find_export gives the export of this name, NULL when there is none. */
const struct wasm_export *wasm_find_export(const struct wasm_module *module, struct bytes name);

/* wasm_function_type is the signature of function `index`, which must exist. */
const struct wasm_type *wasm_function_type(const struct wasm_module *module, uint32_t index);

/* wasm_invalid is VM_INVALID_CODE with its own words. */
status wasm_invalid(struct arena *arena, const char *format, ...) PRINTF_LIKE(2, 3);
/* wasm_refused is VM_INVALID_CODE for a feature that is not accepted. */
status wasm_refused(struct arena *arena, const struct wasm_feature *feature);

#endif
