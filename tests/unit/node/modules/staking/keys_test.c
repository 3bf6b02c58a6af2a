#include "node/modules/staking/internal.h"
#include "tests/support/chain.h"
#include "tests/support/test.h"

static void addresses_have_their_length_in_front(void **state)
{
    struct arena *arena = arena_new(1024);
    struct bytes a = test_address(arena, 0xaa), b = test_address(arena, 0xbb);
    ASSERT_HEX(staking_key_1(arena, STAKING_KEY_VALIDATOR, bytes_slice(a, 0, 3)), "2103aaaaaa");
    ASSERT_HEX(
        staking_key_2(arena, STAKING_KEY_DELEGATION, bytes_slice(a, 0, 2), bytes_slice(b, 0, 1)),
        "3102aaaa01bb");
    struct bytes key = staking_key_3(arena, STAKING_KEY_REDELEGATION, bytes_slice(a, 0, 1),
                                     bytes_slice(b, 0, 2), bytes_slice(a, 0, 3));
    ASSERT_HEX(key, "3401aa02bbbb03aaaaaa");
    ASSERT_HEX(staking_key_address(key, 3), "bbbb");
    arena_drop(arena);
}

static void the_delegator_behind_a_validator_has_no_length(void **state)
{
    struct arena *arena = arena_new(1024);
    struct bytes a = test_address(arena, 0xaa), b = test_address(arena, 0xbb);
    ASSERT_HEX(staking_key_by_validator(arena, bytes_slice(a, 0, 2), bytes_slice(b, 0, 2)),
               "7102aaaabbbb");
    arena_drop(arena);
}

static void the_power_index_orders_by_power_and_then_against_the_address(void **state)
{
    struct arena *arena = arena_new(1024);
    struct staking_validator validator = {.address = test_address(arena, 0x0f),
                                          .tokens = integer_from_u64(7999999)};
    validator.address.len = 2;
    ASSERT_HEX(staking_key_power(arena, &validator), "23000000000000000702f0f0");
    arena_drop(arena);
}

static void queues_are_ordered_by_time(void **state)
{
    struct arena *arena = arena_new(1024);
    struct google_protobuf_timestamp time = {.seconds = 1700000000, .nanos = 5};
    ASSERT_HEX(staking_key_validator_queue(arena, time, 258),
               "43000000000000001d"
               "323032332d31312d31345432323a31333a32302e303030303030303035"
               "0000000000000102");
    ASSERT_HEX(staking_key_time(arena, STAKING_KEY_UNBONDING_QUEUE, time),
               "41323032332d31312d31345432323a31333a32302e303030303030303035");
    ASSERT_HEX(staking_key_number(arena, STAKING_KEY_HISTORY, 258), "500000000000000102");
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_have_their_length_in_front),
        cmocka_unit_test(the_delegator_behind_a_validator_has_no_length),
        cmocka_unit_test(the_power_index_orders_by_power_and_then_against_the_address),
        cmocka_unit_test(queues_are_ordered_by_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
