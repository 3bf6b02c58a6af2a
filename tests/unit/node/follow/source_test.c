#include "node/follow/source.h"

#include "common/encoding/protobuf.h"
#include "schema/chain/cosmos_base_tendermint_v1beta1.h"
#include "schema/chain/secretd_follow.h"
#include "tests/support/grpc_peer.h"
#include "tests/support/test.h"

static struct grpc_peer_answer answer_of(void *context, size_t number)
{
    return ((const struct grpc_peer_answer *)context)[number];
}

static struct bytes block_answer(struct arena *arena, int64_t height)
{
    const struct tendermint_types_block block = {.header.height = height};
    const struct cosmos_base_tendermint_v1beta1_get_block_by_height_response response = {
        .block = &block};
    return protobuf_encode(arena, &cosmos_base_tendermint_v1beta1_get_block_by_height_response_type,
                           &response);
}

static void a_block_is_there_later_or_never(void **state)
{
    struct arena *arena = arena_new(4096);
    const struct grpc_peer_answer answers[] = {
        {.body = block_answer(arena, 7)},
        {.body = block_answer(arena, 8)},
        {.body = BYTES("")},
        {.body = BYTES("\xFF")},
        {.code = 3, .message = "requested block height is bigger then the chain length"},
        {.code = 2, .message = "height 7 is not available"},
    };
    static const enum source_result results[] = {SOURCE_GOT,    SOURCE_FAILED, SOURCE_FAILED,
                                                 SOURCE_FAILED, SOURCE_LATER,  SOURCE_FAILED};
    static const char *const reasons[] = {"",
                                          "it answers with another block",
                                          "it answers with another block",
                                          "its answer is malformed: ",
                                          "requested ",
                                          "height 7 is not available"};
    char address[GRPC_PEER_ADDRESS];
    _Atomic bool stop = false;
    struct grpc_peer *peer = grpc_peer_start(answer_of, (void *)(uintptr_t)answers, address);
    struct grpc_client *client = grpc_client_new(bytes_text(address), &stop);
    for (size_t i = 0; i < ARRAY_COUNT(answers); i++) {
        struct tendermint_types_block block = {0};
        struct bytes reason;
        assert_int_equal(source_block(client, arena, 7, &block, &reason), results[i]);
        assert_true(bytes_starts_with(reason, bytes_text(reasons[i])));
    }
    grpc_client_free(client);
    grpc_peer_stop(peer);
    arena_drop(arena);
}

static void not_every_server_tells_commits(void **state)
{
    struct arena *arena = arena_new(4096);
    const struct tendermint_types_commit told = {.height = 7};
    const struct secretd_follow_get_commit_response response = {.commit = &told};
    const struct grpc_peer_answer answers[] = {
        {.body = protobuf_encode(arena, &secretd_follow_get_commit_response_type, &response)},
        {.code = 12, .message = "unknown service"},
        {.body = BYTES("")},
        {.code = 3, .message = "block 7 is not there yet"},
        {.code = 5, .message = "block 7 is not available"},
    };
    static const enum source_result results[] = {SOURCE_GOT, SOURCE_GOT, SOURCE_GOT, SOURCE_LATER,
                                                 SOURCE_FAILED};
    char address[GRPC_PEER_ADDRESS];
    _Atomic bool stop = false;
    struct grpc_peer *peer = grpc_peer_start(answer_of, (void *)(uintptr_t)answers, address);
    struct grpc_client *client = grpc_client_new(bytes_text(address), &stop);
    for (size_t i = 0; i < ARRAY_COUNT(answers); i++) {
        struct tendermint_types_commit commit = {0};
        struct bytes reason;
        bool served;
        assert_int_equal(source_commit(client, arena, 7, &commit, &served, &reason), results[i]);
        assert_int_equal(served, i == 0);
        assert_int_equal(commit.height, i == 0 ? 7 : 0);
    }
    grpc_client_free(client);
    grpc_peer_stop(peer);
    arena_drop(arena);
}

static void a_block_that_nothing_is_recorded_of_has_empty_traces(void **state)
{
    struct arena *arena = arena_new(4096);
    struct secret_compute_v1beta1_execution_trace_data call = {.index = 1};
    const struct secret_compute_v1beta1_query_block_traces_response traces = {{&call, 1}};
    const struct grpc_peer_answer answers[] = {
        {.code = 5},
        {.code = 5},
        {.body = protobuf_encode(arena, &secret_compute_v1beta1_query_block_traces_response_type,
                                 &traces)},
        {.code = 9},
    };
    char address[GRPC_PEER_ADDRESS];
    _Atomic bool stop = false;
    struct grpc_peer *peer = grpc_peer_start(answer_of, (void *)(uintptr_t)answers, address);
    struct grpc_client *client = grpc_client_new(bytes_text(address), &stop);
    struct block_input input = {0};
    struct bytes reason;
    /* Without transactions nothing is asked. */
    assert_int_equal(source_traces(client, arena, 7, &input, &reason), SOURCE_GOT);
    assert_non_null(input.traces);
    struct bytes tx = BYTES("tx");
    input.txs = (struct bytes_list){&tx, 1};
    assert_int_equal(source_traces(client, arena, 7, &input, &reason), SOURCE_GOT);
    assert_int_equal(input.traces->traces.count, 0);
    assert_int_equal(source_traces(client, arena, 7, &input, &reason), SOURCE_LATER);
    assert_int_equal(input.traces->traces.count, 1);
    grpc_client_free(client);
    grpc_peer_stop(peer);
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_block_is_there_later_or_never),
        cmocka_unit_test(not_every_server_tells_commits),
        cmocka_unit_test(a_block_that_nothing_is_recorded_of_has_empty_traces),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
