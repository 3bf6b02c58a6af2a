#include "node/network.h"

#include "node/localnet/genesis.h"
#include "tests/support/directory.h"
#include "tests/support/test.h"

struct place {
    struct arena *arena;
    struct bytes folder;
    struct home home;
};

static struct place place_new(void)
{
    struct place place = {.arena = arena_new(4096)};
    place.folder = test_directory(place.arena);
    ASSERT_OK(home_open(place.arena, arena_text(place.arena, place.folder), false, "secretdev-1",
                        &place.home));
    return place;
}

static void place_drop(struct place *place)
{
    test_directory_remove(place->arena, place->folder);
    arena_drop(place->arena);
}

static void a_home_without_a_genesis_is_a_new_network(void **state)
{
    struct place place = place_new();
    struct genesis genesis;
    bool found = true;
    ASSERT_OK(network_genesis(place.arena, &place.home, &found, &genesis));
    assert_false(found);
    place_drop(&place);
}

/* What localnet_genesis_make writes is what a node starts from. */
static void the_genesis_of_a_local_network_is_read_back(void **state)
{
    struct place place = place_new();
    const uint8_t key[32] = {1};
    const struct localnet_genesis parts = {
        .chain_id = BYTES("secretdev-1"),
        .time_seconds = 1700000000,
        .time_nanos = 42,
        .consensus_key = BYTES_OF(key),
        .node_id = BYTES("00112233445566778899aabbccddeeff00112233"),
        .io_key = BYTES_OF(key),
        .exchange_key = BYTES_OF(key),
    };
    struct genesis genesis;
    bool found = false;
    ASSERT_OK(home_write(place.arena, &place.home, "config/genesis.json",
                         localnet_genesis_make(place.arena, &parts), false));
    ASSERT_OK(network_genesis(place.arena, &place.home, &found, &genesis));
    assert_true(found);
    ASSERT_TEXT(genesis.chain_id, "secretdev-1");
    assert_int_equal(genesis.time.seconds, 1700000000);
    assert_int_equal(genesis.time.nanos, 42);
    assert_int_equal(genesis.initial_height, 1);
    assert_int_equal(genesis.validators.count, 0);
    place_drop(&place);
}

static void a_damaged_genesis_is_refused(void **state)
{
    struct place place = place_new();
    struct genesis genesis;
    bool found;
    ASSERT_OK(home_write(place.arena, &place.home, "config/genesis.json", BYTES("{"), false));
    assert_true(
        error_is(network_genesis(place.arena, &place.home, &found, &genesis), &GENESIS_INVALID));
    place_drop(&place);
}

static void a_genesis_without_its_sealed_keys_cannot_be_started(void **state)
{
    struct place place = place_new();
    const struct genesis genesis = {.chain_id = BYTES("secretdev-1"), .initial_height = 1};
    ASSERT_OK(home_write(place.arena, &place.home, "config/genesis.json",
                         BYTES("{\"simulation\":true}"), false));
    status refused = network_unseal(place.arena, &place.home, NULL, &genesis, bytes_make(NULL, 0));
    assert_true(error_is(refused, &NETWORK_REFUSED));
    ASSERT_TEXT(refused->text, "data/enclave.sealed is missing: this home has a genesis but not "
                               "the keys of its network");
    place_drop(&place);
}

static void an_enclave_program_that_is_not_there_is_one_clear_line(void **state)
{
    struct place place = place_new();
    struct enclave_link *enclave;
    assert_non_null(network_enclave(place.arena,
                                    &(struct enclave_options){.program = "/nowhere/secretd-enclave",
                                                              .engine = "wasmi",
                                                              .sandbox = "off"},
                                    &enclave));
    place_drop(&place);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_home_without_a_genesis_is_a_new_network),
        cmocka_unit_test(the_genesis_of_a_local_network_is_read_back),
        cmocka_unit_test(a_damaged_genesis_is_refused),
        cmocka_unit_test(a_genesis_without_its_sealed_keys_cannot_be_started),
        cmocka_unit_test(an_enclave_program_that_is_not_there_is_one_clear_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
