#include "node/api/chain_reader.h"

#include "tests/support/fake_chain.h"
#include "tests/support/http_client.h"
#include "tests/support/test.h"

static struct fake_chain chain;
static struct api_ports ports;

static int start(void **state)
{
    ports = fake_start_all(&chain);
    fake_send(&chain, BYTES("one"));
    return 0;
}

static int stop(void **state)
{
    fake_stop(&chain);
    return 0;
}

static void blocks_are_read_with_what_belongs_to_them(void **state)
{
    struct chain_block block;
    struct tendermint_abci_response_finalize_block results;
    struct tendermint_types_commit commit;
    bool canonical;
    assert_true(chain_read_block(chain.database, chain.arena, 2, &block));
    assert_int_equal(block.block.header.height, 2);
    assert_int_equal(block.commit.height, 2);
    chain_read_results(chain.arena, &block, &results);
    assert_int_equal(results.tx_results.count, 1);
    assert_true(chain_read_commit(chain.database, chain.arena, 1, &commit, &canonical));
    assert_true(canonical);
    assert_int_equal(commit.height, 1);
    assert_true(chain_read_commit(chain.database, chain.arena, 2, &commit, &canonical));
    assert_false(canonical);
    assert_int_equal(commit.height, 2);
}

static void what_is_not_there_is_not_read(void **state)
{
    struct chain_block block;
    struct light_validator_set set;
    struct tendermint_types_consensus_params params;
    assert_false(chain_read_block(chain.database, chain.arena, 0, &block));
    assert_false(chain_read_block(chain.database, chain.arena, 3, &block));
    assert_false(chain_read_validators(chain.database, chain.arena, 4, &set));
    assert_false(chain_read_params(chain.database, chain.arena, &chain.genesis, 4, &params));
}

static void validators_and_parameters_reach_one_height_ahead(void **state)
{
    struct light_validator_set set;
    struct tendermint_types_consensus_params params;
    for (int64_t height = 1; height <= 3; height++) {
        assert_true(chain_read_validators(chain.database, chain.arena, height, &set));
        assert_int_equal(set.count, 1);
        assert_true(
            chain_read_params(chain.database, chain.arena, &chain.genesis, height, &params));
        assert_int_equal(params.block->max_bytes, 22020096);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_are_read_with_what_belongs_to_them),
        cmocka_unit_test(what_is_not_there_is_not_read),
        cmocka_unit_test(validators_and_parameters_reach_one_height_ahead),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
