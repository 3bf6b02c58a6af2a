#include "common/light/commit.h"

#include "tests/support/light_recording.h"

#include "common/crypto/ed25519.h"
#include "common/light/hash.h"
#include "common/light/vote.h"

enum { MEMBERS = 4 };

/* Four validators of equal power and a commit that all of them signed. */
struct scene {
    struct arena *arena;
    struct light_validator_set set;
    struct tendermint_types_commit commit;
    struct tendermint_types_commit_sig signatures[MEMBERS];
    uint8_t bytes[MEMBERS][64];
    uint8_t hash[32];
};

static void sign(struct scene *scene, size_t index)
{
    for (uint8_t seed = 1; seed <= MEMBERS; seed++) {
        uint8_t secret[32], key[32];
        memset(secret, seed, sizeof secret);
        crypto_ed25519_pubkey(secret, key);
        if (memcmp(key, scene->set.items[index].key, 32) == 0)
            crypto_ed25519_sign(
                secret, light_commit_vote_bytes(scene->arena, BYTES("net"), &scene->commit, index),
                scene->bytes[index]);
    }
}

static int setup(void **state)
{
    struct arena *arena = arena_new(4096);
    struct scene *scene = ARENA_NEW(arena, struct scene);
    struct tendermint_abci_validator_update updates[MEMBERS];
    scene->arena = arena;
    for (uint8_t i = 0; i < MEMBERS; i++) {
        uint8_t secret[32], *key = arena_alloc(arena, 32);
        memset(secret, i + 1, sizeof secret);
        crypto_ed25519_pubkey(secret, key);
        updates[i] = (struct tendermint_abci_validator_update){
            .pub_key = {.sum_case = LIGHT_KEY_ED25519, .ed25519 = bytes_make(key, 32)},
            .power = 10};
    }
    ASSERT_OK(light_validators_new(arena, updates, MEMBERS, &scene->set));
    memset(scene->hash, 7, 32);
    scene->commit = (struct tendermint_types_commit){
        .height = 5,
        .block_id = {.hash = BYTES_OF(scene->hash),
                     .part_set_header = {.total = 1, .hash = BYTES_OF(scene->hash)}},
        .signatures = {scene->signatures, MEMBERS},
    };
    for (size_t i = 0; i < MEMBERS; i++) {
        scene->signatures[i] = (struct tendermint_types_commit_sig){
            .block_id_flag = LIGHT_FLAG_COMMIT,
            .validator_address = BYTES_OF(scene->set.items[i].address),
            .timestamp = {.seconds = 1000 + (int64_t)i},
            .signature = BYTES_OF(scene->bytes[i]),
        };
        sign(scene, i);
    }
    *state = scene;
    return 0;
}

static int teardown(void **state)
{
    arena_drop(((struct scene *)*state)->arena);
    return 0;
}

static status verify(struct scene *scene)
{
    return light_commit_verify(scene->arena, BYTES("net"), &scene->set, &scene->commit.block_id, 5,
                               &scene->commit);
}

static void leave(struct scene *scene, size_t index)
{
    scene->signatures[index] = (struct tendermint_types_commit_sig){
        .block_id_flag = LIGHT_FLAG_ABSENT, .timestamp = {.seconds = LIGHT_ZERO_TIME_SECONDS}};
}

static void more_than_two_thirds_are_enough(void **state)
{
    struct scene *scene = *state;
    ASSERT_OK(verify(scene));
    leave(scene, 1);
    ASSERT_OK(verify(scene));
    leave(scene, 2);
    assert_true(error_is(verify(scene), &LIGHT_TOO_LITTLE_POWER));
}

static void exactly_two_thirds_are_not_enough(void **state)
{
    struct scene *scene = *state;
    scene->set.count = scene->commit.signatures.count = 3;
    scene->set.total_power = 30;
    ASSERT_OK(verify(scene));
    leave(scene, 0);
    assert_true(error_is(verify(scene), &LIGHT_TOO_LITTLE_POWER));
}

static void votes_for_nil_do_not_count(void **state)
{
    struct scene *scene = *state;
    for (size_t i = 0; i < 2; i++) {
        scene->signatures[i].block_id_flag = LIGHT_FLAG_NIL;
        sign(scene, i);
    }
    assert_true(error_is(verify(scene), &LIGHT_TOO_LITTLE_POWER));
}

static void a_wrong_signature_chain_height_or_block_is_refused(void **state)
{
    struct scene *scene = *state;
    assert_true(error_is(light_commit_verify(scene->arena, BYTES("other"), &scene->set,
                                             &scene->commit.block_id, 5, &scene->commit),
                         &LIGHT_BAD_COMMIT));
    assert_true(error_is(light_commit_verify(scene->arena, BYTES("net"), &scene->set,
                                             &scene->commit.block_id, 6, &scene->commit),
                         &LIGHT_BAD_COMMIT));
    struct tendermint_types_block_id other = scene->commit.block_id;
    other.part_set_header.total = 2;
    assert_true(error_is(
        light_commit_verify(scene->arena, BYTES("net"), &scene->set, &other, 5, &scene->commit),
        &LIGHT_BAD_COMMIT));
    scene->bytes[0][10] ^= 1;
    assert_true(error_is(verify(scene), &LIGHT_BAD_COMMIT));
}

static void one_validator_cannot_sign_in_anothers_place(void **state)
{
    struct scene *scene = *state;
    scene->signatures[1] = scene->signatures[0];
    assert_true(error_is(verify(scene), &LIGHT_BAD_COMMIT));
}

static void malformed_commits_are_refused(void **state)
{
    struct scene *scene = *state;
    scene->signatures[0].block_id_flag = 7;
    assert_true(error_is(verify(scene), &LIGHT_BAD_COMMIT));
    leave(scene, 0);
    scene->signatures[0].signature = BYTES("x");
    assert_true(error_is(verify(scene), &LIGHT_BAD_COMMIT));
    scene->commit.signatures.count = 3;
    leave(scene, 0);
    assert_true(error_is(verify(scene), &LIGHT_BAD_COMMIT));
    scene->commit.block_id.hash.len = 0;
    assert_true(error_is(verify(scene), &LIGHT_BAD_COMMIT));
}

static void trusting_needs_a_third_of_the_known_set(void **state)
{
    struct scene *scene = *state;
    struct light_validator_set known = light_validators_copy(scene->arena, &scene->set);
    known.items[0] = known.items[3];
    known.count = 1;
    known.total_power = 30;
    status failure =
        light_commit_verify_trusting(scene->arena, BYTES("net"), &known, &scene->commit, 1, 3);
    assert_true(error_is(failure, &LIGHT_TOO_LITTLE_POWER));
    known.total_power = 29;
    ASSERT_OK(
        light_commit_verify_trusting(scene->arena, BYTES("net"), &known, &scene->commit, 1, 3));
    scene->signatures[2] = scene->signatures[3];
    known.total_power = 90;
    failure =
        light_commit_verify_trusting(scene->arena, BYTES("net"), &known, &scene->commit, 1, 3);
    assert_true(error_is(failure, &LIGHT_BAD_COMMIT));
}

#define SCENE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCENE(more_than_two_thirds_are_enough),
        SCENE(exactly_two_thirds_are_not_enough),
        SCENE(votes_for_nil_do_not_count),
        SCENE(a_wrong_signature_chain_height_or_block_is_refused),
        SCENE(one_validator_cannot_sign_in_anothers_place),
        SCENE(malformed_commits_are_refused),
        SCENE(trusting_needs_a_third_of_the_known_set),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
