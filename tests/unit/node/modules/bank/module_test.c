#include "node/modules/bank/internal.h"
#include "tests/support/test.h"

static void the_module_brings_its_messages_queries_and_genesis(void **state)
{
    assert_string_equal(bank_module.name, "bank");
    assert_int_equal(bank_module.consensus_version, 4);
    assert_int_equal(bank_module.message_count, BANK_MESSAGE_COUNT);
    assert_int_equal(bank_module.query_count, BANK_QUERY_COUNT);
    assert_ptr_equal(bank_module.genesis, &cosmos_bank_v1beta1_genesis_state_type);
    assert_null(bank_module.end_block);
}

static void queries_are_named_in_order(void **state)
{
    for (size_t i = 1; i < BANK_QUERY_COUNT; i++)
        assert_true(strcmp(BANK_QUERIES[i - 1].path, BANK_QUERIES[i].path) < 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_module_brings_its_messages_queries_and_genesis),
        cmocka_unit_test(queries_are_named_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
