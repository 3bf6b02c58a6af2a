#include "common/tx/sign.h"

#include "common/encoding/amino_json.h"
#include "common/encoding/json.h"
#include "common/encoding/protobuf.h"
#include "common/tx/address.h"
#include "common/tx/errors.h"
#include "common/tx/textual.h"
#include "schema/core/cosmos_tx_signing_v1beta1.h"

struct bytes sign_mode_name(struct arena *arena, int32_t mode)
{
    const char *name = enum_name(&cosmos_tx_signing_v1beta1_sign_mode_type, mode);
    return name != NULL ? bytes_text(name) : arena_format(arena, "%d", mode);
}

static struct bytes direct_bytes(struct arena *arena, const struct tx *tx,
                                 const struct sign_context *context)
{
    struct cosmos_tx_v1beta1_sign_doc doc = {
        .body_bytes = tx->body_bytes,
        .auth_info_bytes = tx->auth_info_bytes,
        .chain_id = context->chain_id,
        .account_number = context->account_number,
    };
    return protobuf_encode(arena, &cosmos_tx_v1beta1_sign_doc_type, &doc);
}

static status direct_aux_bytes(struct arena *arena, const struct tx *tx,
                               const struct sign_context *context, struct bytes *out)
{
    struct bytes payer = tx->auth_info.fee->payer;
    if (payer.len == 0 && tx->message_count > 0)
        payer = address_text(arena, ADDRESS_ACCOUNT, tx->messages[0].signer);
    if (bytes_equal(payer, context->address))
        return tx_error(arena, "fee payer %.*s cannot sign with SIGN_MODE_DIRECT_AUX: unauthorized",
                        BYTES_ARG(payer));
    struct cosmos_tx_v1beta1_sign_doc_direct_aux doc = {
        .body_bytes = tx->body_bytes,
        .public_key = public_key_pack(arena, context->key),
        .chain_id = context->chain_id,
        .account_number = context->account_number,
        .sequence = context->sequence,
    };
    *out = protobuf_encode(arena, &cosmos_tx_v1beta1_sign_doc_direct_aux_type, &doc);
    return NULL;
}

static void write_member(struct writer *writer, const char *name, struct bytes text)
{
    writer_format(writer, "\"%s\":", name);
    json_write_string(writer, text, true);
}

static void write_fee(struct writer *writer, const struct cosmos_tx_v1beta1_fee *fee)
{
    writer_text(writer, "{\"amount\":[");
    for (size_t i = 0; i < fee->amount.count; i++) {
        writer_text(writer, i == 0 ? "{" : ",{");
        write_member(writer, "amount", fee->amount.items[i].amount);
        if (fee->amount.items[i].denom.len > 0) {
            writer_byte(writer, ',');
            write_member(writer, "denom", fee->amount.items[i].denom);
        }
        writer_byte(writer, '}');
    }
    writer_format(writer, "],\"gas\":\"%llu\"", (unsigned long long)fee->gas_limit);
    if (fee->granter.len > 0) {
        writer_byte(writer, ',');
        write_member(writer, "granter", fee->granter);
    }
    if (fee->payer.len > 0) {
        writer_byte(writer, ',');
        write_member(writer, "payer", fee->payer);
    }
    writer_byte(writer, '}');
}

static status amino_bytes(struct arena *arena, const struct tx *tx,
                          const struct sign_context *context, struct bytes *out)
{
    if (tx->has_unknown_non_criticals)
        return tx_error(arena, "unknown non-critical field in the body of an amino transaction");
    struct writer writer = writer_new(arena, 1024);
    writer_format(&writer, "{\"account_number\":\"%llu\",",
                  (unsigned long long)context->account_number);
    write_member(&writer, "chain_id", context->chain_id);
    writer_text(&writer, ",\"fee\":");
    write_fee(&writer, tx->auth_info.fee);
    writer_byte(&writer, ',');
    write_member(&writer, "memo", tx->body.memo);
    writer_text(&writer, ",\"msgs\":[");
    for (size_t i = 0; i < tx->message_count; i++) {
        if (i > 0)
            writer_byte(&writer, ',');
        TRY(amino_json_write_any(&writer, context->registry, tx->messages[i].any->type_url,
                                 tx->messages[i].any->value));
    }
    writer_format(&writer, "],\"sequence\":\"%llu\"", (unsigned long long)context->sequence);
    if (tx->body.timeout_height != 0)
        writer_format(&writer, ",\"timeout_height\":\"%llu\"",
                      (unsigned long long)tx->body.timeout_height);
    writer_byte(&writer, '}');
    *out = writer_done(&writer);
    return NULL;
}

/* The amino document laid out over lines, behind Ethereum's prefix and its length. */
static status eip191_bytes(struct arena *arena, const struct tx *tx,
                           const struct sign_context *context, struct bytes *out)
{
    struct bytes document;
    struct json_value value;
    TRY(amino_bytes(arena, tx, context, &document));
    TRY(json_parse(arena, document, 0, &value));
    struct writer pretty = writer_new(arena, 2 * document.len);
    json_write_indented(&pretty, &value, 4);
    struct bytes prefix = arena_format(arena,
                                       "\x19"
                                       "Ethereum Signed Message:\n%zu",
                                       pretty.len);
    *out = ARENA_CONCAT(arena, prefix, writer_done(&pretty));
    return NULL;
}

status sign_bytes(struct arena *arena, const struct tx *tx, int32_t mode,
                  const struct sign_context *context, struct bytes *out)
{
    switch (mode) {
    case SIGN_MODE_DIRECT:
        *out = direct_bytes(arena, tx, context);
        return NULL;
    case SIGN_MODE_TEXTUAL:
        return textual_bytes(arena, tx, context, out);
    case SIGN_MODE_DIRECT_AUX:
        return direct_aux_bytes(arena, tx, context, out);
    case SIGN_MODE_LEGACY_AMINO_JSON:
        return amino_bytes(arena, tx, context, out);
    case SIGN_MODE_EIP_191:
        return eip191_bytes(arena, tx, context, out);
    default:
        break;
    }
    struct bytes name = sign_mode_name(arena, mode);
    return tx_error(arena, "unsupported sign mode %.*s", BYTES_ARG(name));
}
