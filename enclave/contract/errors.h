#ifndef ENCLAVE_CONTRACT_ERRORS_H
#define ENCLAVE_CONTRACT_ERRORS_H

#include "common/base/status.h"

#define ERROR ERROR_EXTERN
#include "enclave/contract/errors.def"
#undef ERROR

#endif
