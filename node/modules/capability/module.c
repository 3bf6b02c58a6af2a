#include "node/modules/capability/module.h"
#include "common/base/halt.h"
#include "node/chain/errors.h"
#include "node/chain/list.h"
#include "node/chain/record.h"
#include "schema/chain/capability_v1.h"

#define KEY_INDEX    BYTES("index")
#define OWNER_PREFIX BYTES("capability_index")

static struct bytes owners_key(struct arena *arena, uint64_t index)
{
    uint8_t big_endian[8];
    store_be64(big_endian, index);
    return ARENA_CONCAT(arena, OWNER_PREFIX, BYTES_OF(big_endian));
}

static status get_index(struct context *ctx, uint64_t *index)
{
    struct bytes stored;
    TRY(kv_get(ctx, STORE_CAPABILITY, KEY_INDEX, &stored));
    *index = stored.data == NULL ? 0 : load_be64(stored.data);
    return NULL;
}

static status set_index(struct context *ctx, uint64_t index)
{
    uint8_t big_endian[8];
    store_be64(big_endian, index);
    return kv_set(ctx, STORE_CAPABILITY, KEY_INDEX, BYTES_OF(big_endian));
}

static status get_owners(struct context *ctx, uint64_t index,
                         struct capability_v1_capability_owners *owners)
{
    bool found;
    return record_get(ctx, STORE_CAPABILITY, owners_key(ctx->arena, index),
                      &capability_v1_capability_owners_type, owners, &found);
}

static status set_owners(struct context *ctx, uint64_t index,
                         const struct capability_v1_capability_owners *owners)
{
    return record_set(ctx, STORE_CAPABILITY, owners_key(ctx->arena, index),
                      &capability_v1_capability_owners_type, owners);
}

/* Owners are kept in the order of "module/name". */
static int compare_owner(struct arena *arena, const struct capability_v1_owner *left,
                         const struct capability_v1_owner *right)
{
    return bytes_compare(ARENA_CONCAT(arena, left->module, BYTES("/"), left->name),
                         ARENA_CONCAT(arena, right->module, BYTES("/"), right->name));
}

/* The original keeps an index in memory, from a module's capability to its name ("ibc/fwd/" and a
 * pointer in hex) and back ("ibc/rev/ports/transfer"), and pays for it as for a store. */
enum { MEMORY_INFIX_BYTES = 5, POINTER_DIGITS = 16, INDEX_BYTES = 8 };

static size_t reverse_key_bytes(const char *module, struct bytes name)
{
    return strlen(module) + MEMORY_INFIX_BYTES + name.len;
}

static status charge_memory(struct context *ctx, const char *module, struct bytes name)
{
    TRY(kv_charge_write(ctx, strlen(module) + MEMORY_INFIX_BYTES + POINTER_DIGITS, name.len));
    return kv_charge_write(ctx, reverse_key_bytes(module, name), INDEX_BYTES);
}

static status add_owner(struct context *ctx, uint64_t index, const char *module, struct bytes name)
{
    struct capability_v1_capability_owners owners;
    struct capability_v1_owner owner = {bytes_text(module), name};
    TRY(get_owners(ctx, index, &owners));
    size_t at = owners.owners.count;
    list_extend(ctx->arena, &owners.owners, sizeof(owner));
    for (; at > 0; at--) {
        int order = compare_owner(ctx->arena, &owners.owners.items[at - 1], &owner);
        if (order == 0)
            return chain_error(ctx->arena, "capability owner already exists");
        if (order < 0)
            break;
        owners.owners.items[at] = owners.owners.items[at - 1];
    }
    owners.owners.items[at] = owner;
    return set_owners(ctx, index, &owners);
}

status capability_claim(struct context *ctx, uint64_t index, const char *module, struct bytes name)
{
    TRY(add_owner(ctx, index, module, name));
    return charge_memory(ctx, module, name);
}

status capability_new(struct context *ctx, const char *module, struct bytes name, uint64_t *index)
{
    bool found;
    TRY(capability_find(ctx, module, name, index, &found));
    if (found)
        return chain_error(ctx->arena, "capability name already taken");
    TRY(get_index(ctx, index));
    TRY(add_owner(ctx, *index, module, name));
    TRY(set_index(ctx, *index + 1));
    return charge_memory(ctx, module, name);
}

status capability_find(struct context *outer, const char *module, struct bytes name,
                       uint64_t *index, bool *found)
{
    struct gas_meter unlimited = gas_meter_new(GAS_UNLIMITED);
    struct context inner = *outer, *ctx = &inner;
    struct kv_walk walk;
    inner.gas = &unlimited;
    *found = false;
    TRY(kv_walk_prefix(ctx, STORE_CAPABILITY, OWNER_PREFIX, false, &walk));
    for (; walk.valid && !*found;) {
        struct capability_v1_capability_owners owners;
        record_decode(ctx, walk.value, &capability_v1_capability_owners_type, &owners);
        for (size_t at = 0; at < owners.owners.count; at++) {
            if (bytes_is(owners.owners.items[at].module, module) &&
                bytes_equal(owners.owners.items[at].name, name)) {
                *index = load_be64(walk.key.data + OWNER_PREFIX.len);
                *found = true;
            }
        }
        TRY(kv_walk_next(&walk));
    }
    return kv_charge_read(outer, reverse_key_bytes(module, name), *found ? INDEX_BYTES : 0);
}

status capability_bind_port(struct context *ctx, const char *module, struct bytes port)
{
    struct bytes name = ARENA_CONCAT(ctx->arena, BYTES("ports/"), port);
    uint64_t index;
    bool found;
    TRY(capability_find(ctx, module, name, &index, &found));
    if (found)
        return NULL;
    TRY(capability_find(ctx, "ibc", name, &index, &found));
    if (found)
        return chain_panic(ctx->arena, "port %.*s is already bound", BYTES_ARG(port));
    TRY(capability_new(ctx, "ibc", name, &index));
    return capability_claim(ctx, index, module, name);
}

static status genesis_init(struct context *ctx, const void *message)
{
    const struct capability_v1_genesis_state *genesis = message;
    if (genesis->index == 0)
        return chain_panic(ctx->arena, "SetIndex requires index > 0");
    TRY(set_index(ctx, genesis->index));
    for (size_t at = 0; at < genesis->owners.count; at++)
        TRY(set_owners(ctx, genesis->owners.items[at].index,
                       &genesis->owners.items[at].index_owners));
    return NULL;
}

static status genesis_export(struct context *ctx, void *message)
{
    struct capability_v1_genesis_state *genesis = message;
    struct kv_walk walk;
    TRY(get_index(ctx, &genesis->index));
    TRY(kv_walk_prefix(ctx, STORE_CAPABILITY, OWNER_PREFIX, false, &walk));
    while (walk.valid) {
        struct capability_v1_genesis_owners *owners =
            list_append(ctx->arena, &genesis->owners, sizeof(*owners));
        ASSERT(walk.key.len == OWNER_PREFIX.len + 8);
        owners->index = load_be64(walk.key.data + OWNER_PREFIX.len);
        record_decode(ctx, walk.value, &capability_v1_capability_owners_type,
                      &owners->index_owners);
        TRY(kv_walk_next(&walk));
    }
    return NULL;
}

const struct module capability_module = {
    .name = "capability",
    .consensus_version = 1,
    .genesis = &capability_v1_genesis_state_type,
    .genesis_init = genesis_init,
    .genesis_export = genesis_export,
};
