#include "node/modules/compute/internal.h"

#include "common/crypto/hash.h"
#include "node/chain/address.h"

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

static status last_entry(struct context *ctx, struct bytes contract, struct kv_walk *walk)
{
    return kv_walk_prefix(ctx, STORE_COMPUTE, compute_key_history_prefix(ctx->arena, contract),
                          true, walk);
}

status compute_history_last(struct context *ctx, struct bytes contract,
                            struct secret_compute_v1beta1_contract_code_history_entry *entry)
{
    struct kv_walk walk;
    TRY(last_entry(ctx, contract, &walk));
    if (!walk.valid)
        return chain_panic(ctx->arena, "no history for %.*s",
                           BYTES_ARG(address_text(ctx->arena, ADDRESS_ACCOUNT, contract)));
    *entry = (struct secret_compute_v1beta1_contract_code_history_entry){0};
    record_decode(ctx, walk.value, &secret_compute_v1beta1_contract_code_history_entry_type, entry);
    return NULL;
}

/* The next position is one behind the last entry, found by walking backwards. */
status compute_history_add(struct context *ctx, struct bytes contract,
                           const struct secret_compute_v1beta1_contract_code_history_entry *entry)
{
    struct kv_walk walk;
    TRY(last_entry(ctx, contract, &walk));
    uint64_t position = 1;
    if (walk.valid && walk.key.len >= 8)
        position = load_be64(walk.key.data + walk.key.len - 8) + 1;
    return record_set(ctx, STORE_COMPUTE, compute_key_history(ctx->arena, contract, position),
                      &secret_compute_v1beta1_contract_code_history_entry_type, entry);
}

status compute_contract_set(struct context *ctx, struct bytes contract,
                            const struct secret_compute_v1beta1_contract_info *info)
{
    return record_set(ctx, STORE_COMPUTE, compute_key_contract(ctx->arena, contract),
                      &secret_compute_v1beta1_contract_info_type, info);
}

status compute_contract_key_set(struct context *ctx, struct bytes contract,
                                const struct secret_compute_v1beta1_contract_key *key)
{
    return record_set(ctx, STORE_COMPUTE, compute_key_enclave(ctx->arena, contract),
                      &secret_compute_v1beta1_contract_key_type, key);
}

struct secret_compute_v1beta1_absolute_tx_position compute_position(const struct context *ctx)
{
    return (struct secret_compute_v1beta1_absolute_tx_position){
        .block_height = ctx->block->height,
        .tx_index = ctx->block_gas_used,
    };
}

status compute_contract_add(struct context *ctx, const struct compute_new_contract *contract)
{
    struct arena *arena = ctx->arena;
    const struct secret_compute_v1beta1_absolute_tx_position created = compute_position(ctx);
    TRY(kv_set(ctx, STORE_COMPUTE,
               compute_key_by_code(arena, contract->code_id, created.block_height, created.tx_index,
                                   contract->address),
               BYTES("")));
    const struct secret_compute_v1beta1_contract_code_history_entry entry = {
        .operation = SECRET_COMPUTE_V1BETA1_CONTRACT_CODE_HISTORY_OPERATION_TYPE_INIT,
        .code_id = contract->code_id,
        .updated = &created,
        .msg = contract->init_msg,
    };
    TRY(compute_history_add(ctx, contract->address, &entry));
    const struct secret_compute_v1beta1_contract_info info = {
        .code_id = contract->code_id,
        .creator = contract->creator,
        .label = contract->label,
        .created = &created,
        .admin = contract->admin,
        .admin_proof = contract->admin_proof,
        .ibc_port_id = contract->ibc_port,
    };
    TRY(compute_contract_set(ctx, contract->address, &info));
    const struct secret_compute_v1beta1_contract_key key = {.og_contract_key =
                                                                contract->contract_key};
    TRY(compute_contract_key_set(ctx, contract->address, &key));
    return kv_set(ctx, STORE_COMPUTE, compute_key_label(arena, contract->label), contract->address);
}
