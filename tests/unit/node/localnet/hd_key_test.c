#include "node/localnet/hd_key.h"

#include <secp256k1.h>

#include "tests/support/test.h"

static void assert_public_key(const char *mnemonic, const char *public_hex)
{
    uint8_t secret[32], public_key[33];
    hd_key_derive(bytes_text(mnemonic), secret);
    secp256k1_context *context = secp256k1_context_create(SECP256K1_CONTEXT_SIGN);
    secp256k1_pubkey point;
    size_t len = sizeof public_key;
    assert_true(secp256k1_ec_pubkey_create(context, &point, secret));
    secp256k1_ec_pubkey_serialize(context, public_key, &len, &point, SECP256K1_EC_COMPRESSED);
    secp256k1_context_destroy(context);
    ASSERT_HEX(BYTES_OF(public_key), public_hex);
}

static void localsecret_mnemonics_give_the_published_keys(void **state)
{
    assert_public_key(
        "grant rice replace explain federal release fix clever romance raise often wild taxi "
        "quarter soccer fiber love must tape steak together observe swap guitar",
        "034ee8249f67e136139c3ed94ad63288f6c1de45ce66fa883247211a698f440cdf");
    assert_public_key(
        "word twist toast cloth movie predict advance crumble escape whale sail such angry "
        "muffin balcony keen move employ cook valve hurt glimpse breeze brick",
        "033073acaa92669dd85cccc84c1f1902a632b0ed180a3b55ffc774350d5f9d3f33");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(localsecret_mnemonics_give_the_published_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
