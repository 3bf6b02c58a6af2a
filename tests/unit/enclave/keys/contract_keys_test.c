#include "enclave/keys/keys_internal.h"
#include "tests/support/test.h"

static struct arena *arena;

static struct keys_chain *chain_of(const uint8_t *fill, size_t count)
{
    struct keys_secret seeds[KEYS_SEEDS_MAX];
    for (size_t i = 0; i < count; i++)
        memset(seeds[i].bytes, fill[i], 32);
    struct keys_chain *chain = keys_chain_new();
    keys_chain_load(chain, seeds, count);
    return chain;
}

static struct bytes filled(uint8_t value, size_t len)
{
    uint8_t *memory = arena_alloc(arena, len);
    memset(memory, value, len);
    return bytes_make(memory, len);
}

/* enclave-protocol 10.5 */
static void contract_keys_and_proofs(void **state)
{
    struct keys_chain *chain = chain_of((const uint8_t[]){0x11, 0x22}, 2);
    const uint8_t *sender = filled(1, 20).data, *contract = filled(2, 20).data;
    uint8_t code[32], code2[32], og[64], migrated[64], proof[32];
    crypto_sha256(BYTES("code"), code);
    crypto_sha256(BYTES("code2"), code2);
    keys_contract_make(chain, sender, 1234, code, contract, NULL, og);
    ASSERT_HEX(BYTES_OF(og), "c07e04e51a24b0c371cf702f38f8c366fe5c40a3146bb81b72a18544dfb561b0"
                             "5eebdae3f4508d6b27ddef8fe6212da7a7c4445bb7a2cd3dac85f6d4130e6b48");
    assert_true(keys_contract_check(chain, og, code, contract, NULL));
    assert_false(keys_contract_check(chain, og, code2, contract, NULL));
    assert_false(keys_contract_check(chain, og, code, sender, NULL));
    keys_contract_make(chain, sender, 1235, code2, contract, og, migrated);
    ASSERT_HEX(BYTES_OF(migrated),
               "4c683d8ae159cac12cc4065855300a0a4e0f087c77db3dfa7d51b4fd0b5993bb"
               "5a87681ec33511fc74fe1ad3bb821a7ca1fdbce1379c7784fb2887a4312c514d");
    assert_true(keys_contract_check(chain, migrated, code2, contract, og));
    assert_false(keys_contract_check(chain, migrated, code2, contract, NULL));
    keys_migration_make(chain, contract, code2, og, migrated, proof);
    ASSERT_HEX(BYTES_OF(proof), "c1379cdb7d3a70990c52834243b319732a32080429a0fa3ad96ea754e8474a60");
    assert_true(keys_migration_check(chain, contract, code2, og, migrated, proof));
    assert_false(keys_migration_check(chain, contract, code, og, migrated, proof));
    keys_admin_make(chain, bytes_make(sender, 20), og, proof);
    ASSERT_HEX(BYTES_OF(proof), "3a43388b96b15eb8b396097e24c8473f518506b547f0e736930a33ebf42b1a64");
    assert_true(keys_admin_check(chain, bytes_make(sender, 20), og, proof));
    assert_false(keys_admin_check(chain, BYTES(""), og, proof));
    keys_admin_make(chain, BYTES(""), og, proof);
    ASSERT_HEX(BYTES_OF(proof), "651271ffe4171dc87a4905394107daceebd18816323985335531b08c371e7344");
    keys_chain_free(chain);
}

static void proofs_of_an_earlier_last_seed_stay_valid(void **state)
{
    struct keys_chain *before = chain_of((const uint8_t[]){0x11, 0x22}, 2);
    struct keys_chain *after = chain_of((const uint8_t[]){0x11, 0x22, 0x33}, 3);
    const uint8_t *og = filled(5, 64).data;
    uint8_t proof[32];
    keys_admin_make(before, BYTES("admin"), og, proof);
    assert_true(keys_admin_check(after, BYTES("admin"), og, proof));
    CRYPTO_HMAC(proof, keys_bytes(keys_of(after, 1, KEYS_ADMIN)), BYTES("admin"),
                bytes_make(og, 64));
    assert_false(keys_admin_check(after, BYTES("admin"), og, proof));
    keys_chain_free(before);
    keys_chain_free(after);
}

/* enclave-protocol 10.4 */
static void callback_signatures(void **state)
{
    struct keys_chain *chain = chain_of((const uint8_t[]){0x11, 0x22}, 2);
    struct bytes message = test_unhex(
        arena, "19b5372bbb9bcd6c9c0ae4c6d82c4bdd63291b148bb3842e480bce4615d85da97ee29e3441f74430"
               "ab01f85b150eea16dbdd80a727a8b35b26225bf626c2920d4489020481b2a11f5b87d48ff6f15aca"
               "bdae9ac490f10b11bb99ff78d26912db608b1d7aea51c9a78ec6c1ac");
    uint8_t signature[32];
    keys_callback(chain, message, BYTES("[]"), signature);
    ASSERT_HEX(BYTES_OF(signature),
               "b7d23b3748b2fc36a3e23db38629e54c94b6c67ad428cda755e187fe42a4a6aa");
    keys_callback(chain, message, BYTES("[{\"denom\":\"uscrt\",\"amount\":\"1\"}]"), signature);
    ASSERT_HEX(BYTES_OF(signature),
               "2480e2cff4ee57df8a7aa8cf4e1bc1528b3f203cf53ed925734c904fc1d9df71");
    keys_callback(chain, BYTES(""), BYTES("[]"), signature);
    ASSERT_HEX(BYTES_OF(signature),
               "32f00ac352eeb3791ed71fe6b8e8e17fc9de38067628c5cd0b9f925c89b36a78");
    keys_chain_free(chain);
}

static void state_keys(void **state)
{
    struct keys_chain *chain = chain_of((const uint8_t[]){0x11, 0x22}, 2);
    struct keys_secret key;
    uint8_t og[64];
    memcpy(og,
           test_unhex(arena, "c07e04e51a24b0c371cf702f38f8c366fe5c40a3146bb81b72a18544dfb561b0"
                             "5eebdae3f4508d6b27ddef8fe6212da7a7c4445bb7a2cd3dac85f6d4130e6b48")
               .data,
           64);
    assert_true(keys_state(chain, 2, og, &key));
    ASSERT_HEX(keys_bytes(&key),
               "9722b92b9dbbc368de977de5d3f695cc1b650b8db770768f7a0b49ebfb8e0285");
    assert_false(keys_state(chain, 3, og, &key));
    assert_false(keys_state(chain, 0, og, &key));
    keys_chain_free(chain);
}

/* enclave-protocol 10.7 */
static void random_of_a_message(void **state)
{
    struct keys_secret beacon;
    memset(beacon.bytes, 0x66, 32);
    const uint8_t *og =
        test_unhex(arena, "c07e04e51a24b0c371cf702f38f8c366fe5c40a3146bb81b72a18544dfb561b0"
                          "5eebdae3f4508d6b27ddef8fe6212da7a7c4445bb7a2cd3dac85f6d4130e6b48")
            .data;
    uint8_t random[32];
    keys_message_random(&beacon, 1234, og, 0, random);
    ASSERT_HEX(BYTES_OF(random),
               "b1a7790f62102d623b6d95000818ce230735e07dc627a01e60df126881977f9b");
    keys_message_random(&beacon, 1234, og, 1, random);
    ASSERT_HEX(BYTES_OF(random),
               "3d45d5d9540a002c752be81449345c2e8a1d17a53e9cc3c08bbf36eff5de1b1f");
}

static void the_beacon_needs_seed_and_block(void **state)
{
    struct keys_chain *one = chain_of((const uint8_t[]){0x11, 0x22}, 2);
    struct keys_chain *other = chain_of((const uint8_t[]){0x11, 0x23}, 2);
    struct keys_secret first, second;
    keys_beacon(one, filled(7, 32).data, &first);
    keys_beacon(other, filled(7, 32).data, &second);
    assert_memory_not_equal(first.bytes, second.bytes, 32);
    keys_beacon(one, filled(8, 32).data, &second);
    assert_memory_not_equal(first.bytes, second.bytes, 32);
    keys_chain_free(one);
    keys_chain_free(other);
}

static int setup(void **state)
{
    arena = arena_new(1 << 16);
    return 0;
}

static int teardown(void **state)
{
    arena_drop(arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(contract_keys_and_proofs),
        cmocka_unit_test(proofs_of_an_earlier_last_seed_stay_valid),
        cmocka_unit_test(callback_signatures),
        cmocka_unit_test(state_keys),
        cmocka_unit_test(random_of_a_message),
        cmocka_unit_test(the_beacon_needs_seed_and_block),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
