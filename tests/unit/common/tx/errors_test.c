#include "common/tx/errors.h"

#include "tests/support/test.h"

static void errors_without_a_code_are_undefined_1_and_panics_abort(void **state)
{
    struct arena *arena = arena_new(256);
    status plain = tx_error(arena, "no %s", "way"), panic = tx_panic(arena, TX_NIL_POINTER);
    assert_string_equal(plain->codespace, "undefined");
    assert_int_equal(plain->code, 1);
    ASSERT_TEXT(plain->text, "no way");
    assert_false(plain->aborts);
    assert_int_equal(panic->code, 111222);
    assert_true(panic->aborts);
    assert_int_equal(TX_DECODE.code, 2);
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(errors_without_a_code_are_undefined_1_and_panics_abort),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
