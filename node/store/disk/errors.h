#ifndef NODE_STORE_DISK_ERRORS_H
#define NODE_STORE_DISK_ERRORS_H

#include "common/base/status.h"

#define ERROR ERROR_EXTERN
#include "node/store/disk/errors.def"
#undef ERROR

#endif
