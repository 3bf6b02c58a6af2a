#ifndef NODE_API_EVENT_JSON_H
#define NODE_API_EVENT_JSON_H

#include "node/api/chain_reader.h"
#include "node/api/query_language.h"

/* The events of one block in the order they are told (chain-surface 6.4), and their JSON. */

enum event_kind {
    EVENT_NEW_BLOCK,
    EVENT_NEW_BLOCK_HEADER,
    EVENT_NEW_BLOCK_EVENTS,
    EVENT_TX,
    EVENT_VALIDATOR_SET_UPDATES,
};

struct chain_event {
    enum event_kind kind;
    uint32_t tx_index; /* of EVENT_TX */
    const struct chain_block *block;
    const struct tendermint_abci_response_finalize_block *results;
};

/* chain_event_matches tells whether every condition holds for some attribute of the event. */
bool chain_event_matches(struct arena *arena, const struct chain_event *event,
                         const struct query *query);

/* chain_event_write appends the value of "data" and, behind a comma, the member "events". */
void chain_event_write(struct writer *out, const struct chain_event *event);

#endif
