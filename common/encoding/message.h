#ifndef COMMON_ENCODING_MESSAGE_H
#define COMMON_ENCODING_MESSAGE_H

#include "common/base/status.h"

/* How C code knows a protobuf message. tools/schema/generate.py turns the .proto files of schema/
 * into one C struct and one constant `struct message_type` per message; every codec is a walk over
 * these tables.
 *
 * Shapes of generated fields, for proto field `x`:
 *   int32, int64, uint32, uint64, fixed    int32_t, int64_t, uint32_t, uint64_t x
 *   bool; enum                             bool x; int32_t x
 *   string, bytes                          struct bytes x
 *   message                                const struct T *x, NULL when absent
 *   message, (gogoproto.nullable) = false  struct T x, always present and always encoded
 *   repeated message                       struct T_list x {struct T *items; size_t count;}
 *                                          (T_items where a message FooList has that name)
 *   repeated string, bytes                 struct bytes_list x
 *   repeated scalar                        struct uint64_list x {uint64_t *items; size_t count;}
 *                                          and so on
 *   oneof y { ... }                        uint32_t y_case (field number, 0: none) and the members
 *                                          as plain fields of their own (no union)
 *   map<K, V>                              struct T_x_entry_list x (T the message that holds it)
 * A name that C reserves gets an underscore (`int_`); camel case becomes snake case (`Key` is
 * `key`). `cosmos.bank.v1beta1.MsgSend` becomes `struct cosmos_bank_v1beta1_msg_send`, its
 * descriptor `cosmos_bank_v1beta1_msg_send_type`, its header
 * "schema/chain/cosmos_bank_v1beta1.h" (or schema/core/...). */

struct int32_list {
    int32_t *items;
    size_t count;
};
struct uint32_list {
    uint32_t *items;
    size_t count;
};
struct int64_list {
    int64_t *items;
    size_t count;
};
struct uint64_list {
    uint64_t *items;
    size_t count;
};
struct bool_list {
    bool *items;
    size_t count;
};

enum field_kind {
    FIELD_BOOL,
    FIELD_INT32,
    FIELD_INT64,
    FIELD_UINT32,
    FIELD_UINT64,
    FIELD_SINT32,
    FIELD_SINT64,
    FIELD_FIXED32,
    FIELD_FIXED64,
    FIELD_SFIXED32,
    FIELD_SFIXED64,
    FIELD_ENUM,
    FIELD_STRING,
    FIELD_BYTES,
    FIELD_MESSAGE,
    FIELD_DOUBLE, /* carried as its 8 bytes, never computed with */
};

/* What a string or bytes field means beyond its wire type. */
enum field_meaning {
    MEANING_NONE,
    MEANING_INT,     /* decimal integer text of any size (math.Int) */
    MEANING_DEC,     /* scaled integer text on the wire, 18 decimals in JSON (LegacyDec) */
    MEANING_ADDRESS, /* bech32 account address text */
    MEANING_VALIDATOR_ADDRESS, /* bech32 validator operator address text */
    MEANING_CONSENSUS_ADDRESS, /* bech32 consensus address text */
    MEANING_ADDRESS_BYTES,     /* raw address on the wire, bech32 in gateway JSON */
    MEANING_HEX,               /* raw bytes on the wire, upper-case hex in gateway JSON */
    MEANING_RAW_JSON,          /* bytes that hold JSON, inlined into gateway JSON */
};

struct enum_value {
    const char *name;
    int32_t number;
};

struct enum_type {
    const char *full_name;
    const struct enum_value *values;
    size_t count;
};

enum field_flags {
    FIELD_REPEATED = 1 << 0,
    FIELD_PACKED = 1 << 1,
    /* By value: (gogoproto.nullable) = false, or in a map entry. Always encoded: a message even
     * when it is empty, an Int or Dec text that is empty as "0". */
    FIELD_EMBEDDED = 1 << 2,
    FIELD_IN_ONEOF = 1 << 3, /* present when *(uint32_t *)(struct + oneof_offset) == number */
    FIELD_AMINO_KEEP_EMPTY = 1 << 4, /* amino.dont_omitempty */
    FIELD_AMINO_NULL_LIST = 1 << 5,  /* amino.encoding = "legacy_coins": an empty list prints [] */
    FIELD_SIGNER = 1 << 6,    /* names a signer (cosmos.msg.v1.signer); may be a nested message */
    FIELD_MAP = 1 << 7,       /* map<K, V>: a repeated message of key (1) and value (2) */
    FIELD_AMINO_DEC = 1 << 8, /* printed as a decimal by amino JSON */
    FIELD_AMINO_INT = 1 << 9, /* printed as an integer by amino JSON: "0" when empty */
    FIELD_RPC_HEX = 1 << 10,  /* bytes that CometBFT's RPC prints as upper-case hex */
    FIELD_AMINO_OPAQUE = 1 << 11, /* a message that amino JSON prints as {} whatever it holds: the
                                     original has the descriptor of its type unlinked there */
};

/* Messages that JSON prints in a form of their own. */
enum well_known_type {
    WELL_KNOWN_NONE,
    WELL_KNOWN_ANY,       /* struct google_protobuf_any */
    WELL_KNOWN_TIMESTAMP, /* struct google_protobuf_timestamp */
    WELL_KNOWN_DURATION,  /* struct google_protobuf_duration */
};

/* amino.message_encoding */
enum amino_encoding {
    AMINO_PLAIN,
    AMINO_KEY_FIELD,        /* public and private keys: the base64 text of field `key` */
    AMINO_MODULE_ACCOUNT,   /* the base account's fields beside its own */
    AMINO_THRESHOLD_STRING, /* multisig keys: the threshold as a string */
};

struct message_type;

struct field_type {
    const char *name;       /* snake_case, as in the .proto file */
    const char *json_name;  /* lowerCamelCase */
    const char *amino_name; /* amino.field_name, else the same as name */
    uint32_t number;
    uint8_t kind;    /* enum field_kind */
    uint8_t meaning; /* enum field_meaning */
    uint16_t flags;
    uint16_t offset;       /* of the field in its struct */
    uint16_t oneof_offset; /* of the case number, when FIELD_IN_ONEOF */
    const struct message_type *message;
    const struct enum_type *enumeration;
    const char *accepts;          /* of an Any: the interface it must implement, or NULL */
    const char *oneof_name;       /* of the oneof it is a member of, or NULL */
    const char *amino_oneof_name; /* amino.oneof_name, or NULL */
};

struct message_type {
    const char *full_name;
    const char *amino_name;          /* amino.name, NULL when it has none */
    const struct field_type *fields; /* ascending field numbers */
    uint16_t field_count;
    uint8_t well_known;     /* enum well_known_type */
    uint8_t amino_encoding; /* enum amino_encoding */
    bool has_times;         /* an embedded Timestamp is in it: see message_init */
    bool plain_json; /* as a field, the gateway prints it as encoding/json prints Go structs */
    uint32_t size;   /* sizeof the generated struct */
    const char *const *implements; /* cosmos_proto.implements_interface, NULL-terminated, or NULL */
};

/* One rpc of a service. */
struct http_rule {
    const char *verb;     /* "GET" or "POST" */
    const char *template; /* "/cosmos/bank/v1beta1/balances/{address}" */
    const char *body;     /* "*" or NULL */
};

struct method_type {
    const char *path; /* "/cosmos.bank.v1beta1.Query/Balance" */
    const struct message_type *request;
    const struct message_type *response;
    const struct http_rule
        *http; /* NULL when it has no REST route; else the first is the main one */
    uint8_t http_count;
    bool client_streaming;
    bool server_streaming;
    bool module_query_safe; /* interchain accounts may ask it */
};

struct service_type {
    const char *full_name;
    const char *file; /* "cosmos/bank/v1beta1/query.proto" */
    bool is_msg;      /* a Msg service: its requests are transaction messages */
    const struct method_type *methods;
    size_t method_count;
};

struct service_registry {
    const struct service_type *const *services; /* sorted by name */
    size_t count;
};

/* One .proto file for gRPC reflection. */
struct schema_file {
    const char *name;                              /* "cosmos/bank/v1beta1/query.proto" */
    struct bytes descriptor;                       /* encoded google.protobuf.FileDescriptorProto */
    const struct schema_file *const *dependencies; /* NULL-terminated */
};

/* A message, enum, service or method and the file that defines it. */
struct schema_symbol {
    const char *full_name;
    const struct schema_file *file;
};

struct schema_files {
    const struct schema_file *const *files; /* sorted by name */
    size_t file_count;
    const struct schema_symbol *symbols; /* sorted by name */
    size_t symbol_count;
};

/* A set of types that can be looked up by full name; used for Any and for reflection. Sorted by
 * name. */
struct message_registry {
    const struct message_type *const *types;
    size_t count;
};

/* registry_find looks a full name up ("cosmos.bank.v1beta1.MsgSend"); NULL when it is not there. */
const struct message_type *registry_find(const struct message_registry *registry,
                                         struct bytes full_name);

/* registry_resolve looks up what follows the last '/' of a type URL. */
const struct message_type *registry_resolve(const struct message_registry *registry,
                                            struct bytes type_url);

/* service_find looks a service up by its full name, method_find a method by its path. */
const struct service_type *service_find(const struct service_registry *registry,
                                        struct bytes full_name);
const struct method_type *method_find(const struct service_registry *registry, struct bytes path);

/* enum_name gives the name of a value, NULL when the enum has none; enum_number finds a value by
 * name. */
const char *enum_name(const struct enum_type *type, int32_t number);
bool enum_number(const struct enum_type *type, struct bytes name, int32_t *number);

/* message_field finds a field by its number, NULL when the message has none. */
const struct field_type *message_field(const struct message_type *type, uint32_t number);

/* message_field_named finds a field by its .proto name or its lowerCamelCase JSON name. */
const struct field_type *message_field_named(const struct message_type *type, struct bytes name);

/* message_init makes an empty message: all zero, but a Timestamp that is held by value is Go's zero
 * time (year 1), because that is what the original has for an absent one.
 *   message  memory of type->size bytes */
void message_init(const struct message_type *type, void *message);

#endif
