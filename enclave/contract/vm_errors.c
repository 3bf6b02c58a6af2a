#include "enclave/contract/vm.h"

#define ERROR(name, space, number, description) ERROR_CONSTANT(name, space, number, description)
#include "enclave/contract/vm_errors.def"
#undef ERROR
