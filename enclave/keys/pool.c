#include "enclave/keys/pool.h"

#include <pthread.h>
#include <stdint.h>
#include <string.h>

#include <openssl/crypto.h>

#include "common/base/halt.h"
#include "common/base/memory.h"
#include "enclave/keys/locked.h"

enum { CLASS_SMALLEST_BITS = 6, CLASS_COUNT = 7, HEADER = 16 }; /* blocks of 64 to 4096 bytes */

/* Before each block that is handed out. */
struct header {
    size_t bytes; /* asked for */
    struct header *next_free;
};
_Static_assert(sizeof(struct header) == HEADER, "blocks must stay aligned");

/* libcrypto's hooks take no context, so this one state of the process cannot hang from main. */
static struct {
    pthread_mutex_t lock;
    struct keys_region region;
    size_t used;
    struct header *free_list[CLASS_COUNT];
    bool armed;
} pool = {.lock = PTHREAD_MUTEX_INITIALIZER};

static size_t class_of(size_t bytes)
{
    size_t class = 0;
    while ((size_t)HEADER + bytes > (size_t)1 << (CLASS_SMALLEST_BITS + class))
        class ++;
    return class;
}

static bool in_pool(const void *block)
{
    uintptr_t start = (uintptr_t)pool.region.memory, at = (uintptr_t)block;
    return at >= start && at < start + pool.region.bytes;
}

static struct header *pool_take(size_t bytes)
{
    size_t class = class_of(bytes), size = (size_t)1 << (CLASS_SMALLEST_BITS + class);
    struct header *block = NULL;
    pthread_mutex_lock(&pool.lock);
    if (pool.free_list[class] != NULL) {
        block = pool.free_list[class];
        pool.free_list[class] = block->next_free;
    } else if (pool.armed && pool.region.bytes - pool.used >= size) {
        block = (void *)((uint8_t *)pool.region.memory + pool.used);
        pool.used += size;
    }
    pthread_mutex_unlock(&pool.lock);
    return block;
}

static void *pool_alloc(size_t bytes, const char *file, int line)
{
    struct header *block = NULL;
    if (bytes <= KEYS_POOL_BLOCK_MAX - HEADER)
        block = pool_take(bytes);
    if (block == NULL)
        block = heap_alloc(HEADER + bytes);
    *block = (struct header){.bytes = bytes};
    return block + 1;
}

static void pool_free(void *memory, const char *file, int line)
{
    if (memory == NULL)
        return;
    struct header *block = (struct header *)memory - 1;
    size_t bytes = block->bytes;
    wipe(memory, bytes);
    if (!in_pool(block)) {
        heap_free(block);
        return;
    }
    size_t class = class_of(bytes);
    pthread_mutex_lock(&pool.lock);
    block->next_free = pool.free_list[class];
    pool.free_list[class] = block;
    pthread_mutex_unlock(&pool.lock);
}

static void *pool_resize(void *memory, size_t bytes, const char *file, int line)
{
    if (memory == NULL)
        return pool_alloc(bytes, file, line);
    if (bytes == 0) {
        pool_free(memory, file, line);
        return NULL;
    }
    size_t before = ((struct header *)memory - 1)->bytes;
    void *resized = pool_alloc(bytes, file, line);
    memcpy(resized, memory, before < bytes ? before : bytes);
    pool_free(memory, file, line);
    return resized;
}

void keys_pool_install(void)
{
    pool.region = keys_region_map(KEYS_POOL_BYTES, KEYS_LOCKED);
    ASSERT(CRYPTO_set_mem_functions(pool_alloc, pool_resize, pool_free) == 1);
}

void keys_pool_arm(void)
{
    pool.armed = true;
}

bool keys_pool_locked(void)
{
    return pool.region.locked;
}

size_t keys_pool_used(void)
{
    return pool.used;
}
