#include "node/consensus/resume.h"

#include "tests/support/test.h"

static status init_chain(void *app, struct arena *arena,
                         const struct tendermint_abci_request_init_chain *request,
                         struct tendermint_abci_response_init_chain *response)
{
    static const uint8_t key[32] = {9};
    struct tendermint_abci_validator_update *update =
        ARENA_NEW(arena, struct tendermint_abci_validator_update);
    *update = (struct tendermint_abci_validator_update){
        .pub_key = {.sum_case = LIGHT_KEY_ED25519, .ed25519 = BYTES_OF(key)}, .power = 10};
    response->validators = (struct tendermint_abci_validator_update_list){update, 1};
    return NULL;
}

static struct genesis genesis_of(struct arena *arena, const char *chain_id)
{
    struct genesis genesis;
    struct bytes text =
        arena_format(arena,
                     "{\"chain_id\":\"%s\",\"genesis_time\":\"2026-01-01T00:00:00Z\","
                     "\"app_state\":{}}",
                     chain_id);
    ASSERT_OK(genesis_read(arena, text, &genesis));
    return genesis;
}

static void the_state_comes_from_genesis_first_and_from_the_log_later(void **state)
{
    struct arena *arena = arena_new(4096);
    const struct application app = {.init_chain = init_chain};
    const struct database_options options = {.pruning = PRUNING_DEFAULT};
    const struct change_set none[STORE_COUNT] = {0};
    struct genesis genesis = genesis_of(arena, "net"), other = genesis_of(arena, "other");
    struct database *database;
    struct consensus_state first, second;
    struct block_record record = {.height = 1};
    int32_t round = 7;
    ASSERT_OK(database_open(arena, &options, &database));
    ASSERT_OK(consensus_resume(arena, arena, &app, database, &genesis, &first, &round));
    assert_int_equal(first.last_height, 0);
    assert_int_equal(first.validators.count, 1);
    assert_int_equal(round, 0);

    database_apply(database, 1, none, record.app_hash);
    first.last_height = 1;
    first.app_hash = BYTES_OF(record.app_hash);
    record.consensus_state = consensus_state_encode(arena, &first);
    record.commit = BYTES("\x10\x03"); /* round 3 */
    database_append(database, &record);
    ASSERT_OK(consensus_resume(arena, arena, &app, database, &genesis, &second, &round));
    assert_int_equal(second.last_height, 1);
    assert_int_equal(round, 3);
    ASSERT_TEXT(consensus_resume(arena, arena, &app, database, &other, &second, &round)->text,
                "the data is of chain \"net\", the genesis of \"other\": cannot start");
    database_close(database);
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_state_comes_from_genesis_first_and_from_the_log_later),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
