#ifndef TESTS_SUPPORT_SEALED_CHAIN_H
#define TESTS_SUPPORT_SEALED_CHAIN_H

#include "common/crypto/secp256k1.h"
#include "common/crypto/siv.h"
#include "schema/core/secretd_boundary.h"

/* Both ends that the enclave has to do with besides the node, for its tests: a validator that makes
 * and signs blocks, and a user that signs transactions and encrypts to the network. Linked only
 * where it is used. */

#define TEST_CHAIN_ID "sealed-test-1"

/* ---- the validator ---- */

struct test_validator {
    struct arena *arena; /* owns everything made */
    uint8_t seed[32];
    int64_t height; /* of the last block */
    struct tendermint_types_block_id last_id;
    struct bytes chain_id;
};

struct test_validator *test_validator_new(struct arena *arena);

/* test_block makes and signs the next block. */
struct secretd_boundary_begin_block test_block(struct test_validator *validator,
                                               struct bytes_list txs);
/* test_block_sign signs again what a test changed in the header. */
void test_block_sign(struct test_validator *validator, struct secretd_boundary_begin_block *block);

/* ---- the user ---- */

struct test_user {
    struct arena *arena;
    struct crypto_secp256k1 *curve;
    uint8_t private_key[32]; /* of the account */
    uint8_t public_key[33];
    uint8_t address[20];
    uint8_t io_private[32]; /* for encryption */
    uint8_t io_public[32];
    uint8_t nonce[32];
    struct crypto_siv *siv; /* of the last message */
};

struct test_user *test_user_new(struct arena *arena, struct crypto_secp256k1 *curve, uint8_t name);
void test_user_free(struct test_user *user);

/* test_encrypt seals code hash and text for the network; answers open with test_decrypt until the
 * next message. */
struct bytes test_encrypt(struct test_user *user, struct bytes network_io_key,
                          const uint8_t code_hash[32], struct bytes text);
/* test_decrypt opens an answer; one that does not open fails the test. */
struct bytes test_decrypt(struct test_user *user, struct bytes sealed);
/* test_decrypt_text opens base64 of one. */
struct bytes test_decrypt_text(struct test_user *user, struct bytes text);

/* test_sign makes a transaction with these messages, signed in direct mode. */
struct bytes test_sign(struct test_user *user, const struct google_protobuf_any *messages,
                       size_t count, uint64_t account_number, uint64_t sequence);

/* The messages that belong to a call. */
struct google_protobuf_any test_execute_message(struct arena *arena,
                                                const struct secretd_boundary_call *call);
struct google_protobuf_any test_instantiate_message(struct arena *arena,
                                                    const struct secretd_boundary_call *call);

struct google_protobuf_any test_migrate_message(struct arena *arena,
                                                const struct secretd_boundary_call *call);
/* Clears the admin when the new one is empty. */
struct google_protobuf_any test_admin_message(struct arena *arena,
                                              const struct secretd_boundary_update_admin *request);

/* test_contract_address is the address of a new contract. */
struct bytes test_contract_address(struct arena *arena, uint64_t code_id, uint64_t instance_id,
                                   struct bytes creator);

#endif
