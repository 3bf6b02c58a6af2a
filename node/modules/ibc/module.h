#ifndef NODE_MODULES_IBC_MODULE_H
#define NODE_MODULES_IBC_MODULE_H

#include "node/chain/module.h"

/* IBC at the level of genesis and blocks (chain-surface 7.4): the core with its localhost client,
 * ICS-20 transfer, interchain accounts, ICS-29 fees, packet forwarding, and the Tendermint client,
 * which has no state of its own. */
extern const struct module ibc_module;
extern const struct module transfer_module;
extern const struct module interchainaccounts_module;
extern const struct module feeibc_module;
extern const struct module packetforward_module;
extern const struct module tendermint_client_module;

#endif
