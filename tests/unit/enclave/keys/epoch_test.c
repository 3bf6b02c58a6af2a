#include "enclave/keys/epoch.h"

#include "common/crypto/gcm.h"
#include "common/crypto/hash.h"
#include "common/crypto/x25519.h"
#include "enclave/keys/transcript.h"
#include "tests/support/suite2_vectors.h"

enum { EPOCH = 7, PADDED = 256 };

static struct arena *arena;

static struct bytes vector(const char *name)
{
    return suite2_vector(arena, name);
}

#define ASSERT_VECTOR(actual, name) ASSERT_BYTES(actual, vector(name))

static struct keys_secret secret_of(const char *name)
{
    struct keys_secret secret;
    assert_int_equal(vector(name).len, sizeof secret.bytes);
    memcpy(secret.bytes, vector(name).data, sizeof secret.bytes);
    return secret;
}

static struct keys_session session_of_vectors(void)
{
    struct keys_secret shared = secret_of("shared"), client = secret_of("client_secret");
    struct crypto_x25519 *key = crypto_x25519_new(client.bytes);
    uint8_t user_public[32];
    struct keys_session session;
    crypto_x25519_pubkey(key, user_public);
    crypto_x25519_free(key);
    keys_session_derive(&shared, vector("chain_id"), vector("nonce").data, user_public,
                        vector("io_public").data, &session);
    return session;
}

static struct keys_place place_of_vectors(void)
{
    struct keys_place place = {.height = 1234, .tx = 3, .call = 1};
    memcpy(place.tx_hash, vector("tx_hash").data, 32);
    return place;
}

static struct bytes padded(const char *text)
{
    uint8_t *out = arena_zalloc(arena, PADDED);
    store_be32(out, (uint32_t)strlen(text));
    memcpy(out + 4, text, strlen(text));
    return bytes_make(out, PADDED);
}

static void every_key_of_an_epoch(void **state)
{
    static const char *const labels[] = {"io-x25519", "node-x25519", "state",
                                         "blind",     "callback",    "rand"};
    static const char *const names[] = {"key_io_x25519", "key_node_x25519", "key_state",
                                        "key_blind",     "key_callback",    "key_rand"};
    struct keys_secret seed = secret_of("seed"), key;
    for (size_t i = 0; i < ARRAY_COUNT(labels); i++) {
        keys_epoch_derive(&seed, bytes_text(labels[i]), vector("chain_id"), EPOCH, &key);
        ASSERT_VECTOR(BYTES_OF(key.bytes), names[i]);
    }
}

static void both_ends_share_a_secret(void **state)
{
    struct keys_secret io = secret_of("key_io_x25519"), client = secret_of("client_secret");
    struct crypto_x25519 *network = crypto_x25519_new(io.bytes);
    struct crypto_x25519 *user = crypto_x25519_new(client.bytes);
    uint8_t public[32], shared[32];
    crypto_x25519_pubkey(network, public);
    ASSERT_VECTOR(BYTES_OF(public), "io_public");
    crypto_x25519_exchange(user, public, shared);
    ASSERT_VECTOR(BYTES_OF(shared), "shared");
    crypto_x25519_free(network);
    crypto_x25519_free(user);
}

static void the_key_of_a_message_and_its_commitment(void **state)
{
    struct keys_session session = session_of_vectors();
    struct keys_aead aead;
    uint8_t commitment[32], sealed[PADDED + CRYPTO_GCM_TAG];
    keys_session_input(&session, &aead, commitment);
    ASSERT_VECTOR(BYTES_OF(aead.key), "input_key");
    ASSERT_VECTOR(BYTES_OF(aead.iv), "input_iv");
    ASSERT_VECTOR(BYTES_OF(commitment), "input_commitment");
    struct crypto_gcm *gcm = crypto_gcm_new();
    crypto_gcm_seal(gcm, aead.key, aead.iv, vector("input_aad"), padded("{\"a\":1}"), sealed);
    crypto_gcm_free(gcm);
    ASSERT_VECTOR(bytes_from(BYTES_OF(sealed), PADDED), "input_tag");
}

static void the_key_of_an_output(void **state)
{
    struct keys_session session = session_of_vectors();
    struct keys_place place = place_of_vectors();
    uint8_t syn[KEYS_SYN], sealed[PADDED + CRYPTO_GCM_TAG], bytes[KEYS_PLACE], hash[32];
    struct keys_aead aead;
    keys_session_syn(&session, &place, BYTES("data"), padded("ok"), syn);
    ASSERT_VECTOR(BYTES_OF(syn), "output_syn");
    keys_session_output(&session, &place, syn, &aead);
    ASSERT_VECTOR(BYTES_OF(aead.key), "output_key");
    ASSERT_VECTOR(BYTES_OF(aead.iv), "output_iv");
    struct keys_transcript aad = {0};
    keys_place_write(&place, bytes);
    keys_transcript_lp(&aad, BYTES("scn2/output/aad"));
    keys_transcript_put(&aad, BYTES_OF(bytes));
    keys_transcript_put(&aad, BYTES_OF(place.tx_hash));
    keys_transcript_lp(&aad, BYTES("data"));
    keys_transcript_lp(&aad, vector("target"));
    struct crypto_gcm *gcm = crypto_gcm_new();
    crypto_gcm_seal(gcm, aead.key, aead.iv, keys_transcript_bytes(&aad), padded("ok"), sealed);
    crypto_gcm_free(gcm);
    ASSERT_VECTOR(bytes_from(BYTES_OF(sealed), PADDED), "output_tag");
    crypto_sha256(BYTES_OF(sealed), hash);
    ASSERT_VECTOR(BYTES_OF(hash), "output_sealed_sha256");
}

static void a_place_is_read_as_it_was_written(void **state)
{
    struct keys_place place = {.height = 1, .tx = 2, .message = 3, .call = 4, .field = 5}, read;
    uint8_t bytes[KEYS_PLACE];
    keys_place_write(&place, bytes);
    ASSERT_HEX(BYTES_OF(bytes), "000000000000000100000002000000030000000400000005");
    memset(&read, 0, sizeof read);
    keys_place_read(bytes, &read);
    assert_memory_equal(&read, &place, sizeof read);
}

/* A chain whose current epoch is the one of the vectors. */
static struct keys_chain *chain_with(size_t count)
{
    struct keys_secret seeds[KEYS_SEEDS_MAX];
    for (size_t i = 0; i < count; i++)
        memset(seeds[i].bytes, (int)i + 1, 32);
    struct keys_chain *chain = keys_chain_new();
    keys_chain_load(chain, seeds, count);
    return chain;
}

static void the_last_seed_is_the_current_epoch_and_the_one_before_still_opens(void **state)
{
    const struct bytes chain_id = vector("chain_id");
    struct keys_chain *chain = chain_with(4);
    struct keys_epochs *epochs = keys_epochs_new(chain, chain_id);
    uint8_t public[32], user[32] = {9}, nonce[32] = {0};
    assert_int_equal(keys_epochs_current(epochs, public), 4);
    static const bool opens[] = {false, false, false, true, true, false};
    for (uint32_t epoch = 0; epoch < ARRAY_COUNT(opens); epoch++) {
        struct keys_session session;
        store_be32(nonce, epoch);
        assert_int_equal(keys_session_begin(epochs, nonce, user, &session), opens[epoch]);
    }
    keys_epochs_free(epochs);
    keys_chain_free(chain);
}

static void the_genesis_seed_has_no_epoch(void **state)
{
    struct keys_chain *chain = chain_with(2);
    struct keys_epochs *epochs = keys_epochs_new(chain, BYTES("chain"));
    struct keys_session session;
    uint8_t user[32] = {9}, nonce[32] = {0, 0, 0, 1};
    assert_false(keys_session_begin(epochs, nonce, user, &session));
    nonce[3] = 2;
    assert_true(keys_session_begin(epochs, nonce, user, &session));
    keys_epochs_free(epochs);
    keys_chain_free(chain);
}

/* Points of small order share zeros with everybody: suite 1 goes on, suite 2 does not. */
static void a_client_key_of_small_order_is_refused(void **state)
{
    static const char *const points[] = {
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    };
    struct keys_chain *chain = chain_with(2);
    struct keys_epochs *epochs = keys_epochs_new(chain, BYTES("chain"));
    struct keys_session session;
    uint8_t nonce[32] = {0, 0, 0, 2};
    for (size_t i = 0; i < ARRAY_COUNT(points); i++)
        assert_false(
            keys_session_begin(epochs, nonce, test_unhex(arena, points[i]).data, &session));
    keys_epochs_free(epochs);
    keys_chain_free(chain);
}

/* The callback key of epoch 7 needs seven seeds, one more than a chain can have; so the link is
 * checked against the derivation written out. */
static void a_link_is_authenticated_with_everything_that_it_says(void **state)
{
    struct keys_chain *chain = chain_with(3);
    struct keys_epochs *epochs = keys_epochs_new(chain, vector("chain_id"));
    const struct keys_link link = {
        .sender = vector("sender"),
        .target = vector("target"),
        .code_hash = vector("code_hash"),
        .message = BYTES("msgbytes"),
    };
    struct keys_place place = place_of_vectors();
    struct keys_secret seed = secret_of("key_callback"), callback;
    struct keys_transcript said = {0};
    uint8_t mac[32], expected[32];
    keys_transcript_lp(&said, BYTES("scn2/callback"));
    keys_transcript_put(&said, test_unhex(arena, "00000000000004d2000000030000000000000001"));
    keys_transcript_lp(&said, link.sender);
    keys_transcript_lp(&said, link.target);
    keys_transcript_lp(&said, link.code_hash);
    keys_transcript_lp(&said, link.message);
    keys_transcript_lp(&said, link.funds);
    crypto_hmac_sha256(BYTES_OF(seed.bytes), keys_transcript_bytes(&said), expected);
    ASSERT_VECTOR(BYTES_OF(expected), "callback");
    keys_chain_seed(chain, 3, &seed);
    keys_epoch_derive(&seed, BYTES("callback"), vector("chain_id"), 3, &callback);
    crypto_hmac_sha256(BYTES_OF(callback.bytes), keys_transcript_bytes(&said), expected);
    keys_epochs_callback(epochs, &place, &link, mac);
    ASSERT_BYTES(BYTES_OF(mac), BYTES_OF(expected));

    struct keys_link others[5] = {link, link, link, link, link};
    others[0].sender = link.target;
    others[1].target = link.sender;
    others[2].code_hash = vector("tx_hash");
    others[3].message = BYTES("msgbytez");
    others[4].funds = BYTES("1");
    for (size_t i = 0; i < ARRAY_COUNT(others); i++) {
        keys_epochs_callback(epochs, &place, &others[i], mac);
        assert_memory_not_equal(mac, expected, 32);
    }
    place.call = 2;
    keys_epochs_callback(epochs, &place, &link, mac);
    assert_memory_not_equal(mac, expected, 32);
    keys_epochs_free(epochs);
    keys_chain_free(chain);
}

int main(void)
{
    arena = arena_new(1 << 16);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_key_of_an_epoch),
        cmocka_unit_test(both_ends_share_a_secret),
        cmocka_unit_test(the_key_of_a_message_and_its_commitment),
        cmocka_unit_test(the_key_of_an_output),
        cmocka_unit_test(a_place_is_read_as_it_was_written),
        cmocka_unit_test(the_last_seed_is_the_current_epoch_and_the_one_before_still_opens),
        cmocka_unit_test(the_genesis_seed_has_no_epoch),
        cmocka_unit_test(a_client_key_of_small_order_is_refused),
        cmocka_unit_test(a_link_is_authenticated_with_everything_that_it_says),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_drop(arena);
    return failed;
}
