#include "common/crypto/hash.h"
#include "node/modules/compute/internal.h"

static status init_code(struct context *ctx, const struct secret_compute_v1beta1_code *code)
{
    struct bytes wasm;
    TRY(compute_unpack(ctx->arena, code->code_bytes, &wasm));
    uint8_t hash[32];
    crypto_sha256(wasm, hash);
    if (!bytes_equal(BYTES_OF(hash), code->code_info.code_hash))
        return error_wrap(ctx->arena, &COMPUTE_INVALID, "code hashes not same");
    if (ctx->chain->codes != NULL)
        ctx->chain->codes->put(ctx->chain->codes->context, hash, wasm);
    return record_set(ctx, STORE_COMPUTE, compute_key_code(ctx->arena, code->code_id),
                      &secret_compute_v1beta1_code_info_type, &code->code_info);
}

static status init_contract(struct context *ctx,
                            const struct secret_compute_v1beta1_contract *contract)
{
    const struct secret_compute_v1beta1_contract_custom_info *custom =
        contract->contract_custom_info;
    if (custom == NULL || custom->enclave_key == NULL)
        return error_wrap(ctx->arena, &COMPUTE_INVALID, "contract without an enclave key");
    struct arena *arena = ctx->arena;
    TRY(record_set(ctx, STORE_COMPUTE, compute_key_contract(arena, contract->contract_address),
                   &secret_compute_v1beta1_contract_info_type, &contract->contract_info));
    TRY(record_set(ctx, STORE_COMPUTE, compute_key_enclave(arena, contract->contract_address),
                   &secret_compute_v1beta1_contract_key_type, custom->enclave_key));
    TRY(kv_set(ctx, STORE_COMPUTE, compute_key_label(arena, custom->label),
               contract->contract_address));
    for (size_t i = 0; i < contract->contract_state.count; i++) {
        const struct secret_compute_v1beta1_model *model = &contract->contract_state.items[i];
        TRY(kv_set(ctx, STORE_COMPUTE,
                   compute_key_state(arena, contract->contract_address, model->key), model->value));
    }
    return NULL;
}

status compute_genesis_init(struct context *ctx, const void *genesis)
{
    const struct secret_compute_v1beta1_genesis_state *state = genesis;
    for (size_t i = 0; i < state->codes.count; i++)
        TRY(init_code(ctx, &state->codes.items[i]));
    for (size_t i = 0; i < state->contracts.count; i++)
        TRY(init_contract(ctx, &state->contracts.items[i]));
    for (size_t i = 0; i < state->sequences.count; i++) {
        uint8_t value[8];
        store_be64(value, state->sequences.items[i].value);
        TRY(kv_set(ctx, STORE_COMPUTE, state->sequences.items[i].id_key, BYTES_OF(value)));
    }
    TRY(compute_params_check(ctx->arena, &state->params));
    return compute_params_set(ctx, &state->params);
}
