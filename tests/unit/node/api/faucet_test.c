#include "node/api/faucet.h"

#include "tests/support/api_group.h"
#include "tests/support/http_client.h"
#include "tests/support/test.h"

#include "common/crypto/secp256k1.h"
#include "node/api/chain_reader.h"
#include "schema/core/cosmos_bank_v1beta1.h"
#include "schema/core/cosmos_crypto_secp256k1.h"

static struct bytes get(const char *target)
{
    return http_client_body(http_client_get(chain.arena, ports.faucet, target, ""));
}

/* The newest block's only transaction. */
static void read_tx(struct cosmos_tx_v1beta1_tx_raw *raw, struct cosmos_tx_v1beta1_tx *tx)
{
    struct chain_block block;
    int64_t height = database_height(chain.database);
    assert_true(chain_read_block(chain.database, chain.arena, height, &block));
    struct bytes bytes = block.block.data.txs.items[0];
    ASSERT_OK(protobuf_decode(chain.arena, &cosmos_tx_v1beta1_tx_raw_type, bytes, raw));
    ASSERT_OK(protobuf_decode(chain.arena, &cosmos_tx_v1beta1_tx_type, bytes, tx));
}

static void the_faucet_says_who_it_is(void **state)
{
    struct bytes about = get("/status");
    ASSERT_HAS(about, "{\"faucet_address\":\"secret1");
    ASSERT_HAS(about, "\",\"amount\":\"1000000000\"}");
    ASSERT_BYTES(get("/"), about);
    ASSERT_TEXT(get("/other"), "Invalid Request!");
    ASSERT_HAS(http_client_get(chain.arena, ports.faucet, "/faucet", ""), "HTTP/1.1 400");
    ASSERT_TEXT(get("/faucet?address="), "{\"error\":\"address is required\"}");
    ASSERT_HAS(http_client_get(chain.arena, ports.faucet, "/faucet?address=secret1nope", ""),
               "HTTP/1.1 500");
}

static void it_sends_a_signed_transaction(void **state)
{
    struct cosmos_tx_v1beta1_tx_raw raw;
    struct cosmos_tx_v1beta1_tx tx;
    struct cosmos_bank_v1beta1_msg_send send;
    ASSERT_HAS(get("/faucet?address=secret1fc3fzy78ttp0lwuujw7e52rhspxn8uj52zfyne"),
               "{\"txhash\":\"");
    fake_wait(&chain, 2);
    read_tx(&raw, &tx);
    ASSERT_OK(protobuf_decode(chain.arena, &cosmos_bank_v1beta1_msg_send_type,
                              tx.body->messages.items[0].value, &send));
    ASSERT_TEXT(send.to_address, "secret1fc3fzy78ttp0lwuujw7e52rhspxn8uj52zfyne");
    ASSERT_TEXT(send.amount.items[0].amount, "1000000000");
    const struct cosmos_tx_v1beta1_sign_doc doc = {.body_bytes = raw.body_bytes,
                                                   .auth_info_bytes = raw.auth_info_bytes,
                                                   .chain_id = BYTES("net"),
                                                   .account_number = 3};
    struct cosmos_crypto_secp256k1_pub_key key;
    ASSERT_OK(protobuf_decode(chain.arena, &cosmos_crypto_secp256k1_pub_key_type,
                              tx.auth_info->signer_infos.items[0].public_key->value, &key));
    uint8_t hash[32], seed[32] = {1};
    struct crypto_secp256k1 *curve = crypto_secp256k1_new(seed);
    crypto_sha256(protobuf_encode(chain.arena, &cosmos_tx_v1beta1_sign_doc_type, &doc), hash);
    assert_true(crypto_secp256k1_verify(curve, key.key, hash, raw.signatures.items[0],
                                        CRYPTO_HIGH_S_REFUSED));
    crypto_secp256k1_free(curve);
}

static void sequences_run_ahead_of_the_chain(void **state)
{
    struct cosmos_tx_v1beta1_tx_raw raw;
    struct cosmos_tx_v1beta1_tx tx;
    int64_t height = chain.height;
    ASSERT_HAS(get("/faucet?address=secret1ajz54hz8azwuy34qwy9fkjnfcrvf0dzswy0lqq"),
               "{\"txhash\":\"");
    fake_wait(&chain, height + 1);
    read_tx(&raw, &tx);
    assert_int_equal(tx.auth_info->signer_infos.items[0].sequence, 1);
    chain.sequence = 9;
    ASSERT_HAS(get("/faucet?address=secret1ajz54hz8azwuy34qwy9fkjnfcrvf0dzswy0lqq"),
               "{\"txhash\":\"");
    fake_wait(&chain, height + 2);
    read_tx(&raw, &tx);
    assert_int_equal(tx.auth_info->signer_infos.items[0].sequence, 9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_faucet_says_who_it_is),
        cmocka_unit_test(it_sends_a_signed_transaction),
        cmocka_unit_test(sequences_run_ahead_of_the_chain),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
