#include "common/base/memory.h"

#include <string.h>

#include "tests/support/test.h"

static void nothing_is_a_valid_size(void **state)
{
    void *plain = heap_alloc(0), *cleared = heap_zalloc(0, 8);
    assert_non_null(plain);
    assert_non_null(cleared);
    plain = heap_resize(plain, 0);
    assert_non_null(plain);
    heap_free(plain);
    heap_free(cleared);
    heap_free(NULL);
}

static void cleared_memory_is_zero_and_resized_memory_keeps_its_start(void **state)
{
    uint8_t *memory = heap_zalloc(4, 8);
    for (int i = 0; i < 32; i++)
        assert_int_equal(memory[i], 0);
    memset(memory, 7, 32);
    memory = heap_resize(memory, 4096);
    for (int i = 0; i < 32; i++)
        assert_int_equal(memory[i], 7);
    heap_free(memory);
}

static void wiped_memory_is_zero(void **state)
{
    uint8_t secret[32];
    memset(secret, 0xAA, sizeof secret);
    wipe(secret, sizeof secret);
    for (size_t i = 0; i < sizeof secret; i++)
        assert_int_equal(secret[i], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_a_valid_size),
        cmocka_unit_test(cleared_memory_is_zero_and_resized_memory_keeps_its_start),
        cmocka_unit_test(wiped_memory_is_zero),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
