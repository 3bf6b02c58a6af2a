#ifndef COMMON_LIGHT_HEADER_H
#define COMMON_LIGHT_HEADER_H

#include "common/light/validator_set.h"

/* Following a chain block by block from a header that is trusted (trust-and-attestation 5.4 step
 * 1). */
struct light_trusted {
    struct bytes chain_id;
    int64_t height;
    struct google_protobuf_timestamp time;
    struct tendermint_types_block_id block_id;
    struct bytes next_validators_hash;
};

/* A header that does not follow from the trusted one. Codespace "light". */
extern const struct error LIGHT_BAD_HEADER;

/* light_header_next checks that `header` is the block after `trusted` and that `validators`, the
 * set the trusted header announced, signed it with more than 2/3 of its power.
 *   next  becomes the new trusted state; it borrows from `header` and `commit` */
MUST_CHECK status light_header_next(struct arena *arena, const struct light_trusted *trusted,
                                    const struct tendermint_types_header *header,
                                    const struct tendermint_types_commit *commit,
                                    const struct light_validator_set *validators,
                                    struct light_trusted *next);

/* light_header_first is light_header_next for the first block of a chain, whose validators the
 * caller trusts. */
MUST_CHECK status light_header_first(struct arena *arena, struct bytes chain_id,
                                     int64_t initial_height,
                                     const struct tendermint_types_header *header,
                                     const struct tendermint_types_commit *commit,
                                     const struct light_validator_set *validators,
                                     struct light_trusted *next);

/* light_time_compare orders two times: <0, 0, >0. */
int light_time_compare(struct google_protobuf_timestamp left,
                       struct google_protobuf_timestamp right);

#endif
