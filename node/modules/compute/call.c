#include <inttypes.h>

#include "common/base/halt.h"
#include "common/tx/verify.h"
#include "node/chain/address.h"
#include "node/modules/compute/trace.h"

/* Who of the transaction's signers sent the message; the number of them when none did. */
static size_t find_signer(const struct tx *tx, struct bytes sender)
{
    size_t at = 0;
    while (at < tx->signers.count && !bytes_equal(tx->signers.items[at], sender))
        at++;
    return at;
}

/* The signers stand in the text as raw bytes, as the original prints them. */
static status not_a_signer(struct context *ctx, struct bytes sender)
{
    struct writer text = writer_new(ctx->arena, 256);
    writer_format(&text, "[Compute] Message sender: %.*s is not found in the tx signer set: [",
                  BYTES_ARG(address_text(ctx->arena, ADDRESS_ACCOUNT, sender)));
    for (size_t i = 0; i < ctx->tx->signers.count; i++) {
        writer_text(&text, i == 0 ? "" : " ");
        writer_bytes(&text, ctx->tx->signers.items[i]);
    }
    writer_text(&text, "], callback signature not provided");
    return error_wrap_bytes(ctx->arena, &COMPUTE_SIGNATURE, writer_done(&text));
}

/* What the sender signed when it is not the transaction itself: the enclave reads messages from
 * amino JSON, but needs not know how to write it. A threshold signature is always one over amino
 * JSON. */
static status fill_sign_bytes(struct context *ctx, size_t index, const struct account *account,
                              struct bytes *text)
{
    struct signature signature;
    TRY(signature_parse(ctx->arena, ctx->tx, index, &signature));
    int32_t mode = signature.kind == SIGNATURE_MULTI ? SIGN_MODE_LEGACY_AMINO_JSON : signature.mode;
    if (mode == SIGN_MODE_TEXTUAL)
        return error_wrap(ctx->arena, &COMPUTE_SIGNATURE,
                          "Unable to recreate sign bytes for the tx: unsuppored sign mode "
                          "SIGN_MODE_TEXTUAL");
    if (mode != SIGN_MODE_LEGACY_AMINO_JSON && mode != SIGN_MODE_EIP_191)
        return NULL;
    const struct sign_context signer = {
        .registry = ctx->chain->registry,
        .chain_id = ctx->block->chain_id,
        .address = address_text(ctx->arena, ADDRESS_ACCOUNT, account->address),
        .account_number = account->number,
        /* The ante handler has counted this transaction already. */
        .sequence = account->sequence - 1,
        .key = &ctx->tx->public_keys[index],
    };
    return sign_bytes(ctx->arena, ctx->tx, mode, &signer, text);
}

status compute_sign(struct context *ctx, struct bytes sender, struct bytes callback_sig,
                    struct compute_signing *signing)
{
    *signing = (struct compute_signing){0};
    if (callback_sig.len != 0)
        return NULL;
    if (ctx->tx == NULL)
        return error_wrap(ctx->arena, &COMPUTE_SIGNATURE,
                          "Unable to decode transaction from bytes: there is no transaction");
    size_t index = find_signer(ctx->tx, sender);
    if (index == ctx->tx->signers.count)
        return not_a_signer(ctx, sender);
    struct account *account;
    TRY(auth_account_get(ctx, sender, &account));
    if (account == NULL)
        return error_wrap(ctx->arena, &COMPUTE_SIGNATURE,
                          "Unable to retrieve account by address: account %.*s does not exist: "
                          "unknown address",
                          BYTES_ARG(address_text(ctx->arena, ADDRESS_ACCOUNT, sender)));
    signing->account_number = account->number;
    return fill_sign_bytes(ctx, index, account, &signing->sign_bytes);
}

status compute_read_random(struct context *ctx)
{
    struct bytes ignored;
    return kv_get(ctx, STORE_COMPUTE, compute_key_random(ctx->arena, ctx->block->height), &ignored);
}

status compute_call_contract(struct context *ctx, struct compute_call *call)
{
    bool found;
    TRY(compute_contract_get(ctx, call->request.contract, &call->info, &found));
    if (!found)
        return error_wrap(ctx->arena, &COMPUTE_NOT_FOUND, "contract");
    struct secret_compute_v1beta1_code_info code;
    TRY(compute_code_get(ctx, call->info.code_id, &code, &found));
    if (!found)
        return error_wrap(ctx->arena, &COMPUTE_NOT_FOUND, "contract info");
    call->request.code_hash = code.code_hash;
    return NULL;
}

status compute_call_key(struct context *ctx, struct bytes contract,
                        struct secretd_boundary_contract_key *key)
{
    struct secret_compute_v1beta1_contract_key stored;
    bool found;
    TRY(record_get(ctx, STORE_COMPUTE, compute_key_enclave(ctx->arena, contract),
                   &secret_compute_v1beta1_contract_key_type, &stored, &found));
    if (!found)
        return error_wrap(ctx->arena, &COMPUTE_NOT_FOUND, "contract key");
    *key = (struct secretd_boundary_contract_key){
        .og = stored.og_contract_key,
        .current = stored.current_contract_key,
        .proof = stored.current_contract_key_proof,
    };
    return NULL;
}

/* Wasm units this call may use: what is left of the transaction, at most COMPUTE_GAS_MAX. */
static uint64_t gas_for_contract(const struct context *ctx)
{
    uint64_t left = gas_left(ctx->gas);
    return left >= COMPUTE_GAS_MAX / COMPUTE_GAS_MULTIPLIER ? COMPUTE_GAS_MAX
                                                            : left * COMPUTE_GAS_MULTIPLIER;
}

static struct secretd_boundary_chain_gas chain_gas(const struct context *ctx)
{
    return (struct secretd_boundary_chain_gas){.limit = ctx->gas->limit,
                                               .consumed = ctx->gas->used};
}

status compute_charge_wasm(struct context *ctx, uint64_t wasm_gas_used)
{
    TRY(gas_charge(ctx->gas, wasm_gas_used / COMPUTE_GAS_MULTIPLIER + 1, "wasm contract"));
    return gas_left(ctx->gas) == 0 ? gas_exhausted(ctx->gas, "Wasmer function execution") : NULL;
}

/* One question to the enclave and what became of it. */
struct asked {
    struct compute_request request;
    struct compute_callbacks callbacks;
    struct compute_trace trace;
    struct secretd_boundary_call_reply reply;
    status ended; /* outside of the enclave: gas, or a panic of the chain; NULL: nothing did */
};

/* Applies what the enclave reports and charges it, in the original's order: accesses, then the
 * machine's gas, which is charged even when the accesses have used up all there was. A panic of the
 * chain over a contract's question is caught where the original's machine called it. */
static status settle(struct context *ctx, struct asked *asked, status ended)
{
    const struct secretd_boundary_call_reply *reply = &asked->reply;
    if (ended == NULL)
        ended = asked->callbacks.refused;
    if (ended == NULL)
        ended = compute_apply(ctx, asked->callbacks.contract, &reply->accesses);
    compute_trace_end(ctx, &asked->trace, &asked->request, reply, ended);
    asked->ended = ended;
    if (ended == NULL && ctx->gas->used != reply->chain_gas_consumed)
        halt("the enclave counts %" PRIu64 " gas, the chain %" PRIu64, reply->chain_gas_consumed,
             ctx->gas->used);
    return compute_charge_wasm(ctx, reply->wasm_gas_used);
}

static status ask(struct context *ctx, struct asked *asked)
{
    struct enclave_host host = compute_host_of(&asked->callbacks);
    status refused = compute_ask(ctx, &asked->request, &host, &asked->reply);
    if (refused != NULL && !refused->aborts)
        return refused;
    return settle(ctx, asked, refused);
}

/* What a reply says about why there is no result: gas, the enclave's own refusal, or the contract's
 * error as it stands in the log (enclave-protocol 3.4). Gas that ended although the transaction has
 * some left was that of this call alone. */
static status outcome(struct context *ctx, const struct error *failed, const struct asked *asked)
{
    const struct secretd_boundary_call_reply *reply = &asked->reply;
    if (asked->ended != NULL && !error_is(asked->ended, &CHAIN_OUT_OF_GAS))
        return error_wrap_bytes(ctx->arena, failed, TRACE_PANIC_ERROR);
    if (asked->ended != NULL || (reply->failure != NULL && reply->failure->out_of_gas))
        return error_wrap(ctx->arena, failed, "Out of gas");
    if (reply->failure != NULL)
        return error_wrap_bytes(
            ctx->arena, failed,
            ARENA_CONCAT(ctx->arena, BYTES("Execution error: Enclave: "), reply->failure->text));
    ASSERT(reply->answer != NULL);
    if (reply->answer->failed)
        return error_wrap_bytes(ctx->arena, failed, reply->answer->error);
    return NULL;
}

status compute_call_run(struct context *ctx, struct compute_call *call)
{
    call->request.in_transaction = ctx->tx != NULL && ctx->mode != EXEC_SIMULATE;
    call->request.wasm_gas_limit = gas_for_contract(ctx);
    call->request.chain_gas = chain_gas(ctx);
    struct asked asked = {
        .request = {.call = &call->request},
        .callbacks = {.ctx = ctx, .contract = call->request.contract},
        .trace = compute_trace_begin(ctx),
    };
    asked.callbacks.trace = &asked.trace;
    TRY(ask(ctx, &asked));
    call->wasm_gas_used = asked.reply.wasm_gas_used;
    if (asked.reply.answer != NULL)
        call->answer = *asked.reply.answer;
    return outcome(ctx, call->failed, &asked);
}

/* Time of the block in nanoseconds; a chain's time is after 1970. */
static uint64_t block_time_ns(const struct block_info *block)
{
    return (uint64_t)block->time_seconds * UINT64_C(1000000000) + (uint64_t)block->time_nanos;
}

status compute_query(struct context *ctx, struct bytes contract, struct bytes query, uint32_t depth,
                     struct bytes *data)
{
    TRY(gas_charge(ctx->gas, COMPUTE_INSTANCE_GAS, "Loading CosmWasm module: query"));
    struct compute_call call = {.request = {.contract = contract}};
    TRY(compute_call_contract(ctx, &call));
    struct secretd_boundary_query request = {
        .contract = contract,
        .code_hash = call.request.code_hash,
        .message = query,
        .height = ctx->block->height,
        .time_ns = block_time_ns(ctx->block),
        .depth = depth,
    };
    TRY(compute_call_key(ctx, contract, &request.key));
    if (ctx->tx != NULL && ctx->mode != EXEC_SIMULATE) {
        request.in_transaction = true;
        request.tx_counter = ctx->tx_counter;
        request.tx_hash = BYTES_OF(ctx->tx->hash);
    }
    request.wasm_gas_limit = gas_for_contract(ctx);
    request.chain_gas = chain_gas(ctx);
    struct asked asked = {.request = {.query = &request},
                          .callbacks = {.ctx = ctx, .contract = contract}};
    TRY(ask(ctx, &asked));
    TRY(outcome(ctx, &COMPUTE_QUERY_FAILED, &asked));
    *data = asked.reply.answer->data;
    return NULL;
}
