#include "node/consensus/genesis.h"

#include "tests/support/test.h"

#define HEAD "{\"chain_id\":\"secretdev-1\",\"genesis_time\":\"2026-01-02T03:04:05.6Z\","

static void the_sdks_form_is_read(void **state)
{
    struct arena *arena = arena_new(4096);
    struct genesis genesis;
    ASSERT_OK(genesis_read(
        arena,
        BYTES(HEAD "\"initial_height\":7,\"app_hash\":null,\"app_state\":{\"a\": [1, 2]},"
                   "\"consensus\":{\"params\":{\"block\":{\"max_bytes\":\"1000\",\"max_gas\":"
                   "\"-1\"},\"evidence\":{\"max_age_duration\":\"172800000000001\"}}}}"),
        &genesis));
    ASSERT_TEXT(genesis.chain_id, "secretdev-1");
    assert_int_equal(genesis.initial_height, 7);
    assert_int_equal(genesis.time.seconds, 1767323045);
    assert_int_equal(genesis.time.nanos, 600000000);
    assert_int_equal(genesis.params.block->max_bytes, 1000);
    assert_int_equal(genesis.params.evidence->max_age_duration.nanos, 1);
    assert_int_equal(genesis.params.evidence->max_bytes, 1048576);
    ASSERT_TEXT(genesis.app_state, "{\"a\": [1, 2]}");
    arena_drop(arena);
}

static void the_document_is_cometbfts(void **state)
{
    struct arena *arena = arena_new(4096);
    struct genesis genesis;
    ASSERT_OK(genesis_read(
        arena, BYTES(HEAD "\"initial_height\":\"1\",\"app_state\":{\"a\": \"<b>\"}}"), &genesis));
    ASSERT_TEXT(genesis_document(arena, &genesis),
                "{\"genesis_time\":\"2026-01-02T03:04:05.6Z\",\"chain_id\":\"secretdev-1\","
                "\"initial_height\":\"1\",\"consensus_params\":{\"block\":{\"max_bytes\":"
                "\"22020096\",\"max_gas\":\"-1\"},\"evidence\":{\"max_age_num_blocks\":\"100000\","
                "\"max_age_duration\":\"172800000000000\",\"max_bytes\":\"1048576\"},"
                "\"validator\":{\"pub_key_types\":[\"ed25519\"]},\"version\":{\"app\":\"0\"},"
                "\"abci\":{\"vote_extensions_enable_height\":\"0\"}},\"app_hash\":\"\","
                "\"app_state\":{\"a\":\"\\u003cb\\u003e\"}}");
    arena_drop(arena);
}

static void a_simulation_says_so(void **state)
{
    struct arena *arena = arena_new(4096);
    struct genesis genesis;
    ASSERT_OK(genesis_read(arena, BYTES(HEAD "\"app_state\":{}}"), &genesis));
    assert_false(genesis.simulation);
    ASSERT_OK(genesis_read(arena, BYTES(HEAD "\"app_state\":{},\"simulation\":true}"), &genesis));
    assert_true(genesis.simulation);
    struct bytes end = BYTES("\"app_state\":{},\"simulation\":true}");
    struct bytes document = genesis_document(arena, &genesis);
    ASSERT_BYTES(bytes_from(document, document.len - end.len), end);
    arena_drop(arena);
}

static void validators_of_cometbfts_form_are_read_and_shown(void **state)
{
    struct arena *arena = arena_new(4096);
    struct genesis genesis;
    ASSERT_OK(genesis_read(
        arena,
        BYTES(HEAD "\"app_state\":{},\"consensus_params\":{},\"validators\":[{\"pub_key\":{"
                   "\"type\":\"tendermint/PubKeyEd25519\",\"value\":"
                   "\"AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=\"},\"power\":\"5\"}]}"),
        &genesis));
    assert_int_equal(genesis.validators.count, 1);
    assert_int_equal(genesis.validators.items[0].power, 5);
    struct bytes document = genesis_document(arena, &genesis);
    assert_non_null(memmem(document.data, document.len,
                           "\"validators\":[{\"address\":\"72CD6E8422C407FB6D098690F1130B7DED7EC2F7"
                           "\",",
                           66));
    arena_drop(arena);
}

static void what_cannot_be_a_genesis_is_refused(void **state)
{
    static const struct bytes bad[] = {
        BYTES_INIT(""),
        BYTES_INIT("{}"),
        BYTES_INIT("[]"),
        BYTES_INIT(HEAD "\"app_state\":[]}"),
        BYTES_INIT(HEAD "\"app_state\":{},\"simulation\":1}"),
        BYTES_INIT(HEAD "\"app_state\":{},\"initial_height\":\"-1\"}"),
        BYTES_INIT(HEAD "\"app_state\":{},\"initial_height\":\"x\"}"),
        BYTES_INIT(HEAD "\"app_state\":{},\"app_hash\":\"xx\"}"),
        BYTES_INIT(HEAD "\"app_state\":{},\"consensus_params\":{\"block\":{\"max_bytes\":\"0\"}}}"),
        BYTES_INIT(HEAD "\"app_state\":{},\"consensus_params\":{\"block\":{\"max_gas\":\"-2\"}}}"),
        BYTES_INIT(HEAD "\"app_state\":{},\"consensus_params\":{\"validator\":{\"pub_key_types\":["
                        "\"secp256k1\"]}}}"),
        BYTES_INIT(HEAD "\"app_state\":{},\"validators\":[{}]}"),
        BYTES_INIT(HEAD "\"app_state\":{},\"chain_id\":\"twice\"}"),
        BYTES_INIT("{\"chain_id\":\"x\",\"genesis_time\":\"yesterday\",\"app_state\":{}}"),
        BYTES_INIT("{\"chain_id\":\"0123456789012345678901234567890123456789012345678901\","
                   "\"genesis_time\":\"2026-01-02T03:04:05Z\",\"app_state\":{}}"),
    };
    struct arena *arena = arena_new(4096);
    struct genesis genesis;
    for (size_t i = 0; i < ARRAY_COUNT(bad); i++)
        assert_true(error_is(genesis_read(arena, bad[i], &genesis), &GENESIS_INVALID));
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_sdks_form_is_read),
        cmocka_unit_test(the_document_is_cometbfts),
        cmocka_unit_test(a_simulation_says_so),
        cmocka_unit_test(validators_of_cometbfts_form_are_read_and_shown),
        cmocka_unit_test(what_cannot_be_a_genesis_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
