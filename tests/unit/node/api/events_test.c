#include "node/api/events.h"

#include "tests/support/api_group.h"
#include "tests/support/http_client.h"
#include "tests/support/test.h"

#include "node/api/api_internal.h"

static struct events *events(void)
{
    return chain.api->events;
}

static void a_client_has_so_many_subscriptions_and_no_more(void **state)
{
    for (int i = 0; i < EVENTS_PER_CLIENT_MAX; i++)
        ASSERT_OK(events_subscribe(events(), chain.arena, 77, BYTES("1"),
                                   arena_format(chain.arena, "a.b=%d", i)));
    ASSERT_TEXT(events_subscribe(events(), chain.arena, 77, BYTES("1"), BYTES("a.c=1"))->text,
                "max_subscriptions_per_client 50 reached");
    assert_true(events_forget(events(), 77));
    assert_false(events_forget(events(), 77));
}

static void so_many_clients_may_subscribe_and_no_more(void **state)
{
    for (uint64_t client = 1; client <= EVENTS_CLIENTS_MAX; client++)
        ASSERT_OK(events_subscribe(events(), chain.arena, client, BYTES("1"), BYTES("a.b=1")));
    ASSERT_TEXT(events_subscribe(events(), chain.arena, 101, BYTES("1"), BYTES("a.b=1"))->text,
                "max_subscription_clients 100 reached");
    ASSERT_OK(events_subscribe(events(), chain.arena, 100, BYTES("1"), BYTES("a.b=2")));
    for (uint64_t client = 1; client <= EVENTS_CLIENTS_MAX; client++)
        assert_true(events_forget(events(), client));
}

/* A wait that tells the test what happened to it. */
struct probe {
    struct events_wait wait;
    pthread_mutex_t lock;
    pthread_cond_t called;
    int calls;
    int64_t height;
    bool timed_out;
};

static void committed(struct events_wait *wait, int64_t height,
                      const struct tendermint_abci_exec_tx_result *result)
{
    struct probe *probe = (struct probe *)wait;
    pthread_mutex_lock(&probe->lock);
    probe->calls++;
    probe->height = height;
    probe->timed_out = result == NULL;
    pthread_cond_signal(&probe->called);
    pthread_mutex_unlock(&probe->lock);
}

static struct probe *begin(struct bytes tx)
{
    struct probe *probe = ARENA_NEW(chain.arena, struct probe);
    pthread_mutex_init(&probe->lock, NULL);
    pthread_cond_init(&probe->called, NULL);
    probe->wait.committed = committed;
    crypto_sha256(tx, probe->wait.hash);
    assert_true(events_wait_begin(events(), &probe->wait));
    return probe;
}

static void a_wait_ends_with_the_transactions_block(void **state)
{
    struct probe *probe = begin(BYTES("waited for"));
    /* The block is there before the wait is ready, as it may happen. */
    fake_send(&chain, BYTES("waited for"));
    assert_int_equal(probe->calls, 0);
    events_wait_ready(events(), &probe->wait);
    pthread_mutex_lock(&probe->lock);
    while (probe->calls == 0)
        pthread_cond_wait(&probe->called, &probe->lock);
    pthread_mutex_unlock(&probe->lock);
    assert_int_equal(probe->height, 2);
    assert_false(probe->timed_out);
}

static void a_cancelled_wait_is_never_called(void **state)
{
    struct probe *probe = begin(BYTES("cancelled"));
    events_wait_cancel(events(), &probe->wait);
    fake_send(&chain, BYTES("cancelled"));
    events_expire(events(), INT64_MAX);
    assert_int_equal(probe->calls, 0);
}

static void a_wait_ends_when_its_time_is_over(void **state)
{
    struct probe *probe = begin(BYTES("never sent"));
    events_expire(events(), INT64_MAX);
    assert_int_equal(probe->calls, 0);
    events_wait_ready(events(), &probe->wait);
    events_expire(events(), 0);
    assert_int_equal(probe->calls, 0);
    events_expire(events(), INT64_MAX);
    assert_int_equal(probe->calls, 1);
    assert_true(probe->timed_out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_client_has_so_many_subscriptions_and_no_more),
        cmocka_unit_test(so_many_clients_may_subscribe_and_no_more),
        cmocka_unit_test(a_wait_ends_with_the_transactions_block),
        cmocka_unit_test(a_cancelled_wait_is_never_called),
        cmocka_unit_test(a_wait_ends_when_its_time_is_over),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
