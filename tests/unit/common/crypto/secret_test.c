#include "common/crypto/secret.h"

#include "tests/support/test.h"

static void random_bytes_differ(void **state)
{
    uint8_t first[32], second[32];
    crypto_random(first, sizeof first);
    crypto_random(second, sizeof second);
    assert_memory_not_equal(first, second, sizeof first);
}

static void equal_compares_content_and_length(void **state)
{
    assert_true(crypto_equal(BYTES("abc"), BYTES("abc")));
    assert_false(crypto_equal(BYTES("abc"), BYTES("abd")));
    assert_false(crypto_equal(BYTES("abc"), BYTES("ab")));
    assert_true(crypto_equal(BYTES(""), BYTES("")));
}

static void zero_is_noticed(void **state)
{
    uint8_t data[3] = {0, 0, 1};
    assert_true(crypto_is_zero(bytes_make(data, 2)));
    assert_false(crypto_is_zero(bytes_make(data, 3)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_bytes_differ),
        cmocka_unit_test(equal_compares_content_and_length),
        cmocka_unit_test(zero_is_noticed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
