#include "common/encoding/base64.h"
#include "tests/support/machine.h"
#include "tests/support/rows.h"

/* enclave-protocol.md 10.9, crypto host functions. */
static const char hash_text[] = "ARp3VEHssUlDEwoW8AzdQYGKg90ENy8yWePKcjfjzao=";
static const char signature_text[] = "/hZeEYHs9trj+Akeb+7p3UAtXjcDNYP9/D/hj/ALIUAG9bfrJltxkfpMz/"
                                     "9Jn5K3c5QjLuvaNT2jgr7P/AEW8A==";
static const char key_text[] = "A0ZGrlBHMWtCMNAIbIrOxofwCxzZ0dxjT2yzWKwKmo//";
static const char long_key_text[] =
    "BEZGrlBHMWtCMNAIbIrOxofwCxzZ0dxjT2yzWKwKmo///ne03QpL+5WFHztzVceB"
    "3WD4QY/Ipl0UkHr/R8kDpVk=";
static const char other_key_text[] = "AoSdDHH9J0Bfb9pT8GFn+bW9cEVkgIh4bFsepMWmczXc";

static struct bytes decode(struct machine *machine, const char *text)
{
    struct bytes content;
    assert_true(base64_decode(machine->arena, bytes_text(text), &content));
    return content;
}

/* The same bytes with another first byte. */
static struct bytes with_first(struct machine *machine, struct bytes source, uint8_t first)
{
    struct bytes copy = arena_copy(machine->arena, source);
    ((uint8_t *)copy.data)[0] = first;
    return copy;
}

/* Many vectors need one engine only: what an import answers is no matter of engines. */
static void on_one(void (*check)(struct machine *machine))
{
    struct machine machine = machine_new(VM_WASMI);
    check(&machine);
    machine_drop(&machine);
}

static uint64_t call(struct machine *machine, char which, struct bytes a, struct bytes b,
                     struct bytes c, struct bytes *more)
{
    /* The verifying imports give a code and no region. */
    bool gives_region = strchr("ilm", which) == NULL;
    return machine_call(machine, MACHINE_IMPORT(machine, which, gives_region, a, b, c), more);
}

static void check_secp256k1(struct machine *machine)
{
    struct bytes more;
    struct bytes hash = decode(machine, hash_text), signature = decode(machine, signature_text);
    struct bytes key = decode(machine, key_text), long_key = decode(machine, long_key_text);
    struct bytes zeros =
        BYTES("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0");
    const struct {
        struct bytes hash, signature, key;
        uint64_t result;
    } cases[] = {
        {hash, signature, key, 0},
        {hash, signature, long_key, 0},
        {with_first(machine, hash, 9), signature, key, 1},
        {hash, with_first(machine, signature, 0xae), key, 1},
        {hash, signature, decode(machine, other_key_text), 1},
        {bytes_from(hash, 1), signature, key, 3},
        {hash, bytes_from(signature, 1), key, 4},
        {hash, signature, bytes_from(key, 1), 5},
        {hash, signature, with_first(machine, long_key, 3), 5},
        {hash, signature, BYTES(""), 5},
        {hash, signature, with_first(machine, key, 4), 5},
        {hash, signature, with_first(machine, zeros, 2), 10},
        {hash, with_first(machine, signature, 0xff), key, 1},
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++)
        assert_int_equal(call(machine, 'i', cases[i].hash, cases[i].signature, cases[i].key, &more),
                         cases[i].result);
}

static void secp256k1_signatures_are_verified(void **state)
{
    machine_on_both(check_secp256k1);
}

/* The group order of secp256k1, and half of it. */
static const char order_hex[] = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
static const char half_hex[] = "7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0";

/* The order of the checks: lengths, numbers within the order, then the signature itself. */
static uint64_t expected_code(struct machine *machine, struct bytes signature, bool is_valid)
{
    if (signature.len != 64)
        return 4;
    struct bytes order = test_unhex(machine->arena, order_hex);
    struct bytes r = bytes_slice(signature, 0, 32), s = bytes_from(signature, 32);
    if (bytes_compare(r, order) >= 0 || bytes_compare(s, order) >= 0)
        return 10;
    bool is_low = bytes_compare(s, test_unhex(machine->arena, half_hex)) <= 0;
    return is_valid && is_low ? 0 : 1;
}

static void check_ecdsa_vectors(struct machine *machine)
{
    struct bytes file = test_file(machine->arena, "tests/vectors/crypto/secp256k1.txt"), field[4];
    unsigned seen[11] = {0};
    while (test_row(&file, field, 4)) {
        struct arena_mark mark = arena_mark(machine->arena);
        struct bytes signature = test_row_hex(machine->arena, field[2]), more;
        uint8_t hash[32];
        crypto_sha256(test_row_hex(machine->arena, field[1]), hash);
        uint64_t code = call(machine, 'i', BYTES_OF(hash), signature,
                             test_row_hex(machine->arena, field[0]), &more);
        assert_int_equal(code, expected_code(machine, signature, bytes_is(field[3], "valid")));
        seen[code]++;
        arena_rewind(machine->arena, mark);
    }
    assert_true(seen[0] > 20 && seen[1] > 20 && seen[4] > 0 && seen[10] > 0);
}

static void public_vectors_of_ecdsa_get_the_codes_of_the_original(void **state)
{
    on_one(check_ecdsa_vectors);
}

static void check_ecdsa_edges(struct machine *machine)
{
    struct arena *arena = machine->arena;
    struct bytes hash = decode(machine, hash_text), signature = decode(machine, signature_text);
    struct bytes key = decode(machine, key_text), long_key = decode(machine, long_key_text), more;
    /* The same signature with n - s: refused by verify, taken by recover with the other parity. */
    struct writer writer = writer_new(arena, 64);
    writer_bytes(&writer, bytes_slice(signature, 0, 32));
    writer_bytes(
        &writer,
        test_unhex(arena, "f90a4814d9a48e6e05b33000b6606d47471ab9b7c36e6afe1c4f9fbcd4352a51"));
    struct bytes high = writer_done(&writer);
    assert_int_equal(call(machine, 'i', hash, high, key, &more), 1);
    call(machine, 'j', hash, high, BYTES("\1\0\0\0"), &more);
    ASSERT_BYTES(more, key);
    /* Zero is within the order and no signature; the order itself is not within it. */
    static const uint8_t zeros[64];
    uint8_t of_order[64] = {0};
    memcpy(of_order, test_unhex(arena, order_hex).data, 32);
    of_order[63] = 1;
    assert_int_equal(call(machine, 'i', hash, BYTES_OF(zeros), key, &more), 1);
    assert_int_equal(call(machine, 'j', hash, BYTES_OF(zeros), BYTES("\0\0\0\0"), &more),
                     10ULL << 32);
    assert_int_equal(call(machine, 'i', hash, BYTES_OF(of_order), key, &more), 10);
    assert_int_equal(call(machine, 'j', hash, BYTES_OF(of_order), BYTES("\0\0\0\0"), &more),
                     10ULL << 32);
    /* A hybrid key says the parity of y, which is odd here; an x beyond the field is no point. */
    assert_int_equal(call(machine, 'i', hash, signature, with_first(machine, long_key, 7), &more),
                     0);
    assert_int_equal(call(machine, 'i', hash, signature, with_first(machine, long_key, 6), &more),
                     10);
    uint8_t beyond[33];
    memset(beyond, 0xff, sizeof beyond);
    beyond[0] = 2;
    assert_int_equal(call(machine, 'i', hash, signature, BYTES_OF(beyond), &more), 10);
    /* Negative numbers are no recovery ids either. */
    assert_int_equal(call(machine, 'j', hash, signature, BYTES("\xff\xff\xff\xff"), &more),
                     10ULL << 32);
    /* A private key is below the order. */
    struct bytes order = test_unhex(arena, order_hex);
    assert_int_equal(call(machine, 'k', BYTES("m"), order, BYTES(""), &more), 1000ULL << 32);
}

static void numbers_at_the_edge_of_ecdsa_have_their_codes(void **state)
{
    machine_on_both(check_ecdsa_edges);
}

static void check_recovery(struct machine *machine)
{
    struct bytes more;
    struct bytes hash = decode(machine, hash_text), signature = decode(machine, signature_text);
    call(machine, 'j', hash, signature, BYTES("\0\0\0\0"), &more);
    ASSERT_BYTES(more, decode(machine, key_text));
    call(machine, 'j', hash, signature, BYTES("\1\0\0\0"), &more);
    ASSERT_BYTES(more, decode(machine, "Ams198xOCEVnc/ESvxF2nxnE3AVFO8ahB22S1ZgX2vSR"));
    assert_int_equal(call(machine, 'j', hash, signature, BYTES("\4\0\0\0"), &more), 10ULL << 32);
    assert_int_equal(call(machine, 'j', BYTES("x"), signature, BYTES("\0\0\0\0"), &more),
                     3ULL << 32);
    assert_int_equal(call(machine, 'j', hash, BYTES("x"), BYTES("\0\0\0\0"), &more), 4ULL << 32);
}

static void keys_are_recovered_from_signatures(void **state)
{
    machine_on_both(check_recovery);
}

static void check_signing(struct machine *machine)
{
    struct bytes more;
    struct bytes message = decode(machine, "d2VuIG1vb24=");
    call(machine, 'k', message, decode(machine, "iadRiuRKNZvAXwolxqzJvr60uiMDJTxOEzEwV8OK2ao="),
         BYTES(""), &more);
    ASSERT_HEX(more,
               "2adcba2a326fe06547170fc42afeee3ec3020b6aea3470265debc8730eca71aa64d3b69ad73278"
               "cb9ff783e4f27c2abf2d080bc85346d7f9ad98a3bcecc619ff");
    assert_int_equal(call(machine, 'k', message, BYTES("x"), BYTES(""), &more), 1000ULL << 32);
    static const uint8_t no_key[32];
    assert_int_equal(call(machine, 'k', message, BYTES_OF(no_key), BYTES(""), &more),
                     1000ULL << 32);
    call(machine, 'n', message, decode(machine, "z01UNefH2yjRslwZMmcHssdHmdEjzVvbxjr+MloUEYo="),
         BYTES(""), &more);
    ASSERT_HEX(more,
               "564fa25f2667449bf5a070856550b4118679c2da807f4614658d004488dd329066265f1d33657f"
               "cd1a67d66849a906ae51cd5280e7abfe324cd6405581a05c0c");
    assert_int_equal(call(machine, 'n', message, BYTES("x"), BYTES(""), &more), 1000ULL << 32);
}

static void messages_are_signed(void **state)
{
    machine_on_both(check_signing);
}

static const char first_message[] = "YXNzYWYgd2FzIGhlcmU=";
static const char first_key[] = "LO2+Bt+/FIjomSaPB+I++LXkxgxwfnrKHLyvCic72rA=";
static const char first_signature[] =
    "8O7nwhM71/B9srKwe8Ps39z5lAsLMMs6LxdvoPk0HXjEM97TNhKbdU6gEePT2Ma"
    "aIUSiMEmoG28HIZMgMRTCDg==";
static const char second_key[] = "2ukhmWRNmcgCrB9fpLP9/HZVuJn6AhpITf455F4GsbM=";
static const char second_signature[] =
    "bp/N4Ub2WFk9SE9poZVEanU1l46WMrFkTd5wQIXi6QJKjvZUi7+GTzmTe8y2yzg"
    "pBI+GWQmt0/QwYbnSVxq/Cg==";
static const char other_message[] = "cGVhY2Ugb3V0";
static const char other_signature[] =
    "uuNxLEzAYDbuJ+BiYN94pTqhD7UhvCJNbxAbnWz0B9DivkPXmqIULko0DddP2/tV"
    "XPtjJ90J20faiWCEC3QkDg==";

static void check_ed25519(struct machine *machine)
{
    struct bytes more;
    struct bytes message = decode(machine, first_message), key = decode(machine, first_key);
    struct bytes signature = decode(machine, first_signature);
    assert_int_equal(call(machine, 'l', message, signature, key, &more), 0);
    assert_int_equal(call(machine, 'l', BYTES("x"), signature, key, &more), 1);
    assert_int_equal(call(machine, 'l', message, bytes_from(signature, 1), key, &more), 4);
    assert_int_equal(call(machine, 'l', message, signature, bytes_from(key, 1), &more), 5);
    /* 2 is the y of no point. */
    static const uint8_t no_point[32] = {2};
    assert_int_equal(call(machine, 'l', message, signature, BYTES_OF(no_point), &more), 5);
}

static void ed25519_signatures_are_verified(void **state)
{
    machine_on_both(check_ed25519);
}

static void check_eddsa_vectors(struct machine *machine)
{
    struct bytes file = test_file(machine->arena, "tests/vectors/crypto/ed25519.txt"), field[5];
    unsigned seen[5] = {0};
    while (test_row(&file, field, 5)) {
        struct arena_mark mark = arena_mark(machine->arena);
        struct bytes signature = test_row_hex(machine->arena, field[2]), more;
        /* ZIP-215 lets some encodings pass that RFC 8032 refuses. */
        bool is_valid = bytes_is(field[3], "valid") || bytes_is(field[4], "InvalidEncoding");
        uint64_t code = call(machine, 'l', test_row_hex(machine->arena, field[1]), signature,
                             test_row_hex(machine->arena, field[0]), &more);
        if (signature.len != 64)
            assert_int_equal(code, 4);
        else if (!is_valid || bytes_is(field[3], "valid"))
            assert_int_equal(code, is_valid ? 0 : 1);
        assert_true(code < ARRAY_COUNT(seen));
        seen[code]++;
        arena_rewind(machine->arena, mark);
    }
    assert_true(seen[0] > 20 && seen[1] > 20 && seen[4] > 0);
}

static void public_vectors_of_eddsa_get_the_codes_of_the_original(void **state)
{
    on_one(check_eddsa_vectors);
}

static void add_section(struct writer *writer, struct bytes item)
{
    uint8_t len[4];
    store_be32(len, (uint32_t)item.len);
    writer_bytes(writer, item);
    writer_bytes(writer, BYTES_OF(len));
}

/* All points of small order, in every encoding, alone and as one batch. */
static void check_small_order(struct machine *machine)
{
    struct bytes file = test_file(machine->arena, "tests/vectors/crypto/zip215.txt"), field[2],
                 more;
    struct writer messages = writer_new(machine->arena, 64);
    struct writer signatures = writer_new(machine->arena, 16384);
    struct writer keys = writer_new(machine->arena, 16384);
    unsigned count = 0;
    for (; test_row(&file, field, 2); count++) {
        struct bytes key = test_row_hex(machine->arena, field[0]);
        struct bytes signature = test_row_hex(machine->arena, field[1]);
        assert_int_equal(call(machine, 'l', BYTES("Zcash"), signature, key, &more), 0);
        add_section(&signatures, signature);
        add_section(&keys, key);
    }
    add_section(&messages, BYTES("Zcash"));
    assert_int_equal(count, 196);
    struct bytes one = writer_done(&messages), all = writer_done(&signatures);
    struct bytes points = writer_done(&keys);
    assert_int_equal(call(machine, 'm', one, all, points, &more), 0);
    /* The first s becomes one. */
    ((uint8_t *)all.data)[32] = 1;
    assert_int_equal(call(machine, 'm', one, all, points, &more), 1);
}

static void points_of_small_order_verify_as_in_zip215(void **state)
{
    on_one(check_small_order);
}

/* Sections: each item followed by its length. */
static struct bytes sections(struct machine *machine, size_t count, const char *const *texts)
{
    struct writer writer = writer_new(machine->arena, 256);
    for (size_t i = 0; i < count; i++)
        add_section(&writer, decode(machine, texts[i]));
    return writer_done(&writer);
}

static void check_batch(struct machine *machine)
{
    static const struct {
        size_t counts[3];
        const char *messages[2], *signatures[2], *keys[2];
        uint64_t result;
    } cases[] = {
        {{1, 1, 1}, {first_message}, {first_signature}, {first_key}, 0},
        {{1, 2, 2},
         {first_message},
         {first_signature, second_signature},
         {first_key, second_key},
         0},
        {{2, 2, 1},
         {first_message, other_message},
         {second_signature, other_signature},
         {second_key},
         0},
        {{2, 2, 1},
         {first_message, first_message},
         {second_signature, other_signature},
         {second_key},
         1},
        {{0, 0, 0}, {NULL}, {NULL}, {NULL}, 0},
        {{0, 0, 1}, {NULL}, {NULL}, {first_key}, 0},
        {{1, 0, 0}, {first_message}, {NULL}, {NULL}, 0},
        {{2, 1, 1}, {first_message, other_message}, {first_signature}, {first_key}, 7},
        {{1, 1, 1}, {first_message}, {first_key}, {first_key}, 4},
        {{1, 1, 1}, {first_message}, {first_signature}, {first_signature}, 5},
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct bytes more;
        assert_int_equal(call(machine, 'm',
                              sections(machine, cases[i].counts[0], cases[i].messages),
                              sections(machine, cases[i].counts[1], cases[i].signatures),
                              sections(machine, cases[i].counts[2], cases[i].keys), &more),
                         cases[i].result);
    }
    /* A length beyond the start makes the original panic. */
    struct vm_outcome outcome;
    struct bytes message = MACHINE_IMPORT(machine, 'm', 0, BYTES("\0\0\0\1"), BYTES(""), BYTES(""));
    assert_ptr_equal(machine_run(machine, machine_load(machine, "probe"), VM_EXECUTE, message,
                                 MACHINE_GAS, &outcome),
                     &VM_UNEXPECTED);
    assert_int_equal(outcome.gas_used, MACHINE_GAS / 2);
}

static void a_batch_is_valid_when_every_signature_is(void **state)
{
    machine_on_both(check_batch);
}

static void check_quotes(struct machine *machine)
{
    struct bytes more;
    assert_int_equal(call(machine, 'o', BYTES("quote"), BYTES(""), BYTES(""), &more), 10ULL << 32);
    assert_int_equal(call(machine, 'o', BYTES("quote"), BYTES("collateral"), BYTES(""), &more),
                     1ULL << 32);
}

static void quotes_are_not_verified_here(void **state)
{
    machine_on_both(check_quotes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(secp256k1_signatures_are_verified),
        cmocka_unit_test(public_vectors_of_ecdsa_get_the_codes_of_the_original),
        cmocka_unit_test(numbers_at_the_edge_of_ecdsa_have_their_codes),
        cmocka_unit_test(keys_are_recovered_from_signatures),
        cmocka_unit_test(messages_are_signed),
        cmocka_unit_test(ed25519_signatures_are_verified),
        cmocka_unit_test(public_vectors_of_eddsa_get_the_codes_of_the_original),
        cmocka_unit_test(points_of_small_order_verify_as_in_zip215),
        cmocka_unit_test(a_batch_is_valid_when_every_signature_is),
        cmocka_unit_test(quotes_are_not_verified_here),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
