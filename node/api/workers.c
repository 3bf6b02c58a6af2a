#include "node/api/workers.h"

#include <pthread.h>

#include "common/base/halt.h"
#include "common/base/memory.h"

struct workers {
    pthread_mutex_t lock;
    pthread_cond_t work;
    struct work *first, *last;
    size_t waiting, waiting_max;
    bool stopping;
    unsigned count;
    pthread_t threads[];
};

static struct work *take(struct workers *workers)
{
    pthread_mutex_lock(&workers->lock);
    while (workers->first == NULL && !workers->stopping)
        pthread_cond_wait(&workers->work, &workers->lock);
    struct work *work = workers->first;
    if (work != NULL) {
        workers->first = work->next;
        workers->waiting--;
    }
    pthread_mutex_unlock(&workers->lock);
    return work;
}

static void *work_on(void *argument)
{
    struct work *work;
    while ((work = take(argument)) != NULL)
        work->run(work);
    return NULL;
}

struct workers *workers_new(unsigned threads, size_t waiting_max)
{
    struct workers *workers = heap_zalloc(1, sizeof *workers + threads * sizeof(pthread_t));
    workers->waiting_max = waiting_max;
    pthread_mutex_init(&workers->lock, NULL);
    pthread_cond_init(&workers->work, NULL);
    for (; workers->count < threads; workers->count++)
        if (pthread_create(&workers->threads[workers->count], NULL, work_on, workers) != 0)
            halt("cannot start a worker thread");
    return workers;
}

bool workers_submit(struct workers *workers, struct work *work)
{
    work->next = NULL;
    pthread_mutex_lock(&workers->lock);
    bool taken = workers->waiting < workers->waiting_max && !workers->stopping;
    if (taken) {
        if (workers->first == NULL)
            workers->first = work;
        else
            workers->last->next = work;
        workers->last = work;
        workers->waiting++;
        pthread_cond_signal(&workers->work);
    }
    pthread_mutex_unlock(&workers->lock);
    return taken;
}

void workers_free(struct workers *workers)
{
    pthread_mutex_lock(&workers->lock);
    workers->stopping = true;
    pthread_cond_broadcast(&workers->work);
    pthread_mutex_unlock(&workers->lock);
    for (unsigned i = 0; i < workers->count; i++)
        pthread_join(workers->threads[i], NULL);
    pthread_cond_destroy(&workers->work);
    pthread_mutex_destroy(&workers->lock);
    heap_free(workers);
}
