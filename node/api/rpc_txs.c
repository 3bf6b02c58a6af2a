#include "common/crypto/hash.h"
#include "node/api/api_internal.h"
#include "node/api/rpc_methods.h"

static struct bytes hash_of(struct rpc_call *call)
{
    uint8_t *hash = arena_alloc(call->arena, 32);
    crypto_sha256(call->values[0].bytes, hash);
    return bytes_make(hash, 32);
}

static void write_broadcast(struct rpc_call *call, struct bytes hash,
                            const struct tendermint_abci_response_check_tx *check)
{
    struct writer *out = &call->result;
    writer_format(out, "{\"code\":%u,\"data\":", check->code);
    rpc_json_hex(out, check->data);
    writer_text(out, ",\"log\":");
    rpc_json_text(out, check->log);
    writer_text(out, ",\"codespace\":");
    rpc_json_text(out, check->codespace);
    writer_text(out, ",\"hash\":");
    rpc_json_hex(out, hash);
    writer_byte(out, '}');
}

status rpc_broadcast_tx_async(struct rpc_call *call)
{
    static const struct tendermint_abci_response_check_tx nothing;
    struct bytes hash = hash_of(call);
    TRY(mempool_add(call->api->options.mempool, call->arena, call->values[0].bytes, hash.data, NULL,
                    NULL));
    write_broadcast(call, hash, &nothing);
    return NULL;
}

static void sync_checked(void *context, const struct tendermint_abci_response_check_tx *check)
{
    struct rpc_call *call = context;
    write_broadcast(call, hash_of(call), check);
    rpc_done(call);
}

void rpc_broadcast_tx_sync(struct rpc_call *call)
{
    status refused = mempool_add(call->api->options.mempool, call->arena, call->values[0].bytes,
                                 hash_of(call).data, sync_checked, call);
    if (refused != NULL)
        rpc_refuse(call, refused->text);
}

/* ---- broadcast_tx_commit: first the check, then the block ---- */

static void write_commit(struct rpc_call *call, struct bytes hash, struct bytes check,
                         const struct tendermint_abci_exec_tx_result *result, int64_t height)
{
    struct writer *out = &call->result;
    writer_text(out, "{\"check_tx\":");
    writer_bytes(out, check);
    writer_text(out, ",\"tx_result\":");
    rpc_json_tx_result(out, result);
    writer_text(out, ",\"hash\":");
    rpc_json_hex(out, hash);
    writer_text(out, ",\"height\":");
    rpc_json_i64(out, height);
    writer_byte(out, '}');
}

/* Waiting for a block; lives in the call's arena. */
struct commit_wait {
    struct events_wait wait; /* first */
    struct rpc_call *call;
    struct bytes check; /* JSON of CheckTx's answer */
};

static void committed(struct events_wait *wait, int64_t height,
                      const struct tendermint_abci_exec_tx_result *result)
{
    struct commit_wait *commit = (struct commit_wait *)wait;
    if (result == NULL) {
        rpc_refuse(commit->call, BYTES("timed out waiting for tx to be included in a block"));
        return;
    }
    write_commit(commit->call, bytes_make(wait->hash, 32), commit->check, result, height);
    rpc_done(commit->call);
}

static void commit_checked(void *context, const struct tendermint_abci_response_check_tx *check)
{
    static const struct tendermint_abci_exec_tx_result nothing;
    struct commit_wait *commit = context;
    struct rpc_call *call = commit->call;
    struct writer json = writer_new(call->arena, 256);
    rpc_json_check_tx(&json, check);
    commit->check = writer_done(&json);
    if (check->code == 0) {
        events_wait_ready(call->api->events, &commit->wait);
        return;
    }
    events_wait_cancel(call->api->events, &commit->wait);
    write_commit(call, bytes_make(commit->wait.hash, 32), commit->check, &nothing, 0);
    rpc_done(call);
}

void rpc_broadcast_tx_commit(struct rpc_call *call)
{
    struct commit_wait *commit = ARENA_NEW(call->arena, struct commit_wait);
    commit->call = call;
    commit->wait.committed = committed;
    memcpy(commit->wait.hash, hash_of(call).data, sizeof commit->wait.hash);
    /* Waiting begins before the check: the block may be there before anybody hears of the check. */
    if (!events_wait_begin(call->api->events, &commit->wait)) {
        rpc_refuse(call, BYTES("too many clients wait for transactions"));
        return;
    }
    status refused = mempool_add(call->api->options.mempool, call->arena, call->values[0].bytes,
                                 commit->wait.hash, commit_checked, commit);
    if (refused == NULL)
        return;
    events_wait_cancel(call->api->events, &commit->wait);
    rpc_refuse(call,
               ARENA_CONCAT(call->arena, BYTES("error on broadcastTxCommit: "), refused->text));
}

/* ---- the mempool ---- */

status rpc_check_tx(struct rpc_call *call)
{
    struct tendermint_abci_response_check_tx check = {0};
    mempool_check(call->api->options.mempool, call->arena, call->values[0].bytes, &check);
    rpc_json_check_tx(&call->result, &check);
    return NULL;
}

static void write_size(struct rpc_call *call, size_t count, struct mempool_size size)
{
    struct writer *out = &call->result;
    writer_text(out, "{\"n_txs\":");
    rpc_json_u64(out, count);
    writer_text(out, ",\"total\":");
    rpc_json_u64(out, size.txs);
    writer_text(out, ",\"total_bytes\":");
    rpc_json_u64(out, size.bytes);
    writer_text(out, ",\"txs\":");
}

status rpc_unconfirmed_txs(struct rpc_call *call)
{
    struct bytes_list txs =
        mempool_list(call->api->options.mempool, call->arena, rpc_per_page(&call->values[0]));
    write_size(call, txs.count, mempool_size(call->api->options.mempool));
    rpc_json_txs(&call->result, txs);
    writer_byte(&call->result, '}');
    return NULL;
}

status rpc_num_unconfirmed_txs(struct rpc_call *call)
{
    struct mempool_size size = mempool_size(call->api->options.mempool);
    write_size(call, size.txs, size);
    writer_text(&call->result, "null}");
    return NULL;
}

/* Nobody but the embedded validator signs, so nobody can have signed twice. */
status rpc_broadcast_evidence(struct rpc_call *call)
{
    return rpc_refused(call->arena, "failed to add evidence: the embedded validator takes none");
}
