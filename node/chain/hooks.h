#ifndef NODE_CHAIN_HOOKS_H
#define NODE_CHAIN_HOOKS_H

#include "node/chain/coins.h"
#include "node/chain/context.h"

/* Calls between modules that must not include each other. Addresses are raw bytes. A NULL member is
 * not called. */

/* What staking tells distribution and slashing (cosmos-sdk: x/staking/types/expected_keepers.go).
 * node/app lists them in the original's order: distribution, slashing. */
struct staking_hooks {
    status (*after_validator_created)(struct context *ctx, struct bytes validator);
    status (*before_validator_modified)(struct context *ctx, struct bytes validator);
    status (*after_validator_removed)(struct context *ctx, struct bytes consensus,
                                      struct bytes validator);
    status (*after_validator_bonded)(struct context *ctx, struct bytes consensus,
                                     struct bytes validator);
    status (*after_validator_begin_unbonding)(struct context *ctx, struct bytes consensus,
                                              struct bytes validator);
    status (*before_delegation_created)(struct context *ctx, struct bytes delegator,
                                        struct bytes validator);
    status (*before_delegation_shares_modified)(struct context *ctx, struct bytes delegator,
                                                struct bytes validator);
    status (*before_delegation_removed)(struct context *ctx, struct bytes delegator,
                                        struct bytes validator);
    status (*after_delegation_modified)(struct context *ctx, struct bytes delegator,
                                        struct bytes validator);
    status (*before_validator_slashed)(struct context *ctx, struct bytes validator,
                                       struct decimal fraction);
    status (*after_unbonding_initiated)(struct context *ctx, uint64_t id);
};

/* STAKING_HOOK(ctx, after_validator_created, validator) calls one hook of every listener, in order,
 * and returns the first refusal from the enclosing function. */
#define STAKING_HOOK(ctx, hook, ...)                                                               \
    do {                                                                                           \
        const struct chain *hook_chain_ = (ctx)->chain;                                            \
        for (size_t hook_at_ = 0; hook_at_ < hook_chain_->staking_hook_count; hook_at_++)          \
            if (hook_chain_->staking_hooks[hook_at_]->hook != NULL)                                \
                TRY(hook_chain_->staking_hooks[hook_at_]->hook((ctx), __VA_ARGS__));               \
    } while (0)

/* Fee grants as the ante handler uses them. */
struct fee_grant_hook {
    /* UseGrantedFees: takes `fee` from the allowance of (granter, grantee) for the messages of
     * ctx->tx. */
    status (*use)(struct context *ctx, struct bytes granter, struct bytes grantee,
                  struct coins fee);
};

/* An account that belongs to a module; the table stands in node/app. */
enum module_permission {
    PERMISSION_MINTER = 1 << 0,
    PERMISSION_BURNER = 1 << 1,
    PERMISSION_STAKING = 1 << 2,
};
struct module_account {
    const char *name;
    uint32_t permissions;    /* enum module_permission */
    bool receives;           /* users may send to it (distribution) */
    uint8_t address[20];     /* first 20 bytes of SHA-256 of the name */
    struct bytes_list texts; /* permissions in the order of the original's list */
};

struct minimum_gas_price {
    struct bytes denom;
    struct decimal amount;
};

#endif
