#include "node/app/modules.h"
#include "tests/support/test.h"

static void steps_run_in_the_order_of_the_original(void **state)
{
    static const char *const NAMES[APP_ANTE_COUNT] = {
        "count tx",          "approvals",      "set up context", "circuit breaker",
        "extension options", "validate basic", "timeout height", "memo",
        "tx size",           "deduct fee",     "public keys",    "signature count",
        "signature gas",     "signatures",     "sequences",
    };
    for (size_t i = 0; i < APP_ANTE_COUNT; i++) {
        assert_string_equal(APP_ANTE[i].name, NAMES[i]);
        assert_non_null(APP_ANTE[i].run);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steps_run_in_the_order_of_the_original),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
