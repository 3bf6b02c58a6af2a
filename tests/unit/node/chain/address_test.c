#include "node/chain/address.h"

#include "tests/support/test.h"

static void module_addresses_are_the_hash_of_their_name(void **state)
{
    struct arena *arena = arena_new(1024);
    uint8_t address[ADDRESS_BYTES];
    address_of_module(BYTES("fee_collector"), address);
    ASSERT_TEXT(address_text(arena, ADDRESS_ACCOUNT, BYTES_OF(address)),
                "secret17xpfvakm2amg962yls6f84z3kell8c5ljuhfkp");
    address_of_module(BYTES("gov"), address);
    ASSERT_BYTES(address_text(arena, ADDRESS_ACCOUNT, BYTES_OF(address)), ADDRESS_AUTHORITY);
    arena_drop(arena);
}

static void a_key_has_the_length_in_front(void **state)
{
    struct arena *arena = arena_new(256);
    ASSERT_HEX(address_key(arena, BYTES("\xaa\xbb")), "02aabb");
    ASSERT_HEX(address_key(arena, BYTES("")), "00");
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(module_addresses_are_the_hash_of_their_name),
        cmocka_unit_test(a_key_has_the_length_in_front),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
