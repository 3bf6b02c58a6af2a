#ifndef NODE_APP_SIMULATION_H
#define NODE_APP_SIMULATION_H

#include "node/app/state.h"

/* simulation_run runs a transaction on a frozen copy of what CheckTx sees and forgets it.
 *   gas_used  out, after a refusal too */
MUST_CHECK status simulation_run(struct app *app, struct arena *arena, struct bytes tx,
                                 struct cosmos_tx_v1beta1_simulate_response *response,
                                 uint64_t *gas_used);

#endif
