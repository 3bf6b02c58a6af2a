#include "tests/support/served.h"

static void the_end_of_the_node_is_the_end(void **state)
{
    struct served served = served_start(true);
    assert_int_equal(served_stop(&served), 0);
}

static void a_node_of_another_version_is_refused(void **state)
{
    struct served served = served_start(false);
    const struct secretd_boundary_hello hello = {.version = BOUNDARY_VERSION + 1};
    enum boundary_frame number;
    const void *message;
    boundary_put(served.query, BOUNDARY_HELLO, &hello);
    assert_int_equal(boundary_get(served.query, served.arena, &number, &message), BOUNDARY_CLOSED);
    assert_int_equal(served_stop(&served), 3);
}

static void nobody_is_served_before_he_says_who_he_is(void **state)
{
    struct served served = served_start(false);
    enum boundary_frame number;
    const void *message;
    boundary_put(served.operator, BOUNDARY_BOOTSTRAP, &SERVED_BOOTSTRAP);
    assert_int_equal(boundary_get(served.operator, served.arena, &number, &message),
                     BOUNDARY_CLOSED);
    assert_int_equal(served_stop(&served), 3);
}

static void a_frame_out_of_order_is_the_end(void **state)
{
    struct served served = served_start(true);
    const struct secretd_boundary_read_reply stray = {.found = true};
    enum boundary_frame number;
    const void *message;
    boundary_put(served.query, BOUNDARY_READ_REPLY, &stray);
    assert_int_equal(boundary_get(served.query, served.arena, &number, &message), BOUNDARY_CLOSED);
    assert_int_equal(served_stop(&served), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_end_of_the_node_is_the_end),
        cmocka_unit_test(a_node_of_another_version_is_refused),
        cmocka_unit_test(nobody_is_served_before_he_says_who_he_is),
        cmocka_unit_test(a_frame_out_of_order_is_the_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
