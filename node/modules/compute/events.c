#include "common/base/sort.h"
#include "common/encoding/text.h"
#include "node/chain/address.h"
#include "node/modules/compute/internal.h"

/* Unicode's white space, which Go's TrimSpace drops. */
static bool is_space(uint32_t rune)
{
    return (rune >= 0x09 && rune <= 0x0D) || rune == 0x20 || rune == 0x85 || rune == 0xA0 ||
           rune == 0x1680 || (rune >= 0x2000 && rune <= 0x200A) || rune == 0x2028 ||
           rune == 0x2029 || rune == 0x202F || rune == 0x205F || rune == 0x3000;
}

static struct bytes trim(struct bytes text)
{
    size_t first = text.len, end = 0, width;
    for (size_t at = 0; at < text.len; at += width) {
        if (is_space(text_rune(bytes_from(text, at), &width)))
            continue;
        if (first == text.len)
            first = at;
        end = at + width;
    }
    return first == text.len ? BYTES("") : bytes_slice(text, first, end - first);
}

/* Both without white space around them, but in the text about a missing key. */
static status check_attribute(struct arena *arena, struct bytes key, struct bytes value,
                              struct bytes whole_value)
{
    if (key.len == 0)
        return error_wrap_bytes(
            arena, &COMPUTE_INVALID_EVENT,
            ARENA_CONCAT(arena, BYTES("Empty attribute key. Value: "), whole_value));
    if (value.len == 0)
        return error_wrap_bytes(arena, &COMPUTE_INVALID_EVENT,
                                ARENA_CONCAT(arena, BYTES("Empty attribute value. Key: "), key));
    if (key.data[0] == '_')
        return error_wrap_bytes(
            arena, &COMPUTE_INVALID_EVENT,
            ARENA_CONCAT(arena, BYTES("Attribute key starts with reserved prefix _: '"), key,
                         BYTES("'")));
    return NULL;
}

static status emit_custom(struct context *ctx, struct bytes contract_text,
                          const struct secretd_contract_event *custom)
{
    struct bytes type = trim(custom->type);
    if (type.len < 3)
        return error_wrap_bytes(
            ctx->arena, &COMPUTE_INVALID_EVENT,
            ARENA_CONCAT(ctx->arena, BYTES("Event type too short: '"), type, BYTES("'")));
    struct event *event = event_emit(ctx->events, ARENA_CONCAT(ctx->arena, BYTES("wasm-"), type));
    event_attribute_add(ctx->events, event, BYTES("contract_address"), contract_text);
    for (size_t i = 0; i < custom->attributes.count; i++) {
        struct bytes key = trim(custom->attributes.items[i].key);
        struct bytes value = trim(custom->attributes.items[i].value);
        TRY(check_attribute(ctx->arena, key, value, custom->attributes.items[i].value));
        event_attribute_add(ctx->events, event, key, value);
    }
    return NULL;
}

status compute_emit(struct context *ctx, struct bytes contract,
                    const struct secretd_contract_answer *answer)
{
    struct bytes contract_text = address_text(ctx->arena, ADDRESS_ACCOUNT, contract);
    struct event *event = event_emit(ctx->events, BYTES("wasm"));
    event_attribute_add(ctx->events, event, BYTES("contract_address"), contract_text);
    for (size_t i = 0; i < answer->attributes.count; i++)
        if (!bytes_is(answer->attributes.items[i].key, "contract_address"))
            event_attribute_add(ctx->events, event, answer->attributes.items[i].key,
                                answer->attributes.items[i].value);
    for (size_t i = 0; i < answer->events.count; i++)
        TRY(emit_custom(ctx, contract_text, &answer->events.items[i]));
    return NULL;
}

static int by_key(const void *left, const void *right)
{
    const struct event_attribute *a = left, *b = right;
    return bytes_compare(a->key, b->key);
}

/* Events come past at every level of calls: mostly there is nothing to do. */
static bool is_sorted(const struct event *event)
{
    for (size_t i = 1; i < event->count; i++)
        if (by_key(&event->attributes[i - 1], &event->attributes[i]) > 0)
            return false;
    return true;
}

void compute_pass_events(struct event_list *to, struct event_list *from, bool sort)
{
    for (size_t i = 0; i < from->count; i++) {
        struct event *event = &from->items[i];
        if (bytes_is(event->type, "message"))
            continue;
        if (sort && !is_sorted(event))
            sort_stable(to->arena, event->attributes, event->count, sizeof *event->attributes,
                        by_key);
        *event_emit(to, event->type) = *event;
    }
}
