#include "enclave/contract/block.h"

#include "enclave/contract/errors.h"
#include "tests/support/sealed_chain.h"
#include "tests/support/test.h"

static struct arena *arena;
static struct keys_chain *keys;

static struct block *block_at(const struct secretd_sealed_sealed *checkpoint)
{
    const struct secretd_sealed_sealed first = {
        .chain_id = BYTES(TEST_CHAIN_ID), .state_suite = 1, .initial_height = 1};
    return block_new(keys, checkpoint == NULL ? &first : checkpoint);
}

static struct bytes_list two_txs(void)
{
    struct bytes *txs = ARENA_ARRAY(arena, struct bytes, 2);
    txs[0] = BYTES("first transaction");
    txs[1] = BYTES("second transaction");
    return (struct bytes_list){txs, 2};
}

static void begin(struct block *block, struct test_validator *validator)
{
    struct secretd_boundary_begin_block request = test_block(validator, two_txs());
    ASSERT_OK(block_begin(block, arena, &request));
}

static void committed_blocks_follow_each_other(void **state)
{
    struct block *block = block_at(NULL);
    struct test_validator *validator = test_validator_new(arena);
    assert_false(block_is_open(block));
    for (uint64_t height = 1; height <= 3; height++) {
        begin(block, validator);
        assert_true(block_is_open(block));
        assert_int_equal(block_height(block), height);
        assert_int_equal(block_time_ns(block), (1700000000 + height) * 1000000000);
        ASSERT_OK(block_end(block));
    }
    ASSERT_TEXT(block_chain_id(block), TEST_CHAIN_ID);
    block_free(block);
}

/* Each of these would let a node run what no validator committed. */
static void anything_else_is_refused(void **state)
{
    struct block *block = block_at(NULL);
    struct test_validator *validator = test_validator_new(arena);
    begin(block, validator);
    ASSERT_OK(block_end(block));
    struct tendermint_types_block_id tip = validator->last_id;
    for (int fault = 0; fault < 8; fault++) {
        validator->height = 1;
        validator->last_id = tip;
        struct secretd_boundary_begin_block request = test_block(validator, two_txs());
        struct tendermint_types_header header = *request.header;
        request.header = &header;
        switch (fault) {
        case 0: /* another transaction */
            request.txs.items[1] = BYTES("third transaction");
            break;
        case 1: /* a header that was not signed */
            header.app_hash = BYTES("x");
            break;
        case 2: /* signed by a validator that was not announced */
            memset(validator->seed, 8, sizeof validator->seed);
            header.validators_hash = test_block(validator, two_txs()).header->validators_hash;
            test_block_sign(validator, &request);
            break;
        case 3: /* not after the last block */
            header.last_block_id.hash = test_unhex(
                arena, "00000000000000000000000000000000000000000000000000000000000000ff");
            memset(validator->seed, 9, sizeof validator->seed);
            test_block_sign(validator, &request);
            break;
        case 4: /* another chain */
            header.chain_id = BYTES("sealed-test-2");
            test_block_sign(validator, &request);
            break;
        case 5: /* the same height again */
            header.height = 1;
            test_block_sign(validator, &request);
            break;
        case 6: /* time stands still */
            header.time.seconds--;
            test_block_sign(validator, &request);
            break;
        default:
            request.commit = NULL;
            break;
        }
        assert_ptr_equal(block_begin(block, arena, &request), &CONTRACT_BLOCK);
        assert_false(block_is_open(block));
    }
    validator->height = 1;
    validator->last_id = tip;
    begin(block, validator);
    block_free(block);
}

static void a_checkpoint_continues_the_chain(void **state)
{
    struct block *block = block_at(NULL);
    struct test_validator *validator = test_validator_new(arena);
    begin(block, validator);
    ASSERT_OK(block_end(block));
    struct secretd_sealed_sealed checkpoint = {0};
    block_checkpoint(block, &checkpoint);
    assert_int_equal(checkpoint.height, 1);
    struct block *next = block_at(&checkpoint);
    block_free(block);
    begin(next, validator);
    assert_int_equal(block_height(next), 2);
    block_free(next);
}

static void brackets_must_fit(void **state)
{
    struct block *block = block_at(NULL);
    struct test_validator *validator = test_validator_new(arena);
    assert_false(block_tx_begin(block, 0, 0));
    begin(block, validator);
    assert_false(block_message_begin(block, 0));
    assert_false(block_tx_end(block, true));
    assert_false(block_tx_begin(block, 2, 0));
    assert_null(block_tx(block));
    assert_true(block_tx_begin(block, 0, 0));
    assert_null(block_tx(block));
    assert_false(block_tx_begin(block, 1, 0));
    assert_ptr_equal(block_end(block), &CONTRACT_BLOCK);
    assert_true(block_message_begin(block, 1));
    ASSERT_TEXT(block_tx(block)->raw, "first transaction");
    assert_false(block_message_begin(block, 1));
    assert_true(block_mark(block, 1));
    assert_false(block_mark(block, 3));
    assert_true(block_mark(block, 2));
    assert_false(block_unmark(block, 1, true));
    assert_true(block_unmark(block, 2, true));
    assert_true(block_unmark(block, 1, true));
    assert_false(block_unmark(block, 0, true));
    assert_true(block_tx_end(block, true));
    assert_false(block_tx_begin(block, 0, 0));
    assert_true(block_tx_begin(block, 1, 1));
    assert_true(block_tx_end(block, true));
    ASSERT_OK(block_end(block));
    block_free(block);
}

static void a_message_is_taken_once(void **state)
{
    struct block *block = block_at(NULL);
    begin(block, test_validator_new(arena));
    assert_false(block_message_take(block));
    assert_true(block_tx_begin(block, 0, 0) && block_message_begin(block, 0));
    assert_true(block_message_take(block));
    assert_false(block_message_take(block));
    assert_true(block_message_begin(block, 1));
    assert_true(block_message_take(block));
    block_free(block);
}

static void a_token_admits_one_call_in_its_message(void **state)
{
    struct block *block = block_at(NULL);
    uint8_t tokens[40][32] = {{0}};
    begin(block, test_validator_new(arena));
    assert_true(block_tx_begin(block, 0, 0) && block_message_begin(block, 0));
    for (uint8_t i = 0; i < 40; i++) {
        tokens[i][5] = i;
        block_token_made(block, tokens[i]);
    }
    block_token_made(block, tokens[3]);
    assert_true(block_token_take(block, tokens[7]));
    assert_false(block_token_take(block, tokens[7]));
    assert_true(block_token_take(block, tokens[3]));
    assert_true(block_token_take(block, tokens[3]));
    assert_false(block_token_take(block, tokens[3]));
    assert_true(block_message_begin(block, 1));
    assert_false(block_token_take(block, tokens[8]));
    block_free(block);
}

/* enclave-protocol 4.3: the first call of a block uses 0; a random moves the salt. */
static void counting_follows_the_original(void **state)
{
    struct block *block = block_at(NULL);
    struct test_validator *validator = test_validator_new(arena);
    static const uint8_t key[64] = {1};
    uint8_t first[32], second[32];
    struct block_counter counter;
    begin(block, validator);
    block_count(block, NULL, NULL, &counter);
    assert_int_equal(counter.height, 1);
    assert_int_equal(counter.value, 0);
    block_count(block, key, first, &counter);
    assert_int_equal(counter.value, 1);
    block_count(block, NULL, NULL, &counter);
    assert_int_equal(counter.value, 2);
    ASSERT_OK(block_end(block));
    begin(block, validator);
    block_count(block, key, first, &counter);
    assert_int_equal(counter.height, 2);
    assert_int_equal(counter.value, 1);
    block_count(block, key, second, &counter);
    assert_int_equal(counter.value, 2);
    assert_memory_not_equal(first, second, 32);
    block_free(block);
}

static int setup(void **state)
{
    struct keys_secret seeds[2];
    memset(seeds, 0x11, sizeof seeds);
    arena = arena_new(1 << 16);
    keys = keys_chain_new();
    keys_chain_load(keys, seeds, 2);
    return 0;
}

static int teardown(void **state)
{
    keys_chain_free(keys);
    arena_drop(arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(committed_blocks_follow_each_other),
        cmocka_unit_test(anything_else_is_refused),
        cmocka_unit_test(a_checkpoint_continues_the_chain),
        cmocka_unit_test(brackets_must_fit),
        cmocka_unit_test(a_message_is_taken_once),
        cmocka_unit_test(a_token_admits_one_call_in_its_message),
        cmocka_unit_test(counting_follows_the_original),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
