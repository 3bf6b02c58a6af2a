#include "node/app/state.h"
#include "tests/support/test.h"

static void events_get_their_mode_as_a_last_attribute(void **state)
{
    struct arena *arena = arena_new(1024), *other = arena_new(1024);
    struct event_list *events = event_list_new(other);
    EVENT(events, "mint", {BYTES("amount"), arena_format(other, "%d", 7)});
    EVENT(events, "empty", {BYTES("k"), BYTES("")});
    struct tendermint_abci_event_list plain = app_event_list(arena, events, NULL);
    struct tendermint_abci_event_list moded = app_event_list(arena, events, "EndBlock");
    arena_drop(other); /* everything was copied */
    assert_int_equal(plain.count, 2);
    assert_int_equal(plain.items[0].attributes.count, 1);
    assert_int_equal(moded.items[0].attributes.count, 2);
    ASSERT_TEXT(moded.items[0].type, "mint");
    ASSERT_TEXT(moded.items[0].attributes.items[0].value, "7");
    ASSERT_TEXT(moded.items[0].attributes.items[1].key, "mode");
    ASSERT_TEXT(moded.items[1].attributes.items[1].value, "EndBlock");
    assert_true(moded.items[0].attributes.items[0].index);
    arena_drop(arena);
}

static void validator_updates_keep_their_order_and_key_type(void **state)
{
    struct arena *arena = arena_new(1024);
    struct validator_update_list updates = {.arena = arena};
    validator_update_add(&updates, (struct validator_update){BYTES("ed25519"), BYTES("one"), 5});
    validator_update_add(&updates, (struct validator_update){BYTES("secp256k1"), BYTES("two"), 0});
    struct tendermint_abci_validator_update_list list = app_updates(arena, &updates);
    assert_int_equal(list.count, 2);
    assert_int_equal(list.items[0].pub_key.sum_case, 1);
    ASSERT_TEXT(list.items[0].pub_key.ed25519, "one");
    assert_int_equal(list.items[0].power, 5);
    assert_int_equal(list.items[1].pub_key.sum_case, 2);
    ASSERT_TEXT(list.items[1].pub_key.secp256k1, "two");
    arena_drop(arena);
}

static void a_block_shows_votes_and_misbehavior(void **state)
{
    struct arena *arena = arena_new(4096);
    struct tendermint_types_header header = {.chain_id = BYTES("secretdev-1"),
                                             .height = 7,
                                             .time = {1700000000, 5},
                                             .proposer_address = BYTES("proposer")};
    struct tendermint_abci_vote_info votes[] = {
        {.validator = {BYTES("first"), 3}, .block_id_flag = 2},
        {.validator = {BYTES("second"), 4}, .block_id_flag = 1},
    };
    struct tendermint_abci_misbehavior misbehavior = {
        .type = 1, .validator = {BYTES("first"), 3}, .height = 5, .total_voting_power = 7};
    struct block_input input = {.header = &header,
                                .last_commit = {.votes = {votes, 2}},
                                .misbehavior = &misbehavior,
                                .misbehavior_count = 1};
    struct block_info info = app_info_of(arena, &input);
    assert_int_equal(info.height, 7);
    assert_int_equal(info.time_nanos, 5);
    assert_true(info.votes[0].signed_block);
    assert_false(info.votes[1].signed_block);
    assert_int_equal(info.misbehavior[0].height, 5);
    struct block_info copy = app_info_copy(arena, &info);
    ASSERT_TEXT(copy.chain_id, "secretdev-1");
    ASSERT_TEXT(copy.header->proposer_address, "proposer");
    assert_int_equal(copy.vote_count, 0); /* queries do not see them */
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(events_get_their_mode_as_a_last_attribute),
        cmocka_unit_test(validator_updates_keep_their_order_and_key_type),
        cmocka_unit_test(a_block_shows_votes_and_misbehavior),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
