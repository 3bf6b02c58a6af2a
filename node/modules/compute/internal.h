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

struct compute_trace;
/* The running call as the callbacks see it. `refused` is set when a charge inside a callback passed
 * the gas limit, or the chain panicked over the question: the enclave then ends the call, and what
 * was charged stands. */
struct compute_callbacks {
    struct context *ctx;
    struct bytes contract;
    struct compute_trace *trace; /* NULL: of a query, which is not written down (trace.h) */
    status refused;
};

#define COMPUTE_GAS_MAX UINT64_C(10000000000) /* wasm units of one call */

/* Parameters (params.c). compute_params_set refuses a compile cost that is no number. */
MUST_CHECK status compute_params_get(struct context *ctx,
                                     struct secret_compute_v1beta1_params *params);
MUST_CHECK status compute_params_set(struct context *ctx,
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
/* compute_peek_id gives the next number of a counter, compute_next_id takes it; the first is 1.
 * Gas: one read, and one write when it is taken. */
MUST_CHECK status compute_peek_id(struct context *ctx, struct bytes key, uint64_t *id);
MUST_CHECK status compute_next_id(struct context *ctx, struct bytes key, uint64_t *id);

/* Contracts (contract.c). */
MUST_CHECK status compute_contract_get(struct context *ctx, struct bytes contract,
                                       struct secret_compute_v1beta1_contract_info *info,
                                       bool *found);
void compute_contract_address(uint64_t code_id, uint64_t instance_id, struct bytes creator,
                              uint8_t address[CONTRACT_ADDRESS_BYTES]);
/* compute_history_last gives the newest entry; the original panics when there is none.
 * compute_history_add appends one. Gas: each walks to the end of the history. */
MUST_CHECK status
compute_history_last(struct context *ctx, struct bytes contract,
                     struct secret_compute_v1beta1_contract_code_history_entry *entry);
MUST_CHECK status
compute_history_add(struct context *ctx, struct bytes contract,
                    const struct secret_compute_v1beta1_contract_code_history_entry *entry);
MUST_CHECK status compute_contract_set(struct context *ctx, struct bytes contract,
                                       const struct secret_compute_v1beta1_contract_info *info);
MUST_CHECK status compute_contract_key_set(struct context *ctx, struct bytes contract,
                                           const struct secret_compute_v1beta1_contract_key *key);
/* compute_position is where the running transaction stands: height and gas of the block so far. */
struct secret_compute_v1beta1_absolute_tx_position compute_position(const struct context *ctx);
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
    struct bytes ibc_port;     /* empty: it has none */
};
MUST_CHECK status compute_contract_add(struct context *ctx,
                                       const struct compute_new_contract *contract);

/* Calls of contracts (call.c): what is read before the enclave is asked, in the order that gas
 * wants, and what is charged for the answer. */
struct compute_call {
    struct secretd_boundary_call request;
    struct secret_compute_v1beta1_contract_info info; /* of a contract that exists */
    const struct error *failed;                       /* what a contract's error becomes */
    struct secretd_contract_answer answer; /* also of a contract that answered an error */
    uint64_t wasm_gas_used;
};
/* What a sender signed, for the enclave to verify (2.5). */
struct compute_signing {
    uint64_t account_number;
    struct bytes sign_bytes; /* empty in direct mode */
};
/* compute_sign finds the sender among the transaction's signers; one account read. A call with a
 * callback signature needs nothing.
 *   "... is not found in the tx signer set ...: parse signature failed" */
MUST_CHECK status compute_sign(struct context *ctx, struct bytes sender, struct bytes callback_sig,
                               struct compute_signing *signing);
/* compute_call_contract reads the record of the called contract and of its code: "contract: not
 * found", "contract info: not found". compute_call_key reads its keys: "contract key: not found".
 * compute_read_random is the read of the block random, which our chains never find. */
MUST_CHECK status compute_call_contract(struct context *ctx, struct compute_call *call);
MUST_CHECK status compute_call_key(struct context *ctx, struct bytes contract,
                                   struct secretd_boundary_contract_key *key);
MUST_CHECK status compute_read_random(struct context *ctx);
/* compute_call_run runs the call and settles its gas: "Execution error: Enclave: <text>: <failed>",
 * or the contract's own error before `failed`. */
MUST_CHECK status compute_call_run(struct context *ctx, struct compute_call *call);
/* compute_charge_wasm charges what the machine used; running out ends the transaction. */
MUST_CHECK status compute_charge_wasm(struct context *ctx, uint64_t wasm_gas_used);

/* Runs (run.c, migrate.c). `data` is the response's; after a contract's error it is what the
 * caller's reply wants to know. */
MUST_CHECK status compute_instantiate(
    struct context *ctx, const struct secret_compute_v1beta1_msg_instantiate_contract *msg,
    struct bytes *address, struct bytes *data);
MUST_CHECK status compute_execute(struct context *ctx,
                                  const struct secret_compute_v1beta1_msg_execute_contract *msg,
                                  struct bytes *data);
MUST_CHECK status compute_migrate(struct context *ctx, struct bytes sender, struct bytes contract,
                                  const struct secret_compute_v1beta1_msg_migrate_contract *msg,
                                  struct bytes *data);
/* compute_update_admin: an absent `new_admin` clears. */
MUST_CHECK status compute_update_admin(struct context *ctx, struct bytes sender,
                                       struct bytes contract, struct bytes new_admin,
                                       struct bytes callback_sig);

/* The enclave (enclave.c). compute_need_enclave refuses where no contract can run: a recorded chain
 * that is replayed, or a node without an enclave. Every question below does so too. */
MUST_CHECK status compute_need_enclave(struct context *ctx);
/* What is asked of it: one of them. */
struct compute_request {
    const struct secretd_boundary_call *call;
    const struct secretd_boundary_update_admin *update_admin;
    const struct secretd_boundary_query *query;
};
/* compute_ask asks and waits for the reply; nothing of it is applied or charged yet.
 *   host  answers what the enclave asks meanwhile; not used by an update of the admin */
MUST_CHECK status compute_ask(struct context *ctx, const struct compute_request *request,
                              const struct enclave_host *host,
                              struct secretd_boundary_call_reply *reply);
/* compute_ask_code is the check of an uploaded module. */
MUST_CHECK status compute_ask_code(struct context *ctx, struct bytes wasm,
                                   struct secretd_boundary_check_code_reply *reply);
/* Brackets around a sub-message, for the enclave. */
uint32_t compute_mark(struct context *ctx);
void compute_release(struct context *ctx, uint32_t mark, bool kept);

/* Ports (ports.c). compute_module_answers_ibc looks for all entry points of IBC among a module's
 * exports; compute_answers_ibc does for a stored code. compute_bind_port makes the contract's port
 * its own. */
bool compute_module_answers_ibc(struct bytes wasm);
bool compute_answers_ibc(struct context *ctx, struct bytes code_hash);
MUST_CHECK status compute_bind_port(struct context *ctx, struct bytes contract, struct bytes *port);

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
 * runs out, or where the original panics.
 *   caller  the contract that asks */
MUST_CHECK status compute_answer(struct context *ctx, struct bytes caller,
                                 const struct secretd_boundary_chain_query *request,
                                 struct secretd_boundary_chain_query_reply *reply);

/* Events (events.c). compute_emit emits what the contract said: one `wasm` event, then its own
 * types. */
MUST_CHECK status compute_emit(struct context *ctx, struct bytes contract,
                               const struct secretd_contract_answer *answer);
/* compute_pass_events hands a sub-message's events on, without those of type `message`; they share
 * their attributes with `from`.
 *   sort  order the attributes of each by key, as after a message to a contract */
void compute_pass_events(struct event_list *to, struct event_list *from, bool sort);

/* Who answered: the contract whose messages are sent. */
struct compute_speaker {
    struct bytes contract;
    struct bytes ibc_port;
    struct bytes message; /* what it was called with: its first 64 bytes lead every reply */
};

/* What a contract answered (dispatch.c): its events, then its messages with their replies.
 *   data  out: the answer's, or that of the last reply that gave some
 * compute_respond refuses as the handlers do: "dispatch: submessages: <cause>", or before anything
 * is sent "couldn't convert v0.10 messages to v1 messages: <cause>"; compute_dispatch without
 * "dispatch: " and for contracts of the second generation only. */
MUST_CHECK status compute_respond(struct context *ctx, const struct compute_speaker *speaker,
                                  const struct secretd_contract_answer *answer, struct bytes *data);
MUST_CHECK status compute_dispatch(struct context *ctx, const struct compute_speaker *speaker,
                                   const struct secretd_contract_answer *answer,
                                   struct bytes *data);

/* A contract's message as messages of the chain (encode.c), sent by the contract. None: it asked
 * for nothing. */
enum { COMPUTE_ENCODED_MAX = 2 };
struct compute_encoded {
    struct {
        const struct message_type *type;
        const void *message;
    } items[COMPUTE_ENCODED_MAX];
    size_t count;
};
MUST_CHECK status compute_encode(struct context *ctx, const struct compute_speaker *speaker,
                                 const struct secretd_contract_sub_message *sub,
                                 struct compute_encoded *encoded);
/* compute_is_wasm tells whether a message is one to a contract. */
bool compute_is_wasm(const struct secretd_contract_sub_message *sub);

/* Replies (reply.c). What became of a message: */
struct compute_outcome {
    status refused;
    struct event_list *events;                /* that the reply shows */
    const struct message_type *response_type; /* of the first message of the chain; NULL: none */
    const void *response;
};
/* compute_reply tells the contract.
 *   data  replaced when the reply gives data */
MUST_CHECK status compute_reply(struct context *ctx, const struct compute_speaker *speaker,
                                const struct secretd_contract_sub_message *sub,
                                const struct compute_outcome *outcome, struct bytes *data);
/* compute_answer_data is the data of an answer as it goes into a response: with signature and id
 * where it is addressed to a reply. */
struct bytes compute_answer_data(struct arena *arena, const struct secretd_contract_answer *answer);

/* ValidateBasic of the messages (checks.c), and of an address in bytes: the network's verifier. */
MUST_CHECK status compute_check_address(struct arena *arena, struct bytes address);
/* compute_check_source refuses what is neither empty nor a URL of https (checks_source.c). */
MUST_CHECK status compute_check_source(struct arena *arena, struct bytes source);
MUST_CHECK status compute_check_store_code(struct arena *arena, const void *message);
MUST_CHECK status compute_check_instantiate(struct arena *arena, const void *message);
MUST_CHECK status compute_check_execute(struct arena *arena, const void *message);
MUST_CHECK status compute_check_migrate(struct arena *arena, const void *message);
MUST_CHECK status compute_check_update_admin(struct arena *arena, const void *message);
MUST_CHECK status compute_check_clear_admin(struct arena *arena, const void *message);
MUST_CHECK status compute_check_upgrade_passed(struct arena *arena, const void *message);
MUST_CHECK status compute_check_contract_proposal(struct arena *arena, const void *message);
MUST_CHECK status compute_check_set_governance(struct arena *arena, const void *message);
MUST_CHECK status compute_check_machine_proposal(struct arena *arena, const void *message);
MUST_CHECK status compute_check_machine_update(struct arena *arena, const void *message);

/* Messages of governance (governance.c), and what it has authorised: *found false when there is
 * nothing; an authorised admin without text clears. */
MUST_CHECK status compute_contract_proposal(struct context *ctx, const void *message, void *answer);
MUST_CHECK status compute_set_governance(struct context *ctx, const void *message, void *answer);
MUST_CHECK status compute_upgrade_passed(struct context *ctx, const void *message, void *answer);
MUST_CHECK status compute_machine_proposal(struct context *ctx, const void *message, void *answer);
MUST_CHECK status compute_machine_update(struct context *ctx, const void *message, void *answer);
MUST_CHECK status compute_authorized_code(struct context *ctx, struct bytes contract_text,
                                          uint64_t *code_id, bool *found);
MUST_CHECK status compute_authorized_admin(struct context *ctx, struct bytes contract_text,
                                           struct bytes *admin, bool *found);

/* The module's genesis (genesis.c). Refused as the original does: "contract number 0: contract:
 * secret1...: duplicate", "code 0 with id: 1: code hashes not same: invalid". */
MUST_CHECK status compute_genesis_init(struct context *ctx, const void *genesis);
MUST_CHECK status compute_genesis_export(struct context *ctx, void *genesis);
enum { COMPUTE_MESSAGE_COUNT = 12, COMPUTE_QUERY_COUNT = 21 };

/* The contracts of a code, in the order of their creation (contract_list.c). */
MUST_CHECK status compute_contracts_by_code(struct context *ctx, const void *request, void *answer);
/* Queries of nodes without an enclave (trace_queries.c). */
MUST_CHECK status compute_block_traces(struct context *ctx, const void *request, void *answer);
MUST_CHECK status compute_block_create_results(struct context *ctx, const void *request,
                                               void *answer);
MUST_CHECK status compute_analyze_code(struct context *ctx, const void *request, void *answer);
MUST_CHECK status compute_ecall_record(struct context *ctx, const void *request, void *answer);
MUST_CHECK status compute_ecall_records(struct context *ctx, const void *request, void *answer);
MUST_CHECK status compute_network_pubkey(struct context *ctx, const void *request, void *answer);
MUST_CHECK status compute_encrypted_seed(struct context *ctx, const void *request, void *answer);
MUST_CHECK status compute_machine_id_proof(struct context *ctx, const void *request, void *answer);
extern const struct message_route compute_messages[COMPUTE_MESSAGE_COUNT];
extern const struct query_route compute_queries[COMPUTE_QUERY_COUNT];

#endif
