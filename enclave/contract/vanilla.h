#ifndef ENCLAVE_CONTRACT_VANILLA_H
#define ENCLAVE_CONTRACT_VANILLA_H

#include "common/base/arena.h"

/* Contracts built with vanilla cosmwasm-std say `{"ok":...}` and `{"error":"..."}` where those of
 * this chain say `{"Ok":...}` and `{"Err":"..."}`; all else that they exchange with the chain
 * for their own state, for events and for the messages of its bank, staking and distribution has
 * one form. The original reads the answer of a query in either words, and refuses the others. */

/* What no contract of this chain's own library imports, and those of vanilla cosmwasm-std do unless
 * they were built without the feature of this name. The original refuses whoever imports it. */
#define VANILLA_IMPORT "abort"

/* vanilla_answer gives an answer in the words of this chain; that of a query, a text, stays as it
 * is.
 *   answer  of a second-generation contract, as it returned it
 * Returns `answer` itself unless it begins in the other words; a copy in `arena` then. */
struct bytes vanilla_answer(struct arena *arena, struct bytes answer);

/* vanilla_told gives what the chain answers to a question (imports_query.h) in the words of a
 * contract that imports VANILLA_IMPORT: `{"ok":{"ok":...}}`, `{"ok":{"error":"..."}}`, the text the
 * JSON of the error, and `{"error":...}`. In `arena`; what is none of these stays as it is. */
struct bytes vanilla_told(struct arena *arena, struct bytes answer);

#endif
