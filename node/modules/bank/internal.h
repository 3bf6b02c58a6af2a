#ifndef NODE_MODULES_BANK_INTERNAL_H
#define NODE_MODULES_BANK_INTERNAL_H

#include "node/modules/bank/module.h"
#include "schema/core/cosmos_bank_v1beta1.h"

/* Shared by the files of this module. */

#define ERROR ERROR_EXTERN
#include "node/modules/bank/errors.def"
#undef ERROR

/* An account that takes part in a transfer, and its text for events. */
struct party {
    struct bytes address;
    struct bytes text;
};
struct party bank_party(struct arena *arena, struct bytes address);

/* bank_take, bank_give (subUnlockedCoins, addCoins) move coins out of and into one account, with
 * their event. */
MUST_CHECK status bank_take(struct context *ctx, struct party from, struct coins coins,
                            struct bytes text);
MUST_CHECK status bank_give(struct context *ctx, struct party to, struct coins coins,
                            struct bytes text);
/* bank_welcome makes the account of a receiver that has none. */
MUST_CHECK status bank_welcome(struct context *ctx, struct bytes address);

/* bank_balance_set writes balance and owner index, or deletes both for zero. */
MUST_CHECK status bank_balance_set(struct context *ctx, struct bytes address, struct coin coin);
/* bank_balance_write writes both whatever the amount. */
MUST_CHECK status bank_balance_write(struct context *ctx, struct bytes address, struct coin coin);
/* bank_supply_set deletes the entry for zero. */
MUST_CHECK status bank_supply_set(struct context *ctx, struct bytes denom, struct integer amount);

MUST_CHECK status bank_params_get(struct context *ctx, struct cosmos_bank_v1beta1_params *params);
/* bank_params_set moves entries of the deprecated list to keys of their own. */
MUST_CHECK status bank_params_set(struct context *ctx,
                                  const struct cosmos_bank_v1beta1_params *params);
/* bank_send_enabled_get finds the entry of a denom. */
MUST_CHECK status bank_send_enabled_get(struct context *ctx, struct bytes denom, bool *found,
                                        bool *enabled);
MUST_CHECK status bank_send_enabled_set(struct context *ctx,
                                        const struct cosmos_bank_v1beta1_send_enabled_list *list);

/* bank_integer reads a stored amount. */
struct integer bank_integer(struct bytes value);
/* bank_bool reads a stored flag (a protobuf BoolValue). */
bool bank_bool(struct bytes value);

/* bank_refuse_coins is "<coins>: invalid coins". */
status bank_refuse_coins(struct context *ctx, struct coins coins);

status bank_genesis_init(struct context *ctx, const void *genesis);
status bank_genesis_export(struct context *ctx, void *genesis);

enum { BANK_MESSAGE_COUNT = 4, BANK_QUERY_COUNT = 13 };
extern const struct message_route BANK_MESSAGES[BANK_MESSAGE_COUNT];
extern const struct query_route BANK_QUERIES[BANK_QUERY_COUNT];

#endif
