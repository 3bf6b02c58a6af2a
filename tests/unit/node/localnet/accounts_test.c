#include "node/localnet/accounts.h"

#include "common/crypto/hash.h"
#include "common/crypto/secp256k1.h"
#include "common/tx/address.h"
#include "node/localnet/hd_key.h"
#include "tests/support/test.h"

static void each_account_is_the_one_its_words_give(void **state)
{
    struct arena *arena = arena_new(4096);
    struct crypto_secp256k1 *curve = crypto_secp256k1_new((const uint8_t[32]){1});
    for (size_t i = 0; i < LOCALNET_ACCOUNT_COUNT; i++) {
        uint8_t secret[32], key[33], hash[32], address[20];
        hd_key_derive(bytes_text(localnet_accounts[i].mnemonic), secret);
        assert_true(crypto_secp256k1_pubkey(curve, secret, key));
        crypto_sha256(BYTES_OF(key), hash);
        crypto_ripemd160(BYTES_OF(hash), address);
        ASSERT_TEXT(address_text(arena, ADDRESS_ACCOUNT, BYTES_OF(address)),
                    localnet_accounts[i].address);
    }
    crypto_secp256k1_free(curve);
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_account_is_the_one_its_words_give),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
