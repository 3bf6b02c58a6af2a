#include "common/base/halt.h"
#include "node/store/disk/block_record.h"

/* A record body as it stands in the block log: it is refused, or it is the only encoding of what it
 * says. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(1 << 16);
    struct block_record record;
    if (block_record_decode(arena, bytes_make(data, size), &record) == NULL)
        ASSERT(bytes_equal(block_record_encode(arena, &record), bytes_make(data, size)));
    arena_drop(arena);
    return 0;
}
