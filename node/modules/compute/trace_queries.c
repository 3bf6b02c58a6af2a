#include <inttypes.h>

#include "common/encoding/hex.h"
#include "common/encoding/protobuf.h"
#include "node/chain/traces.h"
#include "node/modules/compute/trace.h"
#include "schema/core/secret_registration_v1beta1.h"
#include "schema/core/secretd_traces.h"

/* What nodes without an enclave ask of one that has one (chain-surface 4.4). */

enum { ECALL_RECORDS_MAX = 1000 };

static status bad_argument(struct context *ctx, const char *why)
{
    return chain_grpc_error(ctx->arena, GRPC_INVALID_ARGUMENT, "%s", why);
}

/* Records are given only of blocks below the state that answers: that block's own results are not
 * yet agreed upon. */
static status check_height(struct context *ctx, const char *what, int64_t height)
{
    if (height <= 0)
        return bad_argument(ctx, "height must be positive");
    if (height < ctx->block->height)
        return NULL;
    return chain_grpc_error(ctx->arena, GRPC_FAILED_PRECONDITION,
                            "cannot query %s for height %" PRId64
                            ": must be less than current height %" PRId64,
                            what, height, ctx->block->height);
}

static status find_block(struct context *ctx, const char *what, int64_t height,
                         struct secretd_traces_block *block)
{
    TRY(check_height(ctx, what, height));
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
    TRY(find_block(ctx, "block traces", query->height, &block));
    *response = block.traces;
    return NULL;
}

status compute_block_create_results(struct context *ctx, const void *request, void *answer)
{
    const struct secret_compute_v1beta1_query_block_create_results_request *query = request;
    struct secret_compute_v1beta1_query_block_create_results_response *response = answer;
    struct secretd_traces_block block;
    TRY(find_block(ctx, "block create results", query->height, &block));
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
    if (query->code_hash.len == 0)
        return bad_argument(ctx, "code hash is required");
    if (codes == NULL || query->code_hash.len != 32 ||
        !codes->get(codes->context, ctx->arena, query->code_hash.data, &wasm))
        return chain_grpc_error(ctx->arena, GRPC_NOT_FOUND, "no code has this hash");
    struct secretd_boundary_check_code_reply reply;
    TRY(compute_ask_code(ctx, wasm, &reply));
    if (reply.failure != NULL)
        return chain_grpc_error(ctx->arena, GRPC_INTERNAL, "failed to analyze code: %.*s",
                                BYTES_ARG(reply.failure->text));
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
    TRY(check_height(ctx, "ecall record", query->height));
    TRY(read_ecall(ctx, query->height, &found, answer));
    if (found)
        return NULL;
    return chain_grpc_error(ctx->arena, GRPC_NOT_FOUND,
                            "no ecall record found for the given height");
}

status compute_ecall_records(struct context *ctx, const void *request, void *answer)
{
    const struct secret_compute_v1beta1_query_ecall_records_request *query = request;
    struct secret_compute_v1beta1_query_ecall_records_response *response = answer;
    if (query->start_height < 1)
        return bad_argument(ctx, "start_height must be positive");
    if (query->end_height < query->start_height)
        return bad_argument(ctx, "end_height must be >= start_height");
    if (query->end_height - query->start_height > ECALL_RECORDS_MAX)
        return bad_argument(ctx, "range too large, max 1000 blocks per request");
    TRY(check_height(ctx, "ecall records", query->start_height));
    int64_t last =
        query->end_height < ctx->block->height ? query->end_height : ctx->block->height - 1;
    size_t room = (size_t)(last - query->start_height) + 1;
    response->records.items =
        ARENA_ARRAY(ctx->arena, struct secret_compute_v1beta1_query_ecall_record_response, room);
    for (int64_t height = query->start_height; height <= last; height++) {
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
    const struct secret_compute_v1beta1_query_encrypted_seed_request *query = request;
    struct bytes ignored;
    if (query->cert_hash.len == 0)
        return bad_argument(ctx, "cert_hash is required");
    if (!hex_decode(ctx->arena, query->cert_hash, &ignored))
        return bad_argument(ctx, "invalid cert_hash: must be hex encoded");
    return chain_grpc_error(ctx->arena, GRPC_NOT_FOUND,
                            "no encrypted seed found for the given certificate hash");
}

status compute_machine_id_proof(struct context *ctx, const void *request, void *answer)
{
    const struct secret_compute_v1beta1_query_machine_id_proof_request *query = request;
    if (query->height <= 0)
        return bad_argument(ctx, "height must be positive");
    if (query->machine_id.len == 0)
        return bad_argument(ctx, "machine_id is required");
    return chain_grpc_error(ctx->arena, GRPC_NOT_FOUND,
                            "no machine ID proof found for height %" PRId64, query->height);
}
