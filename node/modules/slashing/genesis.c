#include "node/chain/address.h"
#include "node/chain/errors.h"
#include "node/chain/list.h"
#include "node/modules/slashing/internal.h"
#include "node/modules/staking/module.h"

static status import_public_keys(struct context *ctx)
{
    struct staking_validators validators;
    TRY(staking_validators_all(ctx, &validators));
    for (size_t at = 0; at < validators.count; at++)
        TRY(slashing_staking_hooks.after_validator_created(ctx, validators.items[at].address));
    return NULL;
}

static status import_missed(struct context *ctx,
                            const struct cosmos_slashing_v1beta1_validator_missed_blocks *missed)
{
    struct bytes consensus;
    TRY(address_parse(ctx->arena, ADDRESS_CONSENSUS, missed->address, &consensus));
    for (size_t at = 0; at < missed->missed_blocks.count; at++) {
        const struct cosmos_slashing_v1beta1_missed_block *block = &missed->missed_blocks.items[at];
        if (block->index < 0)
            return chain_error(ctx->arena, "invalid missed block index %lld",
                               (long long)block->index);
        TRY(slashing_missed_set(ctx, consensus, block->index, block->missed));
    }
    return NULL;
}

status slashing_genesis_init(struct context *ctx, const void *message)
{
    const struct cosmos_slashing_v1beta1_genesis_state *genesis = message;
    TRY(slashing_params_check(ctx, &genesis->params));
    TRY(import_public_keys(ctx));
    for (size_t at = 0; at < genesis->signing_infos.count; at++) {
        const struct cosmos_slashing_v1beta1_signing_info *info = &genesis->signing_infos.items[at];
        struct bytes consensus;
        TRY(address_parse(ctx->arena, ADDRESS_CONSENSUS, info->address, &consensus));
        TRY(slashing_signing_info_set(ctx, consensus, &info->validator_signing_info));
    }
    for (size_t at = 0; at < genesis->missed_blocks.count; at++)
        TRY(import_missed(ctx, &genesis->missed_blocks.items[at]));
    return slashing_params_set(ctx, &genesis->params);
}

status slashing_genesis_export(struct context *ctx, void *message)
{
    struct cosmos_slashing_v1beta1_genesis_state *genesis = message;
    struct kv_walk walk;
    TRY(slashing_params_get(ctx, &genesis->params));
    TRY(kv_walk_prefix(ctx, STORE_SLASHING, BYTES("\x01"), false, &walk));
    while (walk.valid) {
        struct bytes consensus = bytes_from(walk.key, 2);
        struct bytes text = address_text(ctx->arena, ADDRESS_CONSENSUS, consensus);
        struct cosmos_slashing_v1beta1_signing_info *info =
            list_append(ctx->arena, &genesis->signing_infos, sizeof(*info));
        info->address = text;
        record_decode(ctx, walk.value, &cosmos_slashing_v1beta1_validator_signing_info_type,
                      &info->validator_signing_info);
        struct cosmos_slashing_v1beta1_validator_missed_blocks *missed =
            list_append(ctx->arena, &genesis->missed_blocks, sizeof(*missed));
        missed->address = text;
        TRY(slashing_missed_list(ctx, consensus, &missed->missed_blocks));
        TRY(kv_walk_next(&walk));
    }
    return NULL;
}
