#ifndef COMMON_BASE_MEMORY_H
#define COMMON_BASE_MEMORY_H

#include <stddef.h>

/* The only gate to the C heap, for structures that outlive every arena (trees, caches, queues).
 * None of these returns NULL: when the machine has no memory the process halts. */
void *heap_alloc(size_t size) __attribute__((returns_nonnull, malloc));
void *heap_zalloc(size_t count, size_t size) __attribute__((returns_nonnull, malloc));
void *heap_resize(void *memory, size_t size) __attribute__((returns_nonnull));
void heap_free(void *memory);

/* wipe clears memory in a way the compiler cannot remove. */
void wipe(void *memory, size_t size);

#endif
