#include "node/app/state.h"
#include "tests/support/recorded_chain.h"
#include "tests/support/test.h"

/* The schedule of this chain, every 5 blocks, came by a proposal at the end of block 77. */
static void scheduled_calls_come_where_the_recorded_chain_marked_them(void **state)
{
    for (int64_t height = 80; height <= 82; height++) {
        struct test_recorded_chain *chain = test_recorded_chain_new("compute-store", height);
        struct bytes_list txs = chain->face->scheduled_txs(chain->app, chain->arena);
        assert_int_equal(txs.count, height == 81 ? 1 : 0);
        test_recorded_chain_free(chain);
    }
}

/* Killed after block 81, the producer owes block 82 the same transaction; and it passes the ante
 * handler as it is, where no fee is asked. */
static void a_restart_loses_none_and_the_ante_handler_takes_them(void **state)
{
    struct test_recorded_chain *chain = test_recorded_chain_new("compute-store", 81);
    const struct app_options options = {.database = chain->database};
    struct app *again;
    ASSERT_OK(app_new(chain->arena, &options, &again));
    struct bytes_list before = chain->face->scheduled_txs(chain->app, chain->arena);
    struct bytes_list after = app_interface(again)->scheduled_txs(again, chain->arena);
    assert_int_equal(after.count, 1);
    ASSERT_BYTES(after.items[0], before.items[0]);
    struct tendermint_abci_response_check_tx checked;
    app_interface(again)->check_tx(again, chain->arena, after.items[0], false, &checked);
    assert_int_equal(checked.code, 0);
    assert_int_equal(checked.gas_wanted, 5000000);
    app_free(again);
    test_recorded_chain_free(chain);
}

static void nothing_is_scheduled_before_the_first_block(void **state)
{
    struct arena *arena = arena_new(4096);
    const struct database_options kept = {.pruning = PRUNING_DEFAULT};
    struct database *database;
    struct app *app;
    ASSERT_OK(database_open(arena, &kept, &database));
    const struct app_options options = {.database = database};
    ASSERT_OK(app_new(arena, &options, &app));
    assert_int_equal(app_interface(app)->scheduled_txs(app, arena).count, 0);
    app_free(app);
    database_close(database);
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scheduled_calls_come_where_the_recorded_chain_marked_them),
        cmocka_unit_test(a_restart_loses_none_and_the_ante_handler_takes_them),
        cmocka_unit_test(nothing_is_scheduled_before_the_first_block),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
