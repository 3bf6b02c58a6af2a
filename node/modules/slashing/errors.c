#include "node/modules/slashing/module.h"

#define ERROR ERROR_CONSTANT
#include "node/modules/slashing/errors.def"
#undef ERROR
