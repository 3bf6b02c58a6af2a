#include "common/encoding/protobuf.h"

#include "schema/chain/cosmos_gov_v1.h"
#include "schema/chain/cosmos_staking_v1beta1.h"
#include "schema/chain/registry.h"
#include "schema/core/cosmos_bank_v1beta1.h"
#include "schema/core/cosmos_tx_v1beta1.h"
#include "schema/core/tendermint_types.h"
#include "tests/support/test.h"

/* A SignDoc that the original printed in a signature error (recording bank, height 53). */
#define SIGN_DOC                                                                                   \
    "0a8d010a8a010a1c2f636f736d6f732e62616e6b2e763162657461312e4d736753656e64126a0a2d736563726574" \
    "316170323671726c70386d6371327067367234377734336c3079387a6b716d3861343530733033122d7365637265" \
    "7431666333667a793738747470306c7775756a773765353272687370786e38756a35327a66796e651a0a0a057573" \
    "63727412013112680a500a460a1f2f636f736d6f732e63727970746f2e736563703235366b312e5075624b657912" \
    "230a21034ee8249f67e136139c3ed94ad63288f6c1de45ce66fa883247211a698f440cdf12040a02080118351214" \
    "0a0e0a0575736372741205363030303110c0cf241a0b7365637265746465762d312001"

static void a_recorded_transaction_decodes_and_encodes_to_the_same_bytes(void **state)
{
    struct arena *arena = arena_new(4096);
    struct cosmos_tx_v1beta1_sign_doc doc;
    struct bytes encoded = test_unhex(arena, SIGN_DOC);
    ASSERT_OK(protobuf_decode(arena, &cosmos_tx_v1beta1_sign_doc_type, encoded, &doc));
    ASSERT_TEXT(doc.chain_id, "secretdev-1");
    assert_int_equal(doc.account_number, 1);
    struct cosmos_tx_v1beta1_tx_body body;
    ASSERT_OK(protobuf_decode(arena, &cosmos_tx_v1beta1_tx_body_type, doc.body_bytes, &body));
    assert_int_equal(body.messages.count, 1);
    struct cosmos_bank_v1beta1_msg_send send;
    ASSERT_TEXT(body.messages.items[0].type_url, "/cosmos.bank.v1beta1.MsgSend");
    ASSERT_OK(protobuf_decode(arena, &cosmos_bank_v1beta1_msg_send_type,
                              body.messages.items[0].value, &send));
    ASSERT_TEXT(send.amount.items[0].denom, "uscrt");
    ASSERT_TEXT(send.amount.items[0].amount, "1");
    assert_true(send.from_address.data > encoded.data &&
                send.from_address.data < encoded.data + encoded.len);
    struct cosmos_tx_v1beta1_auth_info auth;
    ASSERT_OK(
        protobuf_decode(arena, &cosmos_tx_v1beta1_auth_info_type, doc.auth_info_bytes, &auth));
    assert_int_equal(auth.fee->gas_limit, 600000);
    assert_int_equal(auth.signer_infos.items[0].mode_info->sum_case, 1);
    assert_int_equal(auth.signer_infos.items[0].mode_info->single->mode,
                     COSMOS_TX_SIGNING_V1BETA1_SIGN_MODE_DIRECT);
    ASSERT_BYTES(protobuf_encode(arena, &cosmos_tx_v1beta1_sign_doc_type, &doc), encoded);
    ASSERT_BYTES(protobuf_encode(arena, &cosmos_tx_v1beta1_tx_body_type, &body), doc.body_bytes);
    ASSERT_BYTES(protobuf_encode(arena, &cosmos_tx_v1beta1_auth_info_type, &auth),
                 doc.auth_info_bytes);
    ASSERT_BYTES(protobuf_encode_delimited(arena, &cosmos_tx_v1beta1_sign_doc_type, &doc),
                 ARENA_CONCAT(arena, test_unhex(arena, "8902"), encoded));
    arena_drop(arena);
}

static void an_absent_time_is_gos_zero_time(void **state)
{
    struct arena *arena = arena_new(4096);
    struct tendermint_types_commit_sig signature;
    ASSERT_OK(protobuf_decode(arena, &tendermint_types_commit_sig_type, BYTES(""), &signature));
    assert_true(signature.timestamp.seconds == -62135596800);
    ASSERT_HEX(protobuf_encode(arena, &tendermint_types_commit_sig_type, &signature),
               "1a0b088092b8c398feffffff01");
    /* a time that is there is read from nothing, twice means the last */
    ASSERT_OK(protobuf_decode(arena, &tendermint_types_commit_sig_type,
                              test_unhex(arena, "1a0208051a021007"), &signature));
    assert_true(signature.timestamp.seconds == 0 && signature.timestamp.nanos == 7);
    arena_drop(arena);
}

static void refuse(struct arena *arena, const struct message_type *type, const char *hex,
                   const char *text)
{
    void *message = arena_alloc(arena, type->size);
    status failure = protobuf_decode(arena, type, test_unhex(arena, hex), message);
    assert_non_null(failure);
    ASSERT_TEXT(failure->text, text);
    assert_string_equal(failure->codespace, "undefined");
}

static void refusals_have_the_texts_of_gogoproto(void **state)
{
    struct arena *arena = arena_new(4096);
    const struct message_type *send = &cosmos_bank_v1beta1_msg_send_type;
    const struct message_type *doc = &cosmos_tx_v1beta1_sign_doc_type;
    refuse(arena, send, "0a", "unexpected EOF");
    refuse(arena, send, "0a05616263", "unexpected EOF");
    refuse(arena, send, "8a", "unexpected EOF");
    refuse(arena, send, "0801", "proto: wrong wireType = 0 for field FromAddress");
    refuse(arena, doc, "2201", "proto: wrong wireType = 2 for field AccountNumber");
    refuse(arena, send, "0001", "proto: MsgSend: illegal tag 0 (wire type 0)");
    refuse(arena, send, "0c", "proto: MsgSend: wiretype end group for non-group");
    refuse(arena, send, "0affffffffffffffffffff01", "proto: integer overflow");
    refuse(arena, send, "0affffffffffffffffff01",
           "proto: negative length found during unmarshaling");
    refuse(arena, send, "27", "proto: illegal wireType 7");
    refuse(arena, send, "2b2c2c", "proto: MsgSend: wiretype end group for non-group");
    refuse(arena, send, "2b2b2c", "unexpected EOF");
    refuse(arena, send, "1a071205312e303030",
           "math/big: cannot unmarshal \"1.000\" into a *big.Int");
    refuse(arena, &tendermint_types_commit_sig_type, "1a06108094ebdc03",
           "timestamp: nanos:1000000000: nanos not in range [0, 1e9)");
    arena_drop(arena);
}

static void unknown_fields_are_skipped_with_their_groups(void **state)
{
    struct arena *arena = arena_new(4096);
    struct cosmos_tx_v1beta1_sign_doc doc;
    struct bytes input =
        test_unhex(arena, "2805 31 0102030405060708 3a026162 43 0801 4b 4c 44 4d01020304 2007");
    ASSERT_OK(protobuf_decode(arena, &cosmos_tx_v1beta1_sign_doc_type, input, &doc));
    assert_int_equal(doc.account_number, 7);
    status failure = protobuf_decode_strict(arena, &cosmos_tx_v1beta1_sign_doc_type, input,
                                            PROTOBUF_KNOWN_ONLY, 10, &doc);
    ASSERT_TEXT(failure->text, "proto: cosmos.tx.v1beta1.SignDoc has no field 5");
    arena_drop(arena);
}

static void repetition_follows_gogoproto(void **state)
{
    struct arena *arena = arena_new(4096);
    /* singular: the last; message: merged; oneof: replaced */
    struct cosmos_tx_v1beta1_sign_doc doc;
    ASSERT_OK(protobuf_decode(arena, &cosmos_tx_v1beta1_sign_doc_type,
                              test_unhex(arena, "200120021a01611a0162"), &doc));
    assert_int_equal(doc.account_number, 2);
    ASSERT_TEXT(doc.chain_id, "b");
    struct cosmos_tx_v1beta1_auth_info auth;
    ASSERT_OK(protobuf_decode(arena, &cosmos_tx_v1beta1_auth_info_type,
                              test_unhex(arena, "12021005 1203 1a0178 1206 0a040a024142"), &auth));
    assert_int_equal(auth.fee->gas_limit, 5);
    ASSERT_TEXT(auth.fee->payer, "x");
    assert_int_equal(auth.fee->amount.count, 1);
    struct cosmos_tx_v1beta1_mode_info mode;
    ASSERT_OK(protobuf_decode(arena, &cosmos_tx_v1beta1_mode_info_type,
                              test_unhex(arena, "0a020801 1200"), &mode));
    assert_int_equal(mode.sum_case, 2);
    assert_null(mode.single);
    assert_non_null(mode.multi);
    arena_drop(arena);
}

static void packed_and_unpacked_lists_are_read(void **state)
{
    struct arena *arena = arena_new(4096);
    struct cosmos_staking_v1beta1_validator validator;
    ASSERT_OK(protobuf_decode(arena, &cosmos_staking_v1beta1_validator_type,
                              test_unhex(arena, "6801 6a03 028001 6803"), &validator));
    assert_int_equal(validator.unbonding_ids.count, 4);
    assert_int_equal(validator.unbonding_ids.items[2], 128);
    assert_int_equal(validator.unbonding_ids.items[3], 3);
    struct bytes encoded =
        protobuf_encode(arena, &cosmos_staking_v1beta1_validator_type, &validator);
    ASSERT_HEX(bytes_from(encoded, encoded.len - 7), "6a050102800103");
    arena_drop(arena);
}

static void numbers_are_truncated_as_go_truncates_them(void **state)
{
    struct arena *arena = arena_new(4096);
    struct tendermint_types_commit commit;
    /* round int32 from a 64-bit varint */
    ASSERT_OK(protobuf_decode(arena, &tendermint_types_commit_type,
                              test_unhex(arena, "10 ffffffffffffffffff01"), &commit));
    assert_int_equal(commit.round, -1);
    ASSERT_OK(protobuf_decode(arena, &tendermint_types_commit_type,
                              test_unhex(arena, "10 8180808010"), &commit));
    assert_int_equal(commit.round, 1);
    arena_drop(arena);
}

static void int_texts_come_to_their_plain_form(void **state)
{
    struct arena *arena = arena_new(4096);
    struct cosmos_base_v1beta1_coin coin;
    struct bytes input = test_unhex(arena, "0a0161 1204 30783130");
    ASSERT_OK(protobuf_decode(arena, &cosmos_base_v1beta1_coin_type, input, &coin));
    ASSERT_TEXT(coin.amount, "16");
    ASSERT_OK(protobuf_decode_strict(arena, &cosmos_base_v1beta1_coin_type, input,
                                     PROTOBUF_RAW_NUMBERS, 1, &coin));
    ASSERT_TEXT(coin.amount, "0x10");
    arena_drop(arena);
}

static void strictness_is_the_callers_choice(void **state)
{
    struct arena *arena = arena_new(4096);
    struct cosmos_base_v1beta1_coin coin;
    const struct message_type *type = &cosmos_base_v1beta1_coin_type;
    struct bytes bad_text = test_unhex(arena, "0a01ff 120130");
    ASSERT_OK(protobuf_decode(arena, type, bad_text, &coin));
    assert_non_null(protobuf_decode_strict(arena, type, bad_text, PROTOBUF_UTF8, 1, &coin));
    static const char *const not_canonical[] = {
        "0a0161",        /* the amount is missing */
        "120130 0a0161", /* out of order */
        "0a0161 0a0161 120130",
        "0a810061 120130",
        "0a00 120130",
        "0a0161 120130 1801",
        "0a0161 12023030",
    };
    for (size_t i = 0; i < ARRAY_COUNT(not_canonical); i++) {
        struct bytes input = test_unhex(arena, not_canonical[i]);
        ASSERT_OK(protobuf_decode(arena, type, input, &coin));
        assert_non_null(protobuf_decode_strict(arena, type, input, PROTOBUF_CANONICAL, 1, &coin));
    }
    ASSERT_OK(protobuf_decode_strict(arena, type, test_unhex(arena, "0a0161 120130"),
                                     PROTOBUF_CANONICAL | PROTOBUF_UTF8 | PROTOBUF_KNOWN_ONLY, 1,
                                     &coin));
    arena_drop(arena);
}

static void depth_is_bounded(void **state)
{
    struct arena *arena = arena_new(4096);
    struct bytes input = BYTES("");
    for (int i = 0; i < 40; i++) { /* ModeInfo{multi{mode_infos{...}}}: two messages a round */
        struct writer inner = writer_new(arena, input.len + 8),
                      outer = writer_new(arena, input.len + 8);
        protobuf_write_bytes(&inner, 2, input);
        protobuf_write_bytes(&outer, 2, writer_done(&inner));
        input = writer_done(&outer);
    }
    struct cosmos_tx_v1beta1_mode_info mode;
    const struct message_type *type = &cosmos_tx_v1beta1_mode_info_type;
    ASSERT_OK(protobuf_decode_strict(arena, type, input, 0, 81, &mode));
    ASSERT_BYTES(protobuf_encode(arena, type, &mode), input);
    status failure = protobuf_decode_strict(arena, type, input, 0, 80, &mode);
    ASSERT_TEXT(failure->text, "recursion limit reached");
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_recorded_transaction_decodes_and_encodes_to_the_same_bytes),
        cmocka_unit_test(an_absent_time_is_gos_zero_time),
        cmocka_unit_test(refusals_have_the_texts_of_gogoproto),
        cmocka_unit_test(unknown_fields_are_skipped_with_their_groups),
        cmocka_unit_test(repetition_follows_gogoproto),
        cmocka_unit_test(packed_and_unpacked_lists_are_read),
        cmocka_unit_test(numbers_are_truncated_as_go_truncates_them),
        cmocka_unit_test(int_texts_come_to_their_plain_form),
        cmocka_unit_test(strictness_is_the_callers_choice),
        cmocka_unit_test(depth_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
