#ifndef NODE_API_QUERY_LANGUAGE_H
#define NODE_API_QUERY_LANGUAGE_H

#include "common/base/status.h"

/* CometBFT's event queries: conditions joined by AND (chain-surface 6.4). */

enum { QUERY_BYTES_MAX = 512, QUERY_CONDITIONS_MAX = 64 };

enum query_operator {
    QUERY_EQUAL,
    QUERY_LESS,
    QUERY_LESS_EQUAL,
    QUERY_GREATER,
    QUERY_GREATER_EQUAL,
    QUERY_CONTAINS,
    QUERY_EXISTS,
};

enum query_operand { QUERY_TEXT, QUERY_NUMBER, QUERY_TIME, QUERY_DATE };

struct query_condition {
    struct bytes tag; /* "transfer.recipient" */
    enum query_operator operator_;
    enum query_operand operand;
    struct bytes text; /* the operand as written, without quotes */
    int64_t seconds;   /* of a time or date */
    int32_t nanos;
};

struct query {
    struct query_condition *conditions;
    size_t count;
};

/* query_parse reads a query; slices of `text` are kept.
 *   arena  owns the conditions */
MUST_CHECK status query_parse(struct arena *arena, struct bytes text, struct query *query);

/* query_condition_holds tells whether a value meets the condition (EXISTS: always). */
bool query_condition_holds(const struct query_condition *condition, struct bytes value);

/* query_tag_type is the tag up to its last point, the event's type; empty when there is none. */
struct bytes query_tag_type(struct bytes tag);

/* query_tag_is tells whether `tag` is `type` '.' `key`. */
bool query_tag_is(struct bytes tag, struct bytes type, struct bytes key);

#endif
