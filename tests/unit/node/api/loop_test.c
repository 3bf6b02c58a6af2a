#include "node/api/loop.h"

#include "tests/support/test.h"

#include <pthread.h>
#include <unistd.h>

struct step {
    struct loop_task task;
    struct loop *loop;
    int *order, number;
    bool last;
};

static void run_step(struct loop_task *task)
{
    struct step *step = (struct step *)task;
    assert_true(loop_is_here(step->loop));
    *step->order = *step->order * 10 + step->number;
    if (step->last)
        loop_stop(step->loop);
}

static void *post_later(void *argument)
{
    struct step *steps = argument;
    for (int i = 0; i < 3; i++)
        loop_post(steps[i].loop, &steps[i].task);
    return NULL;
}

static void posted_tasks_run_in_order_on_the_loops_thread(void **state)
{
    struct loop *loop = loop_new();
    struct step steps[3];
    int order = 0;
    pthread_t thread;
    for (int i = 0; i < 3; i++)
        steps[i] = (struct step){{NULL, run_step}, loop, &order, i + 1, i == 2};
    assert_false(loop_is_here(loop));
    pthread_create(&thread, NULL, post_later, steps);
    loop_run(loop);
    pthread_join(thread, NULL);
    assert_int_equal(order, 123);
    loop_free(loop);
}

struct pipe_end {
    struct loop_source source;
    struct loop *loop;
    struct pipe_end *other;
    int calls;
};

static void on_ready(struct loop_source *source, uint32_t events)
{
    struct pipe_end *end = (struct pipe_end *)source;
    end->calls++;
    /* Whoever is first removes the other, which must not be called any more. */
    loop_remove(end->loop, &end->other->source);
    loop_stop(end->loop);
}

static void a_removed_source_is_not_called(void **state)
{
    struct loop *loop = loop_new();
    struct pipe_end ends[2];
    int pipes[2][2];
    for (int i = 0; i < 2; i++) {
        assert_int_equal(pipe(pipes[i]), 0);
        assert_int_equal(write(pipes[i][1], "x", 1), 1);
        ends[i] = (struct pipe_end){{pipes[i][0], EPOLLIN, on_ready}, loop, &ends[1 - i], 0};
        loop_add(loop, &ends[i].source);
    }
    loop_run(loop);
    assert_int_equal(ends[0].calls + ends[1].calls, 1);
    for (int i = 0; i < 2; i++) {
        close(pipes[i][0]);
        close(pipes[i][1]);
    }
    loop_free(loop);
}

struct counter {
    struct loop_ticker ticker;
    struct loop *loop;
};

static void on_tick(struct loop_ticker *ticker, int64_t now_ms)
{
    loop_stop(((struct counter *)ticker)->loop);
}

static void ask_for_a_tick(struct loop_task *task)
{
    loop_soon(((struct step *)task)->loop, 1);
}

static void tickers_can_be_asked_to_hurry(void **state)
{
    struct loop *loop = loop_new();
    struct counter counter = {{NULL, on_tick}, loop};
    struct step step = {{NULL, ask_for_a_tick}, loop, NULL, 0, false};
    int64_t start = loop_now_ms();
    loop_add_ticker(loop, &counter.ticker);
    loop_post(loop, &step.task);
    loop_run(loop);
    assert_true(loop_now_ms() - start < 900);
    loop_free(loop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(posted_tasks_run_in_order_on_the_loops_thread),
        cmocka_unit_test(a_removed_source_is_not_called),
        cmocka_unit_test(tickers_can_be_asked_to_hurry),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
