#include "enclave/keys/locked.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/test.h"

static void memory_is_zero_and_writable(void **state)
{
    struct keys_region region = keys_region_map(5000, KEYS_LOCKED);
    assert_int_equal(region.bytes, 8192);
    char *memory = region.memory;
    for (size_t i = 0; i < region.bytes; i++)
        assert_int_equal(memory[i], 0);
    memset(memory, 1, region.bytes);
    keys_region_unmap(&region);
    assert_null(region.memory);
}

static void a_child_does_not_inherit_it(void **state)
{
    struct keys_region region = keys_region_map(4096, KEYS_LOCKED);
    volatile char *memory = region.memory;
    memory[100] = 42;
    pid_t child = fork();
    if (child == 0)
        _exit(memory[100]);
    int result;
    waitpid(child, &result, 0);
    assert_true(WIFEXITED(result));
    assert_int_equal(WEXITSTATUS(result), 0);
    keys_region_unmap(&region);
}

/* In a child without the sanitizer's handlers. */
static void touch(volatile char *address)
{
    signal(SIGSEGV, SIG_DFL);
    *address = 1;
    _exit(0);
}

static void the_pages_around_it_are_not_there(void **state)
{
    struct keys_region region = keys_region_map(4096, KEYS_PAGEABLE);
    char *edges[] = {(char *)region.memory - 1, (char *)region.memory + region.bytes};
    for (size_t i = 0; i < 2; i++) {
        pid_t child = fork();
        if (child == 0)
            touch(edges[i]);
        int result;
        waitpid(child, &result, 0);
        assert_true(WIFSIGNALED(result) && WTERMSIG(result) == SIGSEGV);
    }
    keys_region_unmap(&region);
}

static void trim_forgets_what_is_behind(void **state)
{
    struct keys_region region = keys_region_map(8192, KEYS_PAGEABLE);
    char *memory = region.memory;
    memset(memory, 7, 8192);
    keys_region_trim(&region, 4096);
    assert_int_equal(memory[4095], 7);
    assert_int_equal(memory[4096], 0);
    keys_region_unmap(&region);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_is_zero_and_writable),
        cmocka_unit_test(a_child_does_not_inherit_it),
        cmocka_unit_test(the_pages_around_it_are_not_there),
        cmocka_unit_test(trim_forgets_what_is_behind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
