#ifndef NODE_APP_FEE_H
#define NODE_APP_FEE_H

#include "node/chain/context.h"

/* fee_deduct is the step of the ante handler that takes the fee (DeductFee): the node's minimum
 * price in CheckTx, fee grants, the payer's balance. It needs auth, bank and feegrant at once, so
 * it stands above them. */
MUST_CHECK status fee_deduct(struct context *ctx);

#endif
