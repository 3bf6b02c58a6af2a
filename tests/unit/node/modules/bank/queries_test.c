#include "node/chain/address.h"
#include "node/chain/errors.h"
#include "node/modules/bank/internal.h"
#include "tests/support/chain.h"
#include "tests/support/test.h"

static status ask(struct test_chain *test, const char *name, const void *request, void *response)
{
    struct bytes path = arena_format(test->arena, "/cosmos.bank.v1beta1.Query/%s", name);
    for (size_t i = 0; i < BANK_QUERY_COUNT; i++)
        if (bytes_is(path, BANK_QUERIES[i].path))
            return BANK_QUERIES[i].answer(&test->ctx, request, response);
    fail_msg("no query %s", name);
    return NULL;
}

static void set(struct test_chain *test, uint8_t byte, const char *denom, int64_t amount)
{
    struct coin coin = {bytes_text(denom), integer_from_i64(amount)};
    ASSERT_OK(bank_balance_set(&test->ctx, test_address(test->arena, byte), coin));
}

static struct bytes user(struct test_chain *test, uint8_t byte)
{
    return address_text(test->arena, ADDRESS_ACCOUNT, test_address(test->arena, byte));
}

static void one_balance_is_shown_also_when_it_is_zero(void **state)
{
    struct test_chain *test = test_chain_new();
    set(test, 1, "uscrt", 12);
    struct cosmos_bank_v1beta1_query_balance_request request = {user(test, 1), BYTES("uscrt")};
    struct cosmos_bank_v1beta1_query_balance_response response = {0};
    ASSERT_OK(ask(test, "Balance", &request, &response));
    ASSERT_TEXT(response.balance->amount, "12");
    request.denom = BYTES("atom");
    ASSERT_OK(ask(test, "Balance", &request, &response));
    ASSERT_TEXT(response.balance->amount, "0");
    struct bytes text;
    request.denom = BYTES("!");
    assert_int_equal(chain_grpc_code(ask(test, "Balance", &request, &response), &text),
                     GRPC_INVALID_ARGUMENT);
    ASSERT_TEXT(text, "invalid denom: !");
    request = (struct cosmos_bank_v1beta1_query_balance_request){BYTES(""), BYTES("uscrt")};
    assert_int_equal(chain_grpc_code(ask(test, "Balance", &request, &response), &text),
                     GRPC_INVALID_ARGUMENT);
    ASSERT_TEXT(text, "invalid address: empty address string is not allowed");
    test_chain_free(test);
}

static void all_balances_come_in_pages_and_with_their_display_denoms(void **state)
{
    struct test_chain *test = test_chain_new();
    struct cosmos_bank_v1beta1_metadata metadata = {.base = BYTES("uscrt"),
                                                    .display = BYTES("scrt")};
    ASSERT_OK(bank_metadata_set(&test->ctx, &metadata));
    set(test, 1, "uscrt", 12);
    set(test, 1, "atom", 3);
    set(test, 1, "btc", 4);
    struct cosmos_base_query_v1beta1_page_request page = {.limit = 1, .offset = 2};
    struct cosmos_bank_v1beta1_query_all_balances_request request = {user(test, 1), &page, true};
    struct cosmos_bank_v1beta1_query_all_balances_response response = {0};
    ASSERT_OK(ask(test, "AllBalances", &request, &response));
    assert_int_equal(response.balances.count, 1);
    ASSERT_TEXT(response.balances.items[0].denom, "scrt");
    page.key = BYTES("btc");
    struct bytes text;
    assert_int_equal(chain_grpc_code(ask(test, "AllBalances", &request, &response), &text),
                     GRPC_INVALID_ARGUMENT);
    test_chain_free(test);
}

static void spendable_balances_leave_out_what_is_locked(void **state)
{
    struct test_chain *test = test_chain_new();
    struct account account = {
        .kind = ACCOUNT_PERMANENT_LOCKED,
        .address = test_address(test->arena, 1),
        .original_vesting = coins_one(test->arena, BYTES("uscrt"), integer_from_i64(10)),
    };
    ASSERT_OK(auth_account_set(&test->ctx, &account));
    set(test, 1, "atom", 3);
    set(test, 1, "uscrt", 12);
    struct cosmos_bank_v1beta1_query_spendable_balances_request request = {user(test, 1), NULL};
    struct cosmos_bank_v1beta1_query_spendable_balances_response response = {0};
    ASSERT_OK(ask(test, "SpendableBalances", &request, &response));
    ASSERT_TEXT(response.balances.items[0].amount, "3");
    ASSERT_TEXT(response.balances.items[1].amount, "2");
    struct cosmos_bank_v1beta1_query_spendable_balance_by_denom_request one = {user(test, 1),
                                                                               BYTES("uscrt")};
    struct cosmos_bank_v1beta1_query_spendable_balance_by_denom_response answer = {0};
    ASSERT_OK(ask(test, "SpendableBalanceByDenom", &one, &answer));
    ASSERT_TEXT(answer.balance->amount, "2");
    set(test, 1, "uscrt", 9);
    assert_true(ask(test, "SpendableBalanceByDenom", &one, &answer)->aborts);
    test_chain_free(test);
}

static void the_supply_is_shown_whole_and_by_denom(void **state)
{
    struct test_chain *test = test_chain_new();
    ASSERT_OK(bank_supply_set(&test->ctx, BYTES("uscrt"), integer_from_i64(5)));
    ASSERT_OK(bank_supply_set(&test->ctx, BYTES("atom"), integer_from_i64(6)));
    struct cosmos_bank_v1beta1_query_total_supply_request all = {0};
    struct cosmos_bank_v1beta1_query_total_supply_response total = {0};
    ASSERT_OK(ask(test, "TotalSupply", &all, &total));
    assert_int_equal(total.supply.count, 2);
    ASSERT_TEXT(total.supply.items[0].denom, "atom");
    struct cosmos_bank_v1beta1_query_supply_of_request one = {BYTES("uscrt")};
    struct cosmos_bank_v1beta1_query_supply_of_response supply = {0};
    ASSERT_OK(ask(test, "SupplyOf", &one, &supply));
    ASSERT_TEXT(supply.amount.amount, "5");
    test_chain_free(test);
}

static void metadata_is_shown_or_not_found(void **state)
{
    struct test_chain *test = test_chain_new();
    struct cosmos_bank_v1beta1_metadata metadata = {.base = BYTES("uscrt"),
                                                    .display = BYTES("scrt")};
    ASSERT_OK(bank_metadata_set(&test->ctx, &metadata));
    struct cosmos_bank_v1beta1_query_denom_metadata_request request = {BYTES("uscrt")};
    struct cosmos_bank_v1beta1_query_denom_metadata_response response = {0};
    ASSERT_OK(ask(test, "DenomMetadata", &request, &response));
    ASSERT_TEXT(response.metadata.display, "scrt");
    struct cosmos_bank_v1beta1_query_denom_metadata_by_query_string_request by_query = {
        BYTES("atom")};
    struct cosmos_bank_v1beta1_query_denom_metadata_by_query_string_response answer = {0};
    struct bytes text;
    status refused = ask(test, "DenomMetadataByQueryString", &by_query, &answer);
    assert_int_equal(chain_grpc_code(refused, &text), GRPC_NOT_FOUND);
    ASSERT_TEXT(text, "client metadata for denom atom");
    struct cosmos_bank_v1beta1_query_denoms_metadata_request all = {0};
    struct cosmos_bank_v1beta1_query_denoms_metadata_response list = {0};
    ASSERT_OK(ask(test, "DenomsMetadata", &all, &list));
    assert_int_equal(list.metadatas.count, 1);
    test_chain_free(test);
}

static void owners_of_a_denom_are_listed(void **state)
{
    struct test_chain *test = test_chain_new();
    set(test, 2, "uscrt", 12);
    set(test, 1, "uscrt", 3);
    set(test, 3, "atom", 3);
    struct cosmos_bank_v1beta1_query_denom_owners_request request = {BYTES("uscrt"), NULL};
    struct cosmos_bank_v1beta1_query_denom_owners_response response = {0};
    ASSERT_OK(ask(test, "DenomOwners", &request, &response));
    assert_int_equal(response.denom_owners.count, 2);
    ASSERT_BYTES(response.denom_owners.items[1].address, user(test, 2));
    ASSERT_TEXT(response.denom_owners.items[1].balance.amount, "12");
    struct cosmos_bank_v1beta1_query_denom_owners_by_query_request by_query = {BYTES("atom"), NULL};
    struct cosmos_bank_v1beta1_query_denom_owners_by_query_response answer = {0};
    ASSERT_OK(ask(test, "DenomOwnersByQuery", &by_query, &answer));
    assert_int_equal(answer.denom_owners.count, 1);
    test_chain_free(test);
}

static void switched_denoms_are_shown_all_or_by_name(void **state)
{
    struct test_chain *test = test_chain_new();
    struct cosmos_bank_v1beta1_send_enabled entries[] = {{BYTES("atom"), false},
                                                         {BYTES("uscrt"), true}};
    struct cosmos_bank_v1beta1_params params = {{entries, 2}, true};
    ASSERT_OK(bank_params_set(&test->ctx, &params));
    struct cosmos_bank_v1beta1_query_send_enabled_request request = {0};
    struct cosmos_bank_v1beta1_query_send_enabled_response response = {0};
    ASSERT_OK(ask(test, "SendEnabled", &request, &response));
    assert_int_equal(response.send_enabled.count, 2);
    assert_false(response.send_enabled.items[0].enabled);
    struct bytes names[] = {BYTES("btc"), BYTES("uscrt")};
    request.denoms = (struct bytes_list){names, 2};
    ASSERT_OK(ask(test, "SendEnabled", &request, &response));
    assert_int_equal(response.send_enabled.count, 1);
    assert_true(response.send_enabled.items[0].enabled);
    struct cosmos_bank_v1beta1_query_params_request nothing = {0};
    struct cosmos_bank_v1beta1_query_params_response shown = {0};
    ASSERT_OK(ask(test, "Params", &nothing, &shown));
    assert_true(shown.params.default_send_enabled);
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_balance_is_shown_also_when_it_is_zero),
        cmocka_unit_test(all_balances_come_in_pages_and_with_their_display_denoms),
        cmocka_unit_test(spendable_balances_leave_out_what_is_locked),
        cmocka_unit_test(the_supply_is_shown_whole_and_by_denom),
        cmocka_unit_test(metadata_is_shown_or_not_found),
        cmocka_unit_test(owners_of_a_denom_are_listed),
        cmocka_unit_test(switched_denoms_are_shown_all_or_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
