#include "node/api/rpc_methods.h"

#include "tests/support/api_group.h"
#include "tests/support/http_client.h"
#include "tests/support/test.h"

static void every_method_of_cometbfts_table_is_there(void **state)
{
    static const char *const names[] = {"subscribe",
                                        "unsubscribe",
                                        "unsubscribe_all",
                                        "health",
                                        "status",
                                        "net_info",
                                        "blockchain",
                                        "genesis",
                                        "genesis_chunked",
                                        "block",
                                        "block_by_hash",
                                        "block_results",
                                        "commit",
                                        "header",
                                        "header_by_hash",
                                        "check_tx",
                                        "tx",
                                        "tx_search",
                                        "block_search",
                                        "validators",
                                        "dump_consensus_state",
                                        "consensus_state",
                                        "consensus_params",
                                        "unconfirmed_txs",
                                        "num_unconfirmed_txs",
                                        "broadcast_tx_commit",
                                        "broadcast_tx_sync",
                                        "broadcast_tx_async",
                                        "abci_query",
                                        "abci_info",
                                        "broadcast_evidence"};
    for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
        const struct rpc_method *method = rpc_method_find(bytes_text(names[i]));
        assert_non_null(method);
        assert_true((method->answer == NULL) != (method->start == NULL));
    }
    assert_int_equal(rpc_method_count, ARRAY_COUNT(names));
    assert_null(rpc_method_find(BYTES("dial_seeds")));
}

static void pages_are_cut_as_cometbft_cuts_them(void **state)
{
    struct rpc_call call = {.arena = chain.arena};
    struct rpc_value missing = {0}, five = {.present = true, .number = 5};
    struct rpc_value many = {.present = true, .number = 1000}, none = {.present = true};
    struct rpc_page page;
    assert_int_equal(rpc_per_page(&missing), 30);
    assert_int_equal(rpc_per_page(&none), 30);
    assert_int_equal(rpc_per_page(&many), 100);
    ASSERT_OK(rpc_page(&call, &five, &five, 23, &page));
    assert_int_equal(page.skip, 20);
    assert_int_equal(page.count, 3);
    ASSERT_OK(rpc_page(&call, &missing, &missing, 0, &page));
    assert_int_equal(page.count, 0);
    ASSERT_TEXT(rpc_page(&call, &five, &missing, 0, &page)->text,
                "page should be within [1, 1] range, given 5");
    assert_non_null(rpc_page(&call, &none, &five, 23, &page));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_method_of_cometbfts_table_is_there),
        cmocka_unit_test(pages_are_cut_as_cometbft_cuts_them),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
