#include <inttypes.h>

#include "common/base/halt.h"
#include "common/tx/verify.h"
#include "node/chain/address.h"
#include "node/modules/compute/internal.h"

/* One call of a contract as the handlers below put it together. */
struct call {
    struct secretd_boundary_call request;
    const struct error *failed; /* what a contract's error becomes */
    struct secretd_contract_answer answer;
};

/* Who of the transaction's signers sent the message; the number of them when none did. */
static size_t find_signer(const struct tx *tx, struct bytes sender)
{
    size_t at = 0;
    while (at < tx->signers.count && !bytes_equal(tx->signers.items[at], sender))
        at++;
    return at;
}

/* What the sender signed when it is not the transaction itself: the enclave reads messages from
 * amino JSON, but needs not know how to write it. A threshold signature is always one over amino
 * JSON. */
static status fill_sign_bytes(struct context *ctx, const struct account *account, struct call *call)
{
    size_t index = find_signer(ctx->tx, call->request.sender);
    if (index == ctx->tx->signers.count)
        return NULL;
    struct signature signature;
    TRY(signature_parse(ctx->arena, ctx->tx, index, &signature));
    int32_t mode = signature.kind == SIGNATURE_MULTI ? SIGN_MODE_LEGACY_AMINO_JSON : signature.mode;
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
    return sign_bytes(ctx->arena, ctx->tx, mode, &signer, &call->request.sign_bytes);
}

/* One account read; none for a callback, whose signature counts instead of the transaction's. */
static status fill_signer(struct context *ctx, struct call *call)
{
    if (call->request.callback_sig.len != 0)
        return NULL;
    struct account *account;
    TRY(auth_account_get(ctx, call->request.sender, &account));
    if (account == NULL)
        return error_wrap(
            ctx->arena, &CHAIN_UNKNOWN_ADDRESS, "account %.*s does not exist",
            BYTES_ARG(address_text(ctx->arena, ADDRESS_ACCOUNT, call->request.sender)));
    call->request.account_number = account->number;
    return ctx->tx == NULL ? NULL : fill_sign_bytes(ctx, account, call);
}

/* The read of the block random, which our chains never find (enclave-protocol 6). */
static status read_random(struct context *ctx)
{
    struct bytes ignored;
    return kv_get(ctx, STORE_COMPUTE, compute_key_random(ctx->arena, ctx->block->height), &ignored);
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

/* Applies what the enclave reports and charges it, in the original's order: accesses, then the
 * machine's gas. */
static status settle(struct context *ctx, struct compute_callbacks *callbacks,
                     const struct secretd_boundary_call_reply *reply)
{
    if (callbacks->refused != NULL)
        return callbacks->refused;
    TRY(compute_apply(ctx, callbacks->contract, &reply->accesses));
    if (ctx->gas->used != reply->chain_gas_consumed)
        halt("the enclave counts %" PRIu64 " gas, the chain %" PRIu64, reply->chain_gas_consumed,
             ctx->gas->used);
    TRY(gas_charge(ctx->gas, reply->wasm_gas_used / COMPUTE_GAS_MULTIPLIER + 1, "wasm contract"));
    bool dry = reply->failure != NULL && reply->failure->out_of_gas;
    if (dry || gas_left(ctx->gas) == 0)
        return gas_exhausted(ctx->gas, "Wasmer function execution");
    return NULL;
}

/* What a reply says about why there is no result: the enclave's own refusal, or the contract's
 * error as it stands in the log (enclave-protocol 3.4). */
static status outcome(struct context *ctx, const struct error *failed,
                      const struct secretd_boundary_call_reply *reply)
{
    if (reply->failure != NULL)
        return error_wrap_bytes(
            ctx->arena, failed,
            ARENA_CONCAT(ctx->arena, BYTES("Execution error: Enclave: "), reply->failure->text));
    ASSERT(reply->answer != NULL);
    if (reply->answer->failed)
        return error_wrap_bytes(ctx->arena, failed, reply->answer->error);
    return NULL;
}

status compute_need_enclave(struct context *ctx)
{
    return ctx->enclave == NULL
               ? chain_error(ctx->arena, "this node has no enclave to run contracts in")
               : NULL;
}

static status run_call(struct context *ctx, struct call *call)
{
    TRY(compute_need_enclave(ctx));
    if (ctx->call_depth == 0)
        enclave_message_begin(ctx->enclave, ctx->message_index);
    call->request.in_transaction = ctx->tx != NULL && ctx->mode != EXEC_SIMULATE;
    call->request.wasm_gas_limit = gas_for_contract(ctx);
    call->request.chain_gas = chain_gas(ctx);
    struct compute_callbacks callbacks = {.ctx = ctx, .contract = call->request.contract};
    struct enclave_host host = compute_host_of(&callbacks);
    struct secretd_boundary_call_reply reply = {0};
    enclave_call(ctx->enclave, ctx->arena, &call->request, &host, &reply);
    TRY(settle(ctx, &callbacks, &reply));
    TRY(outcome(ctx, call->failed, &reply));
    call->answer = *reply.answer;
    return NULL;
}

/* What a call of an existing contract needs from state, but its key. */
static status load_contract(struct context *ctx, struct bytes contract, struct bytes *code_hash)
{
    struct secret_compute_v1beta1_contract_info info;
    bool found;
    TRY(compute_contract_get(ctx, contract, &info, &found));
    if (!found)
        return error_wrap(ctx->arena, &COMPUTE_NOT_FOUND, "contract");
    struct secret_compute_v1beta1_code_info code;
    TRY(compute_code_get(ctx, info.code_id, &code, &found));
    if (!found)
        return error_wrap(ctx->arena, &COMPUTE_NOT_FOUND, "contract info");
    *code_hash = code.code_hash;
    return NULL;
}

static status load_key(struct context *ctx, struct bytes contract,
                       struct secretd_boundary_contract_key *key)
{
    struct secret_compute_v1beta1_contract_key stored;
    bool found;
    TRY(record_get(ctx, STORE_COMPUTE, compute_key_enclave(ctx->arena, contract),
                   &secret_compute_v1beta1_contract_key_type, &stored, &found));
    *key = (struct secretd_boundary_contract_key){
        .og = stored.og_contract_key,
        .current = stored.current_contract_key,
        .proof = stored.current_contract_key_proof,
    };
    return NULL;
}

/* The address of a new contract; refused when an account has it already. */
static status take_address(struct context *ctx, uint64_t code_id, struct bytes creator,
                           struct call *call)
{
    uint64_t instance_id;
    TRY(compute_next_id(ctx, COMPUTE_KEY_LAST_CONTRACT, &instance_id));
    uint8_t raw[CONTRACT_ADDRESS_BYTES];
    compute_contract_address(code_id, instance_id, creator, raw);
    call->request.contract = arena_copy(ctx->arena, BYTES_OF(raw));
    call->request.code_id = code_id;
    call->request.instance_id = instance_id;
    struct account *existing;
    TRY(auth_account_get(ctx, call->request.contract, &existing));
    if (existing != NULL)
        return error_wrap_bytes(ctx->arena, &COMPUTE_ACCOUNT_EXISTS,
                                address_text(ctx->arena, ADDRESS_ACCOUNT, call->request.contract));
    return NULL;
}

/* Funds make the account; without funds it is made by itself. */
static status fund_new_contract(struct context *ctx, struct bytes creator, struct bytes contract,
                                const struct cosmos_base_v1beta1_coin_list *list)
{
    struct coins funds;
    TRY(coins_from_list(ctx->arena, list, &funds));
    if (!coins_are_zero(funds)) {
        if (bank_is_blocked(ctx->chain, creator))
            return error_wrap(ctx->arena, &CHAIN_INVALID_ADDRESS,
                              "blocked address can not be used");
        return bank_send(ctx, creator, contract, funds);
    }
    struct account *account;
    TRY(auth_account_new(ctx, contract, &account));
    return auth_account_set(ctx, account);
}

static status prepare_instance(struct context *ctx,
                               const struct secret_compute_v1beta1_msg_instantiate_contract *msg,
                               struct call *call)
{
    TRY(fill_signer(ctx, call));
    struct bytes taken;
    TRY(kv_get(ctx, STORE_COMPUTE, compute_key_label(ctx->arena, msg->label), &taken));
    if (taken.data != NULL)
        return error_wrap_bytes(ctx->arena, &COMPUTE_ACCOUNT_EXISTS, msg->label);
    TRY(take_address(ctx, msg->code_id, msg->sender, call));
    TRY(fund_new_contract(ctx, msg->sender, call->request.contract, &msg->init_funds));
    struct secret_compute_v1beta1_code_info code;
    bool found;
    TRY(compute_code_get(ctx, msg->code_id, &code, &found));
    if (!found)
        return error_wrap(ctx->arena, &COMPUTE_NOT_FOUND, "code");
    call->request.code_hash = code.code_hash;
    return read_random(ctx);
}

status compute_instantiate(struct context *ctx,
                           const struct secret_compute_v1beta1_msg_instantiate_contract *msg,
                           struct bytes *address, struct bytes *data)
{
    TRY(gas_charge(ctx->gas, COMPUTE_INSTANCE_GAS, "Loading CosmWasm module: init"));
    struct call call = {
        .request = {.kind = SECRETD_BOUNDARY_CALL_KIND_INSTANTIATE,
                    .sender = msg->sender,
                    .message = msg->init_msg,
                    .funds = msg->init_funds,
                    .callback_sig = msg->callback_sig,
                    .admin = msg->admin},
        .failed = &COMPUTE_INSTANTIATE_FAILED,
    };
    TRY(prepare_instance(ctx, msg, &call));
    *address = call.request.contract;
    TRY(run_call(ctx, &call));
    TRY(compute_contract_add(ctx, &(struct compute_new_contract){
                                      .address = *address,
                                      .code_id = msg->code_id,
                                      .creator = msg->sender,
                                      .admin = msg->admin,
                                      .admin_proof = call.answer.admin_proof,
                                      .label = msg->label,
                                      .init_msg = msg->init_msg,
                                      .contract_key = call.answer.contract_key,
                                  }));
    if (call.answer.generation == SECRETD_CONTRACT_GENERATION_V1)
        EVENT(ctx->events, "instantiate",
              {BYTES("contract_address"), address_text(ctx->arena, ADDRESS_ACCOUNT, *address)},
              {BYTES("code_id"), arena_format(ctx->arena, "%" PRIu64, msg->code_id)});
    TRY(compute_dispatch(ctx, *address, &call.answer));
    *data = call.answer.data;
    return NULL;
}

status compute_execute(struct context *ctx,
                       const struct secret_compute_v1beta1_msg_execute_contract *msg,
                       struct bytes *data)
{
    TRY(gas_charge(ctx->gas, COMPUTE_INSTANCE_GAS, "Loading Compute module: execute"));
    struct call call = {
        .request = {.kind = SECRETD_BOUNDARY_CALL_KIND_EXECUTE,
                    .contract = msg->contract,
                    .sender = msg->sender,
                    .message = msg->msg,
                    .funds = msg->sent_funds,
                    .callback_sig = msg->callback_sig},
        .failed = &COMPUTE_EXECUTE_FAILED,
    };
    TRY(fill_signer(ctx, &call));
    TRY(load_contract(ctx, msg->contract, &call.request.code_hash));
    struct coins funds;
    TRY(coins_from_list(ctx->arena, &msg->sent_funds, &funds));
    if (!coins_are_zero(funds))
        TRY(bank_send(ctx, msg->sender, msg->contract, funds));
    TRY(read_random(ctx));
    TRY(load_key(ctx, msg->contract, &call.request.key));
    TRY(run_call(ctx, &call));
    if (call.answer.generation == SECRETD_CONTRACT_GENERATION_V1)
        EVENT(
            ctx->events, "execute",
            {BYTES("contract_address"), address_text(ctx->arena, ADDRESS_ACCOUNT, msg->contract)});
    TRY(compute_dispatch(ctx, msg->contract, &call.answer));
    *data = call.answer.data;
    return NULL;
}

/* Time of the block in nanoseconds; a chain's time is after 1970. */
static uint64_t block_time_ns(const struct block_info *block)
{
    return (uint64_t)block->time_seconds * UINT64_C(1000000000) + (uint64_t)block->time_nanos;
}

status compute_query(struct context *ctx, struct bytes contract, struct bytes query, uint32_t depth,
                     struct bytes *data)
{
    TRY(compute_need_enclave(ctx));
    TRY(gas_charge(ctx->gas, COMPUTE_INSTANCE_GAS, "Loading CosmWasm module: query"));
    struct secretd_boundary_query request = {
        .contract = contract,
        .message = query,
        .height = ctx->block->height,
        .time_ns = block_time_ns(ctx->block),
        .depth = depth,
    };
    TRY(load_contract(ctx, contract, &request.code_hash));
    TRY(load_key(ctx, contract, &request.key));
    if (ctx->tx != NULL && ctx->mode != EXEC_SIMULATE) {
        request.in_transaction = true;
        request.tx_counter = ctx->tx_counter;
        request.tx_hash = BYTES_OF(ctx->tx->hash);
    }
    request.wasm_gas_limit = gas_for_contract(ctx);
    request.chain_gas = chain_gas(ctx);
    struct compute_callbacks callbacks = {.ctx = ctx, .contract = contract};
    struct enclave_host host = compute_host_of(&callbacks);
    struct secretd_boundary_call_reply reply = {0};
    enclave_query(ctx->enclave, ctx->arena, &request, &host, &reply);
    TRY(settle(ctx, &callbacks, &reply));
    TRY(outcome(ctx, &COMPUTE_QUERY_FAILED, &reply));
    *data = reply.answer->data;
    return NULL;
}
