#include "node/modules/consensus/module.h"

#include "common/base/halt.h"
#include "common/encoding/protobuf.h"
#include "common/encoding/text.h"
#include "node/chain/authority.h"
#include "node/chain/errors.h"
#include "node/chain/kv.h"
#include "node/chain/moment.h"
#include "schema/chain/cosmos_consensus_v1.h"

#define CONSENSUS_KEY BYTES("Consensus")

enum { BLOCK_BYTES_MAX = 100 * 1024 * 1024 };

status consensus_params_get(struct context *ctx, struct tendermint_types_consensus_params **params)
{
    struct bytes value;
    *params = ARENA_NEW(ctx->arena, struct tendermint_types_consensus_params);
    TRY(kv_get(ctx, STORE_CONSENSUS, CONSENSUS_KEY, &value));
    ASSERT(protobuf_decode(ctx->arena, &tendermint_types_consensus_params_type, value, *params) ==
           NULL);
    return NULL;
}

status consensus_params_set(struct context *ctx,
                            const struct tendermint_types_consensus_params *params)
{
    return kv_set(ctx, STORE_CONSENSUS, CONSENSUS_KEY,
                  protobuf_encode(ctx->arena, &tendermint_types_consensus_params_type, params));
}

/* A set of parameters by value, as CometBFT holds it. */
struct params {
    struct tendermint_types_block_params block;
    struct tendermint_types_evidence_params evidence;
    struct tendermint_types_validator_params validator;
    struct tendermint_types_version_params version;
    struct tendermint_types_abci_params abci;
};

static bool is_key_type(struct bytes name)
{
    return bytes_is(name, "ed25519") || bytes_is(name, "secp256k1");
}

static status check_block(struct arena *arena, const struct params *params)
{
    int64_t max_bytes = params->block.max_bytes;
    if (max_bytes == 0)
        return chain_error(arena, "block.MaxBytes cannot be 0");
    if (max_bytes < -1)
        return chain_error(arena, "block.MaxBytes must be -1 or greater than 0. Got %lld",
                           (long long)max_bytes);
    if (max_bytes > BLOCK_BYTES_MAX)
        return chain_error(arena, "block.MaxBytes is too big. %lld > %d", (long long)max_bytes,
                           BLOCK_BYTES_MAX);
    if (params->block.max_gas < -1)
        return chain_error(arena, "block.MaxGas must be greater or equal to -1. Got %lld",
                           (long long)params->block.max_gas);
    return NULL;
}

static status check_evidence(struct arena *arena, const struct params *params)
{
    const struct tendermint_types_evidence_params *evidence = &params->evidence;
    int64_t limit = params->block.max_bytes == -1 ? BLOCK_BYTES_MAX : params->block.max_bytes;
    if (evidence->max_age_num_blocks <= 0)
        return chain_error(arena, "evidence.MaxAgeNumBlocks must be greater than 0. Got %lld",
                           (long long)evidence->max_age_num_blocks);
    if (duration_nanoseconds(evidence->max_age_duration) <= 0) {
        struct bytes text = duration_text(arena, evidence->max_age_duration);
        return chain_error(arena,
                           "evidence.MaxAgeDuration must be grater than 0 if provided, Got %.*s",
                           BYTES_ARG(text));
    }
    if (evidence->max_bytes > limit)
        return chain_error(arena,
                           "evidence.MaxBytesEvidence is greater than upper bound, %lld > %lld",
                           (long long)evidence->max_bytes, (long long)params->block.max_bytes);
    if (evidence->max_bytes < 0)
        return chain_error(arena, "evidence.MaxBytes must be non negative. Got: %lld",
                           (long long)evidence->max_bytes);
    return NULL;
}

static status check_params(struct arena *arena, const struct params *params)
{
    TRY(check_block(arena, params));
    TRY(check_evidence(arena, params));
    if (params->abci.vote_extensions_enable_height < 0)
        return chain_error(arena, "ABCI.VoteExtensionsEnableHeight cannot be negative. Got: %lld",
                           (long long)params->abci.vote_extensions_enable_height);
    const struct bytes_list *types = &params->validator.pub_key_types;
    if (types->count == 0)
        return chain_error(arena, "len(Validator.PubKeyTypes) must be greater than 0");
    for (size_t i = 0; i < types->count; i++)
        if (!is_key_type(types->items[i]))
            return chain_error(arena,
                               "params.Validator.PubKeyTypes[%zu], %.*s, is an unknown pubkey type",
                               i, BYTES_ARG(types->items[i]));
    return NULL;
}

/* Vote extensions can be planned and put off, but not switched off or moved once they are on. */
static status check_extensions(struct arena *arena, int64_t now, int64_t next, int64_t height)
{
    if (next < 0)
        return chain_error(arena, "VoteExtensionsEnableHeight must be positive");
    if ((now <= 0 && next == 0) || now == next)
        return NULL;
    if (now > 0 && next == 0)
        return now > height
                   ? NULL
                   : chain_error(arena,
                                 "vote extensions cannot be disabled once enabledold enable "
                                 "height: %lld, current height %lld",
                                 (long long)now, (long long)height);
    if (next <= height)
        return chain_error(arena,
                           "vote extensions cannot be updated to a past or current height, enable "
                           "height: %lld, current height %lld",
                           (long long)next, (long long)height);
    if (now > 0 && now <= height)
        return chain_error(arena,
                           "vote extensions cannot be modified once enabledenable height: %lld, "
                           "current height %lld",
                           (long long)now, (long long)height);
    return NULL;
}

static void text_number(struct writer *writer, const char *name, int64_t value)
{
    if (value != 0)
        writer_format(writer, "%s:%lld ", name, (long long)value);
}

/* The update as Go's compact protobuf text, which the event shows. */
static struct bytes update_text(struct arena *arena,
                                const struct cosmos_consensus_v1_msg_update_params *update)
{
    struct writer writer = writer_new(arena, 256);
    writer_text(&writer, "block:<");
    text_number(&writer, "max_bytes", update->block->max_bytes);
    text_number(&writer, "max_gas", update->block->max_gas);
    writer_text(&writer, "> evidence:<");
    text_number(&writer, "max_age_num_blocks", update->evidence->max_age_num_blocks);
    writer_text(&writer, "max_age_duration:<");
    text_number(&writer, "seconds", update->evidence->max_age_duration.seconds);
    text_number(&writer, "nanos", update->evidence->max_age_duration.nanos);
    writer_text(&writer, "> ");
    text_number(&writer, "max_bytes", update->evidence->max_bytes);
    writer_text(&writer, "> validator:<");
    for (size_t i = 0; i < update->validator->pub_key_types.count; i++) {
        writer_text(&writer, "pub_key_types:");
        text_write_quoted(&writer, update->validator->pub_key_types.items[i]);
        writer_byte(&writer, ' ');
    }
    writer_text(&writer, "> version:<> ");
    if (update->abci != NULL) {
        writer_text(&writer, "abci:<");
        text_number(&writer, "vote_extensions_enable_height",
                    update->abci->vote_extensions_enable_height);
        writer_text(&writer, "> ");
    }
    return writer_done(&writer);
}

static status execute_update_params(struct context *ctx, const void *msg, void *response)
{
    const struct cosmos_consensus_v1_msg_update_params *update = msg;
    struct tendermint_types_consensus_params *now;
    TRY(authority_check(ctx, update->authority));
    if (update->block == NULL || update->evidence == NULL || update->validator == NULL)
        return chain_error(ctx->arena, "all parameters must be present");
    TRY(consensus_params_get(ctx, &now));
    int64_t extensions = now->abci == NULL ? 0 : now->abci->vote_extensions_enable_height;
    struct params next = {*update->block, *update->evidence, *update->validator, {0}, {extensions}};
    if (update->abci != NULL)
        next.abci = *update->abci;
    TRY(check_params(ctx->arena, &next));
    if (update->abci != NULL)
        TRY(check_extensions(ctx->arena, extensions, next.abci.vote_extensions_enable_height,
                             ctx->block->height));
    struct tendermint_types_consensus_params stored = {&next.block, &next.evidence, &next.validator,
                                                       &next.version, &next.abci};
    TRY(consensus_params_set(ctx, &stored));
    EVENT(ctx->events, "update_consensus_params", {BYTES("authority"), update->authority},
          {BYTES("parameters"), update_text(ctx->arena, update)});
    return NULL;
}

static status answer_params(struct context *ctx, const void *request, void *response)
{
    struct cosmos_consensus_v1_query_params_response *out = response;
    struct tendermint_types_consensus_params *params;
    TRY(consensus_params_get(ctx, &params));
    if (params->block == NULL)
        return chain_grpc_error(ctx->arena, GRPC_INTERNAL,
                                "collections: not found: key 'no_key' of type "
                                "github.com/cosmos/gogoproto/tendermint.types.ConsensusParams");
    out->params = params;
    return NULL;
}

static const struct message_route MESSAGES[] = {
    {&cosmos_consensus_v1_msg_update_params_type,
     &cosmos_consensus_v1_msg_update_params_response_type, NULL, execute_update_params},
};

static const struct query_route QUERIES[] = {
    {"/cosmos.consensus.v1.Query/Params", answer_params},
};

const struct module consensus_module = {
    .name = "consensus",
    .consensus_version = 1,
    .messages = MESSAGES,
    .message_count = ARRAY_COUNT(MESSAGES),
    .queries = QUERIES,
    .query_count = ARRAY_COUNT(QUERIES),
};
