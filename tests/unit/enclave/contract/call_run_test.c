#include "tests/support/desk_world.h"

static struct bytes asked_with(struct world *world, struct secretd_boundary_contract_key key)
{
    struct secretd_boundary_query query = world_query(world, world_encrypt(world, "{}"));
    query.key = key;
    call_query(world->desk, &query, &world->reply);
    return world->reply.failure == NULL ? BYTES("answered") : world->reply.failure->text;
}

static void only_keys_of_this_network_are_believed(void **state)
{
    static const char refused[] = "failed to authenticate secret contract";
    struct world world;
    world_start(&world);
    world_instantiate(&world, "{}");
    ASSERT_TEXT(asked_with(&world, world.key), "answered");
    ASSERT_TEXT(asked_with(&world, (struct secretd_boundary_contract_key){0}), refused);
    uint8_t forged[64] = {1};
    ASSERT_TEXT(asked_with(&world, (struct secretd_boundary_contract_key){.og = BYTES_OF(forged)}),
                refused);
    memcpy(forged, world.key.og.data, 64);
    forged[63] ^= 1;
    ASSERT_TEXT(asked_with(&world, (struct secretd_boundary_contract_key){.og = BYTES_OF(forged)}),
                refused);
    world_stop(&world);
}

static void a_migrated_contract_needs_key_and_proof(void **state)
{
    struct world world;
    uint8_t current[64], proof[32];
    world_start(&world);
    world_instantiate(&world, "{}");
    struct secretd_boundary_contract_key key = world.key;
    keys_contract_make(world.keys, world.user->address, 9, world.code_hash, world.contract.data,
                       key.og.data, current);
    keys_migration_make(world.keys, world.contract.data, world.code_hash, key.og.data, current,
                        proof);
    key.current = BYTES_OF(current);
    key.proof = BYTES_OF(proof);
    ASSERT_TEXT(asked_with(&world, key), "answered");
    proof[0] ^= 1;
    ASSERT_TEXT(asked_with(&world, key), "failed to validate transaction");
    current[40] ^= 1;
    ASSERT_TEXT(asked_with(&world, key), "failed to authenticate secret contract");
    world_stop(&world);
}

static void code_that_is_not_of_its_hash_is_refused(void **state)
{
    struct world world;
    world_start(&world);
    struct secretd_boundary_call call =
        world_call(&world, SECRETD_BOUNDARY_CALL_KIND_INSTANTIATE, "{}");
    world.wasm = BYTES("other code");
    ASSERT_TEXT(world_run(&world, &call), "tried to load invalid wasm code");
    world.wasm = (struct bytes){0};
    ASSERT_TEXT(world_run(&world, &call), "tried to load invalid wasm code");
    world_stop(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_keys_of_this_network_are_believed),
        cmocka_unit_test(a_migrated_contract_needs_key_and_proof),
        cmocka_unit_test(code_that_is_not_of_its_hash_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
