#include "node/modules/emergencybutton/module.h"

#define ERROR ERROR_CONSTANT
#include "node/modules/emergencybutton/errors.def"
#undef ERROR
