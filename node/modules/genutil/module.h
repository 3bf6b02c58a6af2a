#ifndef NODE_MODULES_GENUTIL_MODULE_H
#define NODE_MODULES_GENUTIL_MODULE_H

#include "node/chain/module.h"

/* The transactions of the genesis file, which make the first validators. No store. */
extern const struct module genutil_module;

#endif
