#include "node/modules/staking/module.h"

#define ERROR ERROR_CONSTANT
#include "node/modules/staking/errors.def"
#undef ERROR
