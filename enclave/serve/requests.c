#include "common/crypto/hash.h"
#include "enclave/contract/errors.h"
#include "enclave/serve/server.h"

/* Requests of the executor's and of the query streams. */

static void refuse_call(struct post *post, status failure)
{
    const struct secretd_boundary_call_reply reply = {
        .outcome_case = 5,
        .failure = call_failure(post->arena, failure),
    };
    boundary_put(post->stream, BOUNDARY_CALL_REPLY, &reply);
}

/* What a block uploads is likely to be called soon. Simulations ask on query streams: they are free
 * of charge. */
static void prepare_code(struct post *post, struct bytes wasm)
{
    uint8_t hash[32];
    if (boundary_stream_right(post->stream) != BOUNDARY_RIGHT_EXECUTOR)
        return;
    crypto_sha256(wasm, hash);
    vm_load_soon(post->vm, hash, wasm);
}

static void check_code(struct post *post, const struct secretd_boundary_check_code *request)
{
    struct vm_code_info info = {0};
    struct secretd_boundary_check_code_reply reply = {0};
    status refused =
        vm_check_code(post->arena, request->wasm, post->server->options.debug_print, &info);
    if (refused != NULL) {
        reply.failure = call_failure(post->arena, refused);
    } else {
        reply.generation = info.generation;
        reply.has_ibc_entry_points = info.has_ibc_entry_points;
        reply.requires_random = info.requires_random;
        reply.required_features = info.required_features;
        prepare_code(post, request->wasm);
    }
    boundary_put(post->stream, BOUNDARY_CHECK_CODE_REPLY, &reply);
}

bool requests_answer(struct post *post, enum boundary_frame number, const void *message)
{
    struct secretd_boundary_call_reply reply;
    if (number == BOUNDARY_CHECK_CODE) {
        check_code(post, message);
        return true;
    }
    if (number != BOUNDARY_CALL && number != BOUNDARY_QUERY && number != BOUNDARY_UPDATE_ADMIN)
        return false;
    if (post->desk == NULL) {
        refuse_call(post, &CONTRACT_KEYS);
        return true;
    }
    post->ahead = (struct secretd_boundary_stored_list){0};
    if (number == BOUNDARY_CALL) {
        post->ahead = ((const struct secretd_boundary_call *)message)->ahead;
        call_contract(post->desk, message, &reply);
    } else if (number == BOUNDARY_QUERY)
        call_query(post->desk, message, &reply);
    else
        call_update_admin(post->desk, message, &reply);
    boundary_put(post->stream, BOUNDARY_CALL_REPLY, &reply);
    desk_wipe(post->desk);
    return true;
}
