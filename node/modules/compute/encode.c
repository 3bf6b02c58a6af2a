#include "node/chain/address.h"
#include "node/modules/compute/internal.h"
#include "schema/chain/cosmos_distribution_v1beta1.h"
#include "schema/chain/cosmos_gov_v1.h"
#include "schema/chain/cosmos_staking_v1beta1.h"
#include "schema/chain/ibc_applications_transfer_v1.h"
#include "schema/chain/ibc_core_channel_v1.h"
#include "schema/core/cosmos_bank_v1beta1.h"
#include "common/tx/tx.h"

/* A contract's messages become messages of the chain, sent by the contract (enclave-protocol 5.7).
 */

static void add(struct compute_encoded *encoded, const struct message_type *type,
                const void *message)
{
    encoded->items[encoded->count].type = type;
    encoded->items[encoded->count].message = message;
    encoded->count++;
}

static struct bytes text_of(struct context *ctx, struct bytes contract)
{
    return address_text(ctx->arena, ADDRESS_ACCOUNT, contract);
}

/* Any failure to read an address has the same text: the address. */
static status read_address(struct context *ctx, enum address_kind kind, struct bytes text,
                           struct bytes *address)
{
    return address_parse_plain(ctx->arena, kind, text, address) == NULL
               ? NULL
               : error_wrap_bytes(ctx->arena, &CHAIN_INVALID_ADDRESS, text);
}

static status read_coin(struct context *ctx, const struct cosmos_base_v1beta1_coin *coin,
                        struct cosmos_base_v1beta1_coin *out)
{
    struct integer amount;
    if (!integer_parse(coin->amount, &amount))
        return error_wrap_bytes(ctx->arena, &CHAIN_INVALID_COINS,
                                ARENA_CONCAT(ctx->arena, coin->amount, coin->denom));
    *out = (struct cosmos_base_v1beta1_coin){.denom = coin->denom,
                                             .amount = integer_text(ctx->arena, amount)};
    return NULL;
}

static status read_coins(struct context *ctx, const struct cosmos_base_v1beta1_coin_list *list,
                         struct cosmos_base_v1beta1_coin_list *out)
{
    out->items = ARENA_ARRAY(ctx->arena, struct cosmos_base_v1beta1_coin, list->count);
    out->count = list->count;
    for (size_t i = 0; i < list->count; i++)
        TRY(read_coin(ctx, &list->items[i], &out->items[i]));
    return NULL;
}

static status encode_bank_send(struct context *ctx, struct bytes contract,
                               const struct secretd_contract_bank_send *send,
                               struct compute_encoded *encoded)
{
    if (send->amount.count == 0)
        return NULL;
    struct bytes to;
    TRY(read_address(ctx, ADDRESS_ACCOUNT, send->to_address, &to));
    struct cosmos_bank_v1beta1_msg_send *message =
        ARENA_NEW(ctx->arena, struct cosmos_bank_v1beta1_msg_send);
    TRY(read_coins(ctx, &send->amount, &message->amount));
    message->from_address = text_of(ctx, contract);
    message->to_address = send->to_address;
    add(encoded, &cosmos_bank_v1beta1_msg_send_type, message);
    return NULL;
}

/* ---- staking, distribution, gov ---- */

static status encode_delegate(struct context *ctx, struct bytes contract,
                              const struct secretd_contract_staking_delegate *delegate,
                              struct compute_encoded *encoded)
{
    struct cosmos_staking_v1beta1_msg_delegate *message =
        ARENA_NEW(ctx->arena, struct cosmos_staking_v1beta1_msg_delegate);
    struct bytes validator;
    TRY(read_address(ctx, ADDRESS_VALIDATOR, delegate->validator, &validator));
    TRY(read_coin(ctx, &delegate->amount, &message->amount));
    message->delegator_address = text_of(ctx, contract);
    message->validator_address = address_text(ctx->arena, ADDRESS_VALIDATOR, validator);
    add(encoded, &cosmos_staking_v1beta1_msg_delegate_type, message);
    return NULL;
}

static status encode_undelegate(struct context *ctx, struct bytes contract,
                                const struct secretd_contract_staking_delegate *undelegate,
                                struct compute_encoded *encoded)
{
    struct cosmos_staking_v1beta1_msg_undelegate *message =
        ARENA_NEW(ctx->arena, struct cosmos_staking_v1beta1_msg_undelegate);
    struct bytes validator;
    TRY(read_address(ctx, ADDRESS_VALIDATOR, undelegate->validator, &validator));
    TRY(read_coin(ctx, &undelegate->amount, &message->amount));
    message->delegator_address = text_of(ctx, contract);
    message->validator_address = undelegate->validator;
    add(encoded, &cosmos_staking_v1beta1_msg_undelegate_type, message);
    return NULL;
}

static status encode_redelegate(struct context *ctx, struct bytes contract,
                                const struct secretd_contract_staking_redelegate *redelegate,
                                struct compute_encoded *encoded)
{
    struct cosmos_staking_v1beta1_msg_begin_redelegate *message =
        ARENA_NEW(ctx->arena, struct cosmos_staking_v1beta1_msg_begin_redelegate);
    struct bytes validator;
    TRY(read_address(ctx, ADDRESS_VALIDATOR, redelegate->from_validator, &validator));
    TRY(read_address(ctx, ADDRESS_VALIDATOR, redelegate->to_validator, &validator));
    TRY(read_coin(ctx, &redelegate->amount, &message->amount));
    message->delegator_address = text_of(ctx, contract);
    message->validator_src_address = redelegate->from_validator;
    message->validator_dst_address = redelegate->to_validator;
    add(encoded, &cosmos_staking_v1beta1_msg_begin_redelegate_type, message);
    return NULL;
}

static void add_set_withdraw_address(struct context *ctx, struct bytes contract,
                                     struct bytes recipient, struct compute_encoded *encoded)
{
    struct cosmos_distribution_v1beta1_msg_set_withdraw_address *message =
        ARENA_NEW(ctx->arena, struct cosmos_distribution_v1beta1_msg_set_withdraw_address);
    message->delegator_address = text_of(ctx, contract);
    message->withdraw_address = recipient;
    add(encoded, &cosmos_distribution_v1beta1_msg_set_withdraw_address_type, message);
}

static void add_withdraw_reward(struct context *ctx, struct bytes contract, struct bytes validator,
                                struct compute_encoded *encoded)
{
    struct cosmos_distribution_v1beta1_msg_withdraw_delegator_reward *message =
        ARENA_NEW(ctx->arena, struct cosmos_distribution_v1beta1_msg_withdraw_delegator_reward);
    message->delegator_address = text_of(ctx, contract);
    message->validator_address = validator;
    add(encoded, &cosmos_distribution_v1beta1_msg_withdraw_delegator_reward_type, message);
}

/* The first generation's one message is two of the chain's. */
static status encode_withdraw(struct context *ctx, struct bytes contract,
                              const struct secretd_contract_staking_withdraw *withdraw,
                              struct compute_encoded *encoded)
{
    struct bytes recipient = text_of(ctx, contract), address;
    if (withdraw->recipient.len != 0) {
        TRY(read_address(ctx, ADDRESS_ACCOUNT, withdraw->recipient, &address));
        recipient = withdraw->recipient;
    }
    TRY(read_address(ctx, ADDRESS_VALIDATOR, withdraw->validator, &address));
    add_set_withdraw_address(ctx, contract, recipient, encoded);
    add_withdraw_reward(ctx, contract, withdraw->validator, encoded);
    return NULL;
}

static void add_vote(struct context *ctx, struct bytes contract,
                     const struct secretd_contract_gov_vote *vote, struct compute_encoded *encoded)
{
    struct cosmos_gov_v1_msg_vote *message = ARENA_NEW(ctx->arena, struct cosmos_gov_v1_msg_vote);
    message->proposal_id = vote->proposal_id;
    message->voter = text_of(ctx, contract);
    message->option = vote->option;
    add(encoded, &cosmos_gov_v1_msg_vote_type, message);
}

/* ---- contracts ---- */

static status encode_execute(struct context *ctx, struct bytes contract,
                             const struct secretd_contract_wasm_execute *execute,
                             struct compute_encoded *encoded)
{
    struct secret_compute_v1beta1_msg_execute_contract *message =
        ARENA_NEW(ctx->arena, struct secret_compute_v1beta1_msg_execute_contract);
    TRY(read_address(ctx, ADDRESS_ACCOUNT, execute->contract_address, &message->contract));
    TRY(read_coins(ctx, &execute->funds, &message->sent_funds));
    message->sender = contract;
    message->callback_code_hash = execute->code_hash;
    message->msg = execute->msg;
    message->callback_sig = execute->callback_signature;
    add(encoded, &secret_compute_v1beta1_msg_execute_contract_type, message);
    return NULL;
}

static status encode_instantiate(struct context *ctx, struct bytes contract,
                                 const struct secretd_contract_wasm_instantiate *instantiate,
                                 struct compute_encoded *encoded)
{
    struct secret_compute_v1beta1_msg_instantiate_contract *message =
        ARENA_NEW(ctx->arena, struct secret_compute_v1beta1_msg_instantiate_contract);
    TRY(read_coins(ctx, &instantiate->funds, &message->init_funds));
    message->sender = contract;
    message->callback_code_hash = instantiate->code_hash;
    message->code_id = instantiate->code_id;
    message->label = instantiate->label;
    message->init_msg = instantiate->msg;
    message->callback_sig = instantiate->callback_signature;
    message->admin = instantiate->admin;
    add(encoded, &secret_compute_v1beta1_msg_instantiate_contract_type, message);
    return NULL;
}

static void add_migrate(struct context *ctx, struct bytes contract,
                        const struct secretd_contract_wasm_migrate *migrate,
                        struct compute_encoded *encoded)
{
    struct secret_compute_v1beta1_msg_migrate_contract *message =
        ARENA_NEW(ctx->arena, struct secret_compute_v1beta1_msg_migrate_contract);
    message->sender = text_of(ctx, contract);
    message->contract = migrate->contract_address;
    message->code_id = migrate->code_id;
    message->msg = migrate->msg;
    message->callback_sig = migrate->callback_signature;
    message->callback_code_hash = migrate->code_hash;
    add(encoded, &secret_compute_v1beta1_msg_migrate_contract_type, message);
}

static void add_update_admin(struct context *ctx, struct bytes contract,
                             const struct secretd_contract_wasm_update_admin *update,
                             struct compute_encoded *encoded)
{
    struct secret_compute_v1beta1_msg_update_admin *message =
        ARENA_NEW(ctx->arena, struct secret_compute_v1beta1_msg_update_admin);
    message->sender = text_of(ctx, contract);
    message->contract = update->contract_address;
    message->new_admin = update->new_admin;
    message->callback_sig = update->callback_signature;
    add(encoded, &secret_compute_v1beta1_msg_update_admin_type, message);
}

static void add_clear_admin(struct context *ctx, struct bytes contract,
                            const struct secretd_contract_wasm_update_admin *clear,
                            struct compute_encoded *encoded)
{
    struct secret_compute_v1beta1_msg_clear_admin *message =
        ARENA_NEW(ctx->arena, struct secret_compute_v1beta1_msg_clear_admin);
    message->sender = text_of(ctx, contract);
    message->contract = clear->contract_address;
    message->callback_sig = clear->callback_signature;
    add(encoded, &secret_compute_v1beta1_msg_clear_admin_type, message);
}

/* ---- other chains ---- */

/* Tokens leave by the port that the transfer module keeps in its store. */
static status encode_transfer(struct context *ctx, struct bytes contract,
                              const struct secretd_contract_ibc_transfer *transfer,
                              struct compute_encoded *encoded)
{
    struct ibc_applications_transfer_v1_msg_transfer *message =
        ARENA_NEW(ctx->arena, struct ibc_applications_transfer_v1_msg_transfer);
    status refused = read_coin(ctx, &transfer->amount, &message->token);
    if (refused != NULL)
        return error_wrap_bytes(ctx->arena, refused, BYTES("amount"));
    TRY(kv_get(ctx, STORE_TRANSFER, BYTES("\x01"), &message->source_port));
    message->source_channel = transfer->channel_id;
    message->sender = text_of(ctx, contract);
    message->receiver = transfer->to_address;
    message->timeout_height.revision_number = transfer->timeout.revision;
    message->timeout_height.revision_height = transfer->timeout.height;
    message->timeout_timestamp = transfer->timeout.timestamp_ns;
    message->memo = transfer->memo;
    add(encoded, &ibc_applications_transfer_v1_msg_transfer_type, message);
    return NULL;
}

/* A contract's own packets go out without a message of the chain: the channel must know the port.
 */
static status refuse_packet(struct context *ctx, const struct compute_speaker *speaker,
                            const struct secretd_contract_ibc_send_packet *packet)
{
    static const struct error no_sequence = {"channel", 10, false,
                                             BYTES_INIT("sequence send not found")};
    struct arena *arena = ctx->arena;
    if (speaker->ibc_port.len == 0)
        return error_wrap(arena, &COMPUTE_UNSUPPORTED, "ibc not supported");
    if (packet->channel_id.len == 0)
        return error_wrap(arena, &COMPUTE_EMPTY, "ibc channel");
    struct bytes sequence;
    TRY(kv_get(ctx, STORE_IBC,
               ARENA_CONCAT(arena, BYTES("nextSequenceSend/ports/"), speaker->ibc_port,
                            BYTES("/channels/"), packet->channel_id),
               &sequence));
    return error_wrap_bytes(arena, &no_sequence,
                            ARENA_CONCAT(arena, BYTES("source port: "), speaker->ibc_port,
                                         BYTES(", source channel: "), packet->channel_id));
}

static void add_close_channel(struct context *ctx, struct bytes contract,
                              const struct secretd_contract_ibc_close_channel *close,
                              struct compute_encoded *encoded)
{
    struct ibc_core_channel_v1_msg_channel_close_init *message =
        ARENA_NEW(ctx->arena, struct ibc_core_channel_v1_msg_channel_close_init);
    message->signer = text_of(ctx, contract);
    message->port_id = ARENA_CONCAT(ctx->arena, BYTES("wasm."), message->signer);
    message->channel_id = close->channel_id;
    add(encoded, &ibc_core_channel_v1_msg_channel_close_init_type, message);
}

/* ---- anything ---- */

static status encode_stargate(struct context *ctx, const struct secretd_contract_stargate *stargate,
                              struct compute_encoded *encoded)
{
    const struct google_protobuf_any any = {stargate->type_url, stargate->value};
    const struct message_type *type;
    const void *message;
    if (tx_unpack_message(ctx->arena, ctx->chain->registry, &any, &type, &message) != NULL ||
        message == NULL)
        return error_wrap_bytes(ctx->arena, &COMPUTE_INVALID_MESSAGE,
                                ARENA_CONCAT(ctx->arena,
                                             BYTES("Cannot unpack proto message with type URL: "),
                                             stargate->type_url));
    add(encoded, type, message);
    return NULL;
}

static status refuse_unrouted(struct context *ctx, struct bytes variant)
{
    if (bytes_starts_with(variant, BYTES("custom")))
        return error_wrap(ctx->arena, &COMPUTE_INVALID_MESSAGE, "Custom variant not supported");
    if (bytes_starts_with(variant, BYTES("bank")))
        return error_wrap(ctx->arena, &COMPUTE_INVALID_MESSAGE, "Unknown variant of Bank");
    return error_wrap(ctx->arena, &COMPUTE_UNKNOWN_MESSAGE, "no handler found");
}

bool compute_is_wasm(const struct secretd_contract_sub_message *sub)
{
    return sub->wasm_execute != NULL || sub->wasm_instantiate != NULL ||
           sub->wasm_migrate != NULL || sub->wasm_update_admin != NULL ||
           sub->wasm_clear_admin != NULL;
}

static status encode_wasm(struct context *ctx, struct bytes contract,
                          const struct secretd_contract_sub_message *sub,
                          struct compute_encoded *encoded)
{
    if (sub->wasm_execute != NULL)
        return encode_execute(ctx, contract, sub->wasm_execute, encoded);
    if (sub->wasm_instantiate != NULL)
        return encode_instantiate(ctx, contract, sub->wasm_instantiate, encoded);
    if (sub->wasm_migrate != NULL)
        add_migrate(ctx, contract, sub->wasm_migrate, encoded);
    else if (sub->wasm_update_admin != NULL)
        add_update_admin(ctx, contract, sub->wasm_update_admin, encoded);
    else
        add_clear_admin(ctx, contract, sub->wasm_clear_admin, encoded);
    return NULL;
}

status compute_encode(struct context *ctx, const struct compute_speaker *speaker,
                      const struct secretd_contract_sub_message *sub,
                      struct compute_encoded *encoded)
{
    struct bytes contract = speaker->contract;
    encoded->count = 0;
    if (compute_is_wasm(sub))
        return encode_wasm(ctx, contract, sub, encoded);
    if (sub->bank_send != NULL)
        return encode_bank_send(ctx, contract, sub->bank_send, encoded);
    if (sub->staking_delegate != NULL)
        return encode_delegate(ctx, contract, sub->staking_delegate, encoded);
    if (sub->staking_undelegate != NULL)
        return encode_undelegate(ctx, contract, sub->staking_undelegate, encoded);
    if (sub->staking_redelegate != NULL)
        return encode_redelegate(ctx, contract, sub->staking_redelegate, encoded);
    if (sub->staking_withdraw != NULL)
        return encode_withdraw(ctx, contract, sub->staking_withdraw, encoded);
    if (sub->stargate != NULL)
        return encode_stargate(ctx, sub->stargate, encoded);
    if (sub->ibc_transfer != NULL)
        return encode_transfer(ctx, contract, sub->ibc_transfer, encoded);
    if (sub->ibc_send_packet != NULL)
        return refuse_packet(ctx, speaker, sub->ibc_send_packet);
    if (sub->distribution_set_withdraw_address != NULL)
        add_set_withdraw_address(ctx, contract, sub->distribution_set_withdraw_address->address,
                                 encoded);
    else if (sub->distribution_withdraw_reward != NULL)
        add_withdraw_reward(ctx, contract, sub->distribution_withdraw_reward->validator, encoded);
    else if (sub->gov_vote != NULL)
        add_vote(ctx, contract, sub->gov_vote, encoded);
    else if (sub->ibc_close_channel != NULL)
        add_close_channel(ctx, contract, sub->ibc_close_channel, encoded);
    else
        return refuse_unrouted(ctx, sub->unrouted == NULL ? BYTES("") : sub->unrouted->variant);
    return NULL;
}
