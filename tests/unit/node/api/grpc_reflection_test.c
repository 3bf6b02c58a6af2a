#include "node/api/grpc_reflection.h"

#include "common/encoding/protobuf.h"
#include "schema/chain/grpc_reflection_v1.h"
#include "tests/support/test.h"

static struct grpc_reflection_v1_server_reflection_response
ask(struct arena *arena, const struct grpc_reflection_v1_server_reflection_request *request)
{
    struct grpc_reflection_v1_server_reflection_response out;
    struct bytes encoded =
        protobuf_encode(arena, &grpc_reflection_v1_server_reflection_request_type, request);
    struct bytes response;
    assert_true(grpc_reflection_answer(arena, encoded, &response));
    ASSERT_OK(protobuf_decode(arena, &grpc_reflection_v1_server_reflection_response_type, response,
                              &out));
    return out;
}

static void a_symbol_gives_its_file_and_all_imports(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    const struct grpc_reflection_v1_server_reflection_request request = {
        .message_request_case = 4, .file_containing_symbol = BYTES("cosmos.bank.v1beta1.Query")};
    struct grpc_reflection_v1_server_reflection_response out = ask(arena, &request);
    assert_int_equal(out.message_response_case, 4);
    struct bytes_list files = out.file_descriptor_response->file_descriptor_proto;
    assert_true(files.count > 5);
    assert_non_null(
        memmem(files.items[0].data, files.items[0].len, "cosmos/bank/v1beta1/query.proto", 31));
    arena_drop(arena);
}

static void files_are_found_by_name(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    struct grpc_reflection_v1_server_reflection_request request = {
        .message_request_case = 3, .file_by_filename = BYTES("gogoproto/gogo.proto")};
    assert_int_equal(ask(arena, &request).message_response_case, 4);
    request.file_by_filename = BYTES("nope.proto");
    struct grpc_reflection_v1_server_reflection_response out = ask(arena, &request);
    assert_int_equal(out.message_response_case, 7);
    assert_int_equal(out.error_response->error_code, 5);
    arena_drop(arena);
}

static void the_list_has_queries_and_no_messages(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    const struct grpc_reflection_v1_server_reflection_request request = {
        .message_request_case = 7, .list_services = BYTES("*")};
    struct grpc_reflection_v1_server_reflection_response out = ask(arena, &request);
    bool bank = false;
    for (size_t i = 0; i < out.list_services_response->service.count; i++) {
        struct bytes name = out.list_services_response->service.items[i].name;
        bank |= bytes_is(name, "cosmos.bank.v1beta1.Query");
        assert_false(bytes_is(name, "cosmos.bank.v1beta1.Msg"));
    }
    assert_true(bank);
    arena_drop(arena);
}

static void garbage_is_not_answered(void **state)
{
    struct arena *arena = arena_new(1024);
    struct bytes response;
    assert_false(grpc_reflection_answer(arena, BYTES("\x0a\xff"), &response));
    assert_true(grpc_reflection_serves(
        BYTES("/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo")));
    assert_false(grpc_reflection_serves(BYTES("/cosmos.bank.v1beta1.Query/Params")));
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_symbol_gives_its_file_and_all_imports),
        cmocka_unit_test(files_are_found_by_name),
        cmocka_unit_test(the_list_has_queries_and_no_messages),
        cmocka_unit_test(garbage_is_not_answered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
