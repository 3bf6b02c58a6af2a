#include "node/app/replay_compare.h"

#include "common/encoding/base64.h"
#include "common/encoding/hex.h"
#include "common/encoding/protobuf.h"
#include "common/encoding/text.h"
#include "common/light/hash.h"

enum { SHOWN_BYTES_MAX = 4096 };

bool report_full(const struct replay_report *report)
{
    size_t limit = report->options->differences_max;
    return report->summary->differences >= (limit == 0 ? 1 : limit);
}

void report_text(struct replay_report *report, const char *field, struct bytes got,
                 struct bytes recorded)
{
    if (bytes_equal(got, recorded) || report_full(report))
        return;
    report->summary->differences++;
    size_t got_len = got.len < SHOWN_BYTES_MAX ? got.len : SHOWN_BYTES_MAX;
    size_t recorded_len = recorded.len < SHOWN_BYTES_MAX ? recorded.len : SHOWN_BYTES_MAX;
    fprintf(report->options->out, "height %lld, %.*s, %s: %.*s\n    recorded: %.*s\n",
            (long long)report->height, BYTES_ARG(report->place), field, (int)got_len,
            (const char *)got.data, (int)recorded_len, (const char *)recorded.data);
}

void report_hex(struct replay_report *report, const char *field, struct bytes got,
                struct bytes recorded)
{
    if (!bytes_equal(got, recorded))
        report_text(report, field, hex_lower(report->arena, got),
                    hex_lower(report->arena, recorded));
}

void report_number(struct replay_report *report, const char *field, int64_t got, int64_t recorded)
{
    if (got == recorded)
        return;
    report_text(report, field, arena_format(report->arena, "%lld", (long long)got),
                arena_format(report->arena, "%lld", (long long)recorded));
}

/* Events as one text, so that a difference shows whole events. */
static struct bytes event_text(struct arena *arena, const struct tendermint_abci_event *event)
{
    struct writer writer = writer_new(arena, 256);
    writer_bytes(&writer, event->type);
    for (size_t i = 0; i < event->attributes.count; i++) {
        const struct tendermint_abci_event_attribute *attribute = &event->attributes.items[i];
        writer_text(&writer, i == 0 ? "{" : ", ");
        writer_bytes(&writer, attribute->key);
        writer_byte(&writer, '=');
        writer_bytes(&writer, attribute->value);
        writer_text(&writer, attribute->index ? "" : " (not indexed)");
    }
    writer_byte(&writer, '}');
    return writer_done(&writer);
}

static struct bytes recorded_event_text(struct arena *arena, const struct json_value *event)
{
    const struct json_value *attributes = json_member(event, "attributes");
    struct writer writer = writer_new(arena, 256);
    writer_bytes(&writer, recording_text(event, "type"));
    for (size_t i = 0; attributes != NULL && i < attributes->count; i++) {
        const struct json_value *attribute = &attributes->items[i];
        writer_text(&writer, i == 0 ? "{" : ", ");
        if (attribute->kind == JSON_ARRAY && attribute->count == 3) {
            writer_bytes(&writer, attribute->items[0].text);
            writer_byte(&writer, '=');
            writer_bytes(&writer, attribute->items[1].text);
            writer_text(&writer, attribute->items[2].boolean ? "" : " (not indexed)");
        }
    }
    writer_byte(&writer, '}');
    return writer_done(&writer);
}

static void compare_events(struct replay_report *report,
                           const struct tendermint_abci_event_list *events,
                           const struct json_value *recorded)
{
    size_t recorded_count = recorded == NULL ? 0 : recorded->count;
    size_t most = events->count > recorded_count ? events->count : recorded_count;
    for (size_t i = 0; i < most; i++) {
        struct bytes got =
            i < events->count ? event_text(report->arena, &events->items[i]) : BYTES("(none)");
        struct bytes wanted = i < recorded_count
                                  ? recorded_event_text(report->arena, &recorded->items[i])
                                  : BYTES("(none)");
        if (bytes_equal(got, wanted))
            continue;
        struct bytes field = arena_format(report->arena, "event %zu", i);
        report_text(report, arena_text(report->arena, field), got, wanted);
        return;
    }
}

static void compare_result(struct replay_report *report,
                           const struct tendermint_abci_exec_tx_result *result,
                           const struct json_value *recorded)
{
    struct arena *arena = report->arena;
    report_number(report, "code", result->code, recording_number(recorded, "code"));
    report_text(report, "codespace", result->codespace, recording_text(recorded, "codespace"));
    report_text(report, "log", result->log, recording_log(arena, recorded));
    report_hex(report, "data", result->data, recording_base64(arena, recorded, "data"));
    report_number(report, "gas_wanted", result->gas_wanted,
                  recording_number(recorded, "gas_wanted"));
    report_number(report, "gas_used", result->gas_used, recording_number(recorded, "gas_used"));
    compare_events(report, &result->events, json_member(recorded, "events"));
}

void compare_results(struct replay_report *report,
                     const struct tendermint_abci_response_finalize_block *response,
                     const struct json_value *block)
{
    const struct json_value *results = json_member(block, "results");
    size_t recorded = results == NULL ? 0 : results->count;
    report->place = BYTES("block");
    report_number(report, "results", (int64_t)response->tx_results.count, (int64_t)recorded);
    for (size_t i = 0; i < recorded && i < response->tx_results.count; i++) {
        report->place = arena_format(report->arena, "tx %zu", i);
        compare_result(report, &response->tx_results.items[i], &results->items[i]);
    }
}

/* The recorder put one U+FFFD for each run of bytes that are no UTF-8 (Go's ToValidUTF8). */
static struct bytes valid_text(struct arena *arena, struct bytes text)
{
    struct writer writer = writer_new(arena, text.len + 16);
    bool in_run = false;
    while (text.len > 0) {
        size_t width;
        uint32_t rune = text_rune(text, &width);
        bool bad = rune == TEXT_REPLACEMENT && width == 1;
        if (!bad || !in_run)
            text_write_rune(&writer, rune);
        in_run = bad;
        text = bytes_from(text, width);
    }
    return writer_done(&writer);
}

void compare_check_tx(struct replay_report *report, size_t index,
                      const struct tendermint_abci_response_check_tx *response,
                      const struct json_value *recorded)
{
    report->place = arena_format(report->arena, "tx %zu, CheckTx", index);
    report_number(report, "code", response->code, recording_number(recorded, "code"));
    report_text(report, "codespace", response->codespace, recording_text(recorded, "codespace"));
    report_text(report, "log", valid_text(report->arena, response->log),
                recording_text(recorded, "log"));
    report_number(report, "gas_wanted", response->gas_wanted,
                  recording_number(recorded, "gas_wanted"));
    report_number(report, "gas_used", response->gas_used, recording_number(recorded, "gas_used"));
}

static struct bytes updates_text(struct arena *arena,
                                 const struct tendermint_abci_validator_update_list *updates)
{
    struct writer writer = writer_new(arena, 128);
    for (size_t i = 0; i < updates->count; i++) {
        const struct tendermint_abci_validator_update *update = &updates->items[i];
        bool is_ed25519 = update->pub_key.sum_case == 1;
        writer_text(&writer, is_ed25519 ? "ed25519 " : "secp256k1 ");
        base64_write(&writer, is_ed25519 ? update->pub_key.ed25519 : update->pub_key.secp256k1);
        writer_format(&writer, " %lld; ", (long long)update->power);
    }
    return writer_done(&writer);
}

static struct bytes recorded_updates_text(struct arena *arena, const struct json_value *updates)
{
    struct writer writer = writer_new(arena, 128);
    for (size_t i = 0; updates != NULL && i < updates->count; i++) {
        const struct json_value *update = &updates->items[i];
        bool is_ed25519 = json_member(update, "ed25519") != NULL;
        writer_text(&writer, is_ed25519 ? "ed25519 " : "secp256k1 ");
        writer_bytes(&writer, recording_text(update, is_ed25519 ? "ed25519" : "secp256k1"));
        writer_format(&writer, " %lld; ", (long long)recording_number(update, "power"));
    }
    return writer_done(&writer);
}

void compare_block(struct replay_report *report,
                   const struct tendermint_abci_response_finalize_block *response,
                   const struct json_value *block)
{
    struct arena *arena = report->arena;
    uint8_t hash[LIGHT_HASH_BYTES];
    report->place = BYTES("block events");
    compare_events(report, &response->events, json_member(block, "block_events"));
    report->place = BYTES("block");
    report_text(report, "validator_updates", updates_text(arena, &response->validator_updates),
                recorded_updates_text(arena, json_member(block, "validator_updates")));
    report_hex(report, "consensus_param_updates",
               protobuf_encode(arena, &tendermint_types_consensus_params_type,
                               response->consensus_param_updates),
               recording_base64(arena, block, "consensus_param_updates"));
    light_results_hash(arena, response->tx_results.items, response->tx_results.count, hash);
    report_hex(report, "last_results_hash", BYTES_OF(hash),
               recording_hex(arena, block, "last_results_hash_after"));
}

void compare_stores(struct replay_report *report, const struct store_view *view,
                    const struct json_value *block)
{
    const struct json_value *stores = json_member(block, "stores");
    uint8_t root[32];
    for (int i = 0; stores != NULL && i < STORE_COUNT; i++) {
        struct bytes recorded = recording_hex(report->arena, stores, store_name((enum store_id)i));
        view_store_root(view, (enum store_id)i, root);
        if (bytes_equal(BYTES_OF(root), recorded) || report->store_told[i])
            continue;
        report->store_told[i] = true;
        report->place = arena_format(report->arena, "store %s", store_name((enum store_id)i));
        report_hex(report, "root", BYTES_OF(root), recorded);
    }
    view_app_hash(view, root);
    struct bytes app_hash = recording_hex(report->arena, block, "app_hash_after");
    if (bytes_equal(BYTES_OF(root), app_hash) || report->app_hash_told)
        return;
    report->app_hash_told = true;
    report->place = BYTES("block");
    report_hex(report, "app_hash", BYTES_OF(root), app_hash);
}
