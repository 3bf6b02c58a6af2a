#ifndef NODE_MODULES_COMPUTE_INTERNAL_H
#define NODE_MODULES_COMPUTE_INTERNAL_H

#include "node/chain/errors.h"
#include "node/chain/kv.h"
#include "node/chain/record.h"
#include "node/modules/auth/module.h"
#include "node/modules/bank/module.h"
#include "node/modules/compute/errors.h"
#include "node/modules/compute/keys.h"
#include "node/modules/compute/module.h"
#include "node/enclave_link/enclave_link.h"
#include "schema/core/secret_compute_v1beta1.h"

enum {
    COMPUTE_CODE_BYTES_MAX = 2 * 1024 * 1024, /* of a message, and of what is unpacked */
    COMPUTE_LABEL_BYTES_MAX = 512,
    COMPUTE_BUILDER_BYTES_MAX = 128,
    COMPUTE_INSTANCE_GAS = 20000,
    COMPUTE_GAS_MULTIPLIER = 1000,
    COMPUTE_CALL_DEPTH_MAX = 100,
    COMPUTE_QUERY_GAS_MAX = 10000000, /* of a query from outside */
};
/* The running call as the callbacks see it. `refused` is set when a charge inside a callback passed
 * the gas limit: the enclave then ends the call and the charge stands. */
struct compute_callbacks {
    struct context *ctx;
    struct bytes contract;
    status refused;
};

#define COMPUTE_GAS_MAX UINT64_C(10000000000) /* wasm units of one call */

/* Parameters (params.c). */
MUST_CHECK status compute_params_get(struct context *ctx,
                                     struct secret_compute_v1beta1_params *params);
MUST_CHECK status compute_params_set(struct context *ctx,
                                     const struct secret_compute_v1beta1_params *params);
MUST_CHECK status compute_params_check(struct arena *arena,
                                       const struct secret_compute_v1beta1_params *params);

/* Codes (code.c). compute_code_get: *found false when there is none. */
MUST_CHECK status compute_code_get(struct context *ctx, uint64_t code_id,
                                   struct secret_compute_v1beta1_code_info *info, bool *found);
MUST_CHECK status compute_code_store(struct context *ctx,
                                     const struct secret_compute_v1beta1_msg_store_code *msg,
                                     uint64_t *code_id);
/* compute_unpack gives the module: as it is, or the first 2 MiB of its first gzip member. Refused
 * with the text of Go's gzip reader. */
MUST_CHECK status compute_unpack(struct arena *arena, struct bytes code, struct bytes *wasm);
/* compute_next_id takes the next number of a counter; the first is 1. Gas: one read, one write. */
MUST_CHECK status compute_next_id(struct context *ctx, struct bytes key, uint64_t *id);

/* Contracts (contract.c). */
MUST_CHECK status compute_contract_get(struct context *ctx, struct bytes contract,
                                       struct secret_compute_v1beta1_contract_info *info,
                                       bool *found);
void compute_contract_address(uint64_t code_id, uint64_t instance_id, struct bytes creator,
                              uint8_t address[CONTRACT_ADDRESS_BYTES]);
/* A contract that was just instantiated, as it goes into state. */
struct compute_new_contract {
    struct bytes address;
    uint64_t code_id;
    struct bytes creator;
    struct bytes admin; /* text */
    struct bytes admin_proof;
    struct bytes label;
    struct bytes init_msg;
    struct bytes contract_key; /* 64 bytes */
};
MUST_CHECK status compute_contract_add(struct context *ctx,
                                       const struct compute_new_contract *contract);

/* Runs (run.c): calls of contracts in the enclave, their accesses applied and charged. */
MUST_CHECK status compute_instantiate(
    struct context *ctx, const struct secret_compute_v1beta1_msg_instantiate_contract *msg,
    struct bytes *address, struct bytes *data);
MUST_CHECK status compute_execute(struct context *ctx,
                                  const struct secret_compute_v1beta1_msg_execute_contract *msg,
                                  struct bytes *data);

/* compute_need_enclave refuses where no contract can run: a recorded chain that is replayed. */
MUST_CHECK status compute_need_enclave(struct context *ctx);

/* compute_apply charges the accesses of a running call in their order and makes its writes. */
MUST_CHECK status compute_apply(struct context *ctx, struct bytes contract,
                                const struct secretd_contract_access_list *accesses);
/* compute_host_of is what the enclave may ask while a call runs on `ctx`. */
struct enclave_host compute_host_of(struct compute_callbacks *callbacks);

/* compute_query runs a contract's query on ctx->gas.
 *   depth  1 from outside, one more for each contract between */
MUST_CHECK status compute_query(struct context *ctx, struct bytes contract, struct bytes query,
                                uint32_t depth, struct bytes *data);

/* compute_answer answers a contract's query to the chain (chain_query.c). Refused only when gas
 * runs out. */
MUST_CHECK status compute_answer(struct context *ctx,
                                 const struct secretd_boundary_chain_query *request,
                                 struct secretd_boundary_chain_query_reply *reply);

/* Events (events.c). compute_emit emits what the contract said: one `wasm` event, then its own
 * types. */
MUST_CHECK status compute_emit(struct context *ctx, struct bytes contract,
                               const struct secretd_contract_answer *answer);
/* compute_pass_events hands a sub-message's events on, without those of type `message`.
 *   sort  order the attributes of each by key, as after a message to a contract */
void compute_pass_events(struct event_list *to, struct event_list *from, bool sort);

/* What a contract answered: events, then its messages (dispatch.c). */
MUST_CHECK status compute_dispatch(struct context *ctx, struct bytes contract,
                                   const struct secretd_contract_answer *answer);

/* ValidateBasic of the messages (checks.c). */
MUST_CHECK status compute_check_store_code(struct arena *arena, const void *message);
MUST_CHECK status compute_check_instantiate(struct arena *arena, const void *message);
MUST_CHECK status compute_check_execute(struct arena *arena, const void *message);
MUST_CHECK status compute_check_params(struct arena *arena, const void *message);

MUST_CHECK status compute_genesis_init(struct context *ctx, const void *genesis);
MUST_CHECK status compute_end_block(struct context *ctx);
enum { COMPUTE_MESSAGE_COUNT = 4, COMPUTE_QUERY_COUNT = 12 };
extern const struct message_route compute_messages[COMPUTE_MESSAGE_COUNT];
extern const struct query_route compute_queries[COMPUTE_QUERY_COUNT];

#endif
