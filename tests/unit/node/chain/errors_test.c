#include "node/chain/errors.h"

#include "tests/support/test.h"

static void a_plain_error_has_codespace_undefined_and_code_1(void **state)
{
    struct arena *arena = arena_new(256);
    status refused = chain_error(arena, "bad %d", 7);
    assert_string_equal(refused->codespace, "undefined");
    assert_int_equal(refused->code, 1);
    assert_false(refused->aborts);
    ASSERT_TEXT(refused->text, "bad 7");
    arena_drop(arena);
}

static void a_panic_aborts(void **state)
{
    struct arena *arena = arena_new(256);
    status refused = chain_panic(arena, "no such thing");
    assert_true(refused->aborts);
    assert_int_equal(refused->code, 111222);
    arena_drop(arena);
}

static void a_grpc_error_keeps_its_code_in_its_text(void **state)
{
    struct arena *arena = arena_new(256);
    struct bytes text;
    status refused = chain_grpc_error(arena, GRPC_NOT_FOUND, "account %s not found", "x");
    ASSERT_TEXT(refused->text, "rpc error: code = NotFound desc = account x not found");
    assert_int_equal(chain_grpc_code(refused, &text), GRPC_NOT_FOUND);
    ASSERT_TEXT(text, "account x not found");
    arena_drop(arena);
}

static void any_other_error_is_unknown_to_grpc(void **state)
{
    struct arena *arena = arena_new(256);
    struct bytes text;
    assert_int_equal(chain_grpc_code(&CHAIN_NOT_FOUND, &text), GRPC_UNKNOWN);
    ASSERT_TEXT(text, "not found");
    assert_int_equal(chain_grpc_code(chain_error(arena, "rpc error: code = Odd"), &text),
                     GRPC_UNKNOWN);
    ASSERT_TEXT(text, "rpc error: code = Odd");
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plain_error_has_codespace_undefined_and_code_1),
        cmocka_unit_test(a_panic_aborts),
        cmocka_unit_test(a_grpc_error_keeps_its_code_in_its_text),
        cmocka_unit_test(any_other_error_is_unknown_to_grpc),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
