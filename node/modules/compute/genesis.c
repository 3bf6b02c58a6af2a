#include <inttypes.h>

#include "common/base/halt.h"
#include "common/crypto/hash.h"
#include "common/encoding/hex.h"
#include "node/chain/address.h"
#include "node/chain/list.h"
#include "node/modules/compute/internal.h"

/* ---- import ---- */

static status init_code(struct context *ctx, const struct secret_compute_v1beta1_code *code)
{
    struct bytes wasm, key = compute_key_code(ctx->arena, code->code_id);
    status unpacked = compute_unpack(ctx->arena, code->code_bytes, &wasm);
    if (unpacked != NULL)
        return error_wrap_bytes(ctx->arena, &COMPUTE_CREATE_FAILED, unpacked->text);
    uint8_t hash[32];
    crypto_sha256(wasm, hash);
    if (!bytes_equal(BYTES_OF(hash), code->code_info.code_hash))
        return error_wrap(ctx->arena, &COMPUTE_INVALID, "code hashes not same");
    bool taken;
    TRY(kv_has(ctx, STORE_COMPUTE, key, &taken));
    if (taken)
        return error_wrap(ctx->arena, &COMPUTE_DUPLICATE, "duplicate code: %" PRIu64,
                          code->code_id);
    if (ctx->chain->codes != NULL)
        ctx->chain->codes->put(ctx->chain->codes->context, hash, wasm);
    return record_set(ctx, STORE_COMPUTE, key, &secret_compute_v1beta1_code_info_type,
                      &code->code_info);
}

static status init_state(struct context *ctx,
                         const struct secret_compute_v1beta1_contract *contract)
{
    for (size_t i = 0; i < contract->contract_state.count; i++) {
        const struct secret_compute_v1beta1_model *model = &contract->contract_state.items[i];
        struct bytes key = compute_key_state(ctx->arena, contract->contract_address, model->key);
        bool taken;
        TRY(kv_has(ctx, STORE_COMPUTE, key, &taken));
        if (taken)
            return error_wrap(ctx->arena, &COMPUTE_DUPLICATE, "duplicate key: %.*s",
                              BYTES_ARG(hex_lower(ctx->arena, model->key)));
        TRY(kv_set(ctx, STORE_COMPUTE, key, model->value.data == NULL ? BYTES("") : model->value));
    }
    return NULL;
}

/* A contract of a genesis has no history and stands in no index. */
static status init_contract(struct context *ctx,
                            const struct secret_compute_v1beta1_contract *contract)
{
    const struct secret_compute_v1beta1_contract_custom_info *custom =
        contract->contract_custom_info;
    if (custom == NULL || custom->enclave_key == NULL)
        return error_wrap(ctx->arena, &COMPUTE_INVALID, "contract without an enclave key");
    struct arena *arena = ctx->arena;
    struct bytes address = contract->contract_address;
    TRY(compute_check_address(arena, address));
    uint64_t code_id = contract->contract_info.code_id;
    bool known, taken;
    TRY(kv_has(ctx, STORE_COMPUTE, compute_key_code(arena, code_id), &known));
    if (!known)
        return error_wrap(arena, &COMPUTE_NOT_FOUND, "code id: %" PRIu64, code_id);
    TRY(kv_has(ctx, STORE_COMPUTE, compute_key_contract(arena, address), &taken));
    if (taken)
        return error_wrap(arena, &COMPUTE_DUPLICATE, "contract: %.*s",
                          BYTES_ARG(address_text(arena, ADDRESS_ACCOUNT, address)));
    TRY(compute_contract_key_set(ctx, address, custom->enclave_key));
    TRY(kv_set(ctx, STORE_COMPUTE, compute_key_label(arena, custom->label), address));
    TRY(compute_contract_set(ctx, address, &contract->contract_info));
    return init_state(ctx, contract);
}

static status init_sequence(struct context *ctx,
                            const struct secret_compute_v1beta1_sequence *sequence)
{
    bool taken;
    uint8_t value[8];
    if (sequence->id_key.len == 0)
        return error_wrap(ctx->arena, &COMPUTE_EMPTY, "id key");
    TRY(kv_has(ctx, STORE_COMPUTE, sequence->id_key, &taken));
    if (taken)
        return error_wrap_bytes(
            ctx->arena, &COMPUTE_DUPLICATE,
            ARENA_CONCAT(ctx->arena, BYTES("autoincrement id: "), sequence->id_key));
    store_be64(value, sequence->value);
    return kv_set(ctx, STORE_COMPUTE, sequence->id_key, BYTES_OF(value));
}

static status numbered(struct context *ctx, status refused, const char *what, size_t index)
{
    return refused == NULL ? NULL : error_wrap(ctx->arena, refused, "%s number %zu", what, index);
}

/* The next number must be one that nothing has yet. */
static status check_sequence(struct context *ctx, struct bytes key, uint64_t last)
{
    uint64_t next;
    TRY(compute_peek_id(ctx, key, &next));
    return next > last ? NULL
                       : error_wrap(ctx->arena, &COMPUTE_INVALID,
                                    "seq %.*s must be greater %" PRIu64 " ", BYTES_ARG(key), last);
}

status compute_genesis_init(struct context *ctx, const void *genesis)
{
    const struct secret_compute_v1beta1_genesis_state *state = genesis;
    uint64_t last_code = 0;
    for (size_t i = 0; i < state->codes.count; i++) {
        uint64_t code_id = state->codes.items[i].code_id;
        status refused = init_code(ctx, &state->codes.items[i]);
        if (refused != NULL)
            return error_wrap(ctx->arena, refused, "code %zu with id: %" PRIu64, i, code_id);
        last_code = code_id > last_code ? code_id : last_code;
    }
    for (size_t i = 0; i < state->contracts.count; i++)
        TRY(numbered(ctx, init_contract(ctx, &state->contracts.items[i]), "contract", i));
    for (size_t i = 0; i < state->sequences.count; i++)
        TRY(numbered(ctx, init_sequence(ctx, &state->sequences.items[i]), "sequence", i));
    TRY(check_sequence(ctx, COMPUTE_KEY_LAST_CODE, last_code));
    TRY(check_sequence(ctx, COMPUTE_KEY_LAST_CONTRACT, state->contracts.count));
    return compute_params_set(ctx, &state->params);
}

/* ---- export ---- */

static status export_codes(struct context *ctx, struct secret_compute_v1beta1_genesis_state *state)
{
    const struct code_store *codes = ctx->chain->codes;
    struct kv_walk walk;
    TRY(kv_walk_prefix(ctx, STORE_COMPUTE, COMPUTE_PREFIX_CODE, false, &walk));
    while (walk.valid) {
        struct secret_compute_v1beta1_code *code =
            list_append(ctx->arena, &state->codes, sizeof *code);
        code->code_id = load_be64(walk.key.data + COMPUTE_PREFIX_CODE.len);
        record_decode(ctx, walk.value, &secret_compute_v1beta1_code_info_type, &code->code_info);
        struct bytes hash = code->code_info.code_hash;
        if (codes == NULL || hash.len != 32 ||
            !codes->get(codes->context, ctx->arena, hash.data, &code->code_bytes))
            return chain_error(ctx->arena, "no module for code %" PRIu64, code->code_id);
        TRY(kv_walk_next(&walk));
    }
    return NULL;
}

static status export_state(struct context *ctx, struct secret_compute_v1beta1_contract *contract)
{
    struct bytes prefix = compute_key_state(ctx->arena, contract->contract_address, BYTES(""));
    struct kv_walk walk;
    TRY(kv_walk_prefix(ctx, STORE_COMPUTE, prefix, false, &walk));
    while (walk.valid) {
        struct secret_compute_v1beta1_model *model =
            list_append(ctx->arena, &contract->contract_state, sizeof *model);
        model->key = bytes_from(walk.key, prefix.len);
        model->value = walk.value;
        TRY(kv_walk_next(&walk));
    }
    return NULL;
}

/* Where a contract was made is lost, as the original loses it. */
static status export_contracts(struct context *ctx,
                               struct secret_compute_v1beta1_genesis_state *state)
{
    struct kv_walk walk;
    TRY(kv_walk_prefix(ctx, STORE_COMPUTE, COMPUTE_PREFIX_CONTRACT, false, &walk));
    while (walk.valid) {
        struct secret_compute_v1beta1_contract *contract =
            list_append(ctx->arena, &state->contracts, sizeof *contract);
        struct secret_compute_v1beta1_contract_key *key =
            ARENA_NEW(ctx->arena, struct secret_compute_v1beta1_contract_key);
        struct secret_compute_v1beta1_contract_custom_info *custom =
            ARENA_NEW(ctx->arena, struct secret_compute_v1beta1_contract_custom_info);
        bool found;
        contract->contract_address = bytes_from(walk.key, COMPUTE_PREFIX_CONTRACT.len);
        record_decode(ctx, walk.value, &secret_compute_v1beta1_contract_info_type,
                      &contract->contract_info);
        contract->contract_info.created = NULL;
        TRY(record_get(ctx, STORE_COMPUTE,
                       compute_key_enclave(ctx->arena, contract->contract_address),
                       &secret_compute_v1beta1_contract_key_type, key, &found));
        ASSERT(found);
        custom->enclave_key = key;
        custom->label = contract->contract_info.label;
        contract->contract_custom_info = custom;
        TRY(export_state(ctx, contract));
        TRY(kv_walk_next(&walk));
    }
    return NULL;
}

static status export_sequence(struct context *ctx, struct bytes key,
                              struct secret_compute_v1beta1_genesis_state *state)
{
    struct secret_compute_v1beta1_sequence *sequence =
        list_append(ctx->arena, &state->sequences, sizeof *sequence);
    sequence->id_key = key;
    return compute_peek_id(ctx, key, &sequence->value);
}

status compute_genesis_export(struct context *ctx, void *genesis)
{
    struct secret_compute_v1beta1_genesis_state *state = genesis;
    TRY(compute_params_get(ctx, &state->params));
    TRY(export_codes(ctx, state));
    TRY(export_contracts(ctx, state));
    TRY(export_sequence(ctx, COMPUTE_KEY_LAST_CODE, state));
    return export_sequence(ctx, COMPUTE_KEY_LAST_CONTRACT, state);
}
