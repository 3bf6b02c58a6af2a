#include "node/chain/record.h"
#include "schema/core/cosmos_base_v1beta1.h"
#include "tests/support/chain.h"
#include "tests/support/test.h"

static const struct cosmos_base_v1beta1_coin COIN = {BYTES_INIT("uscrt"), BYTES_INIT("7")};

static void what_is_written_is_read(void **state)
{
    struct test_chain *test = test_chain_new();
    struct cosmos_base_v1beta1_coin coin;
    bool found;
    ASSERT_OK(record_get(&test->ctx, STORE_BANK, BYTES("k"), &cosmos_base_v1beta1_coin_type, &coin,
                         &found));
    assert_false(found);
    assert_int_equal(coin.denom.len, 0);
    assert_int_equal(test_gas(test), 101);
    ASSERT_OK(
        record_set(&test->ctx, STORE_BANK, BYTES("k"), &cosmos_base_v1beta1_coin_type, &COIN));
    assert_int_equal(test_gas(test), 200 + 5 * (1 + 10));
    ASSERT_OK(record_get(&test->ctx, STORE_BANK, BYTES("k"), &cosmos_base_v1beta1_coin_type, &coin,
                         &found));
    assert_true(found);
    assert_int_equal(test_gas(test), 100 + 1 + 10);
    ASSERT_TEXT(coin.amount, "7");
    test_chain_free(test);
}

static void numbers_and_bytes_have_their_wrappers(void **state)
{
    struct arena *arena = arena_new(1024);
    ASSERT_HEX(record_int64(arena, 300), "08ac02");
    assert_int_equal(record_int64_read(record_int64(arena, -5)), -5);
    assert_int_equal(record_int64_read(record_int64(arena, 0)), 0);
    ASSERT_HEX(record_bytes(arena, BYTES("ab")), "0a026162");
    ASSERT_TEXT(record_bytes_read(record_bytes(arena, BYTES("ab"))), "ab");
    arena_drop(arena);
}

static void an_absent_key_is_named_with_its_type(void **state)
{
    struct arena *arena = arena_new(1024);
    status refused = record_not_found(arena, BYTES("7"), &cosmos_base_v1beta1_coin_type);
    ASSERT_TEXT(refused->text, "collections: not found: key '7' of type "
                               "github.com/cosmos/gogoproto/cosmos.base.v1beta1.Coin");
    assert_int_equal(refused->code, 1);
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read),
        cmocka_unit_test(numbers_and_bytes_have_their_wrappers),
        cmocka_unit_test(an_absent_key_is_named_with_its_type),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
