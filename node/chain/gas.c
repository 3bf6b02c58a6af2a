#include "node/chain/gas.h"

#include "node/chain/errors.h"

status gas_charge(struct gas_meter *meter, uint64_t amount, const char *label)
{
    if (__builtin_expect(__builtin_add_overflow(meter->used, amount, &meter->used), 0))
        meter->used = UINT64_MAX;
    else if (__builtin_expect(meter->used <= meter->limit, 1))
        return NULL;
    meter->label = label;
    return &CHAIN_OUT_OF_GAS;
}

uint64_t gas_used_to_limit(const struct gas_meter *meter)
{
    return meter->used < meter->limit ? meter->used : meter->limit;
}

uint64_t gas_left(const struct gas_meter *meter)
{
    if (meter->limit == GAS_UNLIMITED)
        return GAS_UNLIMITED;
    return meter->used < meter->limit ? meter->limit - meter->used : 0;
}

status gas_exhausted(struct gas_meter *meter, const char *label)
{
    meter->label = label;
    return &CHAIN_OUT_OF_GAS;
}
