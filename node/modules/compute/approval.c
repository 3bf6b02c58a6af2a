#include <inttypes.h>

#include "common/encoding/hex.h"
#include "common/encoding/protobuf.h"
#include "common/tx/tx.h"
#include "node/modules/compute/internal.h"
#include "node/modules/gov/module.h"
#include "schema/chain/cosmos_upgrade_v1beta1.h"

/* Two messages only carry out what governance has decided. Whether it has is looked up in its
 * proposals before the transaction pays for anything. */

#define ENCLAVE_PREFIX BYTES("MREnclaveHash:")

enum { ENCLAVE_HASH_BYTES = 32 };

/* The newest upgrade that has passed: *found false when there is none. */
static status find_upgrade(struct context *ctx, struct bytes *message, bool *found)
{
    struct kv_walk walk;
    *found = false;
    TRY(kv_walk_prefix(ctx, STORE_GOV, GOV_PROPOSALS, false, &walk));
    while (walk.valid) {
        struct cosmos_gov_v1_proposal proposal;
        record_decode(ctx, walk.value, &cosmos_gov_v1_proposal_type, &proposal);
        if (proposal.status == COSMOS_GOV_V1_PROPOSAL_STATUS_PASSED &&
            proposal.messages.count != 0 &&
            bytes_is(proposal.messages.items[0].type_url,
                     "/cosmos.upgrade.v1beta1.MsgSoftwareUpgrade")) {
            *message = proposal.messages.items[0].value;
            *found = true;
        }
        TRY(kv_walk_next(&walk));
    }
    return NULL;
}

static status check_upgrade(struct context *ctx,
                            const struct secret_compute_v1beta1_msg_upgrade_proposal_passed *msg)
{
    struct cosmos_upgrade_v1beta1_msg_software_upgrade upgrade;
    struct bytes message, hash;
    bool found;
    TRY(find_upgrade(ctx, &message, &found));
    if (!found)
        return chain_error(ctx->arena, "no latest upgrade proposal");
    TRY(protobuf_decode(ctx->arena, &cosmos_upgrade_v1beta1_msg_software_upgrade_type, message,
                        &upgrade));
    struct bytes info = upgrade.plan.info;
    if (!bytes_starts_with(info, ENCLAVE_PREFIX) ||
        !hex_decode(ctx->arena, bytes_from(info, ENCLAVE_PREFIX.len), &hash) ||
        hash.len != ENCLAVE_HASH_BYTES)
        return chain_error(ctx->arena, "no mrenclave in the latest upgrade proposal");
    return bytes_equal(hash, msg->mr_enclave_hash)
               ? NULL
               : error_wrap(ctx->arena, &CHAIN_UNAUTHORIZED,
                            "software upgrade proposal: mrenclave hash mismatch");
}

/* The text that the proposal has approved. */
static status read_machines(struct context *ctx, uint64_t id,
                            const struct cosmos_gov_v1_proposal *proposal, struct bytes *machines)
{
    if (proposal->status != COSMOS_GOV_V1_PROPOSAL_STATUS_PASSED)
        return error_wrap(ctx->arena, &CHAIN_INVALID_REQUEST,
                          "proposal with id %" PRIu64 " not passed", id);
    if (proposal->messages.count != 1)
        return error_wrap(ctx->arena, &CHAIN_INVALID_REQUEST,
                          "proposal with id %" PRIu64 " has %zu messages, expected exactly 1", id,
                          proposal->messages.count);
    const struct google_protobuf_any *message = &proposal->messages.items[0];
    if (!bytes_is(message->type_url, "/secret.compute.v1beta1.MsgUpdateMachineWhitelistProposal"))
        return error_wrap(ctx->arena, &CHAIN_INVALID_REQUEST,
                          "proposal with id %" PRIu64 " is not of type MsgUpdateMachineWhitelist",
                          id);
    struct secret_compute_v1beta1_msg_update_machine_whitelist_proposal approved;
    TRY(protobuf_decode(ctx->arena,
                        &secret_compute_v1beta1_msg_update_machine_whitelist_proposal_type,
                        message->value, &approved));
    *machines = approved.machine_id;
    return NULL;
}

static status check_machines(struct context *ctx,
                             const struct secret_compute_v1beta1_msg_update_machine_whitelist *msg)
{
    struct cosmos_gov_v1_proposal proposal;
    struct bytes machines;
    TRY(gov_proposal_get(ctx, msg->proposal_id, &proposal));
    TRY(read_machines(ctx, msg->proposal_id, &proposal, &machines));
    if (bytes_equal(machines, msg->machine_id))
        return NULL;
    return error_wrap_bytes(ctx->arena, &CHAIN_INVALID_REQUEST,
                            ARENA_CONCAT(ctx->arena, BYTES("machine id "), msg->machine_id,
                                         BYTES(" does not match the proposal "), machines));
}

status compute_ante_approvals(struct context *ctx)
{
    if (ctx->mode == EXEC_SIMULATE)
        return NULL;
    for (size_t i = 0; i < ctx->tx->message_count; i++) {
        const struct tx_message *message = &ctx->tx->messages[i];
        if (message->type == &secret_compute_v1beta1_msg_upgrade_proposal_passed_type)
            TRY(check_upgrade(ctx, message->message));
        if (message->type == &secret_compute_v1beta1_msg_update_machine_whitelist_type)
            TRY(check_machines(ctx, message->message));
    }
    return NULL;
}
