#include "tests/support/compute_sample.h"

/* A contract of code 1 at an address of 20 times `name`, created at gas position `at`. */
static void add(struct sample *sample, uint8_t name, uint64_t at)
{
    struct test_chain *test = sample->test;
    test->ctx.block_gas_used = at;
    const struct compute_new_contract contract = {
        .address = test_address(test->arena, name),
        .code_id = 1,
        .creator = test_address(test->arena, 0xA1),
        .admin_proof = BYTES("proof"),
        .label = bytes_make(&name, 1),
        .contract_key = BYTES("contract key"),
    };
    ASSERT_OK(compute_contract_add(&test->ctx, &contract));
}

static struct secret_compute_v1beta1_query_contracts_by_code_id_response ask(struct sample *sample)
{
    const struct secret_compute_v1beta1_query_by_code_id_request request = {1};
    struct secret_compute_v1beta1_query_contracts_by_code_id_response list = {0};
    ASSERT_OK(compute_contracts_by_code(&sample->test->ctx, &request, &list));
    return list;
}

static void assert_order(struct sample *sample, const uint8_t *names, size_t count)
{
    struct secret_compute_v1beta1_query_contracts_by_code_id_response list = ask(sample);
    assert_int_equal(list.contract_infos.count, count);
    for (size_t i = 0; i < count; i++) {
        const struct secret_compute_v1beta1_contract_info_with_address *item =
            &list.contract_infos.items[i];
        ASSERT_BYTES(item->contract_address,
                     sample_text(sample, test_address(sample->test->arena, names[i])));
        assert_null(item->contract_info->created);
        assert_int_equal(item->contract_info->admin_proof.len, 0);
    }
}

static void contracts_stand_in_the_order_of_their_creation(void **state)
{
    struct sample *sample = sample_new();
    add(sample, 0x05, 10);
    add(sample, 0x01, 30);
    add(sample, 0x03, 20);
    sample->test->block.height++;
    add(sample, 0x02, 0);
    add(sample, 0x04, 0);
    assert_order(sample, (const uint8_t[]){5, 3, 1, 2, 4}, 5);
    test_chain_free(sample->test);
}

/* They have neither history nor index. */
static void contracts_of_a_genesis_are_first(void **state)
{
    struct sample *sample = sample_new();
    ASSERT_OK(compute_genesis_init(&sample->test->ctx, &sample->genesis));
    add(sample, 0x01, 0);
    assert_order(sample, (const uint8_t[]){0xC1, 0x01}, 2);
    test_chain_free(sample->test);
}

/* The second contract is of another code. */
static void every_contract_and_its_keys_are_paid_for(void **state)
{
    struct sample *sample = sample_new();
    struct test_chain *test = sample->test;
    uint64_t bytes = 0;
    for (uint8_t name = 1; name <= 2; name++) {
        add(sample, name, 0);
        struct bytes contract = test_address(test->arena, name);
        if (name == 2) {
            struct secret_compute_v1beta1_contract_info info;
            bool found;
            ASSERT_OK(compute_contract_get(&test->ctx, contract, &info, &found));
            info.code_id = 2;
            ASSERT_OK(compute_contract_set(&test->ctx, contract, &info));
        }
        uint64_t record =
            21 + test_stored(test, STORE_COMPUTE, compute_key_contract(test->arena, contract)).len;
        uint64_t key =
            21 + test_stored(test, STORE_COMPUTE, compute_key_enclave(test->arena, contract)).len;
        bytes += (name == 1 ? 2 : 1) * record + 5 + 100 + key;
    }
    test_gas(test);
    assert_int_equal(ask(sample).contract_infos.count, 1);
    assert_int_equal(test_gas(test), bytes + 5);
    test_chain_free(test);
}

static void a_code_without_contracts_is_not_found(void **state)
{
    struct sample *sample = sample_new();
    struct secret_compute_v1beta1_query_by_code_id_request request = {2};
    struct secret_compute_v1beta1_query_contracts_by_code_id_response list = {0};
    add(sample, 0x01, 0);
    assert_ptr_equal(compute_contracts_by_code(&sample->test->ctx, &request, &list),
                     &COMPUTE_NOT_FOUND);
    request.code_id = 0;
    ASSERT_TEXT(compute_contracts_by_code(&sample->test->ctx, &request, &list)->text,
                "code id: invalid");
    test_chain_free(sample->test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(contracts_stand_in_the_order_of_their_creation),
        cmocka_unit_test(contracts_of_a_genesis_are_first),
        cmocka_unit_test(every_contract_and_its_keys_are_paid_for),
        cmocka_unit_test(a_code_without_contracts_is_not_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
