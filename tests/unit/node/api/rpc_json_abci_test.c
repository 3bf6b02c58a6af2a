#include "node/api/rpc_json.h"

#include "tests/support/test.h"

/* The texts were printed by CometBFT 0.38.19 for the same values. */

static struct tendermint_abci_event_attribute attributes[] = {
    {BYTES_INIT("fee"), BYTES_INIT("1<2"), true},
    {BYTES_INIT("x"), BYTES_INIT(""), false},
};
static struct tendermint_abci_event events[] = {{BYTES_INIT("tx"), {attributes, 2}},
                                                {BYTES_INIT("empty"), {NULL, 0}}};
static struct tendermint_abci_exec_tx_result results[] = {
    {.data = BYTES_INIT("\1\2"), .gas_wanted = 10, .gas_used = 5, .events = {events, 2}},
    {.code = 7, .log = BYTES_INIT("bad & <worse>"), .codespace = BYTES_INIT("sdk")},
};
#define ATTRIBUTES_JSON                                                                            \
    "[{\"key\":\"fee\",\"value\":\"1\\u003c2\",\"index\":true},{\"key\":\"x\",\"value\":\"\","     \
    "\"index\":false}]"
#define FULL_JSON                                                                                  \
    "{\"code\":0,\"data\":\"AQI=\",\"log\":\"\",\"info\":\"\",\"gas_wanted\":\"10\",\"gas_used\":" \
    "\"5\",\"events\":[{\"type\":\"tx\",\"attributes\":" ATTRIBUTES_JSON                           \
    "},{\"type\":\"empty\",\"attributes\":[]}],\"codespace\":\"\"}"

static const struct tendermint_types_block_params block_params = {.max_bytes = 5, .max_gas = -1};
static const struct tendermint_types_evidence_params evidence_params = {
    .max_age_num_blocks = 1, .max_age_duration = {.seconds = 172800}, .max_bytes = 3};
static struct bytes key_type = BYTES_INIT("ed25519");
static const struct tendermint_types_validator_params validator_params = {
    .pub_key_types = {&key_type, 1}};
static const struct tendermint_types_version_params version_params;
static const struct tendermint_types_abci_params abci_params;
static const struct tendermint_types_consensus_params params = {
    &block_params, &evidence_params, &validator_params, &version_params, &abci_params};
#define PARAMS_JSON                                                                                \
    "{\"block\":{\"max_bytes\":\"5\",\"max_gas\":\"-1\"},\"evidence\":{\"max_age_num_blocks\":"    \
    "\"1\",\"max_age_duration\":\"172800000000000\",\"max_bytes\":\"3\"},\"validator\":{"          \
    "\"pub_key_types\":[\"ed25519\"]},\"version\":{},\"abci\":{}}"

#define EXPECT(call, text)                                                                         \
    do {                                                                                           \
        struct arena *arena = arena_new(4096);                                                     \
        struct writer out = writer_new(arena, 64);                                                 \
        call;                                                                                      \
        ASSERT_TEXT(writer_done(&out), text);                                                      \
        arena_drop(arena);                                                                         \
    } while (0)

static void results_print_every_field(void **state)
{
    EXPECT(rpc_json_tx_result(&out, &results[0]), FULL_JSON);
    EXPECT(rpc_json_tx_result(&out, &results[1]),
           "{\"code\":7,\"data\":null,\"log\":\"bad \\u0026 \\u003cworse\\u003e\",\"info\":\"\","
           "\"gas_wanted\":\"0\",\"gas_used\":\"0\",\"events\":[],\"codespace\":\"sdk\"}");
}

static void websocket_results_leave_zero_fields_out(void **state)
{
    EXPECT(rpc_json_tx_result_tags(&out, &results[0]),
           "{\"data\":\"AQI=\",\"gas_wanted\":\"10\",\"gas_used\":\"5\",\"events\":[{\"type\":"
           "\"tx\",\"attributes\":" ATTRIBUTES_JSON "},{\"type\":\"empty\"}]}");
    EXPECT(rpc_json_tx_result_tags(&out, &results[1]),
           "{\"code\":7,\"log\":\"bad \\u0026 \\u003cworse\\u003e\",\"codespace\":\"sdk\"}");
}

static void queries_print_their_proofs(void **state)
{
    struct tendermint_crypto_proof_op op = {BYTES("ics23:iavl"), BYTES("\1"), BYTES("\2")};
    const struct tendermint_crypto_proof_ops ops = {{&op, 1}};
    const struct tendermint_abci_response_query query = {
        .code = 6, .log = BYTES("x"), .height = 5, .codespace = BYTES("sdk"), .proof_ops = &ops};
    EXPECT(rpc_json_query(&out, &query),
           "{\"code\":6,\"log\":\"x\",\"info\":\"\",\"index\":\"0\",\"key\":null,\"value\":null,"
           "\"proofOps\":{\"ops\":[{\"type\":\"ics23:iavl\",\"key\":\"AQ==\",\"data\":\"Ag==\"}]},"
           "\"height\":\"5\",\"codespace\":\"sdk\"}");
}

static void updates_and_parameters_print_by_their_tags(void **state)
{
    struct tendermint_abci_validator_update updates[] = {
        {.pub_key = {.sum_case = 1, .ed25519 = BYTES("\1\2\3")}, .power = 5},
        {.pub_key = {.sum_case = 1, .ed25519 = BYTES("\1\2\3")}}};
    const struct tendermint_abci_validator_update_list list = {updates, 2}, none = {NULL, 0};
    EXPECT(rpc_json_validator_updates(&out, &list),
           "[{\"pub_key\":{\"Sum\":{\"type\":\"tendermint.crypto.PublicKey_Ed25519\",\"value\":{"
           "\"ed25519\":\"AQID\"}}},\"power\":\"5\"},{\"pub_key\":{\"Sum\":{\"type\":"
           "\"tendermint.crypto.PublicKey_Ed25519\",\"value\":{\"ed25519\":\"AQID\"}}}}]");
    EXPECT(rpc_json_validator_updates(&out, &none), "null");
    EXPECT(rpc_json_param_updates(&out, &params), PARAMS_JSON);
    EXPECT(rpc_json_param_updates(&out, NULL), "null");
}

static void finalized_blocks_print_as_in_events(void **state)
{
    const struct tendermint_abci_response_finalize_block response = {.events = {events, 2},
                                                                     .tx_results = {results, 1},
                                                                     .consensus_param_updates =
                                                                         &params,
                                                                     .app_hash = BYTES("\1")};
    const struct tendermint_abci_response_finalize_block empty = {0};
    EXPECT(rpc_json_finalize_block(&out, &response),
           "{\"events\":[{\"type\":\"tx\",\"attributes\":" ATTRIBUTES_JSON
           "},{\"type\":\"empty\"}],\"tx_results\":[" FULL_JSON
           "],\"validator_updates\":null,\"consensus_param_updates\":" PARAMS_JSON
           ",\"app_hash\":\"AQ==\"}");
    EXPECT(rpc_json_finalize_block(&out, &empty), "{\"validator_updates\":null}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(results_print_every_field),
        cmocka_unit_test(websocket_results_leave_zero_fields_out),
        cmocka_unit_test(queries_print_their_proofs),
        cmocka_unit_test(updates_and_parameters_print_by_their_tags),
        cmocka_unit_test(finalized_blocks_print_as_in_events),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
