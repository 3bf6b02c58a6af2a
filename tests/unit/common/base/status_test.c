#include "common/base/status.h"

#include "tests/support/test.h"

static const struct error REFUSED = {"sdk", 5, false, BYTES_INIT("insufficient funds")};
static const struct error PANIC = {"sdk", 111222, true, BYTES_INIT("panic")};

static void wrapping_puts_the_detail_in_front_and_keeps_the_code(void **state)
{
    struct arena *arena = arena_new(256);
    status once = error_wrap(arena, &REFUSED, "%d is smaller than %d", 1, 2);
    status twice = error_wrap_bytes(arena, once, BYTES("a\0b"));
    ASSERT_TEXT(once->text, "1 is smaller than 2: insufficient funds");
    ASSERT_BYTES(twice->text, BYTES("a\0b: 1 is smaller than 2: insufficient funds"));
    assert_true(error_is(twice, &REFUSED));
    assert_false(twice->aborts);
    arena_drop(arena);
}

static void a_panic_stays_one_whatever_its_text(void **state)
{
    struct arena *arena = arena_new(256);
    status replaced = error_replace(arena, &PANIC, BYTES("index out of range"));
    ASSERT_TEXT(replaced->text, "index out of range");
    assert_true(replaced->aborts);
    assert_true(error_is(replaced, &PANIC));
    arena_drop(arena);
}

static void success_is_no_error_of_any_kind(void **state)
{
    const struct error other = {"bank", 5, false, BYTES_INIT("insufficient funds")};
    assert_false(error_is(NULL, &REFUSED));
    assert_false(error_is(&other, &REFUSED));
    assert_false(error_is(&PANIC, &REFUSED));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wrapping_puts_the_detail_in_front_and_keeps_the_code),
        cmocka_unit_test(a_panic_stays_one_whatever_its_text),
        cmocka_unit_test(success_is_no_error_of_any_kind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
