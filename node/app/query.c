#include "common/base/halt.h"
#include "common/encoding/gateway_json.h"
#include "common/encoding/protobuf.h"
#include "node/app/modules.h"
#include "node/app/simulation.h"
#include "node/app/store_query.h"
#include "node/chain/errors.h"
#include "schema/chain/registry.h"

static const struct query_route *find_route(struct bytes path, const struct module **owner)
{
    for (size_t i = 0; i < APP_MODULES.count; i++) {
        const struct module *module = APP_MODULES.items[i];
        *owner = module;
        for (size_t at = 0; at < module->query_count; at++)
            if (bytes_is(path, module->queries[at].path))
                return &module->queries[at];
    }
    return NULL;
}

/* Who may ask at which height; a height of 0 becomes the latest. */
static status check_height(struct app *app, struct arena *arena, int64_t *height)
{
    int64_t latest = database_height(app->options.database);
    if (*height < 0)
        return error_wrap(arena, &CHAIN_INVALID_REQUEST,
                          "cannot query with height < 0; please provide a valid height");
    if (latest == 0)
        return error_wrap(arena, &CHAIN_INVALID_HEIGHT,
                          "secret is not ready; please wait for first block");
    if (*height > latest)
        return error_wrap(arena, &CHAIN_INVALID_HEIGHT,
                          "cannot query with height in the future; please provide a valid height");
    if (*height == 0)
        *height = latest;
    return NULL;
}

/* The latest block as CheckTx knows it; of an older one its own time too. */
static struct block_info query_info(struct app *app, struct arena *arena, int64_t height)
{
    struct block_info info = {.height = height};
    pthread_mutex_lock(&app->lock);
    if (app->check != NULL)
        info = app_info_copy(arena, &app->check->info);
    pthread_mutex_unlock(&app->lock);
    struct block_record record;
    struct tendermint_types_block block;
    if (info.height != height && database_read(app->options.database, arena, height, &record) &&
        protobuf_decode(arena, &tendermint_types_block_type, record.block, &block) == NULL) {
        info.time_seconds = block.header.time.seconds;
        info.time_nanos = block.header.time.nanos;
    }
    info.height = height;
    return info;
}

static status run_query(struct app *app, struct arena *arena, const struct query_route *route,
                        const struct module *owner, struct bytes request, int64_t height,
                        struct bytes *answer)
{
    const struct method_type *method = method_find(&schema_chain_services, bytes_text(route->path));
    ASSERT(method != NULL);
    void *in = arena_alloc(arena, method->request->size);
    void *out = arena_alloc(arena, method->response->size);
    TRY(protobuf_decode(arena, method->request, request, in));
    message_init(method->response, out);
    const struct store_view *view = database_view_at(app->options.database, height);
    /* The original has lost the stores of a pruned height and stumbles over the first it touches.
     */
    if (view == NULL)
        return chain_panic(
            arena, "kv store with key KVStoreKey{0x0, %s} has not been registered in stores",
            owner->name);
    struct block_info info = query_info(app, arena, height);
    struct gas_meter gas;
    struct context ctx =
        app_context(app, arena, EXEC_QUERY, &info, overlay_new(arena, view, 0), &gas);
    bool asks_contracts = app->options.enclave != NULL && strcmp(owner->name, "compute") == 0;
    if (asks_contracts)
        ctx.enclave = enclave_query_take(app->options.enclave);
    status refused = route->answer(&ctx, in, out);
    if (asks_contracts)
        enclave_query_give(app->options.enclave, ctx.enclave);
    if (refused == NULL)
        *answer = protobuf_encode(arena, method->response, out);
    view_release(view);
    return refused;
}

status app_answer(void *self, struct arena *arena, struct bytes path, struct bytes request,
                  int64_t *height, struct bytes *response)
{
    struct app *app = self;
    const struct module *owner;
    const struct query_route *route = find_route(path, &owner);
    if (route == NULL)
        return chain_grpc_error(arena, GRPC_UNIMPLEMENTED, "unknown method %.*s", BYTES_ARG(path));
    TRY(check_height(app, arena, height));
    return run_query(app, arena, route, owner, request, *height, response);
}

void query_refuse(struct tendermint_abci_response_query *response, status refused)
{
    *response = (struct tendermint_abci_response_query){
        .code = refused->code,
        .codespace = bytes_text(refused->codespace),
        .log = refused->text,
    };
}

/* How the original turns the error of a query handler into an ABCI error. */
static status abci_error(struct arena *arena, status refused)
{
    struct bytes text;
    if (refused->aborts)
        return error_wrap_bytes(arena, &CHAIN_PANIC, refused->text);
    if (!error_is(refused, &CHAIN_PLAIN))
        return error_wrap_bytes(arena, &CHAIN_UNKNOWN_REQUEST, refused->text);
    const struct error *kind = &CHAIN_UNKNOWN_REQUEST;
    switch (chain_grpc_code(refused, &text)) {
    case GRPC_NOT_FOUND:
        kind = &CHAIN_KEY_NOT_FOUND;
        break;
    case GRPC_INVALID_ARGUMENT:
    case GRPC_FAILED_PRECONDITION:
        kind = &CHAIN_INVALID_REQUEST;
        break;
    default:
        /* A plain error, not one made by the gRPC library. */
        if (bytes_equal(text, refused->text))
            kind = &CHAIN_INVALID_REQUEST;
        break;
    }
    return error_wrap_bytes(arena, kind, refused->text);
}

static void query_service(struct app *app, struct arena *arena, const struct query_route *route,
                          const struct module *owner,
                          const struct tendermint_abci_request_query *request,
                          struct tendermint_abci_response_query *response)
{
    int64_t height = request->height;
    struct bytes value;
    status refused = check_height(app, arena, &height);
    if (refused == NULL && request->prove && height <= 1)
        refused = error_wrap(arena, &CHAIN_INVALID_REQUEST,
                             "cannot query with proof when height <= 1; please provide a valid "
                             "height");
    if (refused != NULL) {
        query_refuse(response, refused);
        return;
    }
    refused = run_query(app, arena, route, owner, request->data, height, &value);
    if (refused != NULL) {
        query_refuse(response, abci_error(arena, refused));
        /* What the original recovers from a panic has lost its height. */
        response->height = refused->aborts ? 0 : height;
        return;
    }
    *response = (struct tendermint_abci_response_query){.value = value, .height = height};
}

static void query_simulate(struct app *app, struct arena *arena,
                           const struct tendermint_abci_request_query *request,
                           struct tendermint_abci_response_query *response)
{
    struct cosmos_tx_v1beta1_simulate_response simulated = {0};
    struct writer json = writer_new(arena, 1024);
    uint64_t gas_used;
    status refused = simulation_run(app, arena, request->data, &simulated, &gas_used);
    if (refused == NULL) {
        struct cosmos_base_abci_v1beta1_simulation_response out = {*simulated.gas_info,
                                                                   simulated.result};
        refused = gateway_json_write(&json, &schema_chain_registry,
                                     &cosmos_base_abci_v1beta1_simulation_response_type, &out);
    }
    if (refused != NULL) {
        query_refuse(response, error_wrap(arena, refused, "failed to simulate tx"));
        return;
    }
    *response = (struct tendermint_abci_response_query){
        .codespace = BYTES("sdk"), .height = request->height, .value = writer_done(&json)};
}

static void query_app(struct app *app, struct arena *arena, struct bytes rest,
                      const struct tendermint_abci_request_query *request,
                      struct tendermint_abci_response_query *response)
{
    if (bytes_is(rest, "simulate")) {
        query_simulate(app, arena, request, response);
    } else if (bytes_is(rest, "version")) {
        *response = (struct tendermint_abci_response_query){
            .codespace = BYTES("sdk"), .height = request->height, .value = app->options.version};
    } else if (rest.len == 0) {
        query_refuse(response, error_wrap(arena, &CHAIN_UNKNOWN_REQUEST,
                                          "expected second parameter to be either 'simulate' or "
                                          "'version', neither was present"));
    } else {
        query_refuse(response, error_wrap(arena, &CHAIN_UNKNOWN_REQUEST,
                                          "unknown query: [app %.*s]", BYTES_ARG(rest)));
    }
}

/* after gives what follows "/name/" at the start of a path (its first slash may be missing). */
static bool after(struct bytes path, const char *name, struct bytes *rest)
{
    struct bytes start = bytes_text(name);
    if (path.len > 0 && path.data[0] == '/')
        path = bytes_from(path, 1);
    if (!bytes_starts_with(path, start))
        return false;
    *rest = bytes_from(path, start.len);
    if (rest->len == 0)
        return true;
    if (rest->data[0] != '/')
        return false;
    *rest = bytes_from(*rest, 1);
    return true;
}

void app_query(void *self, struct arena *arena,
               const struct tendermint_abci_request_query *original,
               struct tendermint_abci_response_query *response)
{
    struct app *app = self;
    struct tendermint_abci_request_query request = *original;
    const struct module *owner;
    struct bytes rest;
    if (request.height == 0)
        request.height = database_height(app->options.database);
    const struct query_route *route = find_route(request.path, &owner);
    if (route != NULL) {
        query_service(app, arena, route, owner, &request, response);
    } else if (bytes_is(request.path, "/cosmos.tx.v1beta1.Service/BroadcastTx")) {
        query_refuse(response, error_wrap(arena, &CHAIN_INVALID_REQUEST,
                                          "can't route a broadcast tx message"));
    } else if (after(request.path, "app", &rest)) {
        query_app(app, arena, rest, &request, response);
    } else if (after(request.path, "store", &rest)) {
        store_query(app, arena, rest, &request, response);
    } else if (after(request.path, "p2p", &rest)) {
        *response = (struct tendermint_abci_response_query){0}; /* every peer may come */
    } else {
        query_refuse(response, error_wrap(arena, &CHAIN_UNKNOWN_REQUEST, "unknown query path"));
    }
}
