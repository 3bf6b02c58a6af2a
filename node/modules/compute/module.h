#ifndef NODE_MODULES_COMPUTE_MODULE_H
#define NODE_MODULES_COMPUTE_MODULE_H

#include "node/chain/chain.h"

/* Contracts: code, instances and their sealed state (chain-surface 4.1 to 4.4). */
extern const struct module compute_module;

/* compute_ante_approvals is a step of the ante handler, before the transaction has a meter:
 * MsgUpgradeProposalPassed and MsgUpdateMachineWhitelist must say what a proposal that passed says
 * (the original's CountTX decorator). A simulation is not asked.
 *   "no latest upgrade proposal", "proposal with id 1 not passed: invalid request",
 *   "software upgrade proposal: mrenclave hash mismatch: unauthorized" */
MUST_CHECK status compute_ante_approvals(struct context *ctx);

#endif
