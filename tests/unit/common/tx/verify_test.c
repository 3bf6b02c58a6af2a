#include "common/tx/verify.h"

#include "common/tx/address.h"
#include "schema/core/registry.h"
#include "tests/support/rows.h"
#include "tests/support/test.h"

enum { ACCOUNT_NUMBERS = 60 }; /* the recorded chains have fewer accounts */

static status no_metadata(void *reader, struct bytes denom,
                          const struct cosmos_bank_v1beta1_metadata **metadata)
{
    *metadata = NULL;
    return NULL;
}

/* verified tries all account numbers: the recording does not tell the signer's. */
static bool verified(struct arena *arena, const struct crypto_secp256k1 *curve, const struct tx *tx,
                     size_t index)
{
    struct signature signature;
    ASSERT_OK(signature_parse(arena, tx, index, &signature));
    for (uint64_t number = 0; number < ACCOUNT_NUMBERS; number++) {
        struct sign_context context = {
            .registry = &schema_core_registry,
            .chain_id = BYTES("secretdev-1"),
            .address = address_text(arena, ADDRESS_ACCOUNT, tx->signers.items[index]),
            .account_number = number,
            .sequence = tx->auth_info.signer_infos.items[index].sequence,
            .key = &tx->public_keys[index],
            .denom_metadata = no_metadata,
        };
        if (signature_verify(arena, curve, tx, &context, &signature) == NULL)
            return true;
    }
    return false;
}

static void flip(struct bytes bytes, size_t at)
{
    ((uint8_t *)(uintptr_t)bytes.data)[at] ^= 1;
}

/* Direct, direct-aux, amino, EIP-191, textual, secp256r1, multisig of 2 of 3 and 7 of 7. */
static void recorded_signatures_are_good_and_damaged_ones_are_not(void **state)
{
    static const uint8_t SEED[32];
    struct crypto_secp256k1 *curve = crypto_secp256k1_new(SEED);
    struct arena *arena = arena_new(1 << 16);
    struct bytes file = test_file(arena, "tests/vectors/tx/signed.txt"), fields[2];
    size_t count = 0;
    while (test_row(&file, fields, 2)) {
        struct tx *tx;
        struct bytes raw = test_row_hex(arena, fields[1]);
        ASSERT_OK(tx_decode(arena, &schema_core_registry, raw, &tx));
        for (size_t i = 0; i < tx->signers.count; i++)
            assert_true(verified(arena, curve, tx, i));
        struct bytes last = tx->signatures.items[tx->signatures.count - 1];
        flip(last, last.len - 1);
        assert_false(verified(arena, curve, tx, tx->signatures.count - 1));
        count++;
    }
    assert_int_equal(count, 13);
    arena_drop(arena);
    crypto_secp256k1_free(curve);
}

static void modes_tell_what_a_signature_depends_on(void **state)
{
    struct signature members[] = {{.kind = SIGNATURE_SINGLE, .mode = SIGN_MODE_LEGACY_AMINO_JSON},
                                  {.kind = SIGNATURE_SINGLE, .mode = SIGN_MODE_TEXTUAL}};
    struct signature multi = {.kind = SIGNATURE_MULTI, .members = members, .member_count = 2};
    assert_true(signature_only_amino(&members[0]));
    assert_false(signature_only_amino(&multi));
    assert_true(signature_reads_state(&multi));
    assert_false(signature_reads_state(&members[0]));
    multi.member_count = 1;
    assert_true(signature_only_amino(&multi));
}

static void bit_arrays_count_from_the_high_bit_and_say_when_they_are_short(void **state)
{
    struct arena *arena = arena_new(1024);
    struct signature signature = {.kind = SIGNATURE_MULTI, .extra_bits = 3, .bits = BYTES("\xa0")};
    bool set;
    assert_int_equal(signature_bit_count(&signature), 3);
    ASSERT_OK(signature_bit(arena, &signature, 0, &set));
    assert_true(set);
    ASSERT_OK(signature_bit(arena, &signature, 1, &set));
    assert_false(set);
    signature.extra_bits = 20;
    assert_int_equal(signature_bit_count(&signature), 20);
    status refused = signature_bit(arena, &signature, 9, &set);
    assert_true(refused->aborts);
    signature.bits = BYTES("");
    assert_int_equal(signature_bit_count(&signature), 12);
    arena_drop(arena);
}

static void a_multisig_must_fit_its_key(void **state)
{
    static const uint8_t SEED[32];
    struct crypto_secp256k1 *curve = crypto_secp256k1_new(SEED);
    struct arena *arena = arena_new(4096);
    struct public_key members[3] = {{.kind = PUBLIC_KEY_SECP256K1}};
    struct public_key key = {
        .kind = PUBLIC_KEY_MULTISIG, .threshold = 2, .members = members, .member_count = 3};
    struct signature parts[3] = {{.kind = SIGNATURE_NONE}};
    struct signature signature = {.kind = SIGNATURE_MULTI, .members = parts};
    struct sign_context context = {.key = &key};
    struct tx tx = {0};
    ASSERT_TEXT(signature_verify(arena, curve, &tx, &context, &signature)->text,
                "bit array size is incorrect, expecting: 3");
    signature.extra_bits = 3;
    signature.bits = BYTES("\x80");
    signature.member_count = 1;
    ASSERT_TEXT(signature_verify(arena, curve, &tx, &context, &signature)->text,
                "signature size is incorrect 1");
    signature.member_count = 2;
    ASSERT_TEXT(signature_verify(arena, curve, &tx, &context, &signature)->text,
                "not enough signatures set, have 1, expected 2");
    signature.bits = BYTES("\xc0");
    ASSERT_TEXT(signature_verify(arena, curve, &tx, &context, &signature)->text,
                "improper signature data type for index 0");
    context.key = &members[0];
    ASSERT_TEXT(signature_verify(arena, curve, &tx, &context, &signature)->text,
                "expected <nil>, got *secp256k1.PubKey");
    signature.kind = SIGNATURE_NONE;
    ASSERT_TEXT(signature_verify(arena, curve, &tx, &context, &signature)->text,
                "unexpected SignatureData <nil>");
    arena_drop(arena);
    crypto_secp256k1_free(curve);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(recorded_signatures_are_good_and_damaged_ones_are_not),
        cmocka_unit_test(modes_tell_what_a_signature_depends_on),
        cmocka_unit_test(bit_arrays_count_from_the_high_bit_and_say_when_they_are_short),
        cmocka_unit_test(a_multisig_must_fit_its_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
