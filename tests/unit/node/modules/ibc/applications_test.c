#include "node/modules/capability/module.h"
#include "node/modules/ibc/module.h"
#include "schema/chain/capability_v1.h"
#include "schema/chain/ibc_applications_fee_v1.h"
#include "schema/chain/ibc_applications_interchain_accounts_genesis_v1.h"
#include "schema/chain/ibc_applications_transfer_v1.h"
#include "tests/support/chain.h"
#include "tests/support/test.h"

static struct test_chain *world(void)
{
    struct test_chain *test = test_chain_new();
    const struct capability_v1_genesis_state genesis = {.index = 1};
    ASSERT_OK(capability_module.genesis_init(&test->ctx, &genesis));
    return test;
}

/* The hash of transfer/channel-0/uatom, as in the denomination ibc/27394FB0... */
static void transfer_keeps_its_port_traces_and_what_is_in_escrow(void **state)
{
    struct test_chain *test = world();
    struct ibc_applications_transfer_v1_denom_trace trace = {BYTES("transfer/channel-0"),
                                                             BYTES("uatom")};
    struct cosmos_base_v1beta1_coin coin = {BYTES("uscrt"), BYTES("7")};
    const struct ibc_applications_transfer_v1_genesis_state genesis = {
        .port_id = BYTES("transfer"),
        .denom_traces = {&trace, 1},
        .params = {true, true},
        .total_escrowed = {&coin, 1}};
    ASSERT_OK(transfer_module.genesis_init(&test->ctx, &genesis));
    ASSERT_TEXT(test_stored(test, STORE_TRANSFER, BYTES("\x01")), "transfer");
    ASSERT_HEX(test_stored(test, STORE_TRANSFER, BYTES("params")), "08011001");
    struct bytes key = ARENA_CONCAT(
        test->arena, BYTES("\x02"),
        test_unhex(test->arena,
                   "27394fb092d2eccd56123c74f36e4c1f926001ceada9ca97ea622b25f41e5eb2"));
    assert_non_null(test_stored(test, STORE_TRANSFER, key).data);
    assert_non_null(test_stored(test, STORE_TRANSFER, BYTES("totalEscrowForDenom/uscrt")).data);
    ASSERT_HEX(test_stored(test, STORE_CAPABILITY, BYTES("index")), "0000000000000002");
    test_chain_free(test);
}

static void interchain_accounts_bind_the_hosts_port(void **state)
{
    struct test_chain *test = world();
    const struct ibc_applications_interchain_accounts_genesis_v1_genesis_state genesis = {
        .host_genesis_state = {.port = BYTES("icahost")}};
    uint64_t index;
    bool found;
    ASSERT_OK(interchainaccounts_module.genesis_init(&test->ctx, &genesis));
    ASSERT_OK(capability_find(&test->ctx, "icahost", BYTES("ports/icahost"), &index, &found));
    assert_true(found);
    ASSERT_HEX(test_stored(test, STORE_ICAHOST, BYTES("port/icahost")), "01");
    assert_non_null(test_stored(test, STORE_ICACONTROLLER, BYTES("params")).data);
    test_chain_free(test);
}

static void fees_remember_their_channels(void **state)
{
    struct test_chain *test = world();
    struct ibc_applications_fee_v1_fee_enabled_channel channel = {BYTES("transfer"),
                                                                  BYTES("channel-0")};
    const struct ibc_applications_fee_v1_genesis_state genesis = {
        .fee_enabled_channels = {&channel, 1}};
    ASSERT_OK(feeibc_module.genesis_init(&test->ctx, &genesis));
    ASSERT_HEX(test_stored(test, STORE_FEEIBC, BYTES("feeEnabled/transfer/channel-0")), "01");
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(transfer_keeps_its_port_traces_and_what_is_in_escrow),
        cmocka_unit_test(interchain_accounts_bind_the_hosts_port),
        cmocka_unit_test(fees_remember_their_channels),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
