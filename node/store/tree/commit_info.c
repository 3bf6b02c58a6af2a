#include "node/store/tree/multistore_internal.h"

#include "common/base/halt.h"
#include "common/crypto/hash.h"

size_t commit_info_leaf(const struct commit_info_store *store, uint8_t out[COMMIT_INFO_LEAF_MAX])
{
    struct bytes name = store->name;
    ASSERT(name.len < 128);
    out[0] = (uint8_t)name.len;
    memcpy(out + 1, name.data, name.len);
    out[1 + name.len] = 32;
    crypto_sha256(store->root, out + 2 + name.len);
    return name.len + 34;
}

void commit_info_hash(const struct commit_info_store *stores, size_t count, uint8_t hash[32])
{
    uint8_t texts[COMMIT_INFO_STORES_MAX][COMMIT_INFO_LEAF_MAX];
    struct bytes leaves[COMMIT_INFO_STORES_MAX];
    ASSERT(count <= COMMIT_INFO_STORES_MAX);
    for (size_t s = 0; s < count; s++)
        leaves[s] = bytes_make(texts[s], commit_info_leaf(&stores[s], texts[s]));
    crypto_merkle_root(leaves, count, hash);
}
