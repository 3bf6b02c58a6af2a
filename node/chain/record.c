#include "node/chain/record.h"
#include "common/base/halt.h"
#include "common/encoding/protobuf.h"
#include "node/chain/errors.h"

void record_decode(struct context *ctx, struct bytes value, const struct message_type *type,
                   void *message)
{
    ASSERT(protobuf_decode(ctx->arena, type, value, message) == NULL);
}

status record_get(struct context *ctx, enum store_id store, struct bytes key,
                  const struct message_type *type, void *message, bool *found)
{
    struct bytes value;
    message_init(type, message);
    TRY(kv_get(ctx, store, key, &value));
    *found = value.data != NULL;
    if (*found)
        record_decode(ctx, value, type, message);
    return NULL;
}

status record_set(struct context *ctx, enum store_id store, struct bytes key,
                  const struct message_type *type, const void *message)
{
    return kv_set(ctx, store, key, protobuf_encode(ctx->arena, type, message));
}

enum { FIELD_VALUE = 1, SCALAR_BYTES_MAX = 1 + PROTOBUF_VARINT_BYTES_MAX };

/* Takes the tag of field 1 and the varint behind it. */
static uint64_t take_tagged(struct bytes *rest, unsigned wire_type)
{
    uint64_t tag, value;
    ASSERT(protobuf_take_varint(rest, &tag) && tag == (FIELD_VALUE << 3 | wire_type));
    ASSERT(protobuf_take_varint(rest, &value));
    return value;
}

struct bytes record_int64(struct arena *arena, int64_t value)
{
    struct writer out = writer_new(arena, SCALAR_BYTES_MAX);
    if (value != 0)
        protobuf_write_uint(&out, FIELD_VALUE, (uint64_t)value);
    return writer_done(&out);
}

int64_t record_int64_read(struct bytes stored)
{
    return stored.len == 0 ? 0 : (int64_t)take_tagged(&stored, PROTOBUF_VARINT);
}

struct bytes record_bytes(struct arena *arena, struct bytes value)
{
    struct writer out = writer_new(arena, value.len + SCALAR_BYTES_MAX);
    if (value.len != 0)
        protobuf_write_bytes(&out, FIELD_VALUE, value);
    return writer_done(&out);
}

struct bytes record_bytes_read(struct bytes stored)
{
    if (stored.len == 0)
        return stored;
    uint64_t len = take_tagged(&stored, PROTOBUF_BYTES);
    ASSERT(len == stored.len);
    return stored;
}

status record_not_found(struct arena *arena, struct bytes key, const struct message_type *type)
{
    return chain_error(arena,
                       "collections: not found: key '%.*s' of type github.com/cosmos/gogoproto/%s",
                       BYTES_ARG(key), type->full_name);
}
