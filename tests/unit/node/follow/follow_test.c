#include "node/follow/follow.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/crypto/ed25519.h"
#include "common/encoding/protobuf.h"
#include "node/consensus/block.h"
#include "schema/chain/cosmos_base_tendermint_v1beta1.h"
#include "schema/chain/secretd_follow.h"
#include "tests/support/grpc_peer.h"
#include "tests/support/test.h"

/* A chain of a few empty blocks whose application has no state, and a follower of it. */

enum { BLOCKS = 5, KEPT = BLOCKS - 2, KEPT_WITH_COMMITS = BLOCKS - 1 };

struct scene {
    struct arena *arena;
    struct application app;
    struct genesis genesis;
    struct database *database;
    struct block_record record;
    struct arena *record_arena;
    struct mempool *mempool;
    uint8_t pubkey[32];
    struct bytes blocks[BLOCKS]; /* as the server answers */
    struct bytes commits[BLOCKS];
    bool tells_commits;
    size_t first; /* block that is asked for first */
    bool asked_for_commit;
    struct made_block made[BLOCKS];
    size_t sent;
    size_t failures; /* answers that are none before the first block */
    pthread_mutex_t lock;
    pthread_cond_t changed;
    int64_t height;
    char lines[256];
};

static status app_init(void *app, struct arena *arena,
                       const struct tendermint_abci_request_init_chain *request,
                       struct tendermint_abci_response_init_chain *response)
{
    struct scene *scene = app;
    struct tendermint_abci_validator_update *update =
        ARENA_NEW(arena, struct tendermint_abci_validator_update);
    *update = (struct tendermint_abci_validator_update){
        .pub_key = {.sum_case = LIGHT_KEY_ED25519, .ed25519 = BYTES_OF(scene->pubkey)},
        .power = 10};
    response->validators = (struct tendermint_abci_validator_update_list){update, 1};
    return NULL;
}

static void app_execute(void *app, struct arena *arena, const struct block_input *block,
                        struct tendermint_abci_response_finalize_block *response)
{
    struct scene *scene = app;
    const struct change_set none[STORE_COUNT] = {0};
    assert_non_null(block->traces);
    arena_reset(scene->record_arena);
    scene->record = (struct block_record){
        .height = block->header->height,
        .block = arena_copy(scene->record_arena, block->block_bytes),
        .commit = arena_copy(scene->record_arena, block->commit_bytes),
    };
    database_apply(scene->database, block->header->height, none, scene->record.app_hash);
    response->app_hash = arena_copy(arena, BYTES_OF(scene->record.app_hash));
}

static void app_append(void *app, struct bytes consensus_state)
{
    struct scene *scene = app;
    scene->record.consensus_state = consensus_state;
    database_append(scene->database, &scene->record);
}

static void app_renew(void *app)
{
}

static void committed(void *context, const struct solo_block *block)
{
    struct scene *scene = context;
    pthread_mutex_lock(&scene->lock);
    scene->height = block->block->header.height;
    pthread_cond_signal(&scene->changed);
    pthread_mutex_unlock(&scene->lock);
}

static void told(void *context, struct bytes line)
{
    struct scene *scene = context;
    size_t have = strlen(scene->lines);
    snprintf(scene->lines + have, sizeof scene->lines - have, "%.*s\n", BYTES_ARG(line));
}

static struct grpc_peer_answer serve(void *context, size_t number)
{
    struct scene *scene = context;
    if (number < scene->failures)
        return (struct grpc_peer_answer){.code = 14, .message = "not today"};
    /* The commit is asked for behind each block, or behind the first one only. */
    bool behind = scene->tells_commits || scene->sent == scene->first + 1;
    if (behind && scene->sent > scene->first && !scene->asked_for_commit) {
        scene->asked_for_commit = true;
        if (scene->tells_commits)
            return (struct grpc_peer_answer){.body = scene->commits[scene->sent - 1]};
        return (struct grpc_peer_answer){.code = 12, .message = "unknown service"};
    }
    if (scene->sent == BLOCKS)
        return (struct grpc_peer_answer){.code = 3, .message = "bigger then the chain length"};
    scene->asked_for_commit = scene->asked_for_commit && !scene->tells_commits;
    return (struct grpc_peer_answer){.body = scene->blocks[scene->sent++]};
}

static struct bytes answer_of(struct arena *arena, const struct tendermint_types_block *block)
{
    const struct cosmos_base_tendermint_v1beta1_get_block_by_height_response response = {.block =
                                                                                             block};
    return protobuf_encode(arena, &cosmos_base_tendermint_v1beta1_get_block_by_height_response_type,
                           &response);
}

/* The blocks as their maker has them; the application's hash is that of empty stores. */
static void make_blocks(struct scene *scene, const uint8_t seed[32], const uint8_t app_hash[32])
{
    const struct block_signer signer = block_signer_new(seed);
    struct tendermint_abci_response_init_chain init = {0};
    struct consensus_state state, next;
    ASSERT_OK(app_init(scene, scene->arena, NULL, &init));
    ASSERT_OK(consensus_state_genesis(scene->arena, &scene->genesis, &init, &state));
    for (int i = 0; i < BLOCKS; i++) {
        const struct google_protobuf_timestamp now = {.seconds = 1800000000 + i};
        const struct tendermint_abci_response_finalize_block response = {
            .app_hash = bytes_make(app_hash, 32)};
        struct made_block *made = &scene->made[i];
        ASSERT_OK(
            block_make(scene->arena, &signer, &state, 0, (struct bytes_list){NULL, 0}, now, made));
        scene->blocks[i] = answer_of(scene->arena, &made->block);
        const struct secretd_follow_get_commit_response commit = {.commit = made->input.commit};
        scene->commits[i] =
            protobuf_encode(scene->arena, &secretd_follow_get_commit_response_type, &commit);
        ASSERT_OK(consensus_state_next(scene->arena, &state, &made->block.header, &made->block_id,
                                       &response, &next));
        state = next;
    }
}

static struct scene *scene_new(void)
{
    static const uint8_t seed[32] = {7};
    struct arena *arena = arena_new(4096);
    struct scene *scene = ARENA_NEW(arena, struct scene);
    *scene = (struct scene){.arena = arena,
                            .record_arena = arena_new(4096),
                            .app = {.app = scene,
                                    .init_chain = app_init,
                                    .execute = app_execute,
                                    .append = app_append,
                                    .renew = app_renew}};
    pthread_mutex_init(&scene->lock, NULL);
    pthread_cond_init(&scene->changed, NULL);
    crypto_ed25519_pubkey(seed, scene->pubkey);
    const struct database_options options = {.pruning = PRUNING_DEFAULT};
    ASSERT_OK(database_open(arena, &options, &scene->database));
    scene->mempool = mempool_new(&MEMPOOL_LIMITS_DEFAULT, &scene->app);
    ASSERT_OK(genesis_read(arena,
                           BYTES("{\"chain_id\":\"net\",\"genesis_time\":\"2026-01-01T00:00:00Z\","
                                 "\"app_state\":{}}"),
                           &scene->genesis));
    const struct change_set none[STORE_COUNT] = {0};
    uint8_t app_hash[32];
    database_apply(scene->database, 1, none, app_hash);
    make_blocks(scene, seed, app_hash);
    return scene;
}

static void scene_free(struct scene *scene)
{
    mempool_stop(scene->mempool);
    mempool_free(scene->mempool);
    database_close(scene->database);
    arena_drop(scene->record_arena);
    arena_drop(scene->arena);
}

/* Follows until `height` is kept. */
static void follow_to(struct scene *scene, int64_t height)
{
    char address[GRPC_PEER_ADDRESS];
    struct grpc_peer *peer = grpc_peer_start(serve, scene, address);
    const struct follow_options options = {.app = &scene->app,
                                           .database = scene->database,
                                           .mempool = scene->mempool,
                                           .genesis = &scene->genesis,
                                           .server = bytes_text(address),
                                           .committed = committed,
                                           .told = told,
                                           .context = scene};
    struct follow *follow;
    scene->first = scene->sent;
    scene->asked_for_commit = false;
    ASSERT_OK(follow_start(scene->arena, &options, &follow));
    pthread_mutex_lock(&scene->lock);
    while (scene->height < height)
        pthread_cond_wait(&scene->changed, &scene->lock);
    pthread_mutex_unlock(&scene->lock);
    follow_stop(follow);
    grpc_peer_stop(peer);
}

static void a_block_is_kept_when_the_header_after_it_is_signed(void **state)
{
    struct scene *scene = scene_new();
    struct block_record record;
    follow_to(scene, KEPT);
    assert_int_equal(database_height(scene->database), KEPT);
    assert_true(database_read(scene->database, scene->arena, 2, &record));
    ASSERT_BYTES(record.block, scene->made[1].input.block_bytes);
    assert_string_equal(scene->lines, "");
    scene_free(scene);
}

static void a_server_that_tells_commits_is_one_block_ahead(void **state)
{
    struct scene *scene = scene_new();
    scene->tells_commits = true;
    follow_to(scene, KEPT_WITH_COMMITS);
    assert_int_equal(database_height(scene->database), KEPT_WITH_COMMITS);
    assert_string_equal(scene->lines, "");
    scene_free(scene);
}

static void a_server_that_fails_is_asked_again_and_that_is_told_once(void **state)
{
    struct scene *scene = scene_new();
    scene->failures = 2;
    follow_to(scene, KEPT);
    assert_non_null(strstr(scene->lines, " gives no blocks: not today; trying again\n"));
    assert_non_null(strstr(scene->lines, " gives blocks again\n"));
    assert_int_equal(strlen(strchr(strchr(scene->lines, '\n') + 1, '\n') + 1), 0);
    scene_free(scene);
}

static void a_restart_goes_on_after_the_last_kept_block(void **state)
{
    struct scene *scene = scene_new();
    follow_to(scene, 1);
    int64_t kept = database_height(scene->database);
    assert_true(kept >= 1);
    scene->sent = (size_t)kept;
    scene->height = 0;
    if (kept < KEPT)
        follow_to(scene, KEPT);
    assert_int_equal(database_height(scene->database), KEPT);
    scene_free(scene);
}

/* Follows in a process of its own, which must end with the line. */
static void ends_with(struct scene *scene, const char *line)
{
    int ends[2];
    char text[512] = {0};
    assert_int_equal(pipe(ends), 0);
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        follow_to(scene, BLOCKS);
        _exit(0);
    }
    close(ends[1]);
    size_t have = 0;
    ssize_t got;
    while (have + 1 < sizeof text && (got = read(ends[0], text + have, sizeof text - 1 - have)) > 0)
        have += (size_t)got;
    close(ends[0]);
    int result;
    assert_int_equal(waitpid(child, &result, 0), child);
    assert_true(WIFEXITED(result));
    assert_int_equal(WEXITSTATUS(result), 3);
    if (strstr(text, line) == NULL)
        fail_msg("%s", text);
}

static void what_is_not_signed_ends_the_node(void **state)
{
    struct scene *scene = scene_new();
    struct tendermint_types_block block = scene->made[1].block;
    block.header.time.nanos++;
    scene->blocks[1] = answer_of(scene->arena, &block);
    ends_with(scene, "is not one that the chain's validators signed: commit is for another block");

    /* A transaction more than was signed. */
    struct bytes tx = BYTES("tx");
    block = scene->made[1].block;
    block.data.txs = (struct bytes_list){&tx, 1};
    scene->blocks[1] = answer_of(scene->arena, &block);
    ends_with(scene, "is not one that the chain's validators signed: its parts differ");

    block = scene->made[1].block;
    block.last_commit = NULL;
    scene->blocks[1] = answer_of(scene->arena, &block);
    ends_with(scene, "block 1 of 127.0.0.1:");

    scene->tells_commits = true;
    scene->blocks[1] = answer_of(scene->arena, &scene->made[1].block);
    scene->commits[1] = scene->commits[2];
    ends_with(scene, "block 2 of 127.0.0.1:");
    scene_free(scene);
}

static void another_app_hash_ends_the_node(void **state)
{
    static const uint8_t seed[32] = {7}, wrong[32] = {0xAB};
    struct scene *scene = scene_new();
    make_blocks(scene, seed, wrong);
    ends_with(scene, "after block 1 the chain has app hash AB00");
    scene->tells_commits = true;
    ends_with(scene, "after block 1 the chain has app hash AB00");
    scene_free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_block_is_kept_when_the_header_after_it_is_signed),
        cmocka_unit_test(a_server_that_tells_commits_is_one_block_ahead),
        cmocka_unit_test(a_server_that_fails_is_asked_again_and_that_is_told_once),
        cmocka_unit_test(a_restart_goes_on_after_the_last_kept_block),
        cmocka_unit_test(what_is_not_signed_ends_the_node),
        cmocka_unit_test(another_app_hash_ends_the_node),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
