#include "node/store/tree/stores.h"

#include "common/base/bytes.h"
#include "tests/support/test.h"

static void names_ascend_as_the_commit_info_wants(void **state)
{
    assert_int_equal(STORE_COUNT, 26);
    for (int s = 1; s < STORE_COUNT; s++)
        assert_true(bytes_compare(bytes_text(store_name((enum store_id)(s - 1))),
                                  bytes_text(store_name((enum store_id)s))) < 0);
    assert_string_equal(store_name(STORE_ACC), "acc");
    assert_string_equal(store_name(STORE_PACKETFORWARD), "packetfowardmiddleware");
}

static void a_store_is_found_by_its_name(void **state)
{
    enum store_id store;
    assert_true(store_find(BYTES("bank"), &store));
    assert_int_equal(store, STORE_BANK);
    assert_false(store_find(BYTES("Bank"), &store));
    assert_false(store_find(BYTES(""), &store));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_ascend_as_the_commit_info_wants),
        cmocka_unit_test(a_store_is_found_by_its_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
