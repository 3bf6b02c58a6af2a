/* Answers the round-trip script: one request a line on stdin, one answer a line on stdout.
 *   tables              every message type with its fields, as JSON
 *   protobuf TYPE HEX   decode and encode again: hex
 *   print TYPE HEX      decode and print as gateway JSON
 *   read TYPE JSON      read gateway JSON and encode: hex
 *   amino TYPE HEX      print as amino JSON, as the value of a field
 * A refusal is answered by "! " and its text. */
#include <stdio.h>

#include "common/base/halt.h"
#include "common/encoding/amino_json.h"
#include "common/encoding/gateway_json.h"
#include "common/encoding/hex.h"
#include "common/encoding/protobuf.h"
#include "schema/chain/registry.h"

enum { LINE_BYTES_MAX = 4 << 20, ARENA_CHUNK_BYTES = 1 << 20 };

static const char *kind_name(uint8_t kind)
{
    static const char *const names[] = {
        [FIELD_BOOL] = "bool",         [FIELD_INT32] = "int32",       [FIELD_INT64] = "int64",
        [FIELD_UINT32] = "uint32",     [FIELD_UINT64] = "uint64",     [FIELD_SINT32] = "sint32",
        [FIELD_SINT64] = "sint64",     [FIELD_FIXED32] = "fixed32",   [FIELD_FIXED64] = "fixed64",
        [FIELD_SFIXED32] = "sfixed32", [FIELD_SFIXED64] = "sfixed64", [FIELD_ENUM] = "enum",
        [FIELD_STRING] = "string",     [FIELD_BYTES] = "bytes",       [FIELD_MESSAGE] = "message",
        [FIELD_DOUBLE] = "double",
    };
    return names[kind];
}

static const char *meaning_name(uint8_t meaning)
{
    static const char *const names[] = {
        [MEANING_NONE] = "",
        [MEANING_INT] = "int",
        [MEANING_DEC] = "dec",
        [MEANING_ADDRESS] = "address",
        [MEANING_VALIDATOR_ADDRESS] = "address",
        [MEANING_CONSENSUS_ADDRESS] = "address",
        [MEANING_ADDRESS_BYTES] = "address_bytes",
        [MEANING_HEX] = "hex",
        [MEANING_RAW_JSON] = "raw_json",
    };
    return names[meaning];
}

static void write_field(struct writer *out, const struct field_type *field)
{
    writer_format(
        out,
        "{\"name\":\"%s\",\"json\":\"%s\",\"number\":%u,\"kind\":\"%s\",\"meaning\":\"%s\","
        "\"repeated\":%s,\"map\":%s,\"embedded\":%s,\"oneof\":\"%s\"",
        field->name, field->json_name, field->number, kind_name(field->kind),
        meaning_name(field->meaning), field->flags & FIELD_REPEATED ? "true" : "false",
        field->flags & FIELD_MAP ? "true" : "false",
        field->flags & FIELD_EMBEDDED ? "true" : "false",
        field->oneof_name == NULL ? "" : field->oneof_name);
    if (field->message != NULL)
        writer_format(out, ",\"message\":\"%s\"", field->message->full_name);
    if (field->enumeration != NULL) {
        writer_text(out, ",\"values\":{");
        for (size_t i = 0; i < field->enumeration->count; i++)
            writer_format(out, "%s\"%s\":%d", i == 0 ? "" : ",", field->enumeration->values[i].name,
                          field->enumeration->values[i].number);
        writer_byte(out, '}');
    }
    writer_byte(out, '}');
}

static void write_type(struct writer *out, const struct message_type *type)
{
    writer_format(out, "\"%s\":[", type->full_name);
    for (size_t i = 0; i < type->field_count; i++) {
        if (i != 0)
            writer_byte(out, ',');
        write_field(out, &type->fields[i]);
    }
    writer_byte(out, ']');
}

/* The entries of maps are no types of the registry; they follow the type that holds them. */
static void write_tables(struct writer *out)
{
    writer_byte(out, '{');
    for (size_t i = 0; i < schema_chain_registry.count; i++) {
        const struct message_type *type = schema_chain_registry.types[i];
        if (i != 0)
            writer_byte(out, ',');
        write_type(out, type);
        for (size_t k = 0; k < type->field_count; k++)
            if (type->fields[k].flags & FIELD_MAP) {
                writer_byte(out, ',');
                write_type(out, type->fields[k].message);
            }
    }
    writer_byte(out, '}');
}

static status decode_hex(struct arena *arena, const struct message_type *type, struct bytes text,
                         void *message)
{
    static const struct error no_hex = {"undefined", 1, false, BYTES_INIT("no hex")};
    struct bytes encoded;
    if (!hex_decode(arena, text, &encoded))
        return &no_hex;
    return protobuf_decode_strict(arena, type, encoded, PROTOBUF_UTF8, PROTOBUF_DEPTH_MAX, message);
}

static status answer(struct writer *out, struct bytes verb, const struct message_type *type,
                     struct bytes argument)
{
    struct arena *arena = out->arena;
    void *message = arena_alloc(arena, type->size);
    struct bytes encoded;
    if (bytes_is(verb, "amino") && hex_decode(arena, argument, &encoded))
        return amino_json_write(out, &schema_chain_registry, type, encoded);
    if (bytes_is(verb, "read")) {
        struct json_value json;
        TRY(json_parse(arena, argument, JSON_UTF8, &json));
        TRY(gateway_json_read(arena, &schema_chain_registry, type, 0, &json, message));
    } else {
        TRY(decode_hex(arena, type, argument, message));
    }
    if (bytes_is(verb, "print"))
        return gateway_json_write(out, &schema_chain_registry, type, message);
    writer_bytes(out, hex_lower(arena, protobuf_encode(arena, type, message)));
    return NULL;
}

static void answer_line(struct writer *out, struct bytes line)
{
    if (bytes_is(line, "tables")) {
        write_tables(out);
        return;
    }
    size_t first = bytes_find(line, ' ');
    struct bytes verb = bytes_slice(line, 0, first);
    struct bytes rest = bytes_from(line, first < line.len ? first + 1 : first);
    size_t second = bytes_find(rest, ' ');
    const struct message_type *type =
        registry_find(&schema_chain_registry, bytes_slice(rest, 0, second));
    struct bytes argument = bytes_from(rest, second < rest.len ? second + 1 : second);
    if (type == NULL) {
        writer_text(out, "! no such type");
        return;
    }
    status failure = answer(out, verb, type, argument);
    if (failure != NULL) {
        out->len = 0;
        writer_text(out, "! ");
        writer_bytes(out, failure->text);
    }
}

int main(void)
{
    static char line[LINE_BYTES_MAX];
    struct arena *arena = arena_new(ARENA_CHUNK_BYTES);
    while (fgets(line, sizeof line, stdin) != NULL) {
        struct bytes text = bytes_text(line);
        if (text.len > 0 && text.data[text.len - 1] == '\n')
            text.len--;
        struct writer out = writer_new(arena, 4096);
        answer_line(&out, text);
        writer_byte(&out, '\n');
        fwrite(out.data, 1, out.len, stdout);
        fflush(stdout);
        arena_reset(arena);
    }
    arena_drop(arena);
    return 0;
}
