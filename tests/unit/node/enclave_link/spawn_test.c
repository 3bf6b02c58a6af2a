#include "node/enclave_link/link_internal.h"

#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/test.h"

static const struct enclave_options OPTIONS = {
    .program = "/bin/true", .engine = "wasmtime", .sandbox = "best-effort", .query_sessions = 1};

static void a_missing_program_is_one_clear_line(void **state)
{
    struct arena *arena = arena_new(4096);
    struct enclave_options options = OPTIONS;
    int ends[LINK_STREAMS_MAX];
    pid_t process;
    options.program = "/nowhere/secretd-enclave";
    status refused = link_spawn(arena, &options, 3, ends, &process);
    assert_non_null(refused);
    ASSERT_TEXT(refused->text,
                "/nowhere/secretd-enclave: No such file or directory: cannot start the enclave");
    arena_drop(arena);
}

static void our_ends_see_the_programs_end(void **state)
{
    struct arena *arena = arena_new(4096);
    int ends[LINK_STREAMS_MAX], result;
    pid_t process;
    ASSERT_OK(link_spawn(arena, &OPTIONS, 3, ends, &process));
    for (size_t i = 0; i < 3; i++) {
        char byte;
        assert_int_equal(read(ends[i], &byte, 1), 0);
        close(ends[i]);
    }
    assert_int_equal(waitpid(process, &result, 0), process);
    assert_true(WIFEXITED(result) && WEXITSTATUS(result) == 0);
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_missing_program_is_one_clear_line),
        cmocka_unit_test(our_ends_see_the_programs_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
