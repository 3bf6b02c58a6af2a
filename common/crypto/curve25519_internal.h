#ifndef COMMON_CRYPTO_CURVE25519_INTERNAL_H
#define COMMON_CRYPTO_CURVE25519_INTERNAL_H

#include "common/base/bytes.h"

/* Arithmetic modulo p = 2^255 - 19 and modulo the group order L, for checking signatures. Variable
 * time: never on secrets. An element is five 51-bit limbs, little-endian, not fully reduced: a
 * product has limbs below 2^52, sums and differences of products stay below 2^54, which a product
 * accepts. */
struct element {
    uint64_t limb[5];
};

enum { LIMB_BITS = 51 };
#define LIMB_MASK ((1ULL << LIMB_BITS) - 1)

static inline struct element element_add(struct element a, struct element b)
{
    for (size_t i = 0; i < 5; i++)
        a.limb[i] += b.limb[i];
    return a;
}

/* Adds 4p so that no limb turns negative. */
static inline struct element element_subtract(struct element a, struct element b)
{
    a.limb[0] += 4 * (LIMB_MASK - 18) - b.limb[0];
    for (size_t i = 1; i < 5; i++)
        a.limb[i] += 4 * LIMB_MASK - b.limb[i];
    return a;
}

struct element element_multiply(struct element a, struct element b);
struct element element_square(struct element a);
/* element_root_power is a^((p-5)/8), the core of a square root. */
struct element element_root_power(struct element a);
/* element_load ignores the top bit and accepts values of p and more. */
struct element element_load(const uint8_t bytes[32]);
/* element_store gives the one canonical form. */
void element_store(struct element a, uint8_t bytes[32]);
bool element_is_zero(struct element a);
bool element_equal(struct element a, struct element b);

/* scalar_reduce gives a 64-byte little-endian number modulo L. */
void scalar_reduce(const uint8_t wide[64], uint8_t scalar[32]);
/* scalar_is_canonical tells whether a 32-byte little-endian number is below L. */
bool scalar_is_canonical(const uint8_t scalar[32]);

/* group_equation decodes the points by ZIP-215 and tells whether 8 s B = 8 k A + 8 R. */
bool group_equation(const uint8_t s[32], const uint8_t k[32], const uint8_t point_a[32],
                    const uint8_t point_r[32]);

#endif
