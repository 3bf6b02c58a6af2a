#include "common/base/memory.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/halt.h"

void *heap_alloc(size_t size)
{
    void *memory = malloc(size == 0 ? 1 : size);
    if (memory == NULL)
        halt("out of memory: %zu bytes wanted", size);
    return memory;
}

void *heap_zalloc(size_t count, size_t size)
{
    void *memory = calloc(count == 0 ? 1 : count, size == 0 ? 1 : size);
    if (memory == NULL)
        halt("out of memory: %zu times %zu bytes wanted", count, size);
    return memory;
}

void *heap_resize(void *memory, size_t size)
{
    void *resized = realloc(memory, size == 0 ? 1 : size);
    if (resized == NULL)
        halt("out of memory: %zu bytes wanted", size);
    return resized;
}

void heap_free(void *memory)
{
    free(memory);
}

void wipe(void *memory, size_t size)
{
    explicit_bzero(memory, size);
}
