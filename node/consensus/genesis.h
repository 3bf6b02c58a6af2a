#ifndef NODE_CONSENSUS_GENESIS_H
#define NODE_CONSENSUS_GENESIS_H

#include "common/base/status.h"
#include "schema/core/tendermint_abci.h"
#include "schema/core/tendermint_types.h"

/* What a chain starts from. */
struct genesis {
    struct bytes chain_id;
    struct google_protobuf_timestamp time;
    int64_t initial_height;
    struct tendermint_types_consensus_params params;         /* all parts present */
    struct tendermint_abci_validator_update_list validators; /* usually none: gentxs make them */
    struct bytes app_hash;
    struct bytes app_state; /* JSON text of an object */
    /* No hardware protects the keys of this network; no other may run on a simulated enclave. */
    bool simulation;
};

/* Why a genesis file is refused; codespace "genesis". */
extern const struct error GENESIS_INVALID;

/* genesis_read reads a genesis file: the SDK's form with `consensus`, or CometBFT's with
 * `consensus_params`. Missing consensus parameters get CometBFT's defaults. The result borrows from
 * `text`. */
MUST_CHECK status genesis_read(struct arena *arena, struct bytes text, struct genesis *genesis);

/* genesis_document is the genesis as CometBFT's RPC shows it (chain-surface 6.8), without white
 * space; `simulation` is told besides. */
struct bytes genesis_document(struct arena *arena, const struct genesis *genesis);

/* genesis_write_params appends consensus parameters in the same JSON; all parts must be present. */
void genesis_write_params(struct writer *out,
                          const struct tendermint_types_consensus_params *params);

#endif
