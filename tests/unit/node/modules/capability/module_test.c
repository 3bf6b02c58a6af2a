#include "node/modules/capability/module.h"
#include "schema/chain/capability_v1.h"
#include "tests/support/chain.h"
#include "tests/support/test.h"

static struct test_chain *world(void)
{
    struct test_chain *test = test_chain_new();
    const struct capability_v1_genesis_state genesis = {.index = 1};
    ASSERT_OK(capability_module.genesis_init(&test->ctx, &genesis));
    test_gas(test);
    return test;
}

static void a_port_gets_the_next_number_and_two_owners(void **state)
{
    struct test_chain *test = world();
    uint64_t index;
    bool found;
    ASSERT_OK(capability_bind_port(&test->ctx, "transfer", BYTES("transfer")));
    ASSERT_OK(capability_find(&test->ctx, "transfer", BYTES("ports/transfer"), &index, &found));
    assert_true(found);
    assert_int_equal(index, 1);
    ASSERT_OK(capability_find(&test->ctx, "ibc", BYTES("ports/transfer"), &index, &found));
    assert_true(found);
    ASSERT_OK(capability_find(&test->ctx, "icahost", BYTES("ports/transfer"), &index, &found));
    assert_false(found);
    ASSERT_HEX(test_stored(test, STORE_CAPABILITY, BYTES("index")), "0000000000000002");
    ASSERT_HEX(test_stored(test, STORE_CAPABILITY,
                           BYTES("capability_index\x00\x00\x00\x00\x00\x00\x00\x01")),
               "0a150a03696263120e706f7274732f7472616e73666572"
               "0a1a0a087472616e73666572120e706f7274732f7472616e73666572");
    test_chain_free(test);
}

static void a_port_that_is_bound_stays_as_it_is(void **state)
{
    struct test_chain *test = world();
    ASSERT_OK(capability_bind_port(&test->ctx, "transfer", BYTES("transfer")));
    ASSERT_OK(capability_bind_port(&test->ctx, "transfer", BYTES("transfer")));
    ASSERT_HEX(test_stored(test, STORE_CAPABILITY, BYTES("index")), "0000000000000002");
    test_chain_free(test);
}

static void an_owner_owns_once(void **state)
{
    struct test_chain *test = world();
    uint64_t index;
    ASSERT_OK(capability_new(&test->ctx, "ibc", BYTES("a"), &index));
    ASSERT_OK(capability_claim(&test->ctx, index, "x", BYTES("a")));
    assert_non_null(capability_claim(&test->ctx, index, "x", BYTES("a")));
    test_chain_free(test);
}

static void an_export_imports_again(void **state)
{
    struct test_chain *test = world(), *copy = test_chain_new();
    struct capability_v1_genesis_state genesis = {0};
    ASSERT_OK(capability_bind_port(&test->ctx, "transfer", BYTES("transfer")));
    ASSERT_OK(capability_module.genesis_export(&test->ctx, &genesis));
    assert_int_equal(genesis.index, 2);
    assert_int_equal(genesis.owners.count, 1);
    ASSERT_OK(capability_module.genesis_init(&copy->ctx, &genesis));
    struct bytes key = BYTES("capability_index\x00\x00\x00\x00\x00\x00\x00\x01");
    ASSERT_BYTES(test_stored(copy, STORE_CAPABILITY, key),
                 test_stored(test, STORE_CAPABILITY, key));
    test_chain_free(test);
    test_chain_free(copy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_port_gets_the_next_number_and_two_owners),
        cmocka_unit_test(a_port_that_is_bound_stays_as_it_is),
        cmocka_unit_test(an_owner_owns_once),
        cmocka_unit_test(an_export_imports_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
