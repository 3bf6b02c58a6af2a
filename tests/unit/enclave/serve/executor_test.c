#include "tests/support/served.h"

static const struct secretd_boundary_block_reply *begin(struct served *served,
                                                        struct test_validator *validator)
{
    struct bytes tx = BYTES("a transaction");
    struct secretd_boundary_begin_block block = test_block(validator, (struct bytes_list){&tx, 1});
    return served_ask(served, served->executor, BOUNDARY_BEGIN_BLOCK, &block, BOUNDARY_BLOCK_REPLY);
}

static void blocks_need_keys(void **state)
{
    struct served served = served_start(true);
    const struct secretd_boundary_block_reply *reply =
        begin(&served, test_validator_new(served.arena));
    ASSERT_TEXT(reply->failure->text, "the keys of this network are not loaded, or loaded already");
    assert_int_equal(served_stop(&served), 0);
}

static void a_block_is_opened_and_sealed(void **state)
{
    struct served served = served_start(true);
    struct test_validator *validator = test_validator_new(served.arena);
    const struct secretd_boundary_end_block end = {0};
    served_bootstrap(&served);
    assert_null(begin(&served, validator)->failure);
    ASSERT_TEXT(begin(&served, validator)->failure->text,
                "the block does not follow from what was verified");
    const struct secretd_boundary_tx_begin tx = {.index = 0};
    const struct secretd_boundary_tx_commit commit = {0};
    boundary_put(served.executor, BOUNDARY_TX_BEGIN, &tx);
    boundary_put(served.executor, BOUNDARY_TX_COMMIT, &commit);
    const struct secretd_boundary_block_reply *reply =
        served_ask(&served, served.executor, BOUNDARY_END_BLOCK, &end, BOUNDARY_BLOCK_REPLY);
    assert_null(reply->failure);
    assert_true(reply->sealed.len > 100);
    reply = served_ask(&served, served.executor, BOUNDARY_END_BLOCK, &end, BOUNDARY_BLOCK_REPLY);
    assert_non_null(reply->failure);
    assert_int_equal(served_stop(&served), 0);
}

static void a_bracket_that_does_not_fit_is_the_end(void **state)
{
    struct served served = served_start(true);
    served_bootstrap(&served);
    assert_null(begin(&served, test_validator_new(served.arena))->failure);
    const struct secretd_boundary_message_begin message_begin = {.index = 0};
    enum boundary_frame number;
    const void *message;
    boundary_put(served.executor, BOUNDARY_MESSAGE_BEGIN, &message_begin);
    assert_int_equal(boundary_get(served.executor, served.arena, &number, &message),
                     BOUNDARY_CLOSED);
    assert_int_equal(served_stop(&served), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_need_keys),
        cmocka_unit_test(a_block_is_opened_and_sealed),
        cmocka_unit_test(a_bracket_that_does_not_fit_is_the_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
