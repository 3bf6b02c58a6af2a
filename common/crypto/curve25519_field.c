#include "common/crypto/curve25519_internal.h"

typedef unsigned __int128 wide;

static struct element carry(wide sum[5])
{
    struct element out;
    uint64_t over = 0;
    for (size_t i = 0; i < 5; i++) {
        sum[i] += over;
        out.limb[i] = (uint64_t)sum[i] & LIMB_MASK;
        over = (uint64_t)(sum[i] >> LIMB_BITS);
    }
    /* 2^255 = 19 modulo p. */
    wide low = (wide)over * 19 + out.limb[0];
    out.limb[0] = (uint64_t)low & LIMB_MASK;
    out.limb[1] += (uint64_t)(low >> LIMB_BITS);
    return out;
}

#define PRODUCT(x, y) ((wide)(x) * (y))

struct element element_multiply(struct element x, struct element y)
{
    const uint64_t *a = x.limb, *b = y.limb;
    uint64_t b1 = 19 * b[1], b2 = 19 * b[2], b3 = 19 * b[3], b4 = 19 * b[4];
    wide sum[5] = {
        PRODUCT(a[0], b[0]) + PRODUCT(a[1], b4) + PRODUCT(a[2], b3) + PRODUCT(a[3], b2) +
            PRODUCT(a[4], b1),
        PRODUCT(a[0], b[1]) + PRODUCT(a[1], b[0]) + PRODUCT(a[2], b4) + PRODUCT(a[3], b3) +
            PRODUCT(a[4], b2),
        PRODUCT(a[0], b[2]) + PRODUCT(a[1], b[1]) + PRODUCT(a[2], b[0]) + PRODUCT(a[3], b4) +
            PRODUCT(a[4], b3),
        PRODUCT(a[0], b[3]) + PRODUCT(a[1], b[2]) + PRODUCT(a[2], b[1]) + PRODUCT(a[3], b[0]) +
            PRODUCT(a[4], b4),
        PRODUCT(a[0], b[4]) + PRODUCT(a[1], b[3]) + PRODUCT(a[2], b[2]) + PRODUCT(a[3], b[1]) +
            PRODUCT(a[4], b[0]),
    };
    return carry(sum);
}

struct element element_square(struct element x)
{
    const uint64_t *a = x.limb;
    uint64_t a0 = 2 * a[0], a1 = 2 * a[1], a3 = 19 * a[3], a4 = 19 * a[4];
    wide sum[5] = {
        PRODUCT(a[0], a[0]) + 2 * (PRODUCT(a[1], a4) + PRODUCT(a[2], a3)),
        PRODUCT(a0, a[1]) + 2 * PRODUCT(a[2], a4) + PRODUCT(a[3], a3),
        PRODUCT(a0, a[2]) + PRODUCT(a[1], a[1]) + 2 * PRODUCT(a[3], a4),
        PRODUCT(a0, a[3]) + PRODUCT(a1, a[2]) + PRODUCT(a[4], a4),
        PRODUCT(a0, a[4]) + PRODUCT(a1, a[3]) + PRODUCT(a[2], a[2]),
    };
    return carry(sum);
}

static struct element square_times(struct element a, int times)
{
    for (int i = 0; i < times; i++)
        a = element_square(a);
    return a;
}

/* (p-5)/8 = 2^252 - 3; tN is a^(2^N - 1). */
struct element element_root_power(struct element a)
{
    struct element t1 = a;
    struct element t2 = element_multiply(square_times(t1, 1), t1);
    struct element t4 = element_multiply(square_times(t2, 2), t2);
    struct element t5 = element_multiply(square_times(t4, 1), t1);
    struct element t10 = element_multiply(square_times(t5, 5), t5);
    struct element t20 = element_multiply(square_times(t10, 10), t10);
    struct element t40 = element_multiply(square_times(t20, 20), t20);
    struct element t50 = element_multiply(square_times(t40, 10), t10);
    struct element t100 = element_multiply(square_times(t50, 50), t50);
    struct element t200 = element_multiply(square_times(t100, 100), t100);
    struct element t250 = element_multiply(square_times(t200, 50), t50);
    return element_multiply(square_times(t250, 2), t1);
}

struct element element_load(const uint8_t bytes[32])
{
    uint64_t w0 = load_le64(bytes), w1 = load_le64(bytes + 8);
    uint64_t w2 = load_le64(bytes + 16), w3 = load_le64(bytes + 24);
    return (struct element){{
        w0 & LIMB_MASK,
        (w0 >> 51 | w1 << 13) & LIMB_MASK,
        (w1 >> 38 | w2 << 26) & LIMB_MASK,
        (w2 >> 25 | w3 << 39) & LIMB_MASK,
        w3 >> 12 & LIMB_MASK,
    }};
}

void element_store(struct element a, uint8_t bytes[32])
{
    uint64_t *t = a.limb;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < 4; i++) {
            t[i + 1] += t[i] >> LIMB_BITS;
            t[i] &= LIMB_MASK;
        }
        t[0] += 19 * (t[4] >> LIMB_BITS);
        t[4] &= LIMB_MASK;
    }
    /* Now below 2^255 + 19: subtract p when adding 19 passes 2^255. */
    uint64_t over = (t[0] + 19) >> LIMB_BITS;
    for (size_t i = 1; i < 5; i++)
        over = (t[i] + over) >> LIMB_BITS;
    t[0] += 19 * over;
    for (size_t i = 0; i < 4; i++) {
        t[i + 1] += t[i] >> LIMB_BITS;
        t[i] &= LIMB_MASK;
    }
    t[4] &= LIMB_MASK;
    store_le64(bytes, t[0] | t[1] << 51);
    store_le64(bytes + 8, t[1] >> 13 | t[2] << 38);
    store_le64(bytes + 16, t[2] >> 26 | t[3] << 25);
    store_le64(bytes + 24, t[3] >> 39 | t[4] << 12);
}

bool element_is_zero(struct element a)
{
    static const uint8_t zero[32];
    uint8_t bytes[32];
    element_store(a, bytes);
    return memcmp(bytes, zero, 32) == 0;
}

bool element_equal(struct element a, struct element b)
{
    uint8_t left[32], right[32];
    element_store(a, left);
    element_store(b, right);
    return memcmp(left, right, 32) == 0;
}

/* L = 2^252 + c */
static const uint64_t ORDER[4] = {0x5812631a5cf5d3ed, 0x14def9dea2f79cd6, 0, 0x1000000000000000};

bool scalar_is_canonical(const uint8_t scalar[32])
{
    for (size_t i = 4; i-- > 0;) {
        uint64_t limb = load_le64(scalar + 8 * i);
        if (limb != ORDER[i])
            return limb < ORDER[i];
    }
    return false;
}

/* r = r * 2^32 + word, modulo L: with q = r >> 252, r - q * L lies in (-L, L). */
static void scalar_push(uint64_t r[4], uint32_t word)
{
    uint64_t top = r[3] >> 32;
    for (size_t i = 3; i > 0; i--)
        r[i] = r[i] << 32 | r[i - 1] >> 32;
    r[0] = r[0] << 32 | word;
    uint64_t q = top << 4 | r[3] >> 60;
    r[3] &= 0x0fffffffffffffff;
    wide low = (wide)q * ORDER[0];
    wide high = (wide)q * ORDER[1] + (uint64_t)(low >> 64);
    uint64_t take[4] = {(uint64_t)low, (uint64_t)high, (uint64_t)(high >> 64), 0};
    unsigned borrow = 0;
    for (size_t i = 0; i < 4; i++) {
        wide difference = (wide)r[i] - take[i] - borrow;
        r[i] = (uint64_t)difference;
        borrow = (unsigned)(difference >> 64) & 1;
    }
    if (borrow == 0)
        return;
    wide sum = 0;
    for (size_t i = 0; i < 4; i++) {
        sum += (wide)r[i] + ORDER[i];
        r[i] = (uint64_t)sum;
        sum >>= 64;
    }
}

void scalar_reduce(const uint8_t in[64], uint8_t scalar[32])
{
    uint64_t r[4] = {0};
    for (size_t i = 16; i-- > 0;) {
        uint64_t pair = load_le64(in + 8 * (i / 2));
        scalar_push(r, (uint32_t)(i % 2 == 0 ? pair : pair >> 32));
    }
    for (size_t i = 0; i < 4; i++)
        store_le64(scalar + 8 * i, r[i]);
}
