#include "common/light/hash.h"

#include "tests/support/light_recording.h"

#include "common/crypto/hash.h"
#include "common/encoding/protobuf.h"

static struct bytes sha256(struct arena *arena, const char *text)
{
    uint8_t *hash = arena_alloc(arena, 32);
    crypto_sha256(bytes_text(text), hash);
    return bytes_make(hash, 32);
}

static void header_hash_equals_the_published_vector(void **state)
{
    struct arena *arena = arena_new(4096);
    const uint8_t zero[32] = {0};
    struct tendermint_types_header header = {
        .version = {.block = 1, .app = 2},
        .chain_id = BYTES("chainId"),
        .height = 3,
        .time = {.seconds = 1570983284},
        .last_block_id = {.hash = BYTES_OF(zero),
                          .part_set_header = {.total = 6, .hash = BYTES_OF(zero)}},
        .last_commit_hash = sha256(arena, "last_commit_hash"),
        .data_hash = sha256(arena, "data_hash"),
        .validators_hash = sha256(arena, "validators_hash"),
        .next_validators_hash = sha256(arena, "next_validators_hash"),
        .consensus_hash = sha256(arena, "consensus_hash"),
        .app_hash = sha256(arena, "app_hash"),
        .last_results_hash = sha256(arena, "last_results_hash"),
        .evidence_hash = sha256(arena, "evidence_hash"),
        .proposer_address = bytes_slice(sha256(arena, "proposer_address"), 0, 20),
    };
    uint8_t hash[32];
    assert_true(light_header_hash(arena, &header, hash));
    ASSERT_HEX(BYTES_OF(hash), "f740121f553b5418c3efbd343c2dbfe9e007bb67b0d020a0741374bab65242a4");
    header.validators_hash.len = 0;
    assert_false(light_header_hash(arena, &header, hash));
    arena_drop(arena);
}

static void default_params_hash_equals_the_published_value(void **state)
{
    struct arena *arena = arena_new(4096);
    const struct tendermint_types_block_params block = {.max_bytes = 22020096, .max_gas = -1};
    const struct tendermint_types_consensus_params params = {.block = &block};
    uint8_t hash[32];
    light_params_hash(arena, &params, hash);
    ASSERT_HEX(BYTES_OF(hash), "048091bc7ddc283f77bfbf91d73c44da58c3df8a9cbc867405d8b7f3daada22f");
    arena_drop(arena);
}

static void check_block(struct arena *arena, struct bytes line)
{
    recording_word(&line, ' ');
    recording_number(arena, &line, ' ');
    struct bytes block_hash = recording_hex(arena, &line);
    struct bytes encoded = recording_hex(arena, &line);
    struct tendermint_types_block block;
    struct tendermint_types_commit commit;
    ASSERT_OK(protobuf_decode(arena, &tendermint_types_block_type, encoded, &block));
    ASSERT_OK(protobuf_decode(arena, &tendermint_types_commit_type, recording_hex(arena, &line),
                              &commit));
    uint8_t hash[32];
    assert_true(light_header_hash(arena, &block.header, hash));
    ASSERT_BYTES(BYTES_OF(hash), block_hash);
    light_data_hash(arena, block.data.txs, hash);
    ASSERT_BYTES(BYTES_OF(hash), block.header.data_hash);
    light_evidence_hash(arena, &block.evidence, hash);
    ASSERT_BYTES(BYTES_OF(hash), block.header.evidence_hash);
    light_commit_hash(arena, block.last_commit, hash);
    ASSERT_BYTES(BYTES_OF(hash), block.header.last_commit_hash);
    uint32_t parts;
    light_part_set_hash(arena, encoded, &parts, hash);
    ASSERT_BYTES(BYTES_OF(hash), commit.block_id.part_set_header.hash);
    assert_int_equal(parts, commit.block_id.part_set_header.total);
    struct bytes again = protobuf_encode(arena, &tendermint_types_block_type, &block);
    ASSERT_BYTES(again, encoded);
}

static void every_hash_of_recorded_blocks_is_met(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    struct bytes text = test_file(arena, "tests/vectors/light/blocks.txt"), line;
    struct tendermint_abci_exec_tx_result results[8];
    size_t count = 0, blocks = 0;
    while (recording_line(&text, &line)) {
        if (bytes_starts_with(line, BYTES("block "))) {
            check_block(arena, line);
            blocks++;
            count = 0;
            continue;
        }
        if (!bytes_starts_with(line, BYTES("result")))
            continue;
        bool root = bytes_starts_with(line, BYTES("results"));
        recording_word(&line, ' ');
        if (root) {
            uint8_t hash[32];
            light_results_hash(arena, results, count, hash);
            ASSERT_BYTES(BYTES_OF(hash), recording_hex(arena, &line));
            continue;
        }
        assert_true(count < ARRAY_COUNT(results));
        struct tendermint_abci_exec_tx_result *result = &results[count++];
        *result = (struct tendermint_abci_exec_tx_result){.log = BYTES("is not hashed")};
        result->code = (uint32_t)recording_number(arena, &line, ' ');
        result->data = recording_hex(arena, &line);
        result->gas_wanted = recording_number(arena, &line, ' ');
        result->gas_used = recording_number(arena, &line, ' ');
    }
    assert_int_equal(blocks, 26);
    arena_drop(arena);
}

static void blocks_are_split_in_parts_of_64_kib(void **state)
{
    struct arena *arena = arena_new(4096);
    uint8_t *block = arena_zalloc(arena, 65537);
    uint32_t total;
    uint8_t hash[32];
    light_part_set_hash(arena, bytes_make(block, 65536), &total, hash);
    assert_int_equal(total, 1);
    light_part_set_hash(arena, bytes_make(block, 65537), &total, hash);
    assert_int_equal(total, 2);
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(header_hash_equals_the_published_vector),
        cmocka_unit_test(default_params_hash_equals_the_published_value),
        cmocka_unit_test(every_hash_of_recorded_blocks_is_met),
        cmocka_unit_test(blocks_are_split_in_parts_of_64_kib),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
