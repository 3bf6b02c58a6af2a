#ifndef ENCLAVE_KEYS_LOCKED_H
#define ENCLAVE_KEYS_LOCKED_H

#include <stdbool.h>
#include <stddef.h>

/* Memory for what must not leave the process: kept out of core dumps, cleared in a forked child,
 * with an unmapped page on either side. Source: trust-and-attestation 4.1 step 8. */

enum keys_paging {
    KEYS_LOCKED,   /* never swapped; for keys. The kernel gives an ordinary user some MB of it */
    KEYS_PAGEABLE, /* for decrypted messages and state, of which there is too much to lock */
};

struct keys_region {
    void *memory; /* page-aligned, zero */
    size_t bytes;
    bool locked; /* false too when locking was asked for and the kernel refused */
};

/* keys_region_map maps `bytes`, rounded up to pages. A kernel that has no memory is a halt. */
struct keys_region keys_region_map(size_t bytes, enum keys_paging paging);

/* keys_region_unmap wipes and unmaps. */
void keys_region_unmap(struct keys_region *region);

/* keys_region_trim gives the physical memory behind everything from `keep` on back; its content
 * turns zero. */
void keys_region_trim(struct keys_region *region, size_t keep);

#endif
