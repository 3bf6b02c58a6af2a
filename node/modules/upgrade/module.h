#ifndef NODE_MODULES_UPGRADE_MODULE_H
#define NODE_MODULES_UPGRADE_MODULE_H

#include "node/chain/module.h"
#include "schema/chain/cosmos_upgrade_v1beta1.h"

/* The height at which the chain waits for another program, and the versions of the modules' states
 * (chain-surface 7.4). Store `upgrade`: 00 the plan, 01 | BE8 height | name what is done, 02 |
 * module a version. */
extern const struct module upgrade_module;

#define ERROR ERROR_EXTERN
#include "node/modules/upgrade/errors.def"
#undef ERROR

/* upgrade_plan_get reads the plan; *found false: there is none. One read. */
MUST_CHECK status upgrade_plan_get(struct context *ctx, struct cosmos_upgrade_v1beta1_plan *plan,
                                   bool *found);
/* upgrade_plan_check is ValidateBasic of a plan. */
MUST_CHECK status upgrade_plan_check(struct arena *arena,
                                     const struct cosmos_upgrade_v1beta1_plan *plan);

#endif
