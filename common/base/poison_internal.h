#ifndef COMMON_BASE_POISON_INTERNAL_H
#define COMMON_BASE_POISON_INTERNAL_H

#include <stddef.h>

/* Tells the address sanitizer which memory of an arena is handed out, so that it sees a step past
 * the end of one allocation although the heap has only its chunk. Nothing in other builds.
 *
 * POISON_GAP_BYTES lie between two allocations; poison_forbid and poison_allow want `memory`
 * aligned to 8 bytes. */

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define POISON_WATCHED
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define POISON_WATCHED
#endif

#ifdef POISON_WATCHED
#include <sanitizer/asan_interface.h>
enum { POISON_GAP_BYTES = 16 };
#else
enum { POISON_GAP_BYTES = 0 };
#endif

static inline void poison_forbid(const void *memory, size_t size)
{
#ifdef POISON_WATCHED
    __asan_poison_memory_region(memory, size);
#endif
}

static inline void poison_allow(const void *memory, size_t size)
{
#ifdef POISON_WATCHED
    __asan_unpoison_memory_region(memory, size);
#endif
}

#endif
