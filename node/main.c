#include <stdio.h>
#include <string.h>

#include "node/app/replay.h"
#include "node/inspect.h"
#include "node/options.h"
#include "node/reexecute.h"
#include "node/start.h"
#include "node/version.h"

enum { EXIT_OK = 0, EXIT_REFUSED = 1 };

static int run_start(int count, char **arguments)
{
    struct arena *arena = arena_new(4096);
    struct start_options options;
    struct bytes fault;
    int code = EXIT_REFUSED;
    if (!options_parse(arena, count, arguments, &options, &fault)) {
        fprintf(stderr, "secretd: %.*s\n", BYTES_ARG(fault));
    } else if (options.help) {
        struct bytes help = options_help(arena);
        printf("%.*s", BYTES_ARG(help));
        code = EXIT_OK;
    } else {
        code = start_run(&options);
    }
    arena_drop(arena);
    return code;
}

static int run_version(int count, char **arguments)
{
    printf("%s\n", SECRETD_VERSION);
    return EXIT_OK;
}

static int run_debug(int count, char **arguments)
{
    if (count >= 1 && strcmp(arguments[0], "replay") == 0)
        return replay_main(count - 1, arguments + 1);
    if (count >= 1 && strcmp(arguments[0], "reexecute") == 0)
        return reexecute_main(count - 1, arguments + 1);
    if (count >= 1 && strcmp(arguments[0], "inspect") == 0)
        return inspect_main(count - 1, arguments + 1);
    fprintf(stderr, "usage: secretd debug replay DIR [--keep-going]\n"
                    "       secretd debug reexecute [--home DIR] [--engine NAME]\n"
                    "       secretd debug inspect TXHASH [--rest URL] [--format FORMAT]\n");
    return EXIT_REFUSED;
}

static int run_help(int count, char **arguments);

static const struct command {
    const char *name;
    const char *text;
    int (*run)(int count, char **arguments);
} commands[] = {
    {"start", "start a local network; --help lists its options", run_start},
    {"debug", "replay or reexecute blocks and compare; inspect a transaction", run_debug},
    {"version", "print the version", run_version},
    {"help", "this text", run_help},
};

static int run_help(int count, char **arguments)
{
    printf("usage: secretd COMMAND [ARGUMENT]...\n\n");
    for (size_t i = 0; i < ARRAY_COUNT(commands); i++)
        printf("  %-14s %s\n", commands[i].name, commands[i].text);
    return EXIT_OK;
}

int main(int count, char **arguments)
{
    if (count < 2 || strcmp(arguments[1], "--help") == 0)
        return run_help(0, NULL);
    for (size_t i = 0; i < ARRAY_COUNT(commands); i++)
        if (strcmp(arguments[1], commands[i].name) == 0)
            return commands[i].run(count - 2, arguments + 2);
    fprintf(stderr, "secretd: unknown command %s; see secretd help\n", arguments[1]);
    return EXIT_REFUSED;
}
