#ifndef NODE_MODULES_COMPUTE_KEYS_H
#define NODE_MODULES_COMPUTE_KEYS_H

#include "common/base/arena.h"

/* Every key of store `compute` (chain-surface 4.1). Addresses are 20 raw bytes. */
enum { CONTRACT_ADDRESS_BYTES = 20, CONTRACT_KEY_BYTES = 64, ADMIN_PROOF_BYTES = 32 };

extern const struct bytes COMPUTE_KEY_LAST_CODE;     /* 04 lastCodeId */
extern const struct bytes COMPUTE_KEY_LAST_CONTRACT; /* 04 lastContractId */
extern const struct bytes COMPUTE_KEY_TX_COUNTER;    /* 08 */
extern const struct bytes COMPUTE_KEY_PARAMS;        /* 0B */
extern const struct bytes COMPUTE_PREFIX_CODE;       /* 01 */
extern const struct bytes COMPUTE_PREFIX_CONTRACT;   /* 02 */

struct bytes compute_key_code(struct arena *arena, uint64_t code_id);
struct bytes compute_key_contract(struct arena *arena, struct bytes contract);
/* compute_key_state is the prefix of one contract's state; the sealed key follows. */
struct bytes compute_key_state(struct arena *arena, struct bytes contract, struct bytes sealed_key);
struct bytes compute_key_enclave(struct arena *arena, struct bytes contract);
struct bytes compute_key_label(struct arena *arena, struct bytes label);
/* compute_key_history with position 0 and no entry written is the smallest key of the contract's
 * history. */
struct bytes compute_key_history(struct arena *arena, struct bytes contract, uint64_t position);
struct bytes compute_key_history_prefix(struct arena *arena, struct bytes contract);
/* code id | height | gas position | contract, all in order of creation */
struct bytes compute_key_by_code(struct arena *arena, uint64_t code_id, int64_t height,
                                 uint64_t position, struct bytes contract);
struct bytes compute_key_by_code_prefix(struct arena *arena, uint64_t code_id);
struct bytes compute_key_authorized_code(struct arena *arena, struct bytes contract_text);
struct bytes compute_key_authorized_admin(struct arena *arena, struct bytes contract_text);
/* FF | LE64 height: the block random of the original; our chains never write it. */
struct bytes compute_key_random(struct arena *arena, int64_t height);

#endif
