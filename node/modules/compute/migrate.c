#include <inttypes.h>

#include "node/chain/address.h"
#include "node/modules/compute/trace.h"

/* Migrations and changes of the admin. */

static status refuse(struct context *ctx, const char *why)
{
    return error_wrap(ctx->arena, &COMPUTE_MIGRATE_FAILED, "%s", why);
}

static status unknown(struct context *ctx, const char *what, status cause)
{
    if (cause->aborts)
        return cause;
    return error_wrap(ctx->arena, &CHAIN_INVALID_REQUEST, "unknown %s: %.*s", what,
                      BYTES_ARG(cause->text));
}

static status find_code(struct context *ctx, uint64_t code_id, struct bytes *code_hash)
{
    struct secret_compute_v1beta1_code_info code;
    bool found;
    TRY(compute_code_get(ctx, code_id, &code, &found));
    if (!found)
        return chain_error(ctx->arena, "failed to get code info for code id %" PRIu64, code_id);
    *code_hash = code.code_hash;
    return NULL;
}

/* A contract that owns a port must go on to answer on it; one that begins to answer gets one. */
static status check_port(struct context *ctx, struct compute_call *call)
{
    bool answers = compute_answers_ibc(ctx, call->request.code_hash);
    bool has_port = call->info.ibc_port_id.len != 0;
    if (!answers && has_port)
        return refuse(ctx, "requires ibc callbacks");
    if (answers && !has_port)
        return compute_bind_port(ctx, call->request.contract, &call->info.ibc_port_id);
    return NULL;
}

static status check_admin(struct context *ctx, const struct compute_call *call, uint64_t code_id)
{
    const struct secret_compute_v1beta1_contract_info *info = &call->info;
    struct bytes sender = address_text(ctx->arena, ADDRESS_ACCOUNT, call->request.sender);
    if (info->admin.len != 0 && !bytes_equal(info->admin, sender))
        return refuse(ctx, "requires migrate from admin");
    if (info->admin.len == 0 && !info->require_governance)
        return refuse(ctx, "contract is not upgradable");
    if (!info->require_governance)
        return NULL;
    uint64_t authorized;
    bool found;
    TRY(compute_authorized_code(ctx,
                                address_text(ctx->arena, ADDRESS_ACCOUNT, call->request.contract),
                                &authorized, &found));
    if (!found)
        return refuse(ctx, "requires governance approval for migration");
    return authorized == code_id ? NULL : refuse(ctx, "mismatch code id for migration");
}

/* Everything that is read and checked before the enclave is asked. */
static status prepare(struct context *ctx, uint64_t code_id, struct compute_call *call)
{
    struct compute_signing signing;
    TRY(compute_sign(ctx, call->request.sender, call->request.callback_sig, &signing));
    call->request.account_number = signing.account_number;
    call->request.sign_bytes = signing.sign_bytes;
    status refused = compute_call_contract(ctx, call);
    if (refused != NULL)
        return unknown(ctx, "contract", refused);
    refused = find_code(ctx, code_id, &call->request.code_hash);
    if (refused != NULL)
        return unknown(ctx, "code", refused);
    TRY(check_port(ctx, call));
    TRY(compute_call_key(ctx, call->request.contract, &call->request.key));
    TRY(check_admin(ctx, call, code_id));
    call->request.admin = call->info.admin;
    call->request.admin_proof = call->info.admin_proof;
    return compute_read_random(ctx);
}

/* New key, history, index and record, in the original's order. */
static status store(struct context *ctx, const struct compute_call *call, uint64_t code_id)
{
    struct bytes contract = call->request.contract;
    const struct secret_compute_v1beta1_contract_key key = {
        .og_contract_key = call->request.key.og,
        .current_contract_key = call->answer.contract_key,
        .current_contract_key_proof = call->answer.contract_key_proof,
    };
    TRY(compute_contract_key_set(ctx, contract, &key));
    struct secret_compute_v1beta1_contract_code_history_entry last;
    TRY(compute_history_last(ctx, contract, &last));
    const struct secret_compute_v1beta1_absolute_tx_position none = {0},
                                                             now = compute_position(ctx);
    const struct secret_compute_v1beta1_absolute_tx_position *before =
        last.updated == NULL ? &none : last.updated;
    TRY(kv_delete(ctx, STORE_COMPUTE,
                  compute_key_by_code(ctx->arena, last.code_id, before->block_height,
                                      before->tx_index, contract)));
    const struct secret_compute_v1beta1_contract_code_history_entry entry = {
        .operation = SECRET_COMPUTE_V1BETA1_CONTRACT_CODE_HISTORY_OPERATION_TYPE_MIGRATE,
        .code_id = code_id,
        .updated = &now,
        .msg = call->request.message,
    };
    TRY(compute_history_add(ctx, contract, &entry));
    TRY(kv_set(ctx, STORE_COMPUTE,
               compute_key_by_code(ctx->arena, code_id, now.block_height, now.tx_index, contract),
               BYTES("")));
    struct secret_compute_v1beta1_contract_info info = call->info;
    info.code_id = code_id;
    TRY(compute_contract_set(ctx, contract, &info));
    if (!info.require_governance)
        return NULL;
    struct bytes text = address_text(ctx->arena, ADDRESS_ACCOUNT, contract);
    return kv_delete(ctx, STORE_COMPUTE, compute_key_authorized_code(ctx->arena, text));
}

status compute_migrate(struct context *ctx, struct bytes sender, struct bytes contract,
                       const struct secret_compute_v1beta1_msg_migrate_contract *msg,
                       struct bytes *data)
{
    TRY(gas_charge(ctx->gas, COMPUTE_INSTANCE_GAS, "Loading CosmWasm module: migrate"));
    struct compute_call call = {
        .request = {.kind = SECRETD_BOUNDARY_CALL_KIND_MIGRATE,
                    .contract = contract,
                    .sender = sender,
                    .message = msg->msg,
                    .callback_sig = msg->callback_sig},
        .failed = &COMPUTE_MIGRATE_FAILED,
    };
    TRY(prepare(ctx, msg->code_id, &call));
    TRY(compute_call_run(ctx, &call));
    TRY(store(ctx, &call, msg->code_id));
    EVENT(ctx->events, "migrate",
          {BYTES("code_id"), arena_format(ctx->arena, "%" PRIu64, msg->code_id)},
          {BYTES("contract_address"), address_text(ctx->arena, ADDRESS_ACCOUNT, contract)});
    const struct compute_speaker speaker = {
        .contract = contract, .ibc_port = call.info.ibc_port_id, .message = msg->msg};
    return compute_respond(ctx, &speaker, &call.answer, data);
}

/* ---- the admin ---- */

/* Who may change the admin, and to whom. */
static status check_new_admin(struct context *ctx, const struct compute_call *call,
                              struct bytes new_admin)
{
    struct arena *arena = ctx->arena;
    struct bytes sender = address_text(arena, ADDRESS_ACCOUNT, call->request.sender);
    if (!bytes_equal(call->info.admin, sender))
        return error_wrap(arena, &CHAIN_UNAUTHORIZED, "caller is not the admin");
    if (!call->info.require_governance)
        return NULL;
    struct bytes authorized;
    bool found;
    TRY(compute_authorized_admin(ctx, address_text(arena, ADDRESS_ACCOUNT, call->request.contract),
                                 &authorized, &found));
    if (!found)
        return error_wrap(arena, &CHAIN_UNAUTHORIZED,
                          "requires governance approval for admin change");
    if (bytes_equal(authorized, new_admin))
        return NULL;
    return error_wrap_bytes(arena, &CHAIN_UNAUTHORIZED,
                            ARENA_CONCAT(arena, BYTES("admin mismatch: governance authorized '"),
                                         authorized, BYTES("', attempting '"), new_admin,
                                         BYTES("'")));
}

/* The enclave's proof of the new admin, which lets it migrate the contract later. */
static status prove(struct context *ctx, const struct compute_call *call, struct bytes new_admin,
                    struct bytes *proof)
{
    const struct secretd_boundary_update_admin request = {
        .contract = call->request.contract,
        .sender = call->request.sender,
        .code_hash = call->request.code_hash,
        .key = call->request.key,
        .admin = call->info.admin,
        .admin_proof = call->info.admin_proof,
        .new_admin = new_admin,
        .callback_sig = call->request.callback_sig,
        .account_number = call->request.account_number,
        .sign_bytes = call->request.sign_bytes,
    };
    const struct compute_request asked = {.update_admin = &request};
    struct compute_trace trace = compute_trace_begin(ctx);
    struct secretd_boundary_call_reply reply;
    TRY(compute_ask(ctx, &asked, NULL, &reply));
    compute_trace_end(ctx, &trace, &asked, &reply, NULL);
    if (reply.failure != NULL)
        return chain_error(ctx->arena, "Execution error: Enclave: %.*s",
                           BYTES_ARG(reply.failure->text));
    *proof = reply.answer->admin_proof;
    return NULL;
}

status compute_update_admin(struct context *ctx, struct bytes sender, struct bytes contract,
                            struct bytes new_admin, struct bytes callback_sig)
{
    TRY(gas_charge(ctx->gas, COMPUTE_INSTANCE_GAS,
                   "Loading CosmWasm module: update-contract-admin"));
    struct bytes text = address_text(ctx->arena, ADDRESS_ACCOUNT, contract);
    struct bytes new_text = address_text(ctx->arena, ADDRESS_ACCOUNT, new_admin);
    struct compute_call call = {
        .request = {.contract = contract, .sender = sender, .callback_sig = callback_sig}};
    TRY(compute_call_contract(ctx, &call));
    TRY(check_new_admin(ctx, &call, new_text));
    struct compute_signing signing;
    TRY(compute_sign(ctx, sender, callback_sig, &signing));
    call.request.account_number = signing.account_number;
    call.request.sign_bytes = signing.sign_bytes;
    TRY(compute_call_key(ctx, contract, &call.request.key));
    struct secret_compute_v1beta1_contract_info info = call.info;
    TRY(prove(ctx, &call, new_text, &info.admin_proof));
    info.admin = new_text;
    TRY(compute_contract_set(ctx, contract, &info));
    if (info.require_governance)
        TRY(kv_delete(ctx, STORE_COMPUTE, compute_key_authorized_admin(ctx->arena, text)));
    EVENT(ctx->events, "update_contract_admin", {BYTES("contract_address"), text},
          {BYTES("new_admin_address"), new_text});
    return NULL;
}
