#include "node/api/service.h"

#include "tests/support/api_group.h"
#include "tests/support/http_client.h"
#include "tests/support/test.h"

static struct bytes get(const char *target)
{
    return http_client_body(http_client_get(chain.arena, ports.rest, target, ""));
}

static void the_node_says_what_it_is(void **state)
{
    struct bytes reply = get("/cosmos/base/tendermint/v1beta1/node_info");
    ASSERT_HAS(reply, "\"network\":\"net\",\"version\":\"0.38.");
    ASSERT_HAS(reply, "\"moniker\":\"banana\",\"other\":{\"tx_index\":\"on\"");
    ASSERT_HAS(reply, "{\"path\":\"github.com/cosmos/ibc-go/v8\",\"version\":\"v8.7.0\"");
    ASSERT_TEXT(get("/cosmos/base/tendermint/v1beta1/syncing"), "{\"syncing\":false}");
    ASSERT_HAS(get("/cosmos/base/node/v1beta1/config"),
               "{\"minimum_gas_price\":\"0.0125uscrt\",\"pruning_keep_recent\":\"0\"");
    ASSERT_HAS(
        get("/cosmos/base/node/v1beta1/status"),
        "{\"earliest_store_height\":\"0\",\"height\":\"1\",\"timestamp\":\"2026-01-01T00:00:00Z\"");
}

static void blocks_have_the_proposer_as_text_too(void **state)
{
    struct bytes reply = get("/cosmos/base/tendermint/v1beta1/blocks/latest");
    ASSERT_HAS(reply, "{\"block_id\":{\"hash\":\"");
    ASSERT_HAS(reply, "\"sdk_block\":{\"header\":{");
    ASSERT_HAS(reply, "\"proposer_address\":\"secretvalcons1");
    ASSERT_HAS(get("/cosmos/base/tendermint/v1beta1/blocks/1"), "\"height\":\"1\"");
    ASSERT_HAS(get("/cosmos/base/tendermint/v1beta1/blocks/9"),
               "{\"code\":3,\"message\":\"rpc error: code = InvalidArgument desc = requested block "
               "height is bigger then the chain length: invalid request\"");
    ASSERT_HAS(get("/cosmos/base/tendermint/v1beta1/blocks/0"), "height must be greater than 0");
}

static void validator_sets_come_by_height(void **state)
{
    struct bytes reply = get("/cosmos/base/tendermint/v1beta1/validatorsets/latest");
    ASSERT_HAS(reply, "{\"block_height\":\"1\",\"validators\":[{\"address\":\"secretvalcons1");
    ASSERT_HAS(reply, "\"pub_key\":{\"@type\":\"/cosmos.crypto.ed25519.PubKey\",\"key\":\"");
    ASSERT_HAS(reply, "\"pagination\":{\"next_key\":null,\"total\":\"1\"}}");
    ASSERT_HAS(get("/cosmos/base/tendermint/v1beta1/validatorsets/1"), "\"voting_power\":\"10\"");
}

static void abci_queries_go_through(void **state)
{
    ASSERT_HAS(get("/cosmos/base/tendermint/v1beta1/abci_query?path=/p&data=AQI%3D&height=1"),
               "\"key\":\"AQI=\",\"value\":\"L3A=\",\"proof_ops\":null,\"height\":\"1\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_node_says_what_it_is),
        cmocka_unit_test(blocks_have_the_proposer_as_text_too),
        cmocka_unit_test(validator_sets_come_by_height),
        cmocka_unit_test(abci_queries_go_through),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
