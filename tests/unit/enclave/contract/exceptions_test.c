#include "enclave/contract/exceptions.h"

#include "tests/support/test.h"

static void a_table_is_searched_by_contract(void **state)
{
    static const struct exception table[] = {{"a", "1"}, {"b", "2"}, {NULL, NULL}};
    assert_string_equal(exceptions_find(table, BYTES("b")), "2");
    assert_null(exceptions_find(table, BYTES("")));
    assert_null(exceptions_find(table, BYTES("c")));
}

/* Whoever adds one writes it so that it can be found. */
static void what_is_listed_is_well_formed(void **state)
{
    for (const struct exception *one = EXCEPTIONS.admins; one->contract != NULL; one++)
        assert_int_equal(strlen(one->contract) + strlen(one->content), 45 + 45);
    for (const struct exception *one = EXCEPTIONS.code_hashes; one->contract != NULL; one++)
        assert_int_equal(strlen(one->contract) + strlen(one->content), 45 + 64);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_table_is_searched_by_contract),
        cmocka_unit_test(what_is_listed_is_well_formed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
