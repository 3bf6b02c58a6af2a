#include "common/crypto/hash.h"
#include "common/encoding/base64.h"
#include "common/encoding/protobuf.h"
#include "common/tx/errors.h"
#include "common/tx/verify.h"
#include "node/chain/address.h"
#include "node/chain/errors.h"
#include "node/modules/auth/internal.h"
#include "schema/core/cosmos_crypto_multisig_v1beta1.h"

/* The steps of the ante handler that look at accounts (chain-surface 3.4; cosmos-sdk: x/auth/ante).
 */

/* What the original takes for a key that a simulated signer does not have yet. */
static const uint8_t SIMULATED_KEY[] = {0x03, 0x5a, 0xd6, 0x81, 0x0a, 0x47, 0xf0, 0x73, 0x55,
                                        0x3f, 0xf3, 0x0d, 0x2f, 0xcc, 0x7e, 0x0d, 0x3b, 0x1c,
                                        0x0b, 0x74, 0xb6, 0x1a, 0x1a, 0xaa, 0x25, 0x82, 0x34,
                                        0x40, 0x37, 0x15, 0x1e, 0x14, 0x3a};

/* Prices and sizes that are no parameters. */
enum {
    SIMULATED_SIGNATURE_BYTES = 64,
    SIMULATED_SIGNATURE_EXTRA = 6,
};

static struct public_key simulated_key(struct arena *arena)
{
    struct google_protobuf_any *any = ARENA_NEW(arena, struct google_protobuf_any);
    any->type_url = BYTES("/cosmos.crypto.secp256k1.PubKey");
    return (struct public_key){
        .kind = PUBLIC_KEY_SECP256K1, .key = BYTES_OF(SIMULATED_KEY), .any = any};
}

static status signer_account(struct context *ctx, struct bytes address, struct account **account)
{
    TRY(auth_account_get(ctx, address, account));
    if (*account != NULL)
        return NULL;
    struct bytes text = address_text(ctx->arena, ADDRESS_ACCOUNT, address);
    return error_wrap(ctx->arena, &CHAIN_UNKNOWN_ADDRESS, "account %.*s does not exist",
                      BYTES_ARG(text));
}

/* signer gives the address of signer info `index`. There may be more infos than signers: the
 * original follows them off the end of its list. */
static status signer(struct context *ctx, size_t index, struct bytes *address)
{
    const struct bytes_list *signers = &ctx->tx->signers;
    if (index >= signers->count)
        return chain_panic(ctx->arena, "runtime error: index out of range [%zu] with length %zu",
                           index, signers->count);
    *address = signers->items[index];
    return NULL;
}

static size_t info_count(const struct context *ctx)
{
    return ctx->tx->auth_info.signer_infos.count;
}

status auth_ante_memo(struct context *ctx)
{
    size_t length = ctx->tx->body.memo.len;
    struct cosmos_auth_v1beta1_params params;
    if (length == 0)
        return NULL;
    TRY(auth_params_get(ctx, &params));
    if (length > params.max_memo_characters)
        return error_wrap(ctx->arena, &CHAIN_MEMO_TOO_LARGE,
                          "maximum number of characters is %llu but received %zu characters",
                          (unsigned long long)params.max_memo_characters, length);
    return NULL;
}

static size_t varint_bytes(uint64_t value)
{
    return protobuf_varint_size(value);
}

/* The amino size of a signature with its key, as a simulation charges it for each one that is
 * missing. */
static status simulated_size(struct context *ctx, const struct public_key *key, uint64_t *bytes)
{
    struct bytes amino;
    TRY(public_key_amino(ctx->arena, key, &amino));
    *bytes = 1 + varint_bytes(amino.len) + amino.len + 1 + varint_bytes(SIMULATED_SIGNATURE_BYTES) +
             SIMULATED_SIGNATURE_BYTES + SIMULATED_SIGNATURE_EXTRA;
    return NULL;
}

static bool is_incomplete(const struct signature *signature)
{
    if (signature->kind == SIGNATURE_SINGLE)
        return signature->bytes.len == 0;
    for (size_t i = 0; i < signature->member_count; i++)
        if (is_incomplete(&signature->members[i]))
            return true;
    return signature->kind == SIGNATURE_NONE || signature->member_count == 0;
}

static status charge_simulated(struct context *ctx, const struct cosmos_auth_v1beta1_params *params)
{
    size_t count = info_count(ctx);
    struct signature *signatures = ARENA_ARRAY(ctx->arena, struct signature, count + 1);
    for (size_t i = 0; i < count; i++)
        TRY(signature_parse(ctx->arena, ctx->tx, i, &signatures[i]));
    for (size_t i = 0; i < ctx->tx->signers.count; i++) {
        struct account *account;
        struct public_key key = simulated_key(ctx->arena);
        uint64_t size;
        if (i < count && !is_incomplete(&signatures[i]))
            continue;
        TRY(auth_account_get(ctx, ctx->tx->signers.items[i], &account));
        if (account != NULL && account->public_key != NULL)
            TRY(public_key_parse(ctx->arena, account->public_key, &key));
        TRY(simulated_size(ctx, &key, &size));
        if (key.kind == PUBLIC_KEY_MULTISIG)
            size *= params->tx_sig_limit;
        TRY(gas_charge(ctx->gas, params->tx_size_cost_per_byte * size, "txSize"));
    }
    return NULL;
}

status auth_ante_tx_size(struct context *ctx)
{
    struct cosmos_auth_v1beta1_params params;
    TRY(auth_params_get(ctx, &params));
    TRY(gas_charge(ctx->gas, params.tx_size_cost_per_byte * ctx->tx_bytes.len, "txSize"));
    return ctx->mode == EXEC_SIMULATE ? charge_simulated(ctx, &params) : NULL;
}

/* set_key stores the key of a signer that has none yet. */
static status set_key(struct context *ctx, size_t index)
{
    const struct public_key *key = &ctx->tx->public_keys[index];
    struct public_key simulated;
    struct bytes address, own;
    struct account *account;
    TRY(signer(ctx, index, &address));
    if (key->any == NULL) {
        if (ctx->mode != EXEC_SIMULATE)
            return NULL;
        simulated = simulated_key(ctx->arena);
        key = &simulated;
    }
    if (ctx->mode != EXEC_SIMULATE) {
        TRY(public_key_address(ctx->arena, key, &own));
        if (!bytes_equal(own, address)) {
            struct bytes text = address_text(ctx->arena, ADDRESS_ACCOUNT, address);
            return error_wrap(ctx->arena, &CHAIN_INVALID_PUBKEY,
                              "pubKey does not match signer address %.*s with signer index: %zu",
                              BYTES_ARG(text), index);
        }
    }
    TRY(signer_account(ctx, address, &account));
    if (account->public_key != NULL)
        return NULL;
    account->public_key = public_key_pack(ctx->arena, key);
    return auth_account_set(ctx, account);
}

static void emit_signature(struct context *ctx, struct bytes signature)
{
    EVENT(ctx->events, "tx", {BYTES("signature"), base64_encode(ctx->arena, signature)});
}

/* The single signatures of a multi one, and after those all of them encoded together. */
static status gather(struct context *ctx, const struct signature *signature, struct writer *all,
                     size_t *count)
{
    if (signature->kind == SIGNATURE_NONE)
        return chain_error(ctx->arena, "got empty SignatureData");
    if (signature->kind == SIGNATURE_SINGLE) {
        writer_bytes(all, bytes_make(&signature->bytes, sizeof(struct bytes)));
        (*count)++;
        return NULL;
    }
    struct writer inner = writer_new(ctx->arena, 4 * sizeof(struct bytes));
    size_t inner_count = 0;
    for (size_t i = 0; i < signature->member_count; i++)
        TRY(gather(ctx, &signature->members[i], &inner, &inner_count));
    struct cosmos_crypto_multisig_v1beta1_multi_signature message = {
        .signatures = {ARENA_ARRAY(ctx->arena, struct bytes, inner_count + 1), inner_count}};
    memcpy(message.signatures.items, inner.data, inner.len);
    struct bytes joined =
        protobuf_encode(ctx->arena, &cosmos_crypto_multisig_v1beta1_multi_signature_type, &message);
    writer_bytes(all, writer_done(&inner));
    writer_bytes(all, bytes_make(&joined, sizeof(joined)));
    *count += inner_count + 1;
    return NULL;
}

static status emit_events(struct context *ctx, size_t index)
{
    const struct cosmos_tx_v1beta1_signer_info *info =
        &ctx->tx->auth_info.signer_infos.items[index];
    struct signature signature;
    struct bytes address;
    TRY(signature_parse(ctx->arena, ctx->tx, index, &signature));
    TRY(signer(ctx, index, &address));
    struct bytes text = address_text(ctx->arena, ADDRESS_ACCOUNT, address);
    uint64_t sequence = signature.kind == SIGNATURE_NONE ? 0 : info->sequence;
    EVENT(ctx->events, "tx",
          {BYTES("acc_seq"),
           arena_format(ctx->arena, "%.*s/%llu", BYTES_ARG(text), (unsigned long long)sequence)});
    if (signature.kind == SIGNATURE_SINGLE) {
        emit_signature(ctx, signature.bytes);
        return NULL;
    }
    struct writer all = writer_new(ctx->arena, 8 * sizeof(struct bytes));
    size_t count = 0;
    TRY(gather(ctx, &signature, &all, &count));
    for (size_t i = 0; i < count; i++) {
        struct bytes one;
        memcpy(&one, all.data + i * sizeof(one), sizeof(one));
        emit_signature(ctx, one);
    }
    return NULL;
}

status auth_ante_public_keys(struct context *ctx)
{
    for (size_t i = 0; i < info_count(ctx); i++)
        TRY(set_key(ctx, i));
    for (size_t i = 0; i < info_count(ctx); i++)
        TRY(emit_events(ctx, i));
    return NULL;
}

status auth_ante_signature_count(struct context *ctx)
{
    struct cosmos_auth_v1beta1_params params;
    size_t count = 0;
    TRY(auth_params_get(ctx, &params));
    for (size_t i = 0; i < info_count(ctx); i++) {
        if (ctx->tx->public_keys[i].any != NULL)
            count += public_key_count(&ctx->tx->public_keys[i]);
        if (count > params.tx_sig_limit)
            return error_wrap(ctx->arena, &CHAIN_TOO_MANY_SIGNATURES,
                              "signatures: %zu, limit: %llu", count,
                              (unsigned long long)params.tx_sig_limit);
    }
    return NULL;
}

static status charge_key(struct context *ctx, const struct cosmos_auth_v1beta1_params *params,
                         const struct public_key *key, const struct signature *signature);

static status charge_multisig(struct context *ctx, const struct cosmos_auth_v1beta1_params *params,
                              const struct public_key *key, const struct signature *signature)
{
    if (signature->kind != SIGNATURE_MULTI)
        return chain_error(ctx->arena, "expected *signing.MultiSignatureData, got, *signing.%s",
                           signature->kind == SIGNATURE_SINGLE ? "SingleSignatureData" : "nil");
    int64_t size = signature_bit_count(signature);
    size_t next = 0;
    for (int64_t i = 0; i < size; i++) {
        bool set;
        TRY(signature_bit(ctx->arena, signature, i, &set));
        if (!set)
            continue;
        if (i >= (int64_t)key->member_count || next >= signature->member_count)
            return chain_panic(ctx->arena,
                               "runtime error: index out of range [%lld] with length %zu",
                               (long long)i, key->member_count);
        TRY(charge_key(ctx, params, &key->members[i], &signature->members[next]));
        next++;
    }
    return NULL;
}

static status charge_key(struct context *ctx, const struct cosmos_auth_v1beta1_params *params,
                         const struct public_key *key, const struct signature *signature)
{
    switch (key->kind) {
    case PUBLIC_KEY_ED25519:
        TRY(gas_charge(ctx->gas, params->sig_verify_cost_ed25519, "ante verify: ed25519"));
        return error_wrap(ctx->arena, &CHAIN_INVALID_PUBKEY, "ED25519 public keys are unsupported");
    case PUBLIC_KEY_SECP256K1:
        return gas_charge(ctx->gas, params->sig_verify_cost_secp256k1, "ante verify: secp256k1");
    case PUBLIC_KEY_SECP256R1:
        return gas_charge(ctx->gas, params->sig_verify_cost_secp256k1 / 2,
                          "ante verify: secp256r1");
    case PUBLIC_KEY_MULTISIG:
        break;
    }
    return charge_multisig(ctx, params, key, signature);
}

status auth_ante_signature_gas(struct context *ctx)
{
    struct cosmos_auth_v1beta1_params params;
    TRY(auth_params_get(ctx, &params));
    for (size_t i = 0; i < info_count(ctx); i++) {
        struct signature signature;
        struct account *account;
        struct public_key key;
        struct bytes address;
        TRY(signature_parse(ctx->arena, ctx->tx, i, &signature));
        TRY(signer(ctx, i, &address));
        TRY(signer_account(ctx, address, &account));
        if (account->public_key != NULL)
            TRY(public_key_parse(ctx->arena, account->public_key, &key));
        else if (ctx->mode == EXEC_SIMULATE)
            key = simulated_key(ctx->arena);
        else
            return error_wrap(ctx->arena, &CHAIN_INVALID_PUBKEY,
                              "unrecognized public key type: <nil>");
        TRY(charge_key(ctx, &params, &key, &signature));
    }
    return NULL;
}

static status read_metadata(void *reader, struct bytes denom,
                            const struct cosmos_bank_v1beta1_metadata **metadata)
{
    struct context *ctx = reader;
    struct cosmos_bank_v1beta1_metadata *found = NULL;
    if (!denom_is_valid(denom))
        return chain_grpc_error(ctx->arena, GRPC_INVALID_ARGUMENT, "invalid denom: %.*s",
                                BYTES_ARG(denom));
    if (ctx->chain->denom_metadata != NULL)
        TRY(ctx->chain->denom_metadata(ctx, denom, &found));
    *metadata = found;
    return NULL;
}

/* cache_key covers all that a signature's check depends on. */
static void cache_key(const struct context *ctx, size_t index, const struct account *account,
                      uint64_t number, uint8_t key[32])
{
    uint8_t fixed[24];
    store_le64(fixed, index);
    store_le64(fixed + 8, number);
    store_le64(fixed + 16, account->sequence);
    CRYPTO_SHA256(key, BYTES_OF(ctx->tx->hash), BYTES_OF(fixed), account->public_key->value,
                  account->public_key->type_url, account->address, ctx->block->chain_id);
}

/* The original copies each signer's key and mode for the sign mode handlers and follows pointers
 * that may be nil. */
static status check_signer_infos(struct context *ctx)
{
    for (size_t i = 0; i < info_count(ctx); i++) {
        const struct cosmos_tx_v1beta1_signer_info *info =
            &ctx->tx->auth_info.signer_infos.items[i];
        const struct cosmos_tx_v1beta1_mode_info *mode = info->mode_info;
        bool no_bits = mode != NULL && mode->multi != NULL && mode->multi->bitarray == NULL;
        if (info->public_key == NULL || no_bits)
            return chain_panic(ctx->arena, TX_NIL_POINTER);
    }
    return NULL;
}

static status verify(struct context *ctx, size_t index, const struct account *account,
                     const struct signature *signature)
{
    struct signature_cache *cache = ctx->chain->signatures;
    uint64_t number = ctx->block->height == 0 ? 0 : account->number;
    TRY(check_signer_infos(ctx));
    bool cached = cache != NULL && !signature_reads_state(signature);
    uint8_t hash[32];
    if (cached) {
        cache_key(ctx, index, account, number, hash);
        if (cache->known(cache, hash))
            return NULL;
    }
    struct public_key key;
    TRY(public_key_parse(ctx->arena, account->public_key, &key));
    struct sign_context context = {
        .registry = ctx->chain->registry,
        .chain_id = ctx->block->chain_id,
        .address = address_text(ctx->arena, ADDRESS_ACCOUNT, account->address),
        .account_number = number,
        .sequence = account->sequence,
        .key = &key,
        .denom_metadata = read_metadata,
        .reader = ctx,
    };
    status refused = signature_verify(ctx->arena, ctx->chain->curve, ctx->tx, &context, signature);
    if (refused == NULL && cached)
        cache->remember(cache, hash);
    if (refused == NULL || refused->aborts)
        return refused;
    if (signature_only_amino(signature))
        return error_wrap(ctx->arena, &CHAIN_UNAUTHORIZED,
                          "signature verification failed; please verify account number (%llu), "
                          "sequence (%llu) and chain-id (%.*s): %.*s",
                          (unsigned long long)number, (unsigned long long)account->sequence,
                          BYTES_ARG(context.chain_id), BYTES_ARG(refused->text));
    return error_wrap(ctx->arena, &CHAIN_UNAUTHORIZED,
                      "signature verification failed; please verify account number (%llu) and "
                      "chain-id (%.*s): (%.*s)",
                      (unsigned long long)number, BYTES_ARG(context.chain_id),
                      BYTES_ARG(refused->text));
}

status auth_ante_signatures(struct context *ctx)
{
    size_t count = info_count(ctx);
    if (count != ctx->tx->signers.count)
        return error_wrap(ctx->arena, &CHAIN_UNAUTHORIZED,
                          "invalid number of signer;  expected: %zu, got %zu",
                          ctx->tx->signers.count, count);
    for (size_t i = 0; i < count; i++) {
        struct signature signature;
        struct account *account;
        TRY(signature_parse(ctx->arena, ctx->tx, i, &signature));
        TRY(signer_account(ctx, ctx->tx->signers.items[i], &account));
        if (ctx->mode != EXEC_SIMULATE && account->public_key == NULL)
            return error_wrap(ctx->arena, &CHAIN_INVALID_PUBKEY, "pubkey on account is not set");
        uint64_t sequence = signature.kind == SIGNATURE_NONE
                                ? 0
                                : ctx->tx->auth_info.signer_infos.items[i].sequence;
        if (sequence != account->sequence)
            return error_wrap(ctx->arena, &CHAIN_WRONG_SEQUENCE,
                              "account sequence mismatch, expected %llu, got %llu",
                              (unsigned long long)account->sequence, (unsigned long long)sequence);
        if (ctx->mode != EXEC_SIMULATE && ctx->mode != EXEC_RECHECK)
            TRY(verify(ctx, i, account, &signature));
    }
    return NULL;
}

status auth_ante_sequences(struct context *ctx)
{
    for (size_t i = 0; i < ctx->tx->signers.count; i++) {
        struct account *account;
        TRY(auth_account_get(ctx, ctx->tx->signers.items[i], &account));
        if (account == NULL)
            return chain_panic(ctx->arena, TX_NIL_POINTER);
        account->sequence++;
        TRY(auth_account_set(ctx, account));
    }
    return NULL;
}
