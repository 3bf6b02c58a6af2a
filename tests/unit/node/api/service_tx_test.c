#include "node/api/service.h"

#include "tests/support/api_group.h"
#include "tests/support/http_client.h"
#include "tests/support/test.h"

static struct bytes get(const char *target)
{
    return http_client_body(http_client_get(chain.arena, ports.rest, target, ""));
}

static void nothing_is_found_where_nothing_is(void **state)
{
    ASSERT_TEXT(get("/cosmos/tx/v1beta1/txs/ABCD"),
                "{\"code\":5,\"message\":\"tx not found: ABCD\",\"details\":[]}");
    ASSERT_HAS(get("/cosmos/tx/v1beta1/txs/xyz"), "\"code\":2,\"message\":\"encoding/hex: ");
    ASSERT_HAS(get("/cosmos/tx/v1beta1/txs"), "\"message\":\"query cannot be empty\"");
    ASSERT_HAS(get("/cosmos/tx/v1beta1/txs?query=tx.height%3D99"),
               "{\"txs\":[],\"tx_responses\":[],\"pagination\":null,\"total\":\"0\"}");
    ASSERT_HAS(get("/cosmos/tx/v1beta1/txs?events=tx.height%3D99&events=tx.height%3C5"),
               "\"total\":\"0\"");
    ASSERT_HAS(get("/cosmos/tx/v1beta1/txs?query=tx.height%3D99&page=2"),
               "page should be within [1, 1] range, given 2");
}

static void blocks_are_shown_with_their_transactions(void **state)
{
    ASSERT_HAS(get("/cosmos/tx/v1beta1/txs/block/1"), "{\"txs\":[],\"block_id\":{\"hash\":\"");
    ASSERT_HAS(get("/cosmos/tx/v1beta1/txs/block/9"),
               "requested height 9 but height must not be less than 1 or greater than the current "
               "height 1: invalid height");
}

static void modes_are_sync_and_async(void **state)
{
    struct bytes reply = http_client_post(chain.arena, ports.rest, "/cosmos/tx/v1beta1/txs", "",
                                          BYTES("{\"tx_bytes\":\"YQ==\",\"mode\":1}"));
    ASSERT_HAS(reply, "unsupported return type unspecified; supported types: sync, async");
    reply = http_client_post(chain.arena, ports.rest, "/cosmos/tx/v1beta1/txs", "", BYTES("{}"));
    ASSERT_HAS(reply, "{\"code\":3,\"message\":\"invalid empty tx\"");
    reply = http_client_post(chain.arena, ports.rest, "/cosmos/tx/v1beta1/txs", "",
                             BYTES("{\"tx_bytes\":\"YmFkOQ==\",\"mode\":3}"));
    ASSERT_HAS(reply, "\"code\":0,");
}

static void transactions_are_encoded_and_decoded(void **state)
{
    struct bytes reply = http_client_post(
        chain.arena, ports.rest, "/cosmos/tx/v1beta1/encode", "",
        BYTES("{\"tx\":{\"body\":{\"memo\":\"hi\"},\"auth_info\":{},\"signatures\":[\"AQ==\"]}}"));
    ASSERT_HAS(reply, "{\"tx_bytes\":\"CgQSAmhpEgAaAQE=\"}");
    reply = http_client_post(chain.arena, ports.rest, "/cosmos/tx/v1beta1/decode", "",
                             BYTES("{\"tx_bytes\":\"CgQSAmhpEgAaAQE=\"}"));
    ASSERT_HAS(reply, "\"memo\":\"hi\"");
    reply = http_client_post(chain.arena, ports.rest, "/cosmos/tx/v1beta1/decode", "", BYTES("{}"));
    ASSERT_HAS(reply, "invalid empty tx bytes");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_found_where_nothing_is),
        cmocka_unit_test(blocks_are_shown_with_their_transactions),
        cmocka_unit_test(modes_are_sync_and_async),
        cmocka_unit_test(transactions_are_encoded_and_decoded),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
