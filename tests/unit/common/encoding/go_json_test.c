#include "common/encoding/amino_json.h"
#include "common/encoding/gateway_json.h"
#include "common/encoding/protobuf.h"

#include "schema/chain/registry.h"
#include "tests/support/test.h"

/* tests/vectors/schema/go_json.txt: every message type of the SDK and of IBC as the Go modules
 * print it. */
struct vector {
    const struct message_type *type;
    struct bytes encoded, gateway, amino;
};

static struct bytes take_until(struct bytes *rest, uint8_t end)
{
    size_t len = bytes_find(*rest, end);
    struct bytes part = bytes_slice(*rest, 0, len);
    *rest = bytes_from(*rest, len < rest->len ? len + 1 : len);
    return part;
}

static bool next_vector(struct arena *arena, struct bytes *rest, struct vector *vector)
{
    while (rest->len > 0) {
        struct bytes line = take_until(rest, '\n');
        if (line.len == 0 || line.data[0] == '#')
            continue;
        vector->type = registry_find(&schema_chain_registry, take_until(&line, '\t'));
        assert_non_null(vector->type);
        vector->encoded = test_unhex(arena, arena_text(arena, take_until(&line, '\t')));
        vector->gateway = take_until(&line, '\t');
        vector->amino = line;
        return true;
    }
    return false;
}

static void each_vector(void (*check)(struct arena *arena, const struct vector *vector))
{
    struct arena *file = arena_new(1 << 20), *arena = arena_new(1 << 16);
    struct bytes rest = test_file(file, "tests/vectors/schema/go_json.txt");
    struct vector vector;
    size_t count = 0;
    for (; next_vector(arena, &rest, &vector); count++) {
        check(arena, &vector);
        arena_reset(arena);
    }
    assert_true(count > 600);
    arena_drop(arena);
    arena_drop(file);
}

static void *decode(struct arena *arena, const struct vector *vector)
{
    void *message = arena_alloc(arena, vector->type->size);
    ASSERT_OK(protobuf_decode(arena, vector->type, vector->encoded, message));
    return message;
}

static void check_gateway(struct arena *arena, const struct vector *vector)
{
    struct writer writer = writer_new(arena, 1024);
    ASSERT_OK(
        gateway_json_write(&writer, &schema_chain_registry, vector->type, decode(arena, vector)));
    ASSERT_BYTES(writer_done(&writer), vector->gateway);
}

static void check_reading(struct arena *arena, const struct vector *vector)
{
    struct json_value json;
    void *message = arena_alloc(arena, vector->type->size);
    ASSERT_OK(json_parse(arena, vector->gateway, 0, &json));
    ASSERT_OK(gateway_json_read(arena, &schema_chain_registry, vector->type, 0, &json, message));
    struct bytes expected = protobuf_encode(arena, vector->type, decode(arena, vector));
    ASSERT_BYTES(protobuf_encode(arena, vector->type, message), expected);
}

static void check_amino(struct arena *arena, const struct vector *vector)
{
    struct writer writer = writer_new(arena, 1024);
    struct bytes url = arena_format(arena, "/%s", vector->type->full_name);
    status failure =
        vector->type->amino_name != NULL
            ? amino_json_write_any(&writer, &schema_chain_registry, url, vector->encoded)
            : amino_json_write(&writer, &schema_chain_registry, vector->type, vector->encoded);
    if (vector->amino.data[0] == '!') {
        assert_non_null(failure);
        ASSERT_BYTES(failure->text, bytes_from(vector->amino, 1));
        return;
    }
    ASSERT_OK(failure);
    ASSERT_BYTES(writer_done(&writer), vector->amino);
}

static void gateway_json_is_what_go_prints(void **state)
{
    each_vector(check_gateway);
}

static void gateway_json_is_read_back(void **state)
{
    each_vector(check_reading);
}

static void amino_json_is_what_go_signs(void **state)
{
    each_vector(check_amino);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gateway_json_is_what_go_prints),
        cmocka_unit_test(gateway_json_is_read_back),
        cmocka_unit_test(amino_json_is_what_go_signs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
