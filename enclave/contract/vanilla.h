#ifndef ENCLAVE_CONTRACT_VANILLA_H
#define ENCLAVE_CONTRACT_VANILLA_H

#include "common/base/arena.h"

/* Contracts built with vanilla cosmwasm-std say `{"ok":...}` and `{"error":"..."}` where those of
 * this chain say `{"Ok":...}` and `{"Err":"..."}`; all else that they exchange with the chain
 * for their own state, for events and for the messages of its bank, staking and distribution has
 * one form. The original reads the answer of a query in either words, and refuses the others. */

/* vanilla_answer gives an answer in the words of this chain; that of a query, a text, stays as it
 * is.
 *   answer  of a second-generation contract, as it returned it
 * Returns `answer` itself unless it begins in the other words; a copy in `arena` then. */
struct bytes vanilla_answer(struct arena *arena, struct bytes answer);

#endif
