#include "common/tx/strict.h"

#include "schema/core/cosmos_tx_v1beta1.h"
#include "schema/core/registry.h"
#include "tests/support/test.h"

static void a_raw_transaction_follows_adr_027(void **state)
{
    static const struct {
        const char *wire, *text;
    } CASES[] = {
        {"0a 01 aa 12 01 bb 1a 01 cc 1a 01 dd", NULL},
        {"", NULL},
        {"12 01 bb 0a 01 aa", "txRaw must follow ADR-027, got tagNum 1 after tagNum 2"},
        {"08 01", "expected 2 wire type, got 0"},
        {"0a 81 00 aa", "length prefix varint for tagNum 1 is not as short as possible, read 2, "
                        "only need 1"},
        {"0a 05 aa", "invalid length; unexpected EOF"},
        {"02 00", "invalid length; proto: invalid field number"},
    };
    struct arena *arena = arena_new(1024);
    for (size_t i = 0; i < ARRAY_COUNT(CASES); i++) {
        status refused = strict_tx_raw(arena, test_unhex(arena, CASES[i].wire));
        if (CASES[i].text == NULL) {
            assert_null(refused);
        } else {
            assert_non_null(refused);
            ASSERT_TEXT(refused->text, CASES[i].text);
        }
    }
    arena_drop(arena);
}

static status fields(struct arena *arena, const char *wire, bool *non_criticals)
{
    return strict_fields(arena, &schema_core_registry, &cosmos_tx_v1beta1_tx_body_type,
                         test_unhex(arena, wire), non_criticals);
}

static void unknown_fields_are_refused_unless_they_are_not_critical(void **state)
{
    struct arena *arena = arena_new(1024);
    bool non_criticals = false;
    ASSERT_OK(fields(arena, "12 01 61 18 05", &non_criticals));
    assert_false(non_criticals);
    status refused = fields(arena, "7a 01 61", &non_criticals);
    assert_non_null(refused);
    ASSERT_TEXT(refused->text, "errUnknownField \"*tx.TxBody\": {TagNum: 15, WireType:\"bytes\"}");
    /* Field 1031 has the bit 1024. */
    ASSERT_OK(fields(arena, "ba 40 01 61", &non_criticals));
    assert_true(non_criticals);
    assert_non_null(fields(arena, "ba 40 01 61", NULL));
    arena_drop(arena);
}

static void another_wire_type_is_a_mismatch(void **state)
{
    struct arena *arena = arena_new(1024);
    status refused = fields(arena, "10 05", NULL);
    assert_non_null(refused);
    ASSERT_TEXT(refused->text, "Mismatched \"*tx.TxBody\": {TagNum: 2, GotWireType: \"varint\" != "
                               "WantWireType: \"bytes\"}");
    refused = fields(arena, "12 05 61", NULL);
    assert_non_null(refused);
    ASSERT_TEXT(refused->text, "could not consume field value for tagNum: 2, wireType: \"bytes\"; "
                               "unexpected EOF");
    arena_drop(arena);
}

static void what_an_any_holds_is_looked_into(void **state)
{
    struct arena *arena = arena_new(4096);
    struct bytes url = BYTES("\x0a\x1c/cosmos.bank.v1beta1.MsgSend");
    /* MsgSend has no field 9. */
    struct bytes inner = BYTES("\x12\x03\x4a\x01"
                               "a");
    uint8_t len = (uint8_t)(url.len + inner.len);
    struct bytes body = ARENA_CONCAT(arena, BYTES("\x0a"), bytes_make(&len, 1), url, inner);
    status refused =
        strict_fields(arena, &schema_core_registry, &cosmos_tx_v1beta1_tx_body_type, body, NULL);
    assert_non_null(refused);
    ASSERT_TEXT(refused->text,
                "errUnknownField \"*types.MsgSend\": {TagNum: 9, WireType:\"bytes\"}");
    refused = fields(arena, "0a 06 0a 04 2f 61 2e 62", NULL);
    assert_non_null(refused);
    ASSERT_TEXT(refused->text, "unable to resolve type URL /a.b");
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_raw_transaction_follows_adr_027),
        cmocka_unit_test(unknown_fields_are_refused_unless_they_are_not_critical),
        cmocka_unit_test(another_wire_type_is_a_mismatch),
        cmocka_unit_test(what_an_any_holds_is_looked_into),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
