#include "node/api/rpc_methods.h"

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

static struct bytes get(const char *target)
{
    return http_client_body(http_client_get(chain.arena, ports.rpc, target, ""));
}

static struct bytes hash_of_block_1(void)
{
    struct bytes reply = get("/block?height=1");
    struct bytes from = bytes_from(reply, 5);
    while (!bytes_starts_with(from, BYTES("\"hash\":\"")))
        from = bytes_from(from, 1);
    return bytes_slice(from, 8, 64);
}

static void blocks_come_by_height_and_by_hash(void **state)
{
    ASSERT_HAS(get("/block"), "\"height\":\"2\"");
    ASSERT_HAS(get("/block?height=2"), "\"txs\":[\"b25l\"]");
    char *hash = arena_text(chain.arena, hash_of_block_1());
    const char *target =
        arena_text(chain.arena, arena_format(chain.arena, "/block_by_hash?hash=0x%s", hash));
    ASSERT_HAS(get(target),
               "\"header\":{\"version\":{\"block\":\"11\"},\"chain_id\":\"net\",\"height\":\"1\"");
    target = arena_text(chain.arena, arena_format(chain.arena, "/header_by_hash?hash=0x%s", hash));
    ASSERT_HAS(get(target), "{\"header\":{\"version\"");
    ASSERT_HAS(get("/block_by_hash?hash=0x00"), "\"block\":null");
    ASSERT_HAS(get("/header_by_hash?hash=0x00"), "{\"header\":null}");
    ASSERT_HAS(get("/header?height=1"), "\"height\":\"1\"");
}

static void heights_out_of_range_have_cometbfts_texts(void **state)
{
    ASSERT_HAS(get("/block?height=0"), "height must be greater than 0, but got 0");
    ASSERT_HAS(get("/commit?height=-5"), "height must be greater than 0, but got -5");
    ASSERT_HAS(get("/header?height=3"),
               "height 3 must be less than or equal to the current blockchain height 2");
}

static void results_are_those_of_the_block(void **state)
{
    ASSERT_HAS(get("/block_results?height=1"), "\"txs_results\":null");
    struct bytes reply = get("/block_results?height=2");
    ASSERT_HAS(reply, "{\"height\":\"2\",\"txs_results\":[{\"code\":0,");
    ASSERT_HAS(reply, "\"finalize_block_events\":[{\"type\":\"transfer\"");
    ASSERT_HAS(reply,
               "\"validator_updates\":null,\"consensus_param_updates\":null,\"app_hash\":\"");
}

static void the_newest_commit_is_the_one_that_was_seen(void **state)
{
    ASSERT_HAS(get("/commit?height=1"), "\"canonical\":true}");
    ASSERT_HAS(get("/commit"), "\"canonical\":false}");
}

static void blockchain_lists_newest_first(void **state)
{
    struct bytes reply = get("/blockchain");
    ASSERT_HAS(reply, "{\"last_height\":\"2\",\"block_metas\":[{\"block_id\":");
    ASSERT_HAS(reply, "\"num_txs\":\"1\"}");
    ASSERT_HAS(get("/blockchain?minHeight=2&maxHeight=1"),
               "min height 2 can't be greater than max height 1");
    ASSERT_HAS(get("/blockchain?minHeight=-1"), "heights must be non-negative");
}

static void validators_come_in_pages(void **state)
{
    ASSERT_HAS(get("/validators"), "{\"block_height\":\"3\",\"validators\":[{\"address\":");
    ASSERT_HAS(get("/validators?height=1&page=1&per_page=1"), "\"count\":\"1\",\"total\":\"1\"}");
    ASSERT_HAS(get("/validators?page=2"), "page should be within [1, 1] range, given 2");
    ASSERT_HAS(get("/validators?height=4"), "height 4 must be less");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_come_by_height_and_by_hash),
        cmocka_unit_test(heights_out_of_range_have_cometbfts_texts),
        cmocka_unit_test(results_are_those_of_the_block),
        cmocka_unit_test(the_newest_commit_is_the_one_that_was_seen),
        cmocka_unit_test(blockchain_lists_newest_first),
        cmocka_unit_test(validators_come_in_pages),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
