#ifndef NODE_CHAIN_ANTE_H
#define NODE_CHAIN_ANTE_H

#include "node/chain/chain.h"

/* The steps of the ante handler that need no module (chain-surface 3.4); node/app lists all steps
 * in order. */

/* Counts transactions that pass, under key 08 of the store `compute`. Its gas shows in those only
 * that are refused before the next step: the meter of the transaction is not there yet. Simulation
 * gets no number. */
MUST_CHECK status ante_count_tx(struct context *ctx);
/* Puts the transaction's own gas meter in place. */
MUST_CHECK status ante_set_up(struct context *ctx);
MUST_CHECK status ante_circuit_breaker(struct context *ctx);
MUST_CHECK status ante_extension_options(struct context *ctx);
MUST_CHECK status ante_validate_basic(struct context *ctx);
MUST_CHECK status ante_timeout_height(struct context *ctx);

#endif
