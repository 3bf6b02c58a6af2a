#include "common/encoding/gateway_json.h"

#include "common/encoding/protobuf.h"
#include "schema/chain/cosmos_authz_v1beta1.h"
#include "schema/chain/cosmos_feegrant_v1beta1.h"
#include "schema/chain/cosmos_genutil_v1beta1.h"
#include "schema/chain/cosmos_slashing_v1beta1.h"
#include "schema/chain/packetforward_v1.h"
#include "schema/chain/registry.h"
#include "schema/core/secret_compute_v1beta1.h"
#include "tests/support/test.h"

static struct bytes print(struct arena *arena, const struct message_type *type, const void *message)
{
    struct writer writer = writer_new(arena, 256);
    ASSERT_OK(gateway_json_write(&writer, &schema_chain_registry, type, message));
    return writer_done(&writer);
}

static status read(struct arena *arena, const struct message_type *type, unsigned rules,
                   const char *text, void *message)
{
    struct json_value json;
    ASSERT_OK(json_parse(arena, bytes_text(text), 0, &json));
    return gateway_json_read(arena, &schema_chain_registry, type, rules, &json, message);
}

/* chain-surface 5.1 */
static void a_contract_call_prints_as_rest_shows_it(void **state)
{
    struct arena *arena = arena_new(4096);
    struct secret_compute_v1beta1_msg_execute_contract call;
    const struct message_type *type = &secret_compute_v1beta1_msg_execute_contract_type;
    const char *text =
        "{\"sender\":\"secret1ap26qrlp8mcq2pg6r47w43l0y8zkqm8a450s03\",\"contract\":"
        "\"secret1fc3fzy78ttp0lwuujw7e52rhspxn8uj52zfyne\",\"msg\":\"e30=\","
        "\"callback_code_hash\":\"\",\"sent_funds\":[{\"denom\":\"uscrt\",\"amount\":\"5\"}],"
        "\"callback_sig\":null}";
    ASSERT_OK(read(arena, type, 0, text, &call));
    assert_int_equal(call.sender.len, 20);
    ASSERT_TEXT(call.msg, "{}");
    ASSERT_TEXT(print(arena, type, &call), text);
    status failure = read(arena, type, 0, "{\"sender\":\"c2VjcmV0MWFwMjZxcmxwOG1jcTI=\"}", &call);
    ASSERT_TEXT(failure->text, "decoding bech32 failed: string not all lowercase or all uppercase");
    failure = read(arena, type, 0, "{\"sender\":\"cosmos1fl48vsnmsdzcv85q5d2q4z5ajdha8yu34mf0eh\"}",
                   &call);
    ASSERT_TEXT(failure->text, "invalid Bech32 prefix; expected secret, got cosmos");
    arena_drop(arena);
}

static void decimals_in_bytes_and_durations_go_both_ways(void **state)
{
    struct arena *arena = arena_new(4096);
    struct cosmos_slashing_v1beta1_params params;
    const struct message_type *type = &cosmos_slashing_v1beta1_params_type;
    const char *text =
        "{\"signed_blocks_window\":\"100\",\"min_signed_per_window\":\"0.500000000000000000\","
        "\"downtime_jail_duration\":\"600s\",\"slash_fraction_double_sign\":"
        "\"0.050000000000000000\",\"slash_fraction_downtime\":\"0\"}";
    ASSERT_OK(read(arena, type, 0, text, &params));
    ASSERT_TEXT(params.min_signed_per_window, "500000000000000000");
    assert_int_equal(params.downtime_jail_duration.seconds, 600);
    ASSERT_TEXT(
        print(arena, type, &params),
        "{\"signed_blocks_window\":\"100\",\"min_signed_per_window\":\"0.500000000000000000\","
        "\"downtime_jail_duration\":\"600s\",\"slash_fraction_double_sign\":"
        "\"0.050000000000000000\",\"slash_fraction_downtime\":\"0.000000000000000000\"}");
    arena_drop(arena);
}

static void nesting_is_bounded(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    struct writer writer = writer_new(arena, 1024);
    struct google_protobuf_any any = {BYTES("/cosmos.feegrant.v1beta1.AllowedMsgAllowance"),
                                      BYTES("")};
    for (int i = 0; i < GATEWAY_DEPTH_MAX; i++) {
        struct cosmos_feegrant_v1beta1_allowed_msg_allowance outer = {.allowance = &any};
        struct bytes encoded =
            protobuf_encode(arena, &cosmos_feegrant_v1beta1_allowed_msg_allowance_type, &outer);
        any.value = encoded;
    }
    status failure =
        gateway_json_write(&writer, &schema_chain_registry, &google_protobuf_any_type, &any);
    ASSERT_TEXT(failure->text, "recursion limit reached");
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_contract_call_prints_as_rest_shows_it),
        cmocka_unit_test(decimals_in_bytes_and_durations_go_both_ways),
        cmocka_unit_test(nesting_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
