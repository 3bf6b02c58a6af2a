#ifndef ENCLAVE_CONTRACT_IMPORTS_QUERY_H
#define ENCLAVE_CONTRACT_IMPORTS_QUERY_H

#include "common/base/status.h"
#include "schema/core/secretd_boundary.h"

/* Requests of contracts to the chain (query_chain) and the answers they get, as JSON
 * (enclave-protocol.md 5.9). Sealing and asking are the caller's. */

struct imports_query {
    /* `request` is filled in; gas, depth and accesses are not. The message of wasm_smart is
     * plaintext. */
    struct secretd_boundary_chain_query chain;
    /* wasm_smart: the code hash that stands in front of the plaintext, as the contract gave it. */
    struct bytes code_hash;
};

/* imports_query_parse reads a request.
 * Rejects: VM_DESERIALIZE with the text of the original's parser, which the contract sees through
 * imports_query_invalid_request. Where the bytes are no JSON at all the text is always "expected
 * value at line 1 column 1". */
MUST_CHECK status imports_query_parse(struct arena *arena, struct bytes request,
                                      struct imports_query *query);

/* The answers. Each is the whole JSON that goes to the contract. */

/* {"Ok":{"Ok":"<base64>"}} */
struct bytes imports_query_ok(struct arena *arena, struct bytes data);
/* {"Ok":{"Err":<json>}}: a StdError as JSON */
struct bytes imports_query_contract_error(struct arena *arena, struct bytes json);
/* {"Err":<json>}: a SystemError as JSON */
struct bytes imports_query_system_error(struct arena *arena, struct bytes json);
/* {"Err":{"invalid_request":{"error":"<text>","request":"<base64>"}}} */
struct bytes imports_query_invalid_request(struct arena *arena, struct bytes text,
                                           struct bytes request);
/* {"Err":{"invalid_response":{"error":"<text>","response":"<base64>"}}} */
struct bytes imports_query_invalid_response(struct arena *arena, struct bytes text,
                                            struct bytes response);
/* {"Err":{"exceeded_recursion_limit":{}}} */
struct bytes imports_query_too_deep(void);

/* imports_query_std_error reads an error of the first generation (StdError) and writes it again as
 * the original would. Another contract's error that does not parse becomes an invalid_response with
 * the refusal's text.
 * Rejects: VM_DESERIALIZE, text as in imports_query_parse. */
MUST_CHECK status imports_query_std_error(struct arena *arena, struct bytes text,
                                          struct bytes *json);

#endif
