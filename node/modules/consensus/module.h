#ifndef NODE_MODULES_CONSENSUS_MODULE_H
#define NODE_MODULES_CONSENSUS_MODULE_H

#include "node/chain/chain.h"
#include "schema/core/tendermint_types.h"

/* Consensus parameters in state (store `consensus`, key "Consensus"). */
extern const struct module consensus_module;

/* consensus_params_get reads them, NULL members when they were never set; one metered read. */
MUST_CHECK status consensus_params_get(struct context *ctx,
                                       struct tendermint_types_consensus_params **params);
MUST_CHECK status consensus_params_set(struct context *ctx,
                                       const struct tendermint_types_consensus_params *params);

#endif
