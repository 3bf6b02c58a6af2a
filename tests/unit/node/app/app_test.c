#include "node/app/app.h"

#include "tests/support/recorded_chain.h"
#include "tests/support/test.h"

static struct app *app_with(struct arena *arena, struct database *database, const char *prices)
{
    struct app_options options = {.database = database, .minimum_gas_prices = bytes_text(prices)};
    struct app *app;
    ASSERT_OK(app_new(arena, &options, &app));
    return app;
}

static struct database *empty_database(struct arena *arena)
{
    struct database_options options = {.pruning = PRUNING_DEFAULT};
    struct database *database;
    ASSERT_OK(database_open(arena, &options, &database));
    return database;
}

static void gas_prices_are_read_and_those_of_zero_left_out(void **state)
{
    struct arena *arena = arena_new(4096);
    struct database *database = empty_database(arena);
    struct app *app = app_with(arena, database, "0.5atom,0free,0.0125uscrt");
    const struct chain *chain = app_chain(app);
    assert_int_equal(chain->minimum_gas_price_count, 2);
    ASSERT_TEXT(chain->minimum_gas_prices[0].denom, "atom");
    ASSERT_TEXT(decimal_text(arena, chain->minimum_gas_prices[1].amount), "0.012500000000000000");
    app_free(app);
    app = app_with(arena, database, "");
    assert_int_equal(app_chain(app)->minimum_gas_price_count, 0);
    app_free(app);
    database_close(database);
    arena_drop(arena);
}

static void prices_that_are_not_understood_are_refused(void **state)
{
    static const char *const TEXTS[] = {"uscrt",      "1",       "1uscrt,1atom", "-1uscrt",
                                        "1.2.3uscrt", ",1uscrt", "1uscrt 2atom"};
    struct arena *arena = arena_new(4096);
    struct database *database = empty_database(arena);
    for (size_t i = 0; i < ARRAY_COUNT(TEXTS); i++) {
        struct app_options options = {.database = database,
                                      .minimum_gas_prices = bytes_text(TEXTS[i])};
        struct app *app;
        assert_non_null(app_new(arena, &options, &app));
    }
    database_close(database);
    arena_drop(arena);
}

static void the_chain_is_put_together_from_the_tables(void **state)
{
    struct arena *arena = arena_new(4096);
    struct database *database = empty_database(arena);
    struct app *app = app_with(arena, database, "");
    const struct chain *chain = app_chain(app);
    assert_true(chain->module_count > 20);
    assert_int_equal(chain->ante_count, 15);
    assert_non_null(chain->fee_grant);
    assert_non_null(chain->signatures);
    app_free(app);
    database_close(database);
    arena_drop(arena);
}

/* A second app on the same database stands where the first one stopped. */
static void an_app_takes_up_the_last_height(void **state)
{
    struct test_recorded_chain *chain = test_recorded_chain_new("bank", 3);
    struct app *again = app_with(chain->arena, chain->database, "0.0125uscrt");
    const struct application *face = app_interface(again);
    struct tendermint_abci_response_check_tx checked;
    face->check_tx(again, chain->arena, chain->next.txs.items[0], false, &checked);
    assert_int_equal(checked.code, 0);
    assert_int_equal(checked.gas_used, 10399);
    app_free(again);
    test_recorded_chain_free(chain);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gas_prices_are_read_and_those_of_zero_left_out),
        cmocka_unit_test(prices_that_are_not_understood_are_refused),
        cmocka_unit_test(the_chain_is_put_together_from_the_tables),
        cmocka_unit_test(an_app_takes_up_the_last_height),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
