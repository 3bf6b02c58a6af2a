#include "common/crypto/curve25519_internal.h"

#include "tests/support/test.h"

static struct element small(uint64_t value)
{
    return (struct element){{value, 0, 0, 0, 0}};
}

static void products_are_reduced(void **state)
{
    uint8_t bytes[32];
    element_store(element_multiply(small(6), small(7)), bytes);
    assert_int_equal(bytes[0], 42);
    /* (p - 1)^2 = 1 */
    struct element minus_one = element_subtract(small(0), small(1));
    assert_true(element_equal(element_multiply(minus_one, minus_one), small(1)));
    assert_true(element_equal(element_square(minus_one), small(1)));
    assert_true(element_is_zero(element_add(minus_one, small(1))));
}

static void squares_equal_products(void **state)
{
    struct element x = {
        {0x62d608f25d51a, 0x412a4b4f6592a, 0x75b7171a4b31d, 0x1ff60527118fe, 0x216936d3cd6e5}};
    for (int i = 0; i < 200; i++) {
        assert_true(element_equal(element_square(x), element_multiply(x, x)));
        x = element_add(element_multiply(x, x), small(5));
    }
}

static void p_and_more_read_as_their_remainder(void **state)
{
    uint8_t p[32], bytes[32];
    memset(p, 0xff, 32);
    p[0] = 0xed;
    p[31] = 0x7f;
    assert_true(element_is_zero(element_load(p)));
    p[0] = 0xf0;
    p[31] = 0xff; /* the top bit does not count */
    element_store(element_load(p), bytes);
    assert_int_equal(bytes[0], 3);
}

/* a^((p-5)/8) squared twice and multiplied: a^((p-1)/2 - 2) * a^... is 1 or -1 for a square. */
static void the_root_power_finds_square_roots(void **state)
{
    struct element a = element_square(small(123456789));
    struct element root = element_multiply(element_root_power(a), a);
    struct element square = element_square(root);
    bool plain = element_equal(square, a);
    bool turned = element_is_zero(element_add(square, a));
    assert_true(plain || turned);
}

static void scalars_are_reduced_modulo_the_order(void **state)
{
    static const uint8_t order[32] = {0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58,
                                      0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
                                      0,    0,    0,    0,    0,    0,    0,    0,
                                      0,    0,    0,    0,    0,    0,    0,    0x10};
    uint8_t wide[64] = {0}, scalar[32], below[32];
    memcpy(wide, order, 32);
    scalar_reduce(wide, scalar);
    for (size_t i = 0; i < 32; i++)
        assert_int_equal(scalar[i], 0);
    wide[0]++;
    scalar_reduce(wide, scalar);
    assert_int_equal(scalar[0], 1);
    memset(wide, 0xff, 64);
    scalar_reduce(wide, scalar);
    /* 2^512 - 1 mod L, computed with big integers. */
    ASSERT_HEX(BYTES_OF(scalar),
               "000f9c44e31106a447938568a71b0ed065bef517d273ecce3d9a307c1b419903");
    assert_false(scalar_is_canonical(order));
    memcpy(below, order, 32);
    below[0]--;
    assert_true(scalar_is_canonical(below));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(products_are_reduced),
        cmocka_unit_test(squares_equal_products),
        cmocka_unit_test(p_and_more_read_as_their_remainder),
        cmocka_unit_test(the_root_power_finds_square_roots),
        cmocka_unit_test(scalars_are_reduced_modulo_the_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
