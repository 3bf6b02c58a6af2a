#include "node/app/simulation.h"

#include "common/encoding/protobuf.h"
#include "node/chain/errors.h"
#include "node/chain/run_tx.h"

enum { CHECK_LAYERS_MAX = 16 }; /* frozen ones; more would make every read slow */

/* collapse copies what all layers hold into a check state of its own, so that reads stay quick.
 * Called with the lock held. */
static void collapse(struct app *app)
{
    struct check_state *old = app->check;
    struct overlay *layers[CHECK_LAYERS_MAX + 2];
    size_t depth = 0;
    for (struct overlay *layer = old->state; layer != NULL; layer = overlay_parent(layer))
        layers[depth++] = layer;
    struct check_state *fresh = app_check_new(app, &old->info);
    while (depth > 0)
        overlay_copy(fresh->state, layers[--depth]);
    app->check = fresh;
    app_check_drop_locked(old);
}

/* hold_frozen gives a state that CheckTx will not touch any more: what is there is frozen, and
 * CheckTx goes on in a new layer on top. */
static struct check_state *hold_frozen(struct app *app, struct overlay **state)
{
    pthread_mutex_lock(&app->lock);
    if (app->check != NULL && app->check->layers == CHECK_LAYERS_MAX)
        collapse(app);
    struct check_state *check = app->check;
    if (check != NULL) {
        *state = check->state;
        if (overlay_is_empty(check->state) && overlay_parent(check->state) != NULL) {
            *state = overlay_parent(check->state);
        } else {
            overlay_freeze(check->state);
            check->state = overlay_branch(check->arena, check->state);
            check->layers++;
        }
        check->users++;
    }
    pthread_mutex_unlock(&app->lock);
    return check;
}

static void fill_response(struct arena *arena, const struct tx_result *result,
                          struct cosmos_tx_v1beta1_simulate_response *response)
{
    struct cosmos_base_abci_v1beta1_gas_info *gas =
        ARENA_NEW(arena, struct cosmos_base_abci_v1beta1_gas_info);
    struct cosmos_base_abci_v1beta1_result *out =
        ARENA_NEW(arena, struct cosmos_base_abci_v1beta1_result);
    struct cosmos_base_abci_v1beta1_tx_msg_data data;
    gas->gas_wanted = result->gas_wanted;
    gas->gas_used = result->gas_used;
    out->data = result->data;
    out->events = app_event_list(arena, result->events, NULL);
    if (protobuf_decode(arena, &cosmos_base_abci_v1beta1_tx_msg_data_type, result->data, &data) ==
        NULL)
        out->msg_responses = data.msg_responses;
    response->gas_info = gas;
    response->result = out;
}

status simulation_run(struct app *app, struct arena *arena, struct bytes tx,
                      struct cosmos_tx_v1beta1_simulate_response *response, uint64_t *gas_used)
{
    struct overlay *frozen;
    struct gas_meter gas;
    struct tx_result result;
    *gas_used = 0;
    struct check_state *check = hold_frozen(app, &frozen);
    if (check == NULL)
        return error_wrap(arena, &CHAIN_INVALID_HEIGHT,
                          "secret is not ready; please wait for first block");
    struct context base =
        app_context(app, arena, EXEC_SIMULATE, &check->info, overlay_branch(arena, frozen), &gas);
    if (app->options.enclave != NULL)
        base.enclave = enclave_query_take(app->options.enclave);
    run_tx(&base, tx, NULL, NULL, &result);
    if (app->options.enclave != NULL)
        enclave_query_give(app->options.enclave, base.enclave);
    *gas_used = result.gas_used;
    if (result.refused == NULL)
        fill_response(arena, &result, response);
    app_check_drop(app, check);
    return result.refused;
}

status app_simulate(void *self, struct arena *arena, struct bytes tx,
                    struct cosmos_tx_v1beta1_simulate_response *response)
{
    uint64_t gas_used;
    status refused = simulation_run(self, arena, tx, response, &gas_used);
    if (refused == NULL)
        return NULL;
    struct bytes tail = arena_format(arena, " with gas used: '%llu'", (unsigned long long)gas_used);
    return error_replace(arena, refused, ARENA_CONCAT(arena, refused->text, tail));
}
