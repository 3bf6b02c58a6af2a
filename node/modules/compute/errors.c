#include "node/modules/compute/errors.h"

#define ERROR ERROR_CONSTANT
#include "node/modules/compute/errors.def"
#undef ERROR
