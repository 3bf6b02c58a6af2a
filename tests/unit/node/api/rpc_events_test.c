#include "node/api/rpc_methods.h"

#include "tests/support/api_group.h"
#include "tests/support/http_client.h"
#include "tests/support/test.h"
#include "tests/support/websocket_client.h"

#include <stdio.h>
#include <unistd.h>

static struct bytes ask(int fd, const char *text)
{
    websocket_client_send(chain.arena, fd, text);
    return websocket_client_read(chain.arena, fd);
}

static void subscribers_are_told_under_the_calls_id(void **state)
{
    int fd = websocket_client_open(chain.arena, ports.rpc);
    ASSERT_TEXT(
        ask(fd, "{\"id\":\"s\",\"method\":\"subscribe\",\"params\":{\"query\":\"tm.event='Tx' AND "
                "transfer.text='told'\"}}"),
        "{\"jsonrpc\":\"2.0\",\"id\":\"s\",\"result\":{}}");
    fake_send(&chain, BYTES("not told"));
    fake_send(&chain, BYTES("told"));
    struct bytes event = websocket_client_read(chain.arena, fd);
    ASSERT_HAS(event,
               "{\"jsonrpc\":\"2.0\",\"id\":\"s\",\"result\":{\"query\":\"tm.event='Tx' AND "
               "transfer.text='told'\",\"data\":{\"type\":\"tendermint/event/Tx\",\"value\":{"
               "\"TxResult\":{\"height\":");
    ASSERT_HAS(event, "\"tx\":\"dG9sZA==\"");
    ASSERT_HAS(event, "\"events\":{\"tm.event\":[\"Tx\"],\"tx.hash\":[\"");
    close(fd);
}

static void events_of_a_block_come_in_cometbfts_order(void **state)
{
    int fd = websocket_client_open(chain.arena, ports.rpc);
    ask(fd, "{\"id\":1,\"method\":\"subscribe\",\"params\":{\"query\":\"tm.event EXISTS\"}}");
    fake_send(&chain, BYTES("ordered"));
    static const char *const kinds[] = {"event/NewBlock\"", "event/NewBlockHeader\"",
                                        "event/NewBlockEvents\"", "event/Tx\""};
    for (size_t i = 0; i < ARRAY_COUNT(kinds); i++)
        ASSERT_HAS(websocket_client_read(chain.arena, fd), kinds[i]);
    close(fd);
}

static void unsubscribing_ends_the_telling(void **state)
{
    int fd = websocket_client_open(chain.arena, ports.rpc);
    const char *query = "\"params\":{\"query\":\"tm.event='NewBlock'\"}}";
    char text[200];
    snprintf(text, sizeof text, "{\"id\":1,\"method\":\"subscribe\",%s", query);
    ASSERT_HAS(ask(fd, text), "\"result\":{}");
    ASSERT_HAS(ask(fd, text), "already subscribed");
    snprintf(text, sizeof text, "{\"id\":2,\"method\":\"unsubscribe\",%s", query);
    ASSERT_HAS(ask(fd, text), "\"result\":{}");
    ASSERT_HAS(ask(fd, text), "subscription not found");
    ASSERT_HAS(ask(fd, "{\"id\":3,\"method\":\"unsubscribe_all\"}"), "subscription not found");
    fake_send(&chain, BYTES("silence"));
    ASSERT_HAS(ask(fd, "{\"id\":4,\"method\":\"health\"}"), "\"id\":4");
    close(fd);
}

static void broken_queries_are_refused(void **state)
{
    int fd = websocket_client_open(chain.arena, ports.rpc);
    ASSERT_HAS(ask(fd, "{\"id\":1,\"method\":\"subscribe\",\"params\":{\"query\":\"tm.event=\"}}"),
               "\"data\":\"failed to parse query: offset 9: EOF\"");
    close(fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(subscribers_are_told_under_the_calls_id),
        cmocka_unit_test(events_of_a_block_come_in_cometbfts_order),
        cmocka_unit_test(unsubscribing_ends_the_telling),
        cmocka_unit_test(broken_queries_are_refused),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
