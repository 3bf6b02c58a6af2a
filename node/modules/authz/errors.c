#include "node/modules/authz/module.h"

#define ERROR ERROR_CONSTANT
#include "node/modules/authz/errors.def"
#undef ERROR
