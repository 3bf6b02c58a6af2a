#include "common/tx/strict.h"

#include "common/tx/errors.h"
#include "common/tx/wire.h"
#include "schema/core/google_protobuf.h"

enum { STRICT_DEPTH_MAX = 128, NON_CRITICAL_BIT = 1 << 10 };

static size_t varint_bytes(uint64_t value)
{
    size_t count = 1;
    for (; value >= 0x80; value >>= 7)
        count++;
    return count;
}

static status invalid_length(struct arena *arena, enum wire_fault fault)
{
    return tx_error(arena, "invalid length; %s", wire_fault_text(fault));
}

status strict_tx_raw(struct arena *arena, struct bytes raw)
{
    uint32_t previous = 0;
    for (struct bytes rest = raw; rest.len > 0;) {
        uint32_t number, type;
        enum wire_fault fault = wire_tag(&rest, &number, &type);
        if (fault != WIRE_OK)
            return invalid_length(arena, fault);
        if (type != WIRE_BYTES)
            return tx_error(arena, "expected 2 wire type, got %u", type);
        if (number < previous)
            return tx_error(arena, "txRaw must follow ADR-027, got tagNum %u after tagNum %u",
                            number, previous);
        previous = number;
        struct bytes ahead = rest, value;
        uint64_t len;
        fault = wire_varint(&ahead, &len);
        if (fault != WIRE_OK)
            return invalid_length(arena, fault);
        size_t taken = rest.len - ahead.len;
        if (taken != varint_bytes(len))
            return tx_error(arena,
                            "length prefix varint for tagNum %u is not as short as possible, "
                            "read %zu, only need %zu",
                            number, taken, varint_bytes(len));
        fault = wire_value(&rest, number, type, &value);
        if (fault != WIRE_OK)
            return invalid_length(arena, fault);
    }
    return NULL;
}

static enum wire_type wire_type_of(const struct field_type *field)
{
    switch (field->kind) {
    case FIELD_STRING:
    case FIELD_BYTES:
    case FIELD_MESSAGE:
        return WIRE_BYTES;
    case FIELD_FIXED32:
    case FIELD_SFIXED32:
        return WIRE_FIXED32;
    case FIELD_FIXED64:
    case FIELD_SFIXED64:
    case FIELD_DOUBLE:
        return WIRE_FIXED64;
    default:
        return WIRE_VARINT;
    }
}

/* Any number may come packed, in one run of bytes. */
static bool may_have(const struct field_type *field, uint32_t type)
{
    enum wire_type own = wire_type_of(field);
    return type == own || (type == WIRE_BYTES && own != WIRE_FIXED32);
}

/* The Go name of a message's struct, "*tx.TxBody": package and name as the original's error texts
 * show them. */
static struct bytes go_name(struct arena *arena, const struct message_type *type)
{
    static const struct {
        const char *prefix;
        const char *package;
    } PACKAGES[] = {
        {"cosmos.tx.signing.", "signing"},
        {"cosmos.tx.", "tx"},
        {"cosmos.crypto.multisig.v1beta1.", "types"},
        {"cosmos.crypto.multisig.", "multisig"},
        {"cosmos.crypto.secp256k1.", "secp256k1"},
        {"cosmos.crypto.secp256r1.", "secp256r1"},
        {"cosmos.crypto.ed25519.", "ed25519"},
        {"cosmos.gov.v1.", "v1"},
        {"cosmos.gov.v1beta1.", "v1beta1"},
        {"cosmos.authz.", "authz"},
        {"cosmos.feegrant.", "feegrant"},
    };
    struct bytes full = bytes_text(type->full_name);
    const char *package = "types";
    for (size_t i = 0; i < ARRAY_COUNT(PACKAGES); i++)
        if (bytes_starts_with(full, bytes_text(PACKAGES[i].prefix))) {
            package = PACKAGES[i].package;
            break;
        }
    /* The name starts at the first segment with a capital; nested names are joined by '_'. */
    size_t start = 0;
    for (size_t i = 0; i + 1 < full.len; i++)
        if (full.data[i] == '.' && full.data[i + 1] >= 'A' && full.data[i + 1] <= 'Z') {
            start = i + 1;
            break;
        }
    struct bytes name = arena_copy(arena, bytes_from(full, start));
    for (size_t i = 0; i < name.len; i++)
        if (name.data[i] == '.')
            ((uint8_t *)(uintptr_t)name.data)[i] = '_';
    return arena_format(arena, "*%s.%.*s", package, BYTES_ARG(name));
}

static struct bytes type_text(struct arena *arena, uint32_t type)
{
    const char *name = wire_type_name(type);
    return name != NULL ? bytes_text(name) : arena_format(arena, "unknown type: %u", type);
}

struct strictness {
    struct arena *arena;
    const struct message_registry *registry;
    bool *non_criticals;
};

static status check(const struct strictness *how, const struct message_type *type,
                    struct bytes content, size_t depth);

static status unknown_field(const struct strictness *how, const struct message_type *type,
                            uint32_t number, uint32_t wire)
{
    if (number & NON_CRITICAL_BIT && how->non_criticals != NULL) {
        *how->non_criticals = true;
        return NULL;
    }
    struct bytes name = go_name(how->arena, type), wire_text = type_text(how->arena, wire);
    return tx_error(how->arena, "errUnknownField \"%.*s\": {TagNum: %u, WireType:\"%.*s\"}",
                    BYTES_ARG(name), number, BYTES_ARG(wire_text));
}

/* What an Any holds is checked as the type it names. */
static status check_any(const struct strictness *how, struct bytes content, size_t depth)
{
    TRY(check(how, &google_protobuf_any_type, content, depth));
    struct bytes url = BYTES(""), value = BYTES("");
    for (struct bytes rest = content; rest.len > 0;) {
        uint32_t number, type;
        struct bytes field;
        if (wire_tag(&rest, &number, &type) != WIRE_OK ||
            wire_value(&rest, number, type, &field) != WIRE_OK)
            return tx_error(how->arena, "unexpected EOF");
        if (number == 1)
            url = field;
        else if (number == 2)
            value = field;
    }
    const struct message_type *inner = NULL;
    if (url.len > 0 && url.data[0] == '/')
        inner = registry_find(how->registry, bytes_from(url, 1));
    if (inner == NULL)
        return tx_error(how->arena, "unable to resolve type URL %.*s", BYTES_ARG(url));
    return check(how, inner, value, depth);
}

static status check_field(const struct strictness *how, const struct message_type *type,
                          struct bytes *rest, size_t depth)
{
    uint32_t number, wire;
    if (wire_tag(rest, &number, &wire) != WIRE_OK)
        return tx_error(how->arena, "invalid length");
    const struct field_type *field = message_field(type, number);
    if (field == NULL) {
        TRY(unknown_field(how, type, number, wire));
    } else if (!may_have(field, wire)) {
        struct bytes name = go_name(how->arena, type), got = type_text(how->arena, wire);
        return tx_error(how->arena,
                        "Mismatched \"%.*s\": {TagNum: %u, GotWireType: \"%.*s\" != WantWireType: "
                        "\"%s\"}",
                        BYTES_ARG(name), number, BYTES_ARG(got),
                        wire_type_name(wire_type_of(field)));
    }
    struct bytes value;
    enum wire_fault fault = wire_value(rest, number, wire, &value);
    if (fault != WIRE_OK) {
        struct bytes got = type_text(how->arena, wire);
        return tx_error(how->arena,
                        "could not consume field value for tagNum: %u, wireType: \"%.*s\"; %s",
                        number, BYTES_ARG(got), wire_fault_text(fault));
    }
    if (field == NULL || field->kind != FIELD_MESSAGE)
        return NULL;
    if (field->message == &google_protobuf_any_type)
        return check_any(how, value, depth + 1);
    return check(how, field->message, value, depth + 1);
}

static status check(const struct strictness *how, const struct message_type *type,
                    struct bytes content, size_t depth)
{
    if (depth == STRICT_DEPTH_MAX)
        return tx_error(how->arena, "recursion limit reached");
    while (content.len > 0)
        TRY(check_field(how, type, &content, depth));
    return NULL;
}

status strict_fields(struct arena *arena, const struct message_registry *registry,
                     const struct message_type *type, struct bytes content, bool *non_criticals)
{
    struct strictness how = {arena, registry, non_criticals};
    return check(&how, type, content, 0);
}
