#include "node/api/tx_index.h"

#include "tests/support/fake_chain.h"
#include "tests/support/http_client.h"
#include "tests/support/test.h"

#include "node/api/chain_reader.h"

static struct fake_chain chain;
static struct api_ports ports;

static int start(void **state)
{
    ports = fake_start_all(&chain);
    fake_send(&chain, BYTES("one"));
    fake_send(&chain, BYTES("two"));
    fake_send(&chain, BYTES("42"));
    return 0;
}

static int stop(void **state)
{
    fake_stop(&chain);
    return 0;
}

static size_t count(const char *text, bool blocks)
{
    struct query query;
    struct tx_hits hits;
    ASSERT_OK(query_parse(chain.arena, bytes_text(text), &query));
    ASSERT_OK(blocks ? block_index_search(chain.database, chain.arena, &query, &hits)
                     : tx_index_search(chain.database, chain.arena, &query, &hits));
    for (size_t i = 1; i < hits.count; i++)
        assert_true(hits.items[i - 1].height <= hits.items[i].height);
    return hits.count;
}

/* A transaction has the events transfer{sender a, text TX} and transfer{sender b, text other}. */
static void conditions_on_one_type_hold_for_one_event(void **state)
{
    assert_int_equal(count("transfer.sender='a'", false), 3);
    assert_int_equal(count("transfer.text='two'", false), 1);
    assert_int_equal(count("transfer.sender='a' AND transfer.text='two'", false), 1);
    assert_int_equal(count("transfer.sender='b' AND transfer.text='two'", false), 0);
    assert_int_equal(count("transfer.sender='b' AND transfer.text='other'", false), 3);
}

static void other_comparisons_work_too(void **state)
{
    assert_int_equal(count("transfer.text CONTAINS 'o'", false), 3);
    assert_int_equal(count("transfer.text CONTAINS 'tw'", false), 1);
    assert_int_equal(count("transfer.text EXISTS", false), 3);
    assert_int_equal(count("transfer.nothing EXISTS", false), 0);
    assert_int_equal(count("transfer.text > 41", false), 1);
    assert_int_equal(count("transfer.text = 42", false), 1);
}

static void heights_narrow_the_search(void **state)
{
    assert_int_equal(count("tx.height = 3", false), 1);
    assert_int_equal(count("tx.height > 2", false), 2);
    assert_int_equal(count("tx.height >= 2 AND tx.height < 4", false), 2);
    assert_int_equal(count("tx.height > 2 AND transfer.sender='a'", false), 2);
    assert_int_equal(count("tx.height > 99", false), 0);
    assert_int_equal(count("block.height < 3", true), 2);
    assert_int_equal(count("transfer.text = 'block'", true), 4);
}

static void a_hash_is_the_whole_answer(void **state)
{
    assert_int_equal(
        count("tx.hash='7692C3AD3540BB803C020B3AEE66CD8887123234EA0C6E7143C0ADD73FF431ED"
              "'",
              false),
        1);
    assert_int_equal(count("tx.hash='00'", false), 0);
    struct query query;
    struct tx_hits hits;
    ASSERT_OK(query_parse(chain.arena, BYTES("tx.hash='xyz'"), &query));
    assert_non_null(tx_index_search(chain.database, chain.arena, &query, &hits));
}

static void blocks_are_found_by_their_hash(void **state)
{
    struct chain_block block;
    int64_t height;
    struct index *index = database_index(chain.database);
    assert_true(chain_read_block(chain.database, chain.arena, 2, &block));
    assert_true(tx_index_find_block(index, chain.arena, block.commit.block_id.hash, &height));
    assert_int_equal(height, 2);
    assert_false(tx_index_find_block(index, chain.arena, BYTES("short"), &height));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(conditions_on_one_type_hold_for_one_event),
        cmocka_unit_test(other_comparisons_work_too),
        cmocka_unit_test(heights_narrow_the_search),
        cmocka_unit_test(a_hash_is_the_whole_answer),
        cmocka_unit_test(blocks_are_found_by_their_hash),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
