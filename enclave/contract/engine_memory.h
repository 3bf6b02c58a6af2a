#ifndef ENCLAVE_CONTRACT_ENGINE_MEMORY_H
#define ENCLAVE_CONTRACT_ENGINE_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Memories of WebAssembly instances, used again and again. The pages that runs of a module touch
 * are cleared by hand and stay where they are, up to a limit; all others go back to the kernel. So
 * the next run finds nothing but zeros, and pays for few page faults. Any thread may take and give;
 * a memory in use is one thread's. */

struct engine_memories;
struct engine_memory;

/* engine_memories_new prepares them; the kernel is asked for addresses when they are first used.
 *   count           in use at once
 *   bytes_max       of one, whole pages of WebAssembly
 *   reserved_bytes  addresses of one; what lies beyond its size faults */
struct engine_memories *engine_memories_new(uint32_t count, size_t bytes_max,
                                            size_t reserved_bytes);
/* engine_memories_free: all were given back. */
void engine_memories_free(struct engine_memories *memories);

/* engine_memory_take gives a memory of size 0, if it can the one that `user` had last. Halts when
 * more than `count` are in use, or the kernel has no addresses left.
 *   user  what runs in it; only compared */
struct engine_memory *engine_memory_take(struct engine_memories *memories, const void *user);
/* engine_memory_give clears the memory and takes it back. */
void engine_memory_give(struct engine_memory *memory);

/* engine_memory_grow makes it `bytes` large, which is whole pages and not less than it was; what is
 * new is zero. False: too large, or the kernel has no memory. */
bool engine_memory_grow(struct engine_memory *memory, size_t bytes);

/* Where it begins, which stays so until it is given back, and how large it is. */
uint8_t *engine_memory_data(const struct engine_memory *memory, size_t *bytes);

#endif
