#include "node/app/simulation.h"

#include "node/chain/errors.h"
#include "tests/support/recorded_chain.h"
#include "tests/support/test.h"

static status simulate(struct test_recorded_chain *chain, struct bytes tx,
                       struct cosmos_tx_v1beta1_simulate_response *response)
{
    *response = (struct cosmos_tx_v1beta1_simulate_response){0};
    return chain->face->simulate(chain->app, chain->arena, tx, response);
}

static void simulating_runs_the_messages_and_keeps_nothing(void **state)
{
    struct test_recorded_chain *chain = test_recorded_chain_new("bank", 2);
    struct cosmos_tx_v1beta1_simulate_response response;
    struct bytes tx = chain->next.txs.items[0];
    for (int i = 0; i < 2; i++) {
        ASSERT_OK(simulate(chain, tx, &response));
        assert_int_equal(response.gas_info->gas_used, 14510);
        assert_int_equal(response.result->msg_responses.count, 1);
        assert_true(response.result->events.count > 5);
    }
    struct tendermint_abci_response_check_tx checked;
    chain->face->check_tx(chain->app, chain->arena, tx, false, &checked);
    assert_int_equal(checked.code, 0);
    test_recorded_chain_free(chain);
}

static void what_was_checked_since_the_block_counts(void **state)
{
    struct test_recorded_chain *chain = test_recorded_chain_new("bank", 4);
    struct cosmos_tx_v1beta1_simulate_response response;
    struct tendermint_abci_response_check_tx checked;
    assert_non_null(simulate(chain, chain->next.txs.items[1], &response));
    chain->face->check_tx(chain->app, chain->arena, chain->next.txs.items[0], false, &checked);
    assert_int_equal(checked.code, 0);
    ASSERT_OK(simulate(chain, chain->next.txs.items[1], &response));
    test_recorded_chain_free(chain);
}

/* Each simulation after a check freezes a layer; many of them are copied into one. */
static void checks_and_simulations_alternate_without_end(void **state)
{
    struct test_recorded_chain *chain = test_recorded_chain_new("blockgas", 3);
    struct cosmos_tx_v1beta1_simulate_response response;
    struct tendermint_abci_response_check_tx checked;
    assert_int_equal(chain->next.txs.count, 24);
    for (size_t i = 0; i < 24; i++) {
        struct bytes tx = chain->next.txs.items[i];
        ASSERT_OK(simulate(chain, tx, &response));
        chain->face->check_tx(chain->app, chain->arena, tx, false, &checked);
        assert_int_equal(checked.code, 0);
    }
    assert_true(chain->app->check->layers <= 16);
    test_recorded_chain_free(chain);
}

static void a_refusal_tells_the_gas_used(void **state)
{
    struct test_recorded_chain *chain = test_recorded_chain_new("bank", 2);
    struct cosmos_tx_v1beta1_simulate_response response;
    status refused = simulate(chain, BYTES("\xff"), &response);
    assert_true(refused->code == CHAIN_TX_DECODE.code);
    /* Reading the consensus parameters costs even when the transaction does not decode. */
    struct bytes tail = BYTES(" with gas used: '158'");
    ASSERT_BYTES(bytes_from(refused->text, refused->text.len - tail.len), tail);
    test_recorded_chain_free(chain);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(simulating_runs_the_messages_and_keeps_nothing),
        cmocka_unit_test(what_was_checked_since_the_block_counts),
        cmocka_unit_test(checks_and_simulations_alternate_without_end),
        cmocka_unit_test(a_refusal_tells_the_gas_used),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
