#include "node/chain/list.h"
#include "schema/core/google_protobuf.h"
#include "tests/support/test.h"

static void lists_grow_with_cleared_items(void **state)
{
    struct arena *arena = arena_new(1024);
    struct google_protobuf_any_list list = {NULL, 0};
    for (size_t at = 0; at < 100; at++) {
        struct google_protobuf_any *item = list_append(arena, &list, sizeof(*item));
        assert_null(item->value.data);
        item->value.len = at;
        item->value.data = (const uint8_t *)"";
    }
    assert_int_equal(list.count, 100);
    for (size_t at = 0; at < 100; at++)
        assert_int_equal(list.items[at].value.len, at);
    arena_drop(arena);
}

static void a_list_of_somebody_else_is_copied(void **state)
{
    struct arena *arena = arena_new(1024);
    struct bytes texts[] = {BYTES("a"), BYTES("b")};
    struct bytes_list list = {texts, 2};
    struct bytes *last = list_extend(arena, &list, sizeof(*last));
    *last = BYTES("c");
    assert_ptr_not_equal(list.items, texts);
    assert_int_equal(list.count, 3);
    ASSERT_TEXT(list.items[1], "b");
    ASSERT_TEXT(list.items[2], "c");
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_grow_with_cleared_items),
        cmocka_unit_test(a_list_of_somebody_else_is_copied),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
