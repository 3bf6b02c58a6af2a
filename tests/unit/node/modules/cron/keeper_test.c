#include "node/modules/auth/module.h"
#include "node/modules/cron/internal.h"
#include "tests/support/chain.h"
#include "tests/support/test.h"

static struct test_chain *world(uint64_t limit)
{
    struct test_chain *test = test_chain_new();
    const struct secret_cron_params params = {.limit = limit};
    ASSERT_OK(cron_params_set(&test->ctx, &params));
    return test;
}

/* A schedule with one call for each contract, or with one that is no address. */
static void add(struct test_chain *test, const char *name, uint64_t period, size_t calls,
                const char *spoiled)
{
    struct secret_cron_msg_execute_contract *items =
        ARENA_ARRAY(test->arena, struct secret_cron_msg_execute_contract, calls + 1);
    for (size_t at = 0; at < calls; at++) {
        struct bytes contract = test_address(test->arena, (uint8_t)(at + 1));
        items[at].contract = address_text(test->arena, ADDRESS_ACCOUNT, contract);
        items[at].msg = bytes_text(name);
    }
    if (spoiled != NULL)
        items[calls++] = (struct secret_cron_msg_execute_contract){.contract = bytes_text(spoiled),
                                                                   .msg = bytes_text(name)};
    ASSERT_OK(cron_schedule_add(&test->ctx, bytes_text(name), period,
                                (struct secret_cron_msg_execute_contract_list){items, calls}));
}

/* Ends the block of a height and names the schedules whose calls come in the next one. */
static const char *end(struct test_chain *test, int64_t height)
{
    struct cron_call_list calls;
    struct writer names = writer_new(test->arena, 16);
    test->block.height = height;
    ASSERT_OK(cron_end_block(&test->ctx));
    ASSERT_OK(cron_calls(&test->ctx, &calls));
    for (size_t at = 0; at < calls.count; at++)
        writer_bytes(&names, calls.items[at].message);
    return arena_text(test->arena, writer_done(&names));
}

static void a_schedule_is_due_every_so_many_blocks(void **state)
{
    struct test_chain *test = world(5);
    add(test, "a", 3, 1, NULL);
    assert_string_equal(end(test, 10), "");
    assert_string_equal(end(test, 11), "");
    assert_string_equal(end(test, 12), "a");
    assert_string_equal(end(test, 13), "");
    assert_string_equal(end(test, 14), "");
    assert_string_equal(end(test, 15), "a");
    test_chain_free(test);
}

static void one_of_every_block_is_due_in_the_next(void **state)
{
    struct test_chain *test = world(5);
    add(test, "a", 1, 2, NULL);
    assert_string_equal(end(test, 10), "aa");
    assert_string_equal(end(test, 11), "aa");
    test_chain_free(test);
}

static void what_is_over_the_limit_waits_for_the_next_block(void **state)
{
    struct test_chain *test = world(2);
    add(test, "c", 3, 1, NULL);
    add(test, "a", 3, 1, NULL);
    add(test, "b", 3, 1, NULL);
    assert_string_equal(end(test, 12), "ab");
    assert_string_equal(end(test, 13), "c");
    assert_string_equal(end(test, 14), "");
    assert_string_equal(end(test, 15), "ab");
    test_chain_free(test);
}

/* A genesis may say 0: the original looks at the limit after it took one. */
static void a_limit_of_zero_lets_one_through(void **state)
{
    struct test_chain *test = world(0);
    add(test, "a", 1, 1, NULL);
    add(test, "b", 1, 1, NULL);
    assert_string_equal(end(test, 12), "a");
    test_chain_free(test);
}

static void one_bad_address_silences_its_schedule_and_no_other(void **state)
{
    struct test_chain *test = world(5);
    add(test, "a", 1, 2, "secret1nonsense");
    add(test, "b", 1, 1, NULL);
    assert_string_equal(end(test, 12), "b");
    assert_string_equal(end(test, 13), "b");
    test_chain_free(test);
}

static void a_removed_schedule_is_gone_with_what_it_was_marked_for(void **state)
{
    struct test_chain *test = world(5);
    struct cron_call_list calls;
    add(test, "a", 1, 1, NULL);
    ASSERT_HEX(test_stored(test, STORE_CRON, BYTES("\x02")), "0801");
    assert_string_equal(end(test, 12), "a");
    ASSERT_OK(cron_schedule_remove(&test->ctx, BYTES("a")));
    ASSERT_OK(cron_schedule_remove(&test->ctx, BYTES("a")));
    ASSERT_OK(cron_calls(&test->ctx, &calls));
    assert_int_equal(calls.count, 0);
    assert_null(test_stored(test, STORE_CRON,
                            BYTES("\x01"
                                  "a"))
                    .data);
    ASSERT_HEX(test_stored(test, STORE_CRON, BYTES("\x02")), "");
    test_chain_free(test);
}

/* Every block of the original looks for the signer's account: part of each write set. */
static void the_signers_account_is_made_once(void **state)
{
    struct test_chain *test = world(5);
    struct bytes address;
    struct account *account;
    ASSERT_OK(address_parse(test->arena, ADDRESS_ACCOUNT,
                            BYTES("secret1wlhsr6c60hh3ua5m8cxf345mapen0eu3m5u93e"), &address));
    ASSERT_OK(cron_end_block(&test->ctx));
    ASSERT_OK(auth_account_get(&test->ctx, address, &account));
    assert_non_null(account);
    uint64_t number = account->number, next;
    ASSERT_OK(cron_end_block(&test->ctx));
    ASSERT_OK(auth_next_account_number(&test->ctx, &next));
    assert_int_equal(next, number + 1);
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_schedule_is_due_every_so_many_blocks),
        cmocka_unit_test(one_of_every_block_is_due_in_the_next),
        cmocka_unit_test(what_is_over_the_limit_waits_for_the_next_block),
        cmocka_unit_test(a_limit_of_zero_lets_one_through),
        cmocka_unit_test(one_bad_address_silences_its_schedule_and_no_other),
        cmocka_unit_test(a_removed_schedule_is_gone_with_what_it_was_marked_for),
        cmocka_unit_test(the_signers_account_is_made_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
