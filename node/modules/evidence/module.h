#ifndef NODE_MODULES_EVIDENCE_MODULE_H
#define NODE_MODULES_EVIDENCE_MODULE_H

#include "node/chain/module.h"

/* Validators that signed twice, as consensus reports them (chain-surface 4.9). Store `evidence`: 00
 * | hash. */
extern const struct module evidence_module;

#define ERROR ERROR_EXTERN
#include "node/modules/evidence/errors.def"
#undef ERROR

#endif
