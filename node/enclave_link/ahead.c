#include "node/enclave_link/ahead.h"

#include "common/base/memory.h"

enum { ADDRESS = 20 };

struct known_read {
    bool wanted; /* the call under way reads it */
    uint8_t key_len, fallback_len;
    uint8_t key[AHEAD_KEY_BYTES_MAX], fallback[AHEAD_FALLBACK_BYTES_MAX];
};
_Static_assert(AHEAD_KEY_BYTES_MAX <= UINT8_MAX, "lengths are bytes");

struct ahead_habits {
    uint8_t contract[ADDRESS];
    uint8_t sender[ADDRESS]; /* zero: all senders */
    uint64_t used;           /* when: ahead.calls */
    size_t count;
    struct known_read reads[AHEAD_KEYS];
};

/* Habits have a few places, by their addresses, which are hashes; who comes later gets the one that
 * was used longest ago. */
struct ahead {
    struct ahead_habits *current; /* of the call under way */
    struct ahead_habits *latest;  /* of all senders of its contract */
    uint64_t calls;
    bool remembers;            /* the enclave, what the call under way does */
    uint64_t epoch;            /* of `seen`: rises when all is forgotten */
    uint64_t seen[AHEAD_SEEN]; /* by their hash; who comes later takes the place */
    struct ahead_habits places[AHEAD_PLACES / AHEAD_WAYS][AHEAD_WAYS];
};

struct ahead *ahead_new(void)
{
    return heap_zalloc(1, sizeof(struct ahead));
}

void ahead_free(struct ahead *ahead)
{
    heap_free(ahead);
}

struct secretd_boundary_read_reply ahead_answer(struct arena *arena,
                                                const struct enclave_host *host, struct bytes key,
                                                struct bytes fallback)
{
    struct secretd_boundary_read_reply reply = {0};
    struct bytes value = {0};
    host->read(host->context, arena, key, &value);
    if (value.data == NULL && fallback.len != 0) {
        host->read(host->context, arena, fallback, &value);
        reply.by_fallback = value.data != NULL;
    }
    reply.found = value.data != NULL;
    reply.value = value;
    return reply;
}

static struct ahead_habits *place_of(struct ahead *ahead, const uint8_t contract[ADDRESS],
                                     const uint8_t sender[ADDRESS])
{
    uint64_t number = load_le64(contract) ^ load_le64(sender);
    struct ahead_habits *ways = ahead->places[number % ARRAY_COUNT(ahead->places)];
    struct ahead_habits *oldest = ways;
    for (size_t i = 0; i < AHEAD_WAYS; i++) {
        if (memcmp(ways[i].contract, contract, ADDRESS) == 0 &&
            memcmp(ways[i].sender, sender, ADDRESS) == 0) {
            ways[i].used = ahead->calls;
            return &ways[i];
        }
        if (ways[i].used < oldest->used)
            oldest = &ways[i];
    }
    memcpy(oldest->contract, contract, ADDRESS);
    memcpy(oldest->sender, sender, ADDRESS);
    oldest->used = ahead->calls;
    oldest->count = 0;
    return oldest;
}

/* With the epoch in it, so that nothing has to be cleared. */
static uint64_t seen_hash(const struct ahead *ahead, const struct ahead_habits *habits,
                          struct bytes key)
{
    return bytes_hash(load_le64(habits->contract) ^ ahead->epoch, key);
}

static bool was_seen(const struct ahead *ahead, const struct ahead_habits *habits, struct bytes key)
{
    if (!ahead->remembers)
        return false;
    uint64_t hash = seen_hash(ahead, habits, key);
    return ahead->seen[hash % AHEAD_SEEN] == hash;
}

void ahead_forget(struct ahead *ahead)
{
    ahead->epoch++;
}

static void copy_reads(struct ahead_habits *to, const struct ahead_habits *from)
{
    to->count = from->count;
    memcpy(to->reads, from->reads, from->count * sizeof to->reads[0]);
}

struct secretd_boundary_stored_list ahead_begin(struct ahead *ahead, struct arena *arena,
                                                const struct secretd_boundary_call *call,
                                                const struct enclave_host *host, bool remembers)
{
    static const uint8_t all[ADDRESS];
    struct secretd_boundary_stored_list list = {0};
    ahead->current = NULL;
    if (call->contract.len != ADDRESS || call->sender.len != ADDRESS)
        return list;
    ahead->calls++;
    ahead->remembers = remembers;
    ahead->latest = place_of(ahead, call->contract.data, all);
    struct ahead_habits *habits = place_of(ahead, call->contract.data, call->sender.data);
    ahead->current = habits;
    if (habits->count == 0)
        copy_reads(habits, ahead->latest);
    list.items = ARENA_ARRAY(arena, struct secretd_boundary_stored, AHEAD_KEYS);
    size_t bytes = 0;
    for (size_t i = 0; i < habits->count; i++) {
        struct known_read *read = &habits->reads[i];
        struct bytes key = bytes_make(read->key, read->key_len);
        read->wanted = false;
        if (was_seen(ahead, habits, key))
            continue;
        struct secretd_boundary_read_reply reply =
            ahead_answer(arena, host, key, bytes_make(read->fallback, read->fallback_len));
        if (reply.value.len > AHEAD_VALUES_BYTES_MAX - bytes)
            continue;
        bytes += reply.value.len;
        list.items[list.count++] = (struct secretd_boundary_stored){.key = key, .reply = reply};
    }
    return list;
}

static struct known_read *find(struct ahead_habits *habits, struct bytes key)
{
    for (size_t i = 0; i < habits->count; i++)
        if (bytes_equal(bytes_make(habits->reads[i].key, habits->reads[i].key_len), key))
            return &habits->reads[i];
    return NULL;
}

void ahead_asked(struct ahead *ahead, struct bytes key, struct bytes fallback)
{
    struct ahead_habits *habits = ahead->current;
    if (habits == NULL || key.len > AHEAD_KEY_BYTES_MAX || fallback.len > AHEAD_FALLBACK_BYTES_MAX)
        return;
    struct known_read *read = find(habits, key);
    if (read != NULL)
        read->wanted = true;
    if (read != NULL || habits->count == AHEAD_KEYS)
        return;
    read = &habits->reads[habits->count++];
    read->wanted = true;
    read->key_len = (uint8_t)key.len;
    read->fallback_len = (uint8_t)fallback.len;
    memcpy(read->key, key.data, key.len);
    if (fallback.len != 0)
        memcpy(read->fallback, fallback.data, fallback.len);
}

static void learn(struct ahead *ahead, struct ahead_habits *habits,
                  const struct secretd_contract_access_list *accesses)
{
    for (size_t i = 0; i < accesses->count; i++) {
        struct bytes key = accesses->items[i].key;
        struct known_read *read =
            accesses->items[i].kind == SECRETD_CONTRACT_ACCESS_READ ? find(habits, key) : NULL;
        if (read != NULL)
            read->wanted = true;
        if (ahead->remembers) {
            uint64_t hash = seen_hash(ahead, habits, key);
            ahead->seen[hash % AHEAD_SEEN] = hash;
        }
    }
}

struct ahead_habits *ahead_pause(struct ahead *ahead,
                                 const struct secretd_contract_access_list *accesses)
{
    struct ahead_habits *paused = ahead->current;
    if (paused != NULL)
        learn(ahead, paused, accesses);
    ahead->current = NULL;
    return paused;
}

void ahead_resume(struct ahead *ahead, struct ahead_habits *paused)
{
    ahead->current = paused;
}

void ahead_end(struct ahead *ahead, const struct secretd_contract_access_list *accesses)
{
    struct ahead_habits *habits = ahead_pause(ahead, accesses);
    if (habits == NULL)
        return;
    size_t kept = 0;
    for (size_t i = 0; i < habits->count; i++)
        if (habits->reads[i].wanted && kept++ != i)
            habits->reads[kept - 1] = habits->reads[i];
    habits->count = kept;
    if (habits != ahead->latest)
        copy_reads(ahead->latest, habits);
}
