#ifndef COMMON_CRYPTO_MERKLE_H
#define COMMON_CRYPTO_MERKLE_H

#include "common/base/arena.h"
#include "common/crypto/hash.h"

/* CometBFT's simple Merkle tree (RFC 6962 shape): leaf = SHA-256(0x00 || data), inner =
 * SHA-256(0x01 || left || right), the left side of n leaves holds the largest power of two below n.
 * The root is crypto_merkle_root in hash.h. Source: chain-surface 6.5. */

enum { CRYPTO_MERKLE_AUNTS_MAX = 64 };

void crypto_merkle_leaf(struct bytes data, uint8_t hash[32]);
void crypto_merkle_inner(const uint8_t left[32], const uint8_t right[32], uint8_t hash[32]);

/* The proof of one leaf as CometBFT's Proof: aunts from the leaf upwards. */
struct crypto_merkle_proof {
    uint64_t total;
    uint64_t index;
    uint8_t leaf_hash[32];
    struct bytes_list aunts; /* 32 bytes each */
};

/* crypto_merkle_prove makes the proof of leaf `index` (below `count`); the arena owns the aunts. */
struct crypto_merkle_proof crypto_merkle_prove(struct arena *arena, const struct bytes *leaves,
                                               size_t count, size_t index);

/* crypto_merkle_check tells whether `leaf` stands in the tree with this root where the proof says.
 */
bool crypto_merkle_check(const struct crypto_merkle_proof *proof, const uint8_t root[32],
                         struct bytes leaf);

#endif
