#include "node/app/replay_traces.h"

#include <inttypes.h>
#include <stdio.h>

#include "common/encoding/hex.h"
#include "common/encoding/protobuf.h"
#include "node/app/recording.h"
#include "node/chain/errors.h"

#define TRACES_FILE "traces.json"

status replay_traces_read(struct arena *arena, const char *folder, struct json_value *traces)
{
    struct bytes text;
    *traces = (struct json_value){.kind = JSON_NULL};
    if (recording_file(arena, folder, TRACES_FILE, &text) != NULL)
        return NULL; /* not every recording has one */
    TRY(json_parse(arena, text, 0, traces));
    return traces->kind == JSON_OBJECT ? NULL : chain_error(arena, TRACES_FILE " is no object");
}

static status decode(struct arena *arena, const struct json_value *block, const char *name,
                     const struct message_type *type, void *answer)
{
    if (block == NULL)
        return NULL;
    return protobuf_decode(arena, type, recording_base64(arena, block, name), answer);
}

/* The answers of AnalyzeCode by code hash. */
static void list_ibc_codes(struct arena *arena, const struct json_value *traces,
                           struct bytes_list *codes)
{
    const struct json_value *analyses = json_member(traces, "analyze_code");
    size_t count = analyses == NULL || analyses->kind != JSON_OBJECT ? 0 : analyses->count;
    *codes = (struct bytes_list){ARENA_ARRAY(arena, struct bytes, count), 0};
    for (size_t i = 0; i < count; i++) {
        const struct json_value *answer =
            json_member(&analyses->members[i].value, "has_ibc_entry_points");
        if (answer != NULL && answer->boolean &&
            hex_decode(arena, analyses->members[i].name, &codes->items[codes->count]))
            codes->count++;
    }
}

status replay_traces_of(const struct json_value *traces, struct arena *arena, int64_t height,
                        struct block_input *input)
{
    struct secret_compute_v1beta1_query_block_traces_response *calls =
        ARENA_NEW(arena, struct secret_compute_v1beta1_query_block_traces_response);
    struct secret_compute_v1beta1_query_block_create_results_response *created =
        ARENA_NEW(arena, struct secret_compute_v1beta1_query_block_create_results_response);
    const struct json_value *blocks = json_member(traces, "blocks");
    char name[24];
    snprintf(name, sizeof name, "%" PRId64, height);
    const struct json_value *block = blocks == NULL ? NULL : json_member(blocks, name);
    TRY(decode(arena, block, "block_traces",
               &secret_compute_v1beta1_query_block_traces_response_type, calls));
    TRY(decode(arena, block, "block_create_results",
               &secret_compute_v1beta1_query_block_create_results_response_type, created));
    list_ibc_codes(arena, traces, &input->ibc_codes);
    input->traces = calls;
    input->created = created;
    return NULL;
}
