#include "common/encoding/rpc_json.h"

#include "common/base/halt.h"
#include "common/encoding/base64.h"
#include "common/encoding/encoding_internal.h"
#include "common/encoding/hex.h"
#include "common/encoding/json.h"
#include "common/encoding/time_text.h"

struct printer {
    struct writer *out;
    enum rpc_style style;
    unsigned depth;
};

/* Where CometBFT's Go types have another name than the .proto file; NULL: not printed. */
static const struct {
    const char *message;
    const char *field;
    const char *name;
} NAMES[] = {
    {"tendermint.types.BlockID", "part_set_header", "parts"},
    {"tendermint.types.ValidatorSet", "total_voting_power", NULL},
    {"tendermint.types.DuplicateVoteEvidence", "total_voting_power", "TotalVotingPower"},
    {"tendermint.types.DuplicateVoteEvidence", "validator_power", "ValidatorPower"},
    {"tendermint.types.DuplicateVoteEvidence", "timestamp", "Timestamp"},
    {"tendermint.types.LightClientAttackEvidence", "conflicting_block", "ConflictingBlock"},
    {"tendermint.types.LightClientAttackEvidence", "common_height", "CommonHeight"},
    {"tendermint.types.LightClientAttackEvidence", "byzantine_validators", "ByzantineValidators"},
    {"tendermint.types.LightClientAttackEvidence", "total_voting_power", "TotalVotingPower"},
    {"tendermint.types.LightClientAttackEvidence", "timestamp", "Timestamp"},
    {"tendermint.p2p.DefaultNodeInfo", "default_node_id", "id"},
};

/* Members of a oneof that Go prints as an interface: what stands in "type". */
static const struct {
    const char *message;
    const char *field;
    const char *core;
    const char *tags;
} INTERFACES[] = {
    {"tendermint.crypto.PublicKey", "ed25519", "tendermint/PubKeyEd25519",
     "tendermint.crypto.PublicKey_Ed25519"},
    {"tendermint.crypto.PublicKey", "secp256k1", "tendermint/PubKeySecp256k1",
     "tendermint.crypto.PublicKey_Secp256K1"},
    {"tendermint.types.Evidence", "duplicate_vote_evidence", "tendermint/DuplicateVoteEvidence",
     NULL},
    {"tendermint.types.Evidence", "light_client_attack_evidence",
     "tendermint/LightClientAttackEvidence", NULL},
};

/* Types with a JSON method of their own on the pointer. */
static const char *const ABCI_TYPES[] = {
    "tendermint.abci.EventAttribute",
    "tendermint.abci.ExecTxResult",
    "tendermint.abci.ResponseCheckTx",
    "tendermint.abci.ResponseQuery",
};

/* Under RPC_TAGS the one list whose tag does not say that it may be left out. */
static bool is_kept_list(const struct message_type *type, const struct field_type *field)
{
    return strcmp(field->name, "validator_updates") == 0 &&
           strcmp(type->full_name, "tendermint.abci.ResponseFinalizeBlock") == 0;
}

static status write_message(struct printer *printer, const struct message_type *type,
                            const void *message);

static const char *printed_name(const struct message_type *type, const struct field_type *field)
{
    for (size_t i = 0; i < ARRAY_COUNT(NAMES); i++)
        if (strcmp(NAMES[i].field, field->name) == 0 &&
            strcmp(NAMES[i].message, type->full_name) == 0)
            return NAMES[i].name;
    return field->name;
}

static bool is_abci_type(const struct message_type *type)
{
    for (size_t i = 0; i < ARRAY_COUNT(ABCI_TYPES); i++)
        if (strcmp(ABCI_TYPES[i], type->full_name) == 0)
            return true;
    return false;
}

static void write_bytes(struct printer *printer, const struct field_type *field, struct bytes value)
{
    bool is_hex = (field->flags & FIELD_RPC_HEX) != 0;
    if (value.len == 0 && !is_hex) {
        writer_text(printer->out, "null");
        return;
    }
    writer_byte(printer->out, '"');
    if (is_hex)
        hex_write_upper(printer->out, value);
    else
        base64_write(printer->out, value);
    writer_byte(printer->out, '"');
}

static status write_value(struct printer *printer, const struct field_type *field, const void *at)
{
    struct writer *out = printer->out;
    switch ((enum field_kind)field->kind) {
    case FIELD_BOOL:
        writer_text(out, *(const bool *)at ? "true" : "false");
        return NULL;
    case FIELD_INT32:
    case FIELD_SINT32:
    case FIELD_SFIXED32:
    case FIELD_ENUM:
        writer_format(out, "%d", *(const int32_t *)at);
        return NULL;
    case FIELD_UINT32:
    case FIELD_FIXED32:
        writer_format(out, "%u", *(const uint32_t *)at);
        return NULL;
    case FIELD_INT64:
    case FIELD_SINT64:
    case FIELD_SFIXED64:
        writer_format(out, "\"%lld\"", (long long)*(const int64_t *)at);
        return NULL;
    case FIELD_STRING:
        json_write_string(out, *(const struct bytes *)at, true);
        return NULL;
    case FIELD_BYTES:
        write_bytes(printer, field, *(const struct bytes *)at);
        return NULL;
    case FIELD_MESSAGE: {
        bool has_method = printer->style == RPC_TAGS && !(field->flags & FIELD_EMBEDDED) &&
                          is_abci_type(field->message);
        return has_method ? gateway_json_write_abci(out, field->message, at)
                          : write_message(printer, field->message, at);
    }
    default:
        writer_format(out, "\"%llu\"", (unsigned long long)*(const uint64_t *)at);
        return NULL;
    }
}

static status write_list(struct printer *printer, const struct field_type *field,
                         const struct list_view *list)
{
    size_t item_size = field_item_size(field);
    writer_byte(printer->out, '[');
    for (size_t i = 0; i < list->count; i++) {
        if (i != 0)
            writer_byte(printer->out, ',');
        TRY(write_value(printer, field, list->items + i * item_size));
    }
    writer_byte(printer->out, ']');
    return NULL;
}

static bool is_zero(const struct field_type *field, const void *at)
{
    static const uint64_t zero;
    if (field->flags & FIELD_REPEATED)
        return ((const struct list_view *)at)->count == 0;
    if (field->kind == FIELD_STRING || field->kind == FIELD_BYTES)
        return ((const struct bytes *)at)->len == 0;
    if (field->kind == FIELD_MESSAGE)
        return !(field->flags & FIELD_EMBEDDED) && *(const void *const *)at == NULL;
    return memcmp(at, &zero, field_item_size(field)) == 0;
}

static status write_field(struct printer *printer, const struct field_type *field,
                          const void *message)
{
    const void *at = field_in(message, field);
    if (field->flags & FIELD_REPEATED)
        return write_list(printer, field, at);
    if (field->kind != FIELD_MESSAGE)
        return write_value(printer, field, at);
    const void *held = field_message(message, field);
    if (held != NULL)
        return write_value(printer, field, held);
    writer_text(printer->out, "null");
    return NULL;
}

static status write_fields(struct printer *printer, const struct message_type *type,
                           const void *message)
{
    bool is_first = true, has_tags = printer->style == RPC_TAGS ||
                                     strcmp(type->full_name, "tendermint.version.Consensus") == 0;
    writer_byte(printer->out, '{');
    for (size_t i = 0; i < type->field_count; i++) {
        const struct field_type *field = &type->fields[i];
        const char *name = printed_name(type, field);
        bool is_left_out = has_tags && is_zero(field, field_in(message, field));
        bool is_null = is_left_out && is_kept_list(type, field);
        if (name == NULL || (is_left_out && !is_null))
            continue;
        writer_format(printer->out, "%s\"%s\":%s", is_first ? "" : ",", name,
                      is_null ? "null" : "");
        is_first = false;
        if (is_null)
            continue;
        TRY(write_field(printer, field, message));
    }
    writer_byte(printer->out, '}');
    return NULL;
}

/* A oneof: an interface in Go. */
static status write_interface(struct printer *printer, const struct message_type *type,
                              const void *message)
{
    bool is_core = printer->style == RPC_CORE;
    const struct field_type *member = message_field(type, oneof_case(message, &type->fields[0]));
    if (member == NULL) {
        writer_text(printer->out, is_core ? "null" : "{\"Sum\":null}");
        return NULL;
    }
    const char *name = NULL;
    for (size_t i = 0; i < ARRAY_COUNT(INTERFACES); i++)
        if (strcmp(INTERFACES[i].message, type->full_name) == 0 &&
            strcmp(INTERFACES[i].field, member->name) == 0)
            name = is_core ? INTERFACES[i].core : INTERFACES[i].tags;
    if (name == NULL)
        return encoding_refuse(printer->out->arena, "%s has no RPC form", type->full_name);
    writer_format(printer->out, "%s{\"type\":\"%s\",\"value\":", is_core ? "" : "{\"Sum\":", name);
    if (!is_core)
        writer_format(printer->out, "{\"%s\":", member->name);
    TRY(write_field(printer, member, message));
    writer_text(printer->out, is_core ? "}" : "}}}");
    return NULL;
}

static status write_seconds(struct printer *printer, const struct message_type *type,
                            const struct seconds_view *value)
{
    struct arena *arena = printer->out->arena;
    if (type->well_known == WELL_KNOWN_DURATION) {
        int64_t total;
        if (__builtin_mul_overflow(value->seconds, (int64_t)TIME_NANOS, &total) ||
            __builtin_add_overflow(total, (int64_t)value->nanos, &total))
            return encoding_refuse(arena, "duration out of range");
        writer_format(printer->out, "\"%lld\"", (long long)total);
        return NULL;
    }
    if (value->seconds < TIME_SECONDS_MIN || value->seconds > TIME_SECONDS_MAX ||
        value->nanos < 0 || value->nanos >= TIME_NANOS)
        return encoding_refuse(arena, "timestamp out of range");
    writer_byte(printer->out, '"');
    time_write(printer->out, value->seconds, value->nanos, TIME_FRACTION_TRIMMED);
    writer_byte(printer->out, '"');
    return NULL;
}

static status write_message(struct printer *printer, const struct message_type *type,
                            const void *message)
{
    if (printer->depth == RPC_DEPTH_MAX)
        return encoding_refuse(printer->out->arena, "recursion limit reached");
    printer->depth++;
    status failure;
    if (type->well_known >= WELL_KNOWN_TIMESTAMP)
        failure = write_seconds(printer, type, message);
    else if (type->field_count > 0 && (type->fields[0].flags & FIELD_IN_ONEOF))
        failure = write_interface(printer, type, message);
    else
        failure = write_fields(printer, type, message);
    printer->depth--;
    return failure;
}

status rpc_json_write(struct writer *writer, enum rpc_style style, const struct message_type *type,
                      const void *message)
{
    struct printer printer = {writer, style, 0};
    return style == RPC_ABCI ? gateway_json_write_abci(writer, type, message)
                             : write_message(&printer, type, message);
}
