#include "enclave/contract/engine_memory.h"

#include <errno.h>
#include <unistd.h>

#include "tests/support/test.h"

enum { PAGE = 4096, WASM_PAGE = 16 * PAGE, PAGES_MAX = 40 };

static const int user, other_user;

static struct engine_memories *memories_of(uint32_t count)
{
    return engine_memories_new(count, (size_t)PAGES_MAX * WASM_PAGE, (size_t)64 * WASM_PAGE);
}

static struct engine_memory *taken(struct engine_memories *memories, const void *by, size_t pages)
{
    struct engine_memory *memory = engine_memory_take(memories, by);
    assert_true(engine_memory_grow(memory, pages * WASM_PAGE));
    return memory;
}

static uint8_t *data_of(const struct engine_memory *memory)
{
    size_t bytes;
    return engine_memory_data(memory, &bytes);
}

static void assert_zero(const struct engine_memory *memory)
{
    size_t bytes;
    const uint64_t *words = (const void *)engine_memory_data(memory, &bytes);
    for (size_t i = 0; i < bytes / sizeof *words; i++)
        assert_int_equal(words[i], 0);
}

/* Whether the kernel can read the byte: a write of it then fails with EFAULT or not. */
static bool is_accessible(const uint8_t *byte)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    ssize_t written = write(ends[1], byte, 1);
    assert_true(written == 1 || errno == EFAULT);
    close(ends[0]);
    close(ends[1]);
    return written == 1;
}

/* Runs that touch the same pages, others, more than are kept and in more pieces. */
static void every_run_finds_zeros(void **state)
{
    struct engine_memories *memories = memories_of(1);
    for (size_t run = 0; run < 600; run++) {
        struct engine_memory *memory = taken(memories, run < 550 ? &user : &other_user, 20);
        size_t pages = run % 5 == 4 ? 320 : 8, step = run % 5 == 3 ? 9 : 1;
        uint8_t *data = data_of(memory);
        if (run % 7 == 0 || run > 540)
            assert_zero(memory);
        for (size_t i = 0; i < pages; i++) {
            size_t at = (16 + run % 3 * 40 + i * step) % 320 * PAGE + run;
            assert_int_equal(data[at], 0);
            data[at] = 1;
        }
        engine_memory_give(memory);
    }
    engine_memories_free(memories);
}

static void what_is_beyond_its_size_is_not_accessible(void **state)
{
    struct engine_memories *memories = memories_of(1);
    for (unsigned round = 0; round < 3; round++) {
        struct engine_memory *memory = taken(memories, &user, 2);
        uint8_t *data = data_of(memory);
        assert_true(is_accessible(data + 2 * WASM_PAGE - 1));
        assert_false(is_accessible(data + 2 * WASM_PAGE));
        assert_true(engine_memory_grow(memory, 5 * WASM_PAGE));
        assert_ptr_equal(data_of(memory), data);
        assert_zero(memory);
        memset(data, 7, 5 * WASM_PAGE);
        assert_false(is_accessible(data + 5 * WASM_PAGE));
        engine_memory_give(memory);
    }
    engine_memories_free(memories);
}

static void it_grows_up_to_its_limit_and_never_shrinks(void **state)
{
    struct engine_memories *memories = memories_of(1);
    struct engine_memory *memory = taken(memories, &user, 0);
    size_t bytes;
    assert_true(engine_memory_grow(memory, (size_t)PAGES_MAX * WASM_PAGE));
    assert_false(engine_memory_grow(memory, (size_t)(PAGES_MAX + 1) * WASM_PAGE));
    assert_false(engine_memory_grow(memory, WASM_PAGE));
    engine_memory_data(memory, &bytes);
    assert_int_equal(bytes, (size_t)PAGES_MAX * WASM_PAGE);
    engine_memory_give(memory);
    engine_memories_free(memories);
}

static void a_user_gets_back_the_one_it_had(void **state)
{
    struct engine_memories *memories = memories_of(3);
    struct engine_memory *first = taken(memories, &user, 1), *second = taken(memories, &user, 1);
    struct engine_memory *third = taken(memories, &other_user, 1);
    assert_ptr_not_equal(data_of(first), data_of(second));
    data_of(first)[0] = 1;
    assert_int_equal(data_of(second)[0], 0);
    const uint8_t *of_other = data_of(third);
    engine_memory_give(third);
    engine_memory_give(first);
    engine_memory_give(second);
    third = taken(memories, &other_user, 1);
    assert_ptr_equal(data_of(third), of_other);
    engine_memory_give(third);
    engine_memories_free(memories);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_run_finds_zeros),
        cmocka_unit_test(what_is_beyond_its_size_is_not_accessible),
        cmocka_unit_test(it_grows_up_to_its_limit_and_never_shrinks),
        cmocka_unit_test(a_user_gets_back_the_one_it_had),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
