#include "node/api/loop.h"

#include <errno.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "common/base/halt.h"
#include "common/base/memory.h"

enum { READY_MAX = 64, TICK_MS = 1000 };

struct loop {
    int epoll;
    struct loop_source wake; /* an eventfd */
    _Atomic bool stopping, running;
    pthread_t thread; /* that runs it */
    struct loop_ticker *tickers;
    int64_t tick_due_ms;
    /* The round being served, so that a removed source can be struck out. */
    struct epoll_event ready[READY_MAX];
    int ready_count;
    pthread_mutex_t lock; /* guards the tasks */
    struct loop_task *first, *last;
};

int64_t loop_now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void swallow_wake(struct loop_source *source, uint32_t events)
{
    uint64_t count;
    if (read(source->fd, &count, sizeof count) < 0 && errno != EAGAIN)
        halt("eventfd: cannot be read");
}

struct loop *loop_new(void)
{
    struct loop *loop = heap_zalloc(1, sizeof *loop);
    loop->epoll = epoll_create1(EPOLL_CLOEXEC);
    loop->wake =
        (struct loop_source){eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC), EPOLLIN, swallow_wake};
    if (loop->epoll < 0 || loop->wake.fd < 0)
        halt("cannot make an epoll descriptor");
    pthread_mutex_init(&loop->lock, NULL);
    loop_add(loop, &loop->wake);
    return loop;
}

void loop_free(struct loop *loop)
{
    close(loop->wake.fd);
    close(loop->epoll);
    pthread_mutex_destroy(&loop->lock);
    heap_free(loop);
}

static void wake(struct loop *loop)
{
    uint64_t one = 1;
    if (write(loop->wake.fd, &one, sizeof one) < 0 && errno != EAGAIN)
        halt("eventfd: cannot be written");
}

void loop_stop(struct loop *loop)
{
    loop->stopping = true;
    wake(loop);
}

void loop_post(struct loop *loop, struct loop_task *task)
{
    task->next = NULL;
    pthread_mutex_lock(&loop->lock);
    bool first = loop->first == NULL;
    if (first)
        loop->first = task;
    else
        loop->last->next = task;
    loop->last = task;
    pthread_mutex_unlock(&loop->lock);
    /* Whoever finds tasks waiting need not wake: the loop takes all of them at once. */
    if (first)
        wake(loop);
}

void loop_drain(struct loop *loop)
{
    pthread_mutex_lock(&loop->lock);
    struct loop_task *task = loop->first;
    loop->first = loop->last = NULL;
    pthread_mutex_unlock(&loop->lock);
    while (task != NULL) {
        struct loop_task *next = task->next;
        task->run(task);
        task = next;
    }
}

void loop_add(struct loop *loop, struct loop_source *source)
{
    struct epoll_event event = {.events = source->events, .data.ptr = source};
    if (epoll_ctl(loop->epoll, EPOLL_CTL_ADD, source->fd, &event) != 0)
        halt("epoll: cannot add a descriptor");
}

void loop_watch(struct loop *loop, struct loop_source *source, uint32_t events)
{
    if (source->events == events)
        return;
    source->events = events;
    struct epoll_event event = {.events = events, .data.ptr = source};
    if (epoll_ctl(loop->epoll, EPOLL_CTL_MOD, source->fd, &event) != 0)
        halt("epoll: cannot change a descriptor");
}

void loop_remove(struct loop *loop, struct loop_source *source)
{
    if (epoll_ctl(loop->epoll, EPOLL_CTL_DEL, source->fd, NULL) != 0)
        halt("epoll: cannot remove a descriptor");
    for (int i = 0; i < loop->ready_count; i++)
        if (loop->ready[i].data.ptr == source)
            loop->ready[i].data.ptr = NULL;
}

void loop_add_ticker(struct loop *loop, struct loop_ticker *ticker)
{
    ticker->next = loop->tickers;
    loop->tickers = ticker;
}

void loop_soon(struct loop *loop, int64_t ms)
{
    int64_t due = loop_now_ms() + ms;
    if (due < loop->tick_due_ms)
        loop->tick_due_ms = due;
}

static void tick(struct loop *loop)
{
    int64_t now = loop_now_ms();
    if (now < loop->tick_due_ms)
        return;
    loop->tick_due_ms = now + TICK_MS;
    for (struct loop_ticker *ticker = loop->tickers; ticker != NULL; ticker = ticker->next)
        ticker->tick(ticker, now);
}

bool loop_is_here(const struct loop *loop)
{
    return loop->running && pthread_equal(loop->thread, pthread_self());
}

void loop_run(struct loop *loop)
{
    loop->thread = pthread_self();
    loop->running = true;
    loop->tick_due_ms = loop_now_ms() + TICK_MS;
    while (!loop->stopping) {
        int64_t wait = loop->tick_due_ms - loop_now_ms();
        loop->ready_count =
            epoll_wait(loop->epoll, loop->ready, READY_MAX, wait < 0 ? 0 : (int)wait);
        if (loop->ready_count < 0 && errno != EINTR)
            halt("epoll: cannot wait");
        for (int i = 0; i < loop->ready_count; i++) {
            struct loop_source *source = loop->ready[i].data.ptr;
            if (source != NULL)
                source->ready(source, loop->ready[i].events);
        }
        loop->ready_count = 0;
        loop_drain(loop);
        tick(loop);
    }
    loop->running = false;
}
