#include "node/api/rpc_methods.h"

#include "tests/support/api_group.h"
#include "tests/support/http_client.h"
#include "tests/support/test.h"

static struct bytes get(const char *target)
{
    return http_client_body(http_client_get(chain.arena, ports.rpc, target, ""));
}

static void status_says_where_the_chain_is(void **state)
{
    struct bytes reply = get("/status");
    ASSERT_HAS(reply, "\"network\":\"net\"");
    ASSERT_HAS(reply, "\"version\":\"0.38.");
    ASSERT_HAS(reply, "\"moniker\":\"banana\",\"other\":{\"tx_index\":\"on\"");
    ASSERT_HAS(reply,
               "\"latest_block_height\":\"1\",\"latest_block_time\":\"2026-01-01T00:00:00Z\"");
    ASSERT_HAS(reply, "\"catching_up\":false");
    ASSERT_HAS(reply, "\"voting_power\":\"10\"");
}

static void genesis_comes_whole_and_in_chunks(void **state)
{
    ASSERT_HAS(get("/genesis"), "{\"genesis\":{\"genesis_time\":\"2026-01-01T00:00:00Z\"");
    ASSERT_HAS(get("/genesis_chunked?chunk=0"), "{\"chunk\":\"0\",\"total\":\"1\",\"data\":\"eyJ");
    ASSERT_HAS(get("/genesis_chunked?chunk=1"), "there are 0 chunks, 1 is invalid");
    ASSERT_HAS(get("/genesis_chunked?chunk=-1"), "there are 0 chunks, -1 is invalid");
}

static void parameters_are_known_one_height_ahead(void **state)
{
    ASSERT_HAS(get("/consensus_params"),
               "{\"block_height\":\"2\",\"consensus_params\":{\"block\":{");
    ASSERT_HAS(get("/consensus_params?height=1"), "{\"block_height\":\"1\",");
    ASSERT_HAS(get("/consensus_params?height=3"), "height 3 must be less");
}

static void queries_reach_the_application_and_the_services(void **state)
{
    ASSERT_HAS(
        get("/abci_query?path=%22/store/x/key%22&data=0x0102&height=1"),
        "{\"response\":{\"code\":0,\"log\":\"\",\"info\":\"\",\"index\":\"0\",\"key\":\"AQI=\","
        "\"value\":\"L3N0b3JlL3gva2V5\",\"proofOps\":null,\"height\":\"1\",\"codespace\":\"\"}}");
    ASSERT_HAS(get("/abci_query?path=%22/cosmos.base.tendermint.v1beta1.Service/GetSyncing%22"),
               "{\"response\":{\"code\":0,");
    ASSERT_HAS(
        get("/abci_query?path=%22/cosmos.tx.v1beta1.Service/GetTx%22"),
        "\"code\":18,\"log\":\"rpc error: code = InvalidArgument desc = tx hash cannot be empty: "
        "invalid request\"");
}

static void the_rest_answers_too(void **state)
{
    ASSERT_HAS(get("/net_info"), "\"n_peers\":\"0\",\"peers\":[]");
    ASSERT_HAS(get("/consensus_state"), "\"height/round/step\":\"2/0/1\"");
    ASSERT_HAS(get("/dump_consensus_state"), "\"peers\":[]");
    ASSERT_HAS(get("/abci_info"), "{\"response\":{\"data\":\"secret\",\"version\":\"1.2.3\","
                                  "\"last_block_height\":\"1\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(status_says_where_the_chain_is),
        cmocka_unit_test(genesis_comes_whole_and_in_chunks),
        cmocka_unit_test(parameters_are_known_one_height_ahead),
        cmocka_unit_test(queries_reach_the_application_and_the_services),
        cmocka_unit_test(the_rest_answers_too),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
