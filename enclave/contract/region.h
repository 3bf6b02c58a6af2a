#ifndef ENCLAVE_CONTRACT_REGION_H
#define ENCLAVE_CONTRACT_REGION_H

#include "enclave/contract/vm_internal.h"

/* Contract and host exchange bytes through regions: 12 bytes in the contract's memory that say
 * where the bytes are, how much room there is and how much of it is used, each little-endian
 * (enclave-protocol.md 5.4). */

/* region_read gives a region's bytes where they are: valid until the contract runs again or the
 * region is written.
 * Rejects: VM_READ_MEMORY; VM_OUT_OF_GAS as imports_work. */
MUST_CHECK status region_read(struct run *run, uint32_t pointer, struct bytes *content);

/* region_sections takes bytes apart into sections: each is followed by its length, four bytes
 * big-endian, and the last comes first when reading. Fewer than four bytes in front are ignored.
 *   items  out, when not NULL: the sections in their order
 *   count  out
 * Rejects: VM_UNEXPECTED for a length that reaches beyond the start. */
MUST_CHECK status region_sections(struct bytes content, struct bytes *items, size_t *count);

/* region_write puts bytes into a region that has room for them, and sets its length.
 * Rejects: VM_READ_MEMORY (that is what the original says). */
MUST_CHECK status region_write(struct run *run, uint32_t pointer, struct bytes content);

/* region_new asks the contract for a region and fills it. The contract pays for its own allocation.
 * Rejects: VM_ALLOCATE, also when the gas ran out; VM_READ_MEMORY. */
MUST_CHECK status region_new(struct run *run, struct bytes content, uint32_t *pointer);

#endif
