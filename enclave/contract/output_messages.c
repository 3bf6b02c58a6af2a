#include "enclave/contract/message_reply.h"
#include "enclave/contract/output_internal.h"

/* What a contract sends to others, on its way out. */

static const struct cosmos_base_v1beta1_coin_list NO_FUNDS;

/* code hash, headers, text; sealed under the message's key, whose head stands in front. */
static struct bytes seal_message(struct arena *arena, const struct output_context *context,
                                 const struct secretd_contract_sub_message *owner,
                                 int32_t generation, struct bytes code_hash, struct bytes text)
{
    const struct message *message = context->message;
    struct writer plain = writer_new(arena, code_hash.len + text.len + MESSAGE_REPLY_HEADER);
    writer_bytes(&plain, code_hash);
    if (generation == SECRETD_CONTRACT_GENERATION_V1) {
        struct message_reply own = {.id = owner->id, .code_hash = context->code_hash};
        if (message->suite == &SUITE_SECOND)
            own.contract = context->contract;
        if (owner->reply_on != SECRETD_CONTRACT_REPLY_ON_NEVER)
            message_headers(&plain, &own, 1);
        message_headers(&plain, message->replies, message->reply_count);
    }
    writer_bytes(&plain, text);
    return message->suite->seal_call(message, arena, SUITE_CALL, (struct bytes){0},
                                     writer_done(&plain));
}

struct destination {
    enum suite_purpose purpose;
    struct bytes contract; /* as the contract wrote it; empty at instantiate */
    struct bytes admin;    /* likewise; empty: none is made */
    struct bytes code_hash;
    const struct cosmos_base_v1beta1_coin_list *funds;
};

/* Seals `*text` in its place when the answer is sealed, and signs what the callee will see. */
static struct bytes seal_and_sign(struct arena *arena, const struct output_context *context,
                                  const struct secretd_contract_sub_message *owner,
                                  int32_t generation, const struct destination *to,
                                  struct bytes *text)
{
    /* What is no address will be refused by the chain. */
    struct suite_link link = {
        .purpose = to->purpose,
        .sender = context->contract,
        .target = output_address(arena, to->contract),
        .admin = output_address(arena, to->admin),
        .code_hash = output_hash(arena, to->code_hash),
        .message = *text,
        .body = *text,
        .funds = to->funds,
        .funds_json = output_funds(arena, to->funds),
    };
    if (context->seal) {
        *text = seal_message(arena, context, owner, generation, to->code_hash, *text);
        link.message = *text;
        link.body = bytes_from(*text, MESSAGE_HEAD);
    }
    return output_sign(arena, context, context->message->suite, &link);
}

static void finish_execute(struct arena *arena, const struct output_context *context,
                           int32_t generation, struct secretd_contract_sub_message *message)
{
    struct secretd_contract_wasm_execute *body =
        ARENA_NEW(arena, struct secretd_contract_wasm_execute);
    *body = *message->wasm_execute;
    const struct destination to = {
        .purpose = SUITE_TO_EXECUTE,
        .contract = body->contract_address,
        .code_hash = body->code_hash,
        .funds = &body->funds,
    };
    body->callback_signature = seal_and_sign(arena, context, message, generation, &to, &body->msg);
    message->wasm_execute = body;
}

static void finish_instantiate(struct arena *arena, const struct output_context *context,
                               int32_t generation, struct secretd_contract_sub_message *message)
{
    struct secretd_contract_wasm_instantiate *body =
        ARENA_NEW(arena, struct secretd_contract_wasm_instantiate);
    *body = *message->wasm_instantiate;
    const struct destination to = {
        .purpose = SUITE_TO_INSTANTIATE,
        .admin = body->admin,
        .code_hash = body->code_hash,
        .funds = &body->funds,
    };
    body->callback_signature = seal_and_sign(arena, context, message, generation, &to, &body->msg);
    message->wasm_instantiate = body;
}

static void finish_migrate(struct arena *arena, const struct output_context *context,
                           int32_t generation, struct secretd_contract_sub_message *message)
{
    struct secretd_contract_wasm_migrate *body =
        ARENA_NEW(arena, struct secretd_contract_wasm_migrate);
    *body = *message->wasm_migrate;
    const struct destination to = {
        .purpose = SUITE_TO_MIGRATE,
        .contract = body->contract_address,
        .code_hash = body->code_hash,
        .funds = &NO_FUNDS,
    };
    body->callback_signature = seal_and_sign(arena, context, message, generation, &to, &body->msg);
    message->wasm_migrate = body;
}

/* Says nothing to the contract: the signature is over no message, and that of suite 1 in either
 * suite. */
static const struct secretd_contract_wasm_update_admin *
finish_admin(struct arena *arena, const struct output_context *context,
             const struct secretd_contract_wasm_update_admin *from)
{
    struct secretd_contract_wasm_update_admin *body =
        ARENA_NEW(arena, struct secretd_contract_wasm_update_admin);
    *body = *from;
    const struct suite_link link = {
        .purpose = SUITE_TO_CHANGE_ADMIN,
        .sender = context->contract,
        .target = output_address(arena, from->contract_address),
        .admin = output_address(arena, from->new_admin),
        .funds_json = BYTES("[]"),
    };
    body->callback_signature = output_sign(arena, context, &SUITE_FIRST, &link);
    return body;
}

/* Whether it is a message to or about another contract. */
static bool finish_wasm(struct arena *arena, const struct output_context *context,
                        int32_t generation, struct secretd_contract_sub_message *message)
{
    if (message->wasm_execute != NULL)
        finish_execute(arena, context, generation, message);
    else if (message->wasm_instantiate != NULL)
        finish_instantiate(arena, context, generation, message);
    else if (message->wasm_migrate != NULL)
        finish_migrate(arena, context, generation, message);
    else if (message->wasm_update_admin != NULL)
        message->wasm_update_admin = finish_admin(arena, context, message->wasm_update_admin);
    else if (message->wasm_clear_admin != NULL)
        message->wasm_clear_admin = finish_admin(arena, context, message->wasm_clear_admin);
    else
        return false;
    return true;
}

/* The contract waits for the reply to this message.
 *   is_sealed  by a callee, which signs it; what the node itself says is neither */
static void expect_reply(const struct output_context *context,
                         const struct secretd_contract_sub_message *message, bool is_sealed)
{
    uint8_t token[32];
    if (message->reply_on == SECRETD_CONTRACT_REPLY_ON_NEVER || context->token_made == NULL)
        return;
    message_reply_token(context->keys, context->contract, message->id,
                        context->seal ? context->message->head : NULL, is_sealed, token);
    context->token_made(context->context, token);
}

void output_messages(struct arena *arena, const struct output_context *context,
                     const struct result *result, struct secretd_contract_answer *answer)
{
    bool first = result->generation == SECRETD_CONTRACT_GENERATION_V010;
    answer->messages = result->messages;
    /* A v0.10 contract's plaintext messages get no signature: the original's omission. */
    if (!context->seal && first)
        return;
    for (size_t i = 0; i < answer->messages.count; i++) {
        struct secretd_contract_sub_message *message = &answer->messages.items[i];
        bool is_wasm = finish_wasm(arena, context, result->generation, message);
        if (first)
            continue;
        message->was_encrypted = context->seal;
        expect_reply(context, message, is_wasm && context->seal);
        if (is_wasm && context->seal)
            message->id = 0; /* it stands in the sealed headers */
    }
}
