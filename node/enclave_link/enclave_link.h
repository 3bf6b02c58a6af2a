#ifndef NODE_ENCLAVE_LINK_ENCLAVE_LINK_H
#define NODE_ENCLAVE_LINK_ENCLAVE_LINK_H

#include "common/base/status.h"
#include "schema/core/secretd_boundary.h"
#include "schema/core/tendermint_types.h"

/* The node's side of the enclave process: starts it, talks to it, and stops the node when it dies.
 * Messages are the structs of schema/secretd/boundary.proto. What goes wrong with the process or
 * the stream is a halt: a node without its enclave must not go on. What the enclave refuses comes
 * back as a Failure in its reply.
 *
 * Everything given to a function is borrowed until it returns; everything in a reply lives in the
 * arena that was passed. */

struct enclave_link;

/* One stream to the enclave with the rights of its kind; used by one thread at a time.
 * `ctx->enclave` of a transaction is the executor session, that of a query a query session. */
struct enclave_session;

struct enclave_options {
    const char *program; /* path of secretd-enclave */
    const char *engine;  /* "wasmtime" or "wasmi" */
    const char
        *sandbox; /* "strict", "best-effort" or "off" (refused unless the chain is a simulation) */
    uint32_t query_sessions; /* concurrent queries, 1 to ENCLAVE_QUERY_SESSIONS_MAX */
    bool inspect;            /* ask what calls do, in clear (development chains) */
    bool debug_print;        /* let contracts print to the enclave's log (development chains) */
};
enum { ENCLAVE_QUERY_SESSIONS_MAX = 16 };

/* enclave_start launches the process and shakes hands on every stream. From here on its death is a
 * halt. Refused (codespace "enclave", one line for the operator): the program cannot be started, it
 * is of another version, or its sandbox does not hold. */
MUST_CHECK status enclave_start(struct arena *arena, const struct enclave_options *options,
                                struct enclave_link **link);

/* enclave_keep_native has the link keep what contracts were compiled to in this folder, which is
 * made when it is not there: a contract's first call after a start then does not wait for a
 * compiler. Before the first block or query. */
void enclave_keep_native(struct enclave_link *link, const char *folder);

/* enclave_stop ends the process and frees the link. No session may be in use. */
void enclave_stop(struct enclave_link *link);

/* What the enclave said of itself at the handshake; lives as long as the link. */
struct enclave_info {
    bool simulation;  /* nothing protects the keys: to be said wherever the node describes itself */
    uint32_t sandbox; /* enum boundary_sandbox (common/boundary/sandbox.h) */
    struct bytes engine;
    int process; /* its process id */
};
const struct enclave_info *enclave_describe(const struct enclave_link *link);

/* enclave_bootstrap makes the seeds of a new network; enclave_unseal opens what bootstrap or the
 * end of a block sealed. One of them comes before the first block or query. `reply->failure` tells
 * a refusal, for example a simulated enclave under a genesis that accepts none. */
void enclave_bootstrap(struct enclave_link *link, struct arena *arena,
                       const struct secretd_boundary_network *network,
                       struct secretd_boundary_keys_reply *reply);
void enclave_unseal(struct enclave_link *link, struct arena *arena,
                    const struct secretd_boundary_network *network, struct bytes sealed,
                    struct secretd_boundary_keys_reply *reply);

/* The one session that executes blocks; for the thread that executes them. */
struct enclave_session *enclave_executor(struct enclave_link *link);

/* enclave_query_take claims a query session, waiting for one to be free; enclave_query_give returns
 * it. */
struct enclave_session *enclave_query_take(struct enclave_link *link);
void enclave_query_give(struct enclave_link *link, struct enclave_session *session);

/* enclave_block_begin has the enclave verify header, commit and transactions of the block that is
 * about to run.
 *   validators  of this height; NULL when they are those of the block before
 *   reply       a failure means that the block is not committed or does not follow the last one */
void enclave_block_begin(struct enclave_session *executor, struct arena *arena,
                         const struct secretd_boundary_begin_block *block,
                         struct secretd_boundary_block_reply *reply);

/* enclave_block_end closes the block; `reply->sealed` goes into the block log and to enclave_unseal
 * after the next start. */
void enclave_block_end(struct enclave_session *executor, struct arena *arena,
                       struct secretd_boundary_block_reply *reply);

/* Brackets around a transaction whose ante handler succeeded and its messages. They are sent
 * together with the next call, so a transaction without calls costs nothing.
 *   index    in the block
 *   counter  how many earlier transactions of the block passed the ante handler */
void enclave_tx_begin(struct enclave_session *executor, uint32_t index, uint32_t counter);
void enclave_tx_commit(struct enclave_session *executor);
void enclave_tx_abort(struct enclave_session *executor);
void enclave_message_begin(struct enclave_session *executor, uint32_t index);

/* enclave_mark opens a bracket around a sub-message and gives its depth; enclave_release keeps what
 * was done in it, enclave_rollback undoes it. */
uint32_t enclave_mark(struct enclave_session *executor);
void enclave_release(struct enclave_session *executor, uint32_t depth);
void enclave_rollback(struct enclave_session *executor, uint32_t depth);

/* What the enclave asks while a call runs. No callback charges gas: the reply's accesses say what
 * to charge. */
struct enclave_host {
    void *context;
    /* The arenas given to callbacks live until the callback's answer is sent; keep nothing in them.
     *
     * read gives the stored value under a sealed key of the called contract (without the contract's
     * prefix), data == NULL when there is none. Accesses of the running call that are not applied
     * yet need not be seen: the enclave knows them. */
    void (*read)(void *context, struct arena *arena, struct bytes key, struct bytes *value);
    /* code gives the decompressed module of a code hash, data == NULL when there is none. */
    void (*code)(void *context, struct arena *arena, struct bytes code_hash, struct bytes *wasm);
    /* query answers a contract's query to the chain; it first applies request->accesses (charges
     * each and makes the deletes) and may call enclave_query on the same session. */
    void (*query)(void *context, struct arena *arena,
                  const struct secretd_boundary_chain_query *request,
                  struct secretd_boundary_chain_query_reply *reply);
};

/* enclave_call runs a contract in the open message; on a query session it is refused as the
 * original refuses a simulation. The caller applies reply->accesses in order (charge reads by their
 * lengths, make writes and deletes), compares its meter with chain_gas_consumed (a difference is a
 * halt), then charges the wasm gas. */
void enclave_call(struct enclave_session *session, struct arena *arena,
                  const struct secretd_boundary_call *call, const struct enclave_host *host,
                  struct secretd_boundary_call_reply *reply);

/* enclave_update_admin makes the proof of a new admin: reply->answer->admin_proof. */
void enclave_update_admin(struct enclave_session *session, struct arena *arena,
                          const struct secretd_boundary_update_admin *request,
                          struct secretd_boundary_call_reply *reply);

/* enclave_query runs a contract's query, from outside or for another contract, on any session. */
void enclave_query(struct enclave_session *session, struct arena *arena,
                   const struct secretd_boundary_query *query, const struct enclave_host *host,
                   struct secretd_boundary_call_reply *reply);

/* enclave_check_code is the check of an uploaded module, on any session. */
void enclave_check_code(struct enclave_session *session, struct arena *arena, struct bytes wasm,
                        struct secretd_boundary_check_code_reply *reply);

#endif
