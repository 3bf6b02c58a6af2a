#include "enclave/contract/state.h"

#include "common/base/halt.h"
#include "enclave/contract/errors.h"

/* What is known of a name. */
enum knowledge {
    KNOWN_STORED,  /* was read from the store (an absent value too) */
    KNOWN_REMOVED, /* the contract removed it */
    KNOWN_WRITTEN, /* pending */
    KNOWN_KEPT,    /* was read in the old format: the original then serves it without a charge */
};

/* A node of an AVL tree ordered by name. */
struct entry {
    struct entry *child[2];
    int height;
    enum knowledge knowledge;
    struct bytes name;
    struct bytes stored_key;
    struct bytes old_key; /* absent: the sealer has no format before this one */
    struct bytes value;   /* plaintext; absent: none */
    size_t stored_len;    /* of the sealed value, KNOWN_STORED */
};

struct state {
    struct arena *arena;
    const struct sealer *sealer;
    struct sealing *sealing;
    struct state_store store;
    struct state_gas *gas;
    uint64_t external_scale;
    bool may_write;
    struct entry *root;
    size_t name_count;
    size_t bytes_kept;
    struct secretd_contract_access *accesses;
    size_t access_count;
    size_t access_capacity;
};

struct state *state_new(struct arena *arena, const struct sealer *sealer, struct sealing *sealing,
                        const struct state_store *store, struct state_gas *gas,
                        uint64_t external_scale, bool may_write)
{
    struct state *state = ARENA_NEW(arena, struct state);
    *state = (struct state){.arena = arena,
                            .sealer = sealer,
                            .sealing = sealing,
                            .store = *store,
                            .gas = gas,
                            .external_scale = external_scale,
                            .may_write = may_write};
    return state;
}

/* ---- names in order ---- */

static int height_of(const struct entry *entry)
{
    return entry == NULL ? 0 : entry->height;
}

static void measure(struct entry *entry)
{
    int left = height_of(entry->child[0]), right = height_of(entry->child[1]);
    entry->height = 1 + (left > right ? left : right);
}

/* Lifts the child on `side`. */
static struct entry *rotate(struct entry *entry, int side)
{
    struct entry *lifted = entry->child[side];
    entry->child[side] = lifted->child[!side];
    lifted->child[!side] = entry;
    measure(entry);
    measure(lifted);
    return lifted;
}

static struct entry *balance(struct entry *entry)
{
    measure(entry);
    int lean = height_of(entry->child[1]) - height_of(entry->child[0]);
    if (lean >= -1 && lean <= 1)
        return entry;
    int side = lean > 0;
    struct entry *child = entry->child[side];
    if (height_of(child->child[!side]) > height_of(child->child[side]))
        entry->child[side] = rotate(child, !side);
    return rotate(entry, side);
}

/* As deep as the tree is high: some 40 levels. */
static struct entry *find_or_add(struct state *state, struct entry *at, struct bytes name,
                                 struct entry **found)
{
    if (at == NULL) {
        *found = ARENA_NEW(state->arena, struct entry);
        (*found)->name = arena_copy(state->arena, name);
        (*found)->height = 1;
        return *found;
    }
    int order = bytes_compare(name, at->name);
    if (order == 0) {
        *found = at;
        return at;
    }
    at->child[order > 0] = find_or_add(state, at->child[order > 0], name, found);
    return balance(at);
}

static struct entry *entry_find(const struct state *state, struct bytes name)
{
    struct entry *at = state->root;
    while (at != NULL) {
        int order = bytes_compare(name, at->name);
        if (order == 0)
            break;
        at = at->child[order > 0];
    }
    return at;
}

static status keep(struct state *state, size_t bytes)
{
    if (bytes > STATE_BYTES_MAX - state->bytes_kept)
        return &CONTRACT_OUT_OF_CHAIN_GAS;
    state->bytes_kept += bytes;
    return NULL;
}

static status entry_of(struct state *state, struct bytes name, struct entry **entry)
{
    *entry = entry_find(state, name);
    if (*entry != NULL)
        return NULL;
    if (state->name_count == STATE_NAMES_MAX)
        return &CONTRACT_OUT_OF_CHAIN_GAS;
    TRY(keep(state, name.len));
    state->name_count++;
    state->root = find_or_add(state, state->root, name, entry);
    (*entry)->stored_key = state->sealer->seal_key(state->sealing, state->arena, name);
    if (state->sealer->old_key != NULL)
        (*entry)->old_key = state->sealer->old_key(state->sealing, state->arena, name);
    return NULL;
}

/* ---- accesses and their gas ---- */

static void note(struct state *state, struct secretd_contract_access access)
{
    if (state->access_count == state->access_capacity) {
        size_t capacity = state->access_capacity == 0 ? 16 : 2 * state->access_capacity;
        struct secretd_contract_access *grown =
            ARENA_ARRAY(state->arena, struct secretd_contract_access, capacity);
        if (state->access_count != 0)
            memcpy(grown, state->accesses, state->access_count * sizeof *grown);
        state->accesses = grown;
        state->access_capacity = capacity;
    }
    state->accesses[state->access_count++] = access;
}

static status charge(struct state *state, uint64_t amount)
{
    struct state_gas *gas = state->gas;
    if (__builtin_add_overflow(gas->consumed, amount, &gas->consumed))
        gas->consumed = UINT64_MAX;
    return gas->consumed > gas->limit ? &CONTRACT_OUT_OF_CHAIN_GAS : NULL;
}

/* The steps in which the original's store charges: where the meter stops is visible. */
static status charge_read(struct state *state, size_t key_len, size_t value_len)
{
    TRY(charge(state, STATE_GAS_READ));
    TRY(charge(state, STATE_GAS_READ_BYTE * (STATE_PREFIX + key_len)));
    return charge(state, STATE_GAS_READ_BYTE * value_len);
}

static status charge_write(struct state *state, size_t key_len, size_t value_len)
{
    TRY(charge(state, STATE_GAS_WRITE));
    TRY(charge(state, STATE_GAS_WRITE_BYTE * (STATE_PREFIX + key_len)));
    return charge(state, STATE_GAS_WRITE_BYTE * value_len);
}

static status access_read(struct state *state, struct bytes key, size_t value_len)
{
    note(state, (struct secretd_contract_access){
                    .kind = SECRETD_CONTRACT_ACCESS_READ, .key = key, .value_bytes = value_len});
    return charge_read(state, key.len, value_len);
}

static status access_write(struct state *state, struct bytes key, struct bytes value)
{
    note(state, (struct secretd_contract_access){
                    .kind = SECRETD_CONTRACT_ACCESS_WRITE, .key = key, .value = value});
    state->store.changed(state->store.context, key, value);
    return charge_write(state, key.len, value.len);
}

static status access_delete(struct state *state, struct bytes key)
{
    note(state,
         (struct secretd_contract_access){.kind = SECRETD_CONTRACT_ACCESS_DELETE, .key = key});
    state->store.changed(state->store.context, key, (struct bytes){0});
    return charge(state, STATE_GAS_DELETE);
}

struct secretd_contract_access_list state_take(struct state *state)
{
    struct secretd_contract_access_list list = {state->accesses, state->access_count};
    state->accesses = NULL;
    state->access_count = state->access_capacity = 0;
    return list;
}

/* ---- the contract's side ---- */

/* The original rewrites at once what it finds in the old format. */
static status upgrade(struct state *state, struct entry *entry)
{
    TRY(access_delete(state, entry->old_key));
    struct bytes sealed =
        state->sealer->seal_value(state->sealing, state->arena, entry->stored_key, entry->value);
    return access_write(state, entry->stored_key, sealed);
}

static status found_old(struct state *state, struct entry *entry, struct bytes stored)
{
    TRY(access_read(state, entry->stored_key, 0));
    TRY(access_read(state, entry->old_key, stored.len));
    if (!state->sealer->open_old(state->sealing, state->arena, entry->old_key, stored,
                                 &entry->value))
        return &CONTRACT_DECRYPT;
    entry->knowledge = KNOWN_KEPT;
    return state->may_write ? upgrade(state, entry) : NULL;
}

/* First read of a name. */
static status read_store(struct state *state, struct entry *entry)
{
    struct bytes stored = {0};
    bool by_fallback = false;
    entry->knowledge = KNOWN_STORED;
    TRY(state->store.read(state->store.context, state->arena, entry->stored_key, entry->old_key,
                          &stored, &by_fallback));
    if (by_fallback && entry->old_key.data != NULL)
        return found_old(state, entry, stored);
    entry->stored_len = stored.len;
    TRY(access_read(state, entry->stored_key, stored.len));
    if (stored.data == NULL)
        return entry->old_key.data == NULL ? NULL : access_read(state, entry->old_key, 0);
    if (!state->sealer->open_value(state->sealing, state->arena, entry->stored_key, stored,
                                   &entry->value))
        return &CONTRACT_DECRYPT;
    return NULL;
}

/* A name that was read or removed before: charged as if the store were asked again. */
static status read_again(struct state *state, struct entry *entry)
{
    TRY(access_read(state, entry->stored_key, entry->stored_len));
    if (entry->value.data == NULL && entry->old_key.data != NULL)
        return access_read(state, entry->old_key, 0);
    return NULL;
}

status state_read(void *context, struct bytes name, struct bytes *value, uint64_t *external)
{
    struct state *state = context;
    *external = 0;
    struct entry *entry = entry_find(state, name);
    uint64_t before = state->gas->consumed;
    if (entry == NULL) {
        TRY(entry_of(state, name, &entry));
        TRY(read_store(state, entry));
    } else if (entry->knowledge == KNOWN_STORED || entry->knowledge == KNOWN_REMOVED) {
        TRY(read_again(state, entry));
    }
    *value = entry->value;
    *external = (state->gas->consumed - before) * state->external_scale;
    return NULL;
}

status state_write(void *context, struct bytes name, struct bytes value)
{
    struct state *state = context;
    ASSERT(state->may_write);
    struct entry *entry;
    TRY(entry_of(state, name, &entry));
    TRY(keep(state, value.len));
    entry->knowledge = KNOWN_WRITTEN;
    entry->value = arena_copy(state->arena, value);
    return NULL;
}

status state_remove(void *context, struct bytes name, uint64_t *external)
{
    struct state *state = context;
    ASSERT(state->may_write);
    struct entry *entry;
    TRY(entry_of(state, name, &entry));
    entry->knowledge = KNOWN_REMOVED;
    entry->value = (struct bytes){0};
    entry->stored_len = 0;
    uint64_t before = state->gas->consumed;
    *external = 0;
    if (entry->old_key.data != NULL)
        TRY(access_delete(state, entry->old_key));
    TRY(access_delete(state, entry->stored_key));
    *external = (state->gas->consumed - before) * state->external_scale;
    return NULL;
}

static status each_pending(struct state *state, struct entry *entry,
                           status (*visit)(struct state *, struct entry *))
{
    if (entry == NULL)
        return NULL;
    TRY(each_pending(state, entry->child[0], visit));
    if (entry->knowledge == KNOWN_WRITTEN)
        TRY(visit(state, entry));
    return each_pending(state, entry->child[1], visit);
}

static status delete_old(struct state *state, struct entry *entry)
{
    return access_delete(state, entry->old_key);
}

static status write_new(struct state *state, struct entry *entry)
{
    struct bytes sealed =
        state->sealer->seal_value(state->sealing, state->arena, entry->stored_key, entry->value);
    return access_write(state, entry->stored_key, sealed);
}

status state_flush(struct state *state)
{
    if (state->sealer->old_key != NULL)
        TRY(each_pending(state, state->root, delete_old));
    return each_pending(state, state->root, write_new);
}
