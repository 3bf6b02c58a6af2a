#ifndef ENCLAVE_CONTRACT_RESULT_H
#define ENCLAVE_CONTRACT_RESULT_H

#include "common/base/status.h"
#include "common/encoding/json.h"
#include "schema/core/secretd_contract.h"

/* What a contract returned, read from its JSON (enclave-protocol 3.1, 5.7): the first of these
 * shapes that fits. */

enum result_kind {
    RESULT_ERROR,    /* {"Err": any} */
    RESULT_QUERY,    /* {"Ok": "text"} */
    RESULT_RESPONSE, /* {"Ok": {...}} of either generation */
};

enum { RESULT_BYTES_MAX = 2 * 1024 * 1024 };

struct result_attribute {
    struct bytes key;
    struct bytes value;
    bool encrypted; /* unless the contract says otherwise */
};

struct result_attributes {
    struct result_attribute *items;
    size_t count;
};

struct result_event {
    struct bytes type;
    struct result_attributes attributes;
};

struct result {
    enum result_kind kind;
    const struct json_value *error; /* RESULT_ERROR */
    struct bytes query;             /* RESULT_QUERY: base64 text */
    int32_t generation;             /* RESULT_RESPONSE: enum of schema/secretd/contract.proto */
    /* Messages to other contracts hold the plaintext that the contract wrote. */
    struct secretd_contract_sub_message_list messages;
    struct result_attributes attributes;
    struct result_event *events;
    size_t event_count;
    struct bytes data; /* data == NULL: there is none */
};

/* result_parse reads an answer; everything is in `arena` or borrows from `answer`. Refused with
 * CONTRACT_DESERIALIZE. */
MUST_CHECK status result_parse(struct arena *arena, struct bytes answer, struct result *result);

/* result_messages reads the list of messages of either generation. */
MUST_CHECK status result_messages(struct arena *arena, const struct json_value *list,
                                  int32_t generation,
                                  struct secretd_contract_sub_message_list *messages);

#endif
