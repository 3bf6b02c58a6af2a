#include "common/encoding/protobuf.h"
#include "node/modules/staking/internal.h"
#include "schema/core/cosmos_crypto_ed25519.h"
#include "tests/support/stake.h"
#include "tests/support/test.h"

static void the_address_is_the_start_of_the_hash_of_the_key(void **state)
{
    struct test_chain *test = stake_new();
    struct staking_consensus_key key;
    struct bytes raw =
        test_unhex(test->arena, "490d49a242af4933f1ce28dc36da53e8bd02cff171ae97adb43081cd650db090");
    const struct cosmos_crypto_ed25519_pub_key message = {raw};
    struct google_protobuf_any any = {
        BYTES("/cosmos.crypto.ed25519.PubKey"),
        protobuf_encode(test->arena, &cosmos_crypto_ed25519_pub_key_type, &message)};
    ASSERT_OK(staking_consensus_key(&test->ctx, &any, &key));
    assert_string_equal(key.type, "ed25519");
    ASSERT_BYTES(key.key, raw);
    ASSERT_HEX(key.address, "5e0b76f4d7975d828f99c7349104fd8e0265b57b");
    test_chain_free(test);
}

static void what_is_no_key_is_refused(void **state)
{
    struct test_chain *test = stake_new();
    struct staking_consensus_key key;
    struct google_protobuf_any any = {BYTES("/cosmos.bank.v1beta1.MsgSend"), BYTES("")};
    assert_non_null(staking_consensus_key(&test->ctx, &any, &key));
    assert_non_null(staking_consensus_key(&test->ctx, NULL, &key));
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_address_is_the_start_of_the_hash_of_the_key),
        cmocka_unit_test(what_is_no_key_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
