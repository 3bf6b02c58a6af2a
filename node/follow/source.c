#include "node/follow/source.h"

#include "common/encoding/protobuf.h"
#include "schema/chain/cosmos_base_tendermint_v1beta1.h"

enum { CODE_INVALID_ARGUMENT = 3, CODE_NOT_FOUND = 5, CODE_FAILED_PRECONDITION = 9 };

#define BLOCK_METHOD   "/cosmos.base.tendermint.v1beta1.Service/GetBlockByHeight"
#define TRACES_METHOD  "/secret.compute.v1beta1.Query/BlockTraces"
#define CREATED_METHOD "/secret.compute.v1beta1.Query/BlockCreateResults"

/* A call whose request is a height alone, in field 1.
 *   later    the code that says that the height is not there yet
 *   nothing  the code that stands for an empty answer; 0: none */
static enum source_result ask(struct grpc_client *client, struct arena *arena, const char *method,
                              int64_t height, uint32_t later, uint32_t nothing,
                              const struct message_type *type, void *response, struct bytes *reason)
{
    struct writer request = writer_new(arena, 16);
    struct grpc_answer answer;
    protobuf_write_uint(&request, 1, (uint64_t)height);
    grpc_client_call(client, arena, method, writer_done(&request), &answer);
    message_init(type, response);
    *reason = answer.reason;
    if (answer.answered && answer.code != 0 && answer.code == nothing)
        return SOURCE_GOT;
    if (answer.answered && answer.code == later)
        return SOURCE_LATER;
    if (!answer.answered || answer.code != 0)
        return SOURCE_FAILED;
    status malformed = protobuf_decode(arena, type, answer.body, response);
    if (malformed == NULL)
        return SOURCE_GOT;
    *reason = ARENA_CONCAT(arena, BYTES("its answer is malformed: "), malformed->text);
    return SOURCE_FAILED;
}

enum source_result source_block(struct grpc_client *client, struct arena *arena, int64_t height,
                                struct tendermint_types_block *block, struct bytes *reason)
{
    struct cosmos_base_tendermint_v1beta1_get_block_by_height_response response;
    enum source_result result =
        ask(client, arena, BLOCK_METHOD, height, CODE_INVALID_ARGUMENT, 0,
            &cosmos_base_tendermint_v1beta1_get_block_by_height_response_type, &response, reason);
    if (result != SOURCE_GOT)
        return result;
    if (response.block == NULL || response.block->header.height != height) {
        *reason = BYTES("it answers with another block");
        return SOURCE_FAILED;
    }
    *block = *response.block;
    return SOURCE_GOT;
}

enum source_result source_traces(struct grpc_client *client, struct arena *arena, int64_t height,
                                 struct block_input *input, struct bytes *reason)
{
    struct secret_compute_v1beta1_query_block_traces_response *traces =
        ARENA_NEW(arena, struct secret_compute_v1beta1_query_block_traces_response);
    struct secret_compute_v1beta1_query_block_create_results_response *created =
        ARENA_NEW(arena, struct secret_compute_v1beta1_query_block_create_results_response);
    input->traces = traces;
    input->created = created;
    if (input->txs.count == 0)
        return SOURCE_GOT;
    enum source_result result =
        ask(client, arena, TRACES_METHOD, height, CODE_FAILED_PRECONDITION, CODE_NOT_FOUND,
            &secret_compute_v1beta1_query_block_traces_response_type, traces, reason);
    if (result != SOURCE_GOT)
        return result;
    return ask(client, arena, CREATED_METHOD, height, CODE_FAILED_PRECONDITION, CODE_NOT_FOUND,
               &secret_compute_v1beta1_query_block_create_results_response_type, created, reason);
}
