#include "common/tx/tx.h"
#include "node/chain/errors.h"
#include "node/modules/feegrant/allowance.h"
#include "node/modules/feegrant/module.h"
#include "schema/core/cosmos_bank_v1beta1.h"
#include "tests/support/chain.h"
#include "tests/support/test.h"

static struct coins scrt(struct test_chain *test, uint64_t amount)
{
    return coins_one(test->arena, BYTES("uscrt"), integer_from_u64(amount));
}

static struct bytes left(struct test_chain *test, struct coins coins)
{
    return coins_text(test->arena, coins);
}

static void a_limit_is_used_up(void **state)
{
    struct test_chain *test = test_chain_new();
    struct allowance allowance = {.kind = ALLOWANCE_BASIC, .spend_limit = scrt(test, 100)};
    bool remove;
    ASSERT_OK(allowance_accept(&test->ctx, &allowance, scrt(test, 60), &remove));
    assert_false(remove);
    ASSERT_TEXT(left(test, allowance.spend_limit), "40uscrt");
    ASSERT_TEXT(allowance_accept(&test->ctx, &allowance, scrt(test, 41), &remove)->text,
                "basic allowance: fee limit exceeded");
    allowance.spend_limit = scrt(test, 40);
    ASSERT_OK(allowance_accept(&test->ctx, &allowance, scrt(test, 40), &remove));
    assert_true(remove);
    test_chain_free(test);
}

static void without_a_limit_anything_goes_until_it_expires(void **state)
{
    struct test_chain *test = test_chain_new();
    struct google_protobuf_timestamp end = {.seconds = test->block.time_seconds};
    struct allowance allowance = {.kind = ALLOWANCE_BASIC, .expiration = &end};
    bool remove;
    ASSERT_OK(allowance_accept(&test->ctx, &allowance, scrt(test, 1000000), &remove));
    end.seconds--;
    assert_true(error_is(allowance_accept(&test->ctx, &allowance, scrt(test, 1), &remove),
                         &FEEGRANT_EXPIRED));
    assert_true(remove);
    test_chain_free(test);
}

static void a_period_fills_up_again(void **state)
{
    struct test_chain *test = test_chain_new();
    struct allowance allowance = {
        .kind = ALLOWANCE_PERIODIC,
        .period = {.seconds = 100},
        .period_spend_limit = scrt(test, 10),
        .period_can_spend = scrt(test, 10),
        .period_reset = {.seconds = test->block.time_seconds + 100},
    };
    bool remove;
    ASSERT_OK(allowance_check(&test->ctx, &allowance));
    ASSERT_OK(allowance_accept(&test->ctx, &allowance, scrt(test, 10), &remove));
    allowance.period_can_spend = COINS_NONE;
    assert_true(error_is(allowance_accept(&test->ctx, &allowance, scrt(test, 1), &remove),
                         &FEEGRANT_LIMIT_EXCEEDED));
    allowance.period_can_spend = COINS_NONE;
    test->block.time_seconds += 150;
    ASSERT_OK(allowance_accept(&test->ctx, &allowance, scrt(test, 4), &remove));
    ASSERT_TEXT(left(test, allowance.period_can_spend), "6uscrt");
    assert_int_equal(allowance.period_reset.seconds, 1700000200);
    test->block.time_seconds += 1000;
    ASSERT_OK(allowance_accept(&test->ctx, &allowance, scrt(test, 4), &remove));
    assert_int_equal(allowance.period_reset.seconds, test->block.time_seconds + 100);
    test_chain_free(test);
}

static void only_listed_messages_are_paid(void **state)
{
    struct test_chain *test = test_chain_new();
    struct tx_message message = {.type = &cosmos_bank_v1beta1_msg_send_type};
    struct tx tx = {.messages = &message, .message_count = 1};
    struct bytes url = BYTES("/cosmos.bank.v1beta1.MsgSend");
    struct allowance basic = {.kind = ALLOWANCE_BASIC};
    struct allowance allowance = {
        .kind = ALLOWANCE_MESSAGES, .inner = &basic, .messages = {&url, 1}};
    bool remove;
    test->ctx.tx = &tx;
    ASSERT_OK(allowance_accept(&test->ctx, &allowance, scrt(test, 4), &remove));
    assert_int_equal(test_gas(test), 20);
    message.type = &cosmos_bank_v1beta1_msg_multi_send_type;
    assert_true(error_is(allowance_accept(&test->ctx, &allowance, scrt(test, 4), &remove),
                         &FEEGRANT_MESSAGE_NOT_ALLOWED));
    allowance.messages.count = 0;
    assert_true(error_is(allowance_check(&test->ctx, &allowance), &FEEGRANT_NO_MESSAGES));
    test_chain_free(test);
}

static void an_allowance_comes_back_from_its_wire_form(void **state)
{
    struct test_chain *test = test_chain_new();
    struct google_protobuf_timestamp end = {.seconds = 1800000000, .nanos = 7};
    struct bytes url = BYTES("/cosmos.bank.v1beta1.MsgSend");
    struct allowance basic = {
        .kind = ALLOWANCE_BASIC, .spend_limit = scrt(test, 5), .expiration = &end};
    struct allowance allowance = {
        .kind = ALLOWANCE_MESSAGES, .inner = &basic, .messages = {&url, 1}};
    struct allowance *back;
    ASSERT_OK(allowance_decode(&test->ctx, allowance_encode(test->arena, &allowance), &back));
    assert_int_equal(back->kind, ALLOWANCE_MESSAGES);
    ASSERT_TEXT(left(test, back->inner->spend_limit), "5uscrt");
    assert_int_equal(allowance_expiration(back)->nanos, 7);
    assert_true(error_is(allowance_decode(&test->ctx, NULL, &back), &FEEGRANT_NO_ALLOWANCE));
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_limit_is_used_up),
        cmocka_unit_test(without_a_limit_anything_goes_until_it_expires),
        cmocka_unit_test(a_period_fills_up_again),
        cmocka_unit_test(only_listed_messages_are_paid),
        cmocka_unit_test(an_allowance_comes_back_from_its_wire_form),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
