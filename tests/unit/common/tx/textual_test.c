#include "common/tx/textual.h"

#include "schema/core/registry.h"
#include "tests/support/rows.h"
#include "tests/support/test.h"

static status no_metadata(void *reader, struct bytes denom,
                          const struct cosmos_bank_v1beta1_metadata **metadata)
{
    *metadata = NULL;
    return NULL;
}

static struct tx *recorded(struct arena *arena, const char *name)
{
    struct bytes file = test_file(arena, "tests/vectors/tx/signed.txt"), fields[2];
    struct tx *tx = NULL;
    while (test_row(&file, fields, 2))
        if (bytes_is(fields[0], name))
            ASSERT_OK(tx_decode(arena, &schema_core_registry, test_row_hex(arena, fields[1]), &tx));
    return tx;
}

static bool contains(struct arena *arena, struct bytes whole, const char *part)
{
    return memmem(whole.data, whole.len, part, strlen(part)) != NULL;
}

/* The bytes of a whole transaction stand in sign_test; here is what varies in the envelope. */
static void the_envelope_shows_what_is_there_and_nothing_else(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    struct tx tx = *recorded(arena, "textual");
    struct cosmos_tx_v1beta1_fee fee = *tx.auth_info.fee;
    struct sign_context context = {.registry = &schema_core_registry,
                                   .chain_id = BYTES("secretdev-1"),
                                   .address = BYTES("secret1me"),
                                   .key = &tx.public_keys[0],
                                   .denom_metadata = no_metadata};
    struct bytes out;
    tx.auth_info.fee = &fee;
    ASSERT_OK(textual_bytes(arena, &tx, &context, &out));
    assert_true(contains(arena, out, "Chain id"));
    assert_false(contains(arena, out, "Account number"));
    assert_false(contains(arena, out, "Memo"));
    assert_false(contains(arena, out, "Other signer"));
    assert_true(contains(arena, out, "This transaction has 1 Message"));
    tx.body.memo = BYTES("hello");
    fee.payer = BYTES("payer");
    fee.amount.count = 0;
    context.account_number = 1000;
    ASSERT_OK(textual_bytes(arena, &tx, &context, &out));
    assert_true(contains(arena, out, "1'000"));
    assert_true(contains(arena, out, "hello"));
    assert_true(contains(arena, out, "Fee payer"));
    assert_false(contains(arena, out, "Fees"));
    arena_drop(arena);
}

static void the_other_signers_of_a_transaction_are_shown(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    struct tx *tx = recorded(arena, "two-signers");
    struct sign_context context = {.registry = &schema_core_registry,
                                   .address = BYTES("secret1me"),
                                   .key = &tx->public_keys[0],
                                   .denom_metadata = no_metadata};
    struct bytes out;
    ASSERT_OK(textual_bytes(arena, tx, &context, &out));
    assert_true(contains(arena, out, "Other signer (1/1)"));
    assert_true(contains(arena, out, "SignerInfo object"));
    assert_true(contains(arena, out, "This transaction has 2 Messages"));
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_envelope_shows_what_is_there_and_nothing_else),
        cmocka_unit_test(the_other_signers_of_a_transaction_are_shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
