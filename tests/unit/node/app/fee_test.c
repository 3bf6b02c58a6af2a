#include "node/app/fee.h"

#include "common/tx/tx.h"
#include "node/chain/errors.h"
#include "node/modules/bank/module.h"
#include "tests/support/chain.h"
#include "tests/support/test.h"

/* A transaction of user 1, who has 1000uscrt, offering 50uscrt for 100 gas. */
struct fixture {
    struct test_chain *test;
    struct tx tx;
    struct bytes signers[1];
    struct cosmos_base_v1beta1_coin coin;
    struct cosmos_tx_v1beta1_fee fee;
    struct minimum_gas_price price;
};

static void start(struct fixture *f)
{
    *f = (struct fixture){.test = test_chain_new(),
                          .coin = {BYTES("uscrt"), BYTES("50")},
                          .price = {.denom = BYTES("uscrt")}};
    struct test_chain *test = f->test;
    f->fee = (struct cosmos_tx_v1beta1_fee){.amount = {&f->coin, 1}, .gas_limit = 100};
    f->signers[0] = test_address(test->arena, 1);
    f->tx.signers = (struct bytes_list){f->signers, 1};
    f->tx.auth_info.fee = &f->fee;
    test->ctx.tx = &f->tx;
    assert_true(decimal_parse(BYTES("0.5"), &f->price.amount));
    test->chain.minimum_gas_prices = &f->price;
    test->chain.minimum_gas_price_count = 1;
    struct coins coins = coins_one(test->arena, BYTES("uscrt"), integer_from_i64(1000));
    ASSERT_OK(bank_mint(&test->ctx, "mint", coins));
    ASSERT_OK(bank_send_from_module(&test->ctx, "mint", f->signers[0], coins));
    test_events(test);
}

static struct bytes held(struct fixture *f, struct bytes address)
{
    struct integer amount;
    ASSERT_OK(bank_balance(&f->test->ctx, address, BYTES("uscrt"), &amount));
    return integer_text(f->test->arena, amount);
}

static void the_signer_pays_the_fee_collector(void **state)
{
    struct fixture f;
    start(&f);
    ASSERT_OK(fee_deduct(&f.test->ctx));
    ASSERT_TEXT(held(&f, f.signers[0]), "950");
    ASSERT_TEXT(held(&f, auth_module_address(&f.test->chain, "fee_collector")), "50");
    struct bytes events = test_events(f.test);
    struct bytes last =
        BYTES("\ntx fee=50uscrt fee_payer=secret1qyqszqgpqyqszqgpqyqszqgpqyqszqgpsk4hsq");
    ASSERT_BYTES(bytes_from(events, events.len - last.len), last);
    test_chain_free(f.test);
}

static void a_node_wants_its_minimum_in_checks_only(void **state)
{
    struct fixture f;
    start(&f);
    f.coin.amount = BYTES("49");
    f.test->ctx.mode = EXEC_CHECK;
    status refused = fee_deduct(&f.test->ctx);
    assert_true(error_is(refused, &CHAIN_INSUFFICIENT_FEE));
    ASSERT_TEXT(refused->text,
                "insufficient fees; got: 49uscrt required: 50uscrt: insufficient fee");
    f.test->ctx.mode = EXEC_FINALIZE;
    ASSERT_OK(fee_deduct(&f.test->ctx));
    test_chain_free(f.test);
}

static void no_gas_is_refused_but_when_simulating(void **state)
{
    struct fixture f;
    start(&f);
    f.fee.gas_limit = 0;
    status refused = fee_deduct(&f.test->ctx);
    assert_true(error_is(refused, &CHAIN_INVALID_GAS_LIMIT));
    ASSERT_TEXT(refused->text, "must provide positive gas: invalid gas limit");
    f.test->ctx.mode = EXEC_SIMULATE;
    ASSERT_OK(fee_deduct(&f.test->ctx));
    test_chain_free(f.test);
}

static void who_cannot_pay_is_refused(void **state)
{
    struct fixture f;
    start(&f);
    f.coin.amount = BYTES("1001");
    status refused = fee_deduct(&f.test->ctx);
    assert_true(error_is(refused, &CHAIN_INSUFFICIENT_FUNDS));
    ASSERT_TEXT(refused->text, "spendable balance 1000uscrt is smaller than 1001uscrt: "
                               "insufficient funds: insufficient funds");
    f.signers[0] = test_address(f.test->arena, 2);
    refused = fee_deduct(&f.test->ctx);
    assert_true(error_is(refused, &CHAIN_UNKNOWN_ADDRESS));
    test_chain_free(f.test);
}

static status refuse_grant(struct context *ctx, struct bytes granter, struct bytes grantee,
                           struct coins fee)
{
    return &CHAIN_NOT_FOUND;
}
static status allow_grant(struct context *ctx, struct bytes granter, struct bytes grantee,
                          struct coins fee)
{
    return NULL;
}

static void a_granter_pays_when_the_grant_allows_it(void **state)
{
    static const struct fee_grant_hook REFUSING = {refuse_grant}, ALLOWING = {allow_grant};
    struct fixture f;
    start(&f);
    f.fee.granter = BYTES("secret1qyqszqgpqyqszqgpqyqszqgpqyqszqgpsk4hsq");
    f.signers[0] = test_address(f.test->arena, 2);
    status refused = fee_deduct(&f.test->ctx);
    ASSERT_TEXT(refused->text, "fee grants are not enabled: invalid request");
    f.test->chain.fee_grant = &REFUSING;
    refused = fee_deduct(&f.test->ctx);
    assert_true(error_is(refused, &CHAIN_NOT_FOUND));
    f.test->chain.fee_grant = &ALLOWING;
    ASSERT_OK(fee_deduct(&f.test->ctx));
    ASSERT_TEXT(held(&f, test_address(f.test->arena, 1)), "950");
    test_chain_free(f.test);
}

static void nothing_is_taken_for_a_fee_of_zero(void **state)
{
    struct fixture f;
    start(&f);
    f.fee.amount.count = 0;
    ASSERT_OK(fee_deduct(&f.test->ctx));
    ASSERT_TEXT(test_events(f.test),
                "tx fee= fee_payer=secret1qyqszqgpqyqszqgpqyqszqgpqyqszqgpsk4hsq");
    test_chain_free(f.test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_signer_pays_the_fee_collector),
        cmocka_unit_test(a_node_wants_its_minimum_in_checks_only),
        cmocka_unit_test(no_gas_is_refused_but_when_simulating),
        cmocka_unit_test(who_cannot_pay_is_refused),
        cmocka_unit_test(a_granter_pays_when_the_grant_allows_it),
        cmocka_unit_test(nothing_is_taken_for_a_fee_of_zero),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
