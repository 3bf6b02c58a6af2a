#include "node/consensus/genesis.h"

#include "node/app/recording.h"
#include "node/app/state.h"
#include "tests/support/test.h"

struct fixture {
    struct arena *arena;
    struct database *database;
    struct app *app;
    struct genesis genesis;
    struct tendermint_abci_request_init_chain request;
    struct tendermint_abci_response_init_chain response;
};

static void start(struct fixture *f)
{
    *f = (struct fixture){.arena = arena_new(1 << 16)};
    struct database_options options = {.pruning = PRUNING_DEFAULT};
    ASSERT_OK(database_open(f->arena, &options, &f->database));
    struct app_options app_options = {.database = f->database};
    ASSERT_OK(app_new(f->arena, &app_options, &f->app));
    struct bytes text;
    ASSERT_OK(recording_file(f->arena, "tests/vectors/recordings/idle", "genesis.json", &text));
    ASSERT_OK(genesis_read(f->arena, text, &f->genesis));
    f->request = (struct tendermint_abci_request_init_chain){
        .time = f->genesis.time,
        .chain_id = f->genesis.chain_id,
        .consensus_params = &f->genesis.params,
        .app_state_bytes = f->genesis.app_state,
        .initial_height = 1,
    };
}

static void stop(struct fixture *f)
{
    app_free(f->app);
    database_close(f->database);
    arena_drop(f->arena);
}

static status init(struct fixture *f)
{
    return app_init_chain(f->app, f->arena, &f->request, &f->response);
}

static void a_genesis_gives_the_first_validators(void **state)
{
    struct fixture f;
    start(&f);
    ASSERT_OK(init(&f));
    assert_int_equal(f.response.validators.count, 1);
    assert_true(f.response.validators.items[0].power > 0);
    /* SHA-256 of nothing: the hash before the first block. */
    ASSERT_HEX(f.response.app_hash,
               "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert_int_equal(database_height(f.database), 0);
    stop(&f);
}

static void validators_that_are_named_must_come_out(void **state)
{
    struct fixture f;
    start(&f);
    ASSERT_OK(init(&f));
    f.request.validators = f.response.validators;
    ASSERT_OK(init(&f));
    struct tendermint_abci_validator_update wrong = f.request.validators.items[0];
    wrong.power++;
    f.request.validators.items = &wrong;
    ASSERT_TEXT(init(&f)->text, "genesisValidators do not hold req.Validators[0]");
    f.request.validators.count = 0;
    ASSERT_OK(init(&f)); /* a refused genesis leaves nothing behind */
    stop(&f);
}

static void a_genesis_without_validators_is_refused(void **state)
{
    struct fixture f;
    start(&f);
    f.request.app_state_bytes = BYTES("{}");
    assert_true(bytes_starts_with(init(&f)->text, BYTES("validator set is empty")));
    stop(&f);
}

static void a_module_that_refuses_is_named(void **state)
{
    struct fixture f;
    start(&f);
    f.request.app_state_bytes = BYTES("{\"bank\":{\"params\":5}}");
    status refused = init(&f);
    assert_non_null(refused);
    assert_true(bytes_starts_with(refused->text, BYTES("genesis of bank")));
    f.request.app_state_bytes = BYTES("{");
    assert_non_null(init(&f));
    stop(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_genesis_gives_the_first_validators),
        cmocka_unit_test(validators_that_are_named_must_come_out),
        cmocka_unit_test(a_genesis_without_validators_is_refused),
        cmocka_unit_test(a_module_that_refuses_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
