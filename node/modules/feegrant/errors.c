#include "node/modules/feegrant/module.h"

#define ERROR ERROR_CONSTANT
#include "node/modules/feegrant/errors.def"
#undef ERROR
