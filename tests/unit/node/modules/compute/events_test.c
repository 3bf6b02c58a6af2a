#include "node/modules/compute/internal.h"
#include "tests/support/test.h"

static struct context context_with_events(struct arena *arena)
{
    return (struct context){.arena = arena, .events = event_list_new(arena)};
}

static status emit_type(struct arena *arena, const char *type, const char *key, const char *value)
{
    struct context ctx = context_with_events(arena);
    struct secretd_contract_attribute attribute = {bytes_text(key), bytes_text(value)};
    struct secretd_contract_event event = {.type = bytes_text(type), .attributes = {&attribute, 1}};
    const struct secretd_contract_answer answer = {.events = {&event, 1}};
    return compute_emit(&ctx, BYTES("12345678901234567890"), &answer);
}

static void own_address_comes_first_and_a_forged_one_is_dropped(void **state)
{
    struct arena *arena = arena_new(4096);
    struct context ctx = context_with_events(arena);
    struct secretd_contract_attribute attributes[] = {{BYTES("contract_address"), BYTES("forged")},
                                                      {BYTES("action"), BYTES("mint")}};
    const struct secretd_contract_answer answer = {.attributes = {attributes, 2}};
    ASSERT_OK(compute_emit(&ctx, BYTES("12345678901234567890"), &answer));
    assert_int_equal(ctx.events->count, 1);
    const struct event *event = &ctx.events->items[0];
    ASSERT_TEXT(event->type, "wasm");
    assert_int_equal(event->count, 2);
    ASSERT_TEXT(event->attributes[0].key, "contract_address");
    assert_false(bytes_is(event->attributes[0].value, "forged"));
    ASSERT_TEXT(event->attributes[1].value, "mint");
    arena_drop(arena);
}

static void custom_events_are_checked_after_trimming(void **state)
{
    struct arena *arena = arena_new(4096);
    ASSERT_OK(emit_type(arena, " sale ", " price ", " 5 "));
    ASSERT_TEXT(emit_type(arena, " T ", "k", "v")->text,
                "Event type too short: 'T': invalid event");
    ASSERT_TEXT(emit_type(arena, "sale", " ", " v ")->text,
                "Empty attribute key. Value:  v : invalid event");
    ASSERT_TEXT(emit_type(arena, "sale", "k", "\t")->text,
                "Empty attribute value. Key: k: invalid event");
    ASSERT_TEXT(emit_type(arena, "sale", " _k", "v")->text,
                "Attribute key starts with reserved prefix _: '_k': invalid event");
    arena_drop(arena);
}

static void events_of_a_called_contract_are_sorted_and_messages_dropped(void **state)
{
    struct arena *arena = arena_new(4096);
    struct event_list *from = event_list_new(arena), *to = event_list_new(arena);
    EVENT(from, "message", {BYTES("sender"), BYTES("x")});
    EVENT(from, "transfer", {BYTES("recipient"), BYTES("b")}, {BYTES("amount"), BYTES("1")});
    compute_pass_events(to, from, true);
    assert_int_equal(to->count, 1);
    ASSERT_TEXT(to->items[0].attributes[0].key, "amount");
    arena_drop(arena);
}

/* As many attributes as a contract likes, and equal keys in the order in which it gave them. */
static void equal_keys_keep_their_order(void **state)
{
    enum { COUNT = 20000 };
    struct arena *arena = arena_new(4096);
    struct event_list *from = event_list_new(arena), *to = event_list_new(arena);
    struct event *event = event_emit(from, BYTES("wasm"));
    for (unsigned i = 0; i < COUNT; i++)
        event_attribute_add(from, event, arena_format(arena, "%u", (COUNT - i) % 7),
                            arena_format(arena, "%05u", i));
    compute_pass_events(to, from, true);
    const struct event_attribute *sorted = to->items[0].attributes;
    for (unsigned i = 1; i < COUNT; i++) {
        int order = bytes_compare(sorted[i - 1].key, sorted[i].key);
        assert_true(order < 0 ||
                    (order == 0 && bytes_compare(sorted[i - 1].value, sorted[i].value) < 0));
    }
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(own_address_comes_first_and_a_forged_one_is_dropped),
        cmocka_unit_test(custom_events_are_checked_after_trimming),
        cmocka_unit_test(events_of_a_called_contract_are_sorted_and_messages_dropped),
        cmocka_unit_test(equal_keys_keep_their_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
