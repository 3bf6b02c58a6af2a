#include "common/tx/public_key.h"

#include "common/tx/address.h"
#include "tests/support/test.h"

/* Keys of the development chain's accounts a and b (chain-surface 2.1). */
#define R1_KEY "020000000000000000000000000000000000000000000000000000000000000005"
#define R1_BAD "020000000000000000000000000000000000000000000000000000000000000007"
#define KEY_A  "034ee8249f67e136139c3ed94ad63288f6c1de45ce66fa883247211a698f440cdf"
#define KEY_B  "020190a09d5488e7d45b53ca0809e8612f8933d79fbee2144e38e614eeff63e319"

static struct google_protobuf_any single(struct arena *arena, const char *url, const char *hex)
{
    struct bytes key = test_unhex(arena, hex);
    uint8_t head[] = {0x0a, (uint8_t)key.len};
    return (struct google_protobuf_any){bytes_text(url), ARENA_CONCAT(arena, BYTES_OF(head), key)};
}

static struct google_protobuf_any secp256k1(struct arena *arena, const char *hex)
{
    return single(arena, "/cosmos.crypto.secp256k1.PubKey", hex);
}

static void a_secp256k1_key_gives_its_account(void **state)
{
    struct arena *arena = arena_new(4096);
    struct google_protobuf_any any = secp256k1(arena, KEY_A);
    struct public_key key;
    struct bytes address, amino;
    ASSERT_OK(public_key_parse(arena, &any, &key));
    ASSERT_OK(public_key_address(arena, &key, &address));
    ASSERT_TEXT(address_text(arena, ADDRESS_ACCOUNT, address),
                "secret1ap26qrlp8mcq2pg6r47w43l0y8zkqm8a450s03");
    ASSERT_OK(public_key_amino(arena, &key, &amino));
    ASSERT_HEX(amino, "eb5ae98721" KEY_A);
    assert_int_equal(public_key_count(&key), 1);
    ASSERT_BYTES(public_key_pack(arena, &key)->value, any.value);
    arena_drop(arena);
}

static void a_key_of_the_wrong_length_has_no_address(void **state)
{
    struct arena *arena = arena_new(4096);
    struct google_protobuf_any any = secp256k1(arena, "0102");
    struct public_key key;
    struct bytes address;
    ASSERT_OK(public_key_parse(arena, &any, &key));
    status refused = public_key_address(arena, &key, &address);
    assert_true(refused->aborts);
    ASSERT_TEXT(refused->text, "length of pubkey is incorrect");
    arena_drop(arena);
}

/* LegacyAminoPubKey{threshold 1, keys a and b}. */
static struct google_protobuf_any multisig(struct arena *arena)
{
    struct writer writer = writer_new(arena, 256);
    writer_bytes(&writer, BYTES("\x08\x01"));
    for (int i = 0; i < 2; i++) {
        struct google_protobuf_any member = secp256k1(arena, i == 0 ? KEY_A : KEY_B);
        uint8_t url[] = {0x0a, (uint8_t)member.type_url.len};
        uint8_t value[] = {0x12, (uint8_t)member.value.len};
        struct bytes encoded =
            ARENA_CONCAT(arena, BYTES_OF(url), member.type_url, BYTES_OF(value), member.value);
        uint8_t head[] = {0x12, (uint8_t)encoded.len};
        writer_bytes(&writer, BYTES_OF(head));
        writer_bytes(&writer, encoded);
    }
    return (struct google_protobuf_any){BYTES("/cosmos.crypto.multisig.LegacyAminoPubKey"),
                                        writer_done(&writer)};
}

static void a_multisig_address_is_the_hash_of_its_amino_form(void **state)
{
    struct arena *arena = arena_new(4096);
    struct google_protobuf_any any = multisig(arena);
    struct public_key key;
    struct bytes amino, address;
    ASSERT_OK(public_key_parse(arena, &any, &key));
    assert_int_equal(key.threshold, 1);
    assert_int_equal(public_key_count(&key), 2);
    ASSERT_OK(public_key_amino(arena, &key, &amino));
    ASSERT_HEX(amino, "22c1f7e20801"
                      "1226eb5ae98721" KEY_A "1226eb5ae98721" KEY_B);
    ASSERT_OK(public_key_address(arena, &key, &address));
    assert_int_equal(address.len, 20);
    ASSERT_BYTES(public_key_pack(arena, &key)->value, any.value);
    arena_drop(arena);
}

static void other_kinds_have_addresses_of_their_own(void **state)
{
    struct arena *arena = arena_new(4096);
    struct google_protobuf_any r1 = single(arena, "/cosmos.crypto.secp256r1.PubKey", R1_KEY);
    struct google_protobuf_any ed =
        single(arena, "/cosmos.crypto.ed25519.PubKey",
               "0101010101010101010101010101010101010101010101010101010101010101");
    struct public_key key;
    struct bytes address;
    ASSERT_OK(public_key_parse(arena, &r1, &key));
    ASSERT_OK(public_key_address(arena, &key, &address));
    assert_int_equal(address.len, 32);
    ASSERT_OK(public_key_parse(arena, &ed, &key));
    ASSERT_OK(public_key_address(arena, &key, &address));
    ASSERT_HEX(address, "72cd6e8422c407fb6d098690f1130b7ded7ec2f7");
    arena_drop(arena);
}

static void other_types_are_no_keys(void **state)
{
    struct arena *arena = arena_new(4096);
    struct google_protobuf_any any = single(arena, "/cosmos.bank.v1beta1.MsgSend", KEY_A);
    struct google_protobuf_any short_r1 = single(arena, "/cosmos.crypto.secp256r1.PubKey", "02");
    struct public_key key;
    assert_non_null(public_key_parse(arena, &any, &key));
    status refused = public_key_parse(arena, &short_r1, &key);
    ASSERT_TEXT(refused->text, "wrong ECDSA PK bytes, expecting 33 bytes, got 1: invalid pubkey");
    struct google_protobuf_any no_point = single(arena, "/cosmos.crypto.secp256r1.PubKey", R1_BAD);
    refused = public_key_parse(arena, &no_point, &key);
    ASSERT_TEXT(refused->text, "wrong ECDSA PK bytes, unknown curve type: 2: invalid pubkey");
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_secp256k1_key_gives_its_account),
        cmocka_unit_test(a_key_of_the_wrong_length_has_no_address),
        cmocka_unit_test(a_multisig_address_is_the_hash_of_its_amino_form),
        cmocka_unit_test(other_kinds_have_addresses_of_their_own),
        cmocka_unit_test(other_types_are_no_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
