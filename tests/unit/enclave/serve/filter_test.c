#include "enclave/serve/filter.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/test.h"

/* What a child does behind the filter; it leaves with 0 when all went as it should. */
typedef int attempt(void);

/* The exit code of the child, or minus the signal that ended it. */
static int behind_filter(enum filter_refusal refusal, bool native_code, attempt *try_it)
{
    pid_t child = fork();
    if (child == 0) {
        signal(SIGSYS, SIG_DFL);
        prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
        if (!filter_install(refusal, native_code))
            _exit(99);
        _exit(try_it());
    }
    int result;
    waitpid(child, &result, 0);
    return WIFEXITED(result) ? WEXITSTATUS(result) : -WTERMSIG(result);
}

static bool is_refused(long result)
{
    return result == -1 && errno == EPERM;
}

static int open_and_connect(void)
{
    return is_refused(syscall(SYS_openat, AT_FDCWD, "/etc/passwd", O_RDONLY)) &&
                   is_refused(syscall(SYS_socket, AF_INET, SOCK_STREAM, 0)) &&
                   is_refused(syscall(SYS_execve, "/bin/true", NULL, NULL)) &&
                   is_refused(syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0)) &&
                   is_refused(syscall(SYS_prctl, PR_GET_DUMPABLE, 0, 0, 0)) &&
                   is_refused(syscall(SYS_memfd_create, "file", 0)) &&
                   is_refused(syscall(SYS_ptrace, 0, 0, 0, 0))
               ? 0
               : 1;
}

static int new_clone(void)
{
    return syscall(SYS_clone3, NULL, 0) == -1 && errno == ENOSYS ? 0 : 1;
}

static int what_is_needed(void)
{
    char byte = 0;
    int pipes = (int)write(-1, &byte, 1);
    return pipes == -1 && errno == EBADF && syscall(SYS_getpid) > 0 &&
                   mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) !=
                       MAP_FAILED
               ? 0
               : 1;
}

static int executable_page(void)
{
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    bool refused = is_refused(mprotect(page, 4096, PROT_READ | PROT_EXEC));
    void *other = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return refused && other == MAP_FAILED ? 0 : 1;
}

static int page_presence(void)
{
    uint8_t present;
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    int result = mincore(page, 4096, &present);
    return result == 0 ? 1 : is_refused(result) ? 0 : 2;
}

/* Signal 0 only asks whether the thread is there. */
static int signals(void)
{
    bool own = syscall(SYS_tgkill, getpid(), syscall(SYS_gettid), 0) == 0;
    return own && is_refused(syscall(SYS_tgkill, getppid(), getppid(), 0)) ? 0 : 1;
}

static void signals_stay_in_the_process(void **state)
{
    assert_int_equal(behind_filter(FILTER_REFUSES, true, signals), 0);
    assert_int_equal(behind_filter(FILTER_REFUSES, false, signals), 0);
    assert_int_equal(behind_filter(FILTER_KILLS, true, signals), -SIGSYS);
}

static void what_is_not_listed_is_refused(void **state)
{
    assert_int_equal(behind_filter(FILTER_REFUSES, true, open_and_connect), 0);
    assert_int_equal(behind_filter(FILTER_REFUSES, true, new_clone), 0);
}

static void what_the_enclave_does_goes_on(void **state)
{
    assert_int_equal(behind_filter(FILTER_REFUSES, false, what_is_needed), 0);
    assert_int_equal(behind_filter(FILTER_KILLS, false, what_is_needed), 0);
}

static void strict_means_the_end(void **state)
{
    assert_int_equal(behind_filter(FILTER_KILLS, true, open_and_connect), -SIGSYS);
}

static int another_filter(void)
{
    return filter_install(FILTER_KILLS, true) ? open_and_connect() : 3;
}

static void a_filter_that_kills_can_follow_one_that_prepares(void **state)
{
    assert_int_equal(behind_filter(FILTER_PREPARES, true, open_and_connect), 0);
    assert_int_equal(behind_filter(FILTER_PREPARES, true, another_filter), -SIGSYS);
    assert_int_equal(behind_filter(FILTER_REFUSES, true, another_filter), 3);
}

static void only_a_compiling_engine_may_make_code(void **state)
{
    assert_int_equal(behind_filter(FILTER_REFUSES, false, executable_page), 0);
    assert_int_equal(behind_filter(FILTER_REFUSES, true, executable_page), 1);
}

static void only_a_compiling_engine_may_ask_for_present_pages(void **state)
{
    assert_int_equal(behind_filter(FILTER_REFUSES, false, page_presence), 0);
    assert_int_equal(behind_filter(FILTER_KILLS, true, page_presence), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(signals_stay_in_the_process),
        cmocka_unit_test(what_is_not_listed_is_refused),
        cmocka_unit_test(what_the_enclave_does_goes_on),
        cmocka_unit_test(strict_means_the_end),
        cmocka_unit_test(a_filter_that_kills_can_follow_one_that_prepares),
        cmocka_unit_test(only_a_compiling_engine_may_make_code),
        cmocka_unit_test(only_a_compiling_engine_may_ask_for_present_pages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
