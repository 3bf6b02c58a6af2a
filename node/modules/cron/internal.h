#ifndef NODE_MODULES_CRON_INTERNAL_H
#define NODE_MODULES_CRON_INTERNAL_H

#include "node/chain/address.h"
#include "node/modules/cron/keys.h"
#include "node/modules/cron/module.h"
#include "schema/chain/secret_cron.h"

/* The address of the key that signs scheduled calls. The key is public and the same on every
 * network (chain-surface 4.7): what it signs is worth what the head of a block is worth. */
extern const uint8_t cron_signer[ADDRESS_BYTES];

/* Parameters; all zero before genesis set them. */
MUST_CHECK status cron_params_get(struct context *ctx, struct secret_cron_params *params);
MUST_CHECK status cron_params_set(struct context *ctx, const struct secret_cron_params *params);

struct bytes cron_schedule_key(struct arena *arena, struct bytes name);
/* cron_schedule_add: a new schedule counts as executed now, its first calls come `period` blocks
 * later. Refused: the name is taken. cron_schedule_remove does nothing when there is none. */
MUST_CHECK status cron_schedule_add(struct context *ctx, struct bytes name, uint64_t period,
                                    struct secret_cron_msg_execute_contract_list calls);
MUST_CHECK status cron_schedule_remove(struct context *ctx, struct bytes name);

/* cron_end_block marks the schedules that are due in the next block, in order of name and at most
 * the parameter's number of them, as executed there; and makes the signer's account where it is
 * missing. */
MUST_CHECK status cron_end_block(struct context *ctx);

/* One call of a marked schedule. */
struct cron_call {
    struct bytes contract; /* raw address */
    struct bytes message;
};
struct cron_call_list {
    struct cron_call *items;
    size_t count;
};

/* cron_calls lists what the end of block ctx->block->height has marked for the next one, in order
 * of schedule name. A schedule with a call whose contract address does not parse gives none of its
 * calls. */
MUST_CHECK status cron_calls(struct context *ctx, struct cron_call_list *calls);

#endif
