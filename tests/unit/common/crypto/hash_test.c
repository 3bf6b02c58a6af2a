#include "common/crypto/hash.h"

#include "tests/support/rows.h"
#include "tests/support/test.h"

static void sha256_of_known_texts(void **state)
{
    uint8_t hash[32];
    crypto_sha256(BYTES(""), hash);
    ASSERT_HEX(BYTES_OF(hash), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    crypto_sha256(BYTES("hij"), hash);
    ASSERT_HEX(BYTES_OF(hash), "722c8c993fd75a7627d69ed941344fe2a1423a3e75efd3e6778a142884227104");
}

static void parts_hash_as_their_concatenation(void **state)
{
    uint8_t whole[32], parts[32];
    crypto_sha256(BYTES("consensus"), whole);
    CRYPTO_SHA256(parts, BYTES("con"), BYTES(""), BYTES("sensus"));
    ASSERT_BYTES(BYTES_OF(parts), BYTES_OF(whole));
}

static void sha512_of_abc(void **state)
{
    uint8_t hash[64];
    crypto_sha512(BYTES("abc"), hash);
    ASSERT_HEX(BYTES_OF(hash), "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                               "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
}

static void ripemd160_of_abc(void **state)
{
    uint8_t hash[20];
    crypto_ripemd160(BYTES("abc"), hash);
    ASSERT_HEX(BYTES_OF(hash), "8eb208f7e05d987a9b044a8e98c6b087f15a0bfc");
}

static void hmac_agrees_with_wycheproof(void **state)
{
    struct arena *arena = arena_new(4096);
    struct bytes file = test_file(arena, "tests/vectors/crypto/hmac_sha256.txt"), field[4];
    size_t count = 0;
    for (; test_row(&file, field, 4); count++) {
        uint8_t mac[32];
        crypto_hmac_sha256(test_row_hex(arena, field[0]), test_row_hex(arena, field[1]), mac);
        bool equal = bytes_equal(BYTES_OF(mac), test_row_hex(arena, field[2]));
        assert_int_equal(equal, bytes_is(field[3], "valid"));
    }
    assert_int_equal(count, 87);
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sha256_of_known_texts),
        cmocka_unit_test(parts_hash_as_their_concatenation),
        cmocka_unit_test(sha512_of_abc),
        cmocka_unit_test(ripemd160_of_abc),
        cmocka_unit_test(hmac_agrees_with_wycheproof),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
