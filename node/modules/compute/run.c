#include <inttypes.h>

#include "node/chain/address.h"
#include "node/modules/compute/internal.h"

/* Instantiations and executions. */

static struct bytes account_text(struct context *ctx, struct bytes address)
{
    return address_text(ctx->arena, ADDRESS_ACCOUNT, address);
}

/* The address of a new contract; refused when an account has it already. */
static status take_address(struct context *ctx, uint64_t code_id, struct bytes creator,
                           struct compute_call *call)
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
                                account_text(ctx, call->request.contract));
    return NULL;
}

static status check_not_blocked(struct context *ctx, struct bytes sender)
{
    return bank_is_blocked(ctx->chain, sender)
               ? error_wrap(ctx->arena, &CHAIN_INVALID_ADDRESS, "blocked address can not be used")
               : NULL;
}

/* Funds make the account; without funds it is made by itself. */
static status fund_new_contract(struct context *ctx, struct bytes creator, struct bytes contract,
                                const struct cosmos_base_v1beta1_coin_list *list)
{
    struct coins funds;
    TRY(coins_from_list(ctx->arena, list, &funds));
    if (!coins_are_zero(funds)) {
        TRY(check_not_blocked(ctx, creator));
        return bank_send(ctx, creator, contract, funds);
    }
    struct account *account;
    TRY(auth_account_new(ctx, contract, &account));
    return auth_account_set(ctx, account);
}

static status prepare_instance(struct context *ctx,
                               const struct secret_compute_v1beta1_msg_instantiate_contract *msg,
                               struct compute_call *call)
{
    struct compute_signing signing;
    TRY(compute_sign(ctx, msg->sender, msg->callback_sig, &signing));
    call->request.account_number = signing.account_number;
    call->request.sign_bytes = signing.sign_bytes;
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
    return compute_read_random(ctx);
}

/* Runs a prepared call. A contract's error leaves what its caller's reply needs to know. */
static status run(struct context *ctx, struct compute_call *call, struct bytes *data)
{
    status refused = compute_call_run(ctx, call);
    if (refused != NULL)
        *data = compute_answer_data(ctx->arena, &call->answer);
    return refused;
}

static status respond(struct context *ctx, const struct compute_call *call, struct bytes *data)
{
    const struct compute_speaker speaker = {.contract = call->request.contract,
                                            .ibc_port = call->info.ibc_port_id,
                                            .message = call->request.message};
    return compute_respond(ctx, &speaker, &call->answer, data);
}

status compute_instantiate(struct context *ctx,
                           const struct secret_compute_v1beta1_msg_instantiate_contract *msg,
                           struct bytes *address, struct bytes *data)
{
    struct bytes admin = {0};
    if (msg->admin.len != 0) {
        status refused = address_parse_plain(ctx->arena, ADDRESS_ACCOUNT, msg->admin, &admin);
        if (refused != NULL)
            return error_wrap_bytes(ctx->arena, refused, BYTES("admin"));
    }
    TRY(gas_charge(ctx->gas, COMPUTE_INSTANCE_GAS, "Loading CosmWasm module: init"));
    struct compute_call call = {
        .request = {.kind = SECRETD_BOUNDARY_CALL_KIND_INSTANTIATE,
                    .sender = msg->sender,
                    .message = msg->init_msg,
                    .funds = msg->init_funds,
                    .callback_sig = msg->callback_sig,
                    .admin = account_text(ctx, admin)},
        .failed = &COMPUTE_INSTANTIATE_FAILED,
    };
    TRY(prepare_instance(ctx, msg, &call));
    *address = call.request.contract;
    TRY(run(ctx, &call, data));
    struct bytes port = {0};
    if (call.answer.generation == SECRETD_CONTRACT_GENERATION_V1 &&
        compute_answers_ibc(ctx, call.request.code_hash))
        TRY(compute_bind_port(ctx, *address, &port));
    TRY(compute_contract_add(ctx, &(struct compute_new_contract){
                                      .address = *address,
                                      .code_id = msg->code_id,
                                      .creator = msg->sender,
                                      .admin = account_text(ctx, admin),
                                      .admin_proof = call.answer.admin_proof,
                                      .label = msg->label,
                                      .init_msg = msg->init_msg,
                                      .contract_key = call.answer.contract_key,
                                      .ibc_port = port,
                                  }));
    if (call.answer.generation == SECRETD_CONTRACT_GENERATION_V1)
        EVENT(ctx->events, "instantiate", {BYTES("contract_address"), account_text(ctx, *address)},
              {BYTES("code_id"), arena_format(ctx->arena, "%" PRIu64, msg->code_id)});
    return respond(ctx, &call, data);
}

/* Coins of tokens of the first kind of bridge are not bank's and not the contract's to see. */
static void drop_token_coins(struct arena *arena, struct cosmos_base_v1beta1_coin_list *list)
{
    struct cosmos_base_v1beta1_coin *kept =
        ARENA_ARRAY(arena, struct cosmos_base_v1beta1_coin, list->count);
    size_t count = 0;
    for (size_t i = 0; i < list->count; i++)
        if (!bytes_starts_with(list->items[i].denom, BYTES("cw20:")))
            kept[count++] = list->items[i];
    *list = (struct cosmos_base_v1beta1_coin_list){kept, count};
}

static status send_funds(struct context *ctx, struct compute_call *call)
{
    struct coins funds;
    TRY(coins_from_list(ctx->arena, &call->request.funds, &funds));
    if (coins_are_zero(funds))
        return NULL;
    TRY(check_not_blocked(ctx, call->request.sender));
    drop_token_coins(ctx->arena, &call->request.funds);
    TRY(coins_from_list(ctx->arena, &call->request.funds, &funds));
    return coins_are_zero(funds)
               ? NULL
               : bank_send(ctx, call->request.sender, call->request.contract, funds);
}

status compute_execute(struct context *ctx,
                       const struct secret_compute_v1beta1_msg_execute_contract *msg,
                       struct bytes *data)
{
    TRY(gas_charge(ctx->gas, COMPUTE_INSTANCE_GAS, "Loading Compute module: execute"));
    struct compute_signing signing;
    TRY(compute_sign(ctx, msg->sender, msg->callback_sig, &signing));
    struct compute_call call = {
        .request = {.kind = SECRETD_BOUNDARY_CALL_KIND_EXECUTE,
                    .contract = msg->contract,
                    .sender = msg->sender,
                    .message = msg->msg,
                    .funds = msg->sent_funds,
                    .callback_sig = msg->callback_sig,
                    .account_number = signing.account_number,
                    .sign_bytes = signing.sign_bytes},
        .failed = &COMPUTE_EXECUTE_FAILED,
    };
    TRY(compute_call_contract(ctx, &call));
    TRY(send_funds(ctx, &call));
    TRY(compute_read_random(ctx));
    TRY(compute_call_key(ctx, msg->contract, &call.request.key));
    TRY(run(ctx, &call, data));
    if (call.answer.generation == SECRETD_CONTRACT_GENERATION_V1)
        EVENT(ctx->events, "execute",
              {BYTES("contract_address"), account_text(ctx, msg->contract)});
    return respond(ctx, &call, data);
}
