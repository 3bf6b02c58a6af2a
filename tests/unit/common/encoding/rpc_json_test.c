#include "common/encoding/rpc_json.h"

#include "common/encoding/protobuf.h"
#include "schema/chain/registry.h"
#include "schema/core/tendermint_types.h"
#include "tests/support/test.h"

static struct bytes take_until(struct bytes *rest, uint8_t end)
{
    size_t len = bytes_find(*rest, end);
    struct bytes part = bytes_slice(*rest, 0, len);
    *rest = bytes_from(*rest, len < rest->len ? len + 1 : len);
    return part;
}

static void check_line(struct arena *arena, struct bytes line)
{
    struct bytes style = take_until(&line, '\t');
    const struct message_type *type =
        registry_find(&schema_chain_registry, take_until(&line, '\t'));
    assert_non_null(type);
    struct bytes encoded = test_unhex(arena, arena_text(arena, take_until(&line, '\t')));
    void *message = arena_alloc(arena, type->size);
    ASSERT_OK(protobuf_decode(arena, type, encoded, message));
    struct writer writer = writer_new(arena, 1024);
    ASSERT_OK(rpc_json_write(&writer,
                             bytes_is(style, "core")   ? RPC_CORE
                             : bytes_is(style, "abci") ? RPC_ABCI
                                                       : RPC_TAGS,
                             type, message));
    ASSERT_BYTES(writer_done(&writer), line);
}

static void every_form_is_what_cometbft_prints(void **state)
{
    struct arena *file = arena_new(1 << 16), *arena = arena_new(1 << 16);
    struct bytes rest = test_file(file, "tests/vectors/schema/cometbft_json.txt");
    size_t count = 0;
    while (rest.len > 0) {
        struct bytes line = take_until(&rest, '\n');
        if (line.len == 0 || line.data[0] == '#')
            continue;
        check_line(arena, line);
        arena_reset(arena);
        count++;
    }
    assert_int_equal(count, 30);
    arena_drop(arena);
    arena_drop(file);
}

static void a_time_out_of_range_is_refused(void **state)
{
    struct arena *arena = arena_new(1024);
    struct writer writer = writer_new(arena, 1024);
    struct tendermint_types_header header = {.time = {.seconds = 253402300800}};
    assert_non_null(rpc_json_write(&writer, RPC_CORE, &tendermint_types_header_type, &header));
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_form_is_what_cometbft_prints),
        cmocka_unit_test(a_time_out_of_range_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
