#include "common/base/memory.h"
#include "enclave/contract/call_internal.h"
#include "enclave/contract/errors.h"
#include "enclave/contract/suite2.h"

/* Working memory of calls, and how a call begins and ends. */

#define ERROR ERROR_CONSTANT
#include "enclave/contract/errors.def"
#undef ERROR

enum { ANSWER = 4, FAILURE = 5 }; /* members of CallReply.outcome */

static struct level *level_new(const struct desk *desk)
{
    static const uint8_t no_key[32];
    struct level *level = heap_zalloc(1, sizeof *level);
    level->memory = keys_region_map(CALL_ARENA_BYTES, KEYS_PAGEABLE);
    level->scratch_memory = keys_region_map(CALL_ARENA_BYTES, KEYS_PAGEABLE);
    level->arena = arena_new_fixed(level->memory.memory, level->memory.bytes);
    level->scratch = arena_new_fixed(level->scratch_memory.memory, level->scratch_memory.bytes);
    level->siv = crypto_siv_new(no_key);
    level->second = suite2_new(desk->epochs);
    level->sealing = sealing_new(desk->options.keys);
    return level;
}

static void level_free(struct level *level)
{
    if (level == NULL)
        return;
    keys_region_unmap(&level->memory);
    keys_region_unmap(&level->scratch_memory);
    crypto_siv_free(level->siv);
    suite2_free(level->second);
    sealing_free(level->sealing);
    heap_free(level);
}

struct desk *desk_new(const struct desk_options *options)
{
    struct desk *desk = heap_zalloc(1, sizeof *desk);
    desk->options = *options;
    desk->io = keys_io_new(options->keys);
    desk->epochs = keys_epochs_new(options->keys, options->chain_id);
    desk->levels[0] = level_new(desk);
    if (options->block != NULL)
        desk->seen = seen_new();
    return desk;
}

void desk_free(struct desk *desk)
{
    if (desk == NULL)
        return;
    for (size_t i = 0; i < CALL_LEVELS; i++)
        level_free(desk->levels[i]);
    seen_free(desk->seen);
    keys_io_free(desk->io);
    keys_epochs_free(desk->epochs);
    heap_free(desk);
}

static void clear(struct arena *arena, struct keys_region *region)
{
    bool large = arena_bytes_used(arena) > CALL_ARENA_KEEP;
    arena_reset(arena);
    if (large)
        keys_region_trim(region, CALL_ARENA_KEEP);
}

static void level_clear(struct level *level)
{
    clear(level->arena, &level->memory);
    clear(level->scratch, &level->scratch_memory);
}

void desk_wipe(struct desk *desk)
{
    for (size_t i = desk->depth; i < CALL_LEVELS && desk->levels[i] != NULL; i++)
        level_clear(desk->levels[i]);
}

struct seen *call_seen(struct desk *desk)
{
    struct block *block = desk->options.block;
    if (desk->seen == NULL || block_tx(block) == NULL)
        return NULL;
    if (desk->seen_losses != block_losses(block))
        seen_forget(desk->seen);
    desk->seen_losses = block_losses(block);
    return desk->seen;
}

/* Takes the next level; the calls under way keep theirs. */
bool call_begin(struct desk *desk, struct running *running)
{
    if (desk->depth == CALL_LEVELS)
        return false;
    if (desk->levels[desk->depth] == NULL)
        desk->levels[desk->depth] = level_new(desk);
    struct level *level = desk->levels[desk->depth++];
    level_clear(level);
    *running = (struct running){.desk = desk, .level = level};
    return true;
}

const struct secretd_boundary_failure *call_failure(struct arena *arena, status failure)
{
    struct secretd_boundary_failure *message = ARENA_NEW(arena, struct secretd_boundary_failure);
    message->code = failure->code;
    message->text = failure->text;
    message->out_of_gas = failure == &VM_OUT_OF_GAS || failure == &CONTRACT_OUT_OF_CHAIN_GAS;
    return message;
}

/* Only a node that lies about the depth of a query gets here. */
void call_refuse_depth(struct secretd_boundary_call_reply *reply)
{
    static const struct secretd_boundary_failure too_deep = {
        .code = 115, .text = BYTES_INIT("depth of nested contract calls exceeded")};
    reply->outcome_case = FAILURE;
    reply->failure = &too_deep;
}

void call_end(struct running *running, status failure, const struct secretd_contract_answer *answer,
              struct secretd_boundary_call_reply *reply)
{
    if (running->state != NULL)
        reply->accesses = state_take(running->state);
    reply->chain_gas_consumed = running->gas.consumed;
    reply->inspection = running->inspected;
    if (failure != NULL) {
        reply->outcome_case = FAILURE;
        reply->failure = call_failure(running->level->arena, failure);
    } else {
        reply->outcome_case = ANSWER;
        reply->answer = answer;
    }
    running->desk->depth--;
}
