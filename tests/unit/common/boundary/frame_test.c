#include "common/boundary/frame.h"

#include "tests/support/test.h"

/* Who changes a message or a frame changes this value and BOUNDARY_VERSION with it. */
static void the_schema_is_that_of_this_version(void **state)
{
    uint8_t hash[32];
    boundary_schema_hash(hash);
    assert_int_equal(BOUNDARY_VERSION, 2);
    ASSERT_HEX(BYTES_OF(hash), "ceb0afbbccb6962e4ff7a010f684c13431b01d0207e1761fb1dd47d78324a4d1");
}

static void every_number_has_a_message_and_the_rest_none(void **state)
{
    assert_null(boundary_frame_type(0));
    for (uint32_t number = 1; number < BOUNDARY_FRAME_END; number++)
        assert_non_null(boundary_frame_type(number)->message);
    assert_null(boundary_frame_type(BOUNDARY_FRAME_END));
    assert_null(boundary_frame_type(UINT32_MAX));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_schema_is_that_of_this_version),
        cmocka_unit_test(every_number_has_a_message_and_the_rest_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
