#include "enclave/contract/errors.h"

#define ERROR ERROR_CONSTANT
#include "enclave/contract/errors.def"
#undef ERROR
