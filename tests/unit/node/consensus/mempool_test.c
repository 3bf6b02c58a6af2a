#include "node/consensus/mempool.h"

#include "tests/support/test.h"

#include <pthread.h>
#include <stdlib.h>

#include "common/crypto/hash.h"

/* An application for which "bad..." is invalid, "stale..." becomes invalid at the first recheck,
 * and the digits at the end of a transaction are the gas it wants. It counts what it was asked. */
struct fake {
    int checks, rechecks;
};

static void fake_check(void *app, struct arena *arena, struct bytes tx, bool recheck,
                       struct tendermint_abci_response_check_tx *response)
{
    struct fake *fake = app;
    *(recheck ? &fake->rechecks : &fake->checks) += 1;
    response->code =
        bytes_starts_with(tx, BYTES("bad")) || (recheck && bytes_starts_with(tx, BYTES("stale")));
    size_t digit = bytes_find(tx, ' ');
    if (digit < tx.len)
        response->gas_wanted = strtoll(arena_text(arena, bytes_from(tx, digit)), NULL, 10);
}

struct scene {
    struct arena *arena;
    struct fake fake;
    struct mempool *mempool;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    int answered;
    uint32_t last_code;
};

static void on_checked(void *context, const struct tendermint_abci_response_check_tx *response)
{
    struct scene *scene = context;
    pthread_mutex_lock(&scene->lock);
    scene->answered++;
    scene->last_code = response->code;
    pthread_cond_signal(&scene->changed);
    pthread_mutex_unlock(&scene->lock);
}

static status add(struct scene *scene, const char *text)
{
    struct bytes tx = bytes_text(text);
    uint8_t hash[32];
    crypto_sha256(tx, hash);
    return mempool_add(scene->mempool, scene->arena, tx, hash, on_checked, scene);
}

static void wait_for(struct scene *scene, int answered)
{
    pthread_mutex_lock(&scene->lock);
    while (scene->answered < answered)
        pthread_cond_wait(&scene->changed, &scene->lock);
    pthread_mutex_unlock(&scene->lock);
}

static int setup(void **state)
{
    struct arena *arena = arena_new(4096);
    struct scene *scene = ARENA_NEW(arena, struct scene);
    scene->arena = arena;
    pthread_mutex_init(&scene->lock, NULL);
    pthread_cond_init(&scene->changed, NULL);
    const struct application app = {.app = &scene->fake, .check_tx = fake_check};
    const struct mempool_limits limits = {
        .txs_max = 4, .bytes_max = 100, .tx_bytes_max = 50, .seen_max = 16, .recheck = true};
    scene->mempool = mempool_new(&limits, &app);
    *state = scene;
    return 0;
}

static int teardown(void **state)
{
    struct scene *scene = *state;
    mempool_stop(scene->mempool);
    mempool_free(scene->mempool);
    arena_drop(scene->arena);
    return 0;
}

static struct bytes_list reap(struct scene *scene)
{
    return mempool_reap(scene->mempool, scene->arena, 1000, -1);
}

static void commit(struct scene *scene, struct bytes_list txs, uint32_t code)
{
    struct tendermint_abci_exec_tx_result results[4] = {0};
    for (size_t i = 0; i < txs.count; i++)
        results[i].code = code;
    mempool_hold(scene->mempool);
    mempool_update(scene->mempool, txs, results, 1000, -1);
}

static void valid_transactions_are_reaped_in_order_of_arrival(void **state)
{
    struct scene *scene = *state;
    ASSERT_OK(add(scene, "one"));
    ASSERT_OK(add(scene, "bad"));
    ASSERT_OK(add(scene, "two"));
    wait_for(scene, 3);
    struct bytes_list txs = reap(scene);
    assert_int_equal(txs.count, 2);
    ASSERT_TEXT(txs.items[0], "one");
    ASSERT_TEXT(txs.items[1], "two");
    assert_int_equal(mempool_size(scene->mempool).bytes, 6);
    txs = mempool_list(scene->mempool, scene->arena, 1);
    assert_int_equal(txs.count, 1);
}

static void repetitions_are_refused_until_they_were_invalid(void **state)
{
    struct scene *scene = *state;
    ASSERT_OK(add(scene, "one"));
    ASSERT_TEXT(add(scene, "one")->text, "tx already exists in cache");
    ASSERT_OK(add(scene, "bad"));
    wait_for(scene, 2);
    ASSERT_OK(add(scene, "bad"));
    wait_for(scene, 3);
    commit(scene, reap(scene), 0);
    assert_true(error_is(add(scene, "one"), &MEMPOOL_SEEN));
    ASSERT_OK(add(scene, "two"));
    wait_for(scene, 4);
    commit(scene, reap(scene), 5);
    ASSERT_OK(add(scene, "two"));
    wait_for(scene, 5);
}

static void limits_have_cometbfts_texts(void **state)
{
    struct scene *scene = *state;
    status refused = add(scene, "123456789012345678901234567890123456789012345678901");
    ASSERT_TEXT(refused->text, "Tx too large. Max size is 50, but got 51");
    ASSERT_OK(add(scene, "1"));
    ASSERT_OK(add(scene, "2"));
    ASSERT_OK(add(scene, "3"));
    ASSERT_OK(add(scene, "4"));
    wait_for(scene, 4);
    ASSERT_TEXT(add(scene, "5")->text,
                "mempool is full: number of txs 4 (max: 4), total txs bytes 4 (max: 100)");
    commit(scene, reap(scene), 0);
    mempool_hold(scene->mempool);
    mempool_update(scene->mempool, (struct bytes_list){0}, NULL, 10, -1);
    ASSERT_TEXT(add(scene, "123456789")->text, "tx pre check: tx size is too big: 11, max: 10");
}

static void a_block_takes_what_fits(void **state)
{
    struct scene *scene = *state;
    ASSERT_OK(add(scene, "aaaa 5"));
    ASSERT_OK(add(scene, "bbbb 6"));
    ASSERT_OK(add(scene, "cccc 7"));
    wait_for(scene, 3);
    assert_int_equal(mempool_reap(scene->mempool, scene->arena, 16, -1).count, 2);
    assert_int_equal(mempool_reap(scene->mempool, scene->arena, 15, -1).count, 1);
    assert_int_equal(mempool_reap(scene->mempool, scene->arena, 1000, 11).count, 2);
    assert_int_equal(mempool_reap(scene->mempool, scene->arena, 1000, 10).count, 1);
    assert_int_equal(mempool_reap(scene->mempool, scene->arena, 1000, 0).count, 0);
}

static void what_wants_more_gas_than_a_block_has_is_not_queued(void **state)
{
    struct scene *scene = *state;
    mempool_hold(scene->mempool);
    mempool_update(scene->mempool, (struct bytes_list){0}, NULL, 1000, 10);
    ASSERT_OK(add(scene, "aaaa 11"));
    ASSERT_OK(add(scene, "bbbb 10"));
    wait_for(scene, 2);
    assert_int_equal(reap(scene).count, 1);
}

static void what_no_block_holds_any_more_is_dropped(void **state)
{
    struct scene *scene = *state;
    ASSERT_OK(add(scene, "aaaaaaaaaa 5"));
    ASSERT_OK(add(scene, "bbbb 9"));
    ASSERT_OK(add(scene, "cccc 5"));
    wait_for(scene, 3);
    mempool_hold(scene->mempool);
    mempool_update(scene->mempool, (struct bytes_list){0}, NULL, 10, 8);
    struct bytes_list txs = reap(scene);
    assert_int_equal(txs.count, 1);
    ASSERT_TEXT(txs.items[0], "cccc 5");
}

static void what_is_left_is_checked_again_after_a_block(void **state)
{
    struct scene *scene = *state;
    ASSERT_OK(add(scene, "one"));
    ASSERT_OK(add(scene, "stale"));
    ASSERT_OK(add(scene, "two"));
    wait_for(scene, 3);
    struct bytes_list txs = reap(scene);
    txs.count = 1;
    commit(scene, txs, 0);
    assert_int_equal(scene->fake.rechecks, 2);
    txs = reap(scene);
    assert_int_equal(txs.count, 1);
    ASSERT_TEXT(txs.items[0], "two");
    ASSERT_OK(add(scene, "stale"));
    wait_for(scene, 4);
}

static void nothing_new_is_checked_while_it_is_held(void **state)
{
    struct scene *scene = *state;
    mempool_hold(scene->mempool);
    ASSERT_OK(add(scene, "one"));
    assert_int_equal(scene->answered, 0);
    assert_int_equal(mempool_size(scene->mempool).txs, 0);
    mempool_update(scene->mempool, (struct bytes_list){0}, NULL, 1000, -1);
    wait_for(scene, 1);
}

static void a_check_without_queueing_leaves_nothing_behind(void **state)
{
    struct scene *scene = *state;
    struct tendermint_abci_response_check_tx response = {0};
    mempool_check(scene->mempool, scene->arena, BYTES("bad"), &response);
    assert_int_equal(response.code, 1);
    assert_int_equal(scene->fake.checks, 1);
    assert_int_equal(mempool_size(scene->mempool).txs, 0);
}

static void waiting_ends_with_a_transaction_a_wake_or_the_time(void **state)
{
    struct scene *scene = *state;
    mempool_wait(scene->mempool, 0);
    mempool_wake(scene->mempool);
    mempool_wait(scene->mempool, INT64_MAX / 2);
    ASSERT_OK(add(scene, "one"));
    mempool_wait(scene->mempool, INT64_MAX / 2);
    assert_int_equal(reap(scene).count, 1);
}

static void stopping_answers_what_was_not_checked(void **state)
{
    struct scene *scene = *state;
    mempool_hold(scene->mempool);
    ASSERT_OK(add(scene, "one"));
    mempool_stop(scene->mempool);
    assert_int_equal(scene->answered, 1);
    assert_int_equal(scene->last_code, MEMPOOL_STOPPED.code);
    assert_true(error_is(add(scene, "two"), &MEMPOOL_STOPPED));
    mempool_free(scene->mempool);
    const struct application app = {.app = &scene->fake, .check_tx = fake_check};
    scene->mempool = mempool_new(&MEMPOOL_LIMITS_DEFAULT, &app);
}

static void elsewhere(void *context, struct arena *arena, struct bytes tx,
                      struct tendermint_abci_response_check_tx *response)
{
    fake_check(context, arena, tx, true, response);
}

static void a_relay_takes_the_place_of_check_and_queue(void **state)
{
    struct scene *scene = *state;
    struct mempool_limits limits = MEMPOOL_LIMITS_DEFAULT;
    limits.relay = (struct mempool_relay){elsewhere, &scene->fake};
    const struct application app = {.app = &scene->fake, .check_tx = fake_check};
    mempool_stop(scene->mempool);
    mempool_free(scene->mempool);
    scene->mempool = mempool_new(&limits, &app);
    ASSERT_OK(add(scene, "one"));
    wait_for(scene, 1);
    assert_int_equal(scene->last_code, 0);
    ASSERT_OK(add(scene, "bad"));
    wait_for(scene, 2);
    assert_int_equal(scene->last_code, 1);
    /* Whether it was there before is for the other node to say. */
    ASSERT_OK(add(scene, "one"));
    wait_for(scene, 3);
    assert_int_equal(scene->fake.checks, 0);
    assert_int_equal(scene->fake.rechecks, 3);
    assert_int_equal(mempool_size(scene->mempool).txs, 0);
}

#define SCENE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCENE(valid_transactions_are_reaped_in_order_of_arrival),
        SCENE(repetitions_are_refused_until_they_were_invalid),
        SCENE(limits_have_cometbfts_texts),
        SCENE(a_block_takes_what_fits),
        SCENE(what_wants_more_gas_than_a_block_has_is_not_queued),
        SCENE(what_no_block_holds_any_more_is_dropped),
        SCENE(what_is_left_is_checked_again_after_a_block),
        SCENE(nothing_new_is_checked_while_it_is_held),
        SCENE(a_check_without_queueing_leaves_nothing_behind),
        SCENE(waiting_ends_with_a_transaction_a_wake_or_the_time),
        SCENE(stopping_answers_what_was_not_checked),
        SCENE(a_relay_takes_the_place_of_check_and_queue),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
