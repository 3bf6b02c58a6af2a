#ifndef TESTS_SUPPORT_COMPUTE_SAMPLE_H
#define TESTS_SUPPORT_COMPUTE_SAMPLE_H

#include "common/crypto/hash.h"
#include "common/tx/tx.h"
#include "node/chain/address.h"
#include "node/modules/compute/internal.h"
#include "tests/support/chain.h"
#include "tests/support/test.h"

/* A genesis with one code and one contract of it, and where the code's module goes. */

#define SAMPLE_WASM "\0asm and more"

struct sample_store {
    struct code_store face;
    uint8_t hash[32];
    struct bytes wasm; /* absent: nothing was put */
};

static inline void sample_put(void *context, const uint8_t code_hash[32], struct bytes wasm)
{
    struct sample_store *store = context;
    memcpy(store->hash, code_hash, 32);
    store->wasm = wasm;
}

static inline bool sample_get(void *context, struct arena *arena, const uint8_t code_hash[32],
                              struct bytes *wasm)
{
    const struct sample_store *store = context;
    *wasm = store->wasm;
    return wasm->data != NULL && memcmp(store->hash, code_hash, 32) == 0;
}

struct sample {
    struct test_chain *test;
    struct sample_store store;
    uint8_t code_hash[32];
    struct bytes contract;
    struct secret_compute_v1beta1_code code;
    struct secret_compute_v1beta1_contract_key key;
    struct secret_compute_v1beta1_contract_custom_info custom;
    struct secret_compute_v1beta1_model state;
    struct secret_compute_v1beta1_contract contract_item;
    struct secret_compute_v1beta1_sequence sequences[2];
    struct secret_compute_v1beta1_genesis_state genesis;
};

static inline struct sample *sample_new(void)
{
    struct test_chain *test = test_chain_new();
    struct sample *sample = ARENA_NEW(test->arena, struct sample);
    struct bytes creator = test_address(test->arena, 0xA1);
    sample->test = test;
    sample->store.face = (struct code_store){&sample->store, sample_put, sample_get};
    test->chain.codes = &sample->store.face;
    crypto_sha256(BYTES(SAMPLE_WASM), sample->code_hash);
    sample->contract = test_address(test->arena, 0xC1);
    sample->code = (struct secret_compute_v1beta1_code){
        .code_id = 1,
        .code_info = {BYTES_OF(sample->code_hash), creator, BYTES("source"), BYTES("builder")},
        .code_bytes = BYTES(SAMPLE_WASM),
    };
    sample->key.og_contract_key = BYTES("contract key");
    sample->custom =
        (struct secret_compute_v1beta1_contract_custom_info){&sample->key, BYTES("my label")};
    sample->state = (struct secret_compute_v1beta1_model){BYTES("sealed key"), BYTES("sealed")};
    sample->contract_item = (struct secret_compute_v1beta1_contract){
        .contract_address = sample->contract,
        .contract_info = {.code_id = 1,
                          .creator = creator,
                          .label = BYTES("my label"),
                          .admin_proof = BYTES("proof")},
        .contract_state = {&sample->state, 1},
        .contract_custom_info = &sample->custom,
    };
    sample->sequences[0] = (struct secret_compute_v1beta1_sequence){COMPUTE_KEY_LAST_CODE, 2};
    sample->sequences[1] = (struct secret_compute_v1beta1_sequence){COMPUTE_KEY_LAST_CONTRACT, 2};
    sample->genesis = (struct secret_compute_v1beta1_genesis_state){
        .codes = {&sample->code, 1},
        .contracts = {&sample->contract_item, 1},
        .sequences = {sample->sequences, 2},
        .params = {BYTES("500000000000000000"), 2097152},
    };
    return sample;
}

/* sample_sign makes the running transaction one that `signer` has signed in direct mode; his
 * account has number 7. */
static inline void sample_sign(struct sample *sample, struct bytes signer)
{
    struct test_chain *test = sample->test;
    struct tx *tx = ARENA_NEW(test->arena, struct tx);
    tx->signers.items = ARENA_ARRAY(test->arena, struct bytes, 1);
    tx->signers.items[0] = signer;
    tx->signers.count = 1;
    tx->auth_info.signer_infos.items =
        ARENA_ARRAY(test->arena, struct cosmos_tx_v1beta1_signer_info, 1);
    tx->auth_info.signer_infos.count = 1;
    test->ctx.tx = tx;
    const struct account account = {.address = signer, .number = 7, .sequence = 1};
    ASSERT_OK(auth_account_set(&test->ctx, &account));
    test_gas(test);
}

/* sample_text is the text of an account's address. */
static inline struct bytes sample_text(struct sample *sample, struct bytes address)
{
    return address_text(sample->test->arena, ADDRESS_ACCOUNT, address);
}

#endif
