#include "enclave/keys/pool.h"

#include <string.h>

#include <openssl/crypto.h>

#include "common/crypto/siv.h"
#include "tests/support/test.h"

static void blocks_come_from_the_pool_and_go_back(void **state)
{
    size_t before = keys_pool_used();
    void *block = OPENSSL_malloc(100);
    memset(block, 7, 100);
    assert_true(keys_pool_used() > before);
    OPENSSL_free(block);
    size_t after = keys_pool_used();
    uint8_t *again = OPENSSL_malloc(90);
    assert_ptr_equal(again, block);
    assert_int_equal(again[50], 0);
    assert_int_equal(keys_pool_used(), after);
    OPENSSL_free(again);
}

static void growing_keeps_the_content(void **state)
{
    uint8_t *block = OPENSSL_malloc(10);
    memset(block, 3, 10);
    block = OPENSSL_realloc(block, 100000);
    for (size_t i = 0; i < 10; i++)
        assert_int_equal(block[i], 3);
    block = OPENSSL_realloc(block, 20);
    assert_int_equal(block[9], 3);
    OPENSSL_free(block);
}

static void a_full_pool_falls_back_to_the_heap(void **state)
{
    enum { COUNT = KEYS_POOL_BYTES / 4096 + 10 };
    static void *blocks[COUNT];
    for (size_t i = 0; i < COUNT; i++) {
        blocks[i] = OPENSSL_malloc(4000);
        memset(blocks[i], 1, 4000);
    }
    for (size_t i = 0; i < COUNT; i++)
        OPENSSL_free(blocks[i]);
    assert_true(keys_pool_used() <= KEYS_POOL_BYTES);
}

static void key_schedules_live_in_the_pool(void **state)
{
    size_t before = keys_pool_used();
    uint8_t key[32] = {1};
    struct crypto_siv *siv = crypto_siv_new(key);
    assert_true(keys_pool_used() > before);
    crypto_siv_free(siv);
}

int main(void)
{
    keys_pool_install();
    keys_pool_arm();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_come_from_the_pool_and_go_back),
        cmocka_unit_test(growing_keeps_the_content),
        cmocka_unit_test(key_schedules_live_in_the_pool),
        cmocka_unit_test(a_full_pool_falls_back_to_the_heap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
