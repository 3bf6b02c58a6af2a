#ifndef NODE_MODULES_FEEGRANT_ALLOWANCE_H
#define NODE_MODULES_FEEGRANT_ALLOWANCE_H

#include "node/chain/coins.h"
#include "node/chain/context.h"
#include "schema/chain/cosmos_feegrant_v1beta1.h"

/* What a granter allows, decoded. Only the members of its kind are set. */
enum allowance_kind { ALLOWANCE_BASIC, ALLOWANCE_PERIODIC, ALLOWANCE_MESSAGES };

struct allowance {
    enum allowance_kind kind;
    /* basic and periodic */
    struct coins spend_limit; /* none: no limit */
    const struct google_protobuf_timestamp *expiration;
    /* periodic */
    struct google_protobuf_duration period;
    struct coins period_spend_limit;
    struct coins period_can_spend;
    struct google_protobuf_timestamp period_reset;
    /* messages: an allowance for these types only */
    struct allowance *inner;
    struct bytes_list messages; /* type urls */
};

/* allowance_decode refuses what is no allowance: "failed to get allowance: no allowance". */
MUST_CHECK status allowance_decode(struct context *ctx, const struct google_protobuf_any *any,
                                   struct allowance **allowance);
const struct google_protobuf_any *allowance_encode(struct arena *arena,
                                                   const struct allowance *allowance);

/* allowance_check is ValidateBasic. */
MUST_CHECK status allowance_check(struct context *ctx, const struct allowance *allowance);

/* allowance_expiration is NULL when it never expires. */
const struct google_protobuf_timestamp *allowance_expiration(const struct allowance *allowance);

/* allowance_accept takes `fee` for the messages of ctx->tx out of the allowance.
 *   remove  set when nothing is left, and when it has expired, which is a refusal, too
 * Gas: 10 for each allowed type and each message. */
MUST_CHECK status allowance_accept(struct context *ctx, struct allowance *allowance,
                                   struct coins fee, bool *remove);

#endif
