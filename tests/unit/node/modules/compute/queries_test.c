#include "node/chain/address.h"
#include "tests/support/compute_sample.h"

static status ask(struct test_chain *test, const char *method, const void *request, void *answer)
{
    struct bytes wanted = arena_format(test->arena, "/secret.compute.v1beta1.Query/%s", method);
    for (size_t i = 0; i < COMPUTE_QUERY_COUNT; i++)
        if (bytes_is(wanted, compute_queries[i].path))
            return compute_queries[i].answer(&test->ctx, request, answer);
    fail();
    return NULL;
}

static struct sample *sample_stored(void)
{
    struct sample *sample = sample_new();
    ASSERT_OK(compute_genesis_init(&sample->test->ctx, &sample->genesis));
    return sample;
}

static struct secret_compute_v1beta1_query_by_contract_address_request
by_contract(const struct sample *sample)
{
    return (struct secret_compute_v1beta1_query_by_contract_address_request){
        address_text(sample->test->arena, ADDRESS_ACCOUNT, sample->contract)};
}

static void a_code_is_shown_with_its_module(void **state)
{
    struct sample *sample = sample_stored();
    struct secret_compute_v1beta1_query_by_code_id_request request = {1};
    struct secret_compute_v1beta1_query_code_response code = {0};
    struct secret_compute_v1beta1_query_codes_response codes = {0};
    struct secret_compute_v1beta1_query_code_hash_response hash = {0};
    char *hex = test_hex(BYTES_OF(sample->code_hash));
    ASSERT_OK(ask(sample->test, "Code", &request, &code));
    ASSERT_BYTES(code.wasm, BYTES(SAMPLE_WASM));
    ASSERT_TEXT(code.code_info->code_hash, hex);
    ASSERT_TEXT(code.code_info->source, "source");
    ASSERT_OK(ask(sample->test, "Codes", NULL, &codes));
    assert_int_equal(codes.code_infos.count, 1);
    assert_int_equal(codes.code_infos.items[0].code_id, 1);
    ASSERT_OK(ask(sample->test, "CodeHashByCodeId", &request, &hash));
    ASSERT_TEXT(hash.code_hash, hex);
    test_hex_free(hex);
    test_chain_free(sample->test);
}

static void a_code_that_is_not_there_is_refused_in_the_words_of_the_original(void **state)
{
    struct sample *sample = sample_stored();
    struct secret_compute_v1beta1_query_by_code_id_request request = {2};
    struct secret_compute_v1beta1_query_code_response code = {0};
    struct secret_compute_v1beta1_query_code_hash_response hash = {0};
    assert_ptr_equal(ask(sample->test, "Code", &request, &code), &COMPUTE_NOT_FOUND);
    status refused = ask(sample->test, "CodeHashByCodeId", &request, &hash);
    ASSERT_TEXT(refused->text, "failed to get code info for code id 2");
    request.code_id = 0;
    assert_true(error_is(ask(sample->test, "Code", &request, &code), &COMPUTE_INVALID));
    test_chain_free(sample->test);
}

/* The admin proof is between the enclave and the chain. */
static void a_contract_is_shown_without_its_admin_proof(void **state)
{
    struct sample *sample = sample_stored();
    struct secret_compute_v1beta1_query_by_contract_address_request request = by_contract(sample);
    struct secret_compute_v1beta1_query_contract_info_response info = {0};
    struct secret_compute_v1beta1_query_contract_label_response label = {0};
    struct secret_compute_v1beta1_query_code_hash_response hash = {0};
    ASSERT_OK(ask(sample->test, "ContractInfo", &request, &info));
    ASSERT_BYTES(info.contract_address, request.contract_address);
    assert_int_equal(info.contract_info->code_id, 1);
    assert_int_equal(info.contract_info->admin_proof.len, 0);
    ASSERT_OK(ask(sample->test, "LabelByAddress", &request, &label));
    ASSERT_TEXT(label.label, "my label");
    ASSERT_OK(ask(sample->test, "CodeHashByContractAddress", &request, &hash));
    assert_int_equal(hash.code_hash.len, 64);
    test_chain_free(sample->test);
}

static void a_label_leads_to_its_contract(void **state)
{
    struct sample *sample = sample_stored();
    struct secret_compute_v1beta1_query_by_label_request request = {BYTES("my label")};
    struct secret_compute_v1beta1_query_contract_address_response answer = {0};
    ASSERT_OK(ask(sample->test, "AddressByLabel", &request, &answer));
    ASSERT_BYTES(answer.contract_address, by_contract(sample).contract_address);
    request.label = BYTES("another");
    status refused = ask(sample->test, "AddressByLabel", &request, &answer);
    ASSERT_TEXT(refused->text, "another: unknown address");
    test_chain_free(sample->test);
}

static void a_contract_has_a_history_but_one_of_a_genesis(void **state)
{
    struct sample *sample = sample_stored();
    struct test_chain *test = sample->test;
    struct secret_compute_v1beta1_query_contract_history_request history = {
        by_contract(sample).contract_address};
    struct secret_compute_v1beta1_query_contract_history_response entries = {0};
    ASSERT_OK(ask(test, "ContractHistory", &history, &entries));
    assert_int_equal(entries.entries.count, 0);
    const struct compute_new_contract contract = {.address = sample->contract,
                                                  .code_id = 1,
                                                  .creator = test_address(test->arena, 0xA1),
                                                  .label = BYTES("my label"),
                                                  .init_msg = BYTES("sealed message"),
                                                  .contract_key = BYTES("contract key")};
    ASSERT_OK(compute_contract_add(&test->ctx, &contract));
    ASSERT_OK(ask(test, "ContractHistory", &history, &entries));
    assert_int_equal(entries.entries.count, 1);
    ASSERT_TEXT(entries.entries.items[0].msg, "sealed message");
    assert_int_equal(entries.entries.items[0].updated->block_height, 10);
    test_chain_free(test);
}

/* Addresses may be written in capitals; the answer has the usual form. */
static void an_address_in_capitals_is_the_same_contract(void **state)
{
    struct sample *sample = sample_stored();
    struct secret_compute_v1beta1_query_by_contract_address_request request = by_contract(sample);
    struct bytes usual = request.contract_address;
    uint8_t capitals[64];
    assert_true(usual.len <= sizeof capitals);
    for (size_t i = 0; i < usual.len; i++)
        capitals[i] = (uint8_t)(usual.data[i] >= 'a' ? usual.data[i] - 'a' + 'A' : usual.data[i]);
    request.contract_address = bytes_make(capitals, usual.len);
    struct secret_compute_v1beta1_query_contract_info_response info = {0};
    ASSERT_OK(ask(sample->test, "ContractInfo", &request, &info));
    ASSERT_BYTES(info.contract_address, usual);
    test_chain_free(sample->test);
}

static void what_is_no_address_of_an_account_is_named(void **state)
{
    struct sample *sample = sample_stored();
    struct test_chain *test = sample->test;
    struct secret_compute_v1beta1_query_by_contract_address_request request = {BYTES(" ")};
    struct secret_compute_v1beta1_query_contract_info_response info = {0};
    struct secret_compute_v1beta1_query_contract_label_response label = {0};
    ASSERT_TEXT(ask(test, "ContractInfo", &request, &info)->text,
                "empty address string is not allowed");
    request.contract_address = address_text(test->arena, ADDRESS_VALIDATOR, sample->contract);
    ASSERT_TEXT(ask(test, "ContractInfo", &request, &info)->text,
                "invalid Bech32 prefix; expected secret, got secretvaloper");
    ASSERT_TEXT(ask(test, "LabelByAddress", &request, &label)->text,
                "invalid Bech32 prefix; expected secret, got secretvaloper");
    request.contract_address = sample_text(sample, test_address(test->arena, 0x77));
    assert_ptr_equal(ask(test, "ContractInfo", &request, &info), &COMPUTE_NOT_FOUND);
    test_chain_free(test);
}

static void what_governance_has_authorised_is_shown(void **state)
{
    struct sample *sample = sample_stored();
    struct test_chain *test = sample->test;
    struct bytes contract = by_contract(sample).contract_address;
    struct secret_compute_v1beta1_query_authorized_migration_request migration = {contract};
    struct secret_compute_v1beta1_query_authorized_migration_response to_code = {0};
    struct secret_compute_v1beta1_query_authorized_admin_update_request update = {contract};
    struct secret_compute_v1beta1_query_authorized_admin_update_response to_admin = {0};
    ASSERT_TEXT(ask(test, "AuthorizedMigration", &migration, &to_code)->text,
                "rpc error: code = NotFound desc = no authorized migration found for the given "
                "contract address");
    ASSERT_TEXT(ask(test, "AuthorizedAdminUpdate", &update, &to_admin)->text,
                "rpc error: code = NotFound desc = no authorized admin update found for the given "
                "contract address");
    ASSERT_OK(kv_set(&test->ctx, STORE_COMPUTE, compute_key_authorized_code(test->arena, contract),
                     BYTES("\0\0\0\0\0\0\0\x09")));
    ASSERT_OK(kv_set(&test->ctx, STORE_COMPUTE, compute_key_authorized_admin(test->arena, contract),
                     BYTES("somebody")));
    ASSERT_OK(ask(test, "AuthorizedMigration", &migration, &to_code));
    assert_int_equal(to_code.new_code_id, 9);
    ASSERT_OK(ask(test, "AuthorizedAdminUpdate", &update, &to_admin));
    ASSERT_TEXT(to_admin.new_admin, "somebody");
    update.contract_address = BYTES("nobody");
    ASSERT_TEXT(ask(test, "AuthorizedAdminUpdate", &update, &to_admin)->text,
                "rpc error: code = InvalidArgument desc = invalid contract address");
    test_chain_free(test);
}

/* A contract that asks for a code's hash pays nothing for it; for a record it does. */
static void some_queries_are_free_for_contracts(void **state)
{
    struct sample *sample = sample_stored();
    struct test_chain *test = sample->test;
    struct secret_compute_v1beta1_query_by_contract_address_request request = by_contract(sample);
    struct secret_compute_v1beta1_query_code_hash_response hash = {0};
    struct secret_compute_v1beta1_query_contract_label_response label = {0};
    struct secret_compute_v1beta1_query_contract_info_response info = {0};
    test_gas(test);
    ASSERT_OK(ask(test, "CodeHashByContractAddress", &request, &hash));
    ASSERT_OK(ask(test, "LabelByAddress", &request, &label));
    assert_int_equal(test_gas(test), 0);
    ASSERT_OK(ask(test, "ContractInfo", &request, &info));
    assert_true(test_gas(test) > 0);
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_code_is_shown_with_its_module),
        cmocka_unit_test(a_code_that_is_not_there_is_refused_in_the_words_of_the_original),
        cmocka_unit_test(a_contract_is_shown_without_its_admin_proof),
        cmocka_unit_test(a_label_leads_to_its_contract),
        cmocka_unit_test(a_contract_has_a_history_but_one_of_a_genesis),
        cmocka_unit_test(an_address_in_capitals_is_the_same_contract),
        cmocka_unit_test(what_is_no_address_of_an_account_is_named),
        cmocka_unit_test(what_governance_has_authorised_is_shown),
        cmocka_unit_test(some_queries_are_free_for_contracts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
