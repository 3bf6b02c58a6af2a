#include "node/chain/kv.h"

#include "node/chain/overlay.h"

/* Prices and labels of the original's store fork (chain-surface 8.5). */
enum {
    GAS_HAS = 100,
    GAS_DELETE = 100,
    GAS_READ_FLAT = 100,
    GAS_READ_BYTE = 1,
    GAS_WRITE_FLAT = 200,
    GAS_WRITE_BYTE = 5,
    GAS_NEXT_FLAT = 5,
};

struct kv_walk_state {
    struct overlay_walk walk;
};

status kv_charge_read(struct context *ctx, size_t key_bytes, size_t value_bytes)
{
    TRY(gas_charge(ctx->gas, GAS_READ_FLAT, "ReadFlat"));
    TRY(gas_charge(ctx->gas, GAS_READ_BYTE * (uint64_t)key_bytes, "ReadPerByte"));
    return gas_charge(ctx->gas, GAS_READ_BYTE * (uint64_t)value_bytes, "ReadPerByte");
}

status kv_charge_write(struct context *ctx, size_t key_bytes, size_t value_bytes)
{
    TRY(gas_charge(ctx->gas, GAS_WRITE_FLAT, "WriteFlat"));
    TRY(gas_charge(ctx->gas, GAS_WRITE_BYTE * (uint64_t)key_bytes, "WritePerByte"));
    return gas_charge(ctx->gas, GAS_WRITE_BYTE * (uint64_t)value_bytes, "WritePerByte");
}

status kv_get(struct context *ctx, enum store_id store, struct bytes key, struct bytes *value)
{
    overlay_get(ctx->state, store, key, value);
    return kv_charge_read(ctx, key.len, value->len);
}

status kv_has(struct context *ctx, enum store_id store, struct bytes key, bool *found)
{
    TRY(gas_charge(ctx->gas, GAS_HAS, "Has"));
    *found = overlay_has(ctx->state, store, key);
    return NULL;
}

status kv_set(struct context *ctx, enum store_id store, struct bytes key, struct bytes value)
{
    TRY(kv_charge_write(ctx, key.len, value.len));
    overlay_set(ctx->state, store, key, value);
    return NULL;
}

status kv_delete(struct context *ctx, enum store_id store, struct bytes key)
{
    TRY(gas_charge(ctx->gas, GAS_DELETE, "Delete"));
    overlay_delete(ctx->state, store, key);
    return NULL;
}

/* The element that is left (or, at the start, found) is charged, then the step itself. */
static status charge_step(struct context *ctx, const struct overlay_walk *walk)
{
    if (walk->valid) {
        TRY(gas_charge(ctx->gas, GAS_READ_BYTE * (uint64_t)walk->key.len, "ValuePerByte"));
        TRY(gas_charge(ctx->gas, GAS_READ_BYTE * (uint64_t)walk->value.len, "ValuePerByte"));
    }
    return gas_charge(ctx->gas, GAS_NEXT_FLAT, "IterNextFlat");
}

static void show(struct kv_walk *walk)
{
    const struct overlay_walk *inner = &walk->state->walk;
    walk->valid = inner->valid;
    walk->key = inner->valid ? inner->key : bytes_make(NULL, 0);
    walk->value = inner->valid ? inner->value : bytes_make(NULL, 0);
}

status kv_walk_start(struct context *ctx, enum store_id store, struct bytes start, struct bytes end,
                     bool reverse, struct kv_walk *walk)
{
    walk->ctx = ctx;
    walk->state = arena_alloc(ctx->arena, sizeof(struct kv_walk_state));
    overlay_walk_start(ctx->arena, ctx->state, store, start, end, reverse, &walk->state->walk);
    show(walk);
    return charge_step(ctx, &walk->state->walk);
}

status kv_walk_prefix(struct context *ctx, enum store_id store, struct bytes prefix, bool reverse,
                      struct kv_walk *walk)
{
    return kv_walk_start(ctx, store, arena_copy(ctx->arena, prefix),
                         key_end_of_prefix(ctx->arena, prefix), reverse, walk);
}

status kv_walk_next(struct kv_walk *walk)
{
    TRY(charge_step(walk->ctx, &walk->state->walk));
    overlay_walk_next(&walk->state->walk);
    show(walk);
    return NULL;
}

struct bytes key_end_of_prefix(struct arena *arena, struct bytes prefix)
{
    size_t len = prefix.len;
    while (len > 0 && prefix.data[len - 1] == 0xff)
        len--;
    if (len == 0)
        return bytes_make(NULL, 0);
    uint8_t *end = arena_alloc(arena, len);
    memcpy(end, prefix.data, len);
    end[len - 1]++;
    return bytes_make(end, len);
}
