#include "node/chain/address.h"
#include "node/modules/compute/internal.h"
#include "tests/support/chain.h"
#include "tests/support/test.h"

/* Every block of the original looks for the scheduler's account: part of each write set. */
static void the_schedulers_account_is_made_once(void **state)
{
    struct test_chain *test = test_chain_new();
    struct bytes address;
    struct account *account;
    ASSERT_OK(address_parse(test->arena, ADDRESS_ACCOUNT,
                            BYTES("secret1wlhsr6c60hh3ua5m8cxf345mapen0eu3m5u93e"), &address));
    ASSERT_OK(compute_end_block(&test->ctx));
    ASSERT_OK(auth_account_get(&test->ctx, address, &account));
    assert_non_null(account);
    uint64_t number = account->number, next;
    ASSERT_OK(compute_end_block(&test->ctx));
    ASSERT_OK(auth_next_account_number(&test->ctx, &next));
    assert_int_equal(next, number + 1);
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_schedulers_account_is_made_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
