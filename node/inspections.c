#include "node/inspections.h"

#include <pthread.h>
#include <string.h>

#include "common/base/memory.h"

/* A ring: the newest takes the place of the oldest. */
struct inspection {
    uint8_t hash[32];
    uint8_t *bytes;
    size_t len;
};

struct inspections {
    struct inspection_store store; /* first: the store is its memory */
    pthread_mutex_t mutex;
    struct inspection ring[INSPECTIONS_MAX];
    size_t first, count, bytes;
};

static struct inspection *at(struct inspections *self, size_t index)
{
    return &self->ring[(self->first + index) % INSPECTIONS_MAX];
}

static void forget_oldest(struct inspections *self)
{
    struct inspection *oldest = at(self, 0);
    self->bytes -= oldest->len;
    heap_free(oldest->bytes);
    self->first = (self->first + 1) % INSPECTIONS_MAX;
    self->count--;
}

static void put(void *context, const uint8_t tx_hash[32], struct bytes transaction)
{
    struct inspections *self = context;
    if (transaction.len > INSPECTIONS_BYTES_MAX)
        return;
    pthread_mutex_lock(&self->mutex);
    while (self->count == INSPECTIONS_MAX || self->bytes + transaction.len > INSPECTIONS_BYTES_MAX)
        forget_oldest(self);
    struct inspection *entry = at(self, self->count++);
    memcpy(entry->hash, tx_hash, 32);
    entry->bytes = heap_alloc(transaction.len);
    entry->len = transaction.len;
    memcpy(entry->bytes, transaction.data, transaction.len);
    self->bytes += transaction.len;
    pthread_mutex_unlock(&self->mutex);
}

static bool get(void *context, struct arena *arena, const uint8_t tx_hash[32],
                struct bytes *transaction)
{
    struct inspections *self = context;
    bool found = false;
    pthread_mutex_lock(&self->mutex);
    for (size_t i = self->count; i > 0 && !found; i--) {
        const struct inspection *entry = at(self, i - 1);
        found = memcmp(entry->hash, tx_hash, 32) == 0;
        if (found)
            *transaction = arena_copy(arena, bytes_make(entry->bytes, entry->len));
    }
    pthread_mutex_unlock(&self->mutex);
    return found;
}

struct inspection_store *inspections_new(void)
{
    struct inspections *self = heap_zalloc(1, sizeof *self);
    self->store = (struct inspection_store){self, put, get};
    pthread_mutex_init(&self->mutex, NULL);
    return &self->store;
}

void inspections_free(struct inspection_store *store)
{
    if (store == NULL)
        return;
    struct inspections *self = store->context;
    while (self->count != 0)
        forget_oldest(self);
    pthread_mutex_destroy(&self->mutex);
    heap_free(self);
}
