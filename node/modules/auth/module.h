#ifndef NODE_MODULES_AUTH_MODULE_H
#define NODE_MODULES_AUTH_MODULE_H

#include "node/chain/chain.h"
#include "node/chain/coins.h"
#include "schema/core/google_protobuf.h"

/* Accounts: numbers, sequences, keys, module accounts (chain-surface 3.7, 4.9; accesses: 8.5). */
extern const struct module auth_module;

enum account_kind {
    ACCOUNT_BASE,
    ACCOUNT_MODULE,
    ACCOUNT_DELAYED_VESTING,
    ACCOUNT_CONTINUOUS_VESTING,
    ACCOUNT_PERIODIC_VESTING,
    ACCOUNT_PERMANENT_LOCKED,
};

struct vesting_period {
    int64_t seconds;
    struct coins amount;
};

/* One account, decoded. What does not belong to its kind is zero. */
struct account {
    enum account_kind kind;
    struct bytes address;                         /* raw */
    struct bytes text;                            /* the same in bech32; absent: not made yet */
    const struct google_protobuf_any *public_key; /* NULL before the first transaction */
    uint64_t number;
    uint64_t sequence;
    struct bytes module_name;
    struct bytes_list permissions; /* of a module account: "minter", "burner", "staking" */
    struct coins original_vesting;
    struct coins delegated_free;
    struct coins delegated_vesting;
    int64_t start_seconds;
    int64_t end_seconds;
    const struct vesting_period *periods;
    size_t period_count;
};

/* auth_account_get reads one account; *account is NULL when there is none. Gas: one read of `01 |
 * address`. */
MUST_CHECK status auth_account_get(struct context *ctx, struct bytes address,
                                   struct account **account);
/* auth_account_exists (HasAccount). Gas: one has. */
MUST_CHECK status auth_account_exists(struct context *ctx, struct bytes address, bool *found);
/* auth_account_set writes the account and its number index, with all rewrites of chain-surface 7.5.
 */
MUST_CHECK status auth_account_set(struct context *ctx, const struct account *account);
/* auth_account_new (NewAccountWithAddress) makes a base account with the next number; it is not
 * stored yet. */
MUST_CHECK status auth_account_new(struct context *ctx, struct bytes address,
                                   struct account **account);
/* auth_next_account_number takes the next number. Gas: read and write of key 02. */
MUST_CHECK status auth_next_account_number(struct context *ctx, uint64_t *number);
/* auth_account_remove deletes the account and its index entry. */
MUST_CHECK status auth_account_remove(struct context *ctx, const struct account *account);
/* auth_account_ensure makes the account of somebody who is given a grant; module accounts that
 * users may not send to are refused: "X is not allowed to receive funds: unauthorized". */
MUST_CHECK status auth_account_ensure(struct context *ctx, struct bytes address);

/* auth_module_account (GetModuleAccount) reads the account of a module, making and storing it the
 * first time. Refused as the original's panic when the name has no permissions in the table. */
MUST_CHECK status auth_module_account(struct context *ctx, const char *name,
                                      struct account **account);
/* auth_module_address is the address of a module account, no bytes when the table does not have it;
 * free. */
struct bytes auth_module_address(const struct chain *chain, const char *name);
/* auth_module_find looks the table entry up by address, NULL when it is no module account; free. */
const struct module_account *auth_module_find(const struct chain *chain, struct bytes address);
bool auth_account_may(const struct account *account, const char *permission);

/* What vesting still holds back at the block's time, and what delegating changes (x/auth/vesting).
 */
bool auth_account_is_vesting(const struct account *account);
MUST_CHECK status auth_locked_coins(struct context *ctx, const struct account *account,
                                    struct coins *locked);
MUST_CHECK status auth_track_delegation(struct context *ctx, struct account *account,
                                        struct coins balance, struct coins amount);
MUST_CHECK status auth_track_undelegation(struct context *ctx, struct account *account,
                                          struct coins amount);

/* The steps of the ante handler that look at accounts, for the table in node/app. */
MUST_CHECK status auth_ante_memo(struct context *ctx);
MUST_CHECK status auth_ante_tx_size(struct context *ctx);
MUST_CHECK status auth_ante_public_keys(struct context *ctx);
MUST_CHECK status auth_ante_signature_count(struct context *ctx);
MUST_CHECK status auth_ante_signature_gas(struct context *ctx);
MUST_CHECK status auth_ante_signatures(struct context *ctx);
MUST_CHECK status auth_ante_sequences(struct context *ctx);

#endif
