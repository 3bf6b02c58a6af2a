#ifndef NODE_MODULES_CRON_MODULE_H
#define NODE_MODULES_CRON_MODULE_H

#include "node/chain/module.h"

/* Contract calls that the chain makes by itself (chain-surface 4.7). Store `cron`: 01 | name
 * schedules, 02 their number, 03 parameters. */
extern const struct module cron_module;

enum { CRON_GAS_LIMIT = 5000000 }; /* of each transaction; it pays no fee */

/* cron_transactions makes the signed transactions that belong at the head of the next block, for
 * whoever produces it: one MsgExecuteContract each, encrypted as a client would, with rising
 * sequences of the signer's account. A pure function of the committed state, so a producer that was
 * killed makes the same ones again. None when the network has no key to encrypt to.
 *   ctx  over the committed state, with the block that made it; its arena owns the result */
MUST_CHECK status cron_transactions(struct context *ctx, struct bytes_list *txs);

#endif
