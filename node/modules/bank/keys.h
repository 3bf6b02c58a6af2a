#ifndef NODE_MODULES_BANK_KEYS_H
#define NODE_MODULES_BANK_KEYS_H

#include "common/base/arena.h"

/* Keys of the store `bank` (chain-surface 7.4). */
#define BANK_KEY_SUPPLY_PREFIX       BYTES("\x00")
#define BANK_KEY_METADATA_PREFIX     BYTES("\x01")
#define BANK_KEY_BALANCE_PREFIX      BYTES("\x02")
#define BANK_KEY_OWNER_PREFIX        BYTES("\x03")
#define BANK_KEY_SEND_ENABLED_PREFIX BYTES("\x04")
#define BANK_KEY_PARAMS              BYTES("\x05")

/* bank_key_denom is prefix | denom: supply, metadata, send-enabled. */
struct bytes bank_key_denom(struct arena *arena, struct bytes prefix, struct bytes denom);
/* bank_key_balance is 02 | length | address | denom; no denom gives the prefix of all balances of
 * the address. */
struct bytes bank_key_balance(struct arena *arena, struct bytes address, struct bytes denom);
/* bank_key_owner is 03 | denom | 00 | length | address; bank_key_owners the prefix of all owners of
 * the denom. */
struct bytes bank_key_owner(struct arena *arena, struct bytes denom, struct bytes address);
struct bytes bank_key_owners(struct arena *arena, struct bytes denom);

#endif
