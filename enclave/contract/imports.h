#ifndef ENCLAVE_CONTRACT_IMPORTS_H
#define ENCLAVE_CONTRACT_IMPORTS_H

#include "enclave/contract/vm_internal.h"

/* The functions of module `env` that contracts import (enclave-protocol.md 5.5), and `abort`, with
 * which contracts of vanilla CosmWasm say why they panic. */

enum { IMPORTS_COUNT = 21 };

/* imports_table is what the engines link against. Each gets its struct run as host. */
extern const struct engine_import imports_table[IMPORTS_COUNT];

/* Some imports cost no gas, or none for the bytes they look at, so that gas alone would let a
 * contract keep the machine busy for hours. Each call and each byte therefore counts as work as
 * well, and a run may make so much of it: hundreds of times what a contract that pays for its own
 * instructions comes to. */
enum { IMPORTS_WORK_MAX = 1 << 30, IMPORTS_WORK_CALL = 64, IMPORTS_WORK_PARSE = 16 };

/* imports_work adds to the work of a run.
 * Rejects: VM_OUT_OF_GAS beyond IMPORTS_WORK_MAX. */
MUST_CHECK status imports_work(struct run *run, uint64_t amount);

/* imports_find gives the import of this name, NULL when there is none. */
const struct engine_import *imports_find(struct bytes name);

/* imports_allows tells whether a contract of this generation may import it.
 *   debug_print  the chain accepts contracts of the first generation that print */
bool imports_allows(const struct engine_import *import, enum vm_generation generation,
                    bool debug_print);

/* imports_matches tells whether the contract declares the import with the right signature. */
bool imports_matches(const struct engine_import *import, const struct wasm_type *type);

#endif
