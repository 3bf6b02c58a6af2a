#include "common/crypto/secp256k1.h"
#include "common/tx/errors.h"
#include "common/tx/tx.h"
#include "node/chain/errors.h"
#include "node/modules/auth/internal.h"
#include "node/modules/auth/keys.h"
#include "schema/core/registry.h"
#include "tests/support/chain.h"
#include "tests/support/rows.h"
#include "tests/support/test.h"

/* A recorded transaction on accounts as its signers had them, but for their numbers. */
struct fixture {
    struct test_chain *test;
    struct tx *tx;
    struct crypto_secp256k1 *curve;
};

static void start(struct fixture *f, const char *name)
{
    static const uint8_t SEED[32];
    *f = (struct fixture){.test = test_chain_new(), .curve = crypto_secp256k1_new(SEED)};
    struct test_chain *test = f->test;
    struct bytes file = test_file(test->arena, "tests/vectors/tx/signed.txt"), fields[2];
    while (test_row(&file, fields, 2) && !bytes_is(fields[0], name))
        ;
    struct bytes raw = test_row_hex(test->arena, fields[1]);
    ASSERT_OK(tx_decode(test->arena, &schema_core_registry, raw, &f->tx));
    test->chain.registry = &schema_core_registry;
    test->chain.curve = f->curve;
    test->ctx.tx = f->tx;
    test->ctx.tx_bytes = raw;
    struct cosmos_auth_v1beta1_params params = {256, 7, 10, 590, 1000};
    ASSERT_OK(auth_params_set(&test->ctx, &params));
    for (size_t i = 0; i < f->tx->signers.count; i++) {
        struct account account = {.address = f->tx->signers.items[i],
                                  .number = i,
                                  .sequence = f->tx->auth_info.signer_infos.items[i].sequence};
        ASSERT_OK(auth_account_set(&test->ctx, &account));
    }
    test_gas(test);
}

static void stop(struct fixture *f)
{
    crypto_secp256k1_free(f->curve);
    test_chain_free(f->test);
}

static struct account *signer(struct fixture *f, size_t index)
{
    struct account *account;
    ASSERT_OK(auth_account_get(&f->test->ctx, f->tx->signers.items[index], &account));
    return account;
}

static void memos_have_a_longest_length(void **state)
{
    struct fixture f;
    start(&f, "direct");
    ASSERT_OK(auth_ante_memo(&f.test->ctx));
    assert_int_equal(test_gas(f.test), 0);
    uint8_t memo[257] = {'a'};
    f.tx->body.memo = BYTES_OF(memo);
    status refused = auth_ante_memo(&f.test->ctx);
    assert_true(error_is(refused, &CHAIN_MEMO_TOO_LARGE));
    ASSERT_TEXT(refused->text, "maximum number of characters is 256 but received 257 characters: "
                               "memo too large");
    stop(&f);
}

static void every_byte_of_a_transaction_costs(void **state)
{
    struct fixture f;
    start(&f, "direct");
    ASSERT_OK(auth_ante_tx_size(&f.test->ctx));
    /* Reading params: one byte of key, 13 of value. */
    assert_int_equal(test_gas(f.test), 114 + 10 * f.test->ctx.tx_bytes.len);
    stop(&f);
}

static void simulating_charges_for_signatures_that_are_missing(void **state)
{
    struct fixture f;
    start(&f, "direct");
    f.test->ctx.mode = EXEC_SIMULATE;
    ASSERT_OK(auth_ante_tx_size(&f.test->ctx));
    uint64_t complete = test_gas(f.test);
    f.tx->signatures.items[0] = BYTES("");
    ASSERT_OK(auth_ante_tx_size(&f.test->ctx));
    /* The account that is read has 83 bytes; the signature counts for 112. */
    assert_int_equal(test_gas(f.test) - complete, 100 + 21 + 83 + 1120);
    stop(&f);
}

static void a_first_transaction_leaves_the_key_and_tells_of_its_signature(void **state)
{
    struct fixture f;
    start(&f, "direct");
    assert_null(signer(&f, 0)->public_key);
    ASSERT_OK(auth_ante_public_keys(&f.test->ctx));
    ASSERT_TEXT(signer(&f, 0)->public_key->type_url, "/cosmos.crypto.secp256k1.PubKey");
    struct bytes events = test_events(f.test);
    assert_true(bytes_starts_with(
        events, BYTES("tx acc_seq=secret1ap26qrlp8mcq2pg6r47w43l0y8zkqm8a450s03/")));
    assert_true(bytes_find(events, '\n') < events.len);
    stop(&f);
}

static void a_key_of_somebody_else_is_refused(void **state)
{
    struct fixture f;
    start(&f, "direct");
    f.tx->signers.items[0] = test_address(f.test->arena, 1);
    status refused = auth_ante_public_keys(&f.test->ctx);
    assert_true(error_is(refused, &CHAIN_INVALID_PUBKEY));
    stop(&f);
}

static void multisig_members_count_as_signatures_and_cost(void **state)
{
    struct fixture f;
    start(&f, "multisig-7");
    ASSERT_OK(auth_ante_public_keys(&f.test->ctx));
    ASSERT_OK(auth_ante_signature_count(&f.test->ctx));
    test_gas(f.test);
    ASSERT_OK(auth_ante_signature_gas(&f.test->ctx));
    struct bytes key = auth_key_account(f.test->arena, f.tx->signers.items[0]);
    size_t stored = test_stored(f.test, STORE_ACC, key).len;
    size_t signed_by = f.tx->auth_info.signer_infos.items[0].mode_info->multi->mode_infos.count;
    assert_int_equal(test_gas(f.test), 114 + 100 + key.len + stored + 1000 * signed_by);
    struct cosmos_auth_v1beta1_params params = {256, 6, 10, 590, 1000};
    ASSERT_OK(auth_params_set(&f.test->ctx, &params));
    status refused = auth_ante_signature_count(&f.test->ctx);
    assert_true(error_is(refused, &CHAIN_TOO_MANY_SIGNATURES));
    ASSERT_TEXT(refused->text, "signatures: 7, limit: 6: maximum number of signatures exceeded");
    stop(&f);
}

/* sign_on tries account numbers until the recorded signature fits. */
static status sign_on(struct fixture *f)
{
    status refused = NULL;
    for (uint64_t number = 0; number < 60; number++) {
        struct account *account = signer(f, 0);
        account->number = number;
        ASSERT_OK(auth_account_set(&f->test->ctx, account));
        refused = auth_ante_signatures(&f->test->ctx);
        if (refused == NULL)
            return NULL;
    }
    return refused;
}

static void a_good_signature_passes_and_a_bad_one_names_number_and_chain(void **state)
{
    struct fixture f;
    start(&f, "direct");
    ASSERT_OK(auth_ante_public_keys(&f.test->ctx));
    ASSERT_OK(sign_on(&f));
    f.test->block.chain_id = BYTES("secret-4");
    status refused = auth_ante_signatures(&f.test->ctx);
    assert_true(error_is(refused, &CHAIN_UNAUTHORIZED));
    struct bytes start_text =
        arena_format(f.test->arena,
                     "signature verification failed; please verify account number (%llu) and "
                     "chain-id (secret-4): (",
                     (unsigned long long)signer(&f, 0)->number);
    assert_true(bytes_starts_with(refused->text, start_text));
    f.test->ctx.mode = EXEC_SIMULATE;
    ASSERT_OK(auth_ante_signatures(&f.test->ctx));
    stop(&f);
}

static size_t asked, remembered;
static bool ask_nothing(struct signature_cache *cache, const uint8_t key[32])
{
    asked++;
    return remembered > 0;
}
static void count(struct signature_cache *cache, const uint8_t key[32])
{
    remembered++;
}

static void a_signature_that_was_good_is_not_verified_again(void **state)
{
    struct signature_cache cache = {ask_nothing, count};
    struct fixture f;
    start(&f, "direct");
    f.test->chain.signatures = &cache;
    asked = remembered = 0;
    ASSERT_OK(auth_ante_public_keys(&f.test->ctx));
    ASSERT_OK(sign_on(&f));
    assert_int_equal(remembered, 1);
    f.test->chain.curve = NULL; /* verifying would crash */
    ASSERT_OK(auth_ante_signatures(&f.test->ctx));
    assert_int_equal(remembered, 1);
    stop(&f);
}

static void a_wrong_sequence_is_refused_and_a_good_one_counts_up(void **state)
{
    struct fixture f;
    start(&f, "direct");
    ASSERT_OK(auth_ante_public_keys(&f.test->ctx));
    uint64_t sequence = signer(&f, 0)->sequence;
    ASSERT_OK(auth_ante_sequences(&f.test->ctx));
    assert_int_equal(signer(&f, 0)->sequence, sequence + 1);
    status refused = auth_ante_signatures(&f.test->ctx);
    assert_true(error_is(refused, &CHAIN_WRONG_SEQUENCE));
    struct bytes text =
        arena_format(f.test->arena,
                     "account sequence mismatch, expected %llu, got %llu: incorrect account "
                     "sequence",
                     (unsigned long long)sequence + 1, (unsigned long long)sequence);
    ASSERT_BYTES(refused->text, text);
    stop(&f);
}

static void signers_without_account_or_key_are_refused(void **state)
{
    struct fixture f;
    start(&f, "direct");
    status refused = auth_ante_signatures(&f.test->ctx);
    assert_true(error_is(refused, &CHAIN_INVALID_PUBKEY));
    ASSERT_OK(auth_account_remove(&f.test->ctx, signer(&f, 0)));
    refused = auth_ante_signatures(&f.test->ctx);
    assert_true(error_is(refused, &CHAIN_UNKNOWN_ADDRESS));
    stop(&f);
}

static void every_signer_needs_its_info(void **state)
{
    struct fixture f;
    start(&f, "two-signers");
    ASSERT_OK(auth_ante_public_keys(&f.test->ctx));
    f.tx->auth_info.signer_infos.count = 1;
    status refused = auth_ante_signatures(&f.test->ctx);
    ASSERT_TEXT(refused->text, "invalid number of signer;  expected: 2, got 1: unauthorized");
    f.tx->auth_info.signer_infos.count = 2;
    f.tx->signers.count = 1;
    assert_true(auth_ante_public_keys(&f.test->ctx)->aborts);
    stop(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memos_have_a_longest_length),
        cmocka_unit_test(every_byte_of_a_transaction_costs),
        cmocka_unit_test(simulating_charges_for_signatures_that_are_missing),
        cmocka_unit_test(a_first_transaction_leaves_the_key_and_tells_of_its_signature),
        cmocka_unit_test(a_key_of_somebody_else_is_refused),
        cmocka_unit_test(multisig_members_count_as_signatures_and_cost),
        cmocka_unit_test(a_good_signature_passes_and_a_bad_one_names_number_and_chain),
        cmocka_unit_test(a_signature_that_was_good_is_not_verified_again),
        cmocka_unit_test(a_wrong_sequence_is_refused_and_a_good_one_counts_up),
        cmocka_unit_test(signers_without_account_or_key_are_refused),
        cmocka_unit_test(every_signer_needs_its_info),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
