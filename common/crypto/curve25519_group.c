#include "common/crypto/curve25519_internal.h"

/* Points of -x^2 + y^2 = 1 + d x^2 y^2 in extended coordinates: x = X/Z, y = Y/Z, T = XY/Z. */
struct point {
    struct element x, y, z, t;
};

/* A point as the second operand of an addition. */
struct addend {
    struct element plus, minus, z2, t2d; /* Y+X, Y-X, 2Z, 2dT */
};

enum { WINDOW_ODD = 8, SCALAR_BITS = 256 }; /* odd multiples 1, 3 .. 15 */

static const struct element ONE = {{1, 0, 0, 0, 0}};
static const struct element CURVE_D = {
    {0x34dca135978a3, 0x1a8283b156ebd, 0x5e7a26001c029, 0x739c663a03cbb, 0x52036cee2b6ff}};
static const struct element CURVE_2D = {
    {0x69b9426b2f159, 0x35050762add7a, 0x3cf44c0038052, 0x6738cc7407977, 0x2406d9dc56dff}};
static const struct element ROOT_OF_MINUS_ONE = {
    {0x61b274a0ea0b0, 0x0d5a5fc8f189d, 0x7ef5e9cbd0c60, 0x78595a6804c9e, 0x2b8324804fc1d}};
static const struct point BASE = {
    {{0x62d608f25d51a, 0x412a4b4f6592a, 0x75b7171a4b31d, 0x1ff60527118fe, 0x216936d3cd6e5}},
    {{0x6666666666658, 0x4cccccccccccc, 0x1999999999999, 0x3333333333333, 0x6666666666666}},
    {{1, 0, 0, 0, 0}},
    {{0x68ab3a5b7dda3, 0x00eea2a5eadbb, 0x2af8df483c27e, 0x332b375274732, 0x67875f0fd78b7}},
};

static struct element negate(struct element a)
{
    return element_subtract((struct element){{0}}, a);
}

/* dbl-2008-hwcd; T is left out when the next step is another doubling. */
static struct point point_double(struct point p, bool with_t)
{
    struct element a = element_square(p.x), b = element_square(p.y), zz = element_square(p.z);
    struct element sum = element_add(p.x, p.y);
    struct element h = element_add(a, b);                        /* -H */
    struct element e = element_subtract(h, element_square(sum)); /* -E */
    struct element g = element_subtract(a, b);                   /* -G */
    struct element f = element_add(element_add(zz, zz), g);      /* -F */
    struct point out = {element_multiply(e, f), element_multiply(g, h), element_multiply(f, g),
                        p.t};
    if (with_t)
        out.t = element_multiply(e, h);
    return out;
}

/* add-2008-hwcd-3, complete on this curve. */
static struct point point_add(struct point p, const struct addend *q)
{
    struct element a = element_multiply(element_subtract(p.y, p.x), q->minus);
    struct element b = element_multiply(element_add(p.y, p.x), q->plus);
    struct element c = element_multiply(p.t, q->t2d);
    struct element d = element_multiply(p.z, q->z2);
    struct element e = element_subtract(b, a), h = element_add(b, a);
    struct element f = element_subtract(d, c), g = element_add(d, c);
    return (struct point){element_multiply(e, f), element_multiply(g, h), element_multiply(f, g),
                          element_multiply(e, h)};
}

static struct addend addend_of(struct point p)
{
    return (struct addend){element_add(p.y, p.x), element_subtract(p.y, p.x), element_add(p.z, p.z),
                           element_multiply(p.t, CURVE_2D)};
}

static struct addend addend_negate(const struct addend *q)
{
    return (struct addend){q->minus, q->plus, q->z2, negate(q->t2d)};
}

/* ZIP-215: y may be non-canonical, and x = 0 may carry a sign bit. */
static bool point_decode(const uint8_t bytes[32], struct point *out)
{
    struct element y = element_load(bytes);
    struct element yy = element_square(y);
    struct element u = element_subtract(yy, ONE);
    struct element v = element_add(element_multiply(yy, CURVE_D), ONE);
    struct element v3 = element_multiply(element_square(v), v);
    struct element uv7 = element_multiply(element_multiply(element_square(v3), v), u);
    struct element x = element_multiply(element_multiply(element_root_power(uv7), v3), u);
    struct element check = element_multiply(element_square(x), v);
    if (!element_equal(check, u)) {
        if (!element_is_zero(element_add(check, u)))
            return false;
        x = element_multiply(x, ROOT_OF_MINUS_ONE);
    }
    uint8_t canonical[32];
    element_store(x, canonical);
    if ((canonical[0] & 1) != bytes[31] >> 7)
        x = negate(x);
    *out = (struct point){x, y, ONE, element_multiply(x, y)};
    return true;
}

static void odd_multiples(struct point p, struct addend table[WINDOW_ODD])
{
    table[0] = addend_of(p);
    struct addend twice = addend_of(point_double(p, true));
    for (size_t i = 1; i < WINDOW_ODD; i++) {
        p = point_add(p, &twice);
        table[i] = addend_of(p);
    }
}

/* Writes a scalar as digits that are 0 or odd, at most 15 in size, few of them nonzero. */
static void digits_of(const uint8_t scalar[32], int8_t digit[SCALAR_BITS])
{
    for (size_t i = 0; i < SCALAR_BITS; i++)
        digit[i] = scalar[i / 8] >> (i % 8) & 1;
    for (size_t i = 0; i < SCALAR_BITS; i++) {
        for (size_t by = 1; digit[i] != 0 && by <= 6 && i + by < SCALAR_BITS; by++) {
            if (digit[i + by] == 0)
                continue;
            int step = digit[i + by] * (1 << by);
            if (digit[i] + step <= 15) {
                digit[i] = (int8_t)(digit[i] + step);
                digit[i + by] = 0;
            } else if (digit[i] - step >= -15) {
                digit[i] = (int8_t)(digit[i] - step);
                for (size_t k = i + by; k < SCALAR_BITS; k++) {
                    if (digit[k] == 0) {
                        digit[k] = 1;
                        break;
                    }
                    digit[k] = 0;
                }
            } else {
                break;
            }
        }
    }
}

static struct point add_digit(struct point sum, int8_t digit, const struct addend table[WINDOW_ODD])
{
    if (digit > 0)
        return point_add(sum, &table[digit / 2]);
    if (digit == 0)
        return sum;
    struct addend negative = addend_negate(&table[-digit / 2]);
    return point_add(sum, &negative);
}

bool group_equation(const uint8_t s[32], const uint8_t k[32], const uint8_t point_a[32],
                    const uint8_t point_r[32])
{
    struct point a, r;
    if (!point_decode(point_a, &a) || !point_decode(point_r, &r))
        return false;
    a.x = negate(a.x);
    a.t = negate(a.t);
    struct addend base_table[WINDOW_ODD], a_table[WINDOW_ODD];
    odd_multiples(BASE, base_table);
    odd_multiples(a, a_table);
    int8_t s_digit[SCALAR_BITS], k_digit[SCALAR_BITS];
    digits_of(s, s_digit);
    digits_of(k, k_digit);
    size_t top = SCALAR_BITS;
    while (top > 0 && s_digit[top - 1] == 0 && k_digit[top - 1] == 0)
        top--;
    struct point sum = {{{0}}, ONE, ONE, {{0}}};
    for (size_t i = top; i-- > 0;) {
        sum = point_double(sum, true);
        sum = add_digit(sum, s_digit[i], base_table);
        sum = add_digit(sum, k_digit[i], a_table);
    }
    struct addend minus_r = addend_of(r);
    minus_r = addend_negate(&minus_r);
    sum = point_add(sum, &minus_r);
    for (int i = 0; i < 3; i++)
        sum = point_double(sum, false);
    return element_is_zero(sum.x) && element_equal(sum.y, sum.z);
}
