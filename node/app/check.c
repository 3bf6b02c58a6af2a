#include "common/base/memory.h"
#include "node/app/state.h"
#include "node/chain/errors.h"
#include "node/chain/run_tx.h"

enum { CHECK_ARENA_BYTES = 256 * 1024 };

struct check_state *app_check_new(struct app *app, const struct block_info *info)
{
    struct check_state *check = heap_zalloc(1, sizeof(struct check_state));
    check->arena = arena_new(CHECK_ARENA_BYTES);
    check->view = database_latest(app->options.database);
    check->state = overlay_new(check->arena, check->view, (uint64_t)info->height);
    check->info = app_info_copy(check->arena, info);
    check->users = 1;
    return check;
}

void app_check_drop_locked(struct check_state *check)
{
    if (--check->users > 0)
        return;
    view_release(check->view);
    arena_drop(check->arena);
    heap_free(check);
}

void app_check_drop(struct app *app, struct check_state *check)
{
    pthread_mutex_lock(&app->lock);
    app_check_drop_locked(check);
    pthread_mutex_unlock(&app->lock);
}

void app_check_renew(struct app *app, const struct block_info *info)
{
    struct check_state *fresh = app_check_new(app, info);
    pthread_mutex_lock(&app->lock);
    struct check_state *old = app->check;
    app->check = fresh;
    if (old != NULL)
        app_check_drop_locked(old);
    pthread_mutex_unlock(&app->lock);
}

/* Called with the lock held. */
static void check_locked(struct app *app, struct arena *arena, struct bytes tx, bool recheck,
                         struct tx_result *result)
{
    struct gas_meter gas;
    struct check_state *check = app->check;
    if (check == NULL) {
        *result = (struct tx_result){
            .refused = error_wrap(arena, &CHAIN_INVALID_HEIGHT,
                                  "secret is not ready; please wait for first block")};
        return;
    }
    struct context base = app_context(app, arena, recheck ? EXEC_RECHECK : EXEC_CHECK, &check->info,
                                      check->state, &gas);
    run_tx(&base, tx, NULL, NULL, result);
}

void app_check_tx(void *self, struct arena *arena, struct bytes tx, bool recheck,
                  struct tendermint_abci_response_check_tx *response)
{
    struct app *app = self;
    struct tx_result result;
    pthread_mutex_lock(&app->lock);
    check_locked(app, arena, tx, recheck, &result);
    pthread_mutex_unlock(&app->lock);
    *response = (struct tendermint_abci_response_check_tx){.gas_wanted = (int64_t)result.gas_wanted,
                                                           .gas_used = (int64_t)result.gas_used};
    if (result.refused == NULL) {
        response->data = result.data;
        return;
    }
    response->code = result.refused->code;
    response->codespace = bytes_text(result.refused->codespace);
    response->log = result.refused->text;
}
