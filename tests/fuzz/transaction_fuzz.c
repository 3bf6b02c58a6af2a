/* Transactions as a stranger sends them: decoding, the checks that need no state, what each mode
 * has signed, and signatures under the keys that the transaction brings along. */
#include "common/base/halt.h"
#include "common/tx/address.h"
#include "common/tx/tx.h"
#include "common/tx/verify.h"
#include "schema/chain/registry.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { SIGNERS_MAX = 4 }; /* more would show the same and take long */

static status denom_metadata(void *reader, struct bytes denom,
                             const struct cosmos_bank_v1beta1_metadata **metadata)
{
    static struct cosmos_bank_v1beta1_denom_unit units[] = {
        {.denom = BYTES_INIT("uscrt")}, {.denom = BYTES_INIT("SCRT"), .exponent = 6}};
    static const struct cosmos_bank_v1beta1_metadata scrt = {
        .denom_units = {units, ARRAY_COUNT(units)},
        .base = BYTES_INIT("uscrt"),
        .display = BYTES_INIT("SCRT"),
    };
    *metadata = bytes_is(denom, "uscrt") ? &scrt : NULL;
    return NULL;
}

/* Every mode, whatever the transaction says it was signed in. The same twice: what is signed must
 * not depend on what the arena held before. */
static void check_sign_bytes(struct arena *arena, const struct tx *tx,
                             const struct sign_context *context)
{
    static const int32_t MODES[] = {0,
                                    SIGN_MODE_DIRECT,
                                    SIGN_MODE_TEXTUAL,
                                    SIGN_MODE_DIRECT_AUX,
                                    SIGN_MODE_LEGACY_AMINO_JSON,
                                    SIGN_MODE_EIP_191};
    for (size_t i = 0; i < ARRAY_COUNT(MODES); i++) {
        struct bytes first, second;
        if (sign_bytes(arena, tx, MODES[i], context, &first) == NULL)
            ASSERT(sign_bytes(arena, tx, MODES[i], context, &second) == NULL &&
                   bytes_equal(first, second));
    }
}

static void check_signer(struct arena *arena, const struct crypto_secp256k1 *curve,
                         const struct tx *tx, size_t index)
{
    const struct public_key *key = &tx->public_keys[index];
    struct signature signature;
    struct bytes address, amino;
    if (key->any == NULL)
        return;
    if (public_key_amino(arena, key, &amino) != NULL ||
        public_key_address(arena, key, &address) != NULL)
        address = BYTES("no address of a key");
    ASSERT(public_key_count(key) > 0 || key->kind == PUBLIC_KEY_MULTISIG);
    const struct sign_context context = {
        .registry = &schema_chain_registry,
        .chain_id = BYTES("secretdev-1"),
        .address = address_text(arena, ADDRESS_ACCOUNT, address),
        .account_number = 1,
        .sequence = 2,
        .key = key,
        .denom_metadata = denom_metadata,
    };
    check_sign_bytes(arena, tx, &context);
    if (signature_parse(arena, tx, index, &signature) != NULL)
        return;
    ASSERT(!signature_only_amino(&signature) || !signature_reads_state(&signature) ||
           signature.kind == SIGNATURE_MULTI);
    if (signature_verify(arena, curve, tx, &context, &signature) == NULL)
        ASSERT(signature.kind != SIGNATURE_NONE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct crypto_secp256k1 *curve;
    if (curve == NULL)
        curve = crypto_secp256k1_new((const uint8_t[32]){0});
    struct arena *arena = arena_new(1 << 16);
    struct tx *tx;
    struct bytes address;
    status refused = tx_decode(arena, &schema_chain_registry, bytes_make(data, size), &tx);
    if (refused == NULL && tx_check(arena, tx) == NULL) {
        /* A sender of raw bytes may be empty until its message is checked. */
        if (tx_fee_payer(arena, tx, &address) == NULL)
            ASSERT(address.len != 0 || tx->signers.items[0].len == 0);
        if (tx_fee_granter(arena, tx, &address) == NULL)
            ASSERT(tx->auth_info.fee->granter.len == 0 || address.len != 0);
        for (size_t i = 0; i < tx->auth_info.signer_infos.count && i < SIGNERS_MAX; i++)
            check_signer(arena, curve, tx, i);
    }
    arena_drop(arena);
    return 0;
}
