#ifndef NODE_APP_STORE_QUERY_H
#define NODE_APP_STORE_QUERY_H

#include "node/app/state.h"

/* store_query answers "/store/<name>/key" (with ICS-23 proofs when asked) and
 * "/store/<name>/subspace".
 *   rest  the path after "/store/" */
void store_query(struct app *app, struct arena *arena, struct bytes rest,
                 const struct tendermint_abci_request_query *request,
                 struct tendermint_abci_response_query *response);

/* query_refuse makes an ABCI answer of a refusal. */
void query_refuse(struct tendermint_abci_response_query *response, status refused);

#endif
