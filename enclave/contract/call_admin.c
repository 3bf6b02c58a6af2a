#include "common/tx/address.h"
#include "enclave/contract/authorize.h"
#include "enclave/contract/call_internal.h"
#include "enclave/contract/errors.h"

/* A change of the admin: no contract runs, only proofs change hands. */

static status authorize(struct running *running,
                        const struct secretd_boundary_update_admin *request)
{
    static const struct message says_nothing = {.suite = &SUITE_FIRST};
    const struct desk_options *options = &running->desk->options;
    struct arena *arena = running->level->arena;
    if (request->callback_sig.len != 0) {
        const struct suite_link link = {
            .purpose = SUITE_TO_CHANGE_ADMIN,
            .sender = request->sender,
            .target = request->contract,
            .admin = output_address(arena, request->new_admin),
            .funds_json = BYTES("[]"),
        };
        return authorize_callback(options->block, options->keys, arena, &says_nothing, &link,
                                  request->callback_sig);
    }
    return authorize_admin(options->block, options->curve, arena, request);
}

static status update(struct running *running, const struct secretd_boundary_update_admin *request,
                     struct secretd_contract_answer *answer)
{
    const struct desk_options *options = &running->desk->options;
    struct arena *arena = running->level->arena;
    if (options->block == NULL || !block_is_open(options->block))
        return &CONTRACT_VALIDATION;
    if (!call_has_len(request->contract, KEYS_ADDRESS) ||
        !call_has_len(request->sender, KEYS_ADDRESS))
        return &CONTRACT_DESERIALIZE;
    if (!call_has_len(request->key.og, KEYS_CONTRACT))
        return &CONTRACT_AUTHENTICATION;
    const uint8_t *og = request->key.og.data;
    if (call_admin_is_exception(running, request->contract, request->admin, request->admin_proof) ||
        !call_admin_check(options, request->sender, og, request->admin_proof))
        return &CONTRACT_VALIDATION;
    struct bytes admin = {0};
    if (request->new_admin.len != 0 &&
        address_parse(arena, ADDRESS_ACCOUNT, request->new_admin, &admin) != NULL)
        return &CONTRACT_DESERIALIZE;
    TRY(authorize(running, request));
    uint8_t proof[32];
    keys_admin_make(options->keys, admin, og, proof);
    answer->admin_proof = arena_copy(arena, BYTES_OF(proof));
    return NULL;
}

void call_update_admin(struct desk *desk, const struct secretd_boundary_update_admin *request,
                       struct secretd_boundary_call_reply *reply)
{
    struct running running;
    *reply = (struct secretd_boundary_call_reply){0};
    if (!call_begin(desk, &running)) {
        call_refuse_depth(reply);
        return;
    }
    struct secretd_contract_answer *answer =
        ARENA_NEW(running.level->arena, struct secretd_contract_answer);
    status failure = update(&running, request, answer);
    call_end(&running, failure, answer, reply);
}
