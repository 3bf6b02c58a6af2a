#include "enclave/contract/inspect.h"

#include "common/encoding/protobuf.h"
#include "schema/core/secretd_inspect.h"
#include "tests/support/test.h"

static const struct error PANICKED = {"vm", 1, false, BYTES_INIT("the contract panicked")};

static struct inspection *begin(struct arena *arena, struct bytes message)
{
    static const uint8_t code_hash[32] = {0xab};
    const struct inspect_start start = {
        .entry = "execute",
        .contract = BYTES("secret1c"),
        .sender = BYTES("secret1s"),
        .code_hash = BYTES_OF(code_hash),
        .message = message,
    };
    return inspect_begin(arena, &start);
}

static struct secretd_inspect_call *finish(struct arena *arena, struct inspection *inspection,
                                           const struct inspect_end *end)
{
    struct secretd_inspect_call *call = ARENA_NEW(arena, struct secretd_inspect_call);
    message_init(&secretd_inspect_call_type, call);
    ASSERT_OK(
        protobuf_decode(arena, &secretd_inspect_call_type, inspect_finish(inspection, end), call));
    return call;
}

static void gas_is_split_by_its_cause(void **state)
{
    struct arena *arena = arena_new(4096);
    struct inspection *inspection = begin(arena, BYTES("{}"));
    inspect_import_begin(inspection, "db_read", 10000);
    inspect_access(inspection, BYTES("name"), BYTES("value"), 120);
    inspect_import_end(inspection, 8500, 0);
    inspect_import_begin(inspection, "secp256k1_verify", 8000);
    inspect_import_end(inspection, 1000, 0);
    inspect_import_begin(inspection, "db_write", 1000);
    inspect_import_end(inspection, 0, 800);
    const struct secretd_inspect_call *call =
        finish(arena, inspection,
               &(struct inspect_end){.answer = BYTES("{\"Ok\":null}"),
                                     .gas_metered = 20000,
                                     .gas_reported = 15000,
                                     .gas_memory = 8192,
                                     .chain_gas = 120,
                                     .flush_gas = 2030});
    assert_int_equal(call->gas.host, 1500 + 200);
    assert_int_equal(call->gas.writes, 800);
    assert_int_equal(call->gas.crypto, 7000);
    assert_int_equal(call->gas.memory, 8192);
    assert_int_equal(call->gas.instructions, 20000 - 1500 - 7000 - 1000 - 8192);
    assert_int_equal(call->gas.reported, 15000);
    assert_int_equal(call->gas.chain, 120);
    assert_int_equal(call->gas.flush, 2030);
    assert_int_equal(call->steps.count, 3);
    ASSERT_TEXT(call->steps.items[0].input, "name");
    ASSERT_TEXT(call->steps.items[0].output, "value");
    assert_int_equal(call->steps.items[0].gas, 1500);
    ASSERT_TEXT(call->answer, "{\"Ok\":null}");
    assert_int_equal(call->error.len, 0);
    arena_drop(arena);
}

static void what_is_no_text_is_made_readable_and_what_is_long_is_cut(void **state)
{
    struct arena *arena = arena_new(4096);
    uint8_t *large = arena_zalloc(arena, INSPECT_TEXT_BYTES_MAX + 2);
    memset(large, 'a', INSPECT_TEXT_BYTES_MAX - 1);
    memcpy(large + INSPECT_TEXT_BYTES_MAX - 1, "\xc3\xa9", 2); /* the cut falls into it */
    struct inspection *inspection = begin(arena, bytes_make(large, INSPECT_TEXT_BYTES_MAX + 1));
    inspect_import_begin(inspection, "db_write", 10);
    inspect_access(inspection, BYTES("\0\5names\\"), BYTES("\xff"), 0);
    inspect_import_end(inspection, 9, 0);
    const struct secretd_inspect_call *call =
        finish(arena, inspection, &(struct inspect_end){.failure = &PANICKED});
    assert_int_equal(call->message.len, INSPECT_TEXT_BYTES_MAX - 1 + 3);
    ASSERT_TEXT(bytes_from(call->message, call->message.len - 4), "a...");
    ASSERT_TEXT(call->steps.items[0].input, "\\x00\\x05names\\x5c");
    ASSERT_TEXT(call->steps.items[0].output, "0xff");
    ASSERT_TEXT(call->error, "the contract panicked");
    arena_drop(arena);
}

static void nothing_is_told_that_a_terminal_obeys(void **state)
{
    static const struct bytes sources[] = {BYTES_INIT("clear\x1b[2J"), BYTES_INIT("delete\x7f"),
                                           BYTES_INIT("csi\xc2\x9b"
                                                      "2J")};
    static const char *const shown[] = {"clear\\x1b[2J", "delete\\x7f", "csi\\xc2\\x9b2J"};
    struct arena *arena = arena_new(4096);
    for (size_t i = 0; i < ARRAY_COUNT(sources); i++) {
        struct inspection *inspection = begin(arena, sources[i]);
        ASSERT_TEXT(finish(arena, inspection, &(struct inspect_end){.failure = &PANICKED})->message,
                    shown[i]);
    }
    arena_drop(arena);
}

static void steps_past_the_limit_are_counted_and_their_gas_too(void **state)
{
    struct arena *arena = arena_new(4096);
    struct inspection *inspection = begin(arena, BYTES("{}"));
    for (size_t i = 0; i < INSPECT_STEPS_MAX + 3; i++) {
        inspect_import_begin(inspection, "db_remove", 10);
        inspect_asked(inspection);
        inspect_import_end(inspection, 9, 0);
    }
    const struct secretd_inspect_call *call =
        finish(arena, inspection, &(struct inspect_end){.answer = BYTES("")});
    assert_int_equal(call->steps.count, INSPECT_STEPS_MAX);
    assert_int_equal(call->steps_left_out, 3);
    assert_int_equal(call->gas.host, INSPECT_STEPS_MAX + 3);
    assert_non_null(call->steps.items[0].query);
    arena_drop(arena);
}

static void nobody_is_told_of_a_call_that_is_not_inspected(void **state)
{
    inspect_import_begin(NULL, "db_read", 1);
    inspect_access(NULL, BYTES("name"), BYTES("value"), 0);
    inspect_asked(NULL);
    inspect_import_end(NULL, 0, 0);
    assert_null(inspect_finish(NULL, &(struct inspect_end){0}).data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gas_is_split_by_its_cause),
        cmocka_unit_test(what_is_no_text_is_made_readable_and_what_is_long_is_cut),
        cmocka_unit_test(nothing_is_told_that_a_terminal_obeys),
        cmocka_unit_test(steps_past_the_limit_are_counted_and_their_gas_too),
        cmocka_unit_test(nobody_is_told_of_a_call_that_is_not_inspected),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
