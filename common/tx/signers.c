#include "common/tx/address.h"
#include "common/tx/errors.h"
#include "common/tx/tx.h"

enum { SIGNER_DEPTH_MAX = 32, SIGNERS_MAX = 1 << 16 };

struct found {
    struct arena *arena;
    struct bytes *items;
    size_t count;
    size_t capacity;
};

static status add(struct found *found, struct bytes address)
{
    if (found->count == SIGNERS_MAX)
        return tx_error(found->arena, "too many signers");
    if (found->count == found->capacity) {
        size_t capacity = found->capacity == 0 ? 2 : found->capacity * 2;
        struct bytes *items = ARENA_ARRAY(found->arena, struct bytes, capacity);
        if (found->count > 0)
            memcpy(items, found->items, found->count * sizeof(struct bytes));
        found->items = items;
        found->capacity = capacity;
    }
    found->items[found->count++] = address;
    return NULL;
}

static status add_text(struct found *found, const struct field_type *field, struct bytes text)
{
    enum address_kind kind =
        field->meaning == MEANING_VALIDATOR_ADDRESS ? ADDRESS_VALIDATOR : ADDRESS_ACCOUNT;
    struct bytes address;
    TRY(address_parse(found->arena, kind, text, &address));
    return add(found, address);
}

static status add_signers(struct found *found, const struct message_type *type, const void *message,
                          size_t depth);

static status add_nested(struct found *found, const struct field_type *field, const void *at,
                         size_t depth)
{
    if (field->flags & FIELD_REPEATED) {
        /* Every list of messages has this shape. */
        const struct {
            const uint8_t *items;
            size_t count;
        } *list = at;
        for (size_t i = 0; i < list->count; i++)
            TRY(add_signers(found, field->message, list->items + i * field->message->size,
                            depth + 1));
        return NULL;
    }
    const void *inner = field->flags & FIELD_EMBEDDED ? at : *(const void *const *)at;
    if (inner == NULL)
        return address_parse(found->arena, ADDRESS_ACCOUNT, BYTES(""), &(struct bytes){0});
    return add_signers(found, field->message, inner, depth + 1);
}

static status add_signers(struct found *found, const struct message_type *type, const void *message,
                          size_t depth)
{
    if (depth > SIGNER_DEPTH_MAX)
        return tx_error(found->arena, "maximum recursion depth exceeded");
    for (size_t i = 0; i < type->field_count; i++) {
        const struct field_type *field = &type->fields[i];
        if (!(field->flags & FIELD_SIGNER))
            continue;
        const void *at = (const uint8_t *)message + field->offset;
        if (field->kind == FIELD_MESSAGE) {
            TRY(add_nested(found, field, at, depth));
        } else if (field->flags & FIELD_REPEATED) {
            const struct bytes_list *list = at;
            for (size_t item = 0; item < list->count; item++)
                TRY(add_text(found, field, list->items[item]));
        } else if (field->kind == FIELD_BYTES) {
            /* The existing network's fork takes the raw value as the address, unchecked. */
            TRY(add(found, *(const struct bytes *)at));
        } else {
            TRY(add_text(found, field, *(const struct bytes *)at));
        }
    }
    return NULL;
}

status tx_message_signers(struct arena *arena, const struct message_type *type, const void *message,
                          struct bytes_list *signers)
{
    struct found found = {.arena = arena};
    TRY(add_signers(&found, type, message, 0));
    *signers = (struct bytes_list){found.items, found.count};
    return NULL;
}
