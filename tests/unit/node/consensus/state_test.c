#include "node/consensus/state.h"

#include "tests/support/test.h"

#include "common/encoding/protobuf.h"
#include "schema/chain/tendermint_state.h"

static uint8_t key[32] = {1};

static struct genesis make_genesis(struct arena *arena)
{
    struct genesis genesis;
    ASSERT_OK(
        genesis_read(arena,
                     BYTES("{\"chain_id\":\"net\",\"genesis_time\":\"2026-01-01T00:00:00Z\","
                           "\"initial_height\":\"5\",\"app_hash\":\"0102\",\"app_state\":{}}"),
                     &genesis));
    return genesis;
}

static struct consensus_state make_state(struct arena *arena)
{
    struct consensus_state state;
    struct genesis genesis = make_genesis(arena);
    struct tendermint_abci_validator_update update = {
        .pub_key = {.sum_case = LIGHT_KEY_ED25519, .ed25519 = BYTES_OF(key)}, .power = 10};
    const struct tendermint_abci_response_init_chain response = {.validators = {&update, 1}};
    ASSERT_OK(consensus_state_genesis(arena, &genesis, &response, &state));
    return state;
}

static void the_first_state_comes_from_genesis(void **state)
{
    struct arena *arena = arena_new(4096);
    struct consensus_state first = make_state(arena);
    assert_int_equal(first.initial_height, 5);
    assert_int_equal(first.last_height, 4);
    assert_int_equal(first.validators.count, 1);
    assert_int_equal(first.next_validators.count, 1);
    assert_int_equal(first.last_validators.count, 0);
    ASSERT_HEX(first.app_hash, "0102");
    arena_drop(arena);
}

static void a_chain_without_validators_is_refused(void **state)
{
    struct arena *arena = arena_new(4096);
    struct consensus_state first;
    struct genesis genesis = make_genesis(arena);
    const struct tendermint_abci_response_init_chain response = {0};
    assert_non_null(consensus_state_genesis(arena, &genesis, &response, &first));
    arena_drop(arena);
}

static void parameters_change_for_the_next_block(void **state)
{
    struct arena *arena = arena_new(4096);
    struct consensus_state first = make_state(arena), next;
    const struct tendermint_types_block_params block = {.max_bytes = 1000, .max_gas = 7};
    const struct tendermint_types_consensus_params params = {.block = &block};
    const struct tendermint_abci_response_finalize_block response = {
        .consensus_param_updates = &params, .app_hash = BYTES("hash")};
    const struct tendermint_types_header header = {.height = 5, .time = {.seconds = 9}};
    const struct tendermint_types_block_id block_id = {.hash = BYTES("id")};
    ASSERT_OK(consensus_state_next(arena, &first, &header, &block_id, &response, &next));
    assert_int_equal(next.params.block->max_gas, 7);
    assert_int_equal(next.params.evidence->max_bytes, 1048576);
    assert_int_equal(next.params_changed, 6);
    assert_int_equal(next.last_height, 5);
    ASSERT_TEXT(next.app_hash, "hash");
    assert_int_equal(consensus_state_txs_bytes_max(&next), 1000 - 11 - 626 - 94 - 111);
    arena_drop(arena);
}

static void updates_that_cannot_be_are_refused(void **state)
{
    struct arena *arena = arena_new(4096);
    struct consensus_state first = make_state(arena), next;
    struct tendermint_abci_validator_update remove = {
        .pub_key = {.sum_case = LIGHT_KEY_ED25519, .ed25519 = BYTES_OF(key)}};
    const struct tendermint_abci_response_finalize_block response = {
        .validator_updates = {&remove, 1}};
    const struct tendermint_types_header header = {.height = 5};
    const struct tendermint_types_block_id block_id = {0};
    assert_non_null(consensus_state_next(arena, &first, &header, &block_id, &response, &next));
    arena_drop(arena);
}

static void an_encoded_state_with_a_part_missing_is_refused(void **state)
{
    struct arena *arena = arena_new(4096);
    struct consensus_state first = make_state(arena), read;
    ASSERT_OK(consensus_state_decode(arena, consensus_state_encode(arena, &first), &read));
    const struct tendermint_state_state hollow = {.chain_id = BYTES("net")};
    struct bytes encoded = protobuf_encode(arena, &tendermint_state_state_type, &hollow);
    assert_non_null(consensus_state_decode(arena, encoded, &read));
    assert_non_null(consensus_state_decode(arena, BYTES("\xff"), &read));
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_state_comes_from_genesis),
        cmocka_unit_test(a_chain_without_validators_is_refused),
        cmocka_unit_test(parameters_change_for_the_next_block),
        cmocka_unit_test(updates_that_cannot_be_are_refused),
        cmocka_unit_test(an_encoded_state_with_a_part_missing_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
