#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/base/halt.h"
#include "node/enclave_link/link_internal.h"

enum { FIRST_DESCRIPTOR = 3, HIGH_DESCRIPTOR = 128, ARGUMENTS_MAX = 11, CANNOT_RUN = 127 };

static const struct error CANNOT_START = {"enclave", 1, false,
                                          BYTES_INIT("cannot start the enclave")};

static char **make_arguments(struct arena *arena, const struct enclave_options *options,
                             uint32_t count)
{
    char **arguments = ARENA_ARRAY(arena, char *, ARGUMENTS_MAX);
    struct writer queries = writer_new(arena, 64);
    for (uint32_t i = LINK_QUERIES; i < count; i++)
        writer_format(&queries, "%s%u", i == LINK_QUERIES ? "--queries=" : ",",
                      FIRST_DESCRIPTOR + i);
    size_t at = 0;
    arguments[at++] = arena_text(arena, bytes_text(options->program));
    arguments[at++] = arena_text(arena, arena_format(arena, "--parent=%d", (int)getpid()));
    arguments[at++] =
        arena_text(arena, arena_format(arena, "--operator=%d", FIRST_DESCRIPTOR + LINK_OPERATOR));
    arguments[at++] =
        arena_text(arena, arena_format(arena, "--executor=%d", FIRST_DESCRIPTOR + LINK_EXECUTOR));
    arguments[at++] = arena_text(arena, writer_done(&queries));
    arguments[at++] = arena_text(arena, arena_format(arena, "--engine=%s", options->engine));
    arguments[at++] = arena_text(arena, arena_format(arena, "--sandbox=%s", options->sandbox));
    if (options->inspect)
        arguments[at++] = arena_text(arena, BYTES("--inspect"));
    if (options->debug_print)
        arguments[at++] = arena_text(arena, BYTES("--debug-print"));
    return arguments;
}

/* In the child, where only plain system calls are safe: its ends move out of the way, then to their
 * places. */
static _Noreturn void become(char **arguments, const int *ends, uint32_t count)
{
    char *no_environment[] = {NULL};
    int high[LINK_STREAMS_MAX];
    for (uint32_t i = 0; i < count; i++)
        high[i] = fcntl(ends[i], F_DUPFD_CLOEXEC, HIGH_DESCRIPTOR);
    for (uint32_t i = 0; i < count; i++)
        if (high[i] < 0 || dup2(high[i], FIRST_DESCRIPTOR + (int)i) < 0)
            _exit(CANNOT_RUN);
    execve(arguments[0], arguments, no_environment);
    _exit(CANNOT_RUN);
}

status link_spawn(struct arena *arena, const struct enclave_options *options, uint32_t count,
                  int ends[LINK_STREAMS_MAX], pid_t *process)
{
    if (access(options->program, X_OK) != 0)
        return error_wrap(arena, &CANNOT_START, "%s: %s", options->program, strerror(errno));
    char **arguments = make_arguments(arena, options, count);
    int theirs[LINK_STREAMS_MAX];
    for (uint32_t i = 0; i < count; i++) {
        int pair[2];
        if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
            return error_wrap(arena, &CANNOT_START, "no socket: %s", strerror(errno));
        ends[i] = pair[0];
        theirs[i] = pair[1];
    }
    *process = fork();
    if (*process == 0)
        become(arguments, theirs, count);
    for (uint32_t i = 0; i < count; i++)
        close(theirs[i]);
    if (*process < 0)
        return error_wrap(arena, &CANNOT_START, "no process: %s", strerror(errno));
    return NULL;
}
