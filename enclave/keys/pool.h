#ifndef ENCLAVE_KEYS_POOL_H
#define ENCLAVE_KEYS_POOL_H

#include <stdbool.h>
#include <stddef.h>

/* Puts libcrypto's allocations, where key schedules and private keys live, into locked memory.
 *
 * keys_pool_install must come before libcrypto's first allocation of the process, once; what
 * libcrypto allocates until keys_pool_arm (its tables, no keys) stays on the heap. When the pool is
 * full, and for blocks above KEYS_POOL_BLOCK_MAX, the heap serves; every block is wiped when it is
 * freed. */
enum { KEYS_POOL_BYTES = 1 << 20, KEYS_POOL_BLOCK_MAX = 4096 };

void keys_pool_install(void);
void keys_pool_arm(void);

/* keys_pool_locked tells whether the kernel keeps the pool out of swap. */
bool keys_pool_locked(void);

/* keys_pool_used counts the bytes of the pool that were ever handed out, for tests. */
size_t keys_pool_used(void);

#endif
