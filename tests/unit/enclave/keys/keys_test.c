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

/* enclave-protocol 10.5 */
static void contract_keys_and_proofs(void **state)
{
    struct keys_chain *chain = chain_of((const uint8_t[]){0x11, 0x22}, 2);
    const uint8_t *sender = filled(1, 20).data, *contract = filled(2, 20).data;
    uint8_t code[32], code2[32], og[64], migrated[64], proof[32];
    crypto_sha256(BYTES("code"), code);
    crypto_sha256(BYTES("code2"), code2);
    keys_contract_make(chain, sender, 1234, code, contract, NULL, og);
    ASSERT_HEX(BYTES_OF(og), "c07e04e51a24b0c371cf702f38f8c366fe5c40a3146bb81b72a18544dfb561b0"
                             "5eebdae3f4508d6b27ddef8fe6212da7a7c4445bb7a2cd3dac85f6d4130e6b48");
    assert_true(keys_contract_check(chain, og, code, contract, NULL));
    assert_false(keys_contract_check(chain, og, code2, contract, NULL));
    assert_false(keys_contract_check(chain, og, code, sender, NULL));
    keys_contract_make(chain, sender, 1235, code2, contract, og, migrated);
    ASSERT_HEX(BYTES_OF(migrated),
               "4c683d8ae159cac12cc4065855300a0a4e0f087c77db3dfa7d51b4fd0b5993bb"
               "5a87681ec33511fc74fe1ad3bb821a7ca1fdbce1379c7784fb2887a4312c514d");
    assert_true(keys_contract_check(chain, migrated, code2, contract, og));
    assert_false(keys_contract_check(chain, migrated, code2, contract, NULL));
    keys_migration_make(chain, contract, code2, og, migrated, proof);
    ASSERT_HEX(BYTES_OF(proof), "c1379cdb7d3a70990c52834243b319732a32080429a0fa3ad96ea754e8474a60");
    assert_true(keys_migration_check(chain, contract, code2, og, migrated, proof));
    assert_false(keys_migration_check(chain, contract, code, og, migrated, proof));
    keys_admin_make(chain, bytes_make(sender, 20), og, proof);
    ASSERT_HEX(BYTES_OF(proof), "3a43388b96b15eb8b396097e24c8473f518506b547f0e736930a33ebf42b1a64");
    assert_true(keys_admin_check(chain, bytes_make(sender, 20), og, proof));
    assert_false(keys_admin_check(chain, BYTES(""), og, proof));
    keys_admin_make(chain, BYTES(""), og, proof);
    ASSERT_HEX(BYTES_OF(proof), "651271ffe4171dc87a4905394107daceebd18816323985335531b08c371e7344");
    keys_chain_free(chain);
}

static void proofs_of_an_earlier_last_seed_stay_valid(void **state)
{
    struct keys_chain *before = chain_of((const uint8_t[]){0x11, 0x22}, 2);
    struct keys_chain *after = chain_of((const uint8_t[]){0x11, 0x22, 0x33}, 3);
    const uint8_t *og = filled(5, 64).data;
    uint8_t proof[32];
    keys_admin_make(before, BYTES("admin"), og, proof);
    assert_true(keys_admin_check(after, BYTES("admin"), og, proof));
    CRYPTO_HMAC(proof, keys_bytes(keys_of(after, 1, KEYS_ADMIN)), BYTES("admin"),
                bytes_make(og, 64));
    assert_false(keys_admin_check(after, BYTES("admin"), og, proof));
    keys_chain_free(before);
    keys_chain_free(after);
}

/* enclave-protocol 10.4 */
static void callback_signatures(void **state)
{
    struct keys_chain *chain = chain_of((const uint8_t[]){0x11, 0x22}, 2);
    struct bytes message = test_unhex(
        arena, "19b5372bbb9bcd6c9c0ae4c6d82c4bdd63291b148bb3842e480bce4615d85da97ee29e3441f74430"
               "ab01f85b150eea16dbdd80a727a8b35b26225bf626c2920d4489020481b2a11f5b87d48ff6f15aca"
               "bdae9ac490f10b11bb99ff78d26912db608b1d7aea51c9a78ec6c1ac");
    uint8_t signature[32];
    keys_callback(chain, message, BYTES("[]"), signature);
    ASSERT_HEX(BYTES_OF(signature),
               "b7d23b3748b2fc36a3e23db38629e54c94b6c67ad428cda755e187fe42a4a6aa");
    keys_callback(chain, message, BYTES("[{\"denom\":\"uscrt\",\"amount\":\"1\"}]"), signature);
    ASSERT_HEX(BYTES_OF(signature),
               "2480e2cff4ee57df8a7aa8cf4e1bc1528b3f203cf53ed925734c904fc1d9df71");
    keys_callback(chain, BYTES(""), BYTES("[]"), signature);
    ASSERT_HEX(BYTES_OF(signature),
               "32f00ac352eeb3791ed71fe6b8e8e17fc9de38067628c5cd0b9f925c89b36a78");
    keys_chain_free(chain);
}

static void state_keys(void **state)
{
    struct keys_chain *chain = chain_of((const uint8_t[]){0x11, 0x22}, 2);
    struct keys_secret key;
    uint8_t og[64];
    memcpy(og,
           test_unhex(arena, "c07e04e51a24b0c371cf702f38f8c366fe5c40a3146bb81b72a18544dfb561b0"
                             "5eebdae3f4508d6b27ddef8fe6212da7a7c4445bb7a2cd3dac85f6d4130e6b48")
               .data,
           64);
    assert_true(keys_state(chain, 2, og, &key));
    ASSERT_HEX(keys_bytes(&key),
               "9722b92b9dbbc368de977de5d3f695cc1b650b8db770768f7a0b49ebfb8e0285");
    assert_false(keys_state(chain, 3, og, &key));
    assert_false(keys_state(chain, 0, og, &key));
    keys_chain_free(chain);
}

/* enclave-protocol 10.7 */
static void random_of_a_message(void **state)
{
    struct keys_secret beacon;
    memset(beacon.bytes, 0x66, 32);
    const uint8_t *og =
        test_unhex(arena, "c07e04e51a24b0c371cf702f38f8c366fe5c40a3146bb81b72a18544dfb561b0"
                          "5eebdae3f4508d6b27ddef8fe6212da7a7c4445bb7a2cd3dac85f6d4130e6b48")
            .data;
    uint8_t random[32];
    keys_message_random(&beacon, 1234, og, 0, random);
    ASSERT_HEX(BYTES_OF(random),
               "b1a7790f62102d623b6d95000818ce230735e07dc627a01e60df126881977f9b");
    keys_message_random(&beacon, 1234, og, 1, random);
    ASSERT_HEX(BYTES_OF(random),
               "3d45d5d9540a002c752be81449345c2e8a1d17a53e9cc3c08bbf36eff5de1b1f");
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

static void the_beacon_needs_seed_and_block(void **state)
{
    struct keys_chain *one = chain_of((const uint8_t[]){0x11, 0x22}, 2);
    struct keys_chain *other = chain_of((const uint8_t[]){0x11, 0x23}, 2);
    struct keys_secret first, second;
    keys_beacon(one, filled(7, 32).data, &first);
    keys_beacon(other, filled(7, 32).data, &second);
    assert_memory_not_equal(first.bytes, second.bytes, 32);
    keys_beacon(one, filled(8, 32).data, &second);
    assert_memory_not_equal(first.bytes, second.bytes, 32);
    keys_chain_free(one);
    keys_chain_free(other);
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
        cmocka_unit_test(a_message_key_is_the_same_each_time),
        cmocka_unit_test(contract_keys_and_proofs),
        cmocka_unit_test(proofs_of_an_earlier_last_seed_stay_valid),
        cmocka_unit_test(callback_signatures),
        cmocka_unit_test(state_keys),
        cmocka_unit_test(random_of_a_message),
        cmocka_unit_test(what_the_original_makes_of_its_seeds),
        cmocka_unit_test(known_answers_of_the_legacy_suite),
        cmocka_unit_test(the_beacon_needs_seed_and_block),
        cmocka_unit_test(a_new_network_gets_two_seeds_of_its_own),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
