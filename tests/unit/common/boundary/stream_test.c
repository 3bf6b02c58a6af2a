#include "common/boundary/stream.h"

#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/encoding/protobuf.h"
#include "tests/support/test.h"

struct pair {
    struct boundary_stream *node;
    struct boundary_stream *enclave;
    int node_fd;
    struct arena *arena;
};

static struct pair pair_new(enum boundary_right right)
{
    int fd[2];
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fd), 0);
    return (struct pair){boundary_stream_new(fd[0], BOUNDARY_NODE, right),
                         boundary_stream_new(fd[1], BOUNDARY_ENCLAVE, right), fd[0],
                         arena_new(4096)};
}

static void pair_drop(struct pair *pair)
{
    boundary_stream_free(pair->node);
    boundary_stream_free(pair->enclave);
    arena_drop(pair->arena);
}

static void a_message_arrives_as_it_was_sent(void **state)
{
    struct pair pair = pair_new(BOUNDARY_RIGHT_QUERY);
    struct secretd_boundary_read read = {.key = BYTES("stored key")};
    boundary_put(pair.enclave, BOUNDARY_READ, &read);
    assert_true(boundary_flush(pair.enclave));
    enum boundary_frame number;
    const void *message;
    assert_int_equal(boundary_get(pair.node, pair.arena, &number, &message), BOUNDARY_OK);
    assert_int_equal(number, BOUNDARY_READ);
    ASSERT_TEXT(((const struct secretd_boundary_read *)message)->key, "stored key");
    pair_drop(&pair);
}

static void frames_that_were_put_together_come_one_by_one(void **state)
{
    struct pair pair = pair_new(BOUNDARY_RIGHT_EXECUTOR);
    struct secretd_boundary_tx_begin tx = {.index = 7, .counter = 3};
    struct secretd_boundary_message_begin begin = {.index = 2};
    boundary_put(pair.node, BOUNDARY_TX_BEGIN, &tx);
    boundary_put(pair.node, BOUNDARY_MESSAGE_BEGIN, &begin);
    assert_true(boundary_flush(pair.node));
    enum boundary_frame number;
    const void *message;
    assert_int_equal(boundary_get(pair.enclave, pair.arena, &number, &message), BOUNDARY_OK);
    assert_int_equal(((const struct secretd_boundary_tx_begin *)message)->index, 7);
    assert_int_equal(boundary_get(pair.enclave, pair.arena, &number, &message), BOUNDARY_OK);
    assert_int_equal(number, BOUNDARY_MESSAGE_BEGIN);
    pair_drop(&pair);
}

static void *send_code(void *argument)
{
    struct pair *pair = argument;
    static uint8_t wasm[3000000];
    memset(wasm, 0x5a, sizeof wasm);
    struct secretd_boundary_code_reply reply = {.wasm = BYTES_OF(wasm)};
    boundary_put(pair->node, BOUNDARY_CODE_REPLY, &reply);
    struct secretd_boundary_read_reply small = {.found = true, .value = BYTES("v")};
    boundary_put(pair->node, BOUNDARY_READ_REPLY, &small);
    boundary_flush(pair->node);
    return NULL;
}

static void a_message_larger_than_every_buffer_arrives(void **state)
{
    struct pair pair = pair_new(BOUNDARY_RIGHT_EXECUTOR);
    pthread_t sender;
    assert_int_equal(pthread_create(&sender, NULL, send_code, &pair), 0);
    enum boundary_frame number;
    const void *message;
    assert_int_equal(boundary_get(pair.enclave, pair.arena, &number, &message), BOUNDARY_OK);
    struct bytes wasm = ((const struct secretd_boundary_code_reply *)message)->wasm;
    assert_int_equal(wasm.len, 3000000);
    assert_int_equal(wasm.data[2999999], 0x5a);
    assert_int_equal(boundary_get(pair.enclave, pair.arena, &number, &message), BOUNDARY_OK);
    assert_int_equal(number, BOUNDARY_READ_REPLY);
    pthread_join(sender, NULL);
    pair_drop(&pair);
}

static enum boundary_result get_raw(enum boundary_right right, struct bytes raw)
{
    struct pair pair = pair_new(right);
    assert_int_equal(write(pair.node_fd, raw.data, raw.len), raw.len);
    shutdown(pair.node_fd, SHUT_WR);
    enum boundary_frame number;
    const void *message;
    enum boundary_result result = boundary_get(pair.enclave, pair.arena, &number, &message);
    pair_drop(&pair);
    return result;
}

static enum boundary_result get_header(enum boundary_right right, uint32_t len, uint32_t number)
{
    uint32_t header[2] = {len, number};
    return get_raw(right, BYTES_OF(header));
}

static void what_a_stream_has_no_right_to_is_refused(void **state)
{
    assert_int_equal(get_header(BOUNDARY_RIGHT_QUERY, 0, BOUNDARY_BEGIN_BLOCK), BOUNDARY_REFUSED);
    assert_int_equal(get_header(BOUNDARY_RIGHT_QUERY, 0, BOUNDARY_BOOTSTRAP), BOUNDARY_REFUSED);
    assert_int_equal(get_header(BOUNDARY_RIGHT_OPERATOR, 0, BOUNDARY_QUERY), BOUNDARY_REFUSED);
    assert_int_equal(get_header(BOUNDARY_RIGHT_EXECUTOR, 0, BOUNDARY_TX_COMMIT), BOUNDARY_OK);
}

static void a_frame_of_the_own_side_is_refused(void **state)
{
    assert_int_equal(get_header(BOUNDARY_RIGHT_QUERY, 0, BOUNDARY_READ), BOUNDARY_REFUSED);
}

static void unknown_and_oversized_frames_are_refused_before_memory_is_taken(void **state)
{
    assert_int_equal(get_header(BOUNDARY_RIGHT_QUERY, 0, BOUNDARY_FRAME_END), BOUNDARY_REFUSED);
    assert_int_equal(get_header(BOUNDARY_RIGHT_QUERY, 0, 0), BOUNDARY_REFUSED);
    assert_int_equal(get_header(BOUNDARY_RIGHT_QUERY, UINT32_MAX, BOUNDARY_READ_REPLY),
                     BOUNDARY_REFUSED);
    assert_int_equal(get_header(BOUNDARY_RIGHT_EXECUTOR, 1025, BOUNDARY_TX_BEGIN),
                     BOUNDARY_REFUSED);
}

static void a_cut_frame_is_a_closed_stream(void **state)
{
    assert_int_equal(get_raw(BOUNDARY_RIGHT_QUERY, BYTES("")), BOUNDARY_CLOSED);
    assert_int_equal(get_raw(BOUNDARY_RIGHT_QUERY, BYTES("\x01\x00\x00\x00")), BOUNDARY_CLOSED);
    assert_int_equal(get_header(BOUNDARY_RIGHT_QUERY, 10, BOUNDARY_READ_REPLY), BOUNDARY_CLOSED);
}

static void nonsense_in_a_frame_is_refused(void **state)
{
    struct arena *arena = arena_new(4096);
    const void *message;
    /* An unknown field, a wrong wire type, a length past the end. */
    const struct bytes payloads[] = {BYTES("\x78\x01"), BYTES("\x12\x05xx"), BYTES("\x0a\x01x")};
    for (size_t i = 0; i < ARRAY_COUNT(payloads); i++)
        assert_false(boundary_decode(arena, BOUNDARY_ENCLAVE, BOUNDARY_RIGHT_QUERY,
                                     BOUNDARY_READ_REPLY, payloads[i], &message));
    arena_drop(arena);
}

static void the_death_of_the_other_side_is_noticed(void **state)
{
    struct pair pair = pair_new(BOUNDARY_RIGHT_QUERY);
    boundary_stream_free(pair.enclave);
    pair.enclave = NULL;
    enum boundary_frame number;
    const void *message;
    assert_int_equal(boundary_get(pair.node, pair.arena, &number, &message), BOUNDARY_CLOSED);
    struct secretd_boundary_query query = {.depth = 1};
    boundary_put(pair.node, BOUNDARY_QUERY, &query);
    assert_false(boundary_flush(pair.node));
    pair_drop(&pair);
}

int main(void)
{
    signal(SIGPIPE, SIG_IGN);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_message_arrives_as_it_was_sent),
        cmocka_unit_test(frames_that_were_put_together_come_one_by_one),
        cmocka_unit_test(a_message_larger_than_every_buffer_arrives),
        cmocka_unit_test(what_a_stream_has_no_right_to_is_refused),
        cmocka_unit_test(a_frame_of_the_own_side_is_refused),
        cmocka_unit_test(unknown_and_oversized_frames_are_refused_before_memory_is_taken),
        cmocka_unit_test(a_cut_frame_is_a_closed_stream),
        cmocka_unit_test(nonsense_in_a_frame_is_refused),
        cmocka_unit_test(the_death_of_the_other_side_is_noticed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
