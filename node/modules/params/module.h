#ifndef NODE_MODULES_PARAMS_MODULE_H
#define NODE_MODULES_PARAMS_MODULE_H

#include "node/chain/module.h"
#include "schema/chain/cosmos_params_v1beta1.h"

/* Parameters as they were kept before every module kept its own: only the queries and the legacy
 * proposal are left. Store `params`: subspace | "/" | key, JSON. */
extern const struct module params_module;

/* params_check_proposal is ValidateBasic of the changes. */
MUST_CHECK status
params_check_proposal(const struct cosmos_params_v1beta1_parameter_change_proposal *proposal);

/* params_change carries a legacy parameter change out. Only the emergency button still has keys;
 * setting others aborts: "parameter X not registered". */
MUST_CHECK status params_change(
    struct context *ctx, const struct cosmos_params_v1beta1_parameter_change_proposal *proposal);

#define ERROR ERROR_EXTERN
#include "node/modules/params/errors.def"
#undef ERROR

#endif
