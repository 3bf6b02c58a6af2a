#include "common/base/processor.h"
#include "enclave/contract/errors.h"
#include "enclave/serve/native.h"
#include "enclave/serve/server.h"

/* Blocks, and the brackets inside them. A bracket has no reply: one that does not fit ends the
 * process. */

static void answer_block(struct post *post, status failure, bool seal)
{
    struct secretd_boundary_block_reply reply = {0};
    if (failure != NULL)
        reply.failure = call_failure(post->arena, failure);
    else if (seal) {
        reply.sealed = operator_seal(post);
        native_seal(post, &reply);
    }
    boundary_put(post->stream, BOUNDARY_BLOCK_REPLY, &reply);
}

static bool bracket(struct block *block, enum boundary_frame number, const void *message)
{
    const struct secretd_boundary_tx_begin *tx = message;
    const struct secretd_boundary_message_begin *begin = message;
    const struct secretd_boundary_mark *mark = message;
    const struct secretd_boundary_rollback *rollback = message;
    const struct secretd_boundary_release *release = message;
    switch (number) {
    case BOUNDARY_TX_BEGIN:
        return block_tx_begin(block, tx->index, tx->counter);
    case BOUNDARY_TX_COMMIT:
    case BOUNDARY_TX_ABORT:
        return block_tx_end(block, number == BOUNDARY_TX_COMMIT);
    case BOUNDARY_MESSAGE_BEGIN:
        return block_message_begin(block, begin->index);
    case BOUNDARY_MARK:
        return block_mark(block, mark->depth);
    case BOUNDARY_ROLLBACK:
        return block_unmark(block, rollback->depth, false);
    case BOUNDARY_RELEASE:
        return block_unmark(block, release->depth, true);
    default:
        return false;
    }
}

bool executor_answer(struct post *post, enum boundary_frame number, const void *message)
{
    bool ready = post->desk != NULL;
    struct block *block = post->server->block;
    if (number == BOUNDARY_BEGIN_BLOCK) {
        processor_join(&post->place,
                       ((const struct secretd_boundary_begin_block *)message)->processor);
        answer_block(post, ready ? block_begin(block, post->arena, message) : &CONTRACT_KEYS,
                     false);
        return true;
    }
    if (number == BOUNDARY_END_BLOCK) {
        answer_block(post, ready ? block_end(block) : &CONTRACT_KEYS, true);
        return true;
    }
    return ready && bracket(block, number, message);
}
