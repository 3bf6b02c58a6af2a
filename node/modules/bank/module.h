#ifndef NODE_MODULES_BANK_MODULE_H
#define NODE_MODULES_BANK_MODULE_H

#include "node/modules/auth/module.h"

/* Balances, supply, transfers (chain-surface 4.9, 8.1; accesses: 8.5). Addresses are raw bytes;
 * module names those of the module account table; passing an unknown one aborts as the original's
 * panic. */
extern const struct module bank_module;

/* bank_send (SendCoins): from, to, then the account of `to` is made when it is new. Events
 * coin_spent, coin_received, transfer, message. */
MUST_CHECK status bank_send(struct context *ctx, struct bytes from, struct bytes to,
                            struct coins coins);
MUST_CHECK status bank_send_to_module(struct context *ctx, struct bytes from, const char *module,
                                      struct coins coins);
/* bank_send_from_module refuses blocked receivers: "<address> is not allowed to receive funds:
 * unauthorized". */
MUST_CHECK status bank_send_from_module(struct context *ctx, const char *module, struct bytes to,
                                        struct coins coins);
MUST_CHECK status bank_send_between_modules(struct context *ctx, const char *from, const char *to,
                                            struct coins coins);
/* bank_delegate, bank_undelegate: as sends, with vesting kept in step
 * (DelegateCoinsFromAccountToModule, UndelegateCoinsFromModuleToAccount). Events coin_spent,
 * coin_received only. */
MUST_CHECK status bank_delegate(struct context *ctx, struct bytes from, const char *module,
                                struct coins coins);
MUST_CHECK status bank_undelegate(struct context *ctx, const char *module, struct bytes to,
                                  struct coins coins);
MUST_CHECK status bank_mint(struct context *ctx, const char *module, struct coins coins);
MUST_CHECK status bank_burn(struct context *ctx, const char *module, struct coins coins);

/* bank_balance (GetBalance): zero when there is none. bank_balances (GetAllBalances) in order of
 * denom. */
MUST_CHECK status bank_balance(struct context *ctx, struct bytes address, struct bytes denom,
                               struct integer *amount);
MUST_CHECK status bank_balances(struct context *ctx, struct bytes address, struct coins *balances);
/* bank_spendable (SpendableCoins): balances without what is locked. */
MUST_CHECK status bank_spendable(struct context *ctx, struct bytes address,
                                 struct coins *spendable);
MUST_CHECK status bank_locked(struct context *ctx, struct bytes address, struct coins *locked);
MUST_CHECK status bank_supply(struct context *ctx, struct bytes denom, struct integer *amount);
MUST_CHECK status bank_has_balance(struct context *ctx, struct bytes address, struct coin wanted,
                                   bool *found);

/* bank_send_enabled (IsSendEnabledCoins): "<denom> transfers are currently disabled: send
 * transactions are disabled". */
MUST_CHECK status bank_send_enabled(struct context *ctx, struct coins coins);
/* bank_is_blocked: a module account that users may not send to. */
bool bank_is_blocked(const struct chain *chain, struct bytes address);

struct cosmos_bank_v1beta1_metadata;
/* bank_metadata_find gives *metadata NULL when the denom has none. */
MUST_CHECK status bank_metadata_find(struct context *ctx, struct bytes denom,
                                     struct cosmos_bank_v1beta1_metadata **metadata);
MUST_CHECK status bank_metadata_set(struct context *ctx,
                                    const struct cosmos_bank_v1beta1_metadata *metadata);

#endif
