/* What a contract writes: its answers, its questions to the chain, errors that it hands on, and any
 * JSON through the reader that copies the original's. The first byte picks which. */
#include "common/base/halt.h"
#include "common/encoding/protobuf.h"
#include "enclave/contract/imports_query.h"
#include "enclave/contract/result.h"
#include "enclave/contract/serde.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Answers become frames: they must encode and decode. */
static void check_answer(struct arena *arena, struct bytes answer)
{
    struct result result;
    struct secretd_contract_sub_message again;
    if (result_parse(arena, answer, &result) != NULL || result.kind != RESULT_RESPONSE)
        return;
    for (size_t i = 0; i < result.messages.count; i++) {
        struct bytes encoded =
            protobuf_encode(arena, &secretd_contract_sub_message_type, &result.messages.items[i]);
        ASSERT(protobuf_decode(arena, &secretd_contract_sub_message_type, encoded, &again) == NULL);
    }
}

static void check_query(struct arena *arena, struct bytes request)
{
    struct imports_query query = {0};
    struct secretd_boundary_chain_query again;
    struct json_value json;
    status refused = imports_query_parse(arena, request, &query);
    if (refused != NULL) {
        struct bytes answer = imports_query_invalid_request(arena, refused->text, request);
        ASSERT(json_parse(arena, answer, 0, &json) == NULL);
        return;
    }
    struct bytes encoded = protobuf_encode(arena, &secretd_boundary_chain_query_type, &query.chain);
    ASSERT(protobuf_decode(arena, &secretd_boundary_chain_query_type, encoded, &again) == NULL);
}

static void check_error(struct arena *arena, struct bytes text)
{
    struct bytes first, second;
    if (imports_query_std_error(arena, text, &first) == NULL)
        ASSERT(imports_query_std_error(arena, first, &second) == NULL &&
               bytes_equal(first, second));
}

static void check_json(struct arena *arena, struct bytes text)
{
    struct serde serde = {.arena = arena, .input = text};
    struct json_value value;
    if (!serde_parse(&serde, &value))
        return;
    struct writer first = writer_new(arena, 256), second = writer_new(arena, 256);
    serde_write_value(&first, &value);
    serde.input = writer_done(&first);
    ASSERT(serde_parse(&serde, &value));
    serde_write_value(&second, &value);
    ASSERT(bytes_equal(writer_done(&first), writer_done(&second)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const CHECKS[])(struct arena *, struct bytes) = {check_answer, check_query,
                                                                   check_error, check_json};
    if (size == 0)
        return 0;
    struct arena *arena = arena_new(1 << 16);
    CHECKS[data[0] % ARRAY_COUNT(CHECKS)](arena, bytes_make(data + 1, size - 1));
    arena_drop(arena);
    return 0;
}
