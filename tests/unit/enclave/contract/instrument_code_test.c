#include "enclave/contract/instrument.h"

#include "enclave/contract/instrument_internal.h"
#include "enclave/contract/vm.h"
#include "tests/support/engine_case.h"

enum { GAS = 100000 };

/* enclave-protocol.md 5.8, counted by hand from metering.wat: two units an instruction. */
static void check_costs(enum engine_kind kind)
{
    static const struct {
        const char *name;
        uint32_t argument, result;
        uint64_t cost;
    } cases[] = {
        {"straight", 1, 16, 10},
        {"blocks", 9, 9, 4 + 6 + 8},
        {"arms", 1, 1, 4 + 2},
        {"arms", 0, 5, 4 + 6},
        {"loop", 1, 0, 4 + 12},
        {"loop", 100, 0, 4 + 100 * 12},
        {"dead", 3, 3, 6 + 2},
        {"alive", 4, 4, 8 + 4},
        {"grow", 0, 1, 4 + 28},
        {"grow", 1, 1, 4 + 28 + 8192},
        {"grow", 2, 1, 4 + 28 + 2 * 8192},
        {"call", 7, 7, 6 + 2 + 2},
        {"order", 8, 8, 10 + 4},
        {"chain", 0, 13, 8 + 6 + 6 + 14 + 4},
        {"chain", 9, 10, 8 + 6 + 6 + 14 + 4},
    };
    struct engine_case it = engine_case_new(kind, "tests/vectors/wasm/metering.wasm");
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct engine_outcome outcome =
            engine_case_call(&it, cases[i].name, cases[i].argument, GAS);
        assert_int_equal(outcome.trap, ENGINE_RETURNED);
        assert_int_equal(outcome.result, cases[i].result);
        assert_int_equal(outcome.used, cases[i].cost);
        assert_int_equal(outcome.exhausted, 0);

        /* Exactly enough is enough; one unit less ends in the last sequence that is charged. */
        outcome = engine_case_call(&it, cases[i].name, cases[i].argument, cases[i].cost);
        assert_int_equal(outcome.trap, ENGINE_RETURNED);
        outcome = engine_case_call(&it, cases[i].name, cases[i].argument, cases[i].cost - 1);
        assert_int_equal(outcome.trap, ENGINE_UNREACHABLE);
        assert_true(outcome.exhausted > 0);
        assert_true(outcome.used + outcome.exhausted >= cases[i].cost);
    }
    engine_case_drop(&it);
}

static void each_sequence_costs_two_units_an_instruction(void **state)
{
    check_costs(ENGINE_WASMTIME);
    check_costs(ENGINE_WASMI);
}

static void check_exhaustion(enum engine_kind kind)
{
    struct engine_case it = engine_case_new(kind, "tests/vectors/wasm/metering.wasm");
    struct engine_outcome outcome = engine_case_call(&it, "straight", 1, 9);
    assert_int_equal(outcome.used, 0);
    assert_int_equal(outcome.exhausted, 10);
    outcome = engine_case_call(&it, "loop", 100, 4 + 12 + 12 + 11);
    assert_int_equal(outcome.used, 4 + 12 + 12);
    assert_int_equal(outcome.exhausted, 12);
    /* A negative number of pages is sign-extended: a price that nobody has. The way out of the
     * meter is a sequence of three instructions. */
    outcome = engine_case_call(&it, "grow", UINT32_MAX, GAS);
    assert_int_equal(outcome.trap, ENGINE_UNREACHABLE);
    assert_int_equal(outcome.used, 4 + 28 + 6);
    assert_int_equal(outcome.exhausted, UINT64_MAX - 8191);
    /* Beyond the 192 pages the price is paid and the growth refused. */
    outcome = engine_case_call(&it, "grow", 192, UINT32_MAX);
    assert_int_equal(outcome.trap, ENGINE_RETURNED);
    assert_int_equal(outcome.result, UINT32_MAX);
    assert_int_equal(outcome.used, 4 + 28 + 192 * 8192);
    outcome = engine_case_call(&it, "grow", 191, UINT32_MAX);
    assert_int_equal(outcome.result, 1);
    engine_case_drop(&it);
}

static void what_is_too_much_is_noted_and_not_charged(void **state)
{
    check_exhaustion(ENGINE_WASMTIME);
    check_exhaustion(ENGINE_WASMI);
}

/* Blocks that are charged together with what is around them: with any amount of gas they stop where
 * each would on its own. */
static void check_joined(enum engine_kind kind)
{
    static const struct {
        const char *name;
        uint64_t costs[5]; /* in order */
    } cases[] = {{"blocks", {4, 6, 8}}, {"chain", {8, 6, 6, 14, 4}}};
    struct engine_case it = engine_case_new(kind, "tests/vectors/wasm/metering.wasm");
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        uint64_t sum = 0;
        for (size_t k = 0; k < ARRAY_COUNT(cases[i].costs); k++) {
            uint64_t cost = cases[i].costs[k];
            for (uint64_t more = 0; more < cost; more++) {
                struct engine_outcome outcome = engine_case_call(&it, cases[i].name, 0, sum + more);
                assert_int_equal(outcome.trap, ENGINE_UNREACHABLE);
                assert_int_equal(outcome.used, sum);
                assert_int_equal(outcome.exhausted, cost);
            }
            sum += cost;
        }
    }
    struct engine_outcome outcome = engine_case_call(&it, "order", UINT32_MAX, 10);
    assert_int_equal(outcome.trap, ENGINE_MEMORY_OUT_OF_BOUNDS);
    assert_int_equal(outcome.used, 10);
    assert_int_equal(outcome.exhausted, 0);
    engine_case_drop(&it);
}

static void joined_blocks_stop_where_each_would(void **state)
{
    check_joined(ENGINE_WASMTIME);
    check_joined(ENGINE_WASMI);
}

/* The number of frames that fit: one more than the largest argument that returns. */
static uint32_t frames_that_fit(struct engine_case *it, const char *name)
{
    uint32_t low = 0, high = 100000;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        struct engine_outcome outcome = engine_case_call(it, name, middle, UINT32_MAX);
        if (outcome.trap == ENGINE_RETURNED) {
            assert_int_equal(outcome.result, 0);
            low = middle;
        } else {
            assert_int_equal(outcome.trap, ENGINE_UNREACHABLE);
            assert_int_equal(outcome.exhausted, 0);
            assert_int_equal(outcome.depth, INSTRUMENT_TOO_DEEP);
            high = middle;
        }
    }
    return low + 1;
}

static void check_depth(enum engine_kind kind)
{
    struct engine_case it = engine_case_new(kind, "tests/vectors/wasm/stack.wasm");
    /* Weights: 32, the parameter, the locals, the deepest operand stack. */
    assert_int_equal(frames_that_fit(&it, "small"), 31000 / (32 + 1 + 2));
    assert_int_equal(frames_that_fit(&it, "indirect"), 31000 / (32 + 1 + 2));
    assert_int_equal(frames_that_fit(&it, "wide"), 31000 / (32 + 1 + 16 + 13));
    struct engine_outcome outcome = engine_case_call(&it, "flat", 100000, UINT32_MAX);
    assert_int_equal(outcome.trap, ENGINE_RETURNED);
    engine_case_drop(&it);
}

static void recursion_ends_at_the_same_frame_on_both_engines(void **state)
{
    check_depth(ENGINE_WASMTIME);
    check_depth(ENGINE_WASMI);
}

/* A function that has a piece of code many times over, with the number of the piece as a constant
 * for a `?`, and then calls itself with one less until its argument is 0. Local 1 is an i64. */
static struct bytes repeating_module(struct arena *arena, struct bytes piece, uint32_t count)
{
    struct writer body = writer_new(arena, 1 << 20);
    writer_bytes(&body, test_unhex(arena, "01017e 20004504404100 0f0b 0240"));
    for (uint32_t i = 0; i < count; i++)
        for (size_t at = 0; at < piece.len; at++) {
            if (piece.data[at] == '?')
                instrument_signed(&body, INT64_C(0x123456789) * (i + 1));
            else
                writer_byte(&body, piece.data[at]);
        }
    writer_bytes(&body, test_unhex(arena, "0b 200041016b 1000 0b"));
    struct writer code = writer_new(arena, 1 << 20);
    instrument_u32(&code, 1);
    instrument_u32(&code, (uint32_t)body.len);
    writer_bytes(&code, writer_done(&body));
    struct writer wasm = writer_new(arena, 1 << 20);
    writer_bytes(&wasm, test_unhex(arena, "0061736d01000000 010601 60017f017f 03020100 0503010001"
                                          "070501 0161 0000 0a"));
    instrument_u32(&wasm, (uint32_t)code.len);
    writer_bytes(&wasm, writer_done(&code));
    return writer_done(&wasm);
}

/* An interpreter may keep the constants of a function in each of its frames, and the distances of
 * its branches when they are far. */
static void check_constants(enum engine_kind kind)
{
    static const struct {
        struct bytes piece;
        uint32_t count, constants;
    } cases[] = {
        {BYTES_INIT("\x20\x01\x42?\x85\x21\x01"), 1100, 1100}, /* local 1 ^= ? */
        {BYTES_INIT("\x20\x01\x42?\x85\x21\x01"), 2000, 2000},
        {BYTES_INIT("\x20\x01\x42?\x85\x21\x01"), 30000, 30000},
        /* Branches to the end on argument == 0, and on the lower half of local 1. */
        {BYTES_INIT("\x20\x00\x45\x0d\x00\x20\x01\xa7\x0d\x00"), 15000, 30000},
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct arena *arena = arena_new(1 << 16);
        struct bytes wasm = repeating_module(arena, cases[i].piece, cases[i].count);
        struct engine_case it = engine_case_module(kind, arena, wasm, NULL, 0);
        uint32_t weight = 32 + 2 + 2 + (cases[i].constants + 3) / 30;
        assert_int_equal(frames_that_fit(&it, "a"), 31000 / weight);
        engine_case_drop(&it);
    }
}

static void recursion_with_many_constants_ends_there_too(void **state)
{
    check_constants(ENGINE_WASMTIME);
    check_constants(ENGINE_WASMI);
}

/* What the original refuses: two units an instruction as well, and one for each byte. */
static void check_modern(enum engine_kind kind)
{
    static const struct {
        const char *name;
        uint32_t argument, result;
        uint64_t cost;
    } cases[] = {
        {"copy", 0, 0, 12 + 28},
        {"copy", 3, 'c', 12 + 28 + 3},
        {"copy", 60000, 'c', 12 + 28 + 60000},
        {"fill", 2, 0, 12 + 28 + 2},
        {"fill", 65336, 7, 12 + 28 + 65336},
        {"init", 5, 't', 12 + 28 + 5},
        {"drop", 0, 1, 12 + 28},
        {"dead", 5, 5, 4},
        {"several", 21, 42, 6 + 4 + 2},
        {"arms", 1, 13, 8 + 2},
        {"arms", 0, 7, 8 + 2},
        {"loop", 10, 1024, 4 + 10 * 16},
    };
    struct engine_case it = engine_case_new(kind, "tests/vectors/wasm/modern.wasm");
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct engine_outcome outcome =
            engine_case_call(&it, cases[i].name, cases[i].argument, cases[i].cost);
        assert_int_equal(outcome.trap, ENGINE_RETURNED);
        assert_int_equal(outcome.result, cases[i].result);
        assert_int_equal(outcome.used, cases[i].cost);
        outcome = engine_case_call(&it, cases[i].name, cases[i].argument, cases[i].cost - 1);
        assert_int_equal(outcome.trap, ENGINE_UNREACHABLE);
        assert_true(outcome.exhausted > 0);
    }
    /* The price comes before the work, and is paid for work that traps. */
    struct engine_outcome outcome = engine_case_call(&it, "fill", 5000, 12 + 28 + 4999);
    assert_int_equal(outcome.trap, ENGINE_UNREACHABLE);
    assert_int_equal(outcome.used, 12 + 28 + 6);
    assert_int_equal(outcome.exhausted, 5000);
    outcome = engine_case_call(&it, "fill", UINT32_MAX, GAS);
    assert_int_equal(outcome.exhausted, UINT32_MAX);
    static const char *const out_of_bounds[] = {"fill", "copy", "init"};
    for (size_t i = 0; i < ARRAY_COUNT(out_of_bounds); i++) {
        outcome = engine_case_call(&it, out_of_bounds[i], 65337, GAS);
        assert_int_equal(outcome.trap, ENGINE_MEMORY_OUT_OF_BOUNDS);
        assert_int_equal(outcome.used, 12 + 28 + 65337);
    }
    outcome = engine_case_call(&it, "drop", 1, GAS);
    assert_int_equal(outcome.trap, ENGINE_MEMORY_OUT_OF_BOUNDS);
    assert_int_equal(outcome.used, 12 + 28 + 1);
    engine_case_drop(&it);
}

static void what_compilers_have_added_costs_the_same_on_both_engines(void **state)
{
    check_modern(ENGINE_WASMTIME);
    check_modern(ENGINE_WASMI);
}

static void check_stores(enum engine_kind kind)
{
    struct engine_case it = engine_case_new(kind, "tests/vectors/wasm/store.wasm");
    static const struct {
        const char *name;
        uint32_t argument, result;
        uint64_t cost;
    } cases[] = {
        {"get", 1000, 1000, 22},
        {"tee", 1000, 3000, 40},
        {"behind", 4464, 4464, 20 + 2},
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct engine_outcome outcome =
            engine_case_call(&it, cases[i].name, cases[i].argument, GAS);
        assert_int_equal(outcome.trap, ENGINE_RETURNED);
        assert_int_equal(outcome.result, cases[i].result);
        assert_int_equal(outcome.used, cases[i].cost);
    }
    engine_case_drop(&it);
}

static void a_local_is_stored_behind_itself_at_any_offset(void **state)
{
    check_stores(ENGINE_WASMTIME);
    check_stores(ENGINE_WASMI);
}

static void check_selects(enum engine_kind kind)
{
    static const struct {
        const char *name;
        uint32_t of_zero, of_five;
    } cases[] = {
        {"eqz", 1, UINT32_MAX},  {"ne", UINT32_MAX, 1},     {"eq", 7, 1},
        {"wide", 1, UINT32_MAX}, {"behind", 1, UINT32_MAX},
    };
    struct engine_case it = engine_case_new(kind, "tests/vectors/wasm/select.wasm");
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        assert_int_equal(engine_case_call(&it, cases[i].name, 0, GAS).result, cases[i].of_zero);
        assert_int_equal(engine_case_call(&it, cases[i].name, 5, GAS).result, cases[i].of_five);
    }
    engine_case_drop(&it);
}

static void a_select_looks_at_its_own_condition(void **state)
{
    check_selects(ENGINE_WASMTIME);
    check_selects(ENGINE_WASMI);
}

static void check_many_grows(enum engine_kind kind)
{
    static const struct {
        uint32_t pages, result;
    } cases[] = {{0, 1}, {192, UINT32_MAX}, {1, UINT32_MAX}, {191, UINT32_MAX}};
    struct engine_case it = engine_case_new(kind, "tests/vectors/wasm/grow.wasm");
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct engine_outcome outcome =
            engine_case_call(&it, "often", cases[i].pages, UINT64_MAX / 2);
        assert_int_equal(outcome.trap, ENGINE_RETURNED);
        assert_int_equal(outcome.result, cases[i].result);
    }
    engine_case_drop(&it);
}

static void memory_grows_as_often_as_somebody_likes(void **state)
{
    check_many_grows(ENGINE_WASMTIME);
    check_many_grows(ENGINE_WASMI);
}

static status instrument(struct arena *arena, const char *hex)
{
    struct wasm_module module;
    struct instrumented out;
    ASSERT_OK(wasm_module_parse(arena, test_unhex(arena, hex), &module));
    return instrument_module(arena, &module, &out);
}

/* A module with one function () -> () of this body, in hex. */
#define BODY(size, body) "0061736d01000000 010401600000 03020100 0503010001 0a" size "01" body

static void malformed_and_floating_bodies_are_refused(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    ASSERT_OK(instrument(arena, BODY("04", "02 00 0b")));
    static const char *const malformed[] = {
        BODY("03", "01 00"),                      /* no end */
        BODY("05", "03 00 0b 0b"),                /* one end too many */
        BODY("05", "03 00 05 0b"),                /* else without if */
        BODY("05", "03 00 1a 0b"),                /* drop of nothing */
        BODY("06", "04 00 10 09 0b"),             /* calls no function */
        BODY("07", "05 00 11 09 00 0b"),          /* calls no type */
        BODY("06", "04 00 02 41 0b"),             /* block type that is none */
        BODY("0a", "08 00 fc 00 fc 02 fc 04 0b"), /* saturating conversions */
        BODY("08", "06 00 fc 0c 00 00 0b"),       /* table.init */
        BODY("07", "05 00 fc 0b 01 0b"),          /* memory.fill of another memory */
        BODY("07", "05 00 02 05 0b 0b"),          /* block of a type that is not there */
        BODY("08", "06 00 fc 8b 00 00 0b"),       /* memory.fill of nothing */
        BODY("08", "06 00 fc 8b 02 00 0b"),       /* no such instruction */
        BODY("05", "03 00 12 0b"),                /* tail call */
        BODY("05", "03 00 d0 0b"),                /* reference types */
        BODY("05", "03 00 ff 0b"),                /* nothing */
        BODY("0a", "08 01 ffffffff0f 7f 0b"),     /* four thousand million locals */
        BODY("06", "04 01 01 70 0b"),             /* local of type funcref */
    };
    for (size_t i = 0; i < ARRAY_COUNT(malformed); i++)
        assert_true(error_is(instrument(arena, malformed[i]), &VM_INVALID_CODE));
    assert_ptr_equal(instrument(arena, BODY("0a", "08 00 43 00000000 1a 0b")), &VM_FLOATING_POINT);
    assert_ptr_equal(instrument(arena, BODY("06", "04 01 01 7d 0b")), &VM_FLOATING_POINT);
    /* Even where it cannot run, since the engines would look at it. */
    assert_ptr_equal(instrument(arena, BODY("0b", "09 00 0f 43 00000000 1a 0b")),
                     &VM_FLOATING_POINT);
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_sequence_costs_two_units_an_instruction),
        cmocka_unit_test(what_is_too_much_is_noted_and_not_charged),
        cmocka_unit_test(joined_blocks_stop_where_each_would),
        cmocka_unit_test(recursion_ends_at_the_same_frame_on_both_engines),
        cmocka_unit_test(recursion_with_many_constants_ends_there_too),
        cmocka_unit_test(what_compilers_have_added_costs_the_same_on_both_engines),
        cmocka_unit_test(a_local_is_stored_behind_itself_at_any_offset),
        cmocka_unit_test(a_select_looks_at_its_own_condition),
        cmocka_unit_test(memory_grows_as_often_as_somebody_likes),
        cmocka_unit_test(malformed_and_floating_bodies_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
