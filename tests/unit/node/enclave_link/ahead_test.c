#include "node/enclave_link/ahead.h"

#include <string.h>

#include "tests/support/test.h"

/* A contract that reads what it is told to, on a store where "there" and "old" have values. */

struct world {
    struct arena *arena;
    struct ahead *ahead;
    size_t lookups;
    bool remembers; /* the enclave, what it has seen */
};

static void read_value(void *context, struct arena *arena, struct bytes key, struct bytes *value)
{
    struct world *world = context;
    world->lookups++;
    if (bytes_is(key, "there") || bytes_is(key, "old"))
        *value = BYTES("value");
}

static int make(void **state)
{
    struct world *world = test_calloc(1, sizeof *world);
    world->arena = arena_new(4096);
    world->ahead = ahead_new();
    *state = world;
    return 0;
}

static int drop(void **state)
{
    struct world *world = *state;
    ahead_free(world->ahead);
    arena_drop(world->arena);
    test_free(world);
    return 0;
}

static struct secretd_boundary_stored_list begin(struct world *world, const char *contract,
                                                 const char *sender)
{
    const struct secretd_boundary_call call = {.contract = bytes_text(contract),
                                               .sender = bytes_text(sender)};
    const struct enclave_host host = {.context = world, .read = read_value};
    return ahead_begin(world->ahead, world->arena, &call, &host, world->remembers);
}

#define CONTRACT "contract............"
#define ALICE    "alice..............."
#define BOB      "bob................."

static void end_having_read(struct world *world, const char *key)
{
    struct secretd_contract_access access = {.kind = SECRETD_CONTRACT_ACCESS_READ,
                                             .key = bytes_text(key)};
    const struct secretd_contract_access_list list = {&access, key[0] != '\0'};
    ahead_end(world->ahead, &list);
}

static void a_first_call_gets_nothing(void **state)
{
    struct world *world = *state;
    assert_int_equal(begin(world, CONTRACT, ALICE).count, 0);
    assert_int_equal(world->lookups, 0);
}

static void the_next_call_gets_what_the_last_one_asked_for(void **state)
{
    struct world *world = *state;
    begin(world, CONTRACT, ALICE);
    ahead_asked(world->ahead, BYTES("there"), BYTES("unused"));
    ahead_asked(world->ahead, BYTES("new"), BYTES("old"));
    ahead_asked(world->ahead, BYTES("gone"), BYTES(""));
    end_having_read(world, "");
    struct secretd_boundary_stored_list list = begin(world, CONTRACT, BOB);
    assert_int_equal(list.count, 3);
    ASSERT_TEXT(list.items[0].key, "there");
    assert_true(list.items[0].reply.found && !list.items[0].reply.by_fallback);
    ASSERT_TEXT(list.items[0].reply.value, "value");
    ASSERT_TEXT(list.items[1].key, "new");
    assert_true(list.items[1].reply.found && list.items[1].reply.by_fallback);
    assert_false(list.items[2].reply.found);
}

static void what_a_call_did_not_read_is_forgotten(void **state)
{
    struct world *world = *state;
    begin(world, CONTRACT, ALICE);
    ahead_asked(world->ahead, BYTES("one"), BYTES(""));
    ahead_asked(world->ahead, BYTES("two"), BYTES(""));
    end_having_read(world, "");
    begin(world, CONTRACT, ALICE);
    end_having_read(world, "two");
    struct secretd_boundary_stored_list list = begin(world, CONTRACT, ALICE);
    assert_int_equal(list.count, 1);
    ASSERT_TEXT(list.items[0].key, "two");
}

static void a_sender_has_habits_of_his_own(void **state)
{
    struct world *world = *state;
    begin(world, CONTRACT, ALICE);
    ahead_asked(world->ahead, BYTES("alice's"), BYTES(""));
    end_having_read(world, "");
    begin(world, CONTRACT, BOB);
    ahead_asked(world->ahead, BYTES("bob's"), BYTES(""));
    end_having_read(world, "");
    struct secretd_boundary_stored_list list = begin(world, CONTRACT, ALICE);
    assert_int_equal(list.count, 1);
    ASSERT_TEXT(list.items[0].key, "alice's");
}

static void reads_of_other_contracts_in_a_query_do_not_count(void **state)
{
    struct world *world = *state;
    const struct secretd_contract_access_list none = {0};
    begin(world, CONTRACT, ALICE);
    ahead_asked(world->ahead, BYTES("own"), BYTES(""));
    struct ahead_habits *paused = ahead_pause(world->ahead, &none);
    ahead_asked(world->ahead, BYTES("other's"), BYTES(""));
    ahead_resume(world->ahead, paused);
    end_having_read(world, "");
    assert_int_equal(begin(world, CONTRACT, ALICE).count, 1);
}

static void those_who_share_their_places_make_way_for_the_newest(void **state)
{
    struct world *world = *state;
    /* The places of an address follow from its first bytes. */
    static const char *const senders[] = {"bo1.................", "bo2.................",
                                          "bo3.................", "bo4................."};
    _Static_assert(ARRAY_COUNT(senders) == AHEAD_WAYS, "as many as fit");
    for (size_t i = 0; i < AHEAD_WAYS; i++) {
        begin(world, CONTRACT, senders[i]);
        ahead_asked(world->ahead, bytes_text(senders[i]), BYTES(""));
        end_having_read(world, "");
    }
    for (size_t i = 0; i < AHEAD_WAYS; i++) {
        struct secretd_boundary_stored_list list = begin(world, CONTRACT, senders[i]);
        assert_int_equal(list.count, 1);
        assert_true(bytes_equal(list.items[0].key, bytes_text(senders[i])));
        end_having_read(world, senders[i]);
    }
    begin(world, CONTRACT, "bo5.................");
    end_having_read(world, "");
    assert_int_equal(begin(world, CONTRACT, senders[AHEAD_WAYS - 1]).count, 1);
    end_having_read(world, "");
    assert_int_equal(begin(world, CONTRACT, senders[0]).count, 0);
}

static void what_the_enclave_has_seen_is_not_sent_until_it_forgets(void **state)
{
    struct world *world = *state;
    world->remembers = true;
    begin(world, CONTRACT, ALICE);
    ahead_asked(world->ahead, BYTES("one"), BYTES(""));
    ahead_asked(world->ahead, BYTES("two"), BYTES(""));
    end_having_read(world, "one");
    struct secretd_boundary_stored_list list = begin(world, CONTRACT, BOB);
    assert_int_equal(list.count, 1);
    ASSERT_TEXT(list.items[0].key, "two");
    end_having_read(world, "two");
    ahead_forget(world->ahead);
    begin(world, CONTRACT, ALICE);
    ahead_asked(world->ahead, BYTES("two"), BYTES(""));
    end_having_read(world, "one");
    assert_int_equal(begin(world, CONTRACT, ALICE).count, 1);
}

static void an_enclave_that_remembers_nothing_is_sent_all(void **state)
{
    struct world *world = *state;
    for (int i = 0; i < 3; i++) {
        struct secretd_boundary_stored_list list = begin(world, CONTRACT, ALICE);
        assert_int_equal(list.count, i == 0 ? 0 : 1);
        if (i == 0)
            ahead_asked(world->ahead, BYTES("there"), BYTES(""));
        end_having_read(world, "there");
    }
}

static void too_many_keys_and_too_long_ones_are_not_remembered(void **state)
{
    struct world *world = *state;
    uint8_t key[AHEAD_KEY_BYTES_MAX + 1] = {0};
    begin(world, CONTRACT, ALICE);
    ahead_asked(world->ahead, BYTES_OF(key), BYTES(""));
    for (uint8_t i = 0; i < AHEAD_KEYS + 3; i++)
        ahead_asked(world->ahead, bytes_make(&(uint8_t){i}, 1), BYTES(""));
    end_having_read(world, "");
    assert_int_equal(begin(world, CONTRACT, ALICE).count, AHEAD_KEYS);
}

static void a_call_from_nobody_has_no_habits(void **state)
{
    struct world *world = *state;
    begin(world, CONTRACT, "");
    ahead_asked(world->ahead, BYTES("there"), BYTES(""));
    end_having_read(world, "there");
    assert_int_equal(begin(world, CONTRACT, "").count, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make, drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_first_call_gets_nothing),
        TEST(the_next_call_gets_what_the_last_one_asked_for),
        TEST(what_a_call_did_not_read_is_forgotten),
        TEST(a_sender_has_habits_of_his_own),
        TEST(reads_of_other_contracts_in_a_query_do_not_count),
        TEST(those_who_share_their_places_make_way_for_the_newest),
        TEST(what_the_enclave_has_seen_is_not_sent_until_it_forgets),
        TEST(an_enclave_that_remembers_nothing_is_sent_all),
        TEST(too_many_keys_and_too_long_ones_are_not_remembered),
        TEST(a_call_from_nobody_has_no_habits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
