#include "node/modules/compute/module.h"

#include "schema/chain/registry.h"
#include "tests/support/test.h"

static void messages_and_queries_are_methods_of_the_schema(void **state)
{
    const struct service_type *service =
        service_find(&schema_chain_services, BYTES("secret.compute.v1beta1.Msg"));
    assert_non_null(service);
    for (size_t i = 0; i < compute_module.message_count; i++) {
        size_t at = 0;
        while (at < service->method_count &&
               service->methods[at].request != compute_module.messages[i].type)
            at++;
        assert_true(at < service->method_count);
        assert_ptr_equal(service->methods[at].response, compute_module.messages[i].response);
    }
    for (size_t i = 0; i < compute_module.query_count; i++)
        assert_non_null(
            method_find(&schema_chain_services, bytes_text(compute_module.queries[i].path)));
}

static void the_version_is_the_existing_networks(void **state)
{
    assert_string_equal(compute_module.name, "compute");
    assert_int_equal(compute_module.consensus_version, 9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(messages_and_queries_are_methods_of_the_schema),
        cmocka_unit_test(the_version_is_the_existing_networks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
