#include "node/api/api.h"

#include "tests/support/api_group.h"
#include "tests/support/http_client.h"
#include "tests/support/test.h"

#include <unistd.h>

static struct bytes get(const char *target)
{
    return http_client_body(http_client_get(chain.arena, ports.rpc, target, ""));
}

static void every_server_has_a_port_of_its_own(void **state)
{
    assert_true(ports.rpc != 0 && ports.rest != 0 && ports.grpc != 0 && ports.grpc_web != 0);
    assert_true(ports.faucet != 0);
    assert_true(ports.rpc != ports.rest && ports.rest != ports.grpc_web);
}

static void an_address_in_use_is_refused_and_nothing_stays_open(void **state)
{
    struct api *second;
    struct api_options options = {.app = &chain.app,
                                  .database = chain.database,
                                  .mempool = chain.mempool,
                                  .genesis = &chain.genesis};
    options.addresses.rest = BYTES("127.0.0.1:0");
    options.addresses.grpc = arena_format(chain.arena, "127.0.0.1:%u", ports.rest);
    status refused = api_start(chain.arena, &options, &second);
    assert_non_null(refused);
    assert_true(http_client_has(refused->text, "Address already in use"));
}

static void a_start_on_old_blocks_serves_at_once(void **state)
{
    struct api *second;
    struct api_options options = {.app = &chain.app,
                                  .database = chain.database,
                                  .mempool = chain.mempool,
                                  .genesis = &chain.genesis};
    options.addresses.rpc = BYTES("127.0.0.1:0");
    ASSERT_OK(api_start(chain.arena, &options, &second));
    struct bytes reply = http_client_get(chain.arena, api_ports(second).rpc, "/status", "");
    ASSERT_HAS(reply, "\"latest_block_height\":\"1\"");
    api_stop(second);
}

static void stopping_answers_calls_that_wait(void **state)
{
    struct api *second;
    struct api_options options = {.app = &chain.app,
                                  .database = chain.database,
                                  .mempool = chain.mempool,
                                  .genesis = &chain.genesis};
    options.addresses.rpc = BYTES("127.0.0.1:0");
    ASSERT_OK(api_start(chain.arena, &options, &second));
    /* The second api never hears of the block, so its caller waits until the end. */
    int fd = http_client_open(api_ports(second).rpc);
    http_client_send(fd,
                     BYTES("GET /broadcast_tx_commit?tx=%22waits%22 HTTP/1.1\r\nHost: x\r\n\r\n"));
    fake_wait(&chain, 2);
    api_stop(second);
    ASSERT_HAS(http_client_receive(chain.arena, fd),
               "timed out waiting for tx to be included in a block");
    close(fd);
}

static void thousands_of_idle_connections_are_borne(void **state)
{
    enum { IDLE = 500 };
    int *idle = ARENA_ARRAY(chain.arena, int, IDLE);
    for (int i = 0; i < IDLE; i++)
        idle[i] = http_client_open(i % 2 == 0 ? ports.rpc : ports.rest);
    ASSERT_HAS(get("/health"), "\"result\":{}");
    for (int i = 0; i < IDLE; i++)
        close(idle[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_server_has_a_port_of_its_own),
        cmocka_unit_test(an_address_in_use_is_refused_and_nothing_stays_open),
        cmocka_unit_test(a_start_on_old_blocks_serves_at_once),
        cmocka_unit_test(stopping_answers_calls_that_wait),
        cmocka_unit_test(thousands_of_idle_connections_are_borne),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
