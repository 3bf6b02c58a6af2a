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

static void an_any_holds_its_message_inline(void **state)
{
    struct arena *arena = arena_new(4096);
    struct cosmos_authz_v1beta1_msg_grant grant;
    const struct message_type *type = &cosmos_authz_v1beta1_msg_grant_type;
    const char *text =
        "{\"granter\":\"a\",\"grantee\":\"b\",\"grant\":{\"authorization\":{\"@type\":"
        "\"/"
        "cosmos.bank.v1beta1.SendAuthorization\",\"spend_limit\":[{\"denom\":\"uscrt\",\"amount\":"
        "\"12\"}],\"allow_list\":[]},\"expiration\":\"2024-01-02T03:04:05.120Z\"}}";
    ASSERT_OK(read(arena, type, 0, text, &grant));
    ASSERT_TEXT(grant.grant.authorization->type_url, "/cosmos.bank.v1beta1.SendAuthorization");
    ASSERT_HEX(grant.grant.authorization->value, "0a0b0a0575736372741202"
                                                 "3132");
    ASSERT_TEXT(print(arena, type, &grant), text);
    struct writer writer = writer_new(arena, 256);
    ASSERT_OK(gateway_json_write_any(&writer, &schema_chain_registry, type, &grant));
    ASSERT_BYTES(bytes_slice(writer_done(&writer), 0, 54),
                 BYTES("{\"@type\":\"/cosmos.authz.v1beta1.MsgGrant\",\"granter\":\"a"));
    assert_non_null(read(arena, type, 0, "{\"grant\":{\"authorization\":{}}}", &grant));
    assert_non_null(
        read(arena, type, 0, "{\"grant\":{\"authorization\":{\"@type\":\"/x.Y\"}}}", &grant));
    arena_drop(arena);
}

static void numbers_names_and_nulls_are_read_in_every_accepted_form(void **state)
{
    struct arena *arena = arena_new(4096);
    struct secret_compute_v1beta1_msg_instantiate_contract make;
    const struct message_type *type = &secret_compute_v1beta1_msg_instantiate_contract_type;
    ASSERT_OK(read(arena, type, 0,
                   "{\"code_id\":\"7\",\"label\":null,\"initMsg\":\"eA==\",\"admin\":\"\"}",
                   &make));
    assert_int_equal(make.code_id, 7);
    ASSERT_TEXT(make.init_msg, "x");
    ASSERT_OK(read(arena, type, 0, "{\"code_id\":3,\"codeId\":4,\"codeId\":5}", &make));
    assert_int_equal(make.code_id, 5);
    ASSERT_OK(read(arena, type, 0, "null", &make));
    static const struct {
        const char *text, *refusal;
    } refused[] = {
        {"{\"code_id\":-1}", "json: cannot unmarshal number -1 into Go value of field code_id"},
        {"{\"code_id\":1.5}", "json: cannot unmarshal number 1.5 into Go value of field code_id"},
        {"{\"code_id\":\"\"}", "json: cannot unmarshal number  into Go value of field code_id"},
        {"{\"code_id\":true}", "json: cannot unmarshal bool into Go value of type number"},
        {"{\"init_funds\":{}}",
         "json: cannot unmarshal object into Go value of type []json.RawMessage"},
        {"{\"init_msg\":\"?\"}", "field init_msg: illegal data \"?\""},
        {"{\"init_funds\":[{\"amount\":\"x\"}]}",
         "math/big: cannot unmarshal \"x\" into a *big.Int"},
        {"{\"y\":1}", "unknown field \"y\" in secret.compute.v1beta1.MsgInstantiateContract"},
        {"[]", "json: cannot unmarshal array into Go value of type "
               "secret.compute.v1beta1.MsgInstantiateContract"},
    };
    for (size_t i = 0; i < ARRAY_COUNT(refused); i++)
        ASSERT_TEXT(read(arena, type, 0, refused[i].text, &make)->text, refused[i].refusal);
    ASSERT_OK(read(arena, type, GATEWAY_ALLOW_UNKNOWN, "{\"y\":1}", &make));
    arena_drop(arena);
}

static void maps_and_raw_json_go_both_ways(void **state)
{
    struct arena *arena = arena_new(4096);
    struct packetforward_v1_genesis_state forward;
    ASSERT_OK(read(arena, &packetforward_v1_genesis_state_type, 0,
                   "{\"in_flight_packets\":{\"a\":{\"timeout\":\"9\"},\"b\":{}}}", &forward));
    assert_int_equal(forward.in_flight_packets.count, 2);
    ASSERT_TEXT(forward.in_flight_packets.items[1].key, "b");
    assert_int_equal(forward.in_flight_packets.items[0].value.timeout, 9);
    struct bytes printed = print(arena, &packetforward_v1_genesis_state_type, &forward);
    assert_int_equal(printed.data[printed.len - 1], '}');
    struct cosmos_genutil_v1beta1_genesis_state genesis;
    const char *text = "{\"gen_txs\":[{\"body\":{\"memo\":\"x\"},\"n\":[1,2]}]}";
    ASSERT_OK(read(arena, &cosmos_genutil_v1beta1_genesis_state_type, 0, text, &genesis));
    ASSERT_TEXT(genesis.gen_txs.items[0], "{\"body\":{\"memo\":\"x\"},\"n\":[1,2]}");
    ASSERT_TEXT(print(arena, &cosmos_genutil_v1beta1_genesis_state_type, &genesis), text);
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_any_holds_its_message_inline),
        cmocka_unit_test(numbers_names_and_nulls_are_read_in_every_accepted_form),
        cmocka_unit_test(maps_and_raw_json_go_both_ways),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
