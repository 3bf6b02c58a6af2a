#ifndef NODE_MODULES_COMPUTE_TRACE_H
#define NODE_MODULES_COMPUTE_TRACE_H

#include "node/modules/compute/internal.h"
#include "node/modules/compute/trace_json.h"

/* The calls of a block written down for nodes without an enclave, and what such a node does with
 * them (secret-fork-differences 9). */

/* compute_follows tells whether calls come from another node's traces. */
bool compute_follows(const struct context *ctx);

/* compute_trace_shape is how the result of a request is laid out. */
enum trace_shape compute_trace_shape(const struct compute_request *request);

/* compute_trace_gas_unit is how much of a trace's callback_gas is one of the chain: the original
 * measures executions, migrations and hooks on the contract's meter, all else on the chain's
 * (enclave-protocol 5.8). */
uint64_t compute_trace_gas_unit(const struct compute_request *request);

/* What stands before the enclave's own refusals. */
#define TRACE_ENCLAVE_ERROR BYTES("Execution error: Enclave: ")
/* What becomes of a call whose question made the chain panic. */
#define TRACE_PANIC_ERROR                                                                          \
    BYTES("Execution error: Calling external function through FFI: Panic in FFI call")

/* One call that is being written down. */
struct compute_trace {
    int64_t number; /* in the block; 0: it is not written down */
    uint64_t gas_before;
    struct secret_compute_v1beta1_storage_op *ops;
    size_t op_count, op_room;
    struct secret_compute_v1beta1_cross_module_op_list cross_ops;
};

/* compute_trace_begin numbers a call that the enclave is about to get. */
struct compute_trace compute_trace_begin(struct context *ctx);

/* compute_trace_accesses notes the writes and deletes among `accesses`. */
void compute_trace_accesses(struct context *ctx, struct compute_trace *trace,
                            const struct secretd_contract_access_list *accesses);

/* compute_trace_writes notes what a question of the call has written to other modules' stores.
 *   state  the branch on which it was answered */
void compute_trace_writes(struct context *ctx, struct compute_trace *trace,
                          const struct overlay *state);

/* compute_trace_end writes the call down.
 *   request  what was asked: a call or an update of the admin
 *   ended    what ended it outside of the enclave: gas, or a panic that the chain answered with;
 *            NULL: nothing, its accesses are charged and made */
void compute_trace_end(struct context *ctx, struct compute_trace *trace,
                       const struct compute_request *request,
                       const struct secretd_boundary_call_reply *reply, status ended);

/* compute_trace_follow takes the place of the enclave: the next call's writes are made and its
 * chain gas is charged; the reply has no accesses left. Refused when gas ends. Traces that cannot
 * be used are a halt. */
MUST_CHECK status compute_trace_follow(struct context *ctx, const struct compute_request *request,
                                       struct secretd_boundary_call_reply *reply);

/* The same for the check of a module. */
void compute_trace_checked(struct context *ctx, struct bytes wasm,
                           const struct secretd_boundary_check_code_reply *reply);
void compute_trace_check(struct context *ctx, struct bytes wasm,
                         struct secretd_boundary_check_code_reply *reply);

#endif
