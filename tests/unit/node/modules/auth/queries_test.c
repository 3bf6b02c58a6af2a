#include "node/chain/address.h"
#include "node/chain/errors.h"
#include "node/modules/auth/account.h"
#include "node/modules/auth/internal.h"
#include "tests/support/chain.h"
#include "tests/support/test.h"

static status ask(struct test_chain *test, const char *name, const void *request, void *response)
{
    struct bytes path = arena_format(test->arena, "/cosmos.auth.v1beta1.Query/%s", name);
    for (size_t i = 0; i < AUTH_QUERY_COUNT; i++)
        if (bytes_is(path, AUTH_QUERIES[i].path))
            return AUTH_QUERIES[i].answer(&test->ctx, request, response);
    fail_msg("no query %s", name);
    return NULL;
}

static struct bytes make(struct test_chain *test, uint8_t byte)
{
    struct account *account;
    struct bytes address = test_address(test->arena, byte);
    ASSERT_OK(auth_account_new(&test->ctx, address, &account));
    ASSERT_OK(auth_account_set(&test->ctx, account));
    return address_text(test->arena, ADDRESS_ACCOUNT, address);
}

static void accounts_are_found_by_address(void **state)
{
    struct test_chain *test = test_chain_new();
    struct bytes text = make(test, 1);
    struct cosmos_auth_v1beta1_query_account_request request = {text};
    struct cosmos_auth_v1beta1_query_account_response response = {0};
    ASSERT_OK(ask(test, "Account", &request, &response));
    ASSERT_TEXT(response.account->type_url, "/cosmos.auth.v1beta1.BaseAccount");
    struct cosmos_auth_v1beta1_query_account_info_request info_request = {text};
    struct cosmos_auth_v1beta1_query_account_info_response info = {0};
    ASSERT_OK(ask(test, "AccountInfo", &info_request, &info));
    ASSERT_BYTES(info.info->address, text);

    request.address = BYTES("");
    status refused = ask(test, "Account", &request, &response);
    struct bytes message;
    assert_int_equal(chain_grpc_code(refused, &message), GRPC_INVALID_ARGUMENT);
    ASSERT_TEXT(message, "Address cannot be empty");
    request.address = address_text(test->arena, ADDRESS_ACCOUNT, test_address(test->arena, 2));
    refused = ask(test, "Account", &request, &response);
    assert_int_equal(chain_grpc_code(refused, &message), GRPC_NOT_FOUND);
    test_chain_free(test);
}

static void accounts_come_in_pages(void **state)
{
    struct test_chain *test = test_chain_new();
    for (uint8_t i = 1; i <= 5; i++)
        make(test, i);
    struct cosmos_base_query_v1beta1_page_request page = {.limit = 2, .count_total = true};
    struct cosmos_auth_v1beta1_query_accounts_request request = {&page};
    struct cosmos_auth_v1beta1_query_accounts_response response = {0};
    ASSERT_OK(ask(test, "Accounts", &request, &response));
    assert_int_equal(response.accounts.count, 2);
    assert_int_equal(response.pagination->total, 5);
    ASSERT_BYTES(response.pagination->next_key, test_address(test->arena, 3));
    test_chain_free(test);
}

static void addresses_are_found_by_account_number(void **state)
{
    struct test_chain *test = test_chain_new();
    make(test, 1);
    struct bytes second = make(test, 2);
    struct cosmos_auth_v1beta1_query_account_address_by_id_request request = {.account_id = 1};
    struct cosmos_auth_v1beta1_query_account_address_by_id_response response = {0};
    ASSERT_OK(ask(test, "AccountAddressByID", &request, &response));
    ASSERT_BYTES(response.account_address, second);
    request.account_id = 2;
    assert_non_null(ask(test, "AccountAddressByID", &request, &response));
    request.id = 1;
    assert_non_null(ask(test, "AccountAddressByID", &request, &response));
    test_chain_free(test);
}

static void module_accounts_are_shown_even_before_they_exist(void **state)
{
    struct test_chain *test = test_chain_new();
    struct cosmos_auth_v1beta1_query_module_accounts_request request = {0};
    struct cosmos_auth_v1beta1_query_module_accounts_response response = {0};
    ASSERT_OK(ask(test, "ModuleAccounts", &request, &response));
    assert_int_equal(response.accounts.count, test->chain.module_account_count);
    struct cosmos_auth_v1beta1_query_module_account_by_name_request by_name = {BYTES("gov")};
    struct cosmos_auth_v1beta1_query_module_account_by_name_response one = {0};
    ASSERT_OK(ask(test, "ModuleAccountByName", &by_name, &one));
    ASSERT_TEXT(one.account->type_url, "/cosmos.auth.v1beta1.ModuleAccount");
    by_name.name = BYTES("nobody");
    struct bytes message;
    status refused = ask(test, "ModuleAccountByName", &by_name, &one);
    assert_int_equal(chain_grpc_code(refused, &message), GRPC_NOT_FOUND);
    test_chain_free(test);
}

static void addresses_are_converted_both_ways(void **state)
{
    struct test_chain *test = test_chain_new();
    struct cosmos_auth_v1beta1_bech32_prefix_request nothing = {0};
    struct cosmos_auth_v1beta1_bech32_prefix_response prefix = {0};
    ASSERT_OK(ask(test, "Bech32Prefix", &nothing, &prefix));
    ASSERT_TEXT(prefix.bech32_prefix, "secret");
    struct cosmos_auth_v1beta1_address_bytes_to_string_request bytes = {
        auth_module_address(&test->chain, "gov")};
    struct cosmos_auth_v1beta1_address_bytes_to_string_response text = {0};
    ASSERT_OK(ask(test, "AddressBytesToString", &bytes, &text));
    ASSERT_TEXT(text.address_string, "secret10d07y265gmmuvt4z0w9aw880jnsr700jc88vt0");
    struct cosmos_auth_v1beta1_address_string_to_bytes_request parsed = {text.address_string};
    struct cosmos_auth_v1beta1_address_string_to_bytes_response back = {0};
    ASSERT_OK(ask(test, "AddressStringToBytes", &parsed, &back));
    ASSERT_BYTES(back.address_bytes, bytes.address_bytes);
    bytes.address_bytes = BYTES("");
    assert_non_null(ask(test, "AddressBytesToString", &bytes, &text));
    parsed.address_string = BYTES("secret1");
    assert_non_null(ask(test, "AddressStringToBytes", &parsed, &back));
    test_chain_free(test);
}

static void params_are_shown(void **state)
{
    struct test_chain *test = test_chain_new();
    struct cosmos_auth_v1beta1_params params = {256, 7, 10, 590, 1000};
    ASSERT_OK(auth_params_set(&test->ctx, &params));
    struct cosmos_auth_v1beta1_query_params_request request = {0};
    struct cosmos_auth_v1beta1_query_params_response response = {0};
    ASSERT_OK(ask(test, "Params", &request, &response));
    assert_int_equal(response.params.max_memo_characters, 256);
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accounts_are_found_by_address),
        cmocka_unit_test(accounts_come_in_pages),
        cmocka_unit_test(addresses_are_found_by_account_number),
        cmocka_unit_test(module_accounts_are_shown_even_before_they_exist),
        cmocka_unit_test(addresses_are_converted_both_ways),
        cmocka_unit_test(params_are_shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
