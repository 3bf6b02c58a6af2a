#ifndef NODE_STORE_TREE_STORES_H
#define NODE_STORE_TREE_STORES_H

#include "common/base/bytes.h"

/* The 26 stores of the app hash, in the order of their names (chain-surface 7.1). */
#define STORE_TABLE(STORE)                                                                         \
    STORE(ACC, "acc")                                                                              \
    STORE(AUTHZ, "authz")                                                                          \
    STORE(BANK, "bank")                                                                            \
    STORE(CAPABILITY, "capability")                                                                \
    STORE(CIRCUIT, "circuit")                                                                      \
    STORE(COMPUTE, "compute")                                                                      \
    STORE(CONSENSUS, "consensus")                                                                  \
    STORE(CRON, "cron")                                                                            \
    STORE(DISTRIBUTION, "distribution")                                                            \
    STORE(EMERGENCYBUTTON, "emergencybutton")                                                      \
    STORE(EVIDENCE, "evidence")                                                                    \
    STORE(FEEGRANT, "feegrant")                                                                    \
    STORE(FEEIBC, "feeibc")                                                                        \
    STORE(GOV, "gov")                                                                              \
    STORE(HOOKS_FOR_IBC, "hooks-for-ibc")                                                          \
    STORE(IBC, "ibc")                                                                              \
    STORE(ICACONTROLLER, "icacontroller")                                                          \
    STORE(ICAHOST, "icahost")                                                                      \
    STORE(MINT, "mint")                                                                            \
    STORE(PACKETFORWARD, "packetfowardmiddleware")                                                 \
    STORE(PARAMS, "params")                                                                        \
    STORE(REGISTER, "register")                                                                    \
    STORE(SLASHING, "slashing")                                                                    \
    STORE(STAKING, "staking")                                                                      \
    STORE(TRANSFER, "transfer")                                                                    \
    STORE(UPGRADE, "upgrade")

#define STORE_ENUM(id, name) STORE_##id,
enum store_id { STORE_TABLE(STORE_ENUM) STORE_COUNT };
#undef STORE_ENUM

/* store_name gives the name as it stands in the commit info. */
const char *store_name(enum store_id store);

/* store_find looks a name up; false: there is no such store. */
bool store_find(struct bytes name, enum store_id *store);

#endif
