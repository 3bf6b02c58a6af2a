#include "node/chain/address.h"
#include "node/chain/errors.h"
#include "node/chain/moment.h"
#include "node/modules/upgrade/module.h"
#include "tests/support/chain.h"
#include "tests/support/test.h"

static status run(struct test_chain *test, const struct message_type *type, const void *message)
{
    uint8_t response[64] = {0};
    for (size_t at = 0; at < upgrade_module.message_count; at++) {
        if (upgrade_module.messages[at].type == type)
            return upgrade_module.messages[at].execute(&test->ctx, message, response);
    }
    fail();
    return NULL;
}

static status plan(struct test_chain *test, struct bytes authority, int64_t height)
{
    struct cosmos_upgrade_v1beta1_msg_software_upgrade msg;
    message_init(&cosmos_upgrade_v1beta1_msg_software_upgrade_type, &msg);
    msg.authority = authority;
    msg.plan.name = BYTES("v2");
    msg.plan.info = BYTES("see there");
    msg.plan.height = height;
    return run(test, &cosmos_upgrade_v1beta1_msg_software_upgrade_type, &msg);
}

static void the_chain_waits_at_the_planned_height(void **state)
{
    struct test_chain *test = test_chain_new();
    ASSERT_OK(plan(test, ADDRESS_AUTHORITY, 12));
    test->block.height = 11;
    ASSERT_OK(upgrade_module.pre_block(&test->ctx));
    test->block.height = 12;
    ASSERT_TEXT(upgrade_module.pre_block(&test->ctx)->text,
                "UPGRADE \"v2\" NEEDED at height: 12: see there");
    test_chain_free(test);
}

static void a_cancelled_plan_is_forgotten(void **state)
{
    struct test_chain *test = test_chain_new();
    struct cosmos_upgrade_v1beta1_plan found_plan;
    const struct cosmos_upgrade_v1beta1_msg_cancel_upgrade cancel = {ADDRESS_AUTHORITY};
    bool found;
    ASSERT_OK(plan(test, ADDRESS_AUTHORITY, 12));
    ASSERT_OK(upgrade_plan_get(&test->ctx, &found_plan, &found));
    assert_true(found);
    ASSERT_TEXT(found_plan.name, "v2");
    ASSERT_OK(run(test, &cosmos_upgrade_v1beta1_msg_cancel_upgrade_type, &cancel));
    ASSERT_OK(run(test, &cosmos_upgrade_v1beta1_msg_cancel_upgrade_type, &cancel));
    ASSERT_OK(upgrade_plan_get(&test->ctx, &found_plan, &found));
    assert_false(found);
    test_chain_free(test);
}

static void bad_plans_are_refused(void **state)
{
    struct test_chain *test = test_chain_new();
    struct cosmos_upgrade_v1beta1_plan bad;
    assert_true(error_is(plan(test, ADDRESS_AUTHORITY, 9), &CHAIN_INVALID_REQUEST));
    assert_true(error_is(plan(test, BYTES("somebody"), 12), &UPGRADE_INVALID_SIGNER));
    message_init(&cosmos_upgrade_v1beta1_plan_type, &bad);
    ASSERT_TEXT(upgrade_plan_check(test->arena, &bad)->text,
                "name cannot be empty: invalid request");
    bad.name = BYTES("x");
    ASSERT_TEXT(upgrade_plan_check(test->arena, &bad)->text,
                "height must be greater than 0: invalid request");
    bad.time.seconds = 0;
    ASSERT_TEXT(upgrade_plan_check(test->arena, &bad)->text,
                "time-based upgrades have been deprecated in the SDK: invalid request");
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_chain_waits_at_the_planned_height),
        cmocka_unit_test(a_cancelled_plan_is_forgotten),
        cmocka_unit_test(bad_plans_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
