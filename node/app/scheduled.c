#include "common/base/halt.h"
#include "node/app/state.h"
#include "node/modules/cron/module.h"

/* The check state knows the last committed block; before the first commit nothing is scheduled. */
struct bytes_list app_scheduled_txs(void *self, struct arena *arena)
{
    struct app *app = self;
    struct bytes_list txs = {NULL, 0};
    struct gas_meter gas;
    pthread_mutex_lock(&app->lock);
    bool committed = app->check != NULL;
    struct block_info info = {0};
    if (committed)
        info = app_info_copy(arena, &app->check->info);
    pthread_mutex_unlock(&app->lock);
    if (!committed)
        return txs;
    const struct store_view *view = database_latest(app->options.database);
    struct context ctx =
        app_context(app, arena, EXEC_QUERY, &info, overlay_new(arena, view, 0), &gas);
    ASSERT(cron_transactions(&ctx, &txs) == NULL);
    view_release(view);
    return txs;
}
