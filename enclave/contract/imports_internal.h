#ifndef ENCLAVE_CONTRACT_IMPORTS_INTERNAL_H
#define ENCLAVE_CONTRACT_IMPORTS_INTERNAL_H

#include "enclave/contract/imports.h"
#include "enclave/contract/region.h"

/* The body of an import: arguments as the contract gave them, `result` for what it gets back. A
 * refusal stops the contract. */
typedef status (*import_body)(struct run *run, const uint64_t *arguments, uint64_t *result);

/* imports_charge takes gas before an import does its work.
 * Rejects: VM_OUT_OF_GAS, and notes the amount as exhausted. */
MUST_CHECK status imports_charge(struct run *run, uint64_t amount);

/* imports_answer hands bytes to the contract in a new region, whose pointer becomes the result. */
MUST_CHECK status imports_answer(struct run *run, struct bytes content, uint64_t *result);

status imports_db_read(struct run *run, const uint64_t *arguments, uint64_t *result);
status imports_db_write(struct run *run, const uint64_t *arguments, uint64_t *result);
status imports_db_remove(struct run *run, const uint64_t *arguments, uint64_t *result);
status imports_query_chain(struct run *run, const uint64_t *arguments, uint64_t *result);
status imports_debug_print(struct run *run, const uint64_t *arguments, uint64_t *result);
status imports_abort(struct run *run, const uint64_t *arguments, uint64_t *result);
status imports_check_gas(struct run *run, const uint64_t *arguments, uint64_t *result);
status imports_gas_evaporate(struct run *run, const uint64_t *arguments, uint64_t *result);
status imports_canonicalize_address(struct run *run, const uint64_t *arguments, uint64_t *result);
status imports_addr_canonicalize(struct run *run, const uint64_t *arguments, uint64_t *result);
status imports_humanize_address(struct run *run, const uint64_t *arguments, uint64_t *result);
status imports_addr_validate(struct run *run, const uint64_t *arguments, uint64_t *result);
status imports_secp256k1_verify(struct run *run, const uint64_t *arguments, uint64_t *result);
status imports_secp256k1_recover(struct run *run, const uint64_t *arguments, uint64_t *result);
status imports_secp256k1_sign(struct run *run, const uint64_t *arguments, uint64_t *result);
status imports_ed25519_verify(struct run *run, const uint64_t *arguments, uint64_t *result);
status imports_ed25519_batch_verify(struct run *run, const uint64_t *arguments, uint64_t *result);
status imports_ed25519_sign(struct run *run, const uint64_t *arguments, uint64_t *result);
status imports_dcap_quote_verify(struct run *run, const uint64_t *arguments, uint64_t *result);

#endif
