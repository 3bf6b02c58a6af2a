#include "common/encoding/protobuf.h"
#include "schema/chain/cosmos_distribution_v1beta1.h"
#include "schema/chain/cosmos_gov_v1.h"
#include "schema/chain/cosmos_mint_v1beta1.h"
#include "schema/chain/ibc_core_channel_v1.h"
#include "tests/support/compute_sample.h"

/* Modules that this folder may not link, as far as contracts ask them. */

static status total_rewards(struct context *ctx, const void *request, void *response)
{
    struct cosmos_distribution_v1beta1_query_delegation_total_rewards_response *answer = response;
    const struct cosmos_distribution_v1beta1_query_delegation_total_rewards_request *asked =
        request;
    if (bytes_is(asked->delegator_address, "nobody"))
        return chain_error(ctx->arena, "no such delegator");
    if (bytes_is(asked->delegator_address, "poor"))
        return NULL;
    static struct cosmos_base_v1beta1_dec_coin coin = {BYTES_INIT("uscrt"),
                                                       BYTES_INIT("12999999999999999999")};
    static struct cosmos_distribution_v1beta1_delegation_delegator_reward entries[] = {
        {BYTES_INIT("secretvaloper1a"), {&coin, 1}}, {BYTES_INIT("secretvaloper1b"), {NULL, 0}}};
    answer->rewards.items = entries;
    answer->rewards.count = 2;
    answer->total.items = &coin;
    answer->total.count = 1;
    return kv_set(ctx, STORE_DISTRIBUTION, BYTES("a period"), BYTES("ended"));
}

static status inflation(struct context *ctx, const void *request, void *response)
{
    struct cosmos_mint_v1beta1_query_inflation_response *answer = response;
    answer->inflation = BYTES("130000000000000000");
    return gas_charge(ctx->gas, 150, "ReadFlat");
}

static const struct query_route ROUTES[] = {
    {"/cosmos.distribution.v1beta1.Query/DelegationTotalRewards", total_rewards},
    {"/cosmos.mint.v1beta1.Query/Inflation", inflation},
};
static const struct module FAKE = {.name = "fake", .queries = ROUTES, .query_count = 2};
static const struct module *const MODULES[] = {&FAKE, &compute_module};

static struct sample *sample_stored(void)
{
    struct sample *sample = sample_new();
    sample->test->chain.modules = MODULES;
    sample->test->chain.module_count = ARRAY_COUNT(MODULES);
    sample->contract_item.contract_info.ibc_port_id = BYTES("wasm.port");
    ASSERT_OK(compute_genesis_init(&sample->test->ctx, &sample->genesis));
    test_gas(sample->test);
    return sample;
}

/* Their gas is the caller's alone: the limit of the query does not count. */
static struct secretd_boundary_chain_query_reply
ask(struct sample *sample, const struct secretd_boundary_chain_query *request)
{
    struct secretd_boundary_chain_query_reply reply = {0};
    test_gas(sample->test);
    ASSERT_OK(compute_answer(&sample->test->ctx, sample->contract, request, &reply));
    assert_int_equal(reply.gas_used, test_gas(sample->test));
    return reply;
}

static void rewards_come_in_whole_tokens_and_end_periods(void **state)
{
    struct sample *sample = sample_stored();
    struct secretd_boundary_query_address delegator = {BYTES("rich")};
    const struct secretd_boundary_chain_query request = {.request_case = 16,
                                                         .distribution_rewards = &delegator};
    ASSERT_TEXT(ask(sample, &request).ok,
                "{\"rewards\":[{\"validator_address\":\"secretvaloper1a\",\"reward\":[{\"denom\":"
                "\"uscrt\",\"amount\":\"12\"}]},{\"validator_address\":\"secretvaloper1b\","
                "\"reward\":[]}],\"total\":[{\"denom\":\"uscrt\",\"amount\":\"12\"}]}");
    ASSERT_TEXT(test_stored(sample->test, STORE_DISTRIBUTION, BYTES("a period")), "ended");
    delegator.address = BYTES("poor");
    ASSERT_TEXT(ask(sample, &request).ok, "{}");
    delegator.address = BYTES("nobody");
    ASSERT_TEXT(ask(sample, &request).contract_error,
                "{\"generic_err\":{\"msg\":\"no such delegator: unknown request\"}}");
    test_chain_free(sample->test);
}

static void inflation_is_a_decimal(void **state)
{
    struct sample *sample = sample_stored();
    const struct secretd_boundary_chain_query request = {.request_case = 17};
    struct secretd_boundary_chain_query_reply reply = ask(sample, &request);
    ASSERT_TEXT(reply.ok, "{\"inflation_rate\":\"0.130000000000000000\"}");
    assert_int_equal(reply.gas_used, 150);
    sample->test->gas = gas_meter_new(100);
    status refused = compute_answer(&sample->test->ctx, sample->contract, &request, &reply);
    assert_true(error_is(refused, &CHAIN_OUT_OF_GAS));
    test_chain_free(sample->test);
}

static void put_proposal(struct sample *sample, const char *key, uint64_t id, int32_t stage)
{
    const struct google_protobuf_timestamp start = {1700000000, 5}, end = {1700000600, 5};
    const struct cosmos_gov_v1_proposal proposal = {
        .id = id, .status = stage, .voting_start_time = &start, .voting_end_time = &end};
    ASSERT_OK(record_set(&sample->test->ctx, STORE_GOV, bytes_make((const uint8_t *)key, 2),
                         &cosmos_gov_v1_proposal_type, &proposal));
}

static void proposals_are_told_while_they_are_voted_on(void **state)
{
    struct sample *sample = sample_stored();
    const struct secretd_boundary_chain_query request = {.request_case = 19};
    struct secretd_boundary_chain_query_reply reply = ask(sample, &request);
    ASSERT_TEXT(reply.ok, "{\"proposals\":[]}");
    assert_int_equal(reply.gas_used, 5);
    put_proposal(sample, "\x00\x01", 1, COSMOS_GOV_V1_PROPOSAL_STATUS_PASSED);
    put_proposal(sample, "\x00\x02", 2, COSMOS_GOV_V1_PROPOSAL_STATUS_VOTING_PERIOD);
    put_proposal(sample, "\x00\x03", 3, COSMOS_GOV_V1_PROPOSAL_STATUS_VOTING_PERIOD);
    ASSERT_TEXT(ask(sample, &request).ok,
                "{\"proposals\":[{\"id\":2,\"voting_start_time\":1700000000,\"voting_end_time\":"
                "1700000600},{\"id\":3,\"voting_start_time\":1700000000,\"voting_end_time\":"
                "1700000600}]}");
    test_chain_free(sample->test);
}

static void put_channel(struct sample *sample, struct bytes key, int32_t stage)
{
    struct bytes hop = BYTES("connection-3");
    const struct ibc_core_channel_v1_channel channel = {
        .state = stage,
        .ordering = 1,
        .counterparty = {BYTES("transfer"), BYTES("channel-9")},
        .connection_hops = {&hop, 1},
        .version = BYTES("ics20-1"),
    };
    ASSERT_OK(record_set(&sample->test->ctx, STORE_IBC, key, &ibc_core_channel_v1_channel_type,
                         &channel));
}

#define CHANNEL_JSON                                                                               \
    "{\"endpoint\":{\"port_id\":\"wasm.port\",\"channel_id\":\"channel-0\"},"                      \
    "\"counterparty_endpoint\":{\"port_id\":\"transfer\",\"channel_id\":\"channel-9\"},"           \
    "\"order\":\"ORDER_UNORDERED\",\"version\":\"ics20-1\",\"connection_id\":\"connection-3\"}"

static void open_channels_are_shown(void **state)
{
    struct sample *sample = sample_stored();
    struct secretd_boundary_query_ibc_channel query = {.channel_id = BYTES("channel-0")};
    struct secretd_boundary_chain_query port = {.request_case = 20},
                                        list = {.request_case = 21, .ibc_list_channels = &query},
                                        one = {.request_case = 22, .ibc_channel = &query};
    ASSERT_TEXT(ask(sample, &port).ok, "{\"port_id\":\"wasm.port\"}");
    ASSERT_TEXT(ask(sample, &list).ok, "{\"channels\":[]}");
    ASSERT_TEXT(ask(sample, &one).ok, "{}");
    put_channel(sample, BYTES("channelEnds/ports/a/channels/channel-5"), 2);
    put_channel(sample, BYTES("channelEnds/ports/wasm.port/channels/channel-0"),
                IBC_CORE_CHANNEL_V1_STATE_OPEN);
    ASSERT_TEXT(ask(sample, &list).ok, "{\"channels\":[" CHANNEL_JSON "]}");
    ASSERT_TEXT(ask(sample, &one).ok, "{\"channel\":" CHANNEL_JSON "}");
    query.port_id = BYTES("transfer");
    ASSERT_TEXT(ask(sample, &list).ok, "{\"channels\":[]}");
    ASSERT_TEXT(ask(sample, &one).ok, "{}");
    test_chain_free(sample->test);
}

static void queries_of_the_list_are_passed_on_as_they_are(void **state)
{
    struct sample *sample = sample_stored();
    struct secretd_boundary_query_stargate query = {
        .path = BYTES("/cosmos.mint.v1beta1.Query/Inflation")};
    const struct secretd_boundary_chain_query request = {.request_case = 23, .stargate = &query};
    const struct cosmos_mint_v1beta1_query_inflation_response expected = {
        .inflation = BYTES("130000000000000000")};
    ASSERT_BYTES(ask(sample, &request).ok,
                 protobuf_encode(sample->test->arena,
                                 &cosmos_mint_v1beta1_query_inflation_response_type, &expected));
    query.path = BYTES("/secret.compute.v1beta1.Query/AddressByLabel");
    query.data = BYTES("\x0a\x03"
                       "abc");
    ASSERT_TEXT(ask(sample, &request).contract_error,
                "{\"generic_err\":{\"msg\":\"abc: unknown address\"}}");
    query.path = BYTES("/secret.compute.v1beta1.Query/Codes");
    ASSERT_TEXT(ask(sample, &request).system_error,
                "{\"unsupported_request\":{\"kind\":\"query path "
                "'/secret.compute.v1beta1.Query/Codes' is not allowed from the contract\"}}");
    query.path = BYTES("/cosmos.bank.v1beta1.Query/Params");
    ASSERT_TEXT(ask(sample, &request).system_error,
                "{\"unsupported_request\":{\"kind\":\"No route to query path "
                "'/cosmos.bank.v1beta1.Query/Params'\"}}");
    test_chain_free(sample->test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rewards_come_in_whole_tokens_and_end_periods),
        cmocka_unit_test(inflation_is_a_decimal),
        cmocka_unit_test(proposals_are_told_while_they_are_voted_on),
        cmocka_unit_test(open_channels_are_shown),
        cmocka_unit_test(queries_of_the_list_are_passed_on_as_they_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
