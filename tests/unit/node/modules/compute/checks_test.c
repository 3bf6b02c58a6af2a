#include "node/modules/compute/internal.h"
#include "tests/support/test.h"

static const struct bytes sender = BYTES_INIT("12345678901234567890");

static void assert_refused(status refused, const char *codespace, uint32_t code, const char *text)
{
    assert_non_null(refused);
    assert_string_equal(refused->codespace, codespace);
    assert_int_equal(refused->code, code);
    ASSERT_TEXT(refused->text, text);
}

static status check_store(struct arena *arena, struct bytes code, const char *source,
                          const char *builder)
{
    const struct secret_compute_v1beta1_msg_store_code msg = {
        .sender = sender,
        .wasm_byte_code = code,
        .source = bytes_text(source),
        .builder = bytes_text(builder),
    };
    return compute_check_store_code(arena, &msg);
}

static void store_code_is_refused_with_the_recorded_texts(void **state)
{
    struct arena *arena = arena_new(4096);
    static uint8_t large[COMPUTE_CODE_BYTES_MAX + 1];
    ASSERT_OK(check_store(arena, BYTES("\0asm"), "", ""));
    ASSERT_OK(check_store(arena, BYTES("\0asm"), "https://a.b/c", "enigmampc/optimizer:1.0"));
    assert_refused(check_store(arena, BYTES(""), "", ""), "sdk", 18,
                   "code bytes is required: empty: invalid request");
    assert_refused(
        check_store(arena, BYTES_OF(large), "", ""), "sdk", 18,
        "code bytes cannot be longer than 2097152 bytes: exceeds limit: invalid request");
    assert_refused(check_store(arena, BYTES("\0asm"), "http://a.b", ""), "sdk", 18,
                   "source must use https: invalid: invalid request");
    assert_refused(check_store(arena, BYTES("\0asm"), "", "no image"), "sdk", 18,
                   "builder invalid: invalid request");
    arena_drop(arena);
}

static void an_instance_needs_a_label_and_a_code(void **state)
{
    struct arena *arena = arena_new(4096);
    struct secret_compute_v1beta1_msg_instantiate_contract msg = {
        .sender = sender, .code_id = 1, .label = BYTES("first"), .init_msg = BYTES("x")};
    ASSERT_OK(compute_check_instantiate(arena, &msg));
    msg.label = BYTES("");
    assert_refused(compute_check_instantiate(arena, &msg), "compute", 11, "is required: empty");
    static uint8_t long_label[COMPUTE_LABEL_BYTES_MAX + 1];
    msg.label = BYTES_OF(long_label);
    assert_non_null(compute_check_instantiate(arena, &msg));
    msg.label = BYTES("first");
    msg.code_id = 0;
    assert_refused(compute_check_instantiate(arena, &msg), "sdk", 18,
                   "code_id is required: invalid request");
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(store_code_is_refused_with_the_recorded_texts),
        cmocka_unit_test(an_instance_needs_a_label_and_a_code),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
