#include "enclave/keys/locked.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

#include "common/base/halt.h"
#include "common/base/memory.h"

static size_t page_bytes(void)
{
    return (size_t)sysconf(_SC_PAGESIZE);
}

static size_t round_up(size_t bytes)
{
    size_t page = page_bytes();
    return (bytes + page - 1) / page * page;
}

struct keys_region keys_region_map(size_t bytes, enum keys_paging paging)
{
    size_t page = page_bytes();
    bytes = round_up(bytes);
    char *whole =
        mmap(NULL, bytes + 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (whole == MAP_FAILED || mprotect(whole + page, bytes, PROT_READ | PROT_WRITE) != 0)
        halt("no memory for secrets: %zu bytes wanted, errno %d", bytes, errno);
    struct keys_region region = {whole + page, bytes, false};
    if (madvise(region.memory, bytes, MADV_DONTDUMP) != 0 ||
        madvise(region.memory, bytes, MADV_WIPEONFORK) != 0)
        halt("the kernel does not keep secrets out of dumps and children: errno %d", errno);
    if (paging == KEYS_LOCKED)
        region.locked = mlock(region.memory, bytes) == 0;
    return region;
}

void keys_region_unmap(struct keys_region *region)
{
    size_t page = page_bytes();
    wipe(region->memory, region->bytes);
    ASSERT(munmap((char *)region->memory - page, region->bytes + 2 * page) == 0);
    *region = (struct keys_region){0};
}

void keys_region_trim(struct keys_region *region, size_t keep)
{
    keep = round_up(keep);
    if (keep < region->bytes)
        ASSERT(madvise((char *)region->memory + keep, region->bytes - keep, MADV_DONTNEED) == 0);
}
