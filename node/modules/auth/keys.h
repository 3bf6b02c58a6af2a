#ifndef NODE_MODULES_AUTH_KEYS_H
#define NODE_MODULES_AUTH_KEYS_H

#include "common/base/arena.h"

/* Keys of the store `acc` (chain-surface 7.4). */
#define AUTH_KEY_PARAMS         BYTES("\x00")
#define AUTH_KEY_ACCOUNT_PREFIX BYTES("\x01")
#define AUTH_KEY_NUMBER         BYTES("\x02")
#define AUTH_KEY_INDEX_PREFIX   BYTES("accountNumber")

/* auth_key_account is 01 | address, auth_key_index "accountNumber" | BE8 number. */
struct bytes auth_key_account(struct arena *arena, struct bytes address);
struct bytes auth_key_index(struct arena *arena, uint64_t number);

#endif
