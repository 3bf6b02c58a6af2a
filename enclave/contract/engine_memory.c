#include "enclave/contract/engine_memory.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <sys/mman.h>

#include "common/base/halt.h"
#include "common/base/memory.h"

enum {
    PAGE = 4096,
    KEPT_PAGES = 64,      /* that a memory keeps between runs at most, */
    KEPT_RUNS = 16,       /* in so many pieces */
    GAP_PAGES = 2,        /* kept too, when they lie between pages that are */
    USES_TO_LEARN = 8,    /* until the kernel is asked again which they are, */
    USES_TO_FORGET = 256, /* and until all of them go back to it */
    WINDOW_PAGES = 512,   /* that the kernel is asked about at a time */
};

/* Pages that are cleared by hand, from `first` to before `end`. */
struct kept {
    size_t first;
    size_t end;
};

struct engine_memory {
    struct engine_memories *owner;
    struct engine_memory *next; /* that is free */
    const void *user;
    unsigned uses; /* by `user` */
    uint8_t *data; /* NULL: never used */
    size_t bytes;
    size_t accessible; /* may be more than `bytes` only before the first growth */
    struct kept kept[KEPT_RUNS];
    size_t kept_count;
};

struct engine_memories {
    pthread_mutex_t lock;
    struct engine_memory *free; /* the one used last first */
    size_t bytes_max;
    size_t reserved_bytes;
    uint32_t count;
    struct engine_memory *all;
};

struct engine_memories *engine_memories_new(uint32_t count, size_t bytes_max, size_t reserved_bytes)
{
    ASSERT(bytes_max % PAGE == 0 && bytes_max <= reserved_bytes);
    struct engine_memories *memories = heap_zalloc(1, sizeof *memories);
    ASSERT(pthread_mutex_init(&memories->lock, NULL) == 0);
    memories->bytes_max = bytes_max;
    memories->reserved_bytes = reserved_bytes;
    memories->count = count;
    memories->all = heap_zalloc(count, sizeof *memories->all);
    for (uint32_t i = 0; i < count; i++) {
        memories->all[i].owner = memories;
        memories->all[i].next = memories->free;
        memories->free = &memories->all[i];
    }
    return memories;
}

void engine_memories_free(struct engine_memories *memories)
{
    for (uint32_t i = 0; i < memories->count; i++)
        if (memories->all[i].data != NULL)
            munmap(memories->all[i].data, memories->reserved_bytes);
    pthread_mutex_destroy(&memories->lock);
    heap_free(memories->all);
    heap_free(memories);
}

/* Back to the kernel, which maps zeros when they are touched again. */
static void give_back(struct engine_memory *memory, size_t first, size_t end)
{
    if (first != end &&
        madvise(memory->data + first * PAGE, (end - first) * PAGE, MADV_DONTNEED) != 0)
        halt("a contract's memory cannot be cleared: error %d", errno);
}

/* Opens or closes what lies between the part that is accessible and `bytes`. */
static bool set_accessible(struct engine_memory *memory, size_t bytes)
{
    size_t from = memory->accessible, to = bytes;
    int rights = PROT_READ | PROT_WRITE;
    if (to < from) {
        from = bytes;
        to = memory->accessible;
        rights = PROT_NONE;
    }
    if (from != to && mprotect(memory->data + from, to - from, rights) != 0)
        return false;
    memory->accessible = bytes;
    return true;
}

/* The free one that `user` had last, or else the one that nobody used for longest. */
static struct engine_memory *choose(struct engine_memories *memories, const void *user)
{
    pthread_mutex_lock(&memories->lock);
    struct engine_memory **at = &memories->free, *memory = *at;
    while (memory != NULL && memory->user != user && memory->next != NULL) {
        at = &memory->next;
        memory = *at;
    }
    if (memory != NULL)
        *at = memory->next;
    pthread_mutex_unlock(&memories->lock);
    return memory;
}

struct engine_memory *engine_memory_take(struct engine_memories *memories, const void *user)
{
    struct engine_memory *memory = choose(memories, user);
    if (memory == NULL)
        halt("more than %u contract memories at once", memories->count);
    if (memory->data == NULL) {
        void *data = mmap(NULL, memories->reserved_bytes, PROT_NONE,
                          MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (data == MAP_FAILED)
            halt("no addresses for a contract's memory: error %d", errno);
        memory->data = data;
        /* A page of 2 MiB takes longer to clear than a run does. A kernel without them refuses. */
        (void)madvise(data, memories->reserved_bytes, MADV_NOHUGEPAGE);
    }
    if (memory->user != user) {
        memory->user = user;
        memory->uses = 0;
    }
    if (memory->uses % USES_TO_FORGET == 0) {
        give_back(memory, 0, memory->accessible / PAGE);
        memory->kept_count = 0;
    }
    memory->bytes = 0;
    return memory;
}

/* Adds a page behind those before it; false: that would be too many. */
static bool keep(struct engine_memory *memory, size_t page, size_t *budget)
{
    struct kept *last = memory->kept_count == 0 ? NULL : &memory->kept[memory->kept_count - 1];
    bool joins = last != NULL && page - last->end <= GAP_PAGES;
    size_t more = joins ? page + 1 - last->end : 1;
    if (more > *budget || (!joins && memory->kept_count == KEPT_RUNS))
        return false;
    *budget -= more;
    if (joins)
        last->end = page + 1;
    else
        memory->kept[memory->kept_count++] = (struct kept){page, page + 1};
    return true;
}

/* Asks which pages runs have touched. Where the kernel does not answer, none is kept. */
static void learn(struct engine_memory *memory)
{
    size_t pages = memory->accessible / PAGE, budget = KEPT_PAGES;
    memory->kept_count = 0;
    for (size_t first = 0; first < pages; first += WINDOW_PAGES) {
        uint8_t present[WINDOW_PAGES];
        size_t count = pages - first < WINDOW_PAGES ? pages - first : WINDOW_PAGES;
        if (mincore(memory->data + first * PAGE, count * PAGE, present) != 0)
            return;
        for (size_t i = 0; i < count; i++)
            if ((present[i] & 1) != 0 && !keep(memory, first + i, &budget))
                return;
    }
}

/* Every page is either cleared here or given back, whatever was learned: a run may touch others
 * than those before it, and a page that the kernel has put aside for a moment is not present to it,
 * and full all the same. */
static void clear(struct engine_memory *memory)
{
    size_t pages = memory->accessible / PAGE, done = 0;
    for (size_t i = 0; i < memory->kept_count && memory->kept[i].first < pages; i++) {
        struct kept kept = memory->kept[i];
        if (kept.end > pages)
            kept.end = pages;
        give_back(memory, done, kept.first);
        memset(memory->data + kept.first * PAGE, 0, (kept.end - kept.first) * PAGE);
        done = kept.end;
    }
    give_back(memory, done, pages);
}

void engine_memory_give(struct engine_memory *memory)
{
    if (memory->uses++ % USES_TO_LEARN == 0)
        learn(memory);
    clear(memory);
    struct engine_memories *memories = memory->owner;
    pthread_mutex_lock(&memories->lock);
    memory->next = memories->free;
    memories->free = memory;
    pthread_mutex_unlock(&memories->lock);
}

bool engine_memory_grow(struct engine_memory *memory, size_t bytes)
{
    if (bytes > memory->owner->bytes_max || bytes < memory->bytes || bytes % PAGE != 0 ||
        !set_accessible(memory, bytes))
        return false;
    memory->bytes = bytes;
    return true;
}

uint8_t *engine_memory_data(const struct engine_memory *memory, size_t *bytes)
{
    *bytes = memory->bytes;
    return memory->data;
}
