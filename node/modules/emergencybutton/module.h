#ifndef NODE_MODULES_EMERGENCYBUTTON_MODULE_H
#define NODE_MODULES_EMERGENCYBUTTON_MODULE_H

#include "node/chain/module.h"

/* A switch that stops IBC packets (chain-surface 4.6). Store `emergencybutton`: 01 the parameters.
 */
extern const struct module emergencybutton_module;

#define ERROR ERROR_EXTERN
#include "node/modules/emergencybutton/errors.def"
#undef ERROR

/* emergencybutton_is_off tells whether packets are stopped. Gas: one read. */
MUST_CHECK status emergencybutton_is_off(struct context *ctx, bool *off);

#endif
