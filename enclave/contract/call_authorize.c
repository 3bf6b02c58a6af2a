#include "common/crypto/secret.h"
#include "common/encoding/hex.h"
#include "common/tx/address.h"
#include "enclave/contract/authorize.h"
#include "enclave/contract/call_internal.h"
#include "enclave/contract/errors.h"

/* Whether a call was meant, and by whom: what the kinds of calls have in common, replies, and
 * migrations. */

/* The code that a contract's message says it is for; whether the callee has it is checked next. */
static struct bytes named_hash(struct arena *arena, const struct message *message)
{
    return message->text.len < MESSAGE_HASH
               ? (struct bytes){0}
               : output_hash(arena, bytes_slice(message->text, 0, MESSAGE_HASH));
}

static enum suite_purpose purpose_of(const struct secretd_boundary_call *call)
{
    switch (call->kind) {
    case SECRETD_BOUNDARY_CALL_KIND_INSTANTIATE:
        return SUITE_TO_INSTANTIATE;
    case SECRETD_BOUNDARY_CALL_KIND_MIGRATE:
        return SUITE_TO_MIGRATE;
    default:
        return SUITE_TO_EXECUTE;
    }
}

status call_authorize(struct running *running, const struct secretd_boundary_call *call)
{
    const struct desk_options *options = &running->desk->options;
    struct arena *arena = running->level->arena;
    const struct message *message = &running->message;
    if (call->callback_sig.len != 0) {
        bool is_new = call->kind == SECRETD_BOUNDARY_CALL_KIND_INSTANTIATE;
        const struct suite_link link = {
            .purpose = purpose_of(call),
            .sender = call->sender,
            .target = is_new ? (struct bytes){0} : call->contract,
            .admin = is_new ? output_address(arena, call->admin) : (struct bytes){0},
            .code_hash = named_hash(arena, message),
            .message = call->message,
            .body = message->body,
            .funds = &call->funds,
            .funds_json = output_funds(arena, &call->funds),
            .received = true,
        };
        return authorize_callback(options->block, options->keys, arena, message, &link,
                                  call->callback_sig);
    }
    TRY(authorize_signer(options->block, options->curve, arena, call, message));
    if (message->suite == &SUITE_SECOND) {
        struct block_tx *tx = block_tx(options->block);
        tx->is_second = true;
        memcpy(tx->head, message->head, sizeof tx->head);
    }
    return NULL;
}

status call_address(struct running *running, const struct job *job)
{
    struct arena *arena = running->level->arena;
    const struct exceptions *exceptions = running->desk->options.exceptions;
    status refused = message_address(arena, job->code_hash.data, &running->message);
    if (refused == NULL || exceptions == NULL)
        return refused;
    struct bytes contract = address_text(arena, ADDRESS_ACCOUNT, job->contract), hash;
    const char *digits = exceptions_find(exceptions->code_hashes, contract);
    if (digits == NULL || !hex_decode(arena, bytes_text(digits), &hash) || hash.len != 32)
        return refused;
    return message_address(arena, hash.data, &running->message);
}

/* The head that the node brings is what the message which led to the reply began with; one of suite
 * 2 is remembered here. */
static status resume(struct running *running, const struct secretd_boundary_call *call)
{
    struct block *block = running->desk->options.block;
    const struct suite_origin origin = {.contract = call->contract, .place = block_call(block)};
    const struct suite_keys keys = call_keys(running);
    const struct block_tx *tx = block_tx(block);
    if (call->message.len < MESSAGE_HEAD)
        return &CONTRACT_DECRYPT;
    bool is_second = tx != NULL && tx->is_second;
    return suite_resume(&keys, &origin, is_second ? tx->head : call->message.data, is_second,
                        &running->message);
}

status call_reply(struct running *running, const struct secretd_boundary_call *call,
                  struct job *job)
{
    const struct desk *desk = running->desk;
    struct level *level = running->level;
    struct message_reply_input reply;
    TRY(call_authenticate(desk->options.keys, &call->key, job));
    TRY(resume(running, call));
    TRY(message_reply_open(level->arena, call->message, call->code_hash.data, &running->message,
                           &reply));
    job->seal = reply.was_encrypted || running->message.encrypted;
    if (call->funds.count != 0)
        return &CONTRACT_VERIFICATION;
    if (running->message.encrypted) {
        const struct suite_link link = {
            .purpose = SUITE_TO_REPLY,
            .code_hash = call->code_hash,
            .message = running->message.body,
            .body = running->message.body,
            .funds_json = BYTES("[]"),
            .received = true,
        };
        TRY(authorize_callback(desk->options.block, desk->options.keys, level->arena,
                               &running->message, &link, call->callback_sig));
    }
    return authorize_reply(desk->options.block, desk->options.keys, call->contract,
                           &running->message, &reply);
}

bool call_admin_check(const struct desk_options *options, struct bytes sender,
                      const uint8_t og[KEYS_CONTRACT], struct bytes proof)
{
    return call_has_len(proof, 32) && keys_admin_check(options->keys, sender, og, proof.data);
}

bool call_admin_is_exception(struct running *running, struct bytes contract, struct bytes admin,
                             struct bytes proof)
{
    static const uint8_t none[32];
    struct arena *arena = running->level->arena;
    const struct exceptions *exceptions = running->desk->options.exceptions;
    if (exceptions == NULL || !crypto_equal(proof, BYTES_OF(none)))
        return false;
    const char *listed =
        exceptions_find(exceptions->admins, address_text(arena, ADDRESS_ACCOUNT, contract));
    return listed != NULL && bytes_is(admin, listed);
}

/* Whether the sender is the admin: by proof, or by exception. */
static bool is_by_admin(struct running *running, const struct secretd_boundary_call *call,
                        const struct job *job)
{
    struct arena *arena = running->level->arena;
    if (call_admin_is_exception(running, call->contract, call->admin, call->admin_proof))
        return bytes_equal(address_text(arena, ADDRESS_ACCOUNT, call->sender), call->admin);
    return call_admin_check(&running->desk->options, call->sender, job->og, call->admin_proof);
}

/* State stays under the first key; the new one says which code the contract has now. */
status call_migrate(struct running *running, const struct secretd_boundary_call *call,
                    struct job *job)
{
    const struct desk *desk = running->desk;
    if (!call_has_len(call->key.og, KEYS_CONTRACT))
        return &CONTRACT_AUTHENTICATION;
    memcpy(job->og, call->key.og.data, KEYS_CONTRACT);
    if (!is_by_admin(running, call, job))
        return &CONTRACT_VALIDATION;
    TRY(call_open(running, call, SUITE_MIGRATE));
    if (!running->message.encrypted)
        return &CONTRACT_DECRYPT;
    TRY(call_authorize(running, call));
    TRY(call_address(running, job));
    keys_contract_make(desk->options.keys, call->sender.data, block_height(desk->options.block),
                       call->code_hash.data, call->contract.data, job->og, job->current);
    job->random_key = job->current;
    job->seal = true;
    return NULL;
}
