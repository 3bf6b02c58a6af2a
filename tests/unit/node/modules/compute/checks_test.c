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

static void a_builder_is_an_image_of_an_organisation_with_a_tag(void **state)
{
    static const char *const GOOD[] = {
        "ab/cd:1",
        "a.b/c-d/e__f:v1.0-Z",
        "0a/a0:_",
        "enigmampc/secret-contract-optimizer:1.0.9",
    };
    static const char *const BAD[] = {
        "image:1",  "a/bc:1",   "ab/c:1",    "ab/cd",     "ab/cd:",
        "ab/cd:.1", "ab/cd:-1", "ab/cd:1:2", "AB/cd:1",   "ab/.cd:1",
        "ab/cd-:1", "ab//cd:1", "/ab/cd:1",  "ab/cd:1/x", "ab/cd:1\x80",
    };
    struct arena *arena = arena_new(4096);
    for (size_t i = 0; i < ARRAY_COUNT(GOOD); i++)
        ASSERT_OK(check_store(arena, BYTES("\0asm"), "", GOOD[i]));
    for (size_t i = 0; i < ARRAY_COUNT(BAD); i++)
        assert_refused(check_store(arena, BYTES("\0asm"), "", BAD[i]), "sdk", 18,
                       "builder invalid: invalid request");
    char longest[COMPUTE_BUILDER_BYTES_MAX + 2] = "ab/cd:";
    memset(longest + 6, '1', sizeof longest - 7);
    assert_refused(check_store(arena, BYTES("\0asm"), "", longest), "sdk", 18,
                   "builder longer than 128 characters: exceeds limit: invalid request");
    longest[COMPUTE_BUILDER_BYTES_MAX] = '\0';
    ASSERT_OK(check_store(arena, BYTES("\0asm"), "", longest));
    arena_drop(arena);
}

/* The network's verifier stands in place of the library's. */
static void addresses_have_one_of_three_lengths(void **state)
{
    static const uint8_t address[256];
    struct arena *arena = arena_new(4096);
    for (size_t len = 0; len <= sizeof address; len++) {
        status refused = compute_check_address(arena, bytes_make(address, len));
        if (len == 20 || len == 32 || len == 45)
            ASSERT_OK(refused);
        else
            assert_true(error_is(refused, &CHAIN_UNKNOWN_ADDRESS));
    }
    ASSERT_TEXT(compute_check_address(arena, BYTES(""))->text,
                "address length must be 20 or 32 bytes, got 0: unknown address");
    arena_drop(arena);
}

static void a_call_has_two_addresses_and_coins_in_order(void **state)
{
    struct arena *arena = arena_new(4096);
    struct cosmos_base_v1beta1_coin coins[] = {{BYTES("uscrt"), BYTES("1")},
                                               {BYTES("token"), BYTES("1")}};
    struct secret_compute_v1beta1_msg_execute_contract msg = {.sender = sender, .contract = sender};
    ASSERT_OK(compute_check_execute(arena, &msg));
    msg.sent_funds = (struct cosmos_base_v1beta1_coin_list){coins, 1};
    ASSERT_OK(compute_check_execute(arena, &msg));
    msg.sent_funds.count = 2;
    assert_refused(compute_check_execute(arena, &msg), "sdk", 10, "sentFunds: invalid coins");
    coins[1] = coins[0];
    assert_refused(compute_check_execute(arena, &msg), "sdk", 10, "sentFunds: invalid coins");
    msg.sent_funds.count = 1;
    coins[0].amount = BYTES("0");
    assert_refused(compute_check_execute(arena, &msg), "sdk", 10, "sentFunds: invalid coins");
    coins[0].amount = BYTES("-1");
    assert_refused(compute_check_execute(arena, &msg), "sdk", 10, "sentFunds: invalid coins");
    msg.sent_funds.count = 0;
    msg.contract = BYTES("short");
    assert_refused(compute_check_execute(arena, &msg), "sdk", 9,
                   "address length must be 20 or 32 bytes, got 5: unknown address");
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
    assert_refused(compute_check_instantiate(arena, &msg), "compute", 12,
                   "cannot be longer than 128 characters: exceeds limit");
    msg.label = bytes_make(long_label, COMPUTE_LABEL_BYTES_MAX);
    ASSERT_OK(compute_check_instantiate(arena, &msg));
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
        cmocka_unit_test(a_builder_is_an_image_of_an_organisation_with_a_tag),
        cmocka_unit_test(addresses_have_one_of_three_lengths),
        cmocka_unit_test(a_call_has_two_addresses_and_coins_in_order),
        cmocka_unit_test(an_instance_needs_a_label_and_a_code),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
