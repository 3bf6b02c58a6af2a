#include "node/consensus/genesis.h"

#include "common/base/halt.h"
#include "common/crypto/hash.h"
#include "common/encoding/base64.h"
#include "common/encoding/hex.h"
#include "common/encoding/json.h"
#include "common/encoding/time_text.h"

const struct error GENESIS_INVALID = {"genesis", 1, false, BYTES_INIT("invalid genesis")};

enum { CHAIN_ID_BYTES_MAX = 50, VALIDATORS_MAX = 10000, PUBLIC_KEY_ED25519 = 1 };

/* CometBFT's DefaultConsensusParams. */
static const struct tendermint_types_block_params default_block = {.max_bytes = 22020096,
                                                                   .max_gas = -1};
static const struct tendermint_types_evidence_params default_evidence = {
    .max_age_num_blocks = 100000, .max_age_duration = {.seconds = 172800}, .max_bytes = 1048576};
static const struct bytes default_key_types[] = {BYTES_INIT("ed25519")};
static const struct tendermint_types_validator_params default_validator = {
    .pub_key_types = {(struct bytes *)default_key_types, 1}};

static const struct json_value *find_member(const struct json_value *object, const char *name)
{
    return object == NULL ? NULL : json_member(object, name);
}

static status wrong(struct arena *arena, const char *what)
{
    return error_wrap(arena, &GENESIS_INVALID, "%s", what);
}

/* A 64-bit number as CometBFT's JSON has it (a string), or a plain one; absent leaves `value` as it
 * is. */
static status read_number(struct arena *arena, const struct json_value *object, const char *name,
                          int64_t *value)
{
    const struct json_value *member = find_member(object, name);
    if (member == NULL || member->kind == JSON_NULL)
        return NULL;
    if ((member->kind != JSON_STRING && member->kind != JSON_NUMBER) ||
        !json_i64(member->text, value))
        return wrong(arena, name);
    return NULL;
}

static status read_block_params(struct arena *arena, const struct json_value *json,
                                struct tendermint_types_consensus_params *params)
{
    struct tendermint_types_block_params *block =
        ARENA_NEW(arena, struct tendermint_types_block_params);
    *block = default_block;
    TRY(read_number(arena, json, "max_bytes", &block->max_bytes));
    TRY(read_number(arena, json, "max_gas", &block->max_gas));
    if (block->max_bytes == 0 || block->max_bytes < -1 || block->max_bytes > 104857600)
        return wrong(arena, "block.max_bytes");
    if (block->max_gas < -1)
        return wrong(arena, "block.max_gas");
    params->block = block;
    return NULL;
}

static status read_evidence_params(struct arena *arena, const struct json_value *json,
                                   struct tendermint_types_consensus_params *params)
{
    struct tendermint_types_evidence_params *evidence =
        ARENA_NEW(arena, struct tendermint_types_evidence_params);
    *evidence = default_evidence;
    int64_t age = evidence->max_age_duration.seconds * TIME_NANOS;
    TRY(read_number(arena, json, "max_age_num_blocks", &evidence->max_age_num_blocks));
    TRY(read_number(arena, json, "max_age_duration", &age));
    TRY(read_number(arena, json, "max_bytes", &evidence->max_bytes));
    if (evidence->max_age_num_blocks <= 0 || age <= 0 || evidence->max_bytes < 0)
        return wrong(arena, "evidence");
    evidence->max_age_duration = (struct google_protobuf_duration){
        .seconds = age / TIME_NANOS, .nanos = (int32_t)(age % TIME_NANOS)};
    params->evidence = evidence;
    return NULL;
}

/* Only ed25519 keys can sign blocks here, so nothing else may be demanded. */
static status read_validator_params(struct arena *arena, const struct json_value *json,
                                    struct tendermint_types_consensus_params *params)
{
    const struct json_value *types = find_member(json, "pub_key_types");
    params->validator = &default_validator;
    if (types == NULL)
        return NULL;
    if (types->kind != JSON_ARRAY || types->count != 1 ||
        !bytes_is(types->items[0].text, "ed25519"))
        return wrong(arena, "validator.pub_key_types");
    return NULL;
}

static status read_params(struct arena *arena, const struct json_value *json,
                          struct tendermint_types_consensus_params *params)
{
    struct tendermint_types_version_params *version =
        ARENA_NEW(arena, struct tendermint_types_version_params);
    struct tendermint_types_abci_params *abci =
        ARENA_NEW(arena, struct tendermint_types_abci_params);
    int64_t app = 0;
    TRY(read_block_params(arena, find_member(json, "block"), params));
    TRY(read_evidence_params(arena, find_member(json, "evidence"), params));
    TRY(read_validator_params(arena, find_member(json, "validator"), params));
    TRY(read_number(arena, find_member(json, "version"), "app", &app));
    TRY(read_number(arena, find_member(json, "abci"), "vote_extensions_enable_height",
                    &abci->vote_extensions_enable_height));
    if (abci->vote_extensions_enable_height != 0)
        return wrong(arena, "vote extensions are not supported");
    version->app = (uint64_t)app;
    params->version = version;
    params->abci = abci;
    return NULL;
}

static status read_validators(struct arena *arena, const struct json_value *json,
                              struct tendermint_abci_validator_update_list *list)
{
    if (json == NULL || json->kind == JSON_NULL)
        return NULL;
    if (json->kind != JSON_ARRAY || json->count > VALIDATORS_MAX)
        return wrong(arena, "validators");
    list->items = ARENA_ARRAY(arena, struct tendermint_abci_validator_update, json->count);
    for (size_t i = 0; i < json->count; i++) {
        const struct json_value *key = find_member(&json->items[i], "pub_key");
        const struct json_value *type = find_member(key, "type"),
                                *value = find_member(key, "value");
        struct tendermint_abci_validator_update *update = &list->items[list->count++];
        if (type == NULL || value == NULL || !bytes_is(type->text, "tendermint/PubKeyEd25519") ||
            !base64_decode(arena, value->text, &update->pub_key.ed25519))
            return wrong(arena, "validators: public key");
        update->pub_key.sum_case = PUBLIC_KEY_ED25519;
        TRY(read_number(arena, &json->items[i], "power", &update->power));
        if (update->power <= 0)
            return wrong(arena, "validators: power");
    }
    return NULL;
}

static status read_head(struct arena *arena, const struct json_value *json, struct genesis *genesis)
{
    const struct json_value *chain_id = find_member(json, "chain_id");
    const struct json_value *time = find_member(json, "genesis_time");
    const struct json_value *app_hash = find_member(json, "app_hash");
    if (chain_id == NULL || chain_id->kind != JSON_STRING || chain_id->text.len == 0 ||
        chain_id->text.len > CHAIN_ID_BYTES_MAX)
        return wrong(arena, "chain_id");
    genesis->chain_id = chain_id->text;
    if (time == NULL || time->kind != JSON_STRING ||
        !time_parse(time->text, &genesis->time.seconds, &genesis->time.nanos))
        return wrong(arena, "genesis_time");
    genesis->initial_height = 1;
    TRY(read_number(arena, json, "initial_height", &genesis->initial_height));
    if (genesis->initial_height == 0)
        genesis->initial_height = 1;
    if (genesis->initial_height < 0)
        return wrong(arena, "initial_height");
    genesis->app_hash = BYTES("");
    if (app_hash != NULL && app_hash->kind == JSON_STRING &&
        !hex_decode(arena, app_hash->text, &genesis->app_hash))
        return wrong(arena, "app_hash");
    return NULL;
}

status genesis_read(struct arena *arena, struct bytes text, struct genesis *genesis)
{
    struct json_value json;
    *genesis = (struct genesis){0};
    status malformed = json_parse(arena, text, JSON_UNIQUE_NAMES, &json);
    if (malformed != NULL)
        return error_wrap_bytes(arena, &GENESIS_INVALID, malformed->text);
    TRY(read_head(arena, &json, genesis));
    const struct json_value *consensus = find_member(&json, "consensus");
    const struct json_value *params = find_member(consensus, "params");
    const struct json_value *validators = find_member(consensus, "validators");
    if (consensus == NULL) {
        params = find_member(&json, "consensus_params");
        validators = find_member(&json, "validators");
    }
    TRY(read_params(arena, params, &genesis->params));
    TRY(read_validators(arena, validators, &genesis->validators));
    const struct json_value *app_state = find_member(&json, "app_state");
    if (app_state == NULL || app_state->kind != JSON_OBJECT)
        return wrong(arena, "app_state");
    genesis->app_state = app_state->source;
    const struct json_value *simulation = find_member(&json, "simulation");
    if (simulation != NULL && simulation->kind != JSON_BOOL)
        return wrong(arena, "simulation");
    genesis->simulation = simulation != NULL && simulation->boolean;
    return NULL;
}

/* ---- the document that RPC shows ---- */

void genesis_write_params(struct writer *out,
                          const struct tendermint_types_consensus_params *params)
{
    int64_t age = params->evidence->max_age_duration.seconds * TIME_NANOS +
                  params->evidence->max_age_duration.nanos;
    writer_format(out,
                  "{\"block\":{\"max_bytes\":\"%lld\",\"max_gas\":\"%lld\"},"
                  "\"evidence\":{\"max_age_num_blocks\":\"%lld\",\"max_age_duration\":\"%lld\","
                  "\"max_bytes\":\"%lld\"},\"validator\":{\"pub_key_types\":[",
                  (long long)params->block->max_bytes, (long long)params->block->max_gas,
                  (long long)params->evidence->max_age_num_blocks, (long long)age,
                  (long long)params->evidence->max_bytes);
    for (size_t i = 0; i < params->validator->pub_key_types.count; i++) {
        if (i != 0)
            writer_byte(out, ',');
        json_write_string(out, params->validator->pub_key_types.items[i], true);
    }
    writer_format(
        out,
        "]},\"version\":{\"app\":\"%llu\"},\"abci\":{\"vote_extensions_enable_height\":\"%lld\"}}",
        (unsigned long long)params->version->app,
        (long long)params->abci->vote_extensions_enable_height);
}

static void write_validators(struct writer *out, const struct genesis *genesis)
{
    writer_text(out, ",\"validators\":[");
    for (size_t i = 0; i < genesis->validators.count; i++) {
        const struct tendermint_abci_validator_update *update = &genesis->validators.items[i];
        uint8_t hash[32];
        crypto_sha256(update->pub_key.ed25519, hash);
        writer_text(out, i == 0 ? "{\"address\":\"" : ",{\"address\":\"");
        hex_write_upper(out, bytes_make(hash, 20));
        writer_text(out, "\",\"pub_key\":{\"type\":\"tendermint/PubKeyEd25519\",\"value\":\"");
        base64_write(out, update->pub_key.ed25519);
        writer_format(out, "\"},\"power\":\"%lld\",\"name\":\"\"}", (long long)update->power);
    }
    writer_byte(out, ']');
}

struct bytes genesis_document(struct arena *arena, const struct genesis *genesis)
{
    struct writer out = writer_new(arena, genesis->app_state.len + 1024);
    struct json_value app_state;
    writer_text(&out, "{\"genesis_time\":\"");
    time_write(&out, genesis->time.seconds, genesis->time.nanos, TIME_FRACTION_TRIMMED);
    writer_text(&out, "\",\"chain_id\":");
    json_write_string(&out, genesis->chain_id, true);
    writer_format(&out, ",\"initial_height\":\"%lld\",\"consensus_params\":",
                  (long long)genesis->initial_height);
    genesis_write_params(&out, &genesis->params);
    if (genesis->validators.count != 0)
        write_validators(&out, genesis);
    writer_text(&out, ",\"app_hash\":\"");
    hex_write_upper(&out, genesis->app_hash);
    writer_text(&out, "\",\"app_state\":");
    /* It was parsed as a part of the genesis file. */
    ASSERT(json_parse(arena, genesis->app_state, 0, &app_state) == NULL);
    json_write_value(&out, &app_state, true);
    writer_text(&out, genesis->simulation ? ",\"simulation\":true}" : "}");
    return writer_done(&out);
}
