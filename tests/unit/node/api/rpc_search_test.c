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
    fake_send(&chain, BYTES("two"));
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

static void a_transaction_comes_with_its_proof(void **state)
{
    const char *hash = "7692C3AD3540BB803C020B3AEE66CD8887123234EA0C6E7143C0ADD73FF431ED"; /* one */
    char *target = arena_text(chain.arena, arena_format(chain.arena, "/tx?hash=0x%s", hash));
    struct bytes reply = get(target);
    ASSERT_HAS(reply, "\"height\":\"2\",\"index\":0,\"tx_result\":{\"code\":0,");
    ASSERT_HAS(reply, "\"tx\":\"b25l\"}");
    target = arena_text(chain.arena, arena_format(chain.arena, "/tx?hash=0x%s&prove=true", hash));
    ASSERT_HAS(get(target), "\"tx\":\"b25l\",\"proof\":{\"root_hash\":\"");
    ASSERT_HAS(get(target),
               "\"data\":\"b25l\",\"proof\":{\"total\":\"1\",\"index\":\"0\",\"leaf_hash\":\"");
    ASSERT_HAS(get("/tx?hash=0x01"), "tx (01) not found");
}

static void searches_come_in_pages_and_orders(void **state)
{
    struct bytes reply = get("/tx_search?query=%22transfer.sender='a'%22&per_page=1");
    ASSERT_HAS(reply, "\"tx\":\"b25l\"}],\"total_count\":\"2\"}");
    reply = get("/tx_search?query=%22transfer.sender='a'%22&per_page=1&order_by=%22desc%22");
    ASSERT_HAS(reply, "\"tx\":\"dHdv\"}],\"total_count\":\"2\"}");
    ASSERT_HAS(get("/tx_search?query=%22transfer.sender='a'%22&per_page=1&page=3"),
               "page should be within [1, 2] range, given 3");
    ASSERT_HAS(get("/tx_search?query=%22transfer.sender='a'%22&order_by=%22up%22"),
               "expected order_by to be either `asc` or `desc` or empty");
    ASSERT_HAS(get("/tx_search?query=%22nonsense%22"), "offset 8: EOF");
    ASSERT_HAS(get("/tx_search?query=%22transfer.sender='nobody'%22"),
               "{\"txs\":[],\"total_count\":\"0\"}");
}

static void blocks_are_searched_newest_first(void **state)
{
    struct bytes reply = get("/block_search?query=%22block.height>1%22");
    ASSERT_HAS(reply, "\"total_count\":\"2\"}");
    ASSERT_HAS(get("/block_search?query=%22transfer.text='block'%20AND%20block.height=2%22"),
               "\"total_count\":\"1\"}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_transaction_comes_with_its_proof),
        cmocka_unit_test(searches_come_in_pages_and_orders),
        cmocka_unit_test(blocks_are_searched_newest_first),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
