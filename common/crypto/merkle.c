#include "common/crypto/merkle.h"

#include "common/base/halt.h"

void crypto_merkle_leaf(struct bytes data, uint8_t hash[32])
{
    CRYPTO_SHA256(hash, BYTES("\x00"), data);
}

void crypto_merkle_inner(const uint8_t left[32], const uint8_t right[32], uint8_t hash[32])
{
    uint8_t joined[65];
    joined[0] = 1;
    memcpy(joined + 1, left, 32);
    memcpy(joined + 33, right, 32);
    crypto_sha256(BYTES_OF(joined), hash);
}

/* The roots of complete subtrees met so far, largest first; `size` is a power of two. */
struct stack {
    uint8_t hash[CRYPTO_MERKLE_AUNTS_MAX][32];
    uint64_t size[CRYPTO_MERKLE_AUNTS_MAX];
    size_t depth;
};

static void stack_join(struct stack *stack)
{
    size_t top = stack->depth - 1;
    crypto_merkle_inner(stack->hash[top - 1], stack->hash[top], stack->hash[top - 1]);
    stack->size[top - 1] += stack->size[top];
    stack->depth--;
}

void crypto_merkle_root(const struct bytes *leaves, size_t count, uint8_t root[32])
{
    if (count == 0) {
        crypto_sha256(BYTES(""), root);
        return;
    }
    struct stack stack;
    stack.depth = 0;
    for (size_t i = 0; i < count; i++) {
        crypto_merkle_leaf(leaves[i], stack.hash[stack.depth]);
        stack.size[stack.depth++] = 1;
        while (stack.depth > 1 && stack.size[stack.depth - 1] == stack.size[stack.depth - 2])
            stack_join(&stack);
    }
    while (stack.depth > 1)
        stack_join(&stack);
    memcpy(root, stack.hash[0], 32);
}

/* The largest power of two below `count`, which is at least 2. */
static uint64_t split(uint64_t count)
{
    return 1ULL << (63 - __builtin_clzll(count - 1));
}

struct crypto_merkle_proof crypto_merkle_prove(struct arena *arena, const struct bytes *leaves,
                                               size_t count, size_t index)
{
    ASSERT(index < count);
    struct crypto_merkle_proof proof = {.total = count, .index = index};
    crypto_merkle_leaf(leaves[index], proof.leaf_hash);
    proof.aunts.items = ARENA_ARRAY(arena, struct bytes, CRYPTO_MERKLE_AUNTS_MAX);
    while (count > 1) {
        size_t left = split(count);
        uint8_t *aunt = arena_alloc(arena, 32);
        if (index < left) {
            crypto_merkle_root(leaves + left, count - left, aunt);
            count = left;
        } else {
            crypto_merkle_root(leaves, left, aunt);
            leaves += left;
            index -= left;
            count -= left;
        }
        proof.aunts.items[proof.aunts.count++] = bytes_make(aunt, 32);
    }
    for (size_t i = 0, j = proof.aunts.count; i + 1 < j; i++) {
        struct bytes high = proof.aunts.items[--j];
        proof.aunts.items[j] = proof.aunts.items[i];
        proof.aunts.items[i] = high;
    }
    return proof;
}

bool crypto_merkle_check(const struct crypto_merkle_proof *proof, const uint8_t root[32],
                         struct bytes leaf)
{
    if (proof->index >= proof->total || proof->aunts.count > CRYPTO_MERKLE_AUNTS_MAX)
        return false;
    /* The way from the root down decides the side of each aunt. */
    bool on_left[CRYPTO_MERKLE_AUNTS_MAX];
    size_t depth = 0;
    for (uint64_t index = proof->index, count = proof->total; count > 1; depth++) {
        uint64_t left = split(count);
        if (depth == CRYPTO_MERKLE_AUNTS_MAX)
            return false;
        on_left[depth] = index < left;
        index = on_left[depth] ? index : index - left;
        count = on_left[depth] ? left : count - left;
    }
    if (depth != proof->aunts.count)
        return false;
    uint8_t hash[32];
    crypto_merkle_leaf(leaf, hash);
    if (memcmp(hash, proof->leaf_hash, 32) != 0)
        return false;
    for (size_t i = 0; i < depth; i++) {
        if (proof->aunts.items[i].len != 32)
            return false;
        const uint8_t *aunt = proof->aunts.items[i].data;
        if (on_left[depth - 1 - i])
            crypto_merkle_inner(hash, aunt, hash);
        else
            crypto_merkle_inner(aunt, hash, hash);
    }
    return memcmp(hash, root, 32) == 0;
}
