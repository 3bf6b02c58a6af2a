#include "common/light/validator_set.h"

#include "common/light/validator_set_internal.h"

/* The changes of one block, checked against the set they change. */
struct change_list {
    struct light_validator *items; /* ascending addresses; power 0 removes */
    size_t count;
    size_t removals;
};

static int compare_address(const struct light_validator *left, const struct light_validator *right)
{
    return memcmp(left->address, right->address, LIGHT_ADDRESS_BYTES);
}

/* Set order: power descending, then address. */
static int compare_power(const struct light_validator *left, const struct light_validator *right)
{
    if (left->power != right->power)
        return left->power > right->power ? -1 : 1;
    return compare_address(left, right);
}

/* A stable merge sort: sets reach thousands, and libc's qsort is not a fixed algorithm. */
static void sort(struct light_validator *items, struct light_validator *spare, size_t count,
                 int (*compare)(const struct light_validator *, const struct light_validator *))
{
    for (size_t width = 1; width < count; width *= 2) {
        for (size_t start = 0; start < count; start += 2 * width) {
            size_t middle = start + width < count ? start + width : count;
            size_t end = middle + width < count ? middle + width : count;
            size_t left = start, right = middle;
            for (size_t out = start; out < end; out++) {
                bool from_left =
                    left < middle && (right >= end || compare(&items[left], &items[right]) <= 0);
                spare[out] = from_left ? items[left++] : items[right++];
            }
        }
        memcpy(items, spare, count * sizeof *items);
    }
}

static void sort_validators(struct arena *arena, struct light_validator *items, size_t count,
                            int (*compare)(const struct light_validator *,
                                           const struct light_validator *))
{
    struct arena_mark mark = arena_mark(arena);
    sort(items, ARENA_ARRAY(arena, struct light_validator, count), count, compare);
    arena_rewind(arena, mark);
}

static status read_changes(struct arena *arena,
                           const struct tendermint_abci_validator_update *updates, size_t count,
                           struct change_list *changes)
{
    if (count > LIGHT_VALIDATORS_MAX)
        return error_wrap(arena, &LIGHT_BAD_VALIDATORS, "%zu updates", count);
    *changes = (struct change_list){ARENA_ARRAY(arena, struct light_validator, count), count, 0};
    for (size_t i = 0; i < count; i++) {
        struct light_validator *change = &changes->items[i];
        TRY(light_validator_make(arena, &updates[i].pub_key, updates[i].power, change));
        if (change->power < 0)
            return error_wrap(arena, &LIGHT_BAD_VALIDATORS, "voting power can't be negative: %lld",
                              (long long)change->power);
        if (change->power > LIGHT_POWER_MAX)
            return error_wrap(arena, &LIGHT_BAD_VALIDATORS,
                              "voting power can't be higher than %lld, got %lld",
                              (long long)LIGHT_POWER_MAX, (long long)change->power);
        changes->removals += change->power == 0;
    }
    sort_validators(arena, changes->items, count, compare_address);
    for (size_t i = 1; i < count; i++)
        if (compare_address(&changes->items[i - 1], &changes->items[i]) == 0)
            return error_wrap(arena, &LIGHT_BAD_VALIDATORS, "duplicate entry");
    return NULL;
}

/* Merges members and changes, both by ascending address, into `merged`. Also sums what the original
 * calls the power after updates and before removals: it decides where newcomers start. */
static status merge(struct arena *arena, const struct light_validator_set *old,
                    const struct change_list *changes, struct light_validator_set *merged,
                    __int128 *power_before_removals)
{
    __int128 total = 0, kept = 0;
    size_t member = 0, change = 0;
    while (member < old->count || change < changes->count) {
        int order = member == old->count ? 1
                    : change == changes->count
                        ? -1
                        : compare_address(&old->items[member], &changes->items[change]);
        if (order < 0) {
            total += old->items[member].power;
            kept += old->items[member].power;
            merged->items[merged->count++] = old->items[member++];
            continue;
        }
        struct light_validator next = changes->items[change++];
        if (next.power == 0) {
            if (order != 0)
                return error_wrap(arena, &LIGHT_BAD_VALIDATORS,
                                  "failed to find validator to remove");
            total += old->items[member++].power;
            continue;
        }
        next.priority = order == 0 ? old->items[member++].priority : INT64_MIN;
        total += next.power;
        kept += next.power;
        merged->items[merged->count++] = next;
    }
    if (kept > LIGHT_POWER_MAX)
        return error_wrap(arena, &LIGHT_BAD_VALIDATORS, "total voting power is too high");
    merged->total_power = (int64_t)kept;
    *power_before_removals = total;
    return NULL;
}

static status apply(struct arena *arena, const struct light_validator_set *set,
                    const struct change_list *changes, struct light_validator_set *out)
{
    struct light_validator_set old = light_validators_copy(arena, set);
    sort_validators(arena, old.items, old.count, compare_address);
    struct light_validator_set merged = {
        .items = ARENA_ARRAY(arena, struct light_validator, set->count + changes->count)};
    memcpy(merged.proposer, set->proposer, LIGHT_ADDRESS_BYTES);
    __int128 before_removals;
    TRY(merge(arena, &old, changes, &merged, &before_removals));
    if (merged.count == 0)
        return error_wrap(arena, &LIGHT_BAD_VALIDATORS,
                          "applying the validator changes would result in empty set");
    if (merged.count > LIGHT_VALIDATORS_MAX)
        return error_wrap(arena, &LIGHT_BAD_VALIDATORS, "%zu validators", merged.count);
    /* Newcomers start at -1.125 times the total, so that leaving and coming back never pays. */
    int64_t start = (int64_t) - (before_removals + (before_removals >> 3));
    for (size_t i = 0; i < merged.count; i++)
        if (merged.items[i].priority == INT64_MIN)
            merged.items[i].priority = start;
    light_validators_settle(&merged);
    sort_validators(arena, merged.items, merged.count, compare_power);
    *out = merged;
    return NULL;
}

status light_validators_new(struct arena *arena,
                            const struct tendermint_abci_validator_update *updates, size_t count,
                            struct light_validator_set *set)
{
    struct change_list changes;
    TRY(read_changes(arena, updates, count, &changes));
    if (changes.removals != 0)
        return error_wrap(arena, &LIGHT_BAD_VALIDATORS,
                          "cannot process validators with voting power 0");
    struct light_validator_set empty = {0};
    TRY(apply(arena, &empty, &changes, set));
    light_validators_rotate(set, 1);
    return NULL;
}

status light_validators_update(struct arena *arena, struct light_validator_set *set,
                               const struct tendermint_abci_validator_update *updates, size_t count)
{
    if (count == 0)
        return NULL;
    struct change_list changes;
    TRY(read_changes(arena, updates, count, &changes));
    return apply(arena, set, &changes, set);
}
