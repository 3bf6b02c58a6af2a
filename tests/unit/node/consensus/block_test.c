#include "node/consensus/block.h"

#include "tests/support/test.h"

#include "common/crypto/ed25519.h"
#include "common/encoding/protobuf.h"
#include "common/light/commit.h"
#include "common/light/hash.h"
#include "common/light/header.h"

/* A chain of blocks made by one signer beside a second validator that never signs. */
struct chain {
    struct arena *arena;
    struct block_signer signer;
    struct consensus_state state;
    struct made_block made;
    struct light_trusted trusted;
};

static struct tendermint_abci_validator_update make_update(struct arena *arena, uint8_t seed_byte,
                                                           int64_t power)
{
    uint8_t seed[32], *key = arena_alloc(arena, 32);
    memset(seed, seed_byte, sizeof seed);
    crypto_ed25519_pubkey(seed, key);
    return (struct tendermint_abci_validator_update){
        .pub_key = {.sum_case = LIGHT_KEY_ED25519, .ed25519 = bytes_make(key, 32)}, .power = power};
}

static struct chain chain_new(int64_t other_power)
{
    struct chain chain = {.arena = arena_new(1 << 16)};
    uint8_t seed[32];
    memset(seed, 1, sizeof seed);
    chain.signer = block_signer_new(seed);
    struct genesis genesis;
    ASSERT_OK(genesis_read(chain.arena,
                           BYTES("{\"chain_id\":\"net\",\"genesis_time\":\"2026-01-01T00:00:00Z\","
                                 "\"app_state\":{}}"),
                           &genesis));
    struct tendermint_abci_validator_update updates[2] = {make_update(chain.arena, 1, 1000),
                                                          make_update(chain.arena, 2, other_power)};
    const struct tendermint_abci_response_init_chain response = {
        .validators = {updates, other_power == 0 ? 1 : 2}};
    ASSERT_OK(consensus_state_genesis(chain.arena, &genesis, &response, &chain.state));
    return chain;
}

static status make(struct chain *chain, int64_t now_seconds, struct bytes_list txs)
{
    struct google_protobuf_timestamp now = {.seconds = now_seconds};
    int32_t last_round = chain->made.commit.round;
    return block_make(chain->arena, &chain->signer, &chain->state, last_round, txs, now,
                      &chain->made);
}

static void advance(struct chain *chain,
                    const struct tendermint_abci_response_finalize_block *response)
{
    struct consensus_state next;
    ASSERT_OK(consensus_state_next(chain->arena, &chain->state, &chain->made.block.header,
                                   &chain->made.block_id, response, &next));
    /* What a restart brings back is the same. */
    struct bytes encoded = consensus_state_encode(chain->arena, &next);
    ASSERT_OK(consensus_state_decode(chain->arena, encoded, &chain->state));
    ASSERT_BYTES(consensus_state_encode(chain->arena, &chain->state), encoded);
}

static void verify(struct chain *chain)
{
    const struct tendermint_types_header *header = &chain->made.block.header;
    if (header->height == 1)
        ASSERT_OK(light_header_first(chain->arena, BYTES("net"), 1, header, &chain->made.commit,
                                     &chain->state.validators, &chain->trusted));
    else
        ASSERT_OK(light_header_next(chain->arena, &chain->trusted, header, &chain->made.commit,
                                    &chain->state.validators, &chain->trusted));
    if (header->height > 1)
        ASSERT_OK(light_commit_verify(chain->arena, BYTES("net"), &chain->state.last_validators,
                                      &header->last_block_id, header->height - 1,
                                      chain->made.block.last_commit));
}

static void blocks_follow_each_other_for_a_light_client(void **state)
{
    struct chain chain = chain_new(0);
    struct bytes txs[2] = {BYTES("one"), BYTES("two")};
    struct tendermint_abci_exec_tx_result results[2] = {{.gas_used = 5}, {.code = 3}};
    const struct tendermint_abci_response_finalize_block response = {
        .tx_results = {results, 2}, .app_hash = BYTES("12345678901234567890123456789012")};
    for (int64_t height = 1; height <= 5; height++) {
        ASSERT_OK(make(&chain, 1800000000 + height, (struct bytes_list){txs, 2}));
        verify(&chain);
        advance(&chain, &response);
    }
    ASSERT_BYTES(chain.made.block.header.app_hash, response.app_hash);
    uint8_t hash[32];
    light_results_hash(chain.arena, results, 2, hash);
    ASSERT_BYTES(chain.made.block.header.last_results_hash, BYTES_OF(hash));
    assert_int_equal(chain.made.input.last_commit.votes.count, 1);
    arena_drop(chain.arena);
}

static void the_first_block_is_as_cometbft_makes_it(void **state)
{
    struct chain chain = chain_new(0);
    ASSERT_OK(make(&chain, 1800000000, (struct bytes_list){0}));
    const struct tendermint_types_header *header = &chain.made.block.header;
    const char *nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    ASSERT_HEX(header->last_commit_hash, nothing);
    ASSERT_HEX(header->data_hash, nothing);
    ASSERT_HEX(header->evidence_hash, nothing);
    ASSERT_HEX(header->last_results_hash, nothing);
    assert_int_equal(header->time.seconds, chain.state.last_time.seconds);
    assert_int_equal(header->last_block_id.hash.len, 0);
    ASSERT_HEX(
        protobuf_encode(chain.arena, &tendermint_types_commit_type, chain.made.block.last_commit),
        "1a021200");
    arena_drop(chain.arena);
}

static void time_is_the_last_commits_and_always_advances(void **state)
{
    struct chain chain = chain_new(0);
    const struct tendermint_abci_response_finalize_block response = {0};
    ASSERT_OK(make(&chain, 1800000000, (struct bytes_list){0}));
    verify(&chain);
    advance(&chain, &response);
    ASSERT_OK(make(&chain, 1800000007, (struct bytes_list){0}));
    assert_int_equal(chain.made.block.header.time.seconds, 1800000007);
    verify(&chain);
    advance(&chain, &response);
    ASSERT_OK(make(&chain, 1800000003, (struct bytes_list){0}));
    const struct tendermint_types_header *header = &chain.made.block.header;
    assert_int_equal(header->time.seconds, 1800000007);
    assert_int_equal(header->time.nanos, 1000000);
    const struct tendermint_types_commit_sig *last = chain.made.block.last_commit->signatures.items;
    assert_int_equal(light_time_compare(last->timestamp, header->time), 0);
    arena_drop(chain.arena);
}

static void a_validator_that_never_signs_is_absent(void **state)
{
    struct chain chain = chain_new(400);
    const struct tendermint_abci_response_finalize_block response = {0};
    int rounds = 0;
    for (int64_t height = 1; height <= 20; height++) {
        ASSERT_OK(make(&chain, 1800000000 + height, (struct bytes_list){0}));
        verify(&chain);
        assert_int_equal(chain.made.commit.signatures.items[1].block_id_flag, 1);
        ASSERT_BYTES(chain.made.block.header.proposer_address, BYTES_OF(chain.signer.address));
        rounds += chain.made.commit.round;
        advance(&chain, &response);
    }
    /* The other's turns pass by: about 400 of 1400. */
    assert_in_range(rounds, 4, 8);
    arena_drop(chain.arena);
}

static void updates_take_effect_two_blocks_later(void **state)
{
    struct chain chain = chain_new(0);
    struct tendermint_abci_validator_update update = make_update(chain.arena, 9, 77);
    struct tendermint_abci_response_finalize_block response = {.validator_updates = {&update, 1}};
    ASSERT_OK(make(&chain, 1800000000, (struct bytes_list){0}));
    verify(&chain);
    advance(&chain, &response);
    response.validator_updates.count = 0;
    assert_int_equal(chain.state.validators.count, 1);
    assert_int_equal(chain.state.next_validators.count, 2);
    assert_int_equal(chain.state.validators_changed, 3);
    for (int64_t height = 2; height <= 4; height++) {
        ASSERT_OK(make(&chain, 1800000000 + height, (struct bytes_list){0}));
        verify(&chain);
        assert_int_equal(chain.made.commit.signatures.count, height == 2 ? 1 : 2);
        assert_int_equal(chain.made.input.last_commit.votes.count, height == 4 ? 2 : 1);
        advance(&chain, &response);
    }
    arena_drop(chain.arena);
}

static void without_two_thirds_there_is_no_block(void **state)
{
    struct chain chain = chain_new(500);
    status refused = make(&chain, 1800000000, (struct bytes_list){0});
    assert_true(error_is(refused, &BLOCK_NOT_ENOUGH_POWER));
    arena_drop(chain.arena);
    chain = chain_new(499);
    ASSERT_OK(make(&chain, 1800000000, (struct bytes_list){0}));
    arena_drop(chain.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_follow_each_other_for_a_light_client),
        cmocka_unit_test(the_first_block_is_as_cometbft_makes_it),
        cmocka_unit_test(time_is_the_last_commits_and_always_advances),
        cmocka_unit_test(a_validator_that_never_signs_is_absent),
        cmocka_unit_test(updates_take_effect_two_blocks_later),
        cmocka_unit_test(without_two_thirds_there_is_no_block),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
