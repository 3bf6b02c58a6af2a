#include "common/tx/tx.h"

#include "common/crypto/hash.h"
#include "schema/core/cosmos_bank_v1beta1.h"
#include "schema/core/registry.h"
#include "tests/support/rows.h"
#include "tests/support/test.h"

static struct tx *recorded(struct arena *arena, const char *name)
{
    struct bytes file = test_file(arena, "tests/vectors/tx/signed.txt"), fields[2];
    struct tx *tx = NULL;
    while (test_row(&file, fields, 2))
        if (bytes_is(fields[0], name))
            ASSERT_OK(tx_decode(arena, &schema_core_registry, test_row_hex(arena, fields[1]), &tx));
    assert_non_null(tx);
    return tx;
}

static void recorded_transactions_decode(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    uint8_t hash[32];
    struct tx *tx = recorded(arena, "direct");
    assert_int_equal(tx->message_count, 1);
    assert_ptr_equal(tx->messages[0].type, &cosmos_bank_v1beta1_msg_send_type);
    const struct cosmos_bank_v1beta1_msg_send *send = tx->messages[0].message;
    ASSERT_TEXT(send->from_address, "secret1ap26qrlp8mcq2pg6r47w43l0y8zkqm8a450s03");
    assert_int_equal(tx->signers.count, 1);
    ASSERT_BYTES(tx->messages[0].signer, tx->signers.items[0]);
    crypto_sha256(tx->raw, hash);
    ASSERT_BYTES(BYTES_OF(tx->hash), BYTES_OF(hash));
    ASSERT_OK(tx_check(arena, tx));
    arena_drop(arena);
}

static void two_signers_are_listed_in_the_order_of_the_messages(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    struct tx *tx = recorded(arena, "two-signers");
    assert_int_equal(tx->message_count, 2);
    assert_int_equal(tx->signers.count, 2);
    ASSERT_BYTES(tx->signers.items[1], tx->messages[1].signer);
    arena_drop(arena);
}

static void the_fee_payer_signs_last(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    struct tx *tx = recorded(arena, "amino-fee-payer");
    struct bytes payer, granter;
    assert_int_equal(tx->signers.count, 2);
    ASSERT_OK(tx_fee_payer(arena, tx, &payer));
    ASSERT_BYTES(payer, tx->signers.items[1]);
    ASSERT_OK(tx_fee_granter(arena, tx, &granter));
    assert_null(granter.data);
    tx = recorded(arena, "direct");
    ASSERT_OK(tx_fee_payer(arena, tx, &payer));
    ASSERT_BYTES(payer, tx->signers.items[0]);
    arena_drop(arena);
}

static void what_the_original_cannot_parse_gets_its_text(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    struct bytes file = test_file(arena, "tests/vectors/tx/refused.txt");
    size_t count = 0;
    while (file.len > 0) {
        struct bytes line = test_take(&file, '\n');
        if (line.len == 0 || line.data[0] == '#')
            continue;
        struct bytes raw = test_row_hex(arena, test_take(&line, ' '));
        struct tx *tx;
        status refused = tx_decode(arena, &schema_core_registry, raw, &tx);
        assert_non_null(refused);
        assert_string_equal(refused->codespace, "sdk");
        assert_int_equal(refused->code, 2);
        ASSERT_BYTES(refused->text, line);
        count++;
    }
    assert_int_equal(count, 6);
    arena_drop(arena);
}

static void no_byte_can_be_cut_off_or_changed_into_a_crash(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    struct bytes raw = recorded(arena, "multisig-2-of-3")->raw;
    for (size_t i = 0; i < raw.len; i++) {
        struct arena_mark mark = arena_mark(arena);
        struct tx *tx;
        struct bytes copy = arena_copy(arena, raw);
        status refused = tx_decode(arena, &schema_core_registry, bytes_slice(copy, 0, i), &tx);
        if (refused != NULL)
            assert_int_equal(refused->code, 2);
        ((uint8_t *)(uintptr_t)copy.data)[i] ^= 0x81;
        refused = tx_decode(arena, &schema_core_registry, copy, &tx);
        if (refused == NULL)
            refused = tx_check(arena, tx);
        arena_rewind(arena, mark);
    }
    arena_drop(arena);
}

static void basic_checks_come_in_the_originals_order(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    struct tx tx = *recorded(arena, "direct");
    struct cosmos_tx_v1beta1_fee fee = *tx.auth_info.fee;
    struct cosmos_base_v1beta1_coin coin = {BYTES("uscrt"), BYTES("-5")};
    tx.auth_info.fee = NULL;
    ASSERT_TEXT(tx_check(arena, &tx)->text, "missing fee");
    tx.auth_info.fee = &fee;
    fee.gas_limit = (uint64_t)INT64_MAX + 1;
    ASSERT_TEXT(tx_check(arena, &tx)->text,
                "invalid gas supplied; 9223372036854775808 > 9223372036854775807: invalid request");
    fee.gas_limit = 1;
    fee.amount = (struct cosmos_base_v1beta1_coin_list){&coin, 1};
    ASSERT_TEXT(tx_check(arena, &tx)->text, "invalid fee provided: -5uscrt: insufficient fee");
    coin.amount = BYTES("5");
    fee.payer = BYTES("nobody");
    assert_int_equal(tx_check(arena, &tx)->code, 7);
    fee.payer = BYTES("");
    tx.signatures.count = 0;
    ASSERT_TEXT(tx_check(arena, &tx)->text, "no signatures supplied");
    tx.signatures.count = 2;
    ASSERT_TEXT(tx_check(arena, &tx)->text,
                "wrong number of signers; expected 1, got 2: unauthorized");
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(recorded_transactions_decode),
        cmocka_unit_test(two_signers_are_listed_in_the_order_of_the_messages),
        cmocka_unit_test(the_fee_payer_signs_last),
        cmocka_unit_test(what_the_original_cannot_parse_gets_its_text),
        cmocka_unit_test(no_byte_can_be_cut_off_or_changed_into_a_crash),
        cmocka_unit_test(basic_checks_come_in_the_originals_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
