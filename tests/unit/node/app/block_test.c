#include "node/app/state.h"
#include "tests/support/recorded_chain.h"
#include "tests/support/test.h"

static struct tendermint_abci_response_finalize_block execute(struct test_recorded_chain *chain)
{
    struct tendermint_abci_response_finalize_block response;
    chain->face->execute(chain->app, chain->arena, &chain->next, &response);
    return response;
}

static void a_block_gives_results_events_and_the_next_app_hash(void **state)
{
    struct test_recorded_chain *chain = test_recorded_chain_new("bank", 2);
    struct tendermint_abci_response_finalize_block response = execute(chain);
    assert_int_equal(response.tx_results.count, 1);
    assert_int_equal(response.tx_results.items[0].code, 0);
    assert_int_equal(response.tx_results.items[0].gas_used, 14510);
    /* Events of the begin say so in their last attribute. */
    const struct tendermint_abci_event *event = &response.events.items[0];
    ASSERT_TEXT(event->attributes.items[event->attributes.count - 1].value, "BeginBlock");
    chain->face->commit(chain->app, BYTES("state of the producer"));
    assert_int_equal(database_height(chain->database), 3);
    struct block_record record;
    assert_true(database_read(chain->database, chain->arena, 3, &record));
    ASSERT_TEXT(record.consensus_state, "state of the producer");
    ASSERT_BYTES(BYTES_OF(record.app_hash), response.app_hash);
    test_recorded_chain_free(chain);
}

static void a_block_that_is_executed_again_gives_the_same(void **state)
{
    struct test_recorded_chain *chain = test_recorded_chain_new("bank", 2);
    struct bytes first = execute(chain).app_hash;
    struct bytes second = execute(chain).app_hash;
    ASSERT_BYTES(first, second);
    assert_int_equal(database_height(chain->database), 2);
    test_recorded_chain_free(chain);
}

static void damaged_transactions_only_get_their_code(void **state)
{
    struct test_recorded_chain *chain = test_recorded_chain_new("bank", 2);
    struct bytes txs[] = {BYTES("\x01"), BYTES("no transaction")};
    chain->next.txs = (struct bytes_list){txs, 2};
    struct tendermint_abci_response_finalize_block response = execute(chain);
    for (size_t i = 0; i < 2; i++) {
        const struct tendermint_abci_exec_tx_result *result = &response.tx_results.items[i];
        assert_int_equal(result->code, 2);
        ASSERT_TEXT(result->log, "tx parse error");
        assert_int_equal(result->gas_wanted, 0);
        assert_int_equal(result->events.count, 0);
    }
    test_recorded_chain_free(chain);
}

static void transactions_after_the_blocks_gas_are_refused(void **state)
{
    struct test_recorded_chain *chain = test_recorded_chain_new("blockgas", 3);
    struct tendermint_abci_response_finalize_block response = execute(chain);
    assert_int_equal(response.tx_results.count, 24);
    assert_int_equal(response.tx_results.items[14].code, 0);
    assert_int_equal(response.tx_results.items[15].code, 11);
    assert_int_equal(response.tx_results.items[16].code, 11);
    assert_int_equal(response.tx_results.items[16].gas_used, 0);
    test_recorded_chain_free(chain);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_block_gives_results_events_and_the_next_app_hash),
        cmocka_unit_test(a_block_that_is_executed_again_gives_the_same),
        cmocka_unit_test(damaged_transactions_only_get_their_code),
        cmocka_unit_test(transactions_after_the_blocks_gas_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
