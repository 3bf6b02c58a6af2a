#include "node/chain/address.h"
#include "node/modules/bank/internal.h"
#include "tests/support/chain.h"
#include "tests/support/test.h"

struct genesis {
    struct cosmos_base_v1beta1_coin coins[2];
    struct cosmos_base_v1beta1_coin supply[2];
    struct cosmos_bank_v1beta1_balance balances[2];
    struct cosmos_bank_v1beta1_metadata metadata;
    struct cosmos_bank_v1beta1_send_enabled enabled;
    struct cosmos_bank_v1beta1_genesis_state state;
};

static void fill(struct test_chain *test, struct genesis *genesis)
{
    *genesis = (struct genesis){
        .coins = {{BYTES("atom"), BYTES("3")}, {BYTES("uscrt"), BYTES("40")}},
        .supply = {{BYTES("uscrt"), BYTES("80")}, {BYTES("atom"), BYTES("3")}},
        .metadata = {.base = BYTES("uscrt"), .display = BYTES("scrt")},
        .enabled = {BYTES("atom"), false},
    };
    for (uint8_t i = 0; i < 2; i++)
        genesis->balances[i].address =
            address_text(test->arena, ADDRESS_ACCOUNT, test_address(test->arena, 9 - i));
    genesis->balances[0].coins = (struct cosmos_base_v1beta1_coin_list){genesis->coins, 2};
    genesis->balances[1].coins = (struct cosmos_base_v1beta1_coin_list){genesis->coins + 1, 1};
    genesis->state = (struct cosmos_bank_v1beta1_genesis_state){
        .params = {.default_send_enabled = true},
        .balances = {genesis->balances, 2},
        .supply = {genesis->supply, 2},
        .denom_metadata = {&genesis->metadata, 1},
        .send_enabled = {&genesis->enabled, 1},
    };
}

static void what_goes_in_comes_out_in_order(void **state)
{
    struct test_chain *test = test_chain_new();
    struct genesis genesis;
    struct cosmos_bank_v1beta1_genesis_state out = {0};
    fill(test, &genesis);
    ASSERT_OK(bank_genesis_init(&test->ctx, &genesis.state));
    ASSERT_OK(bank_genesis_export(&test->ctx, &out));
    assert_int_equal(out.balances.count, 2);
    ASSERT_BYTES(out.balances.items[0].address, genesis.balances[1].address);
    assert_int_equal(out.balances.items[0].coins.count, 1);
    assert_int_equal(out.balances.items[1].coins.count, 2);
    ASSERT_TEXT(out.balances.items[1].coins.items[0].denom, "atom");
    assert_int_equal(out.supply.count, 2);
    ASSERT_TEXT(out.supply.items[0].amount, "3");
    ASSERT_TEXT(out.supply.items[1].amount, "80");
    ASSERT_TEXT(out.denom_metadata.items[0].display, "scrt");
    ASSERT_TEXT(out.send_enabled.items[0].denom, "atom");
    assert_true(out.params.default_send_enabled);
    test_chain_free(test);
}

static void a_supply_that_is_not_the_sum_is_refused(void **state)
{
    struct test_chain *test = test_chain_new();
    struct genesis genesis;
    fill(test, &genesis);
    genesis.supply[0].amount = BYTES("81");
    ASSERT_TEXT(bank_genesis_init(&test->ctx, &genesis.state)->text,
                "genesis supply is incorrect, expected 3atom,81uscrt, got 3atom,80uscrt");
    genesis.state.supply.count = 0; /* not given: it is computed */
    ASSERT_OK(bank_genesis_init(&test->ctx, &genesis.state));
    test_chain_free(test);
}

static void a_bad_address_is_refused(void **state)
{
    struct test_chain *test = test_chain_new();
    struct genesis genesis;
    fill(test, &genesis);
    genesis.balances[1].address = BYTES("secret1");
    assert_non_null(bank_genesis_init(&test->ctx, &genesis.state));
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_goes_in_comes_out_in_order),
        cmocka_unit_test(a_supply_that_is_not_the_sum_is_refused),
        cmocka_unit_test(a_bad_address_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
