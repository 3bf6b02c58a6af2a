#ifndef NODE_CHAIN_GAS_H
#define NODE_CHAIN_GAS_H

#include "common/base/status.h"

/* A gas meter. `limit` UINT64_MAX means infinite. When a charge passes the limit, `used` keeps the
 * sum and `label` names the charge, as the original's log text wants it. */
struct gas_meter {
    uint64_t limit;
    uint64_t used;
    const char *label; /* of the charge that failed; NULL before */
};

#define GAS_UNLIMITED UINT64_MAX

static inline struct gas_meter gas_meter_new(uint64_t limit)
{
    return (struct gas_meter){.limit = limit};
}

/* gas_charge adds `amount`; refused with CHAIN_OUT_OF_GAS when the limit is passed.
 *   label  constant text that stands in the log ("ReadFlat") */
MUST_CHECK status gas_charge(struct gas_meter *meter, uint64_t amount, const char *label);

/* gas_exhausted is the refusal where something else than a charge has ended the gas; `label` stands
 * in the log. */
status gas_exhausted(struct gas_meter *meter, const char *label) __attribute__((returns_nonnull));

/* gas_used_to_limit is the smaller of used and limit (GasConsumedToLimit). */
uint64_t gas_used_to_limit(const struct gas_meter *meter);

/* gas_left is limit - used, 0 when passed, GAS_UNLIMITED when infinite. */
uint64_t gas_left(const struct gas_meter *meter);

#endif
