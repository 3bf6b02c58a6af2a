#include "common/encoding/hex.h"
#include "node/chain/address.h"
#include "node/modules/compute/internal.h"

/* ValidateBasic of the messages of admins and of governance. */

static status check_address(struct arena *arena, struct bytes text, const char *what)
{
    struct bytes address;
    status refused = address_parse_plain(arena, ADDRESS_ACCOUNT, text, &address);
    return refused == NULL ? NULL : error_wrap_bytes(arena, refused, bytes_text(what));
}

status compute_check_migrate(struct arena *arena, const void *message)
{
    const struct secret_compute_v1beta1_msg_migrate_contract *msg = message;
    if (msg->code_id == 0)
        return error_wrap(arena, &CHAIN_INVALID_REQUEST, "code id is required");
    TRY(check_address(arena, msg->sender, "sender"));
    return check_address(arena, msg->contract, "contract");
}

/* Addresses are compared as texts in any case of letters. */
static bool same_text(struct bytes left, struct bytes right)
{
    return left.len == right.len &&
           strncasecmp((const char *)left.data, (const char *)right.data, left.len) == 0;
}

status compute_check_update_admin(struct arena *arena, const void *message)
{
    const struct secret_compute_v1beta1_msg_update_admin *msg = message;
    TRY(check_address(arena, msg->sender, "sender"));
    TRY(check_address(arena, msg->contract, "contract"));
    TRY(check_address(arena, msg->new_admin, "new admin"));
    return same_text(msg->sender, msg->new_admin)
               ? error_wrap(arena, &COMPUTE_INVALID_MESSAGE, "new admin is the same as the old")
               : NULL;
}

status compute_check_clear_admin(struct arena *arena, const void *message)
{
    const struct secret_compute_v1beta1_msg_clear_admin *msg = message;
    TRY(check_address(arena, msg->sender, "sender"));
    return check_address(arena, msg->contract, "contract");
}

status compute_check_set_governance(struct arena *arena, const void *message)
{
    const struct secret_compute_v1beta1_msg_set_contract_governance *msg = message;
    TRY(check_address(arena, msg->sender, "sender"));
    return check_address(arena, msg->contract_address, "contract");
}

/* The original checks the bytes of the text, which is no address in bytes. */
status compute_check_upgrade_passed(struct arena *arena, const void *message)
{
    const struct secret_compute_v1beta1_msg_upgrade_proposal_passed *msg = message;
    TRY(compute_check_address(arena, msg->sender_address));
    return msg->mr_enclave_hash.len == 32 ? NULL
                                          : error_wrap(arena, &CHAIN_INVALID_REQUEST,
                                                       "MREnclave hash length is not equal 32!");
}

status compute_check_contract_proposal(struct arena *arena, const void *message)
{
    const struct secret_compute_v1beta1_msg_contract_governance_proposal *msg = message;
    TRY(check_address(arena, msg->authority, "authority"));
    for (size_t i = 0; i < msg->contracts.count; i++)
        TRY(check_address(arena, msg->contracts.items[i].address, "contract"));
    for (size_t i = 0; i < msg->admin_updates.count; i++) {
        const struct secret_compute_v1beta1_update_admin_info *item = &msg->admin_updates.items[i];
        TRY(check_address(arena, item->address, "contract"));
        if (item->new_admin.len != 0)
            TRY(check_address(arena, item->new_admin, "new admin"));
    }
    return NULL;
}

/* White space around the tokens does not count. */
static struct bytes trim(struct bytes text)
{
    while (text.len > 0 && text.data[0] <= ' ')
        text = bytes_from(text, 1);
    while (text.len > 0 && text.data[text.len - 1] <= ' ')
        text = bytes_slice(text, 0, text.len - 1);
    return text;
}

/* A list of hexadecimal texts with commas between them. */
static status check_machines(struct arena *arena, struct bytes text)
{
    if (trim(text).len == 0)
        return error_wrap(arena, &COMPUTE_INVALID, "machine_id must not be empty");
    for (;;) {
        size_t comma = bytes_find(text, ',');
        struct bytes ignored;
        if (!hex_decode(arena, trim(bytes_slice(text, 0, comma)), &ignored))
            return error_wrap(arena, &COMPUTE_INVALID, "machine_id malformed");
        if (comma == text.len)
            return NULL;
        text = bytes_from(text, comma + 1);
    }
}

status compute_check_machine_proposal(struct arena *arena, const void *message)
{
    const struct secret_compute_v1beta1_msg_update_machine_whitelist_proposal *msg = message;
    TRY(check_address(arena, msg->authority, "invalid authority"));
    return check_machines(arena, msg->machine_id);
}

status compute_check_machine_update(struct arena *arena, const void *message)
{
    const struct secret_compute_v1beta1_msg_update_machine_whitelist *msg = message;
    TRY(check_address(arena, msg->sender, "invalid sender address"));
    if (msg->proposal_id == 0)
        return error_wrap(arena, &CHAIN_INVALID_REQUEST, "proposal ID cannot be zero");
    return check_machines(arena, msg->machine_id);
}
