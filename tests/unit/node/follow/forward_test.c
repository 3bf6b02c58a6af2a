#include "node/follow/forward.h"

#include "common/encoding/protobuf.h"
#include "schema/core/cosmos_tx_v1beta1.h"
#include "tests/support/grpc_peer.h"
#include "tests/support/test.h"

static struct grpc_peer_answer answer_of(void *context, size_t number)
{
    return ((const struct grpc_peer_answer *)context)[number];
}

static struct bytes check_of(struct arena *arena, uint32_t code, const char *log, const char *data)
{
    const struct cosmos_base_abci_v1beta1_tx_response check = {
        .code = code,
        .codespace = code == 0 ? BYTES("") : BYTES("sdk"),
        .raw_log = bytes_text(log),
        .data = bytes_text(data),
    };
    const struct cosmos_tx_v1beta1_broadcast_tx_response response = {.tx_response = &check};
    return protobuf_encode(arena, &cosmos_tx_v1beta1_broadcast_tx_response_type, &response);
}

static struct tendermint_abci_response_check_tx sent(struct forward *forward, struct arena *arena)
{
    struct tendermint_abci_response_check_tx response = {0};
    struct mempool_relay relay = forward_relay(forward);
    relay.send(relay.context, arena, BYTES("transaction"), &response);
    return response;
}

static void the_other_nodes_check_is_the_answer(void **state)
{
    struct arena *arena = arena_new(4096);
    const struct grpc_peer_answer answers[] = {
        {.body = check_of(arena, 0, "[]", "0AFF")},
        {.body = check_of(arena, 32, "account sequence mismatch", "")},
    };
    char address[GRPC_PEER_ADDRESS];
    struct grpc_peer *peer = grpc_peer_start(answer_of, (void *)(uintptr_t)answers, address);
    struct forward *forward = forward_new(bytes_text(address));
    struct tendermint_abci_response_check_tx response = sent(forward, arena);
    assert_int_equal(response.code, 0);
    ASSERT_TEXT(response.log, "[]");
    ASSERT_HEX(response.data, "0aff");
    response = sent(forward, arena);
    assert_int_equal(response.code, 32);
    ASSERT_TEXT(response.codespace, "sdk");
    ASSERT_TEXT(response.log, "account sequence mismatch");
    forward_free(forward);
    grpc_peer_stop(peer);
    arena_drop(arena);
}

static void what_is_no_answer_says_so_in_a_line(void **state)
{
    struct arena *arena = arena_new(4096);
    const struct grpc_peer_answer answers[] = {
        {.body = BYTES("")},
        {.body = BYTES("\xFF")},
        {.body = check_of(arena, 0, "", "no digits")},
        {.code = 2, .message = "unsupported return type"},
        {.raw = "HTTP/1.1 200 OK\r\n\r\n"},
    };
    static const char *const reasons[] = {
        "its answer is none to a transaction",
        "its answer is malformed: ",
        "its answer is none to a transaction",
        "unsupported return type",
        "",
    };
    char address[GRPC_PEER_ADDRESS];
    struct grpc_peer *peer = grpc_peer_start(answer_of, (void *)(uintptr_t)answers, address);
    struct forward *forward = forward_new(bytes_text(address));
    for (size_t i = 0; i < ARRAY_COUNT(answers); i++) {
        struct tendermint_abci_response_check_tx response = sent(forward, arena);
        struct bytes start =
            arena_format(arena, "%s, which this node follows, did not take the transaction: %s",
                         address, reasons[i]);
        assert_int_equal(response.code, FORWARD_NOT_TAKEN.code);
        ASSERT_TEXT(response.codespace, "follow");
        assert_true(bytes_starts_with(response.log, start));
        assert_int_equal(bytes_find(response.log, '\n'), response.log.len);
    }
    forward_free(forward);
    grpc_peer_stop(peer);
    arena_drop(arena);
}

static void nothing_is_sent_when_the_node_stops(void **state)
{
    struct arena *arena = arena_new(4096);
    const struct grpc_peer_answer answers[] = {{.body = check_of(arena, 0, "", "")}};
    char address[GRPC_PEER_ADDRESS];
    struct grpc_peer *peer = grpc_peer_start(answer_of, (void *)(uintptr_t)answers, address);
    struct forward *forward = forward_new(bytes_text(address));
    forward_stop(forward);
    assert_int_equal(sent(forward, arena).code, FORWARD_NOT_TAKEN.code);
    forward_free(forward);
    grpc_peer_stop(peer);
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_other_nodes_check_is_the_answer),
        cmocka_unit_test(what_is_no_answer_says_so_in_a_line),
        cmocka_unit_test(nothing_is_sent_when_the_node_stops),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
