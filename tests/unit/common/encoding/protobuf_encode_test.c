#include "common/encoding/protobuf.h"

#include "schema/chain/cosmos_staking_v1beta1.h"
#include "schema/chain/registry.h"
#include "schema/core/cosmos_base_v1beta1.h"
#include "schema/core/tendermint_types.h"
#include "tests/support/test.h"

/* chain-surface 6.10 */
static void canonical_vote_bytes_equal_the_reference(void **state)
{
    struct arena *arena = arena_new(4096);
    struct tendermint_types_canonical_vote vote;
    message_init(&tendermint_types_canonical_vote_type, &vote);
    ASSERT_HEX(protobuf_encode_delimited(arena, &tendermint_types_canonical_vote_type, &vote),
               "0d2a0b088092b8c398feffffff01");
    vote.type = TENDERMINT_TYPES_SIGNED_MSG_TYPE_PRECOMMIT;
    vote.height = vote.round = 1;
    ASSERT_HEX(protobuf_encode_delimited(arena, &tendermint_types_canonical_vote_type, &vote),
               "21080211010000000000000019010000000000000"
               "02a0b088092b8c398feffffff01");
    arena_drop(arena);
}

static void values_that_are_held_are_always_written(void **state)
{
    struct arena *arena = arena_new(4096);
    struct cosmos_base_v1beta1_coin coin = {.denom = BYTES("uscrt")};
    ASSERT_HEX(protobuf_encode(arena, &cosmos_base_v1beta1_coin_type, &coin),
               "0a057573637274120130");
    struct tendermint_types_block_id id = {0};
    ASSERT_HEX(protobuf_encode(arena, &tendermint_types_block_id_type, &id), "1200");
    struct cosmos_staking_v1beta1_msg_edit_validator edit = {0};
    ASSERT_HEX(protobuf_encode(arena, &cosmos_staking_v1beta1_msg_edit_validator_type, &edit),
               "0a00");
    arena_drop(arena);
}

static void varints_go_both_ways(void **state)
{
    struct arena *arena = arena_new(4096);
    static const uint64_t values[] = {
        0, 1, 127, 128, 16383, 16384, 1ull << 56, (1ull << 63) - 1, UINT64_MAX};
    for (size_t i = 0; i < ARRAY_COUNT(values); i++) {
        struct writer writer = writer_new(arena, 10);
        protobuf_write_varint(&writer, values[i]);
        assert_int_equal(writer.len, protobuf_varint_size(values[i]));
        struct bytes rest = writer_done(&writer);
        uint64_t value;
        assert_true(protobuf_take_varint(&rest, &value));
        assert_true(value == values[i] && rest.len == 0);
    }
    struct bytes cut = test_unhex(arena, "ff"),
                 longer = test_unhex(arena, "ffffffffffffffffffff01");
    uint64_t value;
    assert_false(protobuf_take_varint(&cut, &value));
    assert_false(protobuf_take_varint(&longer, &value));
    arena_drop(arena);
}

/* Every type decodes from nothing, encodes what it holds by value, and decodes that again. */
static void every_type_of_the_registry_is_consistent(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    for (size_t i = 0; i < schema_chain_registry.count; i++) {
        const struct message_type *type = schema_chain_registry.types[i];
        struct arena_mark mark = arena_mark(arena);
        void *message = arena_alloc(arena, type->size);
        ASSERT_OK(protobuf_decode(arena, type, BYTES(""), message));
        struct bytes encoded = protobuf_encode(arena, type, message);
        ASSERT_OK(protobuf_decode_strict(arena, type, encoded,
                                         PROTOBUF_CANONICAL | PROTOBUF_KNOWN_ONLY, 20, message));
        assert_ptr_equal(registry_find(&schema_chain_registry, bytes_text(type->full_name)), type);
        assert_true(i == 0 ||
                    strcmp(schema_chain_registry.types[i - 1]->full_name, type->full_name) < 0);
        for (size_t k = 1; k < type->field_count; k++)
            assert_true(type->fields[k - 1].number < type->fields[k].number);
        arena_rewind(arena, mark);
    }
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(canonical_vote_bytes_equal_the_reference),
        cmocka_unit_test(values_that_are_held_are_always_written),
        cmocka_unit_test(varints_go_both_ways),
        cmocka_unit_test(every_type_of_the_registry_is_consistent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
