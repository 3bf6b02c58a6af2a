#include "enclave/contract/authorize.h"

#include "common/crypto/hash.h"
#include "common/encoding/base64.h"
#include "common/encoding/protobuf.h"
#include "enclave/contract/errors.h"
#include "schema/core/cosmos_crypto_multisig.h"
#include "schema/core/cosmos_crypto_multisig_v1beta1.h"
#include "schema/core/cosmos_crypto_secp256k1.h"
#include "schema/core/cosmos_tx_v1beta1.h"
#include "tests/support/sealed_chain.h"
#include "tests/support/test.h"

static struct arena *arena;
static struct keys_chain *keys;
static struct crypto_secp256k1 *curve;
static struct test_user *user;
static const struct message ENCRYPTED = {
    .encrypted = true, .body = BYTES_INIT("body"), .suite = &SUITE_FIRST};

static const uint8_t CONTRACT[20] = {2};
static struct cosmos_base_v1beta1_coin COIN = {.denom = BYTES_INIT("uscrt"),
                                               .amount = BYTES_INIT("5")};

static struct secretd_boundary_call execute_call(void)
{
    return (struct secretd_boundary_call){
        .kind = SECRETD_BOUNDARY_CALL_KIND_EXECUTE,
        .contract = BYTES_OF(CONTRACT),
        .sender = BYTES_OF(user->address),
        .message = BYTES("sealed bytes"),
        .funds = {&COIN, 1},
        .account_number = 7,
    };
}

static struct secretd_boundary_call instantiate_call(void)
{
    struct secretd_boundary_call call = execute_call();
    call.kind = SECRETD_BOUNDARY_CALL_KIND_INSTANTIATE;
    call.code_id = 3;
    call.admin = BYTES("secret1admin");
    return call;
}

/* A block with one transaction, opened at its message. */
static struct block *block_with(struct bytes tx, uint32_t message)
{
    const struct secretd_sealed_sealed first = {
        .chain_id = BYTES(TEST_CHAIN_ID), .state_suite = 1, .initial_height = 1};
    struct block *block = block_new(keys, &first);
    struct secretd_boundary_begin_block request =
        test_block(test_validator_new(arena), (struct bytes_list){&tx, 1});
    ASSERT_OK(block_begin(block, arena, &request));
    assert_true(block_tx_begin(block, 0, 0) && block_message_begin(block, message));
    return block;
}

static status verdict(struct bytes tx, const struct secretd_boundary_call *call)
{
    struct block *block = block_with(tx, 0);
    status result = authorize_signer(block, curve, arena, call, &ENCRYPTED);
    block_free(block);
    return result;
}

static struct bytes tx_of(const struct secretd_boundary_call *call)
{
    struct google_protobuf_any message = call->kind == SECRETD_BOUNDARY_CALL_KIND_EXECUTE
                                             ? test_execute_message(arena, call)
                                             : test_instantiate_message(arena, call);
    return test_sign(user, &message, 1, 7, 0);
}

static void what_its_sender_signed_is_allowed(void **state)
{
    struct secretd_boundary_call call = execute_call();
    ASSERT_OK(verdict(tx_of(&call), &call));
    call = instantiate_call();
    ASSERT_OK(verdict(tx_of(&call), &call));
}

static void whatever_differs_from_the_signed_message_is_refused(void **state)
{
    static const uint8_t other[20] = {3};
    struct cosmos_base_v1beta1_coin coin = {.denom = BYTES("uscrt"), .amount = BYTES("6")};
    struct secretd_boundary_call signed_call = execute_call(), call;
    struct bytes tx = tx_of(&signed_call);
    for (int fault = 0; fault < 7; fault++) {
        call = execute_call();
        if (fault == 0)
            call.contract = BYTES_OF(other);
        else if (fault == 1)
            call.sender = BYTES_OF(other);
        else if (fault == 2)
            call.message = BYTES("other bytes!");
        else if (fault == 3)
            call.funds.items = &coin;
        else if (fault == 4)
            call.funds.count = 0;
        else if (fault == 5)
            call.account_number = 8;
        else
            call = instantiate_call();
        assert_ptr_equal(verdict(tx, &call), &CONTRACT_VERIFICATION);
    }
    struct secretd_boundary_call made = instantiate_call();
    tx = tx_of(&made);
    made.admin = BYTES("secret1other");
    assert_ptr_equal(verdict(tx, &made), &CONTRACT_VERIFICATION);
    made = instantiate_call();
    made.code_id = 4;
    assert_ptr_equal(verdict(tx, &made), &CONTRACT_VERIFICATION);
}

static void a_transaction_with_a_flipped_bit_is_refused(void **state)
{
    struct secretd_boundary_call call = execute_call();
    struct bytes tx = tx_of(&call);
    for (size_t i = 0; i < tx.len; i++) {
        uint8_t *copy = (uint8_t *)arena_copy(arena, tx).data;
        copy[i] ^= 4;
        assert_non_null(verdict(bytes_make(copy, tx.len), &call));
    }
}

static void a_plaintext_call_by_a_user_is_refused(void **state)
{
    struct secretd_boundary_call call = execute_call();
    struct block *block = block_with(tx_of(&call), 0);
    const struct message plain = {.body = call.message};
    assert_ptr_equal(authorize_signer(block, curve, arena, &call, &plain), &CONTRACT_VERIFICATION);
    block_free(block);
}

static void each_message_runs_once_and_in_its_place(void **state)
{
    struct secretd_boundary_call call = execute_call();
    struct google_protobuf_any messages[2] = {test_execute_message(arena, &call),
                                              test_execute_message(arena, &call)};
    messages[0].type_url = BYTES("/cosmos.bank.v1beta1.MsgSend");
    struct bytes tx = test_sign(user, messages, 2, 7, 0);
    assert_ptr_equal(verdict(tx, &call), &CONTRACT_VERIFICATION);
    struct block *block = block_with(tx, 1);
    ASSERT_OK(authorize_signer(block, curve, arena, &call, &ENCRYPTED));
    assert_ptr_equal(authorize_signer(block, curve, arena, &call, &ENCRYPTED),
                     &CONTRACT_VALIDATION);
    assert_true(block_message_begin(block, 2));
    assert_ptr_equal(authorize_signer(block, curve, arena, &call, &ENCRYPTED),
                     &CONTRACT_VERIFICATION);
    assert_true(block_tx_end(block, true));
    assert_ptr_equal(authorize_signer(block, curve, arena, &call, &ENCRYPTED),
                     &CONTRACT_VALIDATION);
    block_free(block);
}

/* ---- amino JSON ---- */

static struct bytes amino_text(const char *chain_id, const char *amount)
{
    struct secretd_boundary_call call = execute_call();
    struct bytes sender = base64_encode(arena, call.sender);
    struct bytes contract = base64_encode(arena, call.contract);
    struct bytes message = base64_encode(arena, call.message);
    return arena_format(
        arena,
        "{\"account_number\":\"7\",\"chain_id\":\"%s\",\"fee\":{},\"memo\":\"\",\"msgs\":[{"
        "\"type\":"
        "\"wasm/MsgExecuteContract\",\"value\":{\"contract\":\"%.*s\",\"msg\":\"%.*s\",\"sender\":"
        "\"%.*s\",\"sent_funds\":[{\"amount\":\"%s\",\"denom\":\"uscrt\"}]}}],\"sequence\":\"0\"}",
        chain_id, BYTES_ARG(contract), BYTES_ARG(message), BYTES_ARG(sender), amount);
}

/* A transaction whose one signer used another mode than the direct one. */
static struct bytes tx_signed_as(int32_t mode, const struct google_protobuf_any *key,
                                 const struct cosmos_tx_v1beta1_mode_info *info,
                                 struct bytes signature)
{
    struct secretd_boundary_call call = execute_call();
    struct google_protobuf_any message = test_execute_message(arena, &call);
    const struct cosmos_tx_v1beta1_mode_info_single single = {.mode = mode};
    const struct cosmos_tx_v1beta1_mode_info plain = {.sum_case = 1, .single = &single};
    struct cosmos_tx_v1beta1_signer_info signer = {.public_key = key,
                                                   .mode_info = info == NULL ? &plain : info};
    const struct cosmos_tx_v1beta1_fee fee = {.gas_limit = 1};
    const struct cosmos_tx_v1beta1_auth_info auth = {.signer_infos = {&signer, 1}, .fee = &fee};
    const struct cosmos_tx_v1beta1_tx_body body = {.messages = {&message, 1}};
    const struct cosmos_tx_v1beta1_tx_raw raw = {
        .body_bytes = protobuf_encode(arena, &cosmos_tx_v1beta1_tx_body_type, &body),
        .auth_info_bytes = protobuf_encode(arena, &cosmos_tx_v1beta1_auth_info_type, &auth),
        .signatures = {&signature, 1},
    };
    return protobuf_encode(arena, &cosmos_tx_v1beta1_tx_raw_type, &raw);
}

static struct google_protobuf_any single_key(const struct test_user *owner)
{
    const struct cosmos_crypto_secp256k1_pub_key key = {.key = BYTES_OF(owner->public_key)};
    return (struct google_protobuf_any){
        .type_url = BYTES("/cosmos.crypto.secp256k1.PubKey"),
        .value = protobuf_encode(arena, &cosmos_crypto_secp256k1_pub_key_type, &key)};
}

static struct bytes signature_of(const struct test_user *signer, struct bytes text, bool keccak)
{
    uint8_t hash[32], *signature = arena_alloc(arena, 64);
    if (keccak)
        crypto_keccak256(text, hash);
    else
        crypto_sha256(text, hash);
    assert_true(crypto_secp256k1_sign(curve, signer->private_key, hash, signature));
    return bytes_make(signature, 64);
}

static status amino_verdict(int32_t mode, struct bytes text)
{
    struct google_protobuf_any key = single_key(user);
    struct bytes signature = signature_of(user, text, mode == 191);
    struct secretd_boundary_call call = execute_call();
    call.sign_bytes = text;
    return verdict(tx_signed_as(mode, &key, NULL, signature), &call);
}

static void amino_json_is_compared_with_the_transaction(void **state)
{
    ASSERT_OK(amino_verdict(127, amino_text(TEST_CHAIN_ID, "5")));
    assert_ptr_equal(amino_verdict(127, amino_text(TEST_CHAIN_ID, "6")), &CONTRACT_VERIFICATION);
    assert_ptr_equal(amino_verdict(127, amino_text("other-chain", "5")), &CONTRACT_VERIFICATION);
    assert_ptr_equal(amino_verdict(127, BYTES("{\"msgs\":[]}")), &CONTRACT_VERIFICATION);
    assert_ptr_equal(amino_verdict(127, BYTES("no json")), &CONTRACT_VERIFICATION);
}

static void ethereum_wallets_sign_the_same_text(void **state)
{
    struct bytes text = ARENA_CONCAT(arena,
                                     BYTES("\x19"
                                           "Ethereum Signed Message:\n417"),
                                     amino_text(TEST_CHAIN_ID, "5"));
    ASSERT_OK(amino_verdict(191, text));
    assert_ptr_equal(amino_verdict(191, BYTES("no brace")), &CONTRACT_VERIFICATION);
}

static void other_modes_are_refused(void **state)
{
    assert_ptr_equal(amino_verdict(2, amino_text(TEST_CHAIN_ID, "5")), &CONTRACT_VERIFICATION);
    assert_ptr_equal(amino_verdict(3, amino_text(TEST_CHAIN_ID, "5")), &CONTRACT_VERIFICATION);
}

/* ---- multisig ---- */

struct joint {
    struct test_user *members[3];
    struct google_protobuf_any key;
    uint8_t address[20];
};

static struct joint joint_new(void)
{
    struct joint joint;
    struct google_protobuf_any keys_any[3];
    struct writer amino = writer_new(arena, 256);
    writer_bytes(&amino, BYTES("\x22\xc1\xf7\xe2\x08\x02"));
    for (uint8_t i = 0; i < 3; i++) {
        joint.members[i] = test_user_new(arena, curve, (uint8_t)(0x61 + i));
        keys_any[i] = single_key(joint.members[i]);
        writer_bytes(&amino, BYTES("\x12\x26\xeb\x5a\xe9\x87\x21"));
        writer_bytes(&amino, BYTES_OF(joint.members[i]->public_key));
    }
    const struct cosmos_crypto_multisig_legacy_amino_pub_key multi = {.threshold = 2,
                                                                      .public_keys = {keys_any, 3}};
    joint.key = (struct google_protobuf_any){
        .type_url = BYTES("/cosmos.crypto.multisig.LegacyAminoPubKey"),
        .value = protobuf_encode(arena, &cosmos_crypto_multisig_legacy_amino_pub_key_type, &multi)};
    uint8_t hash[32];
    crypto_sha256(writer_done(&amino), hash);
    memcpy(joint.address, hash, 20);
    return joint;
}

static status joint_verdict(const struct joint *joint, struct bytes_list signatures)
{
    const struct cosmos_tx_v1beta1_mode_info_multi multi = {0};
    const struct cosmos_tx_v1beta1_mode_info info = {.sum_case = 2, .multi = &multi};
    const struct cosmos_crypto_multisig_v1beta1_multi_signature signature = {signatures};
    const struct message_type *type = &cosmos_crypto_multisig_v1beta1_multi_signature_type;
    struct secretd_boundary_call call = execute_call();
    call.sign_bytes = amino_text(TEST_CHAIN_ID, "5");
    return verdict(tx_signed_as(0, &joint->key, &info, protobuf_encode(arena, type, &signature)),
                   &call);
}

static void a_threshold_of_members_can_sign(void **state)
{
    struct joint joint = joint_new();
    uint8_t before[20];
    memcpy(before, user->address, 20);
    memcpy(user->address, joint.address, 20);
    struct bytes text = amino_text(TEST_CHAIN_ID, "5");
    struct bytes first = signature_of(joint.members[0], text, false);
    struct bytes third = signature_of(joint.members[2], text, false);
    struct bytes good[] = {third, BYTES(""), first}, one[] = {first}, twice[] = {first, first};
    struct bytes bad[] = {first, third, BYTES("nonsense")};
    ASSERT_OK(joint_verdict(&joint, (struct bytes_list){good, 3}));
    assert_non_null(joint_verdict(&joint, (struct bytes_list){one, 1}));
    assert_non_null(joint_verdict(&joint, (struct bytes_list){twice, 2}));
    assert_non_null(joint_verdict(&joint, (struct bytes_list){bad, 3}));
    memcpy(user->address, before, 20);
    for (size_t i = 0; i < 3; i++)
        test_user_free(joint.members[i]);
}

/* ---- contracts ---- */

static void a_calling_contract_needs_its_own_signature_once(void **state)
{
    struct secretd_boundary_call call = execute_call();
    struct block *block = block_with(tx_of(&call), 0);
    uint8_t signature[32], token[32];
    const struct suite_link link = {.body = ENCRYPTED.body, .funds_json = BYTES("[]")};
    const struct suite_link other = {.body = ENCRYPTED.body, .funds_json = BYTES("[1]")};
    keys_callback(keys, link.body, link.funds_json, signature);
    /* Right, but nobody made it in this message. */
    assert_ptr_equal(authorize_callback(block, keys, arena, &ENCRYPTED, &link, BYTES_OF(signature)),
                     &CONTRACT_VERIFICATION);
    suite_link_token(&link, signature, token);
    block_token_made(block, token);
    assert_ptr_equal(
        authorize_callback(block, keys, arena, &ENCRYPTED, &other, BYTES_OF(signature)),
        &CONTRACT_VERIFICATION);
    ASSERT_OK(authorize_callback(block, keys, arena, &ENCRYPTED, &link, BYTES_OF(signature)));
    assert_ptr_equal(authorize_callback(block, keys, arena, &ENCRYPTED, &link, BYTES_OF(signature)),
                     &CONTRACT_VERIFICATION);
    block_free(block);
}

/* The signature of suite 1 is the same for all of these. */
static void a_contracts_message_cannot_be_turned_into_another(void **state)
{
    static const uint8_t caller[20] = {1}, callee[20] = {2}, other[20] = {3};
    struct secretd_boundary_call call = execute_call();
    struct block *block = block_with(tx_of(&call), 0);
    uint8_t signature[32], token[32];
    const struct suite_link made = {.purpose = SUITE_TO_INSTANTIATE,
                                    .sender = BYTES_OF(caller),
                                    .target = BYTES_OF(callee),
                                    .admin = BYTES_OF(caller),
                                    .body = ENCRYPTED.body,
                                    .funds_json = BYTES("[]")};
    keys_callback(keys, made.body, made.funds_json, signature);
    suite_link_token(&made, signature, token);
    block_token_made(block, token);
    for (int change = 0; change < 6; change++) {
        struct suite_link link = made;
        if (change == 0)
            link.purpose = SUITE_TO_EXECUTE;
        else if (change == 1)
            link.sender = BYTES_OF(other);
        else if (change == 2)
            link.target = BYTES_OF(other);
        else if (change == 3)
            link.admin = BYTES_OF(other);
        else if (change == 4)
            link.admin = (struct bytes){0};
        else
            link.target = (struct bytes){0};
        assert_ptr_equal(
            authorize_callback(block, keys, arena, &ENCRYPTED, &link, BYTES_OF(signature)),
            &CONTRACT_VERIFICATION);
    }
    ASSERT_OK(authorize_callback(block, keys, arena, &ENCRYPTED, &made, BYTES_OF(signature)));
    block_free(block);
}

static int setup(void **state)
{
    struct keys_secret seeds[2];
    uint8_t seed[32] = {1};
    memset(seeds, 0x11, sizeof seeds);
    arena = arena_new(1 << 16);
    keys = keys_chain_new();
    keys_chain_load(keys, seeds, 2);
    curve = crypto_secp256k1_new(seed);
    user = test_user_new(arena, curve, 0x41);
    return 0;
}

static int teardown(void **state)
{
    test_user_free(user);
    crypto_secp256k1_free(curve);
    keys_chain_free(keys);
    arena_drop(arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_its_sender_signed_is_allowed),
        cmocka_unit_test(whatever_differs_from_the_signed_message_is_refused),
        cmocka_unit_test(a_transaction_with_a_flipped_bit_is_refused),
        cmocka_unit_test(a_plaintext_call_by_a_user_is_refused),
        cmocka_unit_test(each_message_runs_once_and_in_its_place),
        cmocka_unit_test(amino_json_is_compared_with_the_transaction),
        cmocka_unit_test(ethereum_wallets_sign_the_same_text),
        cmocka_unit_test(other_modes_are_refused),
        cmocka_unit_test(a_threshold_of_members_can_sign),
        cmocka_unit_test(a_calling_contract_needs_its_own_signature_once),
        cmocka_unit_test(a_contracts_message_cannot_be_turned_into_another),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
