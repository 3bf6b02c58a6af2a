#include "common/base/halt.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/test.h"

static void fail_disk(void)
{
    halt("disk full: %d bytes wanted", 7);
}

static void break_promise(void)
{
    ASSERT(1 + 1 == 3);
}

/* Runs `end` in a process of its own; how it ended, and what it wrote to stderr. */
static int run(void (*end)(void), char *text, size_t room)
{
    int ends[2], result;
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        signal(SIGABRT, SIG_DFL);
        dup2(ends[1], STDERR_FILENO);
        end();
        _exit(0);
    }
    close(ends[1]);
    size_t have = 0;
    for (ssize_t len = 1; len > 0 && have<room - 1; have += len> 0 ? (size_t)len : 0)
        len = read(ends[0], text + have, room - 1 - have);
    text[have] = '\0';
    close(ends[0]);
    assert_int_equal(waitpid(child, &result, 0), child);
    return result;
}

static void a_failing_environment_is_one_line_and_exit_code_3(void **state)
{
    char text[256];
    int result = run(fail_disk, text, sizeof text);
    assert_true(WIFEXITED(result));
    assert_int_equal(WEXITSTATUS(result), 3);
    assert_string_equal(text, "halt: disk full: 7 bytes wanted\n");
}

static void a_broken_promise_says_where_and_aborts(void **state)
{
    char text[256];
    int result = run(break_promise, text, sizeof text);
    assert_true(WIFSIGNALED(result));
    assert_int_equal(WTERMSIG(result), SIGABRT);
    assert_non_null(strstr(text, "broken invariant: 1 + 1 == 3 (tests/unit/common/base/"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_failing_environment_is_one_line_and_exit_code_3),
        cmocka_unit_test(a_broken_promise_says_where_and_aborts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
