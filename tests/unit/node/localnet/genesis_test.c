#include "node/localnet/genesis.h"

#include "common/encoding/gateway_json.h"
#include "common/encoding/protobuf.h"
#include "common/tx/tx.h"
#include "common/tx/verify.h"
#include "node/localnet/accounts.h"
#include "schema/chain/cosmos_staking_v1beta1.h"
#include "schema/chain/registry.h"
#include "schema/core/cosmos_crypto_ed25519.h"
#include "schema/core/secret_registration_v1beta1.h"
#include "tests/support/test.h"

static const uint8_t CONSENSUS_KEY[32] = {1, 2, 3}, IO_KEY[32] = {4}, EXCHANGE_KEY[32] = {5},
                     EPOCH_KEY[32] = {6};

static struct json_value make(struct arena *arena)
{
    const struct localnet_genesis parts = {
        .chain_id = BYTES("secretdev-2"),
        .time_seconds = 1700000000,
        .time_nanos = 42,
        .consensus_key = BYTES_OF(CONSENSUS_KEY),
        .node_id = BYTES("00112233445566778899aabbccddeeff00112233"),
        .io_key = BYTES_OF(IO_KEY),
        .exchange_key = BYTES_OF(EXCHANGE_KEY),
        .epoch = 2,
        .epoch_io_key = BYTES_OF(EPOCH_KEY),
    };
    struct json_value genesis;
    ASSERT_OK(json_parse(arena, localnet_genesis_make(arena, &parts), JSON_UNIQUE_NAMES, &genesis));
    return genesis;
}

static const struct json_value *section(const struct json_value *genesis, const char *name)
{
    const struct json_value *found = json_member(json_member(genesis, "app_state"), name);
    assert_non_null(found);
    return found;
}

static void a_network_has_its_own_name_time_and_keys(void **state)
{
    struct arena *arena = arena_new(4096);
    struct json_value genesis = make(arena);
    ASSERT_TEXT(json_member(&genesis, "chain_id")->text, "secretdev-2");
    ASSERT_TEXT(json_member(&genesis, "genesis_time")->text, "2023-11-14T22:13:20.000000042Z");
    assert_true(json_member(&genesis, "simulation")->boolean);
    struct secret_registration_v1beta1_genesis_state keys;
    ASSERT_OK(gateway_json_read(arena, &schema_chain_registry,
                                &secret_registration_v1beta1_genesis_state_type, 0,
                                section(&genesis, "register"), &keys));
    ASSERT_BYTES(keys.io_master_key->bytes, BYTES_OF(IO_KEY));
    ASSERT_BYTES(keys.node_exch_master_key->bytes, BYTES_OF(EXCHANGE_KEY));
    assert_int_equal(keys.message_suites.count, 1);
    assert_int_equal(keys.message_suites.items[0].suite, 2);
    assert_int_equal(keys.message_suites.items[0].epoch, 2);
    ASSERT_BYTES(keys.message_suites.items[0].io_public_key, BYTES_OF(EPOCH_KEY));
    arena_drop(arena);
}

/* The gentx as a transaction's bytes. */
static struct bytes read_gentx(struct arena *arena, const struct json_value *genesis)
{
    const struct json_value *list = json_member(section(genesis, "genutil"), "gen_txs");
    assert_int_equal(list->count, 1);
    struct cosmos_tx_v1beta1_tx tx;
    ASSERT_OK(gateway_json_read(arena, &schema_chain_registry, &cosmos_tx_v1beta1_tx_type, 0,
                                &list->items[0], &tx));
    const struct cosmos_tx_v1beta1_tx_raw raw = {
        .body_bytes = protobuf_encode(arena, &cosmos_tx_v1beta1_tx_body_type, tx.body),
        .auth_info_bytes = protobuf_encode(arena, &cosmos_tx_v1beta1_auth_info_type, tx.auth_info),
        .signatures = tx.signatures,
    };
    return protobuf_encode(arena, &cosmos_tx_v1beta1_tx_raw_type, &raw);
}

static void the_gentx_is_signed_by_the_validator(void **state)
{
    struct arena *arena = arena_new(4096);
    struct json_value genesis = make(arena);
    struct crypto_secp256k1 *curve = crypto_secp256k1_new((const uint8_t[32]){1});
    struct tx *tx;
    struct signature signature;
    ASSERT_OK(tx_decode(arena, &schema_chain_registry, read_gentx(arena, &genesis), &tx));
    ASSERT_OK(tx_check(arena, tx));
    ASSERT_OK(signature_parse(arena, tx, 0, &signature));
    struct sign_context context = {
        .registry = &schema_chain_registry,
        .chain_id = BYTES("secretdev-2"),
        .address = bytes_text(localnet_accounts[LOCALNET_VALIDATOR].address),
        .key = &tx->public_keys[0],
    };
    ASSERT_OK(signature_verify(arena, curve, tx, &context, &signature));
    context.chain_id = BYTES("secretdev-1");
    assert_non_null(signature_verify(arena, curve, tx, &context, &signature));
    crypto_secp256k1_free(curve);
    arena_drop(arena);
}

static void the_gentx_bonds_the_consensus_key(void **state)
{
    struct arena *arena = arena_new(4096);
    struct json_value genesis = make(arena);
    struct tx *tx;
    struct cosmos_crypto_ed25519_pub_key key;
    ASSERT_OK(tx_decode(arena, &schema_chain_registry, read_gentx(arena, &genesis), &tx));
    assert_int_equal(tx->message_count, 1);
    assert_ptr_equal(tx->messages[0].type, &cosmos_staking_v1beta1_msg_create_validator_type);
    const struct cosmos_staking_v1beta1_msg_create_validator *create = tx->messages[0].message;
    ASSERT_OK(
        protobuf_decode(arena, &cosmos_crypto_ed25519_pub_key_type, create->pubkey->value, &key));
    ASSERT_BYTES(key.key, BYTES_OF(CONSENSUS_KEY));
    ASSERT_TEXT(create->value.amount, "100000000000000000");
    ASSERT_TEXT(tx->body.memo, "00112233445566778899aabbccddeeff00112233@127.0.0.1:26656");
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_network_has_its_own_name_time_and_keys),
        cmocka_unit_test(the_gentx_is_signed_by_the_validator),
        cmocka_unit_test(the_gentx_bonds_the_consensus_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
