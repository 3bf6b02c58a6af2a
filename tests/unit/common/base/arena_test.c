#include "common/base/arena.h"

#include "tests/support/test.h"

static void format_writes_text_of_any_length(void **state)
{
    struct arena *arena = arena_new(64);
    ASSERT_TEXT(arena_format(arena, "%s-%d", "height", 7), "height-7");
    struct bytes wide = arena_format(arena, "%0500d", 1);
    assert_int_equal(wide.len, 500);
    arena_drop(arena);
}

static void rewind_gives_the_memory_back(void **state)
{
    struct arena *arena = arena_new(64);
    arena_alloc(arena, 10);
    size_t before = arena_bytes_used(arena);
    struct arena_mark mark = arena_mark(arena);
    for (int i = 0; i < 100; i++)
        arena_alloc(arena, 300);
    assert_true(arena_bytes_used(arena) > before + 30000);
    arena_rewind(arena, mark);
    assert_int_equal(arena_bytes_used(arena), before);
    arena_drop(arena);
}

static void fixed_arena_wipes_what_it_held(void **state)
{
    static _Alignas(16) uint8_t memory[1024];
    struct arena *arena = arena_new_fixed(memory, sizeof memory);
    uint8_t *secret = arena_alloc(arena, 32);
    memset(secret, 0xAA, 32);
    arena_reset(arena);
    for (int i = 0; i < 32; i++)
        assert_int_equal(secret[i], 0);
}

static void writer_grows_past_its_first_capacity(void **state)
{
    struct arena *arena = arena_new(64);
    struct writer writer = writer_new(arena, 0);
    for (int i = 0; i < 1000; i++)
        writer_format(&writer, "%03d", i);
    struct bytes text = writer_done(&writer);
    assert_int_equal(text.len, 3000);
    ASSERT_TEXT(bytes_slice(text, 2997, 3), "999");
    arena_drop(arena);
}

static void compare_orders_a_prefix_first(void **state)
{
    assert_true(bytes_compare(BYTES("a"), BYTES("ab")) < 0);
    assert_true(bytes_compare(BYTES("b"), BYTES("ab")) > 0);
    assert_int_equal(bytes_compare(BYTES(""), BYTES("")), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(format_writes_text_of_any_length),
        cmocka_unit_test(rewind_gives_the_memory_back),
        cmocka_unit_test(fixed_arena_wipes_what_it_held),
        cmocka_unit_test(writer_grows_past_its_first_capacity),
        cmocka_unit_test(compare_orders_a_prefix_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
