/* Parsing anything as JSON: no fault, and what parses prints to something that parses to the same.
 */
#include "common/base/halt.h"
#include "common/encoding/gateway_json.h"
#include "common/encoding/json.h"
#include "schema/chain/registry.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct bytes print(struct arena *arena, const struct json_value *value)
{
    struct writer writer = writer_new(arena, 256);
    json_write_value(&writer, value, true);
    return writer_done(&writer);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 3)
        return 0;
    size_t index = ((size_t)data[0] << 8 | data[1]) % schema_chain_registry.count;
    const struct message_type *type = schema_chain_registry.types[index];
    struct arena *arena = arena_new(1 << 16);
    struct json_value value, again;
    if (json_parse(arena, bytes_make(data + 3, size - 3), data[2], &value) == NULL) {
        struct bytes text = print(arena, &value);
        ASSERT(json_parse(arena, text, JSON_UTF8, &again) == NULL);
        ASSERT(bytes_equal(print(arena, &again), text));
        void *message = arena_alloc(arena, type->size);
        struct writer writer = writer_new(arena, 256);
        if (gateway_json_read(arena, &schema_chain_registry, type, data[2] >> 7, &value, message) ==
                NULL &&
            gateway_json_write(&writer, &schema_chain_registry, type, message) == NULL)
            ASSERT(json_parse(arena, writer_done(&writer), JSON_UTF8, &again) == NULL);
    }
    arena_drop(arena);
    return 0;
}
