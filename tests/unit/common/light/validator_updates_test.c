#include "common/light/validator_set.h"

#include "tests/support/light_recording.h"

static struct tendermint_abci_validator_update make_update(uint8_t *key, uint8_t first,
                                                           int64_t power)
{
    memset(key, first, 32);
    return (struct tendermint_abci_validator_update){
        .pub_key = {.sum_case = LIGHT_KEY_ED25519, .ed25519 = bytes_make(key, 32)}, .power = power};
}

/* Proposer and (first byte of the key, priority) of each member in set order. */
struct rotation {
    uint8_t proposer;
    struct {
        uint8_t key;
        int64_t priority;
    } members[4];
};

static void expect_rotation(const struct light_validator_set *set, const struct rotation *want)
{
    size_t proposer = light_validators_find(set, BYTES_OF(set->proposer));
    assert_int_equal(set->items[proposer].key[0], want->proposer);
    for (size_t i = 0; i < set->count; i++) {
        assert_int_equal(set->items[i].key[0], want->members[i].key);
        assert_int_equal(set->items[i].priority, want->members[i].priority);
    }
}

/* The figures were computed with CometBFT 0.38.19's own ValidatorSet. */
static const struct rotation rotations[] = {
    {1, {{1, -630}, {3, 330}, {2, 300}}},
    {3, {{1, 370}, {3, -970}, {2, 600}}},
    {1, {{1, -260}, {3, -640}, {2, 900}}},
    {2, {{1, 740}, {3, -310}, {2, -430}}},
    {1, {{1, 110}, {3, 20}, {2, -130}}},
    {1, {{1, -520}, {3, 350}, {2, 170}}},
    {3, {{4, -594}, {1, 2345}, {3, -4086}, {2, 2336}}},
    {4, {{4, -114}, {2, 3419}, {3, -3303}}},
    {4, {{4, 3074}, {2, 224}, {3, -3296}}},
    {4, {{3, -1}, {2, 2}, {4, 1}}},
};

static void proposers_and_priorities_rotate_as_the_original(void **state)
{
    struct arena *arena = arena_new(4096);
    uint8_t keys[4][32];
    struct tendermint_abci_validator_update updates[3] = {
        make_update(keys[0], 1, 1000), make_update(keys[1], 2, 300), make_update(keys[2], 3, 330)};
    struct light_validator_set set;
    ASSERT_OK(light_validators_new(arena, updates, 3, &set));
    size_t step = 0;
    expect_rotation(&set, &rotations[step++]);
    for (int i = 0; i < 5; i++) {
        light_validators_rotate(&set, 1);
        expect_rotation(&set, &rotations[step++]);
    }
    const struct {
        struct tendermint_abci_validator_update updates[2];
        size_t count;
        uint32_t turns;
    } changes[] = {
        {{make_update(keys[3], 4, 5000), make_update(keys[1], 2, 301)}, 2, 1},
        {{make_update(keys[0], 1, 0), make_update(keys[2], 3, 1)}, 2, 1},
        {{{.power = 0}}, 0, 7},
        {{make_update(keys[3], 4, 1), make_update(keys[1], 2, 1)}, 2, 1},
    };
    for (size_t i = 0; i < ARRAY_COUNT(changes); i++) {
        ASSERT_OK(light_validators_update(arena, &set, changes[i].updates, changes[i].count));
        light_validators_rotate(&set, changes[i].turns);
        expect_rotation(&set, &rotations[step++]);
    }
    arena_drop(arena);
}

/* Every header of a chain with 60 changes of validators names the sets that our updates give. */
static void sets_follow_a_recorded_chain(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    struct bytes text = test_file(arena, "tests/vectors/light/validators.txt"), line;
    struct tendermint_abci_validator_update updates[16];
    struct light_validator_set current, next;
    assert_true(recording_line(&text, &line));
    assert_true(recording_line(&text, &line));
    recording_word(&line, ' ');
    size_t count = recording_updates(arena, line, updates);
    ASSERT_OK(light_validators_new(arena, updates, count, &current));
    next = light_validators_copy(arena, &current);
    light_validators_rotate(&next, 1);
    int heights = 0;
    while (recording_line(&text, &line)) {
        recording_word(&line, ' ');
        uint8_t hash[32];
        light_validators_hash(arena, &current, hash);
        ASSERT_BYTES(BYTES_OF(hash), recording_hex(arena, &line));
        light_validators_hash(arena, &next, hash);
        ASSERT_BYTES(BYTES_OF(hash), recording_hex(arena, &line));
        recording_hex(arena, &line);
        count = recording_updates(arena, line, updates);
        current = next;
        next = light_validators_copy(arena, &next);
        ASSERT_OK(light_validators_update(arena, &next, updates, count));
        light_validators_rotate(&next, 1);
        heights++;
    }
    assert_int_equal(heights, 380);
    arena_drop(arena);
}

static void bad_updates_are_refused_and_change_nothing(void **state)
{
    struct arena *arena = arena_new(4096);
    uint8_t keys[3][32];
    struct tendermint_abci_validator_update first[2] = {make_update(keys[0], 1, 10),
                                                        make_update(keys[1], 2, 20)};
    struct light_validator_set set, before;
    ASSERT_OK(light_validators_new(arena, first, 2, &set));
    before = light_validators_copy(arena, &set);
    struct tendermint_abci_validator_update bad[2] = {first[0], first[0]};
    assert_non_null(light_validators_update(arena, &set, bad, 2));
    bad[0] = make_update(keys[2], 9, 0);
    assert_non_null(light_validators_update(arena, &set, bad, 1));
    bad[0] = make_update(keys[2], 9, -1);
    assert_non_null(light_validators_update(arena, &set, bad, 1));
    bad[0] = make_update(keys[2], 9, LIGHT_POWER_MAX);
    assert_non_null(light_validators_update(arena, &set, bad, 1));
    bad[0].pub_key.ed25519.len = 31;
    bad[0].power = 1;
    assert_non_null(light_validators_update(arena, &set, bad, 1));
    first[0].power = first[1].power = 0;
    assert_non_null(light_validators_update(arena, &set, first, 2));
    assert_non_null(light_validators_new(arena, first, 1, &before));
    assert_int_equal(set.count, 2);
    assert_int_equal(set.total_power, 30);
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(proposers_and_priorities_rotate_as_the_original),
        cmocka_unit_test(sets_follow_a_recorded_chain),
        cmocka_unit_test(bad_updates_are_refused_and_change_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
