#include "node/follow/forward.h"

#include "common/base/memory.h"
#include "node/follow/source.h"

const struct error FORWARD_NOT_TAKEN = {"follow", 1, false, BYTES_INIT("transaction not taken")};

struct forward {
    struct grpc_client *client;
    struct bytes server; /* behind the struct */
    _Atomic bool stopping;
    uint8_t text[];
};

struct forward *forward_new(struct bytes server)
{
    struct forward *forward = heap_zalloc(1, sizeof *forward + server.len);
    memcpy(forward->text, server.data, server.len);
    forward->server = bytes_make(forward->text, server.len);
    forward->client = grpc_client_new(server, &forward->stopping);
    return forward;
}

void forward_stop(struct forward *forward)
{
    forward->stopping = true;
}

void forward_free(struct forward *forward)
{
    if (forward == NULL)
        return;
    grpc_client_free(forward->client);
    heap_free(forward);
}

static void send(void *context, struct arena *arena, struct bytes tx,
                 struct tendermint_abci_response_check_tx *response)
{
    struct forward *forward = context;
    struct bytes reason;
    if (source_broadcast(forward->client, arena, tx, response, &reason) == SOURCE_GOT)
        return;
    *response = (struct tendermint_abci_response_check_tx){
        .code = FORWARD_NOT_TAKEN.code,
        .codespace = bytes_text(FORWARD_NOT_TAKEN.codespace),
        .log =
            arena_format(arena, "%.*s, which this node follows, did not take the transaction: %.*s",
                         BYTES_ARG(forward->server), BYTES_ARG(reason)),
    };
}

struct mempool_relay forward_relay(struct forward *forward)
{
    return (struct mempool_relay){send, forward};
}
