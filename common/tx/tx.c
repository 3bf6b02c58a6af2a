#include "common/tx/tx.h"

#include "common/base/sort.h"
#include "common/crypto/hash.h"
#include "common/encoding/protobuf.h"
#include "common/tx/address.h"
#include "common/tx/errors.h"
#include "common/tx/strict.h"
#include "common/tx/wire.h"

bool tx_is_message(const struct message_type *type)
{
    struct bytes name = bytes_text(type->full_name);
    for (size_t dot = bytes_find(name, '.'); dot < name.len; dot = bytes_find(name, '.'))
        name = bytes_from(name, dot + 1);
    if (!bytes_starts_with(name, BYTES("Msg")) && !bytes_is(name, "RaAuthenticate"))
        return false;
    for (size_t i = 0; i < type->field_count; i++)
        if (type->fields[i].flags & FIELD_SIGNER)
            return true;
    return false;
}

static status parse_error(struct arena *arena, status cause)
{
    return error_wrap_bytes(arena, &TX_DECODE, cause->text);
}

#define PARSE(call)                                                                                \
    do {                                                                                           \
        status parse_status_ = (call);                                                             \
        if (parse_status_ != NULL)                                                                 \
            return parse_error(arena, parse_status_);                                              \
    } while (0)

struct unpacking {
    struct arena *arena;
    const struct message_registry *registry;
    size_t calls; /* left for the message of the transaction that is being unpacked */
};

static bool implements(const struct message_type *type, const char *interface)
{
    for (const char *const *name = type->implements; name != NULL && *name != NULL; name++)
        if (strcmp(*name, interface) == 0)
            return true;
    return false;
}

/* What may stand in an Any of this field; `field` is NULL for a message of the transaction itself.
 * Where the schema names no interface, lists of messages hold messages, and others (clients and
 * proofs of IBC) any type that is known. */
static bool accepts(const struct field_type *field, const struct google_protobuf_any *any,
                    const struct message_type *type)
{
    if (field == NULL || strcmp(field->name, "messages") == 0 || strcmp(field->name, "msgs") == 0)
        return tx_is_message(type);
    if (field->accepts == NULL)
        return true;
    if (strcmp(field->accepts, "cosmos.crypto.PubKey") == 0)
        return bytes_starts_with(any->type_url, BYTES("/cosmos.crypto."));
    return type->implements == NULL || implements(type, field->accepts);
}

static status unpack(struct unpacking *how, const struct field_type *field,
                     const struct google_protobuf_any *any, size_t depth,
                     const struct message_type **type, const void **message);

static status unpack_inner(struct unpacking *how, const struct message_type *type,
                           const void *message, size_t depth);

/* One message field: an Any is unpacked, others are looked into. */
static status unpack_field(struct unpacking *how, const struct field_type *field, const void *item,
                           size_t depth)
{
    if (field->message != &google_protobuf_any_type)
        return unpack_inner(how, field->message, item, depth);
    const struct message_type *type;
    const void *message;
    return unpack(how, field, item, depth + 1, &type, &message);
}

static status unpack_inner(struct unpacking *how, const struct message_type *type,
                           const void *message, size_t depth)
{
    for (size_t i = 0; i < type->field_count; i++) {
        const struct field_type *field = &type->fields[i];
        if (field->kind != FIELD_MESSAGE || field->message->field_count == 0)
            continue;
        const void *at = (const uint8_t *)message + field->offset;
        if (field->flags & FIELD_REPEATED) {
            const struct {
                const uint8_t *items;
                size_t count;
            } *list = at;
            for (size_t item = 0; item < list->count; item++)
                TRY(unpack_field(how, field, list->items + item * field->message->size, depth));
            continue;
        }
        const void *inner = field->flags & FIELD_EMBEDDED ? at : *(const void *const *)at;
        if (inner != NULL)
            TRY(unpack_field(how, field, inner, depth));
    }
    return NULL;
}

static status unpack(struct unpacking *how, const struct field_type *field,
                     const struct google_protobuf_any *any, size_t depth,
                     const struct message_type **type, const void **message)
{
    *type = NULL;
    *message = NULL;
    if (depth == TX_UNPACK_DEPTH_MAX)
        return tx_error(how->arena, "max depth exceeded");
    if (how->calls == 0)
        return tx_error(how->arena, "call limit exceeded");
    if (any->type_url.len == 0)
        return NULL;
    how->calls--;
    *type = any->type_url.data[0] != '/'
                ? NULL
                : registry_find(how->registry, bytes_from(any->type_url, 1));
    if (*type == NULL || !accepts(field, any, *type))
        return tx_error(how->arena,
                        "no concrete type registered for type URL %.*s against interface %s",
                        BYTES_ARG(any->type_url), field == NULL ? "*types.Msg" : "*interface {}");
    void *decoded = arena_alloc(how->arena, (*type)->size);
    TRY(protobuf_decode(how->arena, *type, any->value, decoded));
    *message = decoded;
    return unpack_inner(how, *type, decoded, depth);
}

status tx_unpack_message(struct arena *arena, const struct message_registry *registry,
                         const struct google_protobuf_any *any, const struct message_type **type,
                         const void **message)
{
    struct unpacking how = {arena, registry, TX_UNPACK_CALLS_MAX};
    return unpack(&how, NULL, any, 0, type, message);
}

static status decode_body(struct arena *arena, const struct message_registry *registry,
                          struct tx *tx)
{
    PARSE(strict_fields(arena, registry, &cosmos_tx_v1beta1_tx_body_type, tx->body_bytes,
                        &tx->has_unknown_non_criticals));
    PARSE(protobuf_decode(arena, &cosmos_tx_v1beta1_tx_body_type, tx->body_bytes, &tx->body));
    tx->message_count = tx->body.messages.count;
    tx->messages = ARENA_ARRAY(arena, struct tx_message, tx->message_count + 1);
    for (size_t i = 0; i < tx->message_count; i++) {
        struct tx_message *message = &tx->messages[i];
        message->any = &tx->body.messages.items[i];
        PARSE(tx_unpack_message(arena, registry, message->any, &message->type, &message->message));
    }
    if (tx->body.extension_options.count + tx->body.non_critical_extension_options.count > 0)
        return error_wrap(arena, &TX_DECODE,
                          "no registered implementations of type tx.TxExtensionOptionI");
    return NULL;
}

static status decode_auth_info(struct arena *arena, const struct message_registry *registry,
                               struct tx *tx)
{
    PARSE(strict_fields(arena, registry, &cosmos_tx_v1beta1_auth_info_type, tx->auth_info_bytes,
                        NULL));
    PARSE(protobuf_decode(arena, &cosmos_tx_v1beta1_auth_info_type, tx->auth_info_bytes,
                          &tx->auth_info));
    size_t count = tx->auth_info.signer_infos.count;
    tx->public_keys = ARENA_ARRAY(arena, struct public_key, count + 1);
    for (size_t i = 0; i < count; i++) {
        const struct google_protobuf_any *key = tx->auth_info.signer_infos.items[i].public_key;
        if (key != NULL && key->type_url.len > 0)
            PARSE(public_key_parse(arena, key, &tx->public_keys[i]));
    }
    return NULL;
}

/* One signer where it was found, for telling doubles from firsts. */
struct place {
    struct bytes address;
    size_t at;
};

static int by_address(const void *left, const void *right)
{
    return bytes_compare(((const struct place *)left)->address,
                         ((const struct place *)right)->address);
}

/* distinct keeps the first of each address, in order. */
static struct bytes_list distinct(struct arena *arena, struct bytes_list list)
{
    struct place *places = ARENA_ARRAY(arena, struct place, list.count + 1);
    bool *again = ARENA_ARRAY(arena, bool, list.count + 1);
    for (size_t i = 0; i < list.count; i++)
        places[i] = (struct place){list.items[i], i};
    sort_stable(arena, places, list.count, sizeof(struct place), by_address);
    for (size_t i = 1; i < list.count; i++)
        again[places[i].at] = bytes_equal(places[i - 1].address, places[i].address);
    struct bytes_list kept = {ARENA_ARRAY(arena, struct bytes, list.count + 1), 0};
    for (size_t i = 0; i < list.count; i++)
        if (!again[i])
            kept.items[kept.count++] = list.items[i];
    return kept;
}

/* find_signers fills tx->signers with each address once. */
static status find_signers(struct arena *arena, struct tx *tx)
{
    struct writer all = writer_new(arena, 4 * sizeof(struct bytes));
    for (size_t i = 0; i < tx->message_count; i++) {
        struct bytes_list found;
        TRY(tx_message_signers(arena, tx->messages[i].type, tx->messages[i].message, &found));
        if (found.count > 0)
            tx->messages[i].signer = found.items[0];
        writer_bytes(&all, bytes_make(found.items, found.count * sizeof(struct bytes)));
    }
    if (tx->auth_info.fee != NULL && tx->auth_info.fee->payer.len > 0) {
        struct bytes payer;
        TRY(address_parse(arena, ADDRESS_ACCOUNT, tx->auth_info.fee->payer, &payer));
        writer_bytes(&all, bytes_make(&payer, sizeof(payer)));
    }
    struct bytes_list list = {ARENA_ARRAY(arena, struct bytes, all.len / sizeof(struct bytes) + 1),
                              all.len / sizeof(struct bytes)};
    if (list.count > 0)
        memcpy(list.items, all.data, all.len);
    tx->signers = list.count < 2 ? list : distinct(arena, list);
    return NULL;
}

status tx_decode(struct arena *arena, const struct message_registry *registry, struct bytes raw,
                 struct tx **out)
{
    struct cosmos_tx_v1beta1_tx_raw parts;
    PARSE(strict_tx_raw(arena, raw));
    PARSE(strict_fields(arena, registry, &cosmos_tx_v1beta1_tx_raw_type, raw, NULL));
    PARSE(protobuf_decode(arena, &cosmos_tx_v1beta1_tx_raw_type, raw, &parts));
    struct tx *tx = ARENA_NEW(arena, struct tx);
    tx->raw = raw;
    tx->body_bytes = parts.body_bytes;
    tx->auth_info_bytes = parts.auth_info_bytes;
    tx->signatures = parts.signatures;
    TRY(decode_body(arena, registry, tx));
    TRY(decode_auth_info(arena, registry, tx));
    for (size_t i = 0; i < tx->message_count; i++)
        if (tx->messages[i].type == NULL)
            return error_wrap(arena, &TX_DECODE, "message %zu has no type", i);
    tx->signers_refused = find_signers(arena, tx);
    crypto_sha256(raw, tx->hash);
    *out = tx;
    return NULL;
}

/* The fee as the original prints coins: amounts and denoms as given. */
static struct bytes fee_text(struct arena *arena, const struct cosmos_tx_v1beta1_fee *fee)
{
    struct writer writer = writer_new(arena, 64);
    for (size_t i = 0; i < fee->amount.count; i++) {
        if (i > 0)
            writer_byte(&writer, ',');
        writer_bytes(&writer, fee->amount.items[i].amount);
        writer_bytes(&writer, fee->amount.items[i].denom);
    }
    return writer_done(&writer);
}

static status check_fee(struct arena *arena, const struct cosmos_tx_v1beta1_fee *fee)
{
    if (fee == NULL)
        return tx_error(arena, "missing fee");
    if (fee->gas_limit > INT64_MAX)
        return error_wrap(arena, &TX_INVALID_REQUEST, "invalid gas supplied; %llu > %lld",
                          (unsigned long long)fee->gas_limit, (long long)INT64_MAX);
    for (size_t i = 0; i < fee->amount.count; i++)
        if (fee->amount.items[i].amount.len == 0)
            return error_wrap(arena, &TX_INSUFFICIENT_FEE, "invalid fee provided: null");
    for (size_t i = 0; i < fee->amount.count; i++)
        if (fee->amount.items[i].amount.data[0] == '-') {
            struct bytes text = fee_text(arena, fee);
            return error_wrap(arena, &TX_INSUFFICIENT_FEE, "invalid fee provided: %.*s",
                              BYTES_ARG(text));
        }
    if (fee->payer.len > 0) {
        struct bytes payer;
        status refused = address_parse_plain(arena, ADDRESS_ACCOUNT, fee->payer, &payer);
        if (refused != NULL)
            return error_wrap(arena, &TX_INVALID_ADDRESS, "Invalid fee payer address (%.*s)",
                              BYTES_ARG(refused->text));
    }
    return NULL;
}

status tx_check(struct arena *arena, const struct tx *tx)
{
    TRY(check_fee(arena, tx->auth_info.fee));
    if (tx->signatures.count == 0)
        return &TX_NO_SIGNATURES;
    TRY(tx->signers_refused);
    if (tx->signatures.count != tx->signers.count)
        return error_wrap(arena, &TX_UNAUTHORIZED, "wrong number of signers; expected %zu, got %zu",
                          tx->signers.count, tx->signatures.count);
    return NULL;
}

status tx_fee_payer(struct arena *arena, const struct tx *tx, struct bytes *payer)
{
    if (tx->auth_info.fee->payer.len > 0) {
        status refused = address_parse(arena, ADDRESS_ACCOUNT, tx->auth_info.fee->payer, payer);
        return refused == NULL ? NULL : tx_panic(arena, "%.*s", BYTES_ARG(refused->text));
    }
    if (tx->signers_refused != NULL || tx->signers.count == 0)
        return tx_panic(arena, "runtime error: index out of range [0] with length 0");
    *payer = tx->signers.items[0];
    return NULL;
}

status tx_fee_granter(struct arena *arena, const struct tx *tx, struct bytes *granter)
{
    *granter = bytes_make(NULL, 0);
    if (tx->auth_info.fee->granter.len == 0)
        return NULL;
    status refused = address_parse(arena, ADDRESS_ACCOUNT, tx->auth_info.fee->granter, granter);
    return refused == NULL ? NULL : tx_panic(arena, "%.*s", BYTES_ARG(refused->text));
}
