#include "node/chain/address.h"
#include "node/modules/compute/internal.h"
#include "tests/support/test.h"

/* Creator and contract of the first instantiation in the recorded chain `compute-store`. */
static void address_is_the_recorded_one(void **state)
{
    struct arena *arena = arena_new(4096);
    struct bytes creator, expected;
    ASSERT_OK(address_parse(arena, ADDRESS_ACCOUNT,
                            BYTES("secret1ap26qrlp8mcq2pg6r47w43l0y8zkqm8a450s03"), &creator));
    ASSERT_OK(address_parse(arena, ADDRESS_ACCOUNT,
                            BYTES("secret1mfk7n6mc2cg6lznujmeckdh4x0a5ezf6hx6y8q"), &expected));
    uint8_t address[CONTRACT_ADDRESS_BYTES];
    compute_contract_address(1, 1, creator, address);
    ASSERT_BYTES(BYTES_OF(address), expected);
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(address_is_the_recorded_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
