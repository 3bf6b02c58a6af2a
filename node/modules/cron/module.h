#ifndef NODE_MODULES_CRON_MODULE_H
#define NODE_MODULES_CRON_MODULE_H

#include "node/chain/module.h"
#include "schema/chain/secret_cron.h"

/* Contract calls that the chain makes by itself (chain-surface 4.7). Store `cron`: 01 | name
 * schedules, 02 their number, 03 parameters. The account that signs the calls and the transactions
 * are compute's. */
extern const struct module cron_module;

/* cron_take_due gives the calls that belong at the head of the next block, in order of schedule
 * name, at most the parameter's number of schedules; they count as executed from then on. A
 * schedule with a call whose contract address does not parse gives none of its calls. */
MUST_CHECK status cron_take_due(struct context *ctx,
                                struct secret_cron_msg_execute_contract_list *calls);

#endif
