#ifndef COMMON_LIGHT_COMMIT_H
#define COMMON_LIGHT_COMMIT_H

#include "common/light/validator_set.h"

/* Whether enough validators signed a block. Codespace "light". */
extern const struct error LIGHT_BAD_COMMIT;
/* The signatures are good and their power is not enough. */
extern const struct error LIGHT_TOO_LITTLE_POWER;

/* light_commit_verify checks that validators with more than 2/3 of the power signed `block_id` at
 * `height`: as many signatures as validators, in set order, each counted once. Signatures behind
 * the one that reaches 2/3 are not looked at, as CometBFT's VerifyCommitLight. */
MUST_CHECK status light_commit_verify(struct arena *arena, struct bytes chain_id,
                                      const struct light_validator_set *set,
                                      const struct tendermint_types_block_id *block_id,
                                      int64_t height, const struct tendermint_types_commit *commit);

/* light_commit_verify_trusting checks that members of a set known from an earlier block, found by
 * address, with more than numerator/denominator of that set's power signed the commit
 * (VerifyCommitLightTrusting). */
MUST_CHECK status light_commit_verify_trusting(struct arena *arena, struct bytes chain_id,
                                               const struct light_validator_set *trusted,
                                               const struct tendermint_types_commit *commit,
                                               uint32_t numerator, uint32_t denominator);

/* light_commit_check looks at the form alone: heights, block id, flags, lengths. */
MUST_CHECK status light_commit_check(struct arena *arena,
                                     const struct tendermint_types_commit *commit);

#endif
