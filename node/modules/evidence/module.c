#include "node/modules/evidence/module.h"
#include "common/crypto/hash.h"
#include "common/encoding/hex.h"
#include "common/encoding/protobuf.h"
#include "node/chain/arguments.h"
#include "node/chain/errors.h"
#include "node/chain/list.h"
#include "node/chain/moment.h"
#include "node/chain/page.h"
#include "node/chain/record.h"
#include "node/modules/slashing/module.h"
#include "node/modules/staking/module.h"
#include "schema/chain/cosmos_evidence_v1beta1.h"

#define EVIDENCE_PREFIX  BYTES("\x00")
#define EQUIVOCATION_URL BYTES("/cosmos.evidence.v1beta1.Equivocation")

#define ERROR ERROR_CONSTANT
#include "node/modules/evidence/errors.def"
#undef ERROR

enum {
    TYPE_DUPLICATE_VOTE = 1,
    TYPE_LIGHT_CLIENT_ATTACK = 2,
    UPDATE_DELAY = 1, /* blocks between a change of the set and the first vote with it */
};

/* 9999-12-31T23:59:59Z: never released */
static const struct google_protobuf_timestamp JAIL_FOREVER = {.seconds = 253402300799};

/* Evidence is kept as an Any under the hash of what is in it. */
static status store(struct context *ctx, const struct google_protobuf_any *any)
{
    uint8_t hash[32];
    crypto_sha256(any->value, hash);
    return record_set(ctx, STORE_EVIDENCE,
                      ARENA_CONCAT(ctx->arena, EVIDENCE_PREFIX, BYTES_OF(hash)),
                      &google_protobuf_any_type, any);
}

static status store_equivocation(struct context *ctx, const struct block_misbehavior *report)
{
    struct cosmos_evidence_v1beta1_equivocation equivocation = {
        .height = report->height,
        .time = {.seconds = report->time_seconds, .nanos = report->time_nanos},
        .power = report->validator_power,
        .consensus_address = address_text(ctx->arena, ADDRESS_CONSENSUS, report->validator_address),
    };
    struct google_protobuf_any any = {
        .type_url = EQUIVOCATION_URL,
        .value =
            protobuf_encode(ctx->arena, &cosmos_evidence_v1beta1_equivocation_type, &equivocation)};
    return store(ctx, &any);
}

static bool is_too_old(const struct context *ctx, const struct block_misbehavior *report)
{
    const struct tendermint_types_evidence_params *params = ctx->consensus_params->evidence;
    if (params == NULL)
        return false;
    struct google_protobuf_timestamp at = {.seconds = report->time_seconds,
                                           .nanos = report->time_nanos};
    struct google_protobuf_timestamp limit = moment_add(at, params->max_age_duration);
    return moment_compare(moment_of_block(ctx), limit) > 0 &&
           ctx->block->height - report->height > params->max_age_num_blocks;
}

static status punish(struct context *ctx, const struct block_misbehavior *report, bool jailed)
{
    struct bytes consensus = report->validator_address;
    TRY(slashing_slash_double_sign(ctx, consensus, report->validator_power,
                                   report->height - UPDATE_DELAY));
    if (!jailed)
        TRY(slashing_jail(ctx, consensus));
    TRY(slashing_jail_until(ctx, consensus, JAIL_FOREVER));
    TRY(slashing_tombstone(ctx, consensus));
    return store_equivocation(ctx, report);
}

static status handle(struct context *ctx, const struct block_misbehavior *report)
{
    struct cosmos_slashing_v1beta1_validator_signing_info info;
    struct bytes consensus = report->validator_address;
    struct staking_validator validator;
    bool known;
    TRY(staking_validator_by_consensus(ctx, consensus, &validator));
    if (validator.record.status == STAKING_UNBONDED)
        return NULL;
    TRY(slashing_has_public_key(ctx, consensus, &known));
    if (!known || is_too_old(ctx, report))
        return NULL;
    status failure = slashing_signing_info_get(ctx, consensus, &info);
    if (error_is(failure, &SLASHING_NO_SIGNING_INFO)) {
        struct bytes text = address_text(ctx->arena, ADDRESS_CONSENSUS, consensus);
        return chain_panic(ctx->arena, "expected signing info for validator %.*s but not found",
                           BYTES_ARG(text));
    }
    TRY(failure);
    return info.tombstoned ? NULL : punish(ctx, report, validator.record.jailed);
}

static status begin_block(struct context *ctx)
{
    for (size_t at = 0; at < ctx->block->misbehavior_count; at++) {
        const struct block_misbehavior *report = &ctx->block->misbehavior[at];
        if (report->type == TYPE_DUPLICATE_VOTE || report->type == TYPE_LIGHT_CLIENT_ATTACK)
            TRY(handle(ctx, report));
    }
    return NULL;
}

static status check_equivocation(struct context *ctx,
                                 const struct cosmos_evidence_v1beta1_equivocation *evidence)
{
    if (evidence->time.seconds <= 0) {
        struct bytes text = moment_text(ctx->arena, evidence->time);
        return chain_error(ctx->arena, "invalid equivocation time: %.*s", BYTES_ARG(text));
    }
    if (evidence->height < 1)
        return chain_error(ctx->arena, "invalid equivocation height: %lld",
                           (long long)evidence->height);
    if (evidence->power < 1)
        return chain_error(ctx->arena, "invalid equivocation validator power: %lld",
                           (long long)evidence->power);
    if (evidence->consensus_address.len == 0)
        return chain_error(ctx->arena, "invalid equivocation validator consensus address: ");
    return NULL;
}

/* Nobody handles evidence that users send: consensus reports its own. */
static status submit(struct context *ctx, const void *message, void *response)
{
    const struct cosmos_evidence_v1beta1_msg_submit_evidence *msg = message;
    struct cosmos_evidence_v1beta1_equivocation evidence;
    struct bytes submitter, stored;
    uint8_t hash[32];
    TRY(argument_address(ctx, ADDRESS_ACCOUNT, msg->submitter, "invalid submitter address",
                         &submitter));
    if (msg->evidence == NULL || !bytes_equal(msg->evidence->type_url, EQUIVOCATION_URL))
        return error_wrap(ctx->arena, &EVIDENCE_INVALID, "missing evidence");
    TRY(protobuf_decode(ctx->arena, &cosmos_evidence_v1beta1_equivocation_type,
                        msg->evidence->value, &evidence));
    status failure = check_equivocation(ctx, &evidence);
    if (failure != NULL)
        return error_wrap(ctx->arena, &EVIDENCE_INVALID, "failed basic validation: %.*s",
                          BYTES_ARG(failure->text));
    crypto_sha256(
        protobuf_encode(ctx->arena, &cosmos_evidence_v1beta1_equivocation_type, &evidence), hash);
    TRY(kv_get(ctx, STORE_EVIDENCE, ARENA_CONCAT(ctx->arena, EVIDENCE_PREFIX, BYTES_OF(hash)),
               &stored));
    if (stored.data != NULL)
        return error_wrap_bytes(ctx->arena, &EVIDENCE_EXISTS,
                                hex_upper(ctx->arena, BYTES_OF(hash)));
    return error_wrap(ctx->arena, &EVIDENCE_NO_HANDLER, "equivocation");
}

static status genesis_init(struct context *ctx, const void *message)
{
    const struct cosmos_evidence_v1beta1_genesis_state *genesis = message;
    for (size_t at = 0; at < genesis->evidence.count; at++)
        TRY(store(ctx, &genesis->evidence.items[at]));
    return NULL;
}

static status genesis_export(struct context *ctx, void *message)
{
    struct cosmos_evidence_v1beta1_genesis_state *genesis = message;
    struct kv_walk walk;
    TRY(kv_walk_prefix(ctx, STORE_EVIDENCE, EVIDENCE_PREFIX, false, &walk));
    while (walk.valid) {
        record_decode(
            ctx, walk.value, &google_protobuf_any_type,
            list_append(ctx->arena, &genesis->evidence, sizeof(*genesis->evidence.items)));
        TRY(kv_walk_next(&walk));
    }
    return NULL;
}

static status query_evidence(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_evidence_v1beta1_query_evidence_request *asked = request;
    struct cosmos_evidence_v1beta1_query_evidence_response *answer = response;
    struct google_protobuf_any *any = ARENA_NEW(ctx->arena, struct google_protobuf_any);
    struct bytes hash;
    bool found;
    if (asked->hash.len == 0)
        return chain_grpc_error(ctx->arena, GRPC_INVALID_ARGUMENT,
                                "invalid request; hash is empty");
    if (!hex_decode(ctx->arena, asked->hash, &hash))
        return chain_error(ctx->arena, "invalid evidence hash: encoding/hex: invalid byte");
    TRY(record_get(ctx, STORE_EVIDENCE, ARENA_CONCAT(ctx->arena, EVIDENCE_PREFIX, hash),
                   &google_protobuf_any_type, any, &found));
    if (!found)
        return chain_grpc_error(ctx->arena, GRPC_NOT_FOUND, "evidence %.*s not found",
                                BYTES_ARG(asked->hash));
    answer->evidence = any;
    return NULL;
}

static status query_all(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_evidence_v1beta1_query_all_evidence_request *asked = request;
    struct cosmos_evidence_v1beta1_query_all_evidence_response *answer = response;
    struct page page;
    TRY(page_start(ctx, STORE_EVIDENCE, EVIDENCE_PREFIX, asked->pagination, PAGE_COLLECTION,
                   &page));
    while (page.valid) {
        record_decode(ctx, page.value, &google_protobuf_any_type,
                      list_append(ctx->arena, &answer->evidence, sizeof(*answer->evidence.items)));
        TRY(page_next(&page));
    }
    return page_finish(&page, &answer->pagination);
}

static const struct message_route messages[] = {
    {&cosmos_evidence_v1beta1_msg_submit_evidence_type,
     &cosmos_evidence_v1beta1_msg_submit_evidence_response_type, NULL, submit},
};

static const struct query_route queries[] = {
    {"/cosmos.evidence.v1beta1.Query/Evidence", query_evidence},
    {"/cosmos.evidence.v1beta1.Query/AllEvidence", query_all},
};

const struct module evidence_module = {
    .name = "evidence",
    .consensus_version = 1,
    .messages = messages,
    .message_count = ARRAY_COUNT(messages),
    .queries = queries,
    .query_count = ARRAY_COUNT(queries),
    .genesis = &cosmos_evidence_v1beta1_genesis_state_type,
    .genesis_init = genesis_init,
    .genesis_export = genesis_export,
    .begin_block = begin_block,
};
