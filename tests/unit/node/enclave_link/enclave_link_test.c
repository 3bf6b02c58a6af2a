#include "node/enclave_link/enclave_link.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/base/halt.h"
#include "common/boundary/sandbox.h"
#include "tests/support/test.h"

static struct enclave_options options_of(struct arena *arena)
{
    char self[4096];
    ssize_t len = readlink("/proc/self/exe", self, sizeof self - 1);
    ASSERT(len > 0);
    self[len] = '\0';
    char *tests = strstr(self, "/tests/");
    ASSERT(tests != NULL);
    *tests = '\0';
    return (struct enclave_options){
        .program = arena_text(arena, arena_format(arena, "%s/bin/secretd-enclave", self)),
        .engine = "wasmi",
        .sandbox = "best-effort",
        .query_sessions = 2,
    };
}

static void the_enclave_describes_itself(void **state)
{
    struct arena *arena = arena_new(4096);
    struct enclave_options options = options_of(arena);
    struct enclave_link *link;
    ASSERT_OK(enclave_start(arena, &options, &link));
    const struct enclave_info *info = enclave_describe(link);
    assert_true(info->simulation);
    ASSERT_TEXT(info->engine, "wasmi");
    assert_true((info->sandbox & BOUNDARY_SANDBOX_NO_DUMP) != 0);
#if !defined(__SANITIZE_ADDRESS__)
    assert_int_equal(info->sandbox & BOUNDARY_SANDBOX_REQUIRED, BOUNDARY_SANDBOX_REQUIRED);
#endif
    assert_int_equal(kill(info->process, 0), 0);
    enclave_stop(link);
    arena_drop(arena);
}

static void another_program_is_no_enclave(void **state)
{
    struct arena *arena = arena_new(4096);
    struct enclave_options options = options_of(arena);
    struct enclave_link *link;
    options.program = "/bin/true";
    status refused = enclave_start(arena, &options, &link);
    assert_non_null(refused);
    ASSERT_TEXT(refused->text, "the enclave ended at once");
    arena_drop(arena);
}

static void query_sessions_are_lent_one_by_one(void **state)
{
    struct arena *arena = arena_new(4096);
    struct enclave_options options = options_of(arena);
    struct enclave_link *link;
    ASSERT_OK(enclave_start(arena, &options, &link));
    struct enclave_session *first = enclave_query_take(link), *second = enclave_query_take(link);
    assert_ptr_not_equal(first, second);
    enclave_query_give(link, first);
    assert_ptr_equal(enclave_query_take(link), first);
    enclave_query_give(link, first);
    enclave_query_give(link, second);
    enclave_stop(link);
    arena_drop(arena);
}

/* A node without its enclave must stop at once, also when it is doing nothing. */
static void the_node_stops_when_the_enclave_is_killed(void **state)
{
    pid_t node = fork();
    if (node == 0) {
        struct arena *arena = arena_new(4096);
        struct enclave_options options = options_of(arena);
        struct enclave_link *link;
        if (enclave_start(arena, &options, &link) != NULL)
            _exit(1);
        kill(enclave_describe(link)->process, SIGKILL);
        for (;;)
            pause();
    }
    int result;
    waitpid(node, &result, 0);
    assert_true(WIFEXITED(result));
    assert_int_equal(WEXITSTATUS(result), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_enclave_describes_itself),
        cmocka_unit_test(another_program_is_no_enclave),
        cmocka_unit_test(query_sessions_are_lent_one_by_one),
        cmocka_unit_test(the_node_stops_when_the_enclave_is_killed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
