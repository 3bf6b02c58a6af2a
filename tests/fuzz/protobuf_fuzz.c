/* Decoding anything as any message: no fault, and what decodes is stable under encoding. */
#include "common/base/halt.h"
#include "common/encoding/amino_json.h"
#include "common/encoding/gateway_json.h"
#include "common/encoding/protobuf.h"
#include "schema/chain/registry.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_stable(struct arena *arena, const struct message_type *type, const void *message)
{
    struct bytes encoded = protobuf_encode(arena, type, message);
    void *again = arena_alloc(arena, type->size);
    ASSERT(protobuf_decode_strict(arena, type, encoded, PROTOBUF_CANONICAL | PROTOBUF_KNOWN_ONLY,
                                  PROTOBUF_DEPTH_MAX, again) == NULL);
}

/* What prints as JSON reads back, to the same encoding unless the text was no UTF-8. */
static void check_json(struct arena *arena, const struct message_type *type, const void *message)
{
    struct writer writer = writer_new(arena, 1024);
    struct json_value json;
    void *again = arena_alloc(arena, type->size);
    if (gateway_json_write(&writer, &schema_chain_registry, type, message) != NULL)
        return;
    if (json_parse(arena, writer_done(&writer), JSON_UTF8, &json) != NULL)
        return;
    status failure = gateway_json_read(arena, &schema_chain_registry, type, 0, &json, again);
    if (failure == NULL)
        protobuf_encode(arena, type, again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    size_t index = ((size_t)data[0] << 8 | data[1]) % schema_chain_registry.count;
    const struct message_type *type = schema_chain_registry.types[index];
    struct bytes input = {data + 2, size - 2};
    struct arena *arena = arena_new(1 << 16);
    void *message = arena_alloc(arena, type->size);
    if (protobuf_decode(arena, type, input, message) == NULL) {
        check_stable(arena, type, message);
        check_json(arena, type, message);
        struct writer writer = writer_new(arena, 1024);
        if (amino_json_write(&writer, &schema_chain_registry, type, input) != NULL)
            writer.len = 0;
    }
    arena_drop(arena);
    return 0;
}
