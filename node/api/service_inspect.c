#include "common/encoding/hex.h"
#include "common/encoding/protobuf.h"
#include "node/api/api_internal.h"
#include "node/api/service.h"
#include "node/chain/errors.h"
#include "schema/core/secretd_inspect.h"

/* secretd.inspect.Service. */

static status get_transaction(struct service_call *call, const void *message, void *out)
{
    const struct secretd_inspect_get_transaction_request *request = message;
    struct secretd_inspect_get_transaction_response *response = out;
    const struct inspection_store *store = call->api->options.inspections;
    struct bytes hash, encoded;
    if (store == NULL)
        return chain_grpc_error(call->arena, GRPC_FAILED_PRECONDITION,
                                "nothing is written down: start the node with --inspect");
    if (!hex_decode(call->arena, request->hash, &hash) || hash.len != 32)
        return chain_grpc_error(call->arena, GRPC_INVALID_ARGUMENT,
                                "a transaction hash is 64 hex digits");
    if (!store->get(store->context, call->arena, hash.data, &encoded))
        return chain_grpc_error(call->arena, GRPC_NOT_FOUND,
                                "no contract call of transaction %.*s is remembered",
                                BYTES_ARG(request->hash));
    struct secretd_inspect_transaction *transaction =
        ARENA_NEW(call->arena, struct secretd_inspect_transaction);
    message_init(&secretd_inspect_transaction_type, transaction);
    TRY(protobuf_decode(call->arena, &secretd_inspect_transaction_type, encoded, transaction));
    response->transaction = transaction;
    return NULL;
}

const struct service_method inspect_service_methods[] = {
    {"/secretd.inspect.Service/GetTransaction", get_transaction, NULL},
    {NULL, NULL, NULL},
};
