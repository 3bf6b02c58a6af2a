#include "node/modules/params/module.h"

#define ERROR ERROR_CONSTANT
#include "node/modules/params/errors.def"
#undef ERROR
