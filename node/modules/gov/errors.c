#include "node/modules/gov/module.h"

#define ERROR ERROR_CONSTANT
#include "node/modules/gov/errors.def"
#undef ERROR
