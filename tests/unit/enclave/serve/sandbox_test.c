#include "enclave/serve/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/test.h"

enum { STREAM = 200, ENOUGH = 2 << 20 };

static struct options options_of(enum options_sandbox sandbox)
{
    return (struct options){.parent = getppid(),
                            .operator= STREAM,
                            .executor = STREAM + 1,
                            .queries = {STREAM + 2},
                            .query_count = 1,
                            .sandbox = sandbox};
}

/* Runs in a child that has entered the sandbox; 0 when all is as it should be. */
typedef int look(uint32_t bits);

static int inside(enum options_sandbox sandbox, look *look_around)
{
    pid_t child = fork();
    if (child == 0) {
        for (int i = 0; i < 3; i++)
            dup2(2, STREAM + i);
        struct options options = options_of(sandbox);
        _exit(look_around(sandbox_enter(&options)));
    }
    int result;
    waitpid(child, &result, 0);
    return WIFEXITED(result) ? WEXITSTATUS(result) : -WTERMSIG(result);
}

static int required_steps(uint32_t bits)
{
    uint32_t wanted = BOUNDARY_SANDBOX_REQUIRED &
                      ~(uint32_t)(BOUNDARY_SANDBOX_SECCOMP | BOUNDARY_SANDBOX_SELF_TEST);
    return (bits & wanted) == wanted ? 0 : 1;
}

static int nothing_left_open(uint32_t bits)
{
    for (int i = 0; i < 1024; i++) {
        bool wanted = i == 2 || (i >= STREAM && i < STREAM + 3);
        if ((fcntl(i, F_GETFD) >= 0) != wanted)
            return 1;
    }
    return getenv("PATH") == NULL ? 0 : 2;
}

static int no_rights(uint32_t bits)
{
    struct rlimit core;
    getrlimit(RLIMIT_CORE, &core);
    return prctl(PR_GET_DUMPABLE) == 0 && prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 &&
                   core.rlim_max == 0 && prctl(PR_CAPBSET_READ, 21 /* SYS_ADMIN */) <= 1 &&
                   setuid(0) == -1
               ? 0
               : 1;
}

static int no_files(uint32_t bits)
{
    if ((bits & BOUNDARY_SANDBOX_LANDLOCK) == 0)
        return 0;
    return open("/etc/passwd", O_RDONLY) == -1 && errno == EACCES ? 0 : 1;
}

static int landlock_is_not_claimed(uint32_t bits)
{
    return (bits & BOUNDARY_SANDBOX_LANDLOCK) == 0 ? 0 : 1;
}

static int only_the_first_two(uint32_t bits)
{
    return bits == (BOUNDARY_SANDBOX_PARENT_DEATH | BOUNDARY_SANDBOX_DESCRIPTORS) &&
                   prctl(PR_GET_DUMPABLE) == 1
               ? 0
               : 1;
}

static void the_required_steps_hold_here(void **state)
{
    assert_int_equal(inside(OPTIONS_SANDBOX_BEST_EFFORT, required_steps), 0);
}

static void streams_and_log_are_all_that_stays_open(void **state)
{
    assert_int_equal(inside(OPTIONS_SANDBOX_BEST_EFFORT, nothing_left_open), 0);
}

static void rights_are_gone(void **state)
{
    assert_int_equal(inside(OPTIONS_SANDBOX_BEST_EFFORT, no_rights), 0);
}

#if defined(__SANITIZE_ADDRESS__)
static void a_build_with_sanitizers_is_never_strict(void **state)
{
    assert_int_equal(inside(OPTIONS_SANDBOX_BEST_EFFORT, landlock_is_not_claimed), 0);
    assert_int_equal(inside(OPTIONS_SANDBOX_STRICT, landlock_is_not_claimed), 3);
}
#else
static void no_file_can_be_opened(void **state)
{
    assert_int_equal(inside(OPTIONS_SANDBOX_BEST_EFFORT, no_files), 0);
}
#endif

/* What of the memory for keys is judged to hold; minus the exit code where it ends the process. */
static int locked_memory(enum options_sandbox sandbox, rlim_t allowed, bool locked)
{
    pid_t child = fork();
    if (child == 0) {
        const struct rlimit limit = {allowed, allowed};
        const struct options options = options_of(sandbox);
        close(2);
        if (setrlimit(RLIMIT_MEMLOCK, &limit) != 0)
            _exit(99);
        _exit(sandbox_memory(&options, locked) == BOUNDARY_SANDBOX_LOCKED_MEMORY ? 1 : 0);
    }
    int result;
    waitpid(child, &result, 0);
    int code = WIFEXITED(result) ? WEXITSTATUS(result) : -1;
    return code > 1 ? -code : code;
}

static void locked_memory_holds_when_all_of_it_can_be_locked(void **state)
{
    struct rlimit limit;
    assert_int_equal(getrlimit(RLIMIT_MEMLOCK, &limit), 0);
    if (limit.rlim_max < ENOUGH)
        skip(); /* nobody may allow himself more than he has */
    assert_int_equal(locked_memory(OPTIONS_SANDBOX_STRICT, ENOUGH, true), 1);
    assert_int_equal(locked_memory(OPTIONS_SANDBOX_STRICT, ENOUGH, false), -3);
    assert_int_equal(locked_memory(OPTIONS_SANDBOX_BEST_EFFORT, ENOUGH, true), 1);
    assert_int_equal(locked_memory(OPTIONS_SANDBOX_BEST_EFFORT, ENOUGH, false), 0);
    assert_int_equal(locked_memory(OPTIONS_SANDBOX_BEST_EFFORT, ENOUGH - 1, true), 0);
    assert_int_equal(locked_memory(OPTIONS_SANDBOX_OFF, ENOUGH - 1, true), 0);
}

static void strict_ends_where_memory_cannot_be_locked(void **state)
{
    assert_int_equal(locked_memory(OPTIONS_SANDBOX_STRICT, 0, true), -3);
    assert_int_equal(locked_memory(OPTIONS_SANDBOX_STRICT, 0, false), -3);
    assert_int_equal(locked_memory(OPTIONS_SANDBOX_BEST_EFFORT, 0, true), 0);
}

static void off_means_off(void **state)
{
    assert_int_equal(inside(OPTIONS_SANDBOX_OFF, only_the_first_two), 0);
}

static void a_node_that_is_gone_stops_it(void **state)
{
    pid_t child = fork();
    if (child == 0) {
        struct options options = options_of(OPTIONS_SANDBOX_BEST_EFFORT);
        options.parent = 1;
        close(2);
        sandbox_enter(&options);
        _exit(0);
    }
    int result;
    waitpid(child, &result, 0);
    assert_true(WIFEXITED(result) && WEXITSTATUS(result) == 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_required_steps_hold_here),
        cmocka_unit_test(streams_and_log_are_all_that_stays_open),
        cmocka_unit_test(rights_are_gone),
#if defined(__SANITIZE_ADDRESS__)
        cmocka_unit_test(a_build_with_sanitizers_is_never_strict),
#else
        cmocka_unit_test(no_file_can_be_opened),
#endif
        cmocka_unit_test(locked_memory_holds_when_all_of_it_can_be_locked),
        cmocka_unit_test(strict_ends_where_memory_cannot_be_locked),
        cmocka_unit_test(off_means_off),
        cmocka_unit_test(a_node_that_is_gone_stops_it),
    };
    (void)no_files;
    (void)landlock_is_not_claimed;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
