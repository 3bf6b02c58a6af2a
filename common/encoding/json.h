#ifndef COMMON_ENCODING_JSON_H
#define COMMON_ENCODING_JSON_H

#include "common/base/status.h"

/* JSON as Go's encoding/json has it: a strict, bounded reader that keeps number texts exact, and
 * the pieces of a writer. */

enum { JSON_DEPTH_MAX = 200 };

enum json_kind { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

struct json_value {
    enum json_kind kind;
    bool boolean;                /* JSON_BOOL */
    struct bytes text;           /* JSON_NUMBER: as written; JSON_STRING: unescaped */
    struct bytes source;         /* the value as it stands in the input */
    struct json_value *items;    /* JSON_ARRAY */
    struct json_member *members; /* JSON_OBJECT, in the order of the input */
    size_t count;                /* of items or members */
};

struct json_member {
    struct bytes name;
    struct json_value value;
};

enum json_rules {
    JSON_UNIQUE_NAMES =
        1 << 0,         /* refuse an object that has a name twice; else the last one counts */
    JSON_UTF8 = 1 << 1, /* refuse what is no UTF-8 or a lone surrogate; else U+FFFD stands for it */
    JSON_LEAVE_REST = 1 << 2, /* stop behind the first value, as Go's Decoder does */
};

/* json_parse reads one value. Texts without escapes are slices of `input`; the rest is in `arena`.
 *   rules  enum json_rules
 *   value  out
 * Refused with Go's texts ("invalid character 'x' looking for beginning of value", "unexpected end
 * of JSON input"), codespace "undefined", code 1; nesting deeper than JSON_DEPTH_MAX: "exceeded max
 * depth". */
MUST_CHECK status json_parse(struct arena *arena, struct bytes input, unsigned rules,
                             struct json_value *value);

/* json_member finds the last member of that name; NULL when there is none or `object` is no object.
 */
const struct json_value *json_member(const struct json_value *object, const char *name);

/* json_i64 and json_u64 read a number without fraction or exponent; false when it is none or does
 * not fit. */
bool json_i64(struct bytes text, int64_t *value);
bool json_u64(struct bytes text, uint64_t *value);

/* json_write_string appends a quoted text as json.Marshal does: HTML characters escaped when
 * `escape_html`, bytes that are no UTF-8 as \ufffd. */
void json_write_string(struct writer *writer, struct bytes text, bool escape_html);

/* json_write_value appends a parsed value without white space; number texts stay as they are. */
void json_write_value(struct writer *writer, const struct json_value *value, bool escape_html);

/* json_write_indented appends a parsed value as json.Indent lays it out: `indent` blanks a level,
 * members in their order, empty objects and arrays on one line, strings as they stand in the
 * source. */
void json_write_indented(struct writer *writer, const struct json_value *value, unsigned indent);

#endif
