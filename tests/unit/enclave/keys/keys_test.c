#include "enclave/keys/keys_internal.h"

#include "common/crypto/siv.h"
#include "common/crypto/x25519.h"
#include "tests/support/test.h"

static struct arena *arena;

static struct keys_chain *chain_of(const uint8_t *fill, size_t count)
{
    struct keys_secret seeds[KEYS_SEEDS_MAX];
    for (size_t i = 0; i < count; i++)
        memset(seeds[i].bytes, fill[i], 32);
    struct keys_chain *chain = keys_chain_new();
    keys_chain_load(chain, seeds, count);
    return chain;
}

static struct bytes filled(uint8_t value, size_t len)
{
    uint8_t *memory = arena_alloc(arena, len);
    memset(memory, value, len);
    return bytes_make(memory, len);
}

/* enclave-protocol 10.2: orders 1 to 8 of seeds 11.., 22.., 33.. */
static void every_derivation_of_three_seeds(void **state)
{
    static const char *const expected[3][8] = {
        {"8fbb026a46a74c0b98c839b541e21d08457d00fa6c630dab1d46be05f90f7767",
         "20aec1ea757ec69ae3b1d7e1a16d6750b35f7dc32d1c9ce8fa425cc6840ae01c",
         "59e1814db1c23012d7a92eb1cfe7ac2d0afe5d0e66d17711ff4d18e4a7f1eeb7",
         "1390728aab206bde1aa0a61eba01301361094691ca3d1f6cddd59ebbe9d1573e",
         "530c3d55df0ea7a4dcd5fa038a6a99903c277b06a4ac3e65a8ef3133520dcaf4",
         "bd7c120240ce52cec606b63b852c0da60610f1082eeeeee13bf3873d051590c3",
         "c9a9f518cac8d94af96b5b30715eff35ee05b7d2b97e0842991d893a84be74d6",
         "5245a23bf4875888716997c8718466bdd23fdb503f5fcc144868005f1f810bbd"},
        {"802d543dc2a4aba0cd8fad0b0525454f2b5b49dbb2122fc008278480bbb5b690",
         "4cd06d79bb2bd997eed80bb08d6814b2b5834780286316e6bc4c1a9c53660951",
         "59a25409268f20ec8f85c9c9585131ad650b8f1345e98c9d7d3c8f36beb2f65b",
         "25ef0afac75f9c41d9e6d7627e2140d8bfb9eaf0c5c676aaa26286969e119197",
         "326163bcc0acced313b011244b76bb59adfdb7756db4ced828b5f60e8c62f6bc",
         "3e6f5fb53b029d3e1419d0127fea8c1bbb2089cb208a4cd72eee1719ac904628",
         "01d23fa0f12f4a41bf885656aadbe1fba623a27c6f4e710cd38b807e81ae858b",
         "3e613ccf8cff9f48bbf228801221e76d672ba6fe740af5fb8c8d7e38101cdaf0"},
        {"64c514f2183b3c2531309a66fdacc423c24752e7dc1fd6d10b9ce05dfe7216cd",
         "a04512e2d232e54e63f92160228e280aea73a996df68af91c2a62474d9da9fb4",
         "abc0fa986651fbc9f2e60f0511e1b676b827e6bb9e80cd4f5be806ec94bb0f50",
         "6eb84d8e5ec98f8039a3d10873811db0c6e1151054bde1fe962d00c5e9c09d3a",
         "39c49e28c21342c7f6dc4d06d79dfaf4fb00a9a59d68811bcc337e35d136f7f5",
         "41a75cda0fbf027cd4d4173b2d665c32ae858924bfe01b0c18d3b35888877029",
         "a8f1599a42ebfdbbbd75ff9c32eff7fcbed1f8ad5c37a6b12facbbe02592e2bb",
         "efcbac63d23f7efa641bebb47a2c0f881c70a080ff6345ed0a77e61565a703cd"},
    };
    struct keys_chain *chain = chain_of((const uint8_t[]){0x11, 0x22, 0x33}, 3);
    for (size_t id = 1; id <= 3; id++)
        for (size_t order = 1; order <= 8; order++)
            ASSERT_HEX(keys_bytes(keys_of(chain, id, order)), expected[id - 1][order - 1]);
    keys_chain_free(chain);
}

static void public_keys_come_from_the_last_seed(void **state)
{
    struct keys_chain *chain = chain_of((const uint8_t[]){0x11, 0x22}, 2);
    uint8_t key[32];
    keys_exchange_public(chain, key);
    ASSERT_HEX(BYTES_OF(key), "dec7f4a9b5dca7650f9c3dadbf70c6e072b35283cbaeb37ccbeaf79df9e6723a");
    keys_io_public(chain, key);
    ASSERT_HEX(BYTES_OF(key), "bf1cc209ec2ff9e59277243f06b19816736b55d449a7104bc4a8882f78b90b4e");
    keys_chain_free(chain);
}

static void message_key_of_a_client(void **state)
{
    struct keys_chain *chain = chain_of((const uint8_t[]){0x11, 0x22}, 2);
    struct keys_io *io = keys_io_new(chain);
    struct crypto_x25519 *user = crypto_x25519_new(filled(0x44, 32).data);
    uint8_t user_public[32];
    crypto_x25519_pubkey(user, user_public);
    ASSERT_HEX(BYTES_OF(user_public),
               "ff2ee45601ec1b67310c7790404585ae697331eee1c1f8cf2419731c1fff3e6b");
    struct keys_secret key;
    keys_message(io, filled(0x55, 32).data, user_public, &key);
    ASSERT_HEX(keys_bytes(&key),
               "331301e6f6ad5f7d784f96972e987389b56cf4311ae4c277d4333711f7bf5f5f");
    crypto_x25519_free(user);
    keys_io_free(io);
    keys_chain_free(chain);
}

/* Keys that begin with the same eight bytes stand in the same row, which does not hold them all. */
static void clients_that_drive_each_other_out_keep_their_secrets(void **state)
{
    struct keys_chain *chain = chain_of((const uint8_t[]){0x11, 0x22}, 2);
    struct keys_io *io = keys_io_new(chain);
    struct keys_secret alone[7], among;
    uint8_t user[32] = {9}, nonce[32] = {1};
    for (size_t round = 0; round < 3; round++) {
        for (uint8_t i = 0; i < ARRAY_COUNT(alone); i++) {
            struct keys_io *fresh = keys_io_new(chain);
            user[16] = i;
            keys_message(fresh, nonce, user, &alone[i]);
            keys_message(io, nonce, user, &among);
            assert_memory_equal(alone[i].bytes, among.bytes, 32);
            keys_io_free(fresh);
        }
    }
    for (size_t i = 1; i < ARRAY_COUNT(alone); i++)
        assert_memory_not_equal(alone[0].bytes, alone[i].bytes, 32);
    keys_io_free(io);
    keys_chain_free(chain);
}

static void a_message_key_is_the_same_each_time(void **state)
{
    struct keys_chain *chain = chain_of((const uint8_t[]){0x11, 0x22}, 2);
    struct keys_io *io = keys_io_new(chain);
    struct keys_secret first[20], again;
    for (size_t round = 0; round < 2; round++) {
        for (uint8_t i = 0; i < 20; i++) {
            const uint8_t *nonce = filled(i / 2, 32).data, *user = filled(9 + i % 2, 32).data;
            keys_message(io, nonce, user, round == 0 ? &first[i] : &again);
            if (round == 1)
                assert_memory_equal(first[i].bytes, again.bytes, 32);
        }
    }
    assert_memory_not_equal(first[0].bytes, first[1].bytes, 32);
    assert_memory_not_equal(first[0].bytes, first[2].bytes, 32);
    keys_io_free(io);
    keys_chain_free(chain);
}

/* The original's block random, its proofs, evidence and seed delivery (10.7): our chains do not use
 * the first three, but they pin down derivations 1, 5 and 6. */
static void what_the_original_makes_of_its_seeds(void **state)
{
    struct keys_chain *chain = chain_of((const uint8_t[]){0x11, 0x22}, 2);
    uint8_t sealed[48], tag[32], number[8], shared[32], node_public[32];
    struct bytes set_hash = filled(0x77, 32), app_hash = filled(0x88, 32);
    struct crypto_siv *siv = crypto_siv_new(keys_of_last(chain, KEYS_RANDOM_SEAL)->bytes);
    crypto_siv_seal(siv, &set_hash, 1, filled(0x66, 32), sealed);
    crypto_siv_free(siv);
    ASSERT_HEX(BYTES_OF(sealed), "14eade21f0e281c26907dc37772c227e1802dea9b53a0467bf80213b59021660"
                                 "fc99dbd009cbb7a77f77fdde3fe7fe9d");
    struct bytes irs = keys_bytes(keys_of_last(chain, KEYS_RANDOM_SEED));
    store_be64(number, 1234);
    CRYPTO_HMAC(tag, irs, BYTES_OF(number), BYTES_OF(sealed), app_hash);
    ASSERT_HEX(BYTES_OF(tag), "738fd9e2adb879cce61efcd5605ad7fefab6c393bfca230e49c54f6ec1122102");
    CRYPTO_SHA256(tag, BYTES_OF(number), BYTES_OF(sealed), app_hash, irs);
    ASSERT_HEX(BYTES_OF(tag), "61d451470a125a74d6df548f8c052e682efcb6961b98355ded78acb6e353ba33");
    store_le64(number, 1235);
    CRYPTO_SHA256(tag, filled(0x22, 32), filled(0x99, 32), BYTES_OF(number));
    ASSERT_HEX(BYTES_OF(tag), "3306942b5a516ec63dd3022ed3cad788a8566da1aea5a0f24362e81ad22a8b4e");

    struct crypto_x25519 *node = crypto_x25519_new(filled(0xaa, 32).data);
    crypto_x25519_pubkey(node, node_public);
    crypto_x25519_free(node);
    ASSERT_HEX(BYTES_OF(node_public),
               "14ca9e4d387bccf35746e0407daaacc6b28a4f8445ef5a5158894db983e24070");
    struct crypto_x25519 *exchange = crypto_x25519_new(keys_of_last(chain, KEYS_EXCHANGE)->bytes);
    crypto_x25519_exchange(exchange, node_public, shared);
    crypto_x25519_free(exchange);
    ASSERT_HEX(BYTES_OF(shared),
               "dfa8c813c6045f150b17f1f6551e002c725815bdd789f11141bdfe84b5a08077");
    struct bytes item = BYTES_OF(node_public);
    siv = crypto_siv_new(shared);
    crypto_siv_seal(siv, &item, 1, filled(0x11, 32), sealed);
    ASSERT_HEX(BYTES_OF(sealed), "ecbe49b3f8973b8be84752a45cf12749fa56ad24343814b138f8b365f7336f3e"
                                 "866cad7efa0a3e853d80c0457ce33fe5");
    crypto_siv_seal(siv, &item, 1, filled(0x22, 32), sealed);
    ASSERT_HEX(BYTES_OF(sealed), "a781755f4be722dfe2fc41eac7714e3473fe608ab66a532b232c9746ae64d6ee"
                                 "544e0fcf944329e8f5dfef170e582b84");
    crypto_siv_free(siv);
    keys_chain_free(chain);
}

/* trust-and-attestation 7.2: seed 00..1f as the second and newest. */
static void known_answers_of_the_legacy_suite(void **state)
{
    struct keys_secret seeds[2], key;
    uint8_t out[32], contract_key[64], zero[32] = {0};
    for (size_t i = 0; i < 32; i++)
        seeds[0].bytes[i] = seeds[1].bytes[i] = (uint8_t)i;
    for (size_t i = 0; i < 64; i++)
        contract_key[i] = (uint8_t)(0x60 + i);
    struct keys_chain *chain = keys_chain_new();
    keys_chain_load(chain, seeds, 2);
    keys_exchange_public(chain, out);
    ASSERT_HEX(BYTES_OF(out), "31512c093070620504c3ce688c603bb422258e654febc38c030763577a420e2d");
    keys_io_public(chain, out);
    ASSERT_HEX(BYTES_OF(out), "4078e5146574a69448c1f1ec617d29f6ba6f0226af6c4578c3727a1c7c8a0e33");
    assert_true(keys_state(chain, 2, contract_key, &key));
    ASSERT_HEX(keys_bytes(&key),
               "e656e327c186594ac166ebf6c29612a16e071dfd17185a7016d8a120bb7448ff");
    struct keys_io *io = keys_io_new(chain);
    uint8_t nonce[32];
    for (size_t i = 0; i < 32; i++)
        nonce[i] = (uint8_t)(0x40 + i);
    keys_message(
        io, nonce,
        test_unhex(arena, "358072d6365880d1aeea329adf9121383851ed21a28e3b75e965d0d2cd166254").data,
        &key);
    ASSERT_HEX(keys_bytes(&key),
               "d7fd03f20754a0e10c356b5cd2f7f3b30439b0f776f093727d5bf1f69a9d1491");
    keys_message(io, nonce, zero, &key);
    ASSERT_HEX(keys_bytes(&key),
               "4f0a10c909f4aed286f5f5fc43a08eaa6aca08279b5bacf297d9a76f0d02aa5a");
    keys_io_free(io);
    for (size_t i = 0; i < 32; i++)
        key.bytes[i] = (uint8_t)i;
    keys_message_random(&key, 1234, contract_key, 5, out);
    ASSERT_HEX(BYTES_OF(out), "552e95fcbc33fd3786e3d9e2b270a55fd2b8ef4644403822ed1fcd7cef3cf34c");
    keys_chain_free(chain);
}

static void a_new_network_gets_two_seeds_of_its_own(void **state)
{
    struct keys_chain *chain = keys_chain_new();
    keys_chain_create(chain);
    assert_int_equal(keys_chain_count(chain), 2);
    struct keys_secret first, second;
    keys_chain_seed(chain, 1, &first);
    keys_chain_seed(chain, 2, &second);
    assert_memory_not_equal(first.bytes, second.bytes, 32);
    keys_chain_free(chain);
}

static int setup(void **state)
{
    arena = arena_new(1 << 16);
    return 0;
}

static int teardown(void **state)
{
    arena_drop(arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_derivation_of_three_seeds),
        cmocka_unit_test(public_keys_come_from_the_last_seed),
        cmocka_unit_test(message_key_of_a_client),
        cmocka_unit_test(clients_that_drive_each_other_out_keep_their_secrets),
        cmocka_unit_test(a_message_key_is_the_same_each_time),
        cmocka_unit_test(what_the_original_makes_of_its_seeds),
        cmocka_unit_test(known_answers_of_the_legacy_suite),
        cmocka_unit_test(a_new_network_gets_two_seeds_of_its_own),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
