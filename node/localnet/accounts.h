#ifndef NODE_LOCALNET_ACCOUNTS_H
#define NODE_LOCALNET_ACCOUNTS_H

#include "common/base/bytes.h"

/* LocalSecret's well-known accounts (chain-surface 2.1). The words are public:
 * worth nothing, known to every tutorial. */
struct localnet_account {
    const char *name;
    const char *address;
    const char *mnemonic;
};
enum { LOCALNET_VALIDATOR, LOCALNET_A, LOCALNET_B, LOCALNET_C, LOCALNET_D, LOCALNET_ACCOUNT_COUNT };
extern const struct localnet_account localnet_accounts[LOCALNET_ACCOUNT_COUNT];

/* The chain that is started when nothing is configured, and the second one of the tutorials. */
#define LOCALNET_CHAIN_ID        "secretdev-1"
#define LOCALNET_SECOND_CHAIN_ID "secretdev-2"

#endif
