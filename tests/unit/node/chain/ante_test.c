#include "node/chain/ante.h"

#include "common/tx/tx.h"
#include "node/chain/errors.h"
#include "schema/core/cosmos_bank_v1beta1.h"
#include "tests/support/chain.h"
#include "tests/support/test.h"

/* A transaction with one message and 5000 gas, in place of a decoded one. */
struct fixture {
    struct test_chain *test;
    struct tx tx;
    struct tx_message message;
    struct cosmos_tx_v1beta1_fee fee;
    struct tendermint_types_block_params limits;
    struct tendermint_types_consensus_params params;
};

static void start(struct fixture *f)
{
    *f = (struct fixture){.test = test_chain_new(), .fee = {.gas_limit = 5000}};
    f->message.type = &cosmos_bank_v1beta1_msg_send_type;
    f->tx.messages = &f->message;
    f->tx.message_count = 1;
    f->tx.auth_info.fee = &f->fee;
    f->limits.max_gas = -1;
    f->params.block = &f->limits;
    f->test->ctx.tx = &f->tx;
    f->test->ctx.consensus_params = &f->params;
}

static void the_counter_starts_over_with_each_block(void **state)
{
    struct fixture f;
    start(&f);
    struct context *ctx = &f.test->ctx;
    for (uint32_t i = 0; i < 3; i++) {
        ASSERT_OK(ante_count_tx(ctx));
        assert_int_equal(ctx->tx_counter, i);
    }
    ASSERT_HEX(test_stored(f.test, STORE_COMPUTE, BYTES("\x08")), "000000000000000a00000003");
    f.test->block.height = 11;
    ASSERT_OK(ante_count_tx(ctx));
    assert_int_equal(ctx->tx_counter, 0);
    test_chain_free(f.test);
}

/* It is charged to the meter that the transaction's own replaces. */
static void the_counter_is_read_and_written(void **state)
{
    struct fixture f;
    start(&f);
    ASSERT_OK(ante_count_tx(&f.test->ctx));
    assert_int_equal(test_gas(f.test), 100 + 1 + 200 + 5 * (1 + 12));
    ASSERT_OK(ante_count_tx(&f.test->ctx));
    assert_int_equal(test_gas(f.test), 100 + 1 + 12 + 200 + 5 * (1 + 12));
    test_chain_free(f.test);
}

static void a_simulation_is_not_counted(void **state)
{
    struct fixture f;
    start(&f);
    f.test->ctx.mode = EXEC_SIMULATE;
    ASSERT_OK(ante_count_tx(&f.test->ctx));
    assert_null(test_stored(f.test, STORE_COMPUTE, BYTES("\x08")).data);
    test_chain_free(f.test);
}

static void the_meter_has_the_fees_limit_or_none(void **state)
{
    struct fixture f;
    start(&f);
    ASSERT_OK(ante_set_up(&f.test->ctx));
    assert_int_equal(f.test->ctx.gas->limit, 5000);
    f.test->ctx.mode = EXEC_SIMULATE;
    ASSERT_OK(ante_set_up(&f.test->ctx));
    assert_int_equal(f.test->ctx.gas->limit, GAS_UNLIMITED);
    f.test->ctx.mode = EXEC_GENESIS;
    f.test->block.height = 0;
    ASSERT_OK(ante_set_up(&f.test->ctx));
    assert_int_equal(f.test->ctx.gas->limit, GAS_UNLIMITED);
    test_chain_free(f.test);
}

static void more_gas_than_a_block_has_is_refused_with_the_meter_in_place(void **state)
{
    struct fixture f;
    start(&f);
    f.limits.max_gas = 4999;
    status refused = ante_set_up(&f.test->ctx);
    assert_true(error_is(refused, &CHAIN_INVALID_GAS_LIMIT));
    ASSERT_TEXT(refused->text, "tx gas limit 5000 exceeds block max gas 4999: invalid gas limit");
    assert_int_equal(f.test->ctx.gas->limit, 5000);
    f.tx.auth_info.fee = NULL;
    refused = ante_set_up(&f.test->ctx);
    assert_true(refused->aborts);
    test_chain_free(f.test);
}

static void the_circuit_breaker_costs_one_look_up_for_each_message(void **state)
{
    struct fixture f;
    start(&f);
    ASSERT_OK(ante_circuit_breaker(&f.test->ctx));
    assert_int_equal(test_gas(f.test), 100);
    overlay_set(f.test->ctx.state, STORE_CIRCUIT, BYTES("\x02/cosmos.bank.v1beta1.MsgSend"),
                BYTES(""));
    status refused = ante_circuit_breaker(&f.test->ctx);
    ASSERT_TEXT(refused->text, "tx type not allowed");
    test_chain_free(f.test);
}

static void a_passed_timeout_is_refused_and_this_height_is_not(void **state)
{
    struct fixture f;
    start(&f);
    ASSERT_OK(ante_timeout_height(&f.test->ctx));
    f.tx.body.timeout_height = 10;
    ASSERT_OK(ante_timeout_height(&f.test->ctx));
    f.tx.body.timeout_height = 9;
    status refused = ante_timeout_height(&f.test->ctx);
    assert_true(error_is(refused, &CHAIN_TX_TIMEOUT_HEIGHT));
    ASSERT_TEXT(refused->text, "block height: 10, timeout height: 9: tx timeout height");
    test_chain_free(f.test);
}

static void basic_checks_are_left_out_in_a_recheck(void **state)
{
    struct fixture f;
    start(&f);
    ASSERT_OK(ante_extension_options(&f.test->ctx));
    assert_non_null(ante_validate_basic(&f.test->ctx));
    f.test->ctx.mode = EXEC_RECHECK;
    ASSERT_OK(ante_validate_basic(&f.test->ctx));
    test_chain_free(f.test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_counter_starts_over_with_each_block),
        cmocka_unit_test(the_counter_is_read_and_written),
        cmocka_unit_test(a_simulation_is_not_counted),
        cmocka_unit_test(the_meter_has_the_fees_limit_or_none),
        cmocka_unit_test(more_gas_than_a_block_has_is_refused_with_the_meter_in_place),
        cmocka_unit_test(the_circuit_breaker_costs_one_look_up_for_each_message),
        cmocka_unit_test(a_passed_timeout_is_refused_and_this_height_is_not),
        cmocka_unit_test(basic_checks_are_left_out_in_a_recheck),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
