#include "node/app/app.h"

#include "common/base/halt.h"
#include "common/base/memory.h"
#include "common/crypto/hash.h"
#include "common/crypto/secp256k1.h"
#include "common/encoding/hex.h"
#include "common/encoding/protobuf.h"
#include "node/app/modules.h"
#include "node/app/state.h"
#include "node/chain/errors.h"
#include "node/chain/router.h"
#include "node/modules/bank/module.h"
#include "node/modules/feegrant/module.h"
#include "schema/chain/registry.h"

enum { APP_ARENA_BYTES = 64 * 1024, TX_ARENA_BYTES = 256 * 1024, PRICES_MAX = 64 };

static void tx_begin(struct context *ctx)
{
    if (ctx->chain->inspections != NULL)
        ctx->inspector = inspector_new(ctx->arena);
    if (ctx->enclave != NULL)
        enclave_tx_begin(ctx->enclave, ctx->tx_index, ctx->tx_counter);
}

static void keep_inspection(struct context *ctx)
{
    uint8_t hash[32];
    crypto_sha256(ctx->tx_bytes, hash);
    struct bytes tree = inspector_encode(ctx->arena, ctx->inspector,
                                         hex_upper(ctx->arena, BYTES_OF(hash)), ctx->block->height);
    if (tree.len != 0)
        ctx->chain->inspections->put(ctx->chain->inspections->context, hash, tree);
}

static void tx_end(struct context *ctx, bool kept)
{
    if (ctx->inspector != NULL)
        keep_inspection(ctx);
    if (ctx->enclave == NULL)
        return;
    if (kept)
        enclave_tx_commit(ctx->enclave);
    else
        enclave_tx_abort(ctx->enclave);
}

static const struct transaction_hooks TRANSACTION_HOOKS = {tx_begin, tx_end};

static void fill_chain(struct app *app)
{
    static const uint8_t SEED[32] = {0}; /* only public values are computed with this curve */
    app->chain = (struct chain){
        .modules = APP_MODULES.items,
        .module_count = APP_MODULES.count,
        .registry = &schema_chain_registry,
        .routes = route_table_new(app->arena, APP_MODULES.items, APP_MODULES.count),
        .ante = APP_ANTE,
        .ante_count = APP_ANTE_COUNT,
        .module_accounts = APP_ACCOUNTS,
        .module_account_count = APP_ACCOUNT_COUNT,
        .codes = app->options.codes,
        .simulation =
            app->options.simulation ||
            (app->options.enclave != NULL && enclave_describe(app->options.enclave)->simulation),
        .traces = app->options.traces,
        .inspections = app->options.inspections,
        .curve = crypto_secp256k1_new(SEED),
        .signatures = signature_cache_new(),
        .transactions = &TRANSACTION_HOOKS,
        .staking_hooks = APP_STAKING_HOOKS,
        .staking_hook_count = APP_STAKING_HOOK_COUNT,
        .fee_grant = &feegrant_hook,
        .denom_metadata = bank_metadata_find,
    };
}

/* "0.0125uscrt": where the denom starts. */
static size_t amount_length(struct bytes text)
{
    size_t at = 0;
    while (at < text.len &&
           (text.data[at] == '.' || (text.data[at] >= '0' && text.data[at] <= '9')))
        at++;
    return at;
}

/* Denoms must rise, as in the original's coin lists. */
static status parse_prices(struct app *app, struct arena *arena, struct bytes text)
{
    struct minimum_gas_price *prices =
        ARENA_ARRAY(app->arena, struct minimum_gas_price, PRICES_MAX);
    size_t count = 0;
    while (text.len > 0) {
        size_t comma = bytes_find(text, ',');
        struct bytes one = bytes_slice(text, 0, comma);
        size_t split = amount_length(one);
        struct minimum_gas_price price = {.denom = arena_copy(app->arena, bytes_from(one, split))};
        if (count == PRICES_MAX || !denom_is_valid(price.denom) ||
            !decimal_parse(bytes_slice(one, 0, split), &price.amount) ||
            (count > 0 && bytes_compare(prices[count - 1].denom, price.denom) >= 0))
            return chain_error(arena, "minimum gas prices are not understood: %.*s",
                               BYTES_ARG(text));
        if (!decimal_is_zero(price.amount))
            prices[count++] = price;
        text = bytes_from(text, comma == text.len ? comma : comma + 1);
    }
    app->chain.minimum_gas_prices = prices;
    app->chain.minimum_gas_price_count = count;
    return NULL;
}

/* The last block's header stands in its record: CheckTx and queries need its time. */
static void resume(struct app *app)
{
    int64_t height = database_height(app->options.database);
    struct block_record record;
    struct tendermint_types_block block;
    if (height == 0)
        return;
    struct arena *arena = arena_new(TX_ARENA_BYTES);
    ASSERT(database_read(app->options.database, arena, height, &record));
    struct block_info info = {.height = height};
    if (protobuf_decode(arena, &tendermint_types_block_type, record.block, &block) == NULL) {
        info.chain_id = block.header.chain_id;
        info.time_seconds = block.header.time.seconds;
        info.time_nanos = block.header.time.nanos;
        info.header = &block.header;
        info.proposer_address = block.header.proposer_address;
    }
    app_check_renew(app, &info);
    arena_drop(arena);
}

status app_new(struct arena *arena, const struct app_options *options, struct app **out)
{
    struct app *app = heap_zalloc(1, sizeof(struct app));
    app->options = *options;
    app->arena = arena_new(APP_ARENA_BYTES);
    app->tx_arena = arena_new(TX_ARENA_BYTES);
    app->block.arena = arena_new(TX_ARENA_BYTES);
    pthread_mutex_init(&app->lock, NULL);
    fill_chain(app);
    status refused = parse_prices(app, arena, options->minimum_gas_prices);
    if (refused != NULL) {
        app_free(app);
        return refused;
    }
    app->face = (struct application){
        .app = app,
        .init_chain = app_init_chain,
        .check_tx = app_check_tx,
        .scheduled_txs = app_scheduled_txs,
        .execute = app_execute,
        .append = app_append,
        .renew = app_renew,
        .commit = app_commit,
        .query = app_query,
        .answer = app_answer,
        .simulate = app_simulate,
    };
    resume(app);
    *out = app;
    return NULL;
}

void app_free(struct app *app)
{
    app_block_close(app);
    if (app->check != NULL)
        app_check_drop(app, app->check);
    signature_cache_free(app->chain.signatures);
    crypto_secp256k1_free((struct crypto_secp256k1 *)(uintptr_t)app->chain.curve);
    arena_drop(app->block.arena);
    arena_drop(app->tx_arena);
    arena_drop(app->arena);
    pthread_mutex_destroy(&app->lock);
    heap_free(app);
}

const struct application *app_interface(struct app *app)
{
    return &app->face;
}

const struct chain *app_chain(const struct app *app)
{
    return &app->chain;
}

struct context app_context(const struct app *app, struct arena *arena, enum exec_mode mode,
                           const struct block_info *info, struct overlay *state,
                           struct gas_meter *gas)
{
    *gas = gas_meter_new(GAS_UNLIMITED);
    return (struct context){
        .arena = arena,
        .chain = &app->chain,
        .block = info,
        .state = state,
        .gas = gas,
        .events = event_list_new(arena),
        .mode = mode,
    };
}
