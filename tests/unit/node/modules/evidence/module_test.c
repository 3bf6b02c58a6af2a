#include "node/chain/errors.h"
#include "node/modules/evidence/module.h"
#include "schema/chain/cosmos_evidence_v1beta1.h"
#include "tests/support/slashing.h"

static void report(struct test_chain *test, struct bytes consensus, int64_t height)
{
    struct block_misbehavior *misbehavior = ARENA_NEW(test->arena, struct block_misbehavior);
    *misbehavior = (struct block_misbehavior){
        .type = 1,
        .validator_address = consensus,
        .validator_power = 4,
        .height = height,
        .time_seconds = 1700000000 + (height - 10) * 6,
        .total_voting_power = 4,
    };
    test->block.misbehavior = misbehavior;
    test->block.misbehavior_count = 1;
    ASSERT_OK(evidence_module.begin_block(&test->ctx));
}

static size_t evidence_count(struct test_chain *test)
{
    struct cosmos_evidence_v1beta1_genesis_state genesis = {0};
    ASSERT_OK(evidence_module.genesis_export(&test->ctx, &genesis));
    return genesis.evidence.count;
}

static void every_message_and_query_is_served(void **state)
{
    test_serves(&evidence_module, &cosmos_evidence_v1beta1_msg_service,
                &cosmos_evidence_v1beta1_query_service);
}

static void who_signs_twice_is_slashed_and_never_comes_back(void **state)
{
    struct test_chain *test = slashing_new();
    struct cosmos_slashing_v1beta1_validator_signing_info info;
    struct staking_validator validator;
    struct bytes address = stake_validator(test, 1, 4000000);
    stake_end_block(test);
    struct bytes consensus = slashing_consensus(test, address);
    for (int block = 0; block < 3; block++)
        test_advance(test, 6);
    report(test, consensus, 12);
    ASSERT_OK(staking_validator_get(&test->ctx, address, &validator));
    assert_true(validator.record.jailed);
    ASSERT_TEXT(integer_text(test->arena, validator.tokens), "3800000");
    ASSERT_OK(slashing_signing_info_get(&test->ctx, consensus, &info));
    assert_true(info.tombstoned);
    assert_int_equal(info.jailed_until.seconds, 253402300799);
    assert_int_equal(evidence_count(test), 1);
    report(test, consensus, 12);
    assert_int_equal(evidence_count(test), 1);
    ASSERT_OK(staking_validator_get(&test->ctx, address, &validator));
    ASSERT_TEXT(integer_text(test->arena, validator.tokens), "3800000");
    test_chain_free(test);
}

static void a_report_that_is_too_old_in_time_and_height_is_ignored(void **state)
{
    struct test_chain *test = slashing_new();
    struct staking_validator validator;
    struct bytes address = stake_validator(test, 1, 4000000);
    stake_end_block(test);
    struct bytes consensus = slashing_consensus(test, address);
    test->block.height = 10 + 101;
    test->block.time_seconds += 1001;
    report(test, consensus, 10);
    ASSERT_OK(staking_validator_get(&test->ctx, address, &validator));
    assert_false(validator.record.jailed);
    test->block.height = 10 + 100;
    report(test, consensus, 10);
    ASSERT_OK(staking_validator_get(&test->ctx, address, &validator));
    assert_true(validator.record.jailed);
    test_chain_free(test);
}

static void evidence_of_users_has_no_handler(void **state)
{
    struct test_chain *test = slashing_new();
    const struct cosmos_evidence_v1beta1_msg_submit_evidence msg = {
        .submitter = test_account(test, test_address(test->arena, 1))};
    assert_non_null(
        test_run(test, &evidence_module, &cosmos_evidence_v1beta1_msg_submit_evidence_type, &msg));
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_message_and_query_is_served),
        cmocka_unit_test(who_signs_twice_is_slashed_and_never_comes_back),
        cmocka_unit_test(a_report_that_is_too_old_in_time_and_height_is_ignored),
        cmocka_unit_test(evidence_of_users_has_no_handler),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
