#include "node/api/event_json.h"

#include "tests/support/test.h"

/* A block with one transaction of two transfers. */
static struct tendermint_abci_event_attribute first[] = {
    {BYTES_INIT("sender"), BYTES_INIT("a"), true}, {BYTES_INIT("amount"), BYTES_INIT("1"), true}};
static struct tendermint_abci_event_attribute second[] = {
    {BYTES_INIT("sender"), BYTES_INIT("b"), true}};
static struct tendermint_abci_event events[] = {{BYTES_INIT("transfer"), {first, 2}},
                                                {BYTES_INIT("transfer"), {second, 1}}};
static struct tendermint_abci_exec_tx_result result = {.gas_used = 5, .events = {events, 2}};
static const struct tendermint_abci_response_finalize_block results = {.tx_results = {&result, 1}};
static struct bytes tx = BYTES_INIT("a");
static const struct chain_block block = {.height = 5, .block = {.data = {.txs = {&tx, 1}}}};

static bool matches(enum event_kind kind, const char *text)
{
    struct arena *arena = arena_new(4096);
    struct query query;
    const struct chain_event event = {kind, 0, &block, &results};
    ASSERT_OK(query_parse(arena, bytes_text(text), &query));
    bool met = chain_event_matches(arena, &event, &query);
    arena_drop(arena);
    return met;
}

static void conditions_are_met_by_the_events_attributes(void **state)
{
    assert_true(matches(EVENT_TX, "tm.event='Tx'"));
    assert_false(matches(EVENT_TX, "tm.event='NewBlock'"));
    assert_true(matches(EVENT_NEW_BLOCK, "tm.event='NewBlock'"));
    assert_true(matches(EVENT_TX, "tm.event='Tx' AND transfer.sender='b' AND tx.height=5"));
    assert_false(matches(EVENT_TX, "transfer.sender='c'"));
    assert_true(matches(EVENT_TX,
                        "tx.hash='CA978112CA1BBDCAFAC231B39A23DC4DA786EFF8147C4E72B9807785AF"
                        "EE48BB'"));
    assert_false(matches(EVENT_NEW_BLOCK, "tx.height=5"));
}

static void transactions_print_as_cometbfts(void **state)
{
    struct arena *arena = arena_new(4096);
    struct writer out = writer_new(arena, 64);
    const struct chain_event event = {EVENT_TX, 0, &block, &results};
    chain_event_write(&out, &event);
    ASSERT_TEXT(
        writer_done(&out),
        "{\"type\":\"tendermint/event/Tx\",\"value\":{\"TxResult\":{\"height\":\"5\","
        "\"tx\":\"YQ==\",\"result\":{\"gas_used\":\"5\",\"events\":[{\"type\":\"transfer\","
        "\"attributes\":[{\"key\":\"sender\",\"value\":\"a\",\"index\":true},{\"key\":"
        "\"amount\",\"value\":\"1\",\"index\":true}]},{\"type\":\"transfer\",\"attributes\":"
        "[{\"key\":\"sender\",\"value\":\"b\",\"index\":true}]}]}}}},\"events\":{"
        "\"tm.event\":[\"Tx\"],\"tx.hash\":[\"CA978112CA1BBDCAFAC231B39A23DC4DA786EFF8147C4E"
        "72B9807785AFEE48BB\"],\"tx.height\":[\"5\"],\"transfer.sender\":[\"a\",\"b\"],"
        "\"transfer.amount\":[\"1\"]}");
    arena_drop(arena);
}

static void block_events_print_as_cometbfts(void **state)
{
    struct arena *arena = arena_new(4096);
    struct writer out = writer_new(arena, 64);
    const struct chain_event event = {EVENT_NEW_BLOCK_EVENTS, 0, &block, &results};
    chain_event_write(&out, &event);
    ASSERT_TEXT(writer_done(&out),
                "{\"type\":\"tendermint/event/NewBlockEvents\",\"value\":{\"height\":\"5\","
                "\"events\":null,\"num_txs\":\"1\"}},\"events\":{\"tm.event\":["
                "\"NewBlockEvents\"]}");
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(conditions_are_met_by_the_events_attributes),
        cmocka_unit_test(transactions_print_as_cometbfts),
        cmocka_unit_test(block_events_print_as_cometbfts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
