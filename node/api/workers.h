#ifndef NODE_API_WORKERS_H
#define NODE_API_WORKERS_H

#include <stdbool.h>
#include <stddef.h>

/* A small fixed pool of threads for what may take long: queries, searches, simulations, big JSON
 * texts. */
struct workers;

/* One piece of work, embedded in its owner; `run` is called on a worker's thread. */
struct work {
    struct work *next;
    void (*run)(struct work *work);
};

/* workers_new starts `threads` threads that together hold at most `waiting_max` pieces of work that
 * are not begun. */
struct workers *workers_new(unsigned threads, size_t waiting_max);

/* workers_submit hands work over; false when too much waits already. Any thread. */
bool workers_submit(struct workers *workers, struct work *work);

/* workers_free lets all work that was handed over finish, ends the threads and frees. */
void workers_free(struct workers *workers);

#endif
