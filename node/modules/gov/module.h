#ifndef NODE_MODULES_GOV_MODULE_H
#define NODE_MODULES_GOV_MODULE_H

#include "node/chain/module.h"

/* Proposals, deposits, votes and what follows from them (chain-surface 4.9, 7.4, 8.3). */
extern const struct module gov_module;

#define ERROR ERROR_EXTERN
#include "node/modules/gov/errors.def"
#undef ERROR

#endif
