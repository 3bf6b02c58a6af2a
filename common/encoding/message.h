#ifndef COMMON_ENCODING_MESSAGE_H
#define COMMON_ENCODING_MESSAGE_H

#include "common/base/status.h"

/* How C code knows a protobuf message. tools/schema/generate.py turns schema/*.proto into one C struct and
 * one constant `struct message_type` per message; every codec is a walk over these tables.
 *
 * Shapes of generated fields, for proto field `x`:
 *   bool, int32/uint32/int64/uint64, fixed, enum   bool, int32_t, uint32_t, int64_t, uint64_t (enum: int32_t)
 *   string, bytes                                  struct bytes x
 *   message                                        const struct T *x, NULL when absent
 *   message with (gogoproto.nullable) = false      struct T x, always present and always encoded
 *   repeated message                               struct T_list x           {struct T *items; size_t count;}
 *   repeated string, bytes                         struct bytes_list x
 *   repeated scalar                                struct uint64_list x ...  {uint64_t *items; size_t count;}
 *   oneof y { ... }                                uint32_t y_case (field number, 0 = none) and the members as
 *                                                  plain fields of their own (no union)
 * `cosmos.bank.v1beta1.MsgSend` becomes `struct cosmos_bank_v1beta1_msg_send`, its descriptor
 * `cosmos_bank_v1beta1_msg_send_type`, its header "schema/chain/cosmos_bank_v1beta1.h" (or schema/core/...). */

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
    MEANING_INT,           /* decimal integer text of any size (math.Int) */
    MEANING_DEC,           /* scaled integer text on the wire, 18 decimals in JSON (math.LegacyDec) */
    MEANING_ADDRESS,       /* bech32 account address text */
    MEANING_ADDRESS_BYTES, /* raw address on the wire, bech32 in gateway JSON */
    MEANING_HEX,           /* raw bytes on the wire, hex in RPC JSON */
    MEANING_RAW_JSON,      /* bytes that hold JSON and are inlined into amino JSON */
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
    FIELD_EMBEDDED = 1 << 2,        /* message by value: (gogoproto.nullable) = false */
    FIELD_IN_ONEOF = 1 << 3,        /* present when *(uint32_t *)(struct + oneof_offset) == number */
    FIELD_AMINO_KEEP_EMPTY = 1 << 4, /* amino.dont_omitempty */
    FIELD_AMINO_NULL_LIST = 1 << 5,  /* amino.encoding = "legacy_coins": an empty list prints [] */
    FIELD_SIGNER = 1 << 6,           /* names a signer (cosmos.msg.v1.signer); may be a nested message */
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
};

struct message_type {
    const char *full_name;
    const char *amino_name;           /* amino.name, NULL when it has none */
    const struct field_type *fields;  /* ascending field numbers */
    uint16_t field_count;
    uint32_t size; /* sizeof the generated struct */
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
    const struct http_rule *http; /* NULL when it has no REST route */
    uint8_t http_count;
};

struct service_type {
    const char *full_name;
    const char *file; /* "cosmos/bank/v1beta1/query.proto" */
    const struct method_type *methods;
    size_t method_count;
};

/* A set of types that can be looked up by full name; used for Any and for reflection. Sorted by name. */
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

#endif
