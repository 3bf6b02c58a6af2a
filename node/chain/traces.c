#include "node/chain/traces.h"

#include "common/encoding/protobuf.h"

enum { WRITER_BYTES = 1024 };

struct block_traces traces_recorder(struct arena *arena)
{
    return (struct block_traces){
        .arena = arena,
        .calls_bytes = writer_new(arena, WRITER_BYTES),
        .created_bytes = writer_new(arena, WRITER_BYTES),
    };
}

int64_t traces_number(struct block_traces *traces)
{
    return (int64_t)++traces->calls;
}

/* Both answers are one repeated message with the number 1. */
static void add(struct writer *list, const struct message_type *type, const void *message)
{
    size_t size = protobuf_size(type, message);
    protobuf_write_tag(list, 1, PROTOBUF_BYTES);
    protobuf_write_varint(list, size);
    protobuf_write(type, message, writer_reserve(list, size), size);
    list->len += size;
}

void traces_add_call(struct block_traces *traces,
                     const struct secret_compute_v1beta1_execution_trace_data *call)
{
    add(&traces->calls_bytes, &secret_compute_v1beta1_execution_trace_data_type, call);
}

void traces_add_created(struct block_traces *traces,
                        const struct secret_compute_v1beta1_create_result_data *created)
{
    add(&traces->created_bytes, &secret_compute_v1beta1_create_result_data_type, created);
}

const struct secret_compute_v1beta1_execution_trace_data *
traces_find_call(const struct block_traces *traces, int64_t number)
{
    size_t count = traces->given->traces.count;
    /* Servers list them in order, but nothing says so. */
    for (size_t i = 0; i < count; i++) {
        size_t at = (i + (size_t)number - 1) % count;
        if (traces->given->traces.items[at].index == number)
            return &traces->given->traces.items[at];
    }
    return NULL;
}

const struct secret_compute_v1beta1_create_result_data *
traces_find_created(const struct block_traces *traces, const uint8_t wasm_hash[32])
{
    if (traces->given_created == NULL)
        return NULL;
    for (size_t i = 0; i < traces->given_created->results.count; i++)
        if (bytes_equal(traces->given_created->results.items[i].wasm_hash,
                        bytes_make(wasm_hash, 32)))
            return &traces->given_created->results.items[i];
    return NULL;
}

struct bytes traces_encode(struct arena *arena, const struct block_traces *traces)
{
    if (traces->calls_bytes.len == 0 && traces->created_bytes.len == 0)
        return (struct bytes){0};
    struct writer block =
        writer_new(arena, traces->calls_bytes.len + traces->created_bytes.len + WRITER_BYTES);
    protobuf_write_bytes(&block, 1, writer_done(&traces->calls_bytes));
    protobuf_write_bytes(&block, 2, writer_done(&traces->created_bytes));
    return writer_done(&block);
}
