#include "node/consensus/resume.h"

#include "common/encoding/protobuf.h"

static const struct error RESUME_REFUSED = {"consensus", 3, false, BYTES_INIT("cannot start")};

static status begin_chain(struct arena *arena, struct arena *owner, const struct application *app,
                          const struct genesis *genesis, struct consensus_state *state)
{
    struct tendermint_abci_request_init_chain request = {
        .time = genesis->time,
        .chain_id = genesis->chain_id,
        .consensus_params = &genesis->params,
        .validators = genesis->validators,
        .app_state_bytes = genesis->app_state,
        .initial_height = genesis->initial_height,
    };
    struct tendermint_abci_response_init_chain response = {0};
    TRY(app->init_chain(app->app, arena, &request, &response));
    return consensus_state_genesis(owner, genesis, &response, state);
}

static status resume_chain(struct arena *arena, struct arena *owner, struct database *database,
                           const struct genesis *genesis, int64_t height,
                           struct consensus_state *state, int32_t *last_round)
{
    struct block_record record;
    struct tendermint_types_commit commit;
    if (!database_read(database, arena, height, &record))
        return error_wrap(arena, &RESUME_REFUSED, "block %lld is not in the log",
                          (long long)height);
    TRY(consensus_state_decode(owner, arena_copy(owner, record.consensus_state), state));
    TRY(protobuf_decode(arena, &tendermint_types_commit_type, record.commit, &commit));
    *last_round = commit.round;
    if (!bytes_equal(state->chain_id, genesis->chain_id))
        return error_wrap(arena, &RESUME_REFUSED,
                          "the data is of chain \"%.*s\", the genesis of \"%.*s\"",
                          BYTES_ARG(state->chain_id), BYTES_ARG(genesis->chain_id));
    if (state->last_height != height || !bytes_equal(state->app_hash, BYTES_OF(record.app_hash)))
        return error_wrap(arena, &RESUME_REFUSED, "block %lld has the state of another block",
                          (long long)height);
    return NULL;
}

status consensus_resume(struct arena *arena, struct arena *owner, const struct application *app,
                        struct database *database, const struct genesis *genesis,
                        struct consensus_state *state, int32_t *last_round)
{
    int64_t height = database_height(database);
    *last_round = 0;
    if (height == 0)
        return begin_chain(arena, owner, app, genesis, state);
    return resume_chain(arena, owner, database, genesis, height, state, last_round);
}
