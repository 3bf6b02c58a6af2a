#ifndef NODE_CONSENSUS_RESUME_H
#define NODE_CONSENSUS_RESUME_H

#include "node/consensus/application.h"
#include "node/consensus/state.h"
#include "node/store/disk/database.h"

/* consensus_resume brings up the state that the next block follows: by InitChain before the first
 * block, else from the last block's record.
 *   arena       owns the refusal
 *   owner       owns the state
 *   last_round  of the last block's commit, 0 before the first
 * Refused: a bad genesis, a genesis of another chain than the database's, a record that does not
 * decode. */
MUST_CHECK status consensus_resume(struct arena *arena, struct arena *owner,
                                   const struct application *app, struct database *database,
                                   const struct genesis *genesis, struct consensus_state *state,
                                   int32_t *last_round);

#endif
