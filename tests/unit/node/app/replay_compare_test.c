#include "node/app/replay_compare.h"

#include <stdlib.h>

#include "tests/support/test.h"

/* A report that prints into memory. */
struct fixture {
    struct arena *arena;
    struct replay_options options;
    struct replay_summary summary;
    struct replay_report report;
    char *text;
    size_t length;
};

static void start(struct fixture *f, size_t differences_max)
{
    *f = (struct fixture){.arena = arena_new(1 << 14)};
    f->options.out = open_memstream(&f->text, &f->length);
    f->options.differences_max = differences_max;
    f->report = (struct replay_report){.arena = f->arena,
                                       .options = &f->options,
                                       .summary = &f->summary,
                                       .height = 4,
                                       .place = BYTES("block")};
}

static void expect(struct fixture *f, const char *text)
{
    fclose(f->options.out);
    assert_string_equal(f->text, text);
    free(f->text);
    arena_drop(f->arena);
}

static struct json_value parsed(struct fixture *f, const char *text)
{
    struct json_value value;
    ASSERT_OK(json_parse(f->arena, bytes_text(text), 0, &value));
    return value;
}

static void equal_values_say_nothing(void **state)
{
    struct fixture f;
    start(&f, 0);
    report_number(&f.report, "code", 5, 5);
    report_text(&f.report, "log", BYTES("a"), BYTES("a"));
    report_hex(&f.report, "data", BYTES("\x01"), BYTES("\x01"));
    assert_false(report_full(&f.report));
    expect(&f, "");
}

static void differences_show_both_values_up_to_the_limit(void **state)
{
    struct fixture f;
    start(&f, 2);
    report_number(&f.report, "gas_used", 14529, 14530);
    report_hex(&f.report, "data", BYTES("\x01"), BYTES("\x02"));
    report_text(&f.report, "log", BYTES("a"), BYTES("b"));
    assert_true(report_full(&f.report));
    expect(&f, "height 4, block, gas_used: 14529\n    recorded: 14530\n"
               "height 4, block, data: 01\n    recorded: 02\n");
}

static void results_are_compared_with_their_events(void **state)
{
    struct fixture f;
    start(&f, 9);
    struct tendermint_abci_event_attribute attribute = {BYTES("amount"), BYTES("5uscrt"), true};
    struct tendermint_abci_event event = {BYTES("coin_spent"), {&attribute, 1}};
    struct tendermint_abci_exec_tx_result result = {
        .gas_wanted = 9, .gas_used = 8, .events = {&event, 1}};
    struct tendermint_abci_response_finalize_block response = {.tx_results = {&result, 1}};
    struct json_value block =
        parsed(&f, "{\"results\":[{\"code\":0,\"codespace\":\"\",\"log\":\"\",\"data\":\"\","
                   "\"gas_wanted\":9,\"gas_used\":8,\"events\":[{\"type\":\"coin_spent\","
                   "\"attributes\":[[\"amount\",\"5uscrt\",true]]}]}]}");
    compare_results(&f.report, &response, &block);
    assert_int_equal(f.summary.differences, 0);
    attribute.value = BYTES("6uscrt");
    compare_results(&f.report, &response, &block);
    response.tx_results.count = 0;
    compare_results(&f.report, &response, &block);
    expect(&f, "height 4, tx 0, event 0: coin_spent{amount=6uscrt}\n"
               "    recorded: coin_spent{amount=5uscrt}\n"
               "height 4, block, results: 0\n    recorded: 1\n");
}

static void logs_that_are_no_utf_8_are_compared_as_recorded(void **state)
{
    struct fixture f;
    start(&f, 9);
    struct tendermint_abci_response_check_tx response = {.code = 5, .log = BYTES("a\xff\xfe z")};
    struct json_value recorded =
        parsed(&f, "{\"code\":5,\"codespace\":\"\",\"log\":\"a\\ufffd z\",\"gas_wanted\":0,"
                   "\"gas_used\":1}");
    compare_check_tx(&f.report, 3, &response, &recorded);
    expect(&f, "height 4, tx 3, CheckTx, gas_used: 0\n    recorded: 1\n");
}

static void a_blocks_updates_and_hashes_are_compared(void **state)
{
    struct fixture f;
    start(&f, 9);
    struct tendermint_types_consensus_params params = {0};
    struct tendermint_abci_validator_update update = {
        .pub_key = {.sum_case = 1, .ed25519 = BYTES("\x01")}, .power = 7};
    struct tendermint_abci_response_finalize_block response = {.validator_updates = {&update, 1},
                                                               .consensus_param_updates = &params};
    /* The hash of no results is that of nothing. */
    struct json_value block = parsed(
        &f, "{\"block_events\":[],\"validator_updates\":[{\"ed25519\":\"AQ==\",\"power\":6}],"
            "\"consensus_param_updates\":\"\",\"last_results_hash_after\":\"e3b0c44298fc1c149afbf4"
            "c8996fb92427ae41e4649b934ca495991b7852b855\"}");
    compare_block(&f.report, &response, &block);
    expect(&f, "height 4, block, validator_updates: ed25519 AQ== 7; \n"
               "    recorded: ed25519 AQ== 6; \n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_values_say_nothing),
        cmocka_unit_test(differences_show_both_values_up_to_the_limit),
        cmocka_unit_test(results_are_compared_with_their_events),
        cmocka_unit_test(logs_that_are_no_utf_8_are_compared_as_recorded),
        cmocka_unit_test(a_blocks_updates_and_hashes_are_compared),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
