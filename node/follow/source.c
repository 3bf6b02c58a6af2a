#include "node/follow/source.h"

#include "common/encoding/hex.h"
#include "common/encoding/protobuf.h"
#include "schema/chain/cosmos_base_tendermint_v1beta1.h"
#include "schema/chain/secretd_follow.h"
#include "schema/core/cosmos_tx_v1beta1.h"

enum {
    CODE_INVALID_ARGUMENT = 3,
    CODE_NOT_FOUND = 5,
    CODE_FAILED_PRECONDITION = 9,
    CODE_UNIMPLEMENTED = 12,
    MODE_SYNC = 2,
};

#define BLOCK_METHOD   "/cosmos.base.tendermint.v1beta1.Service/GetBlockByHeight"
#define TRACES_METHOD  "/secret.compute.v1beta1.Query/BlockTraces"
#define CREATED_METHOD "/secret.compute.v1beta1.Query/BlockCreateResults"
#define SEND_METHOD    "/cosmos.tx.v1beta1.Service/BroadcastTx"
#define COMMIT_METHOD  "/secretd.follow.Service/GetCommit"

/* A code of the server that is no failure; 0: none. */
struct codes {
    uint32_t later;   /* says that the height is not there yet */
    uint32_t nothing; /* stands for an empty answer */
};

static enum source_result call(struct grpc_client *client, struct arena *arena, const char *method,
                               struct bytes request, struct codes codes,
                               const struct message_type *type, void *response,
                               struct bytes *reason)
{
    struct grpc_answer answer;
    grpc_client_call(client, arena, method, request, &answer);
    message_init(type, response);
    *reason = answer.reason;
    if (answer.answered && answer.code != 0 && answer.code == codes.nothing)
        return SOURCE_GOT;
    if (answer.answered && answer.code != 0 && answer.code == codes.later)
        return SOURCE_LATER;
    if (!answer.answered || answer.code != 0)
        return SOURCE_FAILED;
    status malformed = protobuf_decode(arena, type, answer.body, response);
    if (malformed == NULL)
        return SOURCE_GOT;
    *reason = ARENA_CONCAT(arena, BYTES("its answer is malformed: "), malformed->text);
    return SOURCE_FAILED;
}

/* A call whose request is a height alone, in field 1. */
static enum source_result ask(struct grpc_client *client, struct arena *arena, const char *method,
                              int64_t height, struct codes codes, const struct message_type *type,
                              void *response, struct bytes *reason)
{
    struct writer request = writer_new(arena, 16);
    protobuf_write_uint(&request, 1, (uint64_t)height);
    return call(client, arena, method, writer_done(&request), codes, type, response, reason);
}

enum source_result source_block(struct grpc_client *client, struct arena *arena, int64_t height,
                                struct tendermint_types_block *block, struct bytes *reason)
{
    struct cosmos_base_tendermint_v1beta1_get_block_by_height_response response;
    enum source_result result =
        ask(client, arena, BLOCK_METHOD, height, (struct codes){.later = CODE_INVALID_ARGUMENT},
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

enum source_result source_commit(struct grpc_client *client, struct arena *arena, int64_t height,
                                 struct tendermint_types_commit *commit, bool *served,
                                 struct bytes *reason)
{
    struct secretd_follow_get_commit_response response;
    const struct codes codes = {.later = CODE_INVALID_ARGUMENT, .nothing = CODE_UNIMPLEMENTED};
    enum source_result result = ask(client, arena, COMMIT_METHOD, height, codes,
                                    &secretd_follow_get_commit_response_type, &response, reason);
    *served = response.commit != NULL;
    if (result == SOURCE_GOT && *served)
        *commit = *response.commit;
    return result;
}

enum source_result source_traces(struct grpc_client *client, struct arena *arena, int64_t height,
                                 struct block_input *input, struct bytes *reason)
{
    struct secret_compute_v1beta1_query_block_traces_response *traces =
        ARENA_NEW(arena, struct secret_compute_v1beta1_query_block_traces_response);
    struct secret_compute_v1beta1_query_block_create_results_response *created =
        ARENA_NEW(arena, struct secret_compute_v1beta1_query_block_create_results_response);
    const struct codes codes = {.later = CODE_FAILED_PRECONDITION, .nothing = CODE_NOT_FOUND};
    input->traces = traces;
    input->created = created;
    if (input->txs.count == 0)
        return SOURCE_GOT;
    enum source_result result =
        ask(client, arena, TRACES_METHOD, height, codes,
            &secret_compute_v1beta1_query_block_traces_response_type, traces, reason);
    if (result != SOURCE_GOT)
        return result;
    return ask(client, arena, CREATED_METHOD, height, codes,
               &secret_compute_v1beta1_query_block_create_results_response_type, created, reason);
}

enum source_result source_broadcast(struct grpc_client *client, struct arena *arena,
                                    struct bytes tx,
                                    struct tendermint_abci_response_check_tx *response,
                                    struct bytes *reason)
{
    const struct cosmos_tx_v1beta1_broadcast_tx_request request = {.tx_bytes = tx,
                                                                   .mode = MODE_SYNC};
    struct cosmos_tx_v1beta1_broadcast_tx_response answer;
    enum source_result result =
        call(client, arena, SEND_METHOD,
             protobuf_encode(arena, &cosmos_tx_v1beta1_broadcast_tx_request_type, &request),
             (struct codes){0}, &cosmos_tx_v1beta1_broadcast_tx_response_type, &answer, reason);
    if (result != SOURCE_GOT)
        return result;
    *response = (struct tendermint_abci_response_check_tx){0};
    if (answer.tx_response == NULL ||
        !hex_decode(arena, answer.tx_response->data, &response->data)) {
        *reason = BYTES("its answer is none to a transaction");
        return SOURCE_FAILED;
    }
    response->code = answer.tx_response->code;
    response->codespace = answer.tx_response->codespace;
    response->log = answer.tx_response->raw_log;
    return SOURCE_GOT;
}
