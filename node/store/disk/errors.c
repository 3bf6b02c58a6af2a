#include "node/store/disk/errors.h"

#define ERROR ERROR_CONSTANT
#include "node/store/disk/errors.def"
#undef ERROR
