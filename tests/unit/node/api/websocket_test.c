#include "node/api/websocket.h"

#include "tests/support/api_group.h"
#include "tests/support/http_client.h"
#include "tests/support/test.h"
#include "tests/support/websocket_client.h"

#include <errno.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

static void calls_are_answered_in_order(void **state)
{
    int fd = websocket_client_open(chain.arena, ports.rpc);
    assert_true(fd >= 0);
    websocket_client_send(chain.arena, fd, "{\"id\":1,\"method\":\"health\"}");
    websocket_client_send(chain.arena, fd,
                          "{\"id\":2,\"method\":\"block\",\"params\":{\"height\":\"1\"}}");
    websocket_client_send(chain.arena, fd, "{\"method\":\"health\"}");
    websocket_client_send(chain.arena, fd, "{\"id\":3,\"method\":\"nope\"}");
    websocket_client_send(chain.arena, fd, "{");
    ASSERT_TEXT(websocket_client_read(chain.arena, fd),
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}");
    ASSERT_HAS(websocket_client_read(chain.arena, fd), "\"id\":2,\"result\":{\"block_id\":");
    ASSERT_HAS(websocket_client_read(chain.arena, fd), "\"id\":3,\"error\":{\"code\":-32601");
    ASSERT_HAS(websocket_client_read(chain.arena, fd), "-32700");
    close(fd);
}

static void several_messages_in_one_packet_are_all_heard(void **state)
{
    int fd = websocket_client_open(chain.arena, ports.rpc);
    struct writer all = writer_new(chain.arena, 4096);
    for (int i = 0; i < 20; i++)
        writer_bytes(&all,
                     websocket_client_frame(
                         chain.arena, 1,
                         arena_format(chain.arena, "{\"id\":%d,\"method\":\"net_info\"}", i)));
    http_client_send(fd, writer_done(&all));
    for (int i = 0; i < 20; i++) {
        char want[32];
        snprintf(want, sizeof want, "\"id\":%d,", i);
        ASSERT_HAS(websocket_client_read(chain.arena, fd), want);
    }
    close(fd);
}

static void what_is_no_handshake_is_refused(void **state)
{
    ASSERT_HAS(http_client_get(chain.arena, ports.rpc, "/websocket", ""), "HTTP/1.1 400");
    ASSERT_HAS(http_client_get(chain.arena, ports.rpc, "/websocket",
                               "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                               "Sec-WebSocket-Version: 8\r\nSec-WebSocket-Key: x\r\n"),
               "HTTP/1.1 400");
}

static void frames_without_a_mask_or_too_big_end_the_connection(void **state)
{
    int fd = websocket_client_open(chain.arena, ports.rpc);
    http_client_send(fd, bytes_make("\x81\x02{}", 4));
    assert_null(websocket_client_read(chain.arena, fd).data);
    close(fd);
    fd = websocket_client_open(chain.arena, ports.rpc);
    uint8_t *big = arena_zalloc(chain.arena, WEBSOCKET_MESSAGE_BYTES_MAX + 1);
    http_client_send(fd, websocket_client_frame(chain.arena, 1,
                                                bytes_make(big, WEBSOCKET_MESSAGE_BYTES_MAX + 1)));
    assert_null(websocket_client_read(chain.arena, fd).data);
    close(fd);
}

/* Replies of about 20 KB to a client that reads none: it is dropped before they fill the memory. */
static void a_client_that_never_reads_is_dropped(void **state)
{
    int fd = websocket_client_open(chain.arena, ports.rpc);
    int small = 4096;
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    char *id = arena_alloc(chain.arena, 20001);
    memset(id, 'x', 20000);
    id[20000] = 0;
    struct bytes call = arena_format(chain.arena, "{\"id\":\"%s\",\"method\":\"health\"}", id);
    struct bytes frame = websocket_client_frame(chain.arena, 1, call);
    for (int i = 0; i < 2000; i++)
        if (send(fd, frame.data, frame.len, MSG_NOSIGNAL | MSG_DONTWAIT) < 0 && errno != EAGAIN)
            break;
    close(fd);
    fd = websocket_client_open(chain.arena, ports.rpc);
    websocket_client_send(chain.arena, fd, "{\"id\":1,\"method\":\"health\"}");
    ASSERT_HAS(websocket_client_read(chain.arena, fd), "\"result\":{}");
    close(fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(calls_are_answered_in_order),
        cmocka_unit_test(several_messages_in_one_packet_are_all_heard),
        cmocka_unit_test(what_is_no_handshake_is_refused),
        cmocka_unit_test(frames_without_a_mask_or_too_big_end_the_connection),
        cmocka_unit_test(a_client_that_never_reads_is_dropped),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
