#include "node/api/workers.h"

#include "tests/support/test.h"

#include <pthread.h>
#include <stdatomic.h>

static atomic_int done;
static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;

static void count(struct work *work)
{
    pthread_mutex_lock(&gate);
    pthread_mutex_unlock(&gate);
    done++;
}

static void everything_that_was_taken_is_done(void **state)
{
    struct workers *workers = workers_new(3, 100);
    struct work work[50];
    done = 0;
    for (int i = 0; i < 50; i++) {
        work[i].run = count;
        assert_true(workers_submit(workers, &work[i]));
    }
    workers_free(workers);
    assert_int_equal(done, 50);
}

static void too_much_waiting_work_is_refused(void **state)
{
    struct workers *workers = workers_new(1, 2);
    struct work work[10];
    int taken = 0;
    done = 0;
    pthread_mutex_lock(&gate);
    for (int i = 0; i < 10; i++) {
        work[i].run = count;
        taken += workers_submit(workers, &work[i]);
    }
    pthread_mutex_unlock(&gate);
    assert_in_range(taken, 2, 3);
    workers_free(workers);
    assert_int_equal(done, taken);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_that_was_taken_is_done),
        cmocka_unit_test(too_much_waiting_work_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
