#include "node/api/event_json.h"

#include "common/crypto/hash.h"
#include "common/encoding/hex.h"
#include "node/api/rpc_json.h"

static const char *kind_name(enum event_kind kind)
{
    switch (kind) {
    case EVENT_NEW_BLOCK:
        return "NewBlock";
    case EVENT_NEW_BLOCK_HEADER:
        return "NewBlockHeader";
    case EVENT_NEW_BLOCK_EVENTS:
        return "NewBlockEvents";
    case EVENT_TX:
        return "Tx";
    case EVENT_VALIDATOR_SET_UPDATES:
        return "ValidatorSetUpdates";
    }
    return "";
}

/* The events of the application that are told along. */
static const struct tendermint_abci_event_list *application_events(const struct chain_event *event)
{
    static const struct tendermint_abci_event_list none;
    if (event->kind == EVENT_NEW_BLOCK || event->kind == EVENT_NEW_BLOCK_EVENTS)
        return &event->results->events;
    if (event->kind == EVENT_TX)
        return &event->results->tx_results.items[event->tx_index].events;
    return &none;
}

static struct bytes tx_hash(struct arena *arena, const struct chain_event *event)
{
    uint8_t hash[32];
    crypto_sha256(event->block->block.data.txs.items[event->tx_index], hash);
    return hex_upper(arena, BYTES_OF(hash));
}

/* ---- matching ---- */

static bool condition_met(struct arena *arena, const struct chain_event *event,
                          const struct query_condition *condition)
{
    if (bytes_is(condition->tag, "tm.event"))
        return query_condition_holds(condition, bytes_text(kind_name(event->kind)));
    if (event->kind == EVENT_TX && bytes_is(condition->tag, "tx.hash"))
        return query_condition_holds(condition, tx_hash(arena, event));
    if (event->kind == EVENT_TX && bytes_is(condition->tag, "tx.height"))
        return query_condition_holds(condition,
                                     arena_format(arena, "%lld", (long long)event->block->height));
    const struct tendermint_abci_event_list *list = application_events(event);
    for (size_t i = 0; i < list->count; i++) {
        const struct tendermint_abci_event *one = &list->items[i];
        if (!bytes_starts_with(condition->tag, one->type))
            continue;
        for (size_t k = 0; k < one->attributes.count; k++)
            if (query_tag_is(condition->tag, one->type, one->attributes.items[k].key) &&
                query_condition_holds(condition, one->attributes.items[k].value))
                return true;
    }
    return false;
}

bool chain_event_matches(struct arena *arena, const struct chain_event *event,
                         const struct query *query)
{
    for (size_t i = 0; i < query->count; i++)
        if (!condition_met(arena, event, &query->conditions[i]))
            return false;
    return true;
}

/* ---- JSON ---- */

static void write_tx(struct writer *out, const struct chain_event *event)
{
    writer_text(out, "{\"TxResult\":{\"height\":");
    rpc_json_i64(out, event->block->height);
    if (event->tx_index != 0)
        writer_format(out, ",\"index\":%u", event->tx_index);
    writer_text(out, ",\"tx\":");
    rpc_json_base64(out, event->block->block.data.txs.items[event->tx_index]);
    writer_text(out, ",\"result\":");
    rpc_json_tx_result_tags(out, &event->results->tx_results.items[event->tx_index]);
    writer_text(out, "}}");
}

static void write_block(struct writer *out, const struct chain_event *event)
{
    writer_text(out, "{\"block\":");
    rpc_json_block(out, &event->block->block);
    writer_text(out, ",\"block_id\":");
    rpc_json_block_id(out, &event->block->commit.block_id);
    writer_text(out, ",\"result_finalize_block\":");
    rpc_json_finalize_block(out, event->results);
    writer_byte(out, '}');
}

static void write_updates(struct writer *out, const struct chain_event *event)
{
    const struct tendermint_abci_validator_update_list *updates =
        &event->results->validator_updates;
    writer_text(out, "{\"validator_updates\":[");
    for (size_t i = 0; i < updates->count; i++) {
        struct light_validator validator;
        if (light_validator_make(out->arena, &updates->items[i].pub_key, updates->items[i].power,
                                 &validator) != NULL)
            continue;
        if (i != 0)
            writer_byte(out, ',');
        rpc_json_validator(out, &validator);
    }
    writer_text(out, "]}");
}

static void write_value(struct writer *out, const struct chain_event *event)
{
    switch (event->kind) {
    case EVENT_NEW_BLOCK:
        write_block(out, event);
        break;
    case EVENT_NEW_BLOCK_HEADER:
        writer_text(out, "{\"header\":");
        rpc_json_header(out, &event->block->block.header);
        writer_byte(out, '}');
        break;
    case EVENT_NEW_BLOCK_EVENTS:
        writer_text(out, "{\"height\":");
        rpc_json_i64(out, event->block->height);
        writer_text(out, ",\"events\":");
        rpc_json_events(out, &event->results->events, true);
        writer_text(out, ",\"num_txs\":");
        rpc_json_u64(out, event->block->block.data.txs.count);
        writer_byte(out, '}');
        break;
    case EVENT_TX:
        write_tx(out, event);
        break;
    case EVENT_VALIDATOR_SET_UPDATES:
        write_updates(out, event);
        break;
    }
}

/* Whether an earlier attribute has the same type and key: its list of values was written there. */
static bool seen_before(const struct tendermint_abci_event_list *list, size_t event,
                        size_t attribute)
{
    struct bytes type = list->items[event].type;
    struct bytes key = list->items[event].attributes.items[attribute].key;
    for (size_t i = 0; i <= event; i++) {
        if (!bytes_equal(list->items[i].type, type))
            continue;
        size_t count = i == event ? attribute : list->items[i].attributes.count;
        for (size_t k = 0; k < count; k++)
            if (bytes_equal(list->items[i].attributes.items[k].key, key))
                return true;
    }
    return false;
}

static void write_values(struct writer *out, const struct tendermint_abci_event_list *list,
                         struct bytes type, struct bytes key)
{
    char before = '[';
    for (size_t i = 0; i < list->count; i++) {
        if (!bytes_equal(list->items[i].type, type))
            continue;
        for (size_t k = 0; k < list->items[i].attributes.count; k++) {
            if (!bytes_equal(list->items[i].attributes.items[k].key, key))
                continue;
            writer_byte(out, (uint8_t)before);
            rpc_json_text(out, list->items[i].attributes.items[k].value);
            before = ',';
        }
    }
    writer_byte(out, ']');
}

/* Each "type.key" once, with all its values. */
static void write_event_map(struct writer *out, const struct chain_event *event)
{
    const struct tendermint_abci_event_list *list = application_events(event);
    writer_format(out, "{\"tm.event\":[\"%s\"]", kind_name(event->kind));
    if (event->kind == EVENT_TX)
        writer_format(out, ",\"tx.hash\":[\"%.*s\"],\"tx.height\":[\"%lld\"]",
                      BYTES_ARG(tx_hash(out->arena, event)), (long long)event->block->height);
    for (size_t i = 0; i < list->count; i++) {
        const struct tendermint_abci_event *one = &list->items[i];
        for (size_t k = 0; one->type.len != 0 && k < one->attributes.count; k++) {
            struct bytes key = one->attributes.items[k].key;
            if (key.len == 0 || seen_before(list, i, k))
                continue;
            writer_byte(out, ',');
            rpc_json_text(out, ARENA_CONCAT(out->arena, one->type, BYTES("."), key));
            writer_byte(out, ':');
            write_values(out, list, one->type, key);
        }
    }
    writer_byte(out, '}');
}

void chain_event_write(struct writer *out, const struct chain_event *event)
{
    writer_format(out, "{\"type\":\"tendermint/event/%s\",\"value\":", kind_name(event->kind));
    write_value(out, event);
    writer_text(out, "},\"events\":");
    write_event_map(out, event);
}
