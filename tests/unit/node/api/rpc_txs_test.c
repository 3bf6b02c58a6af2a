#include "node/api/rpc_methods.h"

#include "tests/support/api_group.h"
#include "tests/support/http_client.h"
#include "tests/support/test.h"

static struct bytes get(const char *target)
{
    return http_client_body(http_client_get(chain.arena, ports.rpc, target, ""));
}

static void async_answers_before_the_check(void **state)
{
    ASSERT_HAS(get("/broadcast_tx_async?tx=%22bad0%22"),
               "{\"code\":0,\"data\":\"\",\"log\":\"\",\"codespace\":\"\",\"hash\":\"");
}

static void sync_answers_with_the_check(void **state)
{
    ASSERT_HAS(get("/broadcast_tx_sync?tx=%22bad1%22"),
               "{\"code\":5,\"data\":\"\",\"log\":\"insufficient funds\",\"codespace\":\"sdk\"");
    ASSERT_HAS(get("/broadcast_tx_sync?tx=%22good1%22"), "{\"code\":0,");
    ASSERT_HAS(get("/broadcast_tx_sync?tx=%22good1%22"), "tx already exists in cache");
}

static void commit_waits_for_the_block(void **state)
{
    struct bytes reply = get("/broadcast_tx_commit?tx=%22good2%22");
    ASSERT_HAS(reply, "{\"check_tx\":{\"code\":0,");
    ASSERT_HAS(reply, "\"tx_result\":{\"code\":0,\"data\":null,\"log\":\"\",\"info\":\"\","
                      "\"gas_wanted\":\"100\",\"gas_used\":\"50\",");
    reply = get("/broadcast_tx_commit?tx=%22bad2%22");
    ASSERT_HAS(reply, "{\"check_tx\":{\"code\":5,");
    ASSERT_HAS(reply, "\"height\":\"0\"}");
    ASSERT_HAS(get("/broadcast_tx_commit?tx=%22good2%22"),
               "error on broadcastTxCommit: tx already exists in cache");
}

static void check_tx_queues_nothing(void **state)
{
    ASSERT_HAS(get("/check_tx?tx=%22bad3%22"),
               "{\"code\":5,\"data\":null,\"log\":\"insufficient funds\"");
    ASSERT_HAS(get("/num_unconfirmed_txs"),
               "{\"n_txs\":\"0\",\"total\":\"0\",\"total_bytes\":\"0\",\"txs\":null}");
    ASSERT_HAS(get("/unconfirmed_txs?limit=5"), "\"txs\":[]}");
}

static void evidence_is_not_taken(void **state)
{
    ASSERT_HAS(get("/broadcast_evidence"), "failed to add evidence");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(async_answers_before_the_check),
        cmocka_unit_test(sync_answers_with_the_check),
        cmocka_unit_test(commit_waits_for_the_block),
        cmocka_unit_test(check_tx_queues_nothing),
        cmocka_unit_test(evidence_is_not_taken),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
