#include "node/app/store_query.h"

#include "common/encoding/protobuf.h"
#include "node/chain/errors.h"
#include "node/chain/kv.h"
#include "node/store/tree/proof.h"

/* Refusals of the store itself, codespace "store". */
static const struct error STORE_TX_DECODE = {"store", 3, false, BYTES_INIT("tx parse error")};
static const struct error STORE_UNKNOWN_REQUEST = {"store", 4, false,
                                                   BYTES_INIT("unknown request")};
static const struct error STORE_INVALID_REQUEST = {"store", 7, false,
                                                   BYTES_INIT("invalid request")};

enum { SUBSPACE_BYTES_MAX = 16 * 1024 * 1024 };

static bool find_store(struct bytes name, enum store_id *store)
{
    for (int i = 0; i < STORE_COUNT; i++)
        if (bytes_is(name, store_name((enum store_id)i))) {
            *store = (enum store_id)i;
            return true;
        }
    return false;
}

static const struct tendermint_crypto_proof_ops *
proof_ops(struct arena *arena, const struct store_view *view, enum store_id store, struct bytes key)
{
    struct tendermint_crypto_proof_ops *ops = ARENA_NEW(arena, struct tendermint_crypto_proof_ops);
    ops->ops.count = 2;
    ops->ops.items = ARENA_ARRAY(arena, struct tendermint_crypto_proof_op, 2);
    ops->ops.items[0] = (struct tendermint_crypto_proof_op){BYTES("ics23:iavl"), key,
                                                            proof_key(arena, view, store, key)};
    ops->ops.items[1] = (struct tendermint_crypto_proof_op){
        BYTES("ics23:simple"), bytes_text(store_name(store)), proof_store(arena, view, store)};
    return ops;
}

static void query_key(struct app *app, struct arena *arena, enum store_id store,
                      const struct tendermint_abci_request_query *request,
                      struct tendermint_abci_response_query *response)
{
    *response =
        (struct tendermint_abci_response_query){.key = request->data, .height = request->height};
    const struct store_view *view = database_view_at(app->options.database, request->height);
    if (view == NULL && request->prove) {
        query_refuse(response, error_wrap(arena, &STORE_INVALID_REQUEST,
                                          "proof is unexpectedly empty; ensure height has not been "
                                          "pruned"));
        return;
    }
    if (view == NULL) {
        response->log = BYTES("version does not exist");
        return;
    }
    struct bytes value;
    if (view_get(view, store, request->data, &value))
        response->value = arena_copy(arena, value);
    if (request->prove)
        response->proof_ops = proof_ops(arena, view, store, request->data);
    view_release(view);
}

/* Always of the latest state, as the original answers it: Pairs{1 pairs repeated {1 key, 2 value}}.
 * What has more than SUBSPACE_BYTES_MAX is refused rather than gathered without end. */
static void query_subspace(struct app *app, struct arena *arena, enum store_id store,
                           const struct tendermint_abci_request_query *request,
                           struct tendermint_abci_response_query *response)
{
    const struct store_view *view = database_latest(app->options.database);
    struct writer pairs = writer_new(arena, 1024);
    struct view_cursor cursor;
    struct bytes end = key_end_of_prefix(arena, request->data);
    for (view_seek(view, store, request->data, end, false, &cursor); cursor.valid;
         view_next(&cursor)) {
        struct writer pair = writer_new(arena, cursor.key.len + cursor.value.len + 16);
        protobuf_write_bytes(&pair, 1, cursor.key);
        if (cursor.value.len > 0)
            protobuf_write_bytes(&pair, 2, cursor.value);
        protobuf_write_bytes(&pairs, 1, writer_done(&pair));
        if (pairs.len > SUBSPACE_BYTES_MAX)
            break;
    }
    *response = (struct tendermint_abci_response_query){
        .key = request->data, .value = writer_done(&pairs), .height = request->height};
    if (pairs.len > SUBSPACE_BYTES_MAX)
        query_refuse(response,
                     error_wrap(arena, &STORE_INVALID_REQUEST,
                                "the subspace has more than %d bytes", SUBSPACE_BYTES_MAX));
    view_release(view);
}

void store_query(struct app *app, struct arena *arena, struct bytes rest,
                 const struct tendermint_abci_request_query *request,
                 struct tendermint_abci_response_query *response)
{
    size_t slash = bytes_find(rest, '/');
    struct bytes name = bytes_slice(rest, 0, slash);
    struct bytes what = bytes_from(rest, slash);
    enum store_id store;
    status refused = NULL;
    if (request->height <= 1 && request->prove)
        refused = error_wrap(arena, &CHAIN_INVALID_REQUEST,
                             "cannot query with proof when height <= 1; please provide a valid "
                             "height");
    else if (!find_store(name, &store))
        refused = error_wrap(arena, &STORE_UNKNOWN_REQUEST, "no such store: %.*s", BYTES_ARG(name));
    else if (request->data.len == 0)
        refused = error_wrap(arena, &STORE_TX_DECODE, "query cannot be zero length");
    else if (bytes_is(what, "/key"))
        query_key(app, arena, store, request, response);
    else if (bytes_is(what, "/subspace"))
        query_subspace(app, arena, store, request, response);
    else
        refused = error_wrap(arena, &STORE_UNKNOWN_REQUEST, "unexpected query path: %.*s",
                             BYTES_ARG(what));
    if (refused != NULL)
        query_refuse(response, refused);
}
