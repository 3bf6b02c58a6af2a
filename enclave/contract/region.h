#ifndef ENCLAVE_CONTRACT_REGION_H
#define ENCLAVE_CONTRACT_REGION_H

#include "enclave/contract/vm_internal.h"

/* Contract and host exchange bytes through regions: 12 bytes in the contract's memory that say
 * where the bytes are, how much room there is and how much of it is used, each little-endian
 * (enclave-protocol.md 5.4). */

/* region_read copies a region's bytes into the run's arena.
 * Rejects: VM_READ_MEMORY. */
MUST_CHECK status region_read(struct run *run, uint32_t pointer, struct bytes *content);

/* region_read_sections splits a region into its sections: each is bytes followed by their
 * big-endian length, and the last comes first when reading. Fewer than four bytes in front are
 * ignored. Rejects: VM_READ_MEMORY; VM_UNEXPECTED for a length beyond the start. */
MUST_CHECK status region_read_sections(struct run *run, uint32_t pointer,
                                       struct bytes_list *sections);

/* region_write puts bytes into a region that has room for them, and sets its length.
 * Rejects: VM_READ_MEMORY (that is what the original says). */
MUST_CHECK status region_write(struct run *run, uint32_t pointer, struct bytes content);

/* region_new asks the contract for a region and fills it. The contract pays for its own allocation.
 * Rejects: VM_ALLOCATE, also when the gas ran out; VM_READ_MEMORY. */
MUST_CHECK status region_new(struct run *run, struct bytes content, uint32_t *pointer);

#endif
