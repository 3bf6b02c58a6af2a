#include "node/modules/ibc/internal.h"

struct bytes ibc_key(struct arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    struct bytes key = arena_format_list(arena, format, arguments);
    va_end(arguments);
    return key;
}

status ibc_set_number(struct context *ctx, struct bytes key, uint64_t number)
{
    uint8_t big_endian[8];
    store_be64(big_endian, number);
    return kv_set(ctx, STORE_IBC, key, BYTES_OF(big_endian));
}

status ibc_get_number(struct context *ctx, struct bytes key, uint64_t *number)
{
    struct bytes stored;
    TRY(kv_get(ctx, STORE_IBC, key, &stored));
    *number = stored.data == NULL ? 0 : load_be64(stored.data);
    return NULL;
}
