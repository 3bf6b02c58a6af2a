#ifndef NODE_MODULES_MINT_PARAMS_H
#define NODE_MODULES_MINT_PARAMS_H

#include "node/chain/context.h"
#include "schema/chain/cosmos_mint_v1beta1.h"

/* mint_params_check (Params.Validate) refuses with the original's text. */
MUST_CHECK status mint_params_check(struct context *ctx,
                                    const struct cosmos_mint_v1beta1_params *params);

#endif
