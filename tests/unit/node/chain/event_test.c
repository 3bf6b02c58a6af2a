#include "node/chain/event.h"

#include "tests/support/test.h"

static void events_keep_the_order_of_emission_and_of_attributes(void **state)
{
    struct arena *arena = arena_new(1024);
    struct event_list *list = event_list_new(arena);
    for (size_t i = 0; i < 40; i++) {
        struct event *event = event_emit(list, BYTES("plain"));
        for (size_t at = 0; at < i; at++)
            event_attribute_add(list, event, BYTES("k"), arena_format(arena, "%zu", at));
    }
    EVENT(list, "transfer", {BYTES("recipient"), BYTES("r")}, {BYTES("sender"), BYTES("s")});
    assert_int_equal(list->count, 41);
    assert_int_equal(list->items[39].count, 39);
    ASSERT_TEXT(list->items[39].attributes[38].value, "38");
    ASSERT_TEXT(list->items[40].type, "transfer");
    ASSERT_TEXT(list->items[40].attributes[1].key, "sender");
    event_attribute_add(list, &list->items[40], BYTES("msg_index"), BYTES("0"));
    assert_int_equal(list->items[40].count, 3);
    arena_drop(arena);
}

static void a_list_is_appended_behind_another(void **state)
{
    struct arena *arena = arena_new(1024);
    struct event_list *first = event_list_new(arena), *second = event_list_new(arena);
    EVENT(first, "one", {BYTES("a"), BYTES("1")});
    EVENT(second, "two", {BYTES("b"), BYTES("2")});
    event_list_append(first, second);
    assert_int_equal(first->count, 2);
    ASSERT_TEXT(first->items[1].attributes[0].value, "2");
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(events_keep_the_order_of_emission_and_of_attributes),
        cmocka_unit_test(a_list_is_appended_behind_another),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
