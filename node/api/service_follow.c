#include "node/api/api_internal.h"
#include "node/api/service.h"
#include "node/chain/errors.h"
#include "schema/chain/secretd_follow.h"

/* secretd.follow.Service. */

static status get_commit(struct service_call *call, const void *message, void *out)
{
    const struct secretd_follow_get_commit_request *request = message;
    struct secretd_follow_get_commit_response *response = out;
    struct database *database = call->api->options.database;
    struct chain_block *block = ARENA_NEW(call->arena, struct chain_block);
    if (request->height > database_height(database))
        return chain_grpc_error(call->arena, GRPC_INVALID_ARGUMENT, "block %lld is not there yet",
                                (long long)request->height);
    if (request->height < 1 || !chain_read_block(database, call->arena, request->height, block))
        return chain_grpc_error(call->arena, GRPC_NOT_FOUND, "block %lld is not available",
                                (long long)request->height);
    response->commit = &block->commit;
    return NULL;
}

const struct service_method follow_service_methods[] = {
    {"/secretd.follow.Service/GetCommit", get_commit, NULL},
    {NULL, NULL, NULL},
};
