#include "common/light/validator_set.h"

#include "tests/support/light_recording.h"

static void one_validator_hashes_as_the_published_vector(void **state)
{
    struct arena *arena = arena_new(4096);
    uint8_t key[32];
    memset(key, 1, sizeof key);
    struct tendermint_abci_validator_update update = {
        .pub_key = {.sum_case = LIGHT_KEY_ED25519, .ed25519 = BYTES_OF(key)}, .power = 100};
    struct light_validator_set set;
    ASSERT_OK(light_validators_new(arena, &update, 1, &set));
    uint8_t hash[32];
    light_validators_hash(arena, &set, hash);
    ASSERT_HEX(BYTES_OF(hash), "b2911b934ce60e28ff50a9bf80f6727878a2da6050e5949bbbcccf11f18675ff");
    ASSERT_HEX(BYTES_OF(set.items[0].address), "72cd6e8422c407fb6d098690f1130b7ded7ec2f7");
    assert_int_equal(set.items[0].priority, 0);
    arena_drop(arena);
}

static struct tendermint_abci_validator_update make_update(uint8_t *key, uint8_t first,
                                                           int64_t power)
{
    memset(key, first, 32);
    return (struct tendermint_abci_validator_update){
        .pub_key = {.sum_case = LIGHT_KEY_ED25519, .ed25519 = bytes_make(key, 32)}, .power = power};
}

static void a_set_survives_its_encoding(void **state)
{
    struct arena *arena = arena_new(4096);
    uint8_t keys[2][32];
    struct tendermint_abci_validator_update updates[2] = {make_update(keys[0], 1, 10),
                                                          make_update(keys[1], 2, 20)};
    struct light_validator_set set, copy;
    ASSERT_OK(light_validators_new(arena, updates, 2, &set));
    ASSERT_OK(light_validators_decode(arena, light_validators_encode(arena, &set), &copy));
    assert_int_equal(copy.count, 2);
    assert_int_equal(copy.total_power, 30);
    assert_memory_equal(copy.items, set.items, 2 * sizeof *set.items);
    assert_memory_equal(copy.proposer, set.proposer, 20);
    arena_drop(arena);
}

static void an_encoded_set_with_a_double_entry_is_refused(void **state)
{
    struct arena *arena = arena_new(4096);
    uint8_t keys[2][32];
    struct tendermint_abci_validator_update updates[2] = {make_update(keys[0], 1, 10),
                                                          make_update(keys[1], 2, 20)};
    struct light_validator_set set, copy;
    ASSERT_OK(light_validators_new(arena, updates, 2, &set));
    set.items[1] = set.items[0];
    assert_non_null(light_validators_decode(arena, light_validators_encode(arena, &set), &copy));
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_validator_hashes_as_the_published_vector),
        cmocka_unit_test(a_set_survives_its_encoding),
        cmocka_unit_test(an_encoded_set_with_a_double_entry_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
