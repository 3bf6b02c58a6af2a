#ifndef ENCLAVE_CONTRACT_ENVIRONMENT_H
#define ENCLAVE_CONTRACT_ENVIRONMENT_H

#include "common/base/arena.h"

/* What a contract is told about the world around its call, and the JSON it is told in. The bytes
 * are exact: the contract parses them, so their length is part of its gas
 * (enclave-protocol.md 5.6). */

struct vm_coin {
    struct bytes denom;
    struct bytes amount; /* decimal digits */
};

struct vm_environment {
    uint64_t height;
    uint64_t time_ns;
    struct bytes chain_id;
    /* 32 bytes; absent (data NULL) when the block has none. Left out for code that does not ask for
     * it; in queries of the second generation always replaced by one zero byte. */
    struct bytes random;
    struct bytes sender; /* bech32 */
    const struct vm_coin *funds;
    size_t funds_count;
    struct bytes contract;  /* bech32 */
    struct bytes code_hash; /* 64 lower-case hex digits */
    bool has_transaction;   /* false for external queries and begin- and end-block calls */
    uint32_t transaction_index;
    struct bytes transaction_hash; /* 64 upper-case hex digits */
};

/* environment_v010 is the whole environment of the first generation: sender and funds included,
 * never a random. */
struct bytes environment_v010(struct arena *arena, const struct vm_environment *environment);

/* environment_v1 is the second generation's env.
 *   random  32 bytes, or the placeholder of queries; absent: no such key */
struct bytes environment_v1(struct arena *arena, const struct vm_environment *environment,
                            struct bytes random);

/* environment_v1_info is the second generation's info: sender and funds. */
struct bytes environment_v1_info(struct arena *arena, const struct vm_environment *environment);

#endif
