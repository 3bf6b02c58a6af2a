#include "node/api/api_internal.h"
#include "node/api/rpc_methods.h"
#include "node/api/websocket.h"

static void finish(struct rpc_call *call, status refused)
{
    if (refused != NULL) {
        rpc_refuse(call, refused->text);
        return;
    }
    writer_text(&call->result, "{}");
    rpc_done(call);
}

void rpc_subscribe(struct rpc_call *call)
{
    struct events *events = call->api->events;
    uint64_t client = websocket_id(call->client);
    finish(call, events_subscribe(events, call->arena, client, call->id, call->values[0].bytes));
    events_unmute(events, client);
}

void rpc_unsubscribe(struct rpc_call *call)
{
    finish(call, events_unsubscribe(call->api->events, call->arena, websocket_id(call->client),
                                    call->values[0].bytes));
}

void rpc_unsubscribe_all(struct rpc_call *call)
{
    bool found = events_forget(call->api->events, websocket_id(call->client));
    finish(call, found ? NULL : rpc_refused(call->arena, "subscription not found"));
}
