#ifndef NODE_API_NODE_INFO_H
#define NODE_API_NODE_INFO_H

/* What the node says it is (chain-surface 1.1): clients choose their dialect by these. */
#define NODE_INFO_APP            "secret"
#define NODE_INFO_BINARY         "secretd"
#define NODE_INFO_COMETBFT       "0.38.23" /* CosmJS and Hermes look at the first two numbers */
#define NODE_INFO_LISTEN         "tcp://0.0.0.0:26656"
#define NODE_INFO_CHANNELS       "40202122233038606100"
#define NODE_INFO_SDK            "v0.50.14"
#define NODE_INFO_SIMULATION     "simulation" /* nothing protects the enclave's keys */
#define NODE_INFO_P2P_PROTOCOL   8
#define NODE_INFO_BLOCK_PROTOCOL 11

/* A module that relayers look for in build_deps. */
struct node_info_module {
    const char *path, *version;
};
#define NODE_INFO_MODULES                                                                          \
    {                                                                                              \
        {"github.com/cosmos/cosmos-sdk", NODE_INFO_SDK},                                           \
            {"github.com/cometbft/cometbft", "v" NODE_INFO_COMETBFT},                              \
            {"github.com/cosmos/ibc-go/v8", "v8.7.0"}, {"github.com/cosmos/ics23/go", "v0.11.0"},  \
            {"github.com/cosmos/iavl", "v1.2.2"},                                                  \
    }

#endif
