#include "common/tx/errors.h"
#include "node/app/state.h"
#include "node/chain/errors.h"
#include "tests/support/recorded_chain.h"
#include "tests/support/test.h"

static struct tendermint_abci_response_check_tx check(struct test_recorded_chain *chain,
                                                      struct bytes tx, bool recheck)
{
    struct tendermint_abci_response_check_tx response;
    chain->face->check_tx(chain->app, chain->arena, tx, recheck, &response);
    return response;
}

/* Height 5 of the recording: three sends of one account in a row, one of another. */
static void transactions_are_checked_on_top_of_each_other(void **state)
{
    static const int64_t GAS[] = {10339, 10340, 10340, 12052};
    struct test_recorded_chain *chain = test_recorded_chain_new("bank", 4);
    for (size_t i = 0; i < 4; i++) {
        struct tendermint_abci_response_check_tx response =
            check(chain, chain->next.txs.items[i], false);
        assert_int_equal(response.code, 0);
        assert_int_equal(response.gas_used, GAS[i]);
    }
    struct tendermint_abci_response_check_tx again = check(chain, chain->next.txs.items[0], false);
    assert_int_equal(again.code, CHAIN_WRONG_SEQUENCE.code);
    ASSERT_TEXT(again.codespace, "sdk");
    test_recorded_chain_free(chain);
}

static void a_commit_starts_the_checks_anew(void **state)
{
    struct test_recorded_chain *chain = test_recorded_chain_new("bank", 4);
    struct tendermint_abci_response_finalize_block response;
    struct bytes first = chain->next.txs.items[0];
    assert_int_equal(check(chain, first, false).code, 0);
    assert_int_equal(check(chain, first, false).code, CHAIN_WRONG_SEQUENCE.code);
    chain->face->execute(chain->app, chain->arena, &chain->next, &response);
    /* Not yet committed: the check state is the old one. */
    assert_int_equal(check(chain, first, false).code, CHAIN_WRONG_SEQUENCE.code);
    chain->face->commit(chain->app, BYTES(""));
    struct tendermint_abci_response_check_tx stale = check(chain, first, true);
    assert_int_equal(stale.code, CHAIN_WRONG_SEQUENCE.code);
    test_recorded_chain_free(chain);
}

static void what_does_not_decode_is_refused(void **state)
{
    struct test_recorded_chain *chain = test_recorded_chain_new("bank", 2);
    struct tendermint_abci_response_check_tx response = check(chain, BYTES("\xff"), false);
    assert_int_equal(response.code, CHAIN_TX_DECODE.code);
    test_recorded_chain_free(chain);
}

static void before_the_first_block_nothing_is_checked(void **state)
{
    struct arena *arena = arena_new(4096);
    struct database_options options = {.pruning = PRUNING_DEFAULT};
    struct app_options app_options = {0};
    struct app *app;
    ASSERT_OK(database_open(arena, &options, &app_options.database));
    ASSERT_OK(app_new(arena, &app_options, &app));
    struct tendermint_abci_response_check_tx response;
    app_interface(app)->check_tx(app, arena, BYTES("x"), false, &response);
    ASSERT_TEXT(response.log, "secret is not ready; please wait for first block: invalid height");
    app_free(app);
    database_close(app_options.database);
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(transactions_are_checked_on_top_of_each_other),
        cmocka_unit_test(a_commit_starts_the_checks_anew),
        cmocka_unit_test(what_does_not_decode_is_refused),
        cmocka_unit_test(before_the_first_block_nothing_is_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
