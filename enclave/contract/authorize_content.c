#include "common/encoding/base64.h"
#include "common/encoding/protobuf.h"
#include "common/tx/address.h"
#include "enclave/contract/authorize_internal.h"
#include "schema/core/secret_compute_v1beta1.h"

/* What each message to or about a contract must say, in protobuf and in amino JSON
 * (enclave-protocol 2.7). */

static bool same_coins(const struct cosmos_base_v1beta1_coin_list *left,
                       const struct cosmos_base_v1beta1_coin_list *right)
{
    if (left->count != right->count)
        return false;
    for (size_t i = 0; i < left->count; i++)
        if (!bytes_equal(left->items[i].denom, right->items[i].denom) ||
            !bytes_equal(left->items[i].amount, right->items[i].amount))
            return false;
    return true;
}

/* Whether a text is the bech32 of these bytes; the zero bytes of "nobody" are no text. */
static bool is_address(struct arena *arena, struct bytes text, struct bytes address)
{
    return bytes_equal(text, address_text(arena, ADDRESS_ACCOUNT, address));
}

/* ---- values of amino JSON ---- */

static bool says_text(const struct json_value *value, const char *name, struct bytes expected)
{
    const struct json_value *member = json_member(value, name);
    if (member == NULL)
        return expected.len == 0;
    return member->kind == JSON_STRING && bytes_equal(member->text, expected);
}

static bool says_bytes(struct arena *arena, const struct json_value *value, const char *name,
                       struct bytes expected)
{
    const struct json_value *member = json_member(value, name);
    struct bytes content;
    return member != NULL && member->kind == JSON_STRING &&
           base64_decode(arena, member->text, &content) && bytes_equal(content, expected);
}

static bool says_number(struct arena *arena, const struct json_value *value, const char *name,
                        uint64_t expected)
{
    return says_text(value, name, arena_format(arena, "%lu", expected));
}

static bool says_coins(const struct json_value *value, const char *name,
                       const struct cosmos_base_v1beta1_coin_list *expected)
{
    const struct json_value *list = json_member(value, name);
    if (list == NULL || list->kind == JSON_NULL)
        return expected->count == 0;
    if (list->kind != JSON_ARRAY || list->count != expected->count)
        return false;
    for (size_t i = 0; i < list->count; i++)
        if (!says_text(&list->items[i], "denom", expected->items[i].denom) ||
            !says_text(&list->items[i], "amount", expected->items[i].amount))
            return false;
    return true;
}

/* ---- the five messages ---- */

static bool is_execute(struct arena *arena, const struct authorize_claim *claim,
                       const void *decoded)
{
    const struct secret_compute_v1beta1_msg_execute_contract *message = decoded;
    const struct secretd_boundary_call *call = claim->call;
    return bytes_equal(message->sender, call->sender) &&
           bytes_equal(message->contract, call->contract) &&
           bytes_equal(message->msg, call->message) &&
           same_coins(&message->sent_funds, &call->funds);
}

static bool says_execute(struct arena *arena, const void *decoded, const struct json_value *value)
{
    const struct secret_compute_v1beta1_msg_execute_contract *message = decoded;
    return says_bytes(arena, value, "sender", message->sender) &&
           says_bytes(arena, value, "contract", message->contract) &&
           says_bytes(arena, value, "msg", message->msg) &&
           says_coins(value, "sent_funds", &message->sent_funds);
}

static bool is_instantiate(struct arena *arena, const struct authorize_claim *claim,
                           const void *decoded)
{
    const struct secret_compute_v1beta1_msg_instantiate_contract *message = decoded;
    const struct secretd_boundary_call *call = claim->call;
    return bytes_equal(message->sender, call->sender) &&
           bytes_equal(message->init_msg, call->message) &&
           bytes_equal(message->admin, call->admin) && message->code_id == call->code_id &&
           same_coins(&message->init_funds, &call->funds);
}

static bool says_instantiate(struct arena *arena, const void *decoded,
                             const struct json_value *value)
{
    const struct secret_compute_v1beta1_msg_instantiate_contract *message = decoded;
    return says_bytes(arena, value, "sender", message->sender) &&
           says_number(arena, value, "code_id", message->code_id) &&
           says_bytes(arena, value, "init_msg", message->init_msg) &&
           says_text(value, "label", message->label) && says_text(value, "admin", message->admin) &&
           says_coins(value, "init_funds", &message->init_funds);
}

static bool is_migrate(struct arena *arena, const struct authorize_claim *claim,
                       const void *decoded)
{
    const struct secret_compute_v1beta1_msg_migrate_contract *message = decoded;
    const struct secretd_boundary_call *call = claim->call;
    return is_address(arena, message->sender, call->sender) &&
           bytes_equal(message->sender, call->admin) &&
           is_address(arena, message->contract, call->contract) &&
           bytes_equal(message->msg, call->message) && call->funds.count == 0;
}

static bool says_migrate(struct arena *arena, const void *decoded, const struct json_value *value)
{
    const struct secret_compute_v1beta1_msg_migrate_contract *message = decoded;
    return says_text(value, "sender", message->sender) &&
           says_text(value, "contract", message->contract) &&
           says_number(arena, value, "code_id", message->code_id) &&
           says_bytes(arena, value, "msg", message->msg);
}

static bool is_update_admin(struct arena *arena, const struct authorize_claim *claim,
                            const void *decoded)
{
    const struct secret_compute_v1beta1_msg_update_admin *message = decoded;
    const struct secretd_boundary_update_admin *update = claim->update;
    return is_address(arena, message->sender, update->sender) &&
           bytes_equal(message->sender, update->admin) &&
           is_address(arena, message->contract, update->contract) &&
           bytes_equal(message->new_admin, update->new_admin);
}

static bool says_update_admin(struct arena *arena, const void *decoded,
                              const struct json_value *value)
{
    const struct secret_compute_v1beta1_msg_update_admin *message = decoded;
    return says_text(value, "sender", message->sender) &&
           says_text(value, "new_admin", message->new_admin) &&
           says_text(value, "contract", message->contract);
}

static bool is_clear_admin(struct arena *arena, const struct authorize_claim *claim,
                           const void *decoded)
{
    const struct secret_compute_v1beta1_msg_clear_admin *message = decoded;
    const struct secretd_boundary_update_admin *update = claim->update;
    return is_address(arena, message->sender, update->sender) &&
           bytes_equal(message->sender, update->admin) &&
           is_address(arena, message->contract, update->contract) && update->new_admin.len == 0;
}

static bool says_clear_admin(struct arena *arena, const void *decoded,
                             const struct json_value *value)
{
    const struct secret_compute_v1beta1_msg_clear_admin *message = decoded;
    return says_text(value, "sender", message->sender) &&
           says_text(value, "contract", message->contract);
}

static const struct shape {
    const struct message_type *type;
    bool (*fits)(struct arena *arena, const struct authorize_claim *claim, const void *decoded);
    bool (*says)(struct arena *arena, const void *decoded, const struct json_value *value);
} EXECUTE = {&secret_compute_v1beta1_msg_execute_contract_type, is_execute, says_execute},
  INSTANTIATE = {&secret_compute_v1beta1_msg_instantiate_contract_type, is_instantiate,
                 says_instantiate},
  MIGRATE = {&secret_compute_v1beta1_msg_migrate_contract_type, is_migrate, says_migrate},
  UPDATE_ADMIN = {&secret_compute_v1beta1_msg_update_admin_type, is_update_admin,
                  says_update_admin},
  CLEAR_ADMIN = {&secret_compute_v1beta1_msg_clear_admin_type, is_clear_admin, says_clear_admin};

static bool is_of(const struct google_protobuf_any *message, const struct shape *shape)
{
    return message->type_url.len > 0 && message->type_url.data[0] == '/' &&
           bytes_is(bytes_from(message->type_url, 1), shape->type->full_name);
}

/* Which message the claim asks for; NULL: none can be it. */
static const struct shape *shape_of(const struct authorize_claim *claim,
                                    const struct google_protobuf_any *message)
{
    if (claim->update != NULL)
        return is_of(message, &CLEAR_ADMIN) ? &CLEAR_ADMIN : &UPDATE_ADMIN;
    switch (claim->call->kind) {
    case SECRETD_BOUNDARY_CALL_KIND_EXECUTE:
        return &EXECUTE;
    case SECRETD_BOUNDARY_CALL_KIND_INSTANTIATE:
        return &INSTANTIATE;
    case SECRETD_BOUNDARY_CALL_KIND_MIGRATE:
        return &MIGRATE;
    default:
        return NULL;
    }
}

/* The message decoded, and its shape; NULL: it is another one. */
static const void *decode(struct arena *arena, const struct authorize_claim *claim,
                          const struct google_protobuf_any *message, const struct shape **shape)
{
    *shape = shape_of(claim, message);
    if (*shape == NULL || !is_of(message, *shape))
        return NULL;
    void *decoded = arena_zalloc(arena, (*shape)->type->size);
    message_init((*shape)->type, decoded);
    return protobuf_decode(arena, (*shape)->type, message->value, decoded) == NULL ? decoded : NULL;
}

bool authorize_fits(struct arena *arena, const struct authorize_claim *claim,
                    const struct google_protobuf_any *message)
{
    const struct shape *shape;
    const void *decoded = decode(arena, claim, message, &shape);
    return decoded != NULL && shape->fits(arena, claim, decoded);
}

bool authorize_says(struct arena *arena, const struct authorize_claim *claim,
                    const struct google_protobuf_any *message, const struct json_value *json)
{
    const struct shape *shape;
    const void *decoded = decode(arena, claim, message, &shape);
    const struct json_value *value = json_member(json, "value");
    return decoded != NULL && value != NULL &&
           says_text(json, "type", bytes_text(shape->type->amino_name)) &&
           shape->says(arena, decoded, value);
}
