#include "common/light/header.h"

#include "tests/support/light_recording.h"

#include "common/encoding/protobuf.h"

/* The recorded chain from its genesis: blocks and the validator sets that sign them. */
struct chain {
    struct arena *arena;
    struct bytes blocks, sets;
    struct light_validator_set current, next;
    struct tendermint_types_block block;
    struct tendermint_types_commit commit;
    struct light_trusted trusted;
};

static struct chain chain_open(struct arena *arena)
{
    struct chain chain = {.arena = arena};
    chain.blocks = test_file(arena, "tests/vectors/light/blocks.txt");
    chain.sets = test_file(arena, "tests/vectors/light/validators.txt");
    struct bytes line;
    struct tendermint_abci_validator_update updates[16];
    recording_line(&chain.sets, &line);
    recording_line(&chain.sets, &line);
    recording_word(&line, ' ');
    size_t count = recording_updates(arena, line, updates);
    ASSERT_OK(light_validators_new(arena, updates, count, &chain.current));
    chain.next = light_validators_copy(arena, &chain.current);
    light_validators_rotate(&chain.next, 1);
    return chain;
}

static void read_block(struct chain *chain)
{
    struct bytes line;
    do
        assert_true(recording_line(&chain->blocks, &line));
    while (!bytes_starts_with(line, BYTES("block ")));
    recording_word(&line, ' ');
    recording_word(&line, ' ');
    recording_word(&line, ' ');
    ASSERT_OK(protobuf_decode(chain->arena, &tendermint_types_block_type,
                              recording_hex(chain->arena, &line), &chain->block));
    ASSERT_OK(protobuf_decode(chain->arena, &tendermint_types_commit_type,
                              recording_hex(chain->arena, &line), &chain->commit));
}

static void advance_sets(struct chain *chain)
{
    struct bytes line;
    struct tendermint_abci_validator_update updates[16];
    assert_true(recording_line(&chain->sets, &line));
    for (int word = 0; word < 4; word++)
        recording_word(&line, ' ');
    size_t count = recording_updates(chain->arena, line, updates);
    chain->current = chain->next;
    chain->next = light_validators_copy(chain->arena, &chain->next);
    ASSERT_OK(light_validators_update(chain->arena, &chain->next, updates, count));
    light_validators_rotate(&chain->next, 1);
}

static status first(struct chain *chain)
{
    return light_header_first(chain->arena, chain->block.header.chain_id, 1, &chain->block.header,
                              &chain->commit, &chain->current, &chain->trusted);
}

static status follow(struct chain *chain)
{
    return light_header_next(chain->arena, &chain->trusted, &chain->block.header, &chain->commit,
                             &chain->current, &chain->trusted);
}

static void a_recorded_chain_is_followed_from_its_genesis(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    struct chain chain = chain_open(arena);
    read_block(&chain);
    ASSERT_OK(first(&chain));
    for (int64_t height = 2; height <= 24; height++) {
        read_block(&chain);
        advance_sets(&chain);
        ASSERT_OK(follow(&chain));
        assert_int_equal(chain.trusted.height, height);
    }
    arena_drop(arena);
}

static void a_gap_is_refused(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    struct chain chain = chain_open(arena);
    read_block(&chain);
    ASSERT_OK(first(&chain));
    read_block(&chain);
    read_block(&chain);
    assert_true(error_is(follow(&chain), &LIGHT_BAD_HEADER));
    arena_drop(arena);
}

static void a_changed_header_is_refused(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    struct chain chain = chain_open(arena);
    read_block(&chain);
    ASSERT_OK(first(&chain));
    read_block(&chain);
    advance_sets(&chain);
    struct tendermint_types_header good = chain.block.header, *header = &chain.block.header;
    header->app_hash = BYTES("12345678901234567890123456789012");
    assert_true(error_is(follow(&chain), &LIGHT_BAD_HEADER));
    *header = good;
    header->time = chain.trusted.time;
    assert_true(error_is(follow(&chain), &LIGHT_BAD_HEADER));
    *header = good;
    header->chain_id = BYTES("secretdev-2");
    assert_true(error_is(follow(&chain), &LIGHT_BAD_HEADER));
    *header = good;
    header->last_block_id.part_set_header.total++;
    assert_true(error_is(follow(&chain), &LIGHT_BAD_HEADER));
    *header = good;
    ASSERT_OK(follow(&chain));
    arena_drop(arena);
}

static void validators_that_were_not_announced_are_refused(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    struct chain chain = chain_open(arena);
    read_block(&chain);
    ASSERT_OK(first(&chain));
    read_block(&chain);
    advance_sets(&chain);
    chain.current.items[0].power++;
    assert_true(error_is(follow(&chain), &LIGHT_BAD_HEADER));
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_recorded_chain_is_followed_from_its_genesis),
        cmocka_unit_test(a_gap_is_refused),
        cmocka_unit_test(a_changed_header_is_refused),
        cmocka_unit_test(validators_that_were_not_announced_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
