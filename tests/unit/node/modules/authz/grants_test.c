#include "node/chain/address.h"
#include "node/modules/authz/grants.h"
#include "node/modules/authz/module.h"
#include "tests/support/grants.h"
#include "tests/support/test.h"

#define VOTE "/cosmos.gov.v1.MsgVote"

static status save(struct test_chain *test, const char *url, int64_t seconds)
{
    struct google_protobuf_timestamp *end =
        ARENA_NEW(test->arena, struct google_protobuf_timestamp);
    end->seconds = test->block.time_seconds + seconds;
    return grants_save(&test->ctx, test_address(test->arena, 1), test_address(test->arena, 2),
                       generic_grant(test->arena, url), seconds == 0 ? NULL : end);
}

static bool has(struct test_chain *test, const char *url)
{
    struct cosmos_authz_v1beta1_grant grant;
    bool found;
    ASSERT_OK(grants_get(&test->ctx, test_address(test->arena, 1), test_address(test->arena, 2),
                         bytes_text(url), &grant, &found));
    return found;
}

static void keys_hold_granter_grantee_and_type(void **state)
{
    struct arena *arena = arena_new(1024);
    struct bytes granter = bytes_slice(test_address(arena, 1), 0, 2);
    struct bytes grantee = bytes_slice(test_address(arena, 2), 0, 1);
    struct bytes key = grants_key(arena, granter, grantee, BYTES("/x"));
    ASSERT_HEX(key, "0102010101022f78");
    key = bytes_from(key, 1);
    ASSERT_HEX(grants_take_address(&key), "0101");
    ASSERT_HEX(grants_take_address(&key), "02");
    ASSERT_TEXT(key, "/x");
    arena_drop(arena);
}

static void saving_and_deleting_tell_so_in_json(void **state)
{
    struct test_chain *test = test_chain_new();
    ASSERT_OK(save(test, VOTE, 0));
    struct bytes grantee = address_text(test->arena, ADDRESS_ACCOUNT, test_address(test->arena, 2));
    struct bytes expected =
        arena_format(test->arena, "cosmos.authz.v1beta1.EventGrant grantee=\"%.*s\" granter=\"",
                     BYTES_ARG(grantee));
    assert_true(bytes_starts_with(test_events(test), expected));
    ASSERT_OK(grants_delete(&test->ctx, test_address(test->arena, 1), test_address(test->arena, 2),
                            BYTES(VOTE)));
    assert_true(bytes_starts_with(test_events(test), BYTES("cosmos.authz.v1beta1.EventRevoke ")));
    assert_true(error_is(grants_delete(&test->ctx, test_address(test->arena, 1),
                                       test_address(test->arena, 2), BYTES(VOTE)),
                         &AUTHZ_NOT_FOUND));
    test_chain_free(test);
}

static void grants_expire_together(void **state)
{
    struct test_chain *test = test_chain_new();
    ASSERT_OK(save(test, VOTE, 10));
    ASSERT_OK(save(test, "/cosmos.gov.v1.MsgDeposit", 10));
    ASSERT_OK(save(test, "/cosmos.gov.v1.MsgVoteWeighted", 0));
    test->block.time_seconds += 10;
    ASSERT_OK(grants_expire(&test->ctx)); /* the very moment does not count yet */
    assert_true(has(test, VOTE));
    test->block.time_seconds += 1;
    ASSERT_OK(grants_expire(&test->ctx));
    assert_false(has(test, VOTE));
    assert_false(has(test, "/cosmos.gov.v1.MsgDeposit"));
    assert_true(has(test, "/cosmos.gov.v1.MsgVoteWeighted"));
    test_chain_free(test);
}

static void a_new_end_replaces_the_old_one(void **state)
{
    struct test_chain *test = test_chain_new();
    ASSERT_OK(save(test, VOTE, 10));
    ASSERT_OK(save(test, VOTE, 20));
    test->block.time_seconds += 11;
    ASSERT_OK(grants_expire(&test->ctx));
    assert_true(has(test, VOTE));
    test->block.time_seconds += 10;
    ASSERT_OK(grants_expire(&test->ctx));
    assert_false(has(test, VOTE));
    test_chain_free(test);
}

static void an_end_that_has_come_is_refused(void **state)
{
    struct test_chain *test = test_chain_new();
    ASSERT_TEXT(save(test, VOTE, -1)->text,
                "expiration must be after the current block time (2023-11-14T22:13:20Z), got "
                "2023-11-14T22:13:19Z: expiration time of authorization should be more than "
                "current time");
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_hold_granter_grantee_and_type),
        cmocka_unit_test(saving_and_deleting_tell_so_in_json),
        cmocka_unit_test(grants_expire_together),
        cmocka_unit_test(a_new_end_replaces_the_old_one),
        cmocka_unit_test(an_end_that_has_come_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
