#include "common/encoding/amino_json.h"

#include "common/encoding/protobuf.h"
#include "schema/chain/cosmos_distribution_v1beta1.h"
#include "schema/chain/ibc_core_channel_v1.h"
#include "schema/chain/registry.h"
#include "schema/core/cosmos_crypto_multisig.h"
#include "schema/core/secret_compute_v1beta1.h"
#include "tests/support/test.h"

static struct bytes print(struct arena *arena, const struct message_type *type, const void *message)
{
    struct writer writer = writer_new(arena, 256);
    struct bytes url = arena_format(arena, "/%s", type->full_name);
    ASSERT_OK(amino_json_write_any(&writer, &schema_chain_registry, url,
                                   protobuf_encode(arena, type, message)));
    return writer_done(&writer);
}

/* The member of "msgs" in the sign bytes that the original printed (recording bank, height 56). */
static void a_recorded_message_prints_as_it_was_signed(void **state)
{
    struct arena *arena = arena_new(4096);
    struct writer writer = writer_new(arena, 256);
    struct bytes value = test_unhex(
        arena,
        "0a2d736563726574316170323671726c70386d6371327067367234377734336c3079387a6b716d386134353073"
        "3033122d73656372657431666333667a793738747470306c7775756a773765353272687370786e38756a35327a"
        "66"
        "796e651a0a0a057573637274120131");
    ASSERT_OK(amino_json_write_any(&writer, &schema_chain_registry,
                                   BYTES("/cosmos.bank.v1beta1.MsgSend"), value));
    ASSERT_TEXT(
        writer_done(&writer),
        "{\"type\":\"cosmos-sdk/MsgSend\",\"value\":{\"amount\":[{\"amount\":\"1\",\"denom\":"
        "\"uscrt\"}],\"from_address\":\"secret1ap26qrlp8mcq2pg6r47w43l0y8zkqm8a450s03\","
        "\"to_address\":\"secret1fc3fzy78ttp0lwuujw7e52rhspxn8uj52zfyne\"}}");
    arena_drop(arena);
}

/* chain-surface 14.1: base64 for raw bytes, empty funds as [], nothing for what is empty. */
static void a_contract_call_prints_as_clients_sign_it(void **state)
{
    struct arena *arena = arena_new(4096);
    struct secret_compute_v1beta1_msg_execute_contract call = {
        .sender = BYTES("\x01\x02"), .contract = BYTES("\x03"), .msg = BYTES("{}")};
    ASSERT_TEXT(
        print(arena, &secret_compute_v1beta1_msg_execute_contract_type, &call),
        "{\"type\":\"wasm/MsgExecuteContract\",\"value\":{\"contract\":\"Aw==\",\"msg\":\"e30=\","
        "\"sender\":\"AQI=\",\"sent_funds\":[]}}");
    struct secret_compute_v1beta1_msg_instantiate_contract make = {
        .sender = BYTES("\x01"), .code_id = 7, .label = BYTES("<a>"), .init_msg = BYTES("x")};
    ASSERT_TEXT(
        print(arena, &secret_compute_v1beta1_msg_instantiate_contract_type, &make),
        "{\"type\":\"wasm/MsgInstantiateContract\",\"value\":{\"code_id\":\"7\",\"init_funds\":[],"
        "\"init_msg\":\"eA==\",\"label\":\"\\u003ca\\u003e\",\"sender\":\"AQ==\"}}");
    arena_drop(arena);
}

static void a_message_without_a_name_has_its_type_url(void **state)
{
    struct arena *arena = arena_new(4096);
    struct writer writer = writer_new(arena, 256);
    ASSERT_OK(amino_json_write_any(&writer, &schema_chain_registry,
                                   BYTES("/secret.emergencybutton.v1beta1.MsgToggleIbcSwitch"),
                                   test_unhex(arena, "0a0161")));
    ASSERT_TEXT(
        writer_done(&writer),
        "{\"type\":\"/secret.emergencybutton.v1beta1.MsgToggleIbcSwitch\",\"value\":{\"sender\":"
        "\"a\"}}");
    arena_drop(arena);
}

static void a_held_message_that_was_not_sent_is_told_from_an_empty_one(void **state)
{
    struct arena *arena = arena_new(4096);
    struct bytes url = BYTES("/ibc.applications.transfer.v1.MsgTransfer");
    struct writer empty = writer_new(arena, 256), absent = writer_new(arena, 256);
    ASSERT_OK(
        amino_json_write_any(&empty, &schema_chain_registry, url, test_unhex(arena, "1a00 3200")));
    ASSERT_TEXT(writer_done(&empty),
                "{\"type\":\"cosmos-sdk/MsgTransfer\",\"value\":{\"timeout_height\":{},"
                "\"token\":{\"amount\":\"0\"}}}");
    status failure =
        amino_json_write_any(&absent, &schema_chain_registry, url, test_unhex(arena, "1a00"));
    ASSERT_TEXT(failure->text,
                "not supported: dont_omit_empty=true on invalid (nil?) message field: "
                "timeout_height");
    arena_drop(arena);
}

static void texts_of_numbers_are_signed_as_they_were_sent(void **state)
{
    struct arena *arena = arena_new(4096);
    struct writer writer = writer_new(arena, 256);
    ASSERT_OK(amino_json_write(&writer, &schema_chain_registry, &cosmos_base_v1beta1_coin_type,
                               test_unhex(arena, "12 04 30783130")));
    ASSERT_TEXT(writer_done(&writer), "{\"amount\":\"0x10\"}");
    arena_drop(arena);
}

static void a_threshold_key_has_a_form_of_its_own(void **state)
{
    struct arena *arena = arena_new(4096);
    struct google_protobuf_any key = {BYTES("/cosmos.crypto.secp256k1.PubKey"),
                                      test_unhex(arena, "0a020304")};
    struct cosmos_crypto_multisig_legacy_amino_pub_key keys = {2, {&key, 1}};
    ASSERT_TEXT(
        print(arena, &cosmos_crypto_multisig_legacy_amino_pub_key_type, &keys),
        "{\"type\":\"tendermint/PubKeyMultisigThreshold\",\"value\":{\"pubkeys\":[{\"type\":"
        "\"tendermint/PubKeySecp256k1\",\"value\":\"AwQ=\"}],\"threshold\":\"2\"}}");
    arena_drop(arena);
}

static void what_the_original_cannot_print_is_refused(void **state)
{
    struct arena *arena = arena_new(4096);
    struct writer writer = writer_new(arena, 256);
    const struct message_registry *all = &schema_chain_registry;
    ASSERT_TEXT(amino_json_write_any(&writer, all, BYTES("/x.Y"), BYTES(""))->text,
                "can't resolve type URL /x.Y");
    assert_non_null(amino_json_write_any(&writer, all, BYTES("/cosmos.bank.v1beta1.MsgSend"),
                                         test_unhex(arena, "0a01ff")));
    assert_non_null(amino_json_write_any(&writer, all, BYTES("/packetforward.v1.GenesisState"),
                                         test_unhex(arena, "0a00 1200")));
    ASSERT_TEXT(
        amino_json_write_any(&writer, all, BYTES("/ibc.core.channel.v1.Acknowledgement"), BYTES(""))
            ->text,
        "field result within a oneof must have the amino.oneof_type_name option set");
    arena_drop(arena);
}

static void groups_of_unknown_fields_do_not_count_as_fields(void **state)
{
    struct arena *arena = arena_new(4096);
    struct writer writer = writer_new(arena, 256);
    ASSERT_OK(amino_json_write(&writer, &schema_chain_registry, &cosmos_base_v1beta1_coin_type,
                               test_unhex(arena, "7b 0801 7c 0a0161 890101020304050607 08")));
    ASSERT_TEXT(writer_done(&writer), "{\"amount\":\"0\",\"denom\":\"a\"}");
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_recorded_message_prints_as_it_was_signed),
        cmocka_unit_test(a_contract_call_prints_as_clients_sign_it),
        cmocka_unit_test(a_message_without_a_name_has_its_type_url),
        cmocka_unit_test(a_held_message_that_was_not_sent_is_told_from_an_empty_one),
        cmocka_unit_test(texts_of_numbers_are_signed_as_they_were_sent),
        cmocka_unit_test(a_threshold_key_has_a_form_of_its_own),
        cmocka_unit_test(what_the_original_cannot_print_is_refused),
        cmocka_unit_test(groups_of_unknown_fields_do_not_count_as_fields),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
