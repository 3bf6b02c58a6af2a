#include "node/modules/registration/module.h"

#include "schema/chain/registry.h"
#include "tests/support/test.h"

static void every_query_is_a_method_of_the_schema(void **state)
{
    assert_int_equal(registration_module.query_count, 4);
    for (size_t i = 0; i < registration_module.query_count; i++)
        assert_non_null(
            method_find(&schema_chain_services, bytes_text(registration_module.queries[i].path)));
}

/* Its genesis section has the name of the store, not of the folder. */
static void the_module_is_called_register(void **state)
{
    assert_string_equal(registration_module.name, "register");
    assert_string_equal(registration_module.genesis->full_name,
                        "secret.registration.v1beta1.GenesisState");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_query_is_a_method_of_the_schema),
        cmocka_unit_test(the_module_is_called_register),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
