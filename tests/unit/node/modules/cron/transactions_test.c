#include "common/crypto/hash.h"
#include "common/crypto/secp256k1.h"
#include "common/tx/sign.h"
#include "node/chain/record.h"
#include "node/modules/auth/module.h"
#include "node/modules/cron/internal.h"
#include "schema/chain/registry.h"
#include "schema/core/secret_compute_v1beta1.h"
#include "schema/core/secret_registration_v1beta1.h"
#include "tests/support/chain.h"
#include "tests/support/test.h"

/* The curve's private key 32 times 42. */
static const uint8_t IO_KEY[32] = {
    0x13, 0x2c, 0x44, 0x2b, 0xe0, 0x10, 0xfb, 0xd5, 0x7e, 0x72, 0x60, 0x33, 0x28, 0xaa, 0x76, 0xe7,
    0x1f, 0xcc, 0xc1, 0x50, 0x3a, 0xae, 0x21, 0x93, 0x27, 0xd1, 0x4d, 0x9c, 0x99, 0x93, 0xf4, 0x72,
};

static void set_io_key(struct test_chain *test, struct bytes key)
{
    const struct secret_registration_v1beta1_master_key master = {.bytes = key};
    ASSERT_OK(record_set(&test->ctx, STORE_REGISTER, BYTES("\x02IoExchMasterKey"),
                         &secret_registration_v1beta1_master_key_type, &master));
}

/* At the end of block 10 three calls are marked; the signer has number 0 and sequence 7. */
static struct test_chain *world(void)
{
    static const uint8_t SEED[32] = {1};
    struct test_chain *test = test_chain_new();
    const struct secret_cron_params params = {.limit = 5};
    test->chain.curve = crypto_secp256k1_new(SEED);
    set_io_key(test, BYTES_OF(IO_KEY));
    ASSERT_OK(cron_params_set(&test->ctx, &params));
    for (uint8_t at = 0; at < 3; at++) {
        struct bytes contract = test_address(test->arena, (uint8_t)(5 + at));
        struct secret_cron_msg_execute_contract call = {
            .contract = address_text(test->arena, ADDRESS_ACCOUNT, contract),
            .msg = BYTES("{\"tick\":{}}")};
        struct bytes name = arena_format(test->arena, "%d", at);
        ASSERT_OK(cron_schedule_add(&test->ctx, name, 1,
                                    (struct secret_cron_msg_execute_contract_list){&call, 1}));
    }
    ASSERT_OK(cron_end_block(&test->ctx));
    struct account *signer;
    ASSERT_OK(auth_account_get(&test->ctx, BYTES_OF(cron_signer), &signer));
    signer->sequence = 7;
    ASSERT_OK(auth_account_set(&test->ctx, signer));
    return test;
}

static void drop(struct test_chain *test)
{
    crypto_secp256k1_free((struct crypto_secp256k1 *)(uintptr_t)test->chain.curve);
    test_chain_free(test);
}

static struct bytes_list make(struct test_chain *test)
{
    struct bytes_list txs;
    ASSERT_OK(cron_transactions(&test->ctx, &txs));
    return txs;
}

static struct tx *decode(struct test_chain *test, struct bytes raw)
{
    struct tx *tx;
    ASSERT_OK(tx_decode(test->arena, &schema_chain_registry, raw, &tx));
    ASSERT_OK(tx_check(test->arena, tx));
    return tx;
}

static void each_is_an_ordinary_transaction_without_a_fee(void **state)
{
    struct test_chain *test = world();
    struct bytes_list txs = make(test);
    assert_int_equal(txs.count, 3);
    for (size_t at = 0; at < txs.count; at++) {
        const struct tx *tx = decode(test, txs.items[at]);
        assert_int_equal(tx->auth_info.fee->gas_limit, 5000000);
        assert_int_equal(tx->auth_info.fee->amount.count, 0);
        assert_int_equal(tx->auth_info.signer_infos.items[0].sequence, 7 + at);
        assert_int_equal(tx->body.memo.len, 0);
        assert_int_equal(tx->message_count, 1);
        assert_string_equal(tx->messages[0].type->full_name,
                            "secret.compute.v1beta1.MsgExecuteContract");
        const struct secret_compute_v1beta1_msg_execute_contract *msg = tx->messages[0].message;
        ASSERT_BYTES(msg->sender, BYTES_OF(cron_signer));
        ASSERT_BYTES(msg->contract, test_address(test->arena, (uint8_t)(5 + at)));
        assert_int_equal(msg->sent_funds.count, 0);
        assert_int_equal(msg->callback_sig.len + msg->callback_code_hash.len, 0);
    }
    drop(test);
}

/* Worked out with another implementation of X25519, HKDF and AES-SIV. */
static void the_message_is_encrypted_to_the_network_from_the_known_key(void **state)
{
    struct test_chain *test = world();
    const struct tx *tx = decode(test, make(test).items[0]);
    const struct secret_compute_v1beta1_msg_execute_contract *msg = tx->messages[0].message;
    ASSERT_HEX(msg->msg, "c72ab4a3a5a4cd261808a6514b1b54fed41b25e7cb9b1ef4842f8bbbc3b8de42"
                         "15fbe89e5dd733dadca869050893822e95759a6a7cc57d31dcbcb15b3ee44914"
                         "18a6f7f5b26bf54656d57dd0022d6fed363198879bfc0873191093");
    drop(test);
}

static void the_signature_is_that_of_the_signers_account(void **state)
{
    struct test_chain *test = world();
    const struct tx *tx = decode(test, make(test).items[1]);
    const struct public_key *key = &tx->public_keys[0];
    struct bytes address, document;
    uint8_t hash[32];
    ASSERT_HEX(key->key, "022dfa41e041f9217a6182d524a374342a18cb1254a48cabf11f7a364d8f79ab78");
    ASSERT_OK(public_key_address(test->arena, key, &address));
    ASSERT_BYTES(address, BYTES_OF(cron_signer));
    const struct sign_context context = {
        .registry = &schema_chain_registry,
        .chain_id = BYTES("secretdev-1"),
        .address = address_text(test->arena, ADDRESS_ACCOUNT, address),
        .account_number = 0,
        .sequence = 8,
        .key = key,
    };
    ASSERT_OK(sign_bytes(test->arena, tx, SIGN_MODE_DIRECT, &context, &document));
    crypto_sha256(document, hash);
    assert_true(crypto_secp256k1_verify(test->chain.curve, key->key, hash, tx->signatures.items[0],
                                        CRYPTO_HIGH_S_REFUSED));
    drop(test);
}

/* What a killed producer would make after its restart, and what it makes for equal calls. */
static void the_same_state_gives_the_same_bytes_and_equal_calls_differ(void **state)
{
    struct test_chain *test = world();
    struct bytes_list once = make(test), again = make(test);
    for (size_t at = 0; at < once.count; at++)
        ASSERT_BYTES(again.items[at], once.items[at]);
    const struct secret_compute_v1beta1_msg_execute_contract *one =
        decode(test, once.items[0])->messages[0].message;
    const struct secret_compute_v1beta1_msg_execute_contract *two =
        decode(test, once.items[1])->messages[0].message;
    assert_memory_not_equal(one->msg.data, two->msg.data, 32);
    drop(test);
}

static void nothing_comes_where_nothing_is_due_or_can_be_encrypted(void **state)
{
    struct test_chain *test = world();
    set_io_key(test, BYTES("short"));
    assert_int_equal(make(test).count, 0);
    set_io_key(test, BYTES_OF(IO_KEY));
    assert_int_equal(make(test).count, 3);
    test->block.height = 11;
    assert_int_equal(make(test).count, 0);
    drop(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_is_an_ordinary_transaction_without_a_fee),
        cmocka_unit_test(the_message_is_encrypted_to_the_network_from_the_known_key),
        cmocka_unit_test(the_signature_is_that_of_the_signers_account),
        cmocka_unit_test(the_same_state_gives_the_same_bytes_and_equal_calls_differ),
        cmocka_unit_test(nothing_comes_where_nothing_is_due_or_can_be_encrypted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
