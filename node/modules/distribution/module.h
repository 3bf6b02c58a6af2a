#ifndef NODE_MODULES_DISTRIBUTION_MODULE_H
#define NODE_MODULES_DISTRIBUTION_MODULE_H

#include "node/chain/chain.h"
#include "node/chain/decimal_coins.h"
#include "schema/chain/cosmos_distribution_v1beta1.h"

/* Fees and minted coins on their way to validators, delegators, the community pool and the
 * foundation; automatic restaking (chain-surface 4.9; secret-fork-differences 3). Addresses are raw
 * bytes. */
extern const struct module distribution_module;

/* What staking calls; distribution comes before slashing. */
extern const struct staking_hooks distribution_staking_hooks;

#define ERROR ERROR_EXTERN
#include "node/modules/distribution/errors.def"
#undef ERROR

MUST_CHECK status distribution_params_get(struct context *ctx,
                                          struct cosmos_distribution_v1beta1_params *params);

/* distribution_fund_community_pool moves coins of `sender` into the community pool. */
MUST_CHECK status distribution_fund_community_pool(struct context *ctx, struct bytes sender,
                                                   struct coins coins);

/* distribution_spend_community_pool (DistributeFromFeePool) pays out of it. */
MUST_CHECK status distribution_spend_community_pool(struct context *ctx, struct bytes receiver,
                                                    struct coins coins);

/* distribution_withdraw_rewards pays a delegation's rewards to the withdraw address; what was paid,
 * or one coin "0stake" when that is nothing. */
MUST_CHECK status distribution_withdraw_rewards(struct context *ctx, struct bytes delegator,
                                                struct bytes validator, struct coins *paid);

/* distribution_pending_rewards is what distribution_withdraw_rewards would find, with fractions. It
 * advances the validator's period: call it on a branch that is dropped. */
MUST_CHECK status distribution_pending_rewards(struct context *ctx, struct bytes delegator,
                                               struct bytes validator,
                                               struct decimal_coins *rewards);

#endif
