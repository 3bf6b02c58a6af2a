#ifndef NODE_MODULES_SLASHING_MODULE_H
#define NODE_MODULES_SLASHING_MODULE_H

#include "node/chain/chain.h"
#include "schema/chain/cosmos_slashing_v1beta1.h"

/* Who signs the blocks, and what it costs not to (chain-surface 2.2, 7.4, 8.3). Validators are
 * named by their raw consensus address. */
extern const struct module slashing_module;

/* What staking calls; slashing comes after distribution. */
extern const struct staking_hooks slashing_staking_hooks;

#define ERROR ERROR_EXTERN
#include "node/modules/slashing/errors.def"
#undef ERROR

MUST_CHECK status slashing_params_get(struct context *ctx,
                                      struct cosmos_slashing_v1beta1_params *params);

/* slashing_signing_info_get refuses with SLASHING_NO_SIGNING_INFO. */
MUST_CHECK status
slashing_signing_info_get(struct context *ctx, struct bytes consensus,
                          struct cosmos_slashing_v1beta1_validator_signing_info *info);
/* slashing_has_public_key: the validator was created and not removed since. */
MUST_CHECK status slashing_has_public_key(struct context *ctx, struct bytes consensus, bool *found);

/* What evidence does to a validator that signed twice, each with its event. */
MUST_CHECK status slashing_slash_double_sign(struct context *ctx, struct bytes consensus,
                                             int64_t power, int64_t height);
MUST_CHECK status slashing_jail(struct context *ctx, struct bytes consensus);
MUST_CHECK status slashing_jail_until(struct context *ctx, struct bytes consensus,
                                      struct google_protobuf_timestamp until);
MUST_CHECK status slashing_tombstone(struct context *ctx, struct bytes consensus);

#endif
