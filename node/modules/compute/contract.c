#include "node/modules/compute/internal.h"

#include "common/crypto/hash.h"

status compute_contract_get(struct context *ctx, struct bytes contract,
                            struct secret_compute_v1beta1_contract_info *info, bool *found)
{
    return record_get(ctx, STORE_COMPUTE, compute_key_contract(ctx->arena, contract),
                      &secret_compute_v1beta1_contract_info_type, info, found);
}

void compute_contract_address(uint64_t code_id, uint64_t instance_id, struct bytes creator,
                              uint8_t address[CONTRACT_ADDRESS_BYTES])
{
    uint8_t id[8], hash[32];
    store_be64(id, (code_id << 32) + instance_id);
    CRYPTO_SHA256(hash, BYTES_OF(id), creator);
    crypto_ripemd160(BYTES_OF(hash), address);
}

/* The history's next position: one behind the last entry, found by walking backwards. */
static status next_history_position(struct context *ctx, struct bytes contract, uint64_t *position)
{
    struct kv_walk walk;
    TRY(kv_walk_prefix(ctx, STORE_COMPUTE, compute_key_history_prefix(ctx->arena, contract), true,
                       &walk));
    *position = 1;
    if (walk.valid && walk.key.len >= 8)
        *position = load_be64(walk.key.data + walk.key.len - 8) + 1;
    return NULL;
}

status compute_contract_add(struct context *ctx, const struct compute_new_contract *contract)
{
    struct arena *arena = ctx->arena;
    const struct secret_compute_v1beta1_absolute_tx_position created = {
        .block_height = ctx->block->height,
        .tx_index = ctx->block_gas_used,
    };
    TRY(kv_set(ctx, STORE_COMPUTE,
               compute_key_by_code(arena, contract->code_id, created.block_height, created.tx_index,
                                   contract->address),
               BYTES("")));

    uint64_t position;
    TRY(next_history_position(ctx, contract->address, &position));
    const struct secret_compute_v1beta1_contract_code_history_entry entry = {
        .operation = SECRET_COMPUTE_V1BETA1_CONTRACT_CODE_HISTORY_OPERATION_TYPE_INIT,
        .code_id = contract->code_id,
        .updated = &created,
        .msg = contract->init_msg,
    };
    TRY(record_set(ctx, STORE_COMPUTE, compute_key_history(arena, contract->address, position),
                   &secret_compute_v1beta1_contract_code_history_entry_type, &entry));

    const struct secret_compute_v1beta1_contract_info info = {
        .code_id = contract->code_id,
        .creator = contract->creator,
        .label = contract->label,
        .created = &created,
        .admin = contract->admin,
        .admin_proof = contract->admin_proof,
    };
    TRY(record_set(ctx, STORE_COMPUTE, compute_key_contract(arena, contract->address),
                   &secret_compute_v1beta1_contract_info_type, &info));

    const struct secret_compute_v1beta1_contract_key key = {.og_contract_key =
                                                                contract->contract_key};
    TRY(record_set(ctx, STORE_COMPUTE, compute_key_enclave(arena, contract->address),
                   &secret_compute_v1beta1_contract_key_type, &key));
    return kv_set(ctx, STORE_COMPUTE, compute_key_label(arena, contract->label), contract->address);
}
