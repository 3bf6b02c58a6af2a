#ifndef NODE_MODULES_COMPUTE_ERRORS_H
#define NODE_MODULES_COMPUTE_ERRORS_H

#include "common/base/status.h"

#define ERROR ERROR_EXTERN
#include "node/modules/compute/errors.def"
#undef ERROR

#endif
