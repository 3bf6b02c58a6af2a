#ifndef NODE_MODULES_IBC_INTERNAL_H
#define NODE_MODULES_IBC_INTERNAL_H

#include "node/chain/record.h"
#include "node/modules/ibc/module.h"

/* ibc_key prints a store key, which is text in all these stores. */
struct bytes ibc_key(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* ibc_set_number stores a big-endian number of 8 bytes; ibc_get_number reads one, 0 when it is
 * absent. */
MUST_CHECK status ibc_set_number(struct context *ctx, struct bytes key, uint64_t number);
MUST_CHECK status ibc_get_number(struct context *ctx, struct bytes key, uint64_t *number);

#endif
