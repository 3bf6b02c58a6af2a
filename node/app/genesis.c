#include "common/base/halt.h"
#include "common/crypto/hash.h"
#include "common/encoding/gateway_json.h"
#include "common/encoding/json.h"
#include "node/app/modules.h"
#include "node/app/state.h"
#include "node/chain/errors.h"
#include "node/chain/kv.h"
#include "node/modules/consensus/module.h"
#include "schema/chain/registry.h"

/* Each module's consensus version stands under this prefix in the store `upgrade`
 * (chain-surface 7.4). */
#define UPGRADE_KEY_VERSION_PREFIX BYTES("\x02")

enum { GENESIS_ARENA_BYTES = 1024 * 1024 };

static status write_version(struct context *ctx, const char *name, uint64_t version)
{
    uint8_t value[8];
    store_be64(value, version);
    return kv_set(ctx, STORE_UPGRADE,
                  ARENA_CONCAT(ctx->arena, UPGRADE_KEY_VERSION_PREFIX, bytes_text(name)),
                  BYTES_OF(value));
}

static status init_module(struct context *ctx, const struct module *module,
                          const struct json_value *section)
{
    if (module->genesis_init == NULL || section == NULL || section->kind == JSON_NULL)
        return NULL;
    void *genesis = NULL;
    status refused = NULL;
    if (module->genesis != NULL) {
        genesis = arena_zalloc(ctx->arena, module->genesis->size);
        refused = gateway_json_read(ctx->arena, &schema_chain_registry, module->genesis, 0, section,
                                    genesis);
    }
    if (refused == NULL)
        refused = module->genesis_init(ctx, genesis);
    return refused == NULL ? NULL : error_wrap(ctx->arena, refused, "genesis of %s", module->name);
}

static bool has_update(const struct validator_update_list *updates,
                       const struct tendermint_abci_validator_update *wanted)
{
    struct bytes key =
        wanted->pub_key.sum_case == 1 ? wanted->pub_key.ed25519 : wanted->pub_key.secp256k1;
    for (size_t i = 0; i < updates->count; i++)
        if (bytes_equal(updates->items[i].key, key) && updates->items[i].power == wanted->power)
            return true;
    return false;
}

/* Every validator that the request names must come out of the genesis too. */
static status check_validators(struct arena *arena,
                               const struct tendermint_abci_request_init_chain *request,
                               const struct validator_update_list *updates)
{
    const struct tendermint_abci_validator_update_list *wanted = &request->validators;
    if (updates->count == 0)
        return chain_error(arena,
                           "validator set is empty after InitGenesis, please ensure at least one "
                           "validator is initialized with a delegation greater than or equal to "
                           "the DefaultPowerReduction (1000000)");
    if (wanted->count > 0 && wanted->count != updates->count)
        return chain_error(
            arena, "len(RequestInitChain.Validators) != len(GenesisValidators) (%zu != %zu)",
            wanted->count, updates->count);
    for (size_t i = 0; i < wanted->count; i++)
        if (!has_update(updates, &wanted->items[i]))
            return chain_error(arena, "genesisValidators do not hold req.Validators[%zu]", i);
    return NULL;
}

static status run_genesis(struct context *ctx,
                          const struct tendermint_abci_request_init_chain *request)
{
    struct json_value state;
    if (request->consensus_params != NULL)
        TRY(consensus_params_set(ctx, request->consensus_params));
    ctx->consensus_params = request->consensus_params;
    TRY(json_parse(ctx->arena, request->app_state_bytes, 0, &state));
    for (size_t i = 0; i < APP_MODULES.count; i++)
        TRY(write_version(ctx, APP_MODULES.items[i]->name,
                          APP_MODULES.items[i]->consensus_version));
    for (size_t i = 0; i < APP_GENESIS_ORDER.count; i++) {
        const struct module *module = APP_GENESIS_ORDER.items[i];
        TRY(init_module(ctx, module, json_member(&state, module->name)));
    }
    return check_validators(ctx->arena, request, ctx->validator_updates);
}

status app_init_chain(void *self, struct arena *arena,
                      const struct tendermint_abci_request_init_chain *request,
                      struct tendermint_abci_response_init_chain *response)
{
    struct app *app = self;
    struct gas_meter gas;
    app_block_close(app);
    app_block_open(app, 0);
    struct block_info info = {
        .chain_id = request->chain_id,
        .height = request->initial_height > 1 ? request->initial_height : 0,
        .time_seconds = request->time.seconds,
        .time_nanos = request->time.nanos,
    };
    struct arena *work = arena_new(GENESIS_ARENA_BYTES);
    struct context ctx = app_context(app, work, EXEC_GENESIS, &info, app->block.state, &gas);
    struct validator_update_list updates = {.arena = work};
    ctx.validator_updates = &updates;
    status refused = run_genesis(&ctx, request);
    if (refused == NULL) {
        uint8_t *hash = arena_alloc(arena, 32);
        crypto_sha256(BYTES(""), hash);
        *response = (struct tendermint_abci_response_init_chain){
            .validators = app_updates(arena, &updates), .app_hash = bytes_make(hash, 32)};
    } else {
        refused = error_replace(arena, refused, arena_copy(arena, refused->text));
        app_block_close(app);
    }
    arena_drop(work);
    return refused;
}
