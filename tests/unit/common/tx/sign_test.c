#include "common/tx/sign.h"

#include "schema/core/registry.h"
#include "tests/support/rows.h"
#include "tests/support/test.h"

static status no_metadata(void *reader, struct bytes denom,
                          const struct cosmos_bank_v1beta1_metadata **metadata)
{
    *metadata = NULL;
    return NULL;
}

static int32_t mode_of(struct bytes name)
{
    return bytes_is(name, "direct")   ? SIGN_MODE_DIRECT
           : bytes_is(name, "amino")  ? SIGN_MODE_LEGACY_AMINO_JSON
           : bytes_is(name, "eip191") ? SIGN_MODE_EIP_191
                                      : SIGN_MODE_TEXTUAL;
}

/* What the existing network's refusals show is what it has hashed. */
static void sign_bytes_equal_those_of_the_existing_network(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    struct bytes file = test_file(arena, "tests/vectors/tx/sign_bytes.txt"), fields[6];
    size_t count = 0;
    while (test_row(&file, fields, 6)) {
        struct tx *tx;
        struct bytes out;
        ASSERT_OK(tx_decode(arena, &schema_core_registry, test_row_hex(arena, fields[3]), &tx));
        struct sign_context context = {
            .registry = &schema_core_registry,
            .chain_id = fields[2],
            .address = BYTES("secret1ap26qrlp8mcq2pg6r47w43l0y8zkqm8a450s03"),
            .account_number = (uint64_t)(fields[1].data[0] - '0'),
            .sequence = tx->auth_info.signer_infos.items[0].sequence,
            .key = &tx->public_keys[0],
            .denom_metadata = no_metadata,
        };
        ASSERT_OK(sign_bytes(arena, tx, mode_of(fields[0]), &context, &out));
        ASSERT_BYTES(out, test_row_hex(arena, fields[5]));
        count++;
    }
    assert_int_equal(count, 4);
    arena_drop(arena);
}

static void a_mode_that_nobody_knows_is_named(void **state)
{
    struct arena *arena = arena_new(1024);
    struct tx tx = {0};
    struct sign_context context = {0};
    struct bytes out;
    ASSERT_TEXT(sign_bytes(arena, &tx, 0, &context, &out)->text,
                "unsupported sign mode SIGN_MODE_UNSPECIFIED");
    ASSERT_TEXT(sign_bytes(arena, &tx, 77, &context, &out)->text, "unsupported sign mode 77");
    ASSERT_TEXT(sign_mode_name(arena, SIGN_MODE_EIP_191), "SIGN_MODE_EIP_191");
    arena_drop(arena);
}

static void the_fee_payer_cannot_sign_for_another_one(void **state)
{
    struct arena *arena = arena_new(1024);
    struct cosmos_tx_v1beta1_fee fee = {.payer = BYTES("secret1me")};
    struct tx tx = {.auth_info = {.fee = &fee}};
    struct sign_context context = {.address = BYTES("secret1me")};
    struct bytes out;
    ASSERT_TEXT(sign_bytes(arena, &tx, SIGN_MODE_DIRECT_AUX, &context, &out)->text,
                "fee payer secret1me cannot sign with SIGN_MODE_DIRECT_AUX: unauthorized");
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sign_bytes_equal_those_of_the_existing_network),
        cmocka_unit_test(a_mode_that_nobody_knows_is_named),
        cmocka_unit_test(the_fee_payer_cannot_sign_for_another_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
