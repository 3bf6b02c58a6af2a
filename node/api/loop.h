#ifndef NODE_API_LOOP_H
#define NODE_API_LOOP_H

#include <sys/epoll.h>

#include "common/base/bytes.h"

/* The one thread that does all input and output of the servers, on epoll. Everything runs on it
 * unless a comment says "any thread". */
struct loop;

/* LOOP_OWNER gives the struct that a source, task or ticker is a member of. */
#define LOOP_OWNER(type, member, pointer)                                                          \
    ((type *)(void *)((char *)(pointer)-offsetof(type, member)))

/* Something with a file descriptor, embedded in its owner. */
struct loop_source {
    int fd;
    uint32_t events; /* EPOLLIN, EPOLLOUT it waits for */
    void (*ready)(struct loop_source *source, uint32_t events);
};

/* Something to be done on the loop's thread, embedded in its owner; in one queue at a time. */
struct loop_task {
    struct loop_task *next;
    void (*run)(struct loop_task *task);
};

/* Something that looks after deadlines, called about once a second. */
struct loop_ticker {
    struct loop_ticker *next;
    void (*tick)(struct loop_ticker *ticker, int64_t now_ms);
};

struct loop *loop_new(void);
void loop_free(struct loop *loop);

/* loop_run works until loop_stop. loop_stop and loop_post may be called by any thread. */
void loop_run(struct loop *loop);
void loop_stop(struct loop *loop);
/* loop_post has the task run on the loop's thread, in the order of the calls. */
void loop_post(struct loop *loop, struct loop_task *task);
/* loop_drain runs the tasks that are posted, for the time after loop_run. */
void loop_drain(struct loop *loop);

/* loop_is_here tells whether the caller is on the loop's thread (whoever runs it, while it runs).
 * Any thread. */
bool loop_is_here(const struct loop *loop);

/* loop_add watches the source for its events; loop_watch changes them; loop_remove ends it (the
 * descriptor stays open). A removed source gets no further call, even when it was ready in the same
 * round. */
void loop_add(struct loop *loop, struct loop_source *source);
void loop_watch(struct loop *loop, struct loop_source *source, uint32_t events);
void loop_remove(struct loop *loop, struct loop_source *source);

void loop_add_ticker(struct loop *loop, struct loop_ticker *ticker);

/* loop_soon asks that the tickers run within `ms`, once. */
void loop_soon(struct loop *loop, int64_t ms);

/* loop_now_ms is CLOCK_MONOTONIC. */
int64_t loop_now_ms(void);

#endif
