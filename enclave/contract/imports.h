#ifndef ENCLAVE_CONTRACT_IMPORTS_H
#define ENCLAVE_CONTRACT_IMPORTS_H

#include "enclave/contract/vm_internal.h"

/* The functions of module `env` that contracts import (enclave-protocol.md 5.5). */

enum { IMPORTS_COUNT = 20 };

/* imports_table is what the engines link against. Each gets its struct run as host. */
extern const struct engine_import imports_table[IMPORTS_COUNT];

/* imports_find gives the import of this name, NULL when there is none. */
const struct engine_import *imports_find(struct bytes name);

/* imports_allows tells whether a contract of this generation may import it.
 *   debug_print  the chain accepts contracts of the first generation that print */
bool imports_allows(const struct engine_import *import, enum vm_generation generation,
                    bool debug_print);

/* imports_matches tells whether the contract declares the import with the right signature. */
bool imports_matches(const struct engine_import *import, const struct wasm_type *type);

#endif
