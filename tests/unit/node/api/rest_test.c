#include "node/api/rest.h"

#include "tests/support/api_group.h"
#include "tests/support/http_client.h"
#include "tests/support/test.h"

#include <unistd.h>

static struct bytes get(const char *target)
{
    return http_client_body(http_client_get(chain.arena, ports.rest, target, ""));
}

static struct bytes post(const char *target, const char *body)
{
    return http_client_post(chain.arena, ports.rest, target, "", bytes_text(body));
}

static void a_query_is_answered_as_grpc_gateway_does(void **state)
{
    struct bytes whole =
        http_client_get(chain.arena, ports.rest, "/cosmos/bank/v1beta1/params?", "");
    ASSERT_HAS(whole, "HTTP/1.1 200");
    ASSERT_HAS(whole, "Content-Type: application/json");
    ASSERT_HAS(whole, "Grpc-Metadata-X-Cosmos-Block-Height: 7");
    ASSERT_HAS(whole, "Access-Control-Allow-Origin: *");
    ASSERT_TEXT(http_client_body(whole),
                "{\"params\":{\"send_enabled\":[],\"default_send_enabled\":false}}");
}

static void refusals_have_grpcs_code_and_its_http_status(void **state)
{
    struct bytes whole =
        http_client_get(chain.arena, ports.rest, "/cosmos/bank/v1beta1/balances/x", "");
    ASSERT_HAS(whole, "HTTP/1.1 404");
    ASSERT_TEXT(http_client_body(whole),
                "{\"code\":5,\"message\":\"nobody here: 100%\",\"details\":[]}");
    whole = http_client_get(chain.arena, ports.rest, "/nope", "");
    ASSERT_HAS(whole, "HTTP/1.1 501");
    ASSERT_TEXT(http_client_body(whole),
                "{\"code\":12,\"message\":\"Not Implemented\",\"details\":[]}");
    ASSERT_HAS(post("/cosmos/bank/v1beta1/params", "{}"), "HTTP/1.1 501");
    ASSERT_HAS(http_client_get(chain.arena, ports.rest, "/cosmos/mint/v1beta1/params", ""),
               "HTTP/1.1 501");
}

static void the_height_header_is_checked(void **state)
{
    struct bytes whole = http_client_get(chain.arena, ports.rest, "/cosmos/bank/v1beta1/params",
                                         "x-cosmos-block-height: 3\r\n");
    ASSERT_HAS(whole, "Grpc-Metadata-X-Cosmos-Block-Height: 3");
    whole = http_client_get(chain.arena, ports.rest, "/cosmos/bank/v1beta1/params",
                            "x-cosmos-block-height: -3\r\n");
    ASSERT_HAS(whole, "HTTP/1.1 400");
    ASSERT_HAS(whole,
               "{\"code\":3,\"message\":\"cannot query with height \\u003c 0; please provide a "
               "valid height: invalid request\"");
    whole = http_client_get(chain.arena, ports.rest, "/cosmos/bank/v1beta1/params",
                            "x-cosmos-block-height: soon\r\n");
    ASSERT_HAS(whole, "HTTP/1.1 400");
}

static void parameters_that_do_not_parse_are_refused(void **state)
{
    ASSERT_HAS(get("/cosmos/bank/v1beta1/balances/x?pagination.limit=many"),
               "parsing field \\\"pagination.limit\\\"");
    ASSERT_HAS(get("/cosmos/base/tendermint/v1beta1/blocks/first"),
               "type mismatch, parameter: height, error: strconv.ParseInt");
}

static void transactions_are_sent_by_post(void **state)
{
    struct bytes whole = post("/cosmos/tx/v1beta1/txs",
                              "{\"txBytes\":\"b25l\",\"mode\":\"BROADCAST_MODE_SYNC\",\"x\":1}");
    ASSERT_HAS(whole, "HTTP/1.1 200");
    ASSERT_HAS(
        whole,
        "{\"tx_response\":{\"height\":\"0\",\"txhash\":\"7692C3AD3540BB803C020B3AEE66CD888712"
        "3234EA0C6E7143C0ADD73FF431ED\",\"codespace\":\"\",\"code\":0,");
    whole = post("/cosmos/tx/v1beta1/txs", "{\"tx_bytes\":\"YmFk\",\"mode\":2}");
    ASSERT_HAS(whole,
               "\"codespace\":\"sdk\",\"code\":5,\"data\":\"\",\"raw_log\":\"insufficient funds\"");
    ASSERT_HAS(post("/cosmos/tx/v1beta1/txs", "{\"tx_bytes\":"), "HTTP/1.1 400");
}

static void big_bodies_are_refused(void **state)
{
    int fd = http_client_open(ports.rest);
    http_client_send(fd, BYTES("POST /cosmos/tx/v1beta1/txs HTTP/1.1\r\nHost: x\r\n"
                               "Content-Length: 1048576000\r\n\r\n"));
    ASSERT_HAS(http_client_receive(chain.arena, fd), "HTTP/1.1 429");
    close(fd);
}

static void simulation_goes_through_abci(void **state)
{
    struct bytes whole = post("/cosmos/tx/v1beta1/simulate", "{\"tx_bytes\":\"b25l\"}");
    ASSERT_HAS(whole, "HTTP/1.1 500");
    ASSERT_HAS(
        whole,
        "{\"code\":2,\"message\":\"rpc error: code = Unknown desc = no such account with gas "
        "used: '17': unknown request\"");
}

static void browsers_may_ask_first(void **state)
{
    int fd = http_client_open(ports.rest);
    http_client_send(fd, BYTES("OPTIONS /cosmos/tx/v1beta1/txs HTTP/1.1\r\nHost: x\r\n\r\n"));
    ASSERT_HAS(http_client_receive(chain.arena, fd), "Access-Control-Allow-Methods: GET, POST");
    close(fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_query_is_answered_as_grpc_gateway_does),
        cmocka_unit_test(refusals_have_grpcs_code_and_its_http_status),
        cmocka_unit_test(the_height_header_is_checked),
        cmocka_unit_test(parameters_that_do_not_parse_are_refused),
        cmocka_unit_test(transactions_are_sent_by_post),
        cmocka_unit_test(big_bodies_are_refused),
        cmocka_unit_test(simulation_goes_through_abci),
        cmocka_unit_test(browsers_may_ask_first),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
