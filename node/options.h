#ifndef NODE_OPTIONS_H
#define NODE_OPTIONS_H

#include "common/base/arena.h"

/* What `secretd start` was told. Addresses are "host:port", port 0 for any free one, "off" for no
 * such server. */
struct start_options {
    /* NULL: ~/.secretd, with the chain id behind it for other chains than the first */
    const char *home;
    bool ephemeral;
    const char *chain_id;
    const char *rpc;
    const char *rest;
    const char *grpc;
    const char *grpc_web;
    const char *faucet;
    const char *block_time_ms;
    const char *pruning;
    const char *pruning_keep_recent;
    const char *pruning_interval;
    const char *minimum_gas_prices;
    const char *engine;
    const char *sandbox;
    const char *enclave;
    bool inspect;
    const char *keep_traces; /* blocks */
    const char *traces_from; /* NULL: the node has an enclave */
    bool quiet;
    bool help;
};

/* options_parse reads the arguments after "start" and fills in the defaults of the chain.
 *   fault  one line for the user when the result is false */
bool options_parse(struct arena *arena, int count, char **arguments, struct start_options *options,
                   struct bytes *fault);

/* options_help is the text of `secretd start --help`. */
struct bytes options_help(struct arena *arena);

#endif
