#ifndef ENCLAVE_CONTRACT_WASM_FEATURE_H
#define ENCLAVE_CONTRACT_WASM_FEATURE_H

#include "common/base/arena.h"

/* The parts of WebAssembly that contracts cannot use, and how compilers are kept from using them,
 * so that whoever uploads a contract is told what to do. */
struct wasm_feature {
    const char *name;
    const char *rust;  /* flag of rustc, */
    const char *clang; /* and of clang, that avoids it */
};

/* wasm_feature_of_opcode tells what an opcode that is not accepted belongs to; NULL: to nothing
 * that is known.
 *   opcode  as in struct wasm_instruction */
const struct wasm_feature *wasm_feature_of_opcode(uint16_t opcode);
/* The same of a value type, and of the flags byte in front of a table's or memory's limits. */
const struct wasm_feature *wasm_feature_of_type(uint8_t type);
const struct wasm_feature *wasm_feature_of_limits(uint8_t flags);
/* wasm_feature_of_tables is what a second table belongs to, and element segments that are not plain
 * active ones. */
const struct wasm_feature *wasm_feature_of_tables(void);
/* wasm_feature_of_section is the feature of a section with an unknown number, or NULL. */
const struct wasm_feature *wasm_feature_of_section(unsigned id);

/* wasm_feature_text says that the feature is not accepted, and what avoids it. */
struct bytes wasm_feature_text(struct arena *arena, const struct wasm_feature *feature);

#endif
