#include "node/options.h"

#include "node/localnet/accounts.h"

struct option {
    const char *name;
    const char *value;        /* what the help calls its value; NULL: a switch */
    size_t offset;            /* in struct start_options */
    const char *preset;       /* NULL: none */
    const char *preset_other; /* for other chains than the first; NULL: the same */
    const char *text;
};

#define FIELD(name) offsetof(struct start_options, name)
static const struct option table[] = {
    {"--home", "DIR", FIELD(home), NULL, NULL,
     "keep everything here (default ~/.secretd; other chains: ~/.secretd-ID)"},
    {"--ephemeral", NULL, FIELD(ephemeral), NULL, NULL, "use a throw-away home, removed at exit"},
    {"--chain-id", "ID", FIELD(chain_id), LOCALNET_CHAIN_ID, NULL,
     "the chain to start; another one than the first has other ports"},
    {"--rpc", "ADDR", FIELD(rpc), "0.0.0.0:26657", "0.0.0.0:36657", "CometBFT RPC and websocket"},
    {"--rest", "ADDR", FIELD(rest), "0.0.0.0:1317", "0.0.0.0:2317", "REST (LCD)"},
    {"--grpc", "ADDR", FIELD(grpc), "0.0.0.0:9090", "0.0.0.0:9390",
     "gRPC, plaintext HTTP/2, with reflection"},
    {"--grpc-web", "ADDR", FIELD(grpc_web), "0.0.0.0:9091", "0.0.0.0:9391", "gRPC-web"},
    {"--faucet", "ADDR", FIELD(faucet), "0.0.0.0:5000", "0.0.0.0:5100",
     "faucet that pays from account a"},
    {"--block-time", "MS", FIELD(block_time_ms), "1000", NULL,
     "an empty block after so many milliseconds; 0: none. Transactions never wait"},
    {"--pruning", "NAME", FIELD(pruning), "default", NULL,
     "old states to keep: default, nothing, everything, custom"},
    {"--pruning-keep-recent", "N", FIELD(pruning_keep_recent), "0", NULL,
     "states to keep, with --pruning custom"},
    {"--pruning-interval", "N", FIELD(pruning_interval), "0", NULL,
     "heights between prunings, with --pruning custom"},
    {"--minimum-gas-prices", "PRICES", FIELD(minimum_gas_prices), "0.0125uscrt", NULL,
     "least fee per gas that this node lets in"},
    {"--engine", "NAME", FIELD(engine), "wasmtime", NULL,
     "contract engine: wasmtime (fast) or wasmi (small)"},
    {"--sandbox", "MODE", FIELD(sandbox), "best-effort", NULL,
     "lock-down of the enclave process: strict (all of it or no start), best-effort, off"},
    {"--enclave", "FILE", FIELD(enclave), NULL, NULL,
     "the enclave program (default: secretd-enclave beside secretd)"},
    {"--inspect", NULL, FIELD(inspect), NULL, NULL,
     "remember what contract calls do, in clear, for secretd debug inspect"},
    {"--keep-traces", "BLOCKS", FIELD(keep_traces), "1000", NULL,
     "last blocks whose contract calls are kept for nodes without an enclave; 0: none"},
    {"--traces-from", "HOST:PORT", FIELD(traces_from), NULL, NULL,
     "run without an enclave: take blocks and traces from that node's gRPC, verify every app hash"},
    {"--quiet", NULL, FIELD(quiet), NULL, NULL, "no line per block and transaction"},
    {"--help", NULL, FIELD(help), NULL, NULL, "this text"},
};

static const char **text_field(struct start_options *options, const struct option *option)
{
    return (const char **)(void *)((char *)options + option->offset);
}

static bool *switch_field(struct start_options *options, const struct option *option)
{
    return (bool *)(void *)((char *)options + option->offset);
}

/* "--name" or "--name=value"; *value is what stands behind '='. */
static const struct option *find_option(const char *argument, const char **value)
{
    size_t len = strcspn(argument, "=");
    *value = argument[len] == '=' ? argument + len + 1 : NULL;
    for (size_t i = 0; i < ARRAY_COUNT(table); i++)
        if (strlen(table[i].name) == len && memcmp(table[i].name, argument, len) == 0)
            return &table[i];
    return NULL;
}

static void fill_presets(struct start_options *options)
{
    if (options->chain_id == NULL)
        options->chain_id = LOCALNET_CHAIN_ID;
    bool first = strcmp(options->chain_id, LOCALNET_CHAIN_ID) == 0;
    for (size_t i = 0; i < ARRAY_COUNT(table); i++) {
        const struct option *option = &table[i];
        if (option->value == NULL || *text_field(options, option) != NULL)
            continue;
        bool other = !first && option->preset_other != NULL;
        *text_field(options, option) = other ? option->preset_other : option->preset;
    }
}

bool options_parse(struct arena *arena, int count, char **arguments, struct start_options *options,
                   struct bytes *fault)
{
    *options = (struct start_options){0};
    for (int i = 0; i < count; i++) {
        const char *value;
        const struct option *option = find_option(arguments[i], &value);
        if (option == NULL) {
            *fault =
                arena_format(arena, "unknown option %s; see secretd start --help", arguments[i]);
            return false;
        }
        if (option->value == NULL) {
            if (value != NULL) {
                *fault = arena_format(arena, "%s takes no value", option->name);
                return false;
            }
            *switch_field(options, option) = true;
            continue;
        }
        if (value == NULL)
            value = ++i < count ? arguments[i] : NULL;
        if (value == NULL || value[0] == '\0') {
            *fault = arena_format(arena, "%s wants a value: %s", option->name, option->value);
            return false;
        }
        *text_field(options, option) = value;
    }
    fill_presets(options);
    return true;
}

struct bytes options_help(struct arena *arena)
{
    struct writer text = writer_new(arena, 4096);
    writer_text(
        &text,
        "usage: secretd start [OPTION]...\n\n"
        "Starts a local network: one validator, the accounts of LocalSecret, a simulated enclave.\n"
        "Addresses are HOST:PORT; port 0 takes a free one, \"off\" leaves the server out. The ones "
        "in\n"
        "use stand in endpoints.json in the home.\n\n");
    for (size_t i = 0; i < ARRAY_COUNT(table); i++) {
        const struct option *option = &table[i];
        struct bytes left =
            arena_format(arena, "%s %s", option->name, option->value == NULL ? "" : option->value);
        writer_format(&text, "  %-30.*s %s", BYTES_ARG(left), option->text);
        if (option->preset != NULL)
            writer_format(&text, " [%s]", option->preset);
        writer_byte(&text, '\n');
    }
    return writer_done(&text);
}
