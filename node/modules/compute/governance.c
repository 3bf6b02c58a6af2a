#include <inttypes.h>

#include "common/encoding/hex.h"
#include "node/chain/address.h"
#include "node/chain/authority.h"
#include "node/modules/compute/internal.h"

/* What governance decides of contracts and of the network's machines. */

status compute_authorized_code(struct context *ctx, struct bytes contract_text, uint64_t *code_id,
                               bool *found)
{
    struct bytes value;
    TRY(kv_get(ctx, STORE_COMPUTE, compute_key_authorized_code(ctx->arena, contract_text), &value));
    *found = value.data != NULL;
    *code_id = value.len == 8 ? load_be64(value.data) : 0;
    return NULL;
}

status compute_authorized_admin(struct context *ctx, struct bytes contract_text,
                                struct bytes *admin, bool *found)
{
    struct bytes key = compute_key_authorized_admin(ctx->arena, contract_text);
    TRY(kv_has(ctx, STORE_COMPUTE, key, found));
    return *found ? kv_get(ctx, STORE_COMPUTE, key, admin) : NULL;
}

static status read_address(struct context *ctx, struct bytes text, const char *what)
{
    struct bytes address;
    status refused = address_parse_plain(ctx->arena, ADDRESS_ACCOUNT, text, &address);
    return refused == NULL ? NULL : error_wrap_bytes(ctx->arena, refused, bytes_text(what));
}

static status authorize_code(struct context *ctx, struct bytes authority,
                             const struct secret_compute_v1beta1_migrate_contract_info *item)
{
    TRY(read_address(ctx, item->address, "contract"));
    uint8_t code_id[8];
    store_be64(code_id, item->new_code_id);
    TRY(kv_set(ctx, STORE_COMPUTE, compute_key_authorized_code(ctx->arena, item->address),
               BYTES_OF(code_id)));
    EVENT(ctx->events, "contract_governance_proposal", {BYTES("contract_address"), item->address},
          {BYTES("code_id"), arena_format(ctx->arena, "%" PRIu64, item->new_code_id)},
          {BYTES("sender"), authority});
    return NULL;
}

static status authorize_admin(struct context *ctx, struct bytes authority,
                              const struct secret_compute_v1beta1_update_admin_info *item)
{
    TRY(read_address(ctx, item->address, "admin update contract"));
    struct bytes admin = item->new_admin.data == NULL ? BYTES("") : item->new_admin;
    TRY(kv_set(ctx, STORE_COMPUTE, compute_key_authorized_admin(ctx->arena, item->address), admin));
    EVENT(ctx->events, "contract_governance_proposal", {BYTES("contract_address"), item->address},
          {BYTES("new_admin"), item->new_admin}, {BYTES("sender"), authority});
    return NULL;
}

status compute_contract_proposal(struct context *ctx, const void *message, void *answer)
{
    const struct secret_compute_v1beta1_msg_contract_governance_proposal *msg = message;
    TRY(authority_check(ctx, msg->authority));
    for (size_t i = 0; i < msg->contracts.count; i++)
        TRY(authorize_code(ctx, msg->authority, &msg->contracts.items[i]));
    for (size_t i = 0; i < msg->admin_updates.count; i++)
        TRY(authorize_admin(ctx, msg->authority, &msg->admin_updates.items[i]));
    return NULL;
}

status compute_set_governance(struct context *ctx, const void *message, void *answer)
{
    const struct secret_compute_v1beta1_msg_set_contract_governance *msg = message;
    struct bytes contract;
    TRY(address_parse_plain(ctx->arena, ADDRESS_ACCOUNT, msg->contract_address, &contract));
    struct secret_compute_v1beta1_contract_info info;
    bool found;
    TRY(compute_contract_get(ctx, contract, &info, &found));
    if (!found)
        return error_wrap(ctx->arena, &COMPUTE_NOT_FOUND, "contract");
    if (!bytes_equal(info.admin, msg->sender))
        return error_wrap(ctx->arena, &CHAIN_UNAUTHORIZED,
                          "only contract admin can change governance requirement");
    /* The original reads it once more. */
    TRY(compute_contract_get(ctx, contract, &info, &found));
    info.require_governance = true;
    TRY(compute_contract_set(ctx, contract, &info));
    EVENT(ctx->events, "message", {BYTES("module"), BYTES("compute")},
          {BYTES("sender"), msg->sender}, {BYTES("contract_address"), msg->contract_address},
          {BYTES("require_governance"), BYTES("true")});
    return NULL;
}

status compute_upgrade_passed(struct context *ctx, const void *message, void *answer)
{
    const struct secret_compute_v1beta1_msg_upgrade_proposal_passed *msg = message;
    EVENT(ctx->events, "execute", {BYTES("sender"), msg->sender_address},
          {BYTES("mrenclave"), msg->mr_enclave_hash});
    return NULL;
}

/* The length of the text in hexadecimal, as the original prints it. */
static struct bytes machine_text(struct arena *arena, struct bytes machines)
{
    return arena_format(arena, "%zx", machines.len);
}

status compute_machine_proposal(struct context *ctx, const void *message, void *answer)
{
    const struct secret_compute_v1beta1_msg_update_machine_whitelist_proposal *msg = message;
    TRY(authority_check(ctx, msg->authority));
    EVENT(ctx->events, "machine_whitelist_proposal",
          {BYTES("machine_id"), machine_text(ctx->arena, msg->machine_id)},
          {BYTES("sender"), msg->authority});
    return NULL;
}

/* Nothing is written: an enclave that runs without such hardware approves no machine, and the
 * original goes on after a refusal. */
status compute_machine_update(struct context *ctx, const void *message, void *answer)
{
    const struct secret_compute_v1beta1_msg_update_machine_whitelist *msg = message;
    EVENT(ctx->events, "machine_whitelist_update",
          {BYTES("proposal_id"), arena_format(ctx->arena, "%" PRIu64, msg->proposal_id)},
          {BYTES("machine_id"), machine_text(ctx->arena, msg->machine_id)},
          {BYTES("sender"), msg->sender});
    return NULL;
}
