#ifndef NODE_MODULES_SLASHING_INTERNAL_H
#define NODE_MODULES_SLASHING_INTERNAL_H

#include "node/chain/record.h"
#include "node/modules/slashing/module.h"

/* Store keys (chain-surface 7.4). */
enum slashing_key {
    SLASHING_KEY_PARAMS = 0x00,
    SLASHING_KEY_SIGNING_INFO = 0x01,
    SLASHING_KEY_MISSED = 0x02,
    SLASHING_KEY_PUBLIC_KEY = 0x03,
};
/* prefix | len | consensus address */
struct bytes slashing_key(struct arena *arena, enum slashing_key prefix, struct bytes consensus);

MUST_CHECK status slashing_params_check(struct context *ctx,
                                        const struct cosmos_slashing_v1beta1_params *params);
MUST_CHECK status slashing_params_set(struct context *ctx,
                                      const struct cosmos_slashing_v1beta1_params *params);
MUST_CHECK status
slashing_signing_info_set(struct context *ctx, struct bytes consensus,
                          const struct cosmos_slashing_v1beta1_validator_signing_info *info);

/* The bits of missed blocks (bitmap.c), in chunks of 1024. */
MUST_CHECK status slashing_missed_get(struct context *ctx, struct bytes consensus, int64_t index,
                                      bool *missed);
MUST_CHECK status slashing_missed_set(struct context *ctx, struct bytes consensus, int64_t index,
                                      bool missed);
MUST_CHECK status slashing_missed_clear(struct context *ctx, struct bytes consensus);
MUST_CHECK status slashing_missed_list(struct context *ctx, struct bytes consensus,
                                       struct cosmos_slashing_v1beta1_missed_block_list *list);

MUST_CHECK status slashing_begin_block(struct context *ctx);
MUST_CHECK status slashing_genesis_init(struct context *ctx, const void *genesis);
MUST_CHECK status slashing_genesis_export(struct context *ctx, void *genesis);

#endif
