#include "node/modules/ibc/module.h"
#include "schema/chain/ibc_core_types_v1.h"
#include "tests/support/chain.h"
#include "tests/support/test.h"

#define CLIENT_STATE BYTES("clients/09-localhost/clientState")

static struct test_chain *world(const char *allowed)
{
    struct test_chain *test = test_chain_new();
    struct bytes name = bytes_text(allowed);
    const struct ibc_core_types_v1_genesis_state genesis = {
        .client_genesis = {.params = {{&name, 1}}, .next_client_sequence = 3},
        .connection_genesis = {.next_connection_sequence = 4},
        .channel_genesis = {.next_channel_sequence = 5},
    };
    ASSERT_OK(ibc_module.genesis_init(&test->ctx, &genesis));
    return test;
}

static void genesis_sets_sequences_and_the_localhost(void **state)
{
    struct test_chain *test = world("*");
    ASSERT_HEX(test_stored(test, STORE_IBC, BYTES("nextClientSequence")), "0000000000000003");
    ASSERT_HEX(test_stored(test, STORE_IBC, BYTES("nextConnectionSequence")), "0000000000000004");
    ASSERT_HEX(test_stored(test, STORE_IBC, BYTES("nextChannelSequence")), "0000000000000005");
    assert_non_null(test_stored(test, STORE_IBC, BYTES("connections/connection-localhost")).data);
    test_chain_free(test);
}

/* Any of a client state at height 1-10: the revision comes from the chain id secretdev-1. */
static void every_block_moves_the_localhost_client(void **state)
{
    struct test_chain *test = world("*");
    ASSERT_OK(ibc_module.begin_block(&test->ctx));
    struct bytes stored = test_stored(test, STORE_IBC, CLIENT_STATE);
    ASSERT_HEX(bytes_from(stored, stored.len - 8), "12060a040801100a");
    test->block.height = 11;
    ASSERT_OK(ibc_module.begin_block(&test->ctx));
    stored = test_stored(test, STORE_IBC, CLIENT_STATE);
    ASSERT_HEX(bytes_from(stored, stored.len - 8), "12060a040801100b");
    test_chain_free(test);
}

static void a_chain_id_without_a_number_is_revision_zero(void **state)
{
    static const char *const IDS[] = {"chain", "chain-", "chain-01", "-1", "chain--1"};
    for (size_t at = 0; at < ARRAY_COUNT(IDS); at++) {
        struct test_chain *test = world("*");
        test->block.chain_id = bytes_text(IDS[at]);
        ASSERT_OK(ibc_module.begin_block(&test->ctx));
        struct bytes stored = test_stored(test, STORE_IBC, CLIENT_STATE);
        ASSERT_HEX(bytes_from(stored, stored.len - 6), "12040a02100a");
        test_chain_free(test);
    }
}

static void a_localhost_that_is_not_allowed_stands_still(void **state)
{
    struct test_chain *test = world("07-tendermint");
    test->block.height = 11;
    ASSERT_OK(ibc_module.begin_block(&test->ctx));
    struct bytes stored = test_stored(test, STORE_IBC, CLIENT_STATE);
    ASSERT_HEX(bytes_from(stored, stored.len - 8), "12060a040801100a");
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(genesis_sets_sequences_and_the_localhost),
        cmocka_unit_test(every_block_moves_the_localhost_client),
        cmocka_unit_test(a_chain_id_without_a_number_is_revision_zero),
        cmocka_unit_test(a_localhost_that_is_not_allowed_stands_still),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
