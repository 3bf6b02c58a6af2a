#ifndef NODE_MODULES_COMPUTE_TRACE_JSON_H
#define NODE_MODULES_COMPUTE_TRACE_JSON_H

#include "common/encoding/json.h"
#include "schema/core/secretd_contract.h"

/* An answer of a contract as the original's host has it from its enclave (enclave-protocol 3.3):
 * JSON, behind keys and proofs that depend on the kind of the call. What our enclave answers is
 * written in this form for followers, and read again by them. */

/* What stands before the JSON. */
enum trace_shape {
    TRACE_JSON,        /* nothing */
    TRACE_INSTANTIATE, /* contract key and admin proof */
    TRACE_MIGRATE,     /* new contract key and its proof */
    TRACE_ADMIN,       /* the admin proof, and no JSON at all */
};

/* trace_result_write gives the result of a call. */
struct bytes trace_result_write(struct arena *arena, enum trace_shape shape,
                                const struct secretd_contract_answer *answer);

/* trace_result_read reads a result; byte strings point into `result` or the arena. Refused
 * (codespace "undefined", code 1): it has not the form of a result. */
MUST_CHECK status trace_result_read(struct arena *arena, enum trace_shape shape,
                                    struct bytes result, struct secretd_contract_answer *answer);

/* ---- for the two files of the messages ---- */

/* How a field of a message stands in JSON. */
enum trace_form {
    TRACE_TEXT,
    TRACE_OPTIONAL_TEXT, /* null when it is empty */
    TRACE_NUMBER,
    TRACE_BASE64,
    TRACE_NUMBERS, /* bytes as an array of numbers; read from base64 too */
    TRACE_COIN,
    TRACE_COINS,
    TRACE_TIMEOUT,
    TRACE_VOTE_CAPITAL, /* of the first generation, whose votes are all cast as yes */
    TRACE_VOTE,
};
struct trace_field {
    const char *name; /* in JSON; NULL ends the list */
    uint32_t number;  /* in the message */
    enum trace_form form;
};
enum { TRACE_FIELDS_MAX = 8 };
struct trace_message {
    const char *module;
    const char *variant; /* NULL: the module has no variants */
    uint32_t body;       /* number of the body in secretd.contract.SubMessage */
    struct trace_field fields[TRACE_FIELDS_MAX + 1];
};
extern const struct trace_message TRACE_MESSAGES[];
extern const size_t TRACE_MESSAGE_COUNT;
extern const char *const TRACE_REPLY_ON[4]; /* by enum ReplyOn */
extern const char *const TRACE_VOTES[5];    /* by cosmos.gov.v1beta1.VoteOption */
extern const char *const TRACE_VOTES_CAPITAL[5];

/* trace_write_messages appends the list of messages, trace_read_messages reads one.
 *   first  of a contract of the first generation: messages without wrapping */
void trace_write_messages(struct writer *out, bool first,
                          const struct secretd_contract_sub_message_list *messages);
MUST_CHECK status trace_read_messages(struct arena *arena, bool first,
                                      const struct json_value *list,
                                      struct secretd_contract_sub_message_list *messages);

/* Of a malformed result; `what` names the place. */
status trace_malformed(struct arena *arena, const char *what) __attribute__((returns_nonnull));

/* trace_read_bytes reads base64 text or an array of numbers; absent for NULL and null. */
MUST_CHECK status trace_read_bytes(struct arena *arena, const struct json_value *value,
                                   struct bytes *out);
/* trace_write_base64 appends a quoted text, null when the bytes are absent. */
void trace_write_base64(struct writer *out, struct bytes value);

#endif
