#ifndef ENCLAVE_CONTRACT_OUTPUT_INTERNAL_H
#define ENCLAVE_CONTRACT_OUTPUT_INTERNAL_H

#include "enclave/contract/output.h"
#include "enclave/contract/suite.h"

/* output_sign makes a callback signature in `arena` and makes it known (3.6). */
struct bytes output_sign(struct arena *arena, const struct output_context *context,
                         const struct suite *suite, const struct suite_link *link);

/* output_messages finishes the messages of an answer: those to other contracts are sealed, headed
 * and signed (3.2, 3.5); plaintext replies that may follow are made known. */
void output_messages(struct arena *arena, const struct output_context *context,
                     const struct result *result, struct secretd_contract_answer *answer);

#endif
