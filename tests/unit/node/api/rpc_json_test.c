#include "node/api/rpc_json.h"

#include "tests/support/test.h"

/* The texts were printed by CometBFT 0.38.19 for the same values. */

static const struct tendermint_types_header header = {
    .version = {.block = 11},
    .chain_id = BYTES_INIT("c"),
    .height = 1,
    .time = {.seconds = 1700000000, .nanos = 5000000},
};
#define HEADER_JSON                                                                                \
    "{\"version\":{\"block\":\"11\"},\"chain_id\":\"c\",\"height\":\"1\",\"time\":"                \
    "\"2023-11-14T22:13:20.005Z\",\"last_block_id\":{\"hash\":\"\",\"parts\":{\"total\":0,"        \
    "\"hash\":\"\"}},\"last_commit_hash\":\"\",\"data_hash\":\"\",\"validators_hash\":\"\","       \
    "\"next_validators_hash\":\"\",\"consensus_hash\":\"\",\"app_hash\":\"\","                     \
    "\"last_results_hash\":\"\",\"evidence_hash\":\"\",\"proposer_address\":\"\"}"

static void blocks_print_as_cometbfts(void **state)
{
    struct arena *arena = arena_new(4096);
    struct writer out = writer_new(arena, 64);
    struct bytes tx = BYTES("a");
    struct tendermint_types_commit_sig signatures[2] = {
        {.block_id_flag = 1, .timestamp = {.seconds = -62135596800}},
        {.block_id_flag = 2,
         .validator_address = BYTES("\3"),
         .timestamp = {.seconds = 1700000000},
         .signature = BYTES("\4")}};
    const struct tendermint_types_commit commit = {.height = 1, .signatures = {signatures, 2}};
    const struct tendermint_types_block block = {
        .header = header, .data = {.txs = {&tx, 1}}, .last_commit = &commit};
    rpc_json_block(&out, &block);
    ASSERT_TEXT(writer_done(&out),
                "{\"header\":" HEADER_JSON
                ",\"data\":{\"txs\":[\"YQ==\"]},\"evidence\":{\"evidence\":[]},\"last_commit\":{"
                "\"height\":\"1\",\"round\":0,\"block_id\":{\"hash\":\"\",\"parts\":{\"total\":0,"
                "\"hash\":\"\"}},\"signatures\":[{\"block_id_flag\":1,\"validator_address\":\"\","
                "\"timestamp\":\"0001-01-01T00:00:00Z\",\"signature\":null},{\"block_id_flag\":2,"
                "\"validator_address\":\"03\",\"timestamp\":\"2023-11-14T22:13:20Z\",\"signature\":"
                "\"BA==\"}]}}");
    arena_drop(arena);
}

static void the_first_block_has_an_empty_last_commit(void **state)
{
    struct arena *arena = arena_new(4096);
    struct writer out = writer_new(arena, 64);
    const struct tendermint_types_block block = {.header = header};
    rpc_json_block(&out, &block);
    ASSERT_TEXT(
        writer_done(&out),
        "{\"header\":" HEADER_JSON
        ",\"data\":{\"txs\":[]},\"evidence\":{\"evidence\":[]},\"last_commit\":{\"height\":"
        "\"0\",\"round\":0,\"block_id\":{\"hash\":\"\",\"parts\":{\"total\":0,\"hash\":\"\"}"
        "},\"signatures\":[]}}");
    arena_drop(arena);
}

static void evidence_prints_as_cometbfts(void **state)
{
    struct arena *arena = arena_new(4096);
    struct writer out = writer_new(arena, 64);
    const struct tendermint_types_vote first = {.type = 2,
                                                .height = 3,
                                                .timestamp = {.seconds = 1},
                                                .validator_address = BYTES("\1"),
                                                .signature = BYTES("\1")};
    const struct tendermint_types_vote second = {.timestamp = {.seconds = -62135596800}};
    const struct tendermint_types_duplicate_vote_evidence votes = {.vote_a = &first,
                                                                   .vote_b = &second,
                                                                   .total_voting_power = 5,
                                                                   .validator_power = 1,
                                                                   .timestamp = {.seconds = 1}};
    struct tendermint_types_evidence evidence = {.sum_case = 1, .duplicate_vote_evidence = &votes};
    const struct tendermint_types_block block = {.header = header,
                                                 .evidence = {.evidence = {&evidence, 1}}};
    rpc_json_block(&out, &block);
    assert_non_null(
        memmem(writer_done(&out).data, writer_done(&out).len,
               "{\"evidence\":[{\"type\":\"tendermint/DuplicateVoteEvidence\",\"value\":{"
               "\"vote_a\":{\"type\":2,\"height\":\"3\",\"round\":0,\"block_id\":{\"hash\":\"\","
               "\"parts\":{\"total\":0,\"hash\":\"\"}},\"timestamp\":\"1970-01-01T00:00:01Z\","
               "\"validator_address\":\"01\",\"validator_index\":0,\"signature\":\"AQ==\","
               "\"extension\":null,\"extension_signature\":null},\"vote_b\":",
               312));
    arena_drop(arena);
}

static void validators_print_as_cometbfts(void **state)
{
    struct arena *arena = arena_new(4096);
    struct writer out = writer_new(arena, 64);
    const uint8_t key[32] = {0};
    struct light_validator validator;
    const struct tendermint_crypto_public_key public_key = {.sum_case = 1,
                                                            .ed25519 = BYTES_OF(key)};
    ASSERT_OK(light_validator_make(arena, &public_key, 5, &validator));
    rpc_json_validator(&out, &validator);
    ASSERT_TEXT(writer_done(&out),
                "{\"address\":\"66687AADF862BD776C8FC18B8E9F8E2008971485\",\"pub_key\":{\"type\":"
                "\"tendermint/PubKeyEd25519\",\"value\":"
                "\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"},\"voting_power\":\"5\","
                "\"proposer_priority\":\"0\"}");
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_print_as_cometbfts),
        cmocka_unit_test(the_first_block_has_an_empty_last_commit),
        cmocka_unit_test(evidence_prints_as_cometbfts),
        cmocka_unit_test(validators_print_as_cometbfts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
