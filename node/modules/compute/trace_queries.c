#include <inttypes.h>

#include "common/encoding/protobuf.h"
#include "node/chain/traces.h"
#include "node/modules/compute/trace.h"
#include "schema/core/secret_registration_v1beta1.h"
#include "schema/core/secretd_traces.h"

/* What nodes without an enclave ask of one that has one (chain-surface 4.4). */

enum { ECALL_RECORDS_MAX = 1000 };

/* Records are given only of blocks below the state that answers: that block's own results are not
 * yet agreed upon. */
static status check_height(struct context *ctx, int64_t height)
{
    if (height < ctx->block->height)
        return NULL;
    return chain_grpc_error(ctx->arena, GRPC_FAILED_PRECONDITION,
                            "block %" PRId64 " is not below the height %" PRId64 " that is asked",
                            height, ctx->block->height);
}

static status find_block(struct context *ctx, int64_t height, struct secretd_traces_block *block)
{
    TRY(check_height(ctx, height));
    const struct trace_store *store = ctx->chain->traces;
    struct bytes record;
    if (store == NULL || !store->get(store->context, ctx->arena, height, &record) ||
        protobuf_decode(ctx->arena, &secretd_traces_block_type, record, block) != NULL)
        return chain_grpc_error(ctx->arena, GRPC_NOT_FOUND, "nothing is recorded of block %" PRId64,
                                height);
    return NULL;
}

status compute_block_traces(struct context *ctx, const void *request, void *answer)
{
    const struct secret_compute_v1beta1_query_block_traces_request *query = request;
    struct secret_compute_v1beta1_query_block_traces_response *response = answer;
    struct secretd_traces_block block;
    TRY(find_block(ctx, query->height, &block));
    *response = block.traces;
    return NULL;
}

status compute_block_create_results(struct context *ctx, const void *request, void *answer)
{
    const struct secret_compute_v1beta1_query_block_create_results_request *query = request;
    struct secret_compute_v1beta1_query_block_create_results_response *response = answer;
    struct secretd_traces_block block;
    TRY(find_block(ctx, query->height, &block));
    *response = block.created;
    return NULL;
}

static struct bytes join(struct arena *arena, struct bytes_list list)
{
    struct writer out = writer_new(arena, 64);
    for (size_t i = 0; i < list.count; i++) {
        if (i != 0)
            writer_byte(&out, ',');
        writer_bytes(&out, list.items[i]);
    }
    return writer_done(&out);
}

status compute_analyze_code(struct context *ctx, const void *request, void *answer)
{
    const struct secret_compute_v1beta1_query_analyze_code_request *query = request;
    struct secret_compute_v1beta1_query_analyze_code_response *response = answer;
    const struct code_store *codes = ctx->chain->codes;
    struct bytes wasm;
    if (query->code_hash.len != 32)
        return chain_grpc_error(ctx->arena, GRPC_INVALID_ARGUMENT, "a code hash has 32 bytes");
    if (codes == NULL || !codes->get(codes->context, ctx->arena, query->code_hash.data, &wasm))
        return chain_grpc_error(ctx->arena, GRPC_NOT_FOUND, "no code has this hash");
    struct secretd_boundary_check_code_reply reply;
    TRY(compute_ask_code(ctx, wasm, &reply));
    if (reply.failure != NULL)
        return chain_error(ctx->arena, "%.*s", BYTES_ARG(reply.failure->text));
    response->has_ibc_entry_points = reply.has_ibc_entry_points;
    response->required_features = join(ctx->arena, reply.required_features);
    return NULL;
}

/* Only blocks whose header carries a random have a record; those of our chains carry none. */
static status read_ecall(struct context *ctx, int64_t height, bool *found,
                         struct secret_compute_v1beta1_query_ecall_record_response *record)
{
    TRY(kv_get(ctx, STORE_COMPUTE, compute_key_random(ctx->arena, height), &record->random_seed));
    *found = record->random_seed.data != NULL;
    record->height = height;
    /* A follower of the original cannot take an empty one. */
    record->validator_set_evidence = BYTES("\0");
    return NULL;
}

status compute_ecall_record(struct context *ctx, const void *request, void *answer)
{
    const struct secret_compute_v1beta1_query_ecall_record_request *query = request;
    bool found;
    TRY(check_height(ctx, query->height));
    TRY(read_ecall(ctx, query->height, &found, answer));
    if (found)
        return NULL;
    return chain_grpc_error(ctx->arena, GRPC_NOT_FOUND, "block %" PRId64 " has no random",
                            query->height);
}

status compute_ecall_records(struct context *ctx, const void *request, void *answer)
{
    const struct secret_compute_v1beta1_query_ecall_records_request *query = request;
    struct secret_compute_v1beta1_query_ecall_records_response *response = answer;
    TRY(check_height(ctx, query->end_height));
    if (query->start_height < 1 || query->end_height < query->start_height ||
        query->end_height - query->start_height >= ECALL_RECORDS_MAX)
        return chain_grpc_error(ctx->arena, GRPC_INVALID_ARGUMENT,
                                "a range of at most %d heights is wanted", ECALL_RECORDS_MAX);
    size_t room = (size_t)(query->end_height - query->start_height) + 1;
    response->records.items =
        ARENA_ARRAY(ctx->arena, struct secret_compute_v1beta1_query_ecall_record_response, room);
    for (int64_t height = query->start_height; height <= query->end_height; height++) {
        bool found;
        TRY(read_ecall(ctx, height, &found, &response->records.items[response->records.count]));
        response->records.count += found;
    }
    return NULL;
}

/* A key of the network as genesis has it. */
static status read_network_key(struct context *ctx, struct bytes store_key, struct bytes *key)
{
    struct secret_registration_v1beta1_master_key stored;
    bool found;
    TRY(record_get(ctx, STORE_REGISTER, store_key, &secret_registration_v1beta1_master_key_type,
                   &stored, &found));
    if (found)
        *key = stored.bytes;
    return NULL;
}

/* The network has one seed; past the last one both keys are empty. */
status compute_network_pubkey(struct context *ctx, const void *request, void *answer)
{
    const struct secret_compute_v1beta1_query_network_pubkey_request *query = request;
    struct secret_compute_v1beta1_query_network_pubkey_response *response = answer;
    if (query->i_seed != 0)
        return NULL;
    TRY(read_network_key(ctx, BYTES("\x02NodeExchMasterKey"), &response->node_pubkey));
    return read_network_key(ctx, BYTES("\x02IoExchMasterKey"), &response->io_pubkey);
}

/* Seeds and machines are approved by the enclave itself, so that nothing stands in state. */
status compute_encrypted_seed(struct context *ctx, const void *request, void *answer)
{
    return chain_grpc_error(ctx->arena, GRPC_NOT_FOUND, "no seed is kept for this certificate");
}

status compute_machine_id_proof(struct context *ctx, const void *request, void *answer)
{
    return chain_grpc_error(ctx->arena, GRPC_NOT_FOUND, "no proof is kept for this machine");
}
