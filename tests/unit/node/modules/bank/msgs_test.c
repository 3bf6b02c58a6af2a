#include "node/chain/address.h"
#include "node/chain/authority.h"
#include "node/chain/errors.h"
#include "node/modules/bank/internal.h"
#include "tests/support/chain.h"
#include "tests/support/test.h"

static status run(struct test_chain *test, const struct message_type *type, const void *msg)
{
    for (size_t i = 0; i < BANK_MESSAGE_COUNT; i++)
        if (BANK_MESSAGES[i].type == type)
            return BANK_MESSAGES[i].execute(&test->ctx, msg,
                                            arena_zalloc(test->arena, type->size + 64));
    fail_msg("no such message");
    return NULL;
}
#define RUN(test, name, ...)                                                                       \
    run(test, &cosmos_bank_v1beta1_msg_##name##_type,                                              \
        &(struct cosmos_bank_v1beta1_msg_##name){__VA_ARGS__})

static struct test_chain *start(void)
{
    struct test_chain *test = test_chain_new();
    struct cosmos_bank_v1beta1_params params = {.default_send_enabled = true};
    struct coin coin = {BYTES("uscrt"), integer_from_i64(1000)};
    ASSERT_OK(bank_params_set(&test->ctx, &params));
    ASSERT_OK(bank_balance_set(&test->ctx, test_address(test->arena, 1), coin));
    return test;
}

static struct bytes user(struct test_chain *test, uint8_t byte)
{
    return address_text(test->arena, ADDRESS_ACCOUNT, test_address(test->arena, byte));
}

static struct bytes held(struct test_chain *test, uint8_t byte)
{
    struct integer amount;
    ASSERT_OK(bank_balance(&test->ctx, test_address(test->arena, byte), BYTES("uscrt"), &amount));
    return integer_text(test->arena, amount);
}

/* A list of one coin that lives in the arena. */
static struct cosmos_base_v1beta1_coin_list list_of(struct test_chain *test, const char *denom,
                                                    const char *amount)
{
    struct cosmos_base_v1beta1_coin *coin = ARENA_NEW(test->arena, struct cosmos_base_v1beta1_coin);
    *coin = (struct cosmos_base_v1beta1_coin){bytes_text(denom), bytes_text(amount)};
    return (struct cosmos_base_v1beta1_coin_list){coin, 1};
}

static void a_send_is_checked_before_it_moves_anything(void **state)
{
    struct test_chain *test = start();
    struct cosmos_base_v1beta1_coin_list five = list_of(test, "uscrt", "5");
    ASSERT_OK(RUN(test, send, user(test, 1), user(test, 2), five));
    ASSERT_TEXT(held(test, 2), "5");
    status refused = RUN(test, send, BYTES("x"), user(test, 2), five);
    assert_true(error_is(refused, &CHAIN_INVALID_ADDRESS));
    assert_true(bytes_starts_with(refused->text, BYTES("invalid from address: ")));
    refused = RUN(test, send, user(test, 1), BYTES(""), five);
    ASSERT_TEXT(refused->text,
                "invalid to address: empty address string is not allowed: invalid address");
    refused = RUN(test, send, user(test, 1), user(test, 2), list_of(test, "uscrt", "0"));
    ASSERT_TEXT(refused->text, "0uscrt: invalid coins");
    struct bytes gov =
        address_text(test->arena, ADDRESS_ACCOUNT, auth_module_address(&test->chain, "gov"));
    refused = RUN(test, send, user(test, 1), gov, five);
    assert_true(error_is(refused, &CHAIN_UNAUTHORIZED));
    test_chain_free(test);
}

static void a_multi_send_has_one_input_and_equal_sums(void **state)
{
    struct test_chain *test = start();
    struct cosmos_bank_v1beta1_input inputs[] = {{user(test, 1), list_of(test, "uscrt", "9")},
                                                 {user(test, 1), list_of(test, "uscrt", "9")}};
    struct cosmos_bank_v1beta1_output outputs[] = {{user(test, 2), list_of(test, "uscrt", "4")},
                                                   {user(test, 3), list_of(test, "uscrt", "5")}};
    ASSERT_OK(RUN(test, multi_send, {inputs, 1}, {outputs, 2}));
    ASSERT_TEXT(held(test, 1), "991");
    ASSERT_TEXT(held(test, 2), "4");
    ASSERT_TEXT(held(test, 3), "5");
    assert_ptr_equal(RUN(test, multi_send, {inputs, 0}, {outputs, 2}), &BANK_NO_INPUTS);
    assert_ptr_equal(RUN(test, multi_send, {inputs, 2}, {outputs, 2}), &BANK_MULTIPLE_SENDERS);
    assert_ptr_equal(RUN(test, multi_send, {inputs, 1}, {outputs, 0}), &BANK_NO_OUTPUTS);
    assert_ptr_equal(RUN(test, multi_send, {inputs, 1}, {outputs, 1}), &BANK_SUMS_DIFFER);
    test_chain_free(test);
}

static void the_authority_sets_params(void **state)
{
    struct test_chain *test = start();
    struct cosmos_bank_v1beta1_params back;
    struct cosmos_bank_v1beta1_send_enabled entry = {BYTES("uscrt"), true};
    ASSERT_OK(RUN(test, update_params, ADDRESS_AUTHORITY, {.default_send_enabled = false}));
    ASSERT_OK(bank_params_get(&test->ctx, &back));
    assert_false(back.default_send_enabled);
    status refused = RUN(test, update_params, ADDRESS_AUTHORITY, {.send_enabled = {&entry, 1}});
    ASSERT_TEXT(refused->text, "use of send_enabled in params is no longer supported");
    refused = RUN(test, update_params, user(test, 1), {.default_send_enabled = true});
    assert_true(error_is(refused, &AUTHORITY_INVALID_SIGNER));
    test_chain_free(test);
}

static void the_authority_switches_denoms(void **state)
{
    struct test_chain *test = start();
    struct cosmos_bank_v1beta1_send_enabled entries[] = {{BYTES("uscrt"), false},
                                                         {BYTES("uscrt"), true}};
    struct bytes denoms[] = {BYTES("uscrt"), BYTES("1")};
    bool found, enabled;
    ASSERT_OK(RUN(test, set_send_enabled, ADDRESS_AUTHORITY, {entries, 1}, {0}));
    ASSERT_OK(bank_send_enabled_get(&test->ctx, BYTES("uscrt"), &found, &enabled));
    assert_true(found && !enabled);
    ASSERT_OK(RUN(test, set_send_enabled, ADDRESS_AUTHORITY, {0}, {denoms, 1}));
    ASSERT_OK(bank_send_enabled_get(&test->ctx, BYTES("uscrt"), &found, &enabled));
    assert_false(found);
    status refused = RUN(test, set_send_enabled, ADDRESS_AUTHORITY, {entries, 2}, {0});
    ASSERT_TEXT(refused->text, "duplicate denom entries found for \"uscrt\": invalid request");
    refused = RUN(test, set_send_enabled, ADDRESS_AUTHORITY, {0}, {denoms, 2});
    ASSERT_TEXT(refused->text,
                "invalid UseDefaultFor denom \"1\": invalid denom: 1: invalid request");
    entries[0].denom = BYTES("?");
    refused = RUN(test, set_send_enabled, ADDRESS_AUTHORITY, {entries, 1}, {0});
    ASSERT_TEXT(refused->text,
                "invalid SendEnabled denom \"?\": invalid denom: ?: invalid request");
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_send_is_checked_before_it_moves_anything),
        cmocka_unit_test(a_multi_send_has_one_input_and_equal_sums),
        cmocka_unit_test(the_authority_sets_params),
        cmocka_unit_test(the_authority_switches_denoms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
