#include "node/modules/distribution/module.h"

#define ERROR ERROR_CONSTANT
#include "node/modules/distribution/errors.def"
#undef ERROR
