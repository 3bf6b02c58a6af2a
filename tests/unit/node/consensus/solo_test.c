#include "node/consensus/solo.h"

#include "tests/support/test.h"

#include <pthread.h>

#include "common/crypto/ed25519.h"
#include "common/crypto/hash.h"
#include "common/encoding/protobuf.h"

/* An application without any state: every transaction succeeds and the app hash stays that of the
 * empty stores. */
struct fake {
    struct database *database;
    struct block_record record;
    struct arena *arena;
    uint8_t pubkey[32];
    int genesis_calls;
    int64_t scheduled_at;   /* this height gets a scheduled transaction */
    size_t scheduled_bytes; /* of a second of three; 0: there is one alone */
};

static status fake_init(void *app, struct arena *arena,
                        const struct tendermint_abci_request_init_chain *request,
                        struct tendermint_abci_response_init_chain *response)
{
    struct fake *fake = app;
    struct tendermint_abci_validator_update *update =
        ARENA_NEW(arena, struct tendermint_abci_validator_update);
    *update = (struct tendermint_abci_validator_update){
        .pub_key = {.sum_case = LIGHT_KEY_ED25519, .ed25519 = BYTES_OF(fake->pubkey)}, .power = 10};
    response->validators = (struct tendermint_abci_validator_update_list){update, 1};
    fake->genesis_calls++;
    return NULL;
}

static void fake_check(void *app, struct arena *arena, struct bytes tx, bool recheck,
                       struct tendermint_abci_response_check_tx *response)
{
}

static struct bytes_list fake_scheduled(void *app, struct arena *arena)
{
    struct fake *fake = app;
    struct bytes_list none = {0};
    if (database_height(fake->database) + 1 != fake->scheduled_at)
        return none;
    struct bytes *txs = ARENA_ARRAY(arena, struct bytes, 3);
    txs[0] = BYTES("scheduled");
    txs[1] = bytes_make(arena_alloc(arena, fake->scheduled_bytes), fake->scheduled_bytes);
    txs[2] = BYTES("last");
    return (struct bytes_list){txs, fake->scheduled_bytes == 0 ? 1 : 3};
}

static void fake_execute(void *app, struct arena *arena, const struct block_input *block,
                         struct tendermint_abci_response_finalize_block *response)
{
    struct fake *fake = app;
    const struct change_set none[STORE_COUNT] = {0};
    response->tx_results = (struct tendermint_abci_exec_tx_result_list){
        ARENA_ARRAY(arena, struct tendermint_abci_exec_tx_result, block->txs.count),
        block->txs.count};
    arena_reset(fake->arena);
    fake->record = (struct block_record){
        .height = block->header->height,
        .block = arena_copy(fake->arena, block->block_bytes),
        .commit = arena_copy(fake->arena, block->commit_bytes),
    };
    database_apply(fake->database, block->header->height, none, fake->record.app_hash);
    response->app_hash = arena_copy(arena, BYTES_OF(fake->record.app_hash));
}

static void fake_renew(void *app)
{
}

static void fake_append(void *app, struct bytes consensus_state)
{
    struct fake *fake = app;
    fake->record.consensus_state = consensus_state;
    database_append(fake->database, &fake->record);
}

struct scene {
    struct arena *arena;
    struct fake fake;
    struct application app;
    struct genesis genesis;
    struct mempool *mempool;
    struct solo *solo;
    struct solo_options options;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    int64_t height;
    size_t txs;
};

static void on_committed(void *context, const struct solo_block *block)
{
    struct scene *scene = context;
    pthread_mutex_lock(&scene->lock);
    scene->height = block->block->header.height;
    scene->txs += block->input->txs.count;
    pthread_cond_signal(&scene->changed);
    pthread_mutex_unlock(&scene->lock);
}

static void wait_for(struct scene *scene, int64_t height, size_t txs)
{
    pthread_mutex_lock(&scene->lock);
    while (scene->height < height || scene->txs < txs)
        pthread_cond_wait(&scene->changed, &scene->lock);
    pthread_mutex_unlock(&scene->lock);
}

static status start(struct scene *scene)
{
    scene->mempool = mempool_new(&MEMPOOL_LIMITS_DEFAULT, &scene->app);
    scene->options = (struct solo_options){.app = &scene->app,
                                           .database = scene->fake.database,
                                           .mempool = scene->mempool,
                                           .genesis = &scene->genesis,
                                           .key_seed = {7},
                                           .committed = on_committed,
                                           .context = scene};
    return solo_start(scene->arena, &scene->options, &scene->solo);
}

static void stop(struct scene *scene)
{
    if (scene->solo != NULL)
        solo_stop(scene->solo);
    scene->solo = NULL;
    mempool_stop(scene->mempool);
    mempool_free(scene->mempool);
}

static int setup(void **state)
{
    struct arena *arena = arena_new(4096);
    struct scene *scene = ARENA_NEW(arena, struct scene);
    *scene = (struct scene){.arena = arena,
                            .fake = {.arena = arena_new(4096)},
                            .app = {.app = &scene->fake,
                                    .init_chain = fake_init,
                                    .check_tx = fake_check,
                                    .scheduled_txs = fake_scheduled,
                                    .execute = fake_execute,
                                    .append = fake_append,
                                    .renew = fake_renew}};
    pthread_mutex_init(&scene->lock, NULL);
    pthread_cond_init(&scene->changed, NULL);
    const uint8_t seed[32] = {7};
    crypto_ed25519_pubkey(seed, scene->fake.pubkey);
    const struct database_options options = {.pruning = PRUNING_DEFAULT};
    ASSERT_OK(database_open(arena, &options, &scene->fake.database));
    ASSERT_OK(genesis_read(arena,
                           BYTES("{\"chain_id\":\"net\",\"genesis_time\":\"2026-01-01T00:00:00Z\","
                                 "\"app_state\":{}}"),
                           &scene->genesis));
    *state = scene;
    return 0;
}

static int teardown(void **state)
{
    struct scene *scene = *state;
    database_close(scene->fake.database);
    arena_drop(scene->fake.arena);
    arena_drop(scene->arena);
    return 0;
}

static void send(struct scene *scene, const char *text)
{
    uint8_t hash[32];
    crypto_sha256(bytes_text(text), hash);
    ASSERT_OK(mempool_add(scene->mempool, scene->arena, bytes_text(text), hash, NULL, NULL));
}

static void the_first_block_comes_at_once_and_others_with_transactions(void **state)
{
    struct scene *scene = *state;
    ASSERT_OK(start(scene));
    wait_for(scene, 1, 0);
    send(scene, "one");
    wait_for(scene, 2, 1);
    send(scene, "two");
    wait_for(scene, 3, 2);
    stop(scene);
    assert_int_equal(database_height(scene->fake.database), 3);
}

static void empty_blocks_come_by_the_clock_when_wanted(void **state)
{
    struct scene *scene = *state;
    ASSERT_OK(start(scene));
    stop(scene);
    scene->mempool = mempool_new(&MEMPOOL_LIMITS_DEFAULT, &scene->app);
    scene->options.mempool = scene->mempool;
    scene->options.empty_block_ms = 1;
    ASSERT_OK(solo_start(scene->arena, &scene->options, &scene->solo));
    wait_for(scene, 4, 0);
    stop(scene);
}

static void a_restart_goes_on_where_it_stopped(void **state)
{
    struct scene *scene = *state;
    ASSERT_OK(start(scene));
    wait_for(scene, 1, 0);
    send(scene, "one");
    wait_for(scene, 2, 1);
    stop(scene);
    ASSERT_OK(start(scene));
    send(scene, "two");
    wait_for(scene, 3, 2);
    stop(scene);
    assert_int_equal(scene->fake.genesis_calls, 1);
    struct block_record record;
    struct tendermint_types_block block;
    assert_true(database_read(scene->fake.database, scene->arena, 3, &record));
    ASSERT_OK(protobuf_decode(scene->arena, &tendermint_types_block_type, record.block, &block));
    assert_int_equal(block.header.height, 3);
    assert_int_equal(block.last_commit->height, 2);
}

static void another_chains_data_is_refused(void **state)
{
    struct scene *scene = *state;
    ASSERT_OK(start(scene));
    wait_for(scene, 1, 0);
    stop(scene);
    scene->genesis.chain_id = BYTES("other");
    status refused = start(scene);
    ASSERT_TEXT(refused->text,
                "the data is of chain \"net\", the genesis of \"other\": cannot start");
    stop(scene);
}

static void scheduled_transactions_stand_at_the_head(void **state)
{
    struct scene *scene = *state;
    scene->fake.scheduled_at = 2;
    ASSERT_OK(start(scene));
    wait_for(scene, 1, 0);
    send(scene, "one");
    wait_for(scene, 2, 2);
    stop(scene);
    struct block_record record;
    struct tendermint_types_block block;
    assert_true(database_read(scene->fake.database, scene->arena, 2, &record));
    ASSERT_OK(protobuf_decode(scene->arena, &tendermint_types_block_type, record.block, &block));
    ASSERT_TEXT(block.data.txs.items[0], "scheduled");
    ASSERT_TEXT(block.data.txs.items[1], "one");
}

/* The second is as large as a whole block may be; the third would fit, but not in its turn. */
static void scheduled_transactions_that_do_not_fit_are_left_out(void **state)
{
    struct scene *scene = *state;
    scene->fake.scheduled_at = 2;
    scene->fake.scheduled_bytes = (size_t)scene->genesis.params.block->max_bytes;
    ASSERT_OK(start(scene));
    wait_for(scene, 1, 0);
    send(scene, "one");
    wait_for(scene, 2, 2);
    stop(scene);
    assert_int_equal(scene->txs, 2);
}

#define SCENE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCENE(the_first_block_comes_at_once_and_others_with_transactions),
        SCENE(empty_blocks_come_by_the_clock_when_wanted),
        SCENE(a_restart_goes_on_where_it_stopped),
        SCENE(another_chains_data_is_refused),
        SCENE(scheduled_transactions_stand_at_the_head),
        SCENE(scheduled_transactions_that_do_not_fit_are_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
