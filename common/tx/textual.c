#include "common/tx/textual.h"

#include "common/crypto/hash.h"
#include "common/encoding/hex.h"
#include "common/encoding/protobuf.h"
#include "common/tx/errors.h"
#include "common/tx/textual_internal.h"

/* The transaction as the signer's device shows it: an envelope of titled fields, each rendered into
 * screens, then all screens as CBOR (cosmos-sdk: x/tx/signing/textual). */

enum { CBOR_UINT = 0, CBOR_TEXT = 3, CBOR_ARRAY = 4, CBOR_MAP = 5, CBOR_TRUE = 0xf5 };
enum { KEY_SCREENS = 1, KEY_TITLE = 1, KEY_CONTENT = 2, KEY_INDENT = 3, KEY_EXPERT = 4 };

/* A head in the shortest form: major type and number. */
static void cbor_head(struct writer *writer, unsigned major, uint64_t number)
{
    unsigned bytes = number < 24 ? 0 : number < 256 ? 1 : number < 65536 ? 2 : number >> 32 ? 8 : 4;
    static const uint8_t EXTRA[] = {0, 24, 25, 0, 26, 0, 0, 0, 27};
    uint8_t low = bytes == 0 ? (uint8_t)number : EXTRA[bytes];
    writer_byte(writer, (uint8_t)(major << 5 | low));
    for (unsigned i = bytes; i > 0; i--)
        writer_byte(writer, (uint8_t)(number >> (8 * (i - 1))));
}

static void cbor_text(struct writer *writer, unsigned key, struct bytes text)
{
    if (text.len == 0)
        return;
    cbor_head(writer, CBOR_UINT, key);
    cbor_head(writer, CBOR_TEXT, text.len);
    writer_bytes(writer, text);
}

static void cbor_screen(struct writer *writer, const struct screen *screen)
{
    unsigned members =
        (screen->title.len > 0) + (screen->content.len > 0) + (screen->indent > 0) + screen->expert;
    cbor_head(writer, CBOR_MAP, members);
    cbor_text(writer, KEY_TITLE, screen->title);
    cbor_text(writer, KEY_CONTENT, screen->content);
    if (screen->indent > 0) {
        cbor_head(writer, CBOR_UINT, KEY_INDENT);
        cbor_head(writer, CBOR_UINT, (uint64_t)screen->indent);
    }
    if (screen->expert) {
        cbor_head(writer, CBOR_UINT, KEY_EXPERT);
        writer_byte(writer, CBOR_TRUE);
    }
}

/* One field of the envelope: what a renderer has added since `from` gets the field's title and, for
 * experts' eyes, their mark. */
static void finish(struct screens *screens, size_t from, const char *title, bool expert)
{
    screens->items[from].title = bytes_text(title);
    for (size_t i = from; expert && i < screens->count; i++)
        screens->items[i].expert = true;
}

static void add_text(struct screens *screens, const char *title, bool expert, struct bytes text)
{
    if (text.len == 0)
        return;
    size_t from = screens->count;
    screen_add(screens, text);
    finish(screens, from, title, expert);
}

static void add_number(struct screens *screens, const char *title, bool expert, uint64_t number)
{
    if (number == 0)
        return;
    struct bytes digits = arena_format(screens->arena, "%llu", (unsigned long long)number);
    add_text(screens, title, expert, textual_grouped(screens->arena, digits));
}

/* A list of Any: how many, each of them, and an end. */
static status add_anys(struct screens *screens, const char *title, bool expert,
                       const struct google_protobuf_any *items, size_t count)
{
    if (count == 0)
        return NULL;
    size_t from = screens->count;
    TRY(textual_any_list(screens, title, items, count));
    finish(screens, from, title, expert);
    return NULL;
}

/* Signers whose key is not that of the one who signs. */
static status add_other_signers(struct screens *screens, const struct tx *tx,
                                const struct google_protobuf_any *own)
{
    const struct cosmos_tx_v1beta1_signer_info_list *infos = &tx->auth_info.signer_infos;
    struct bytes *others = ARENA_ARRAY(screens->arena, struct bytes, infos->count + 1);
    size_t count = 0;
    for (size_t i = 0; i < infos->count; i++) {
        if (infos->items[i].public_key == NULL)
            return tx_panic(screens->arena, TX_NIL_POINTER);
        if (!bytes_equal(infos->items[i].public_key->value, own->value))
            others[count++] = protobuf_encode(screens->arena, &cosmos_tx_v1beta1_signer_info_type,
                                              &infos->items[i]);
    }
    if (count == 0)
        return NULL;
    size_t from = screens->count;
    TRY(textual_message_list(screens, "Other signer", &cosmos_tx_v1beta1_signer_info_type, others,
                             count));
    finish(screens, from, "Other signer", true);
    return NULL;
}

static struct bytes raw_hash(struct arena *arena, const struct tx *tx)
{
    uint8_t body[8], auth[8], hash[32];
    store_be64(body, tx->body_bytes.len);
    store_be64(auth, tx->auth_info_bytes.len);
    CRYPTO_SHA256(hash, BYTES_OF(body), tx->body_bytes, BYTES_OF(auth), tx->auth_info_bytes);
    return hex_lower(arena, BYTES_OF(hash));
}

static status add_messages(struct screens *screens, const struct tx *tx)
{
    size_t from = screens->count, count = tx->body.messages.count;
    TRY(textual_any_list(screens, "Message", tx->body.messages.items, count));
    screens->items[from].content = arena_format(
        screens->arena, "This transaction has %zu Message%s", count, count == 1 ? "" : "s");
    return NULL;
}

static status add_fees(struct screens *screens, const struct cosmos_tx_v1beta1_fee *fee)
{
    struct bytes text;
    if (fee->amount.count == 0)
        return NULL;
    TRY(textual_coins(screens, &fee->amount, &text));
    add_text(screens, "Fees", false, text);
    return NULL;
}

status textual_bytes(struct arena *arena, const struct tx *tx, const struct sign_context *context,
                     struct bytes *out)
{
    struct screens screens = {.arena = arena, .context = context};
    const struct cosmos_tx_v1beta1_fee *fee = tx->auth_info.fee;
    const struct google_protobuf_any *key = public_key_pack(arena, context->key);
    add_text(&screens, "Chain id", false, context->chain_id);
    add_number(&screens, "Account number", false, context->account_number);
    add_number(&screens, "Sequence", false, context->sequence);
    add_text(&screens, "Address", true, context->address);
    size_t from = screens.count;
    TRY(textual_any(&screens, key));
    finish(&screens, from, "Public key", true);
    TRY(add_messages(&screens, tx));
    add_text(&screens, "Memo", false, tx->body.memo);
    TRY(add_fees(&screens, fee));
    add_text(&screens, "Fee payer", true, fee->payer);
    add_text(&screens, "Fee granter", true, fee->granter);
    add_number(&screens, "Gas limit", true, fee->gas_limit);
    add_number(&screens, "Timeout height", true, tx->body.timeout_height);
    TRY(add_other_signers(&screens, tx, key));
    TRY(add_anys(&screens, "Extension options", true, tx->body.extension_options.items,
                 tx->body.extension_options.count));
    TRY(add_anys(&screens, "Non critical extension options", true,
                 tx->body.non_critical_extension_options.items,
                 tx->body.non_critical_extension_options.count));
    add_text(&screens, "Hash of raw bytes", true, raw_hash(arena, tx));
    struct writer writer = writer_new(arena, 2048);
    cbor_head(&writer, CBOR_MAP, 1);
    cbor_head(&writer, CBOR_UINT, KEY_SCREENS);
    cbor_head(&writer, CBOR_ARRAY, screens.count);
    for (size_t i = 0; i < screens.count; i++)
        cbor_screen(&writer, &screens.items[i]);
    *out = writer_done(&writer);
    return NULL;
}
