#include "node/modules/compute/errors.h"

#include "tests/support/test.h"

/* Codes are part of the results hash (chain-surface 4.2). */
static void errors_have_the_codes_of_the_original(void **state)
{
    static const struct {
        const struct error *error;
        uint32_t code;
    } known[] = {
        {&COMPUTE_INSTANTIATE_FAILED, 2},
        {&COMPUTE_EXECUTE_FAILED, 3},
        {&COMPUTE_QUERY_FAILED, 4},
        {&COMPUTE_MIGRATE_FAILED, 5},
        {&COMPUTE_ACCOUNT_EXISTS, 6},
        {&COMPUTE_NOT_FOUND, 9},
        {&COMPUTE_INVALID_MESSAGE, 10},
        {&COMPUTE_EMPTY, 11},
        {&COMPUTE_LIMIT, 12},
        {&COMPUTE_INVALID, 13},
        {&COMPUTE_DUPLICATE, 14},
        {&COMPUTE_CREATE_FAILED, 15},
        {&COMPUTE_SIGNATURE, 16},
        {&COMPUTE_UNSUPPORTED, 17},
        {&COMPUTE_UNKNOWN_MESSAGE, 18},
        {&COMPUTE_REPLY_FAILED, 19},
        {&COMPUTE_INVALID_EVENT, 21},
        {&COMPUTE_CALL_DEPTH, 30},
        {&COMPUTE_CODE_SIZE, 31},
    };
    for (size_t i = 0; i < ARRAY_COUNT(known); i++) {
        assert_string_equal(known[i].error->codespace, "compute");
        assert_int_equal(known[i].error->code, known[i].code);
        assert_false(known[i].error->aborts);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(errors_have_the_codes_of_the_original),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
