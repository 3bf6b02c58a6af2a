#include "node/api/rpc_json.h"

#include "common/encoding/time_text.h"

void rpc_json_validator_updates(struct writer *out,
                                const struct tendermint_abci_validator_update_list *updates)
{
    if (updates->count == 0) {
        writer_text(out, "null");
        return;
    }
    for (size_t i = 0; i < updates->count; i++) {
        const struct tendermint_abci_validator_update *update = &updates->items[i];
        bool ed25519 = update->pub_key.sum_case == LIGHT_KEY_ED25519;
        writer_format(out,
                      "%s{\"pub_key\":{\"Sum\":{\"type\":\"tendermint.crypto.PublicKey_%s\","
                      "\"value\":{\"%s\":",
                      i == 0 ? "[" : ",", ed25519 ? "Ed25519" : "Secp256K1",
                      ed25519 ? "ed25519" : "secp256k1");
        rpc_json_base64(out, ed25519 ? update->pub_key.ed25519 : update->pub_key.secp256k1);
        writer_text(out, "}}}");
        if (update->power != 0) {
            writer_text(out, ",\"power\":");
            rpc_json_i64(out, update->power);
        }
        writer_byte(out, '}');
    }
    writer_byte(out, ']');
}

/* ---- results ---- */

/* An attribute is printed by jsonpb wherever it stands; an event leaves an empty list out where it
 * is not. */
static void write_events(struct writer *out, const struct tendermint_abci_event_list *events,
                         bool by_tags)
{
    writer_byte(out, '[');
    for (size_t i = 0; i < events->count; i++) {
        const struct tendermint_abci_event *event = &events->items[i];
        writer_text(out, i == 0 ? "{\"type\":" : ",{\"type\":");
        rpc_json_text(out, event->type);
        if (by_tags && event->attributes.count == 0) {
            writer_byte(out, '}');
            continue;
        }
        writer_text(out, ",\"attributes\":[");
        for (size_t k = 0; k < event->attributes.count; k++) {
            const struct tendermint_abci_event_attribute *attribute = &event->attributes.items[k];
            writer_text(out, k == 0 ? "{\"key\":" : ",{\"key\":");
            rpc_json_text(out, attribute->key);
            writer_text(out, ",\"value\":");
            rpc_json_text(out, attribute->value);
            writer_text(out, attribute->index ? ",\"index\":true}" : ",\"index\":false}");
        }
        writer_text(out, "]}");
    }
    writer_byte(out, ']');
}

void rpc_json_events(struct writer *out, const struct tendermint_abci_event_list *events,
                     bool null_if_empty)
{
    if (events->count == 0 && null_if_empty)
        writer_text(out, "null");
    else
        write_events(out, events, true);
}

void rpc_json_tx_result(struct writer *out, const struct tendermint_abci_exec_tx_result *result)
{
    writer_format(out, "{\"code\":%u,\"data\":", result->code);
    rpc_json_base64_or_null(out, result->data);
    writer_text(out, ",\"log\":");
    rpc_json_text(out, result->log);
    writer_text(out, ",\"info\":");
    rpc_json_text(out, result->info);
    writer_text(out, ",\"gas_wanted\":");
    rpc_json_i64(out, result->gas_wanted);
    writer_text(out, ",\"gas_used\":");
    rpc_json_i64(out, result->gas_used);
    writer_text(out, ",\"events\":");
    write_events(out, &result->events, false);
    writer_text(out, ",\"codespace\":");
    rpc_json_text(out, result->codespace);
    writer_byte(out, '}');
}

void rpc_json_check_tx(struct writer *out, const struct tendermint_abci_response_check_tx *check)
{
    /* The two have the same fields under the same names. */
    const struct tendermint_abci_exec_tx_result result = {
        .code = check->code,
        .data = check->data,
        .log = check->log,
        .info = check->info,
        .gas_wanted = check->gas_wanted,
        .gas_used = check->gas_used,
        .events = check->events,
        .codespace = check->codespace,
    };
    rpc_json_tx_result(out, &result);
}

/* Appends `,"name":` but for the first member, for which it is `{"name":`. */
static void member(struct writer *out, bool *first, const char *name)
{
    writer_format(out, "%c\"%s\":", *first ? '{' : ',', name);
    *first = false;
}

static void close_object(struct writer *out, bool empty)
{
    writer_text(out, empty ? "{}" : "}");
}

void rpc_json_tx_result_tags(struct writer *out,
                             const struct tendermint_abci_exec_tx_result *result)
{
    bool first = true;
    if (result->code != 0) {
        member(out, &first, "code");
        writer_format(out, "%u", result->code);
    }
    if (result->data.len != 0) {
        member(out, &first, "data");
        rpc_json_base64(out, result->data);
    }
    if (result->log.len != 0) {
        member(out, &first, "log");
        rpc_json_text(out, result->log);
    }
    if (result->info.len != 0) {
        member(out, &first, "info");
        rpc_json_text(out, result->info);
    }
    if (result->gas_wanted != 0) {
        member(out, &first, "gas_wanted");
        rpc_json_i64(out, result->gas_wanted);
    }
    if (result->gas_used != 0) {
        member(out, &first, "gas_used");
        rpc_json_i64(out, result->gas_used);
    }
    if (result->events.count != 0) {
        member(out, &first, "events");
        write_events(out, &result->events, true);
    }
    if (result->codespace.len != 0) {
        member(out, &first, "codespace");
        rpc_json_text(out, result->codespace);
    }
    close_object(out, first);
}

void rpc_json_query(struct writer *out, const struct tendermint_abci_response_query *query)
{
    writer_format(out, "{\"code\":%u,\"log\":", query->code);
    rpc_json_text(out, query->log);
    writer_text(out, ",\"info\":");
    rpc_json_text(out, query->info);
    writer_text(out, ",\"index\":");
    rpc_json_i64(out, query->index);
    writer_text(out, ",\"key\":");
    rpc_json_base64_or_null(out, query->key);
    writer_text(out, ",\"value\":");
    rpc_json_base64_or_null(out, query->value);
    writer_text(out, ",\"proofOps\":");
    if (query->proof_ops == NULL) {
        writer_text(out, "null");
    } else {
        writer_text(out, "{\"ops\":[");
        for (size_t i = 0; i < query->proof_ops->ops.count; i++) {
            const struct tendermint_crypto_proof_op *op = &query->proof_ops->ops.items[i];
            writer_text(out, i == 0 ? "{\"type\":" : ",{\"type\":");
            rpc_json_text(out, op->type);
            writer_text(out, ",\"key\":");
            rpc_json_base64_or_null(out, op->key);
            writer_text(out, ",\"data\":");
            rpc_json_base64_or_null(out, op->data);
            writer_byte(out, '}');
        }
        writer_text(out, "]}");
    }
    writer_text(out, ",\"height\":");
    rpc_json_i64(out, query->height);
    writer_text(out, ",\"codespace\":");
    rpc_json_text(out, query->codespace);
    writer_byte(out, '}');
}

/* ---- parameters and whole blocks ---- */

static void number_member(struct writer *out, bool *first, const char *name, int64_t value)
{
    if (value == 0)
        return;
    member(out, first, name);
    rpc_json_i64(out, value);
}

static void write_evidence_params(struct writer *out,
                                  const struct tendermint_types_evidence_params *evidence)
{
    bool first = true;
    number_member(out, &first, "max_age_num_blocks", evidence->max_age_num_blocks);
    member(out, &first, "max_age_duration");
    rpc_json_i64(out, evidence->max_age_duration.seconds * TIME_NANOS +
                          evidence->max_age_duration.nanos);
    number_member(out, &first, "max_bytes", evidence->max_bytes);
    close_object(out, first);
}

static void write_key_types(struct writer *out,
                            const struct tendermint_types_validator_params *validator)
{
    bool first = true;
    if (validator->pub_key_types.count != 0) {
        member(out, &first, "pub_key_types");
        for (size_t i = 0; i < validator->pub_key_types.count; i++) {
            writer_byte(out, i == 0 ? '[' : ',');
            rpc_json_text(out, validator->pub_key_types.items[i]);
        }
        writer_byte(out, ']');
    }
    close_object(out, first);
}

void rpc_json_param_updates(struct writer *out,
                            const struct tendermint_types_consensus_params *params)
{
    bool first = true, inner = true;
    if (params == NULL) {
        writer_text(out, "null");
        return;
    }
    if (params->block != NULL) {
        member(out, &first, "block");
        number_member(out, &inner, "max_bytes", params->block->max_bytes);
        number_member(out, &inner, "max_gas", params->block->max_gas);
        close_object(out, inner);
    }
    if (params->evidence != NULL) {
        member(out, &first, "evidence");
        write_evidence_params(out, params->evidence);
    }
    if (params->validator != NULL) {
        member(out, &first, "validator");
        write_key_types(out, params->validator);
    }
    if (params->version != NULL) {
        member(out, &first, "version");
        inner = true;
        number_member(out, &inner, "app", (int64_t)params->version->app);
        close_object(out, inner);
    }
    if (params->abci != NULL) {
        member(out, &first, "abci");
        inner = true;
        number_member(out, &inner, "vote_extensions_enable_height",
                      params->abci->vote_extensions_enable_height);
        close_object(out, inner);
    }
    close_object(out, first);
}

void rpc_json_finalize_block(struct writer *out,
                             const struct tendermint_abci_response_finalize_block *response)
{
    bool first = true;
    if (response->events.count != 0) {
        member(out, &first, "events");
        write_events(out, &response->events, true);
    }
    if (response->tx_results.count != 0) {
        member(out, &first, "tx_results");
        for (size_t i = 0; i < response->tx_results.count; i++) {
            writer_byte(out, i == 0 ? '[' : ',');
            rpc_json_tx_result(out, &response->tx_results.items[i]);
        }
        writer_byte(out, ']');
    }
    member(out, &first, "validator_updates");
    rpc_json_validator_updates(out, &response->validator_updates);
    if (response->consensus_param_updates != NULL) {
        member(out, &first, "consensus_param_updates");
        rpc_json_param_updates(out, response->consensus_param_updates);
    }
    if (response->app_hash.len != 0) {
        member(out, &first, "app_hash");
        rpc_json_base64(out, response->app_hash);
    }
    writer_byte(out, '}');
}
