#ifndef COMMON_LIGHT_VALIDATOR_SET_INTERNAL_H
#define COMMON_LIGHT_VALIDATOR_SET_INTERNAL_H

#include "common/light/validator_set.h"

/* light_validators_settle rescales the priorities to a spread of twice the total power and centres
 * them on zero. */
void light_validators_settle(struct light_validator_set *set);

#endif
