#ifndef ENCLAVE_CONTRACT_SERDE_H
#define ENCLAVE_CONTRACT_SERDE_H

#include "common/encoding/json.h"

/* JSON as contracts and the original's enclave have it (Rust's serde_json with derived types):
 * which values a type accepts, how others are refused, and how values are written again. */

/* What a field accepts. */
enum serde_kind {
    SERDE_STRING,
    SERDE_U64, /* a number without sign, fraction and exponent */
    SERDE_BOOL,
    SERDE_BINARY,    /* a text in base64 */
    SERDE_U128_TEXT, /* a text of digits, perhaps with a plus sign */
    SERDE_U64_TEXT,
    SERDE_BYTES,   /* an array of numbers up to 255 */
    SERDE_OBJECT,  /* any object: a type without fields */
    SERDE_CHOICE,  /* one of the texts in `choices` */
    SERDE_STRUCT,  /* an object of the type `type` */
    SERDE_STRUCTS, /* an array of such objects */
    SERDE_ANY,
};

struct serde_type;
struct serde_field {
    const char *name;
    enum serde_kind kind;
    bool is_optional; /* may be missing or null */
    const struct serde_type *type;
    const char *const *choices; /* closed by NULL */
};

enum { SERDE_FIELDS_MAX = 8, SERDE_DEPTH_MAX = 127 };
struct serde_type {
    struct serde_field fields[SERDE_FIELDS_MAX]; /* closed by one without a name unless full */
    bool is_closed;                              /* refuses fields it does not know */
};

/* A named variant of an enum, written {"name": {fields}}. */
struct serde_variant {
    const char *name;
    struct serde_type type;
};

/* Reading one document. */
struct serde {
    struct arena *arena;
    struct bytes input;
    struct bytes problem; /* why the last call gave false, with line and column */
};

/* serde_parse reads the document itself: an enum, for the texts of what is none. Where it begins
 * like one and breaks off later, the text is that of its beginning. */
bool serde_parse(struct serde *serde, struct json_value *document);

/* serde_read checks an object against a type.
 *   found  out: value of each field in the order of the type, NULL when missing or null */
bool serde_read(struct serde *serde, const struct json_value *object, const struct serde_type *type,
                const struct json_value *found[SERDE_FIELDS_MAX]);

/* serde_choose finds which of `names` an enum value is.
 *   names  closed by NULL
 *   which  out: its index
 *   body   out: what stands under the name */
bool serde_choose(struct serde *serde, const struct json_value *value, const char *const *names,
                  size_t *which, const struct json_value **body);

/* serde_choose_variant is serde_choose and serde_read in one. */
bool serde_choose_variant(struct serde *serde, const struct json_value *value,
                          const struct serde_variant *variants, size_t count, size_t *which,
                          const struct json_value *found[SERDE_FIELDS_MAX]);

/* serde_base64 decodes with the rules of the original's library: padding may be missing or too
 * short, bits beyond the last byte must be zero. The result is present even when empty. */
bool serde_base64(struct arena *arena, struct bytes text, struct bytes *content);

/* serde_number_text gives digits without plus sign and leading zeros. */
struct bytes serde_number_text(struct bytes text);

/* serde_write_string appends a quoted text: only what JSON demands is escaped. */
void serde_write_string(struct writer *writer, struct bytes text);

/* serde_write_value appends a value without white space, object keys sorted; of equal keys the last
 * counts. */
void serde_write_value(struct writer *writer, const struct json_value *value);

#endif
