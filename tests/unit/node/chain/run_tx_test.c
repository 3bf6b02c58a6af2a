#include "node/chain/run_tx.h"

#include "common/tx/tx.h"
#include "node/chain/errors.h"
#include "node/chain/router.h"
#include "schema/core/cosmos_bank_v1beta1.h"
#include "tests/support/chain.h"
#include "tests/support/test.h"

/* Two messages of a made-up module: their sender says what they do. */
static status execute(struct context *ctx, const void *msg, void *response)
{
    const struct cosmos_bank_v1beta1_msg_send *send = msg;
    TRY(kv_set(ctx, STORE_BANK, send->to_address, BYTES("written")));
    if (bytes_is(send->from_address, "fail"))
        return error_wrap(ctx->arena, &CHAIN_NOT_FOUND, "nothing");
    if (bytes_is(send->from_address, "panic"))
        return chain_panic(ctx->arena, "broken");
    if (bytes_is(send->from_address, "last"))
        *ctx->last_message = true;
    EVENT(ctx->events, "sent", {BYTES("to"), send->to_address});
    return NULL;
}

static status ante_meter(struct context *ctx)
{
    ctx->gas = ARENA_NEW(ctx->arena, struct gas_meter);
    *ctx->gas = gas_meter_new(ctx->tx->auth_info.fee->gas_limit);
    EVENT(ctx->events, "tx", {BYTES("fee"), BYTES("1uscrt")});
    return kv_set(ctx, STORE_ACC, BYTES("paid"), BYTES("1"));
}

static status ante_memo(struct context *ctx)
{
    if (bytes_is(ctx->tx->body.memo, "panic"))
        return chain_panic(ctx->arena, "ante");
    return ctx->tx->body.memo.len == 0 ? NULL : &CHAIN_MEMO_TOO_LARGE;
}

static const struct ante_step ANTE[] = {{"meter", ante_meter}, {"memo", ante_memo}};
static const struct message_route ROUTES[] = {{&cosmos_bank_v1beta1_msg_send_type,
                                               &cosmos_bank_v1beta1_msg_send_response_type, NULL,
                                               execute}};
static const struct module MODULE = {.name = "m", .messages = ROUTES, .message_count = 1};
static const struct module *const MODULES[] = {&MODULE};

struct fixture {
    struct test_chain *test;
    struct tx tx;
    struct tx_message messages[2];
    struct cosmos_bank_v1beta1_msg_send sends[2];
    struct google_protobuf_any any;
    struct cosmos_tx_v1beta1_fee fee;
    struct tx_result result;
};

static void start(struct fixture *f, const char *first, const char *second)
{
    *f = (struct fixture){.test = test_chain_new(), .fee = {.gas_limit = 5000}};
    struct test_chain *test = f->test;
    test->chain.routes = route_table_new(test->arena, MODULES, 1);
    test->chain.ante = ANTE;
    test->chain.ante_count = 2;
    f->any.type_url = BYTES("/cosmos.bank.v1beta1.MsgSend");
    f->sends[0] = (struct cosmos_bank_v1beta1_msg_send){bytes_text(first), BYTES("one"), {0}};
    f->sends[1] = (struct cosmos_bank_v1beta1_msg_send){bytes_text(second), BYTES("two"), {0}};
    for (size_t i = 0; i < 2; i++)
        f->messages[i] = (struct tx_message){&f->any, &cosmos_bank_v1beta1_msg_send_type,
                                             &f->sends[i], BYTES("")};
    f->tx.messages = f->messages;
    f->tx.message_count = 2;
    f->tx.auth_info.fee = &f->fee;
}

static void run(struct fixture *f, struct gas_meter *block_gas)
{
    run_tx(&f->test->ctx, BYTES("raw"), &f->tx, block_gas, &f->result);
}

static void when_all_messages_pass_everything_is_kept(void **state)
{
    struct fixture f;
    start(&f, "a", "b");
    run(&f, NULL);
    ASSERT_OK(f.result.refused);
    assert_int_equal(f.result.gas_wanted, 5000);
    /* The fee's write, then for each message the circuit breaker and its own write. */
    assert_int_equal(f.result.gas_used, 225 + 2 * (100 + 250));
    ASSERT_TEXT(test_stored(f.test, STORE_BANK, BYTES("two")), "written");
    f.test->ctx.events = f.result.events;
    ASSERT_TEXT(test_events(f.test),
                "tx fee=1uscrt\n"
                "message action=/cosmos.bank.v1beta1.MsgSend module=bank msg_index=0\n"
                "sent to=one msg_index=0\n"
                "message action=/cosmos.bank.v1beta1.MsgSend module=bank msg_index=1\n"
                "sent to=two msg_index=1");
    assert_int_equal(f.result.data.len, 2 * 40);
    test_chain_free(f.test);
}

static void when_a_message_fails_only_the_ante_handler_is_kept(void **state)
{
    struct fixture f;
    start(&f, "a", "fail");
    run(&f, NULL);
    assert_true(error_is(f.result.refused, &CHAIN_NOT_FOUND));
    ASSERT_TEXT(f.result.refused->text,
                "failed to execute message; message index: 1: nothing: not found");
    assert_null(test_stored(f.test, STORE_BANK, BYTES("one")).data);
    ASSERT_TEXT(test_stored(f.test, STORE_ACC, BYTES("paid")), "1");
    assert_int_equal(f.result.events->count, 1);
    assert_int_equal(f.result.data.len, 0);
    test_chain_free(f.test);
}

static void when_the_ante_handler_fails_nothing_is_kept(void **state)
{
    struct fixture f;
    start(&f, "a", "b");
    f.tx.body.memo = BYTES("long");
    run(&f, NULL);
    assert_true(error_is(f.result.refused, &CHAIN_MEMO_TOO_LARGE));
    assert_null(test_stored(f.test, STORE_ACC, BYTES("paid")).data);
    assert_int_equal(f.result.gas_wanted, 5000);
    assert_int_equal(f.result.gas_used, 225);
    assert_int_equal(f.result.events->count, 0);
    test_chain_free(f.test);
}

static void running_out_of_gas_is_told_with_the_place_and_the_sums(void **state)
{
    struct fixture f;
    start(&f, "a", "b");
    f.fee.gas_limit = 400;
    run(&f, NULL);
    ASSERT_TEXT(f.result.refused->text,
                "out of gas in location: WriteFlat; gasWanted: 400, gasUsed: 525: out of gas");
    assert_int_equal(f.result.refused->code, 11);
    assert_int_equal(f.result.gas_used, 525);
    test_chain_free(f.test);
}

static void a_panic_in_a_message_keeps_the_gas_and_one_in_the_ante_handler_loses_it(void **state)
{
    struct fixture f;
    start(&f, "panic", "b");
    run(&f, NULL);
    assert_int_equal(f.result.refused->code, 111222);
    ASSERT_TEXT(f.result.refused->text, "recovered: broken\nstack:\n");
    assert_int_equal(f.result.gas_wanted, 5000);
    test_chain_free(f.test);
    start(&f, "a", "b");
    f.tx.body.memo = BYTES("panic");
    run(&f, NULL);
    ASSERT_TEXT(f.result.refused->text, "recovered: ante\nstack:\n");
    assert_int_equal(f.result.gas_wanted, 0);
    /* The read of the consensus parameters, which are not there. */
    assert_int_equal(f.result.gas_used, 109);
    test_chain_free(f.test);
}

static void the_transaction_that_passes_the_blocks_limit_fails_and_the_next_is_not_run(void **state)
{
    struct fixture f;
    start(&f, "a", "b");
    struct gas_meter block_gas = gas_meter_new(900);
    run(&f, &block_gas);
    ASSERT_TEXT(f.result.refused->text, "out of gas in location: block gas meter; gasWanted: 5000, "
                                        "gasUsed: 925: out of gas");
    assert_int_equal(f.result.events->count, 1);
    assert_null(test_stored(f.test, STORE_BANK, BYTES("one")).data);
    run(&f, &block_gas);
    ASSERT_TEXT(f.result.refused->text, "no block gas left to run tx: out of gas");
    assert_int_equal(f.result.gas_wanted, 0);
    assert_int_equal(f.result.gas_used, 0);
    test_chain_free(f.test);
}

static void no_message_runs_after_the_last_one_is_marked(void **state)
{
    struct fixture f;
    start(&f, "last", "b");
    run(&f, NULL);
    assert_int_equal(f.result.refused->code, 40404);
    ASSERT_TEXT(f.result.refused->text,
                "message was attempted but last message was marked by a contract; message index: "
                "1: Cannot send messages after last tx marker was set");
    test_chain_free(f.test);
}

static void a_check_runs_the_ante_handler_only(void **state)
{
    struct fixture f;
    start(&f, "fail", "fail");
    f.test->ctx.mode = EXEC_CHECK;
    run(&f, NULL);
    ASSERT_OK(f.result.refused);
    assert_int_equal(f.result.gas_used, 225);
    assert_int_equal(f.result.events->count, 0);
    ASSERT_TEXT(test_stored(f.test, STORE_ACC, BYTES("paid")), "1");
    test_chain_free(f.test);
}

static void a_transaction_without_messages_never_reaches_the_ante_handler(void **state)
{
    struct fixture f;
    start(&f, "a", "b");
    f.tx.message_count = 0;
    run(&f, NULL);
    ASSERT_TEXT(f.result.refused->text, "must contain at least one message: invalid request");
    assert_int_equal(f.result.gas_wanted, 0);
    assert_int_equal(f.result.gas_used, 109);
    test_chain_free(f.test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(when_all_messages_pass_everything_is_kept),
        cmocka_unit_test(when_a_message_fails_only_the_ante_handler_is_kept),
        cmocka_unit_test(when_the_ante_handler_fails_nothing_is_kept),
        cmocka_unit_test(running_out_of_gas_is_told_with_the_place_and_the_sums),
        cmocka_unit_test(a_panic_in_a_message_keeps_the_gas_and_one_in_the_ante_handler_loses_it),
        cmocka_unit_test(
            the_transaction_that_passes_the_blocks_limit_fails_and_the_next_is_not_run),
        cmocka_unit_test(no_message_runs_after_the_last_one_is_marked),
        cmocka_unit_test(a_check_runs_the_ante_handler_only),
        cmocka_unit_test(a_transaction_without_messages_never_reaches_the_ante_handler),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
