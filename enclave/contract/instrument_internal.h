#ifndef ENCLAVE_CONTRACT_INSTRUMENT_INTERNAL_H
#define ENCLAVE_CONTRACT_INSTRUMENT_INTERNAL_H

#include "enclave/contract/instrument.h"
#include "enclave/contract/wasm_code.h"

/* Where the rewritten module keeps what the instrumented code uses. */
struct instrument_indices {
    uint32_t gas; /* globals */
    uint32_t exhausted;
    uint32_t depth;
    uint32_t grow_meter; /* functions */
    uint32_t byte_meter;
    uint32_t charge;
};

void instrument_u32(struct writer *writer, uint32_t value);
void instrument_signed(struct writer *writer, int64_t value);
/* instrument_index writes an opcode with an index. */
void instrument_index(struct writer *writer, enum wasm_opcode opcode, uint32_t index);

/* instrument_body writes one rewritten body, size included.
 *   arena    for the text of a refusal
 *   scratch  for the work; may be reset afterwards
 *   type     signature of the function
 *   body     locals and code
 *   effort   what compiling it takes is added here */
MUST_CHECK status instrument_body(struct arena *arena, struct arena *scratch,
                                  const struct wasm_module *module,
                                  const struct instrument_indices *indices,
                                  const struct wasm_type *type, struct bytes body,
                                  struct writer *writer, uint64_t *effort);

#endif
