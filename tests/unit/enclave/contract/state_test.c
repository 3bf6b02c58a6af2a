#include "enclave/contract/state.h"

#include "common/crypto/siv.h"
#include "enclave/contract/errors.h"
#include "tests/support/test.h"

enum { STORE_MAX = 16 };

/* A store beside the call, and the call. */
struct world {
    struct arena *arena;
    struct keys_chain *keys;
    struct sealing *sealing;
    const struct sealer *sealer;
    struct state_gas gas;
    struct bytes stored_keys[STORE_MAX], stored_values[STORE_MAX];
    size_t stored;
    size_t asked;
    struct bytes changed_key, changed_value; /* the last one */
    size_t changes;
    struct state *state;
};

static status store_read(void *context, struct arena *arena, struct bytes key,
                         struct bytes fallback, struct bytes *value, bool *by_fallback)
{
    struct world *world = context;
    world->asked++;
    for (size_t i = 0; i < world->stored; i++) {
        bool first = bytes_equal(world->stored_keys[i], key);
        if (!first && !bytes_equal(world->stored_keys[i], fallback))
            continue;
        *value = world->stored_values[i];
        *by_fallback = !first;
        return NULL;
    }
    *value = (struct bytes){0};
    return NULL;
}

static void store_changed(void *context, struct bytes key, struct bytes value)
{
    struct world *world = context;
    world->changed_key = key;
    world->changed_value = value;
    world->changes++;
}

static void world_start(struct world *world, uint64_t limit)
{
    struct keys_secret seeds[2];
    memset(seeds, 0x31, sizeof seeds);
    *world = (struct world){.arena = arena_new(1 << 16), .sealer = sealer_find(1)};
    world->gas.limit = limit;
    world->keys = keys_chain_new();
    keys_chain_load(world->keys, seeds, 2);
    world->sealing = sealing_new(world->keys);
    static const uint8_t og[KEYS_CONTRACT] = {5};
    world->sealer->begin(world->sealing, og, (struct sealing_coordinates){1, 2, 3});
    const struct state_store store = {world, store_read, store_changed};
    world->state =
        state_new(world->arena, world->sealer, world->sealing, &store, &world->gas, 1000, true);
}

static void world_stop(struct world *world)
{
    sealing_free(world->sealing);
    keys_chain_free(world->keys);
    arena_drop(world->arena);
}

static void put(struct world *world, const char *name, const char *value)
{
    struct bytes key = world->sealer->seal_key(world->sealing, world->arena, bytes_text(name));
    world->stored_keys[world->stored] = key;
    world->stored_values[world->stored++] =
        world->sealer->seal_value(world->sealing, world->arena, key, bytes_text(value));
}

static struct bytes read_name(struct world *world, const char *name, uint64_t *external)
{
    struct bytes value;
    ASSERT_OK(state_read(world->state, bytes_text(name), &value, external));
    return value;
}

/* key = 44 + name, value = 56 + value (enclave-protocol 5.8) */
static uint64_t read_gas(size_t name, size_t value)
{
    return 100 + 21 + 44 + name + 56 + value;
}

static void a_read_is_opened_and_charged_by_its_length(void **state)
{
    struct world world;
    uint64_t external;
    world_start(&world, 1000000);
    put(&world, "count", "15");
    ASSERT_TEXT(read_name(&world, "count", &external), "15");
    assert_int_equal(world.gas.consumed, read_gas(5, 2));
    assert_int_equal(external, read_gas(5, 2) * 1000);
    struct secretd_contract_access_list accesses = state_take(world.state);
    assert_int_equal(accesses.count, 1);
    ASSERT_BYTES(accesses.items[0].key, world.stored_keys[0]);
    assert_int_equal(accesses.items[0].value_bytes, 58);
    assert_int_equal(state_take(world.state).count, 0);
    world_stop(&world);
}

static void a_second_read_costs_the_same_and_asks_nobody(void **state)
{
    struct world world;
    uint64_t first, second;
    world_start(&world, 1000000);
    put(&world, "count", "15");
    read_name(&world, "count", &first);
    read_name(&world, "count", &second);
    assert_int_equal(first, second);
    assert_int_equal(world.asked, 1);
    assert_int_equal(state_take(world.state).count, 2);
    world_stop(&world);
}

static void a_missing_name_costs_two_reads(void **state)
{
    struct world world;
    uint64_t external;
    world_start(&world, 1000000);
    assert_null(read_name(&world, "count", &external).data);
    uint64_t gas = (100 + 21 + 44 + 5) + (100 + 21 + 32);
    assert_int_equal(world.gas.consumed, gas);
    read_name(&world, "count", &external);
    assert_int_equal(world.gas.consumed, 2 * gas);
    assert_int_equal(world.asked, 1);
    assert_int_equal(state_take(world.state).count, 4);
    world_stop(&world);
}

static void writes_wait_for_the_flush_and_are_read_back_free(void **state)
{
    struct world world;
    uint64_t external;
    world_start(&world, 1000000);
    ASSERT_OK(state_write(world.state, BYTES("b"), BYTES("22")));
    ASSERT_OK(state_write(world.state, BYTES("a"), BYTES("1")));
    ASSERT_OK(state_write(world.state, BYTES("b"), BYTES("333")));
    ASSERT_TEXT(read_name(&world, "b", &external), "333");
    assert_int_equal(external, 0);
    assert_int_equal(world.gas.consumed, 0);
    assert_int_equal(world.changes, 0);
    ASSERT_OK(state_flush(world.state));
    struct secretd_contract_access_list accesses = state_take(world.state);
    assert_int_equal(accesses.count, 4);
    assert_int_equal(world.changes, 4);
    ASSERT_BYTES(world.changed_key, accesses.items[3].key);
    ASSERT_BYTES(world.changed_value, accesses.items[3].value);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(accesses.items[i].kind,
                         i < 2 ? SECRETD_CONTRACT_ACCESS_DELETE : SECRETD_CONTRACT_ACCESS_WRITE);
    ASSERT_BYTES(accesses.items[2].key,
                 world.sealer->seal_key(world.sealing, world.arena, BYTES("a")));
    struct bytes value;
    assert_true(world.sealer->open_value(world.sealing, world.arena, accesses.items[3].key,
                                         accesses.items[3].value, &value));
    ASSERT_TEXT(value, "333");
    assert_int_equal(world.gas.consumed,
                     200 + (200 + 5 * (21 + 45 + 57)) + (200 + 5 * (21 + 45 + 59)));
    world_stop(&world);
}

static void a_removed_name_is_gone_at_once_and_may_come_back(void **state)
{
    struct world world;
    uint64_t external;
    world_start(&world, 1000000);
    put(&world, "count", "15");
    ASSERT_OK(state_remove(world.state, BYTES("count"), &external));
    assert_int_equal(external, 200 * 1000);
    assert_int_equal(world.changes, 2);
    assert_null(world.changed_value.data);
    assert_null(read_name(&world, "count", &external).data);
    assert_int_equal(world.asked, 0);
    assert_int_equal(external, (100 + 21 + 49 + 100 + 21 + 32) * 1000);
    ASSERT_OK(state_write(world.state, BYTES("count"), BYTES("16")));
    ASSERT_TEXT(read_name(&world, "count", &external), "16");
    ASSERT_OK(state_remove(world.state, BYTES("count"), &external));
    ASSERT_OK(state_flush(world.state));
    struct secretd_contract_access_list accesses = state_take(world.state);
    for (size_t i = 0; i < accesses.count; i++)
        assert_int_not_equal(accesses.items[i].kind, SECRETD_CONTRACT_ACCESS_WRITE);
    world_stop(&world);
}

/* Sealed as enclave-protocol 4.4 has it. */
static void put_old(struct world *world, const char *name, const char *value)
{
    static const uint8_t og[KEYS_CONTRACT] = {5};
    struct bytes key = world->sealer->old_key(world->sealing, world->arena, bytes_text(name));
    struct bytes text = bytes_text(value);
    uint8_t *stored = arena_zalloc(world->arena, 32 + 16 + text.len);
    const struct bytes item = bytes_make(stored, 32);
    struct keys_secret secret;
    keys_state_old(world->keys, key.data, og, &secret);
    struct crypto_siv *siv = crypto_siv_new(secret.bytes);
    crypto_siv_seal(siv, &item, 1, text, stored + 32);
    crypto_siv_free(siv);
    world->stored_keys[world->stored] = key;
    world->stored_values[world->stored++] = bytes_make(stored, 32 + 16 + text.len);
}

static void an_old_value_is_moved_when_it_is_read(void **state)
{
    struct world world;
    uint64_t external;
    world_start(&world, 1000000);
    put_old(&world, "count", "15");
    ASSERT_TEXT(read_name(&world, "count", &external), "15");
    struct secretd_contract_access_list accesses = state_take(world.state);
    assert_int_equal(accesses.count, 4);
    assert_int_equal(accesses.items[2].kind, SECRETD_CONTRACT_ACCESS_DELETE);
    assert_int_equal(accesses.items[3].kind, SECRETD_CONTRACT_ACCESS_WRITE);
    uint64_t before = world.gas.consumed;
    ASSERT_TEXT(read_name(&world, "count", &external), "15");
    assert_int_equal(world.gas.consumed, before);
    world_stop(&world);
}

static void the_end_of_the_chains_gas_ends_the_call(void **state)
{
    struct world world;
    struct bytes value;
    uint64_t external;
    world_start(&world, 120);
    put(&world, "count", "15");
    assert_ptr_equal(state_read(world.state, BYTES("count"), &value, &external),
                     &CONTRACT_OUT_OF_CHAIN_GAS);
    /* The meter stands where the original's does: at the charge that was too much. */
    assert_int_equal(world.gas.consumed, 100 + 21 + 49);
    assert_int_equal(state_take(world.state).count, 1);
    world_stop(&world);
}

static void a_forged_value_ends_the_call(void **state)
{
    struct world world;
    struct bytes value;
    uint64_t external;
    world_start(&world, 1000000);
    put(&world, "count", "15");
    world.stored_values[0].len--;
    assert_ptr_equal(state_read(world.state, BYTES("count"), &value, &external), &CONTRACT_DECRYPT);
    world_stop(&world);
}

static void thousands_of_names_stay_in_order(void **state)
{
    struct world world;
    world_start(&world, UINT64_MAX);
    for (uint32_t i = 0; i < 3000; i++) {
        uint8_t name[4];
        store_be32(name, i * 2654435761U);
        ASSERT_OK(state_write(world.state, BYTES_OF(name), BYTES("v")));
    }
    ASSERT_OK(state_flush(world.state));
    struct secretd_contract_access_list accesses = state_take(world.state);
    assert_int_equal(accesses.count, 6000);
    world_stop(&world);
}

static void what_a_call_may_keep_is_bounded(void **state)
{
    struct world world;
    world_start(&world, UINT64_MAX);
    static uint8_t large[STATE_BYTES_MAX];
    assert_ptr_equal(state_write(world.state, BYTES("name"), BYTES_OF(large)),
                     &CONTRACT_OUT_OF_CHAIN_GAS);
    world_stop(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_read_is_opened_and_charged_by_its_length),
        cmocka_unit_test(a_second_read_costs_the_same_and_asks_nobody),
        cmocka_unit_test(a_missing_name_costs_two_reads),
        cmocka_unit_test(writes_wait_for_the_flush_and_are_read_back_free),
        cmocka_unit_test(a_removed_name_is_gone_at_once_and_may_come_back),
        cmocka_unit_test(an_old_value_is_moved_when_it_is_read),
        cmocka_unit_test(the_end_of_the_chains_gas_ends_the_call),
        cmocka_unit_test(a_forged_value_ends_the_call),
        cmocka_unit_test(thousands_of_names_stay_in_order),
        cmocka_unit_test(what_a_call_may_keep_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
