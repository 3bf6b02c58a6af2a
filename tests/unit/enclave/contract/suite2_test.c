#include "enclave/contract/suite2.h"

#include "common/crypto/hash.h"
#include "enclave/contract/errors.h"
#include "tests/support/suite2_client.h"
#include "tests/support/suite2_vectors.h"

static struct arena *arena;
static struct keys_chain *keys;
static struct keys_epochs *epochs;
static struct suite_keys one, other; /* two levels of calls */
static struct suite2_client client;

static const uint8_t SENDER[20] = {1}, CONTRACT[20] = {2}, TWIN[20] = {3}, CODE[32] = {4};

static struct suite_origin origin_of(enum suite_type type)
{
    return (struct suite_origin){
        .type = type,
        .sender = type == SUITE_ASKED ? (struct bytes){0} : BYTES_OF(SENDER),
        .contract = BYTES_OF(CONTRACT),
        .code_hash = BYTES_OF(CODE),
        .place = {.height = 10, .tx = 2, .message = 1, .call = 1, .tx_hash = {7}},
    };
}

static struct message opened(const struct suite_keys *keys_of, const struct suite_origin *origin,
                             struct bytes input)
{
    struct message message;
    ASSERT_OK(suite_open(arena, keys_of, origin, input, &message));
    return message;
}

static struct bytes text_of(size_t len)
{
    uint8_t *text = arena_alloc(arena, len);
    memset(text, 'x', len);
    return bytes_make(text, len);
}

static struct bytes changed(struct bytes from, size_t at)
{
    struct bytes copy = arena_copy(arena, from);
    ((uint8_t *)copy.data)[at] ^= 0x10;
    return copy;
}

/* ---- messages of clients ---- */

static void a_message_of_each_type_opens(void **state)
{
    for (enum suite_type type = SUITE_INSTANTIATE; type <= SUITE_MIGRATE; type++) {
        struct suite_origin origin = origin_of(type);
        struct bytes wire = suite2_client_seal(&client, &origin, BYTES("{\"a\":1}"));
        struct message message = opened(&one, &origin, wire);
        assert_int_equal(message.suite->number, 2);
        assert_true(message.encrypted && message.addressed);
        ASSERT_TEXT(message.text, "{\"a\":1}");
    }
}

static void a_message_of_suite_1_is_still_one(void **state)
{
    struct suite_origin origin = origin_of(SUITE_EXECUTE);
    uint8_t head[MESSAGE_HEAD] = {5, [32] = 9};
    message_key(one.io, one.siv, head);
    for (size_t len = 160; len < 160 + SUITE2_BUCKET; len++) {
        struct bytes sealed = message_seal(arena, one.siv, text_of(len));
        struct message message = opened(&one, &origin, ARENA_CONCAT(arena, BYTES_OF(head), sealed));
        assert_int_equal(message.suite->number, 1);
        assert_true(message.encrypted && !message.addressed);
        assert_int_equal(message.text.len, len);
    }
}

/* Every bit of a message counts: those in front lead to another key, so that the message is not of
 * this suite, and as suite 1 cannot open it either, no sealed one at all; the rest is refused. */
static void a_bit_anywhere_ends_it(void **state)
{
    struct suite_origin origin = origin_of(SUITE_EXECUTE);
    struct bytes wire = suite2_client_seal(&client, &origin, text_of(300));
    for (size_t at = 0; at < wire.len; at++) {
        struct message message;
        status refused = suite_open(arena, &one, &origin, changed(wire, at), &message);
        if (at < 96) {
            ASSERT_OK(refused);
            assert_false(message.encrypted);
        } else {
            assert_ptr_equal(refused, &CONTRACT_DECRYPT);
        }
    }
}

static void a_message_is_for_one_call_only(void **state)
{
    struct suite_origin origin = origin_of(SUITE_EXECUTE);
    struct bytes wire = suite2_client_seal(&client, &origin, BYTES("{}"));
    struct suite_origin wrong[6] = {origin, origin, origin, origin, origin, origin};
    wrong[0].sender = BYTES_OF(TWIN);   /* another sender replays the ciphertext */
    wrong[1].contract = BYTES_OF(TWIN); /* another contract of the same code */
    wrong[2].code_hash = BYTES("othercode");
    wrong[3].type = SUITE_MIGRATE;
    wrong[4].type = SUITE_INSTANTIATE;
    wrong[5] = origin_of(SUITE_ASKED);
    struct message message;
    for (size_t i = 0; i < ARRAY_COUNT(wrong); i++)
        assert_ptr_equal(suite_open(arena, &one, &wrong[i], wire, &message), &CONTRACT_DECRYPT);
    opened(&one, &origin, wire);
}

static void lengths_that_are_cut_or_grown_do_not_open(void **state)
{
    struct suite_origin origin = origin_of(SUITE_EXECUTE);
    struct bytes wire = suite2_client_seal(&client, &origin, text_of(600)), text;
    for (size_t len = 0; len < wire.len; len++) {
        enum suite2_opened expected =
            len >= 112 + 256 && (len - 112) % 256 == 0 ? SUITE2_DAMAGED : SUITE2_OTHER;
        assert_int_equal(suite2_open(one.second, arena, &origin, bytes_slice(wire, 0, len), &text),
                         expected);
    }
    static const uint8_t zeros[SUITE2_BUCKET];
    assert_int_equal(
        suite2_open(one.second, arena, &origin, ARENA_CONCAT(arena, wire, BYTES_OF(zeros)), &text),
        SUITE2_DAMAGED);
}

/* More of it than needed is a client's right. */
static void padding_must_be_zeros_and_hold_the_text(void **state)
{
    struct suite_origin origin = origin_of(SUITE_EXECUTE);
    static const struct {
        uint32_t len;
        size_t stray; /* a byte that is not zero; 0: none */
        bool opens;
    } cases[] = {
        {2, 0, true},    {508, 0, true},
        {509, 0, false}, {UINT32_MAX, 0, false},
        {2, 6, false},   {2, 255, false},
        {6, 9, true},    {0, 0, true},
        {0, 4, false},   {UINT32_MAX - 3, 0, false},
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        uint8_t padded[512] = {0};
        struct bytes text;
        store_be32(padded, cases[i].len);
        if (cases[i].stray != 0)
            padded[cases[i].stray] = 1;
        suite2_client_begin(&client);
        struct bytes wire = suite2_client_wire(&client, &origin, BYTES_OF(padded));
        assert_int_equal(suite2_open(one.second, arena, &origin, wire, &text),
                         cases[i].opens ? SUITE2_OPENED : SUITE2_DAMAGED);
    }
}

static void the_known_answer_has_the_known_form(void **state)
{
    struct suite_origin origin = origin_of(SUITE_EXECUTE);
    struct keys_secret shared;
    uint8_t hash[32];
    origin.sender = suite2_vector(arena, "sender");
    origin.contract = suite2_vector(arena, "target");
    origin.code_hash = suite2_vector(arena, "code_hash");
    struct suite2_client known = client;
    memcpy(shared.bytes, suite2_vector(arena, "shared").data, 32);
    memcpy(known.nonce, suite2_vector(arena, "nonce").data, 32);
    struct crypto_x25519 *key = crypto_x25519_new(suite2_vector(arena, "client_secret").data);
    crypto_x25519_pubkey(key, known.public_key);
    crypto_x25519_free(key);
    keys_session_derive(&shared, suite2_vector(arena, "chain_id"), known.nonce, known.public_key,
                        suite2_vector(arena, "io_public").data, &known.session);
    struct bytes wire =
        suite2_client_wire(&known, &origin, suite2_client_pad(&known, BYTES("{\"a\":1}")));
    assert_int_equal(wire.len, 368);
    crypto_sha256(wire, hash);
    ASSERT_BYTES(BYTES_OF(hash), suite2_vector(arena, "input_wire_sha256"));
}

/* ---- answers ---- */

static struct message asked(enum suite_type type)
{
    struct suite_origin origin = origin_of(type);
    return opened(&one, &origin, suite2_client_seal(&client, &origin, BYTES("{}")));
}

static struct bytes seal(const struct message *message, enum suite_kind kind, struct bytes text)
{
    return message->suite->seal(message, arena, kind, text);
}

static void the_client_opens_answers_of_every_kind(void **state)
{
    static const struct {
        enum suite_kind kind;
        const char *name;
        bool names_contract;
    } kinds[] = {
        {SUITE_DATA, "data", true},
        {SUITE_ERROR, "error", false},
        {SUITE_ATTRIBUTE_KEY, "key", true},
        {SUITE_ATTRIBUTE_VALUE, "value", true},
    };
    struct suite_origin origin = origin_of(SUITE_EXECUTE);
    struct message message = asked(SUITE_EXECUTE);
    for (size_t i = 0; i < ARRAY_COUNT(kinds); i++) {
        struct bytes text, wire = seal(&message, kinds[i].kind, BYTES("answer"));
        struct bytes contract = kinds[i].names_contract ? BYTES_OF(CONTRACT) : BYTES("");
        assert_int_equal(load_be32(wire.data + 21), i); /* the field */
        assert_true(suite2_client_open(&client, kinds[i].name, contract, origin.place.tx_hash, wire,
                                       &text));
        ASSERT_TEXT(text, "answer");
        assert_false(
            suite2_client_open(&client, "other", contract, origin.place.tx_hash, wire, &text));
        assert_false(suite2_client_open(&client, kinds[i].name, BYTES_OF(TWIN),
                                        origin.place.tx_hash, wire, &text));
        assert_false(suite2_client_open(&client, kinds[i].name, contract, CODE, wire, &text));
    }
}

static void no_bit_of_an_answer_can_be_changed(void **state)
{
    struct suite_origin origin = origin_of(SUITE_EXECUTE);
    struct message message = asked(SUITE_EXECUTE);
    struct bytes text, wire = seal(&message, SUITE_DATA, BYTES("answer"));
    for (size_t at = 0; at < wire.len; at++)
        assert_false(suite2_client_open(&client, "data", BYTES_OF(CONTRACT), origin.place.tx_hash,
                                        changed(wire, at), &text));
}

/* Suite 1 seals equal texts to equal bytes and all texts under one key. */
static void equal_texts_are_sealed_to_unrelated_bytes(void **state)
{
    struct message message = asked(SUITE_EXECUTE);
    struct bytes first = seal(&message, SUITE_ATTRIBUTE_VALUE, BYTES("100"));
    struct bytes second = seal(&message, SUITE_ATTRIBUTE_VALUE, BYTES("100"));
    assert_int_equal(first.len, second.len);
    assert_memory_not_equal(first.data + 25, second.data + 25, 16);
    assert_memory_not_equal(first.data + 41, second.data + 41, 16);
}

/* The key that an answer was sealed with. */
static struct keys_aead key_of(struct bytes wire, const uint8_t tx_hash[32])
{
    struct keys_place place;
    struct keys_aead aead;
    keys_place_read(wire.data + 1, &place);
    memcpy(place.tx_hash, tx_hash, 32);
    keys_session_output(&client.session, &place, wire.data + 25, &aead);
    return aead;
}

/* What a fork, a retry or a lying host may bring about: the same place, other texts. */
static void no_key_seals_two_texts(void **state)
{
    enum { PLACES = 8, TEXTS = 32, KEYS = PLACES * TEXTS };
    struct suite_origin origin = origin_of(SUITE_EXECUTE);
    struct bytes input = suite2_client_seal(&client, &origin, BYTES("{}"));
    struct keys_aead *seen = ARENA_ARRAY(arena, struct keys_aead, KEYS);
    size_t count = 0;
    for (uint32_t text = 0; text < TEXTS; text++) {
        struct message message = opened(&one, &origin, input); /* the call is run again */
        for (uint32_t place = 0; place < PLACES; place++)
            seen[count++] = key_of(seal(&message, SUITE_DATA, text_of(text)), origin.place.tx_hash);
    }
    for (size_t i = 0; i < KEYS; i++)
        for (size_t k = 0; k < i; k++)
            assert_memory_not_equal(seen[i].key, seen[k].key, sizeof seen[i].key);
}

static void running_again_gives_the_same_bytes(void **state)
{
    struct suite_origin origin = origin_of(SUITE_EXECUTE);
    struct bytes input = suite2_client_seal(&client, &origin, BYTES("{}"));
    struct message message = opened(&one, &origin, input);
    struct bytes first = seal(&message, SUITE_DATA, BYTES("x"));
    message = opened(&other, &origin, input);
    ASSERT_BYTES(seal(&message, SUITE_DATA, BYTES("x")), first);
}

static void lengths_tell_the_bucket_alone(void **state)
{
    struct message message = asked(SUITE_EXECUTE);
    for (size_t len = 0; len <= 4 * SUITE2_BUCKET; len++) {
        size_t bucket = (len + 4 + SUITE2_BUCKET - 1) / SUITE2_BUCKET;
        assert_int_equal(seal(&message, SUITE_DATA, text_of(len)).len, 57 + 256 * bucket);
        struct suite_origin origin = origin_of(SUITE_EXECUTE);
        assert_int_equal(suite2_client_seal(&client, &origin, text_of(len)).len,
                         112 + 256 * bucket);
    }
}

static void the_answer_to_a_query_brings_its_own_hash(void **state)
{
    struct message message = asked(SUITE_ASKED);
    struct bytes text, wire = seal(&message, SUITE_QUERY, BYTES("e30="));
    assert_int_equal(wire.len, 1 + 24 + 32 + 16 + 256 + 16);
    assert_true(suite2_client_open(&client, "query", BYTES_OF(CONTRACT), NULL, wire, &text));
    ASSERT_TEXT(text, "e30=");
    assert_false(suite2_client_open(&client, "query", BYTES_OF(TWIN), NULL, wire, &text));
    assert_false(suite2_client_open(&client, "query-error", BYTES_OF(CONTRACT), NULL, wire, &text));
}

/* ---- between contracts ---- */

static const uint8_t CALLEE[20] = {8};

static struct suite_origin callee_origin(void)
{
    struct suite_origin origin = origin_of(SUITE_EXECUTE);
    origin.sender = BYTES_OF(CONTRACT);
    origin.contract = BYTES_OF(CALLEE);
    origin.from_contract = true;
    origin.place.call = 2;
    return origin;
}

static void opens_nowhere_else(const struct suite_origin *origin, struct bytes wire)
{
    struct bytes ignored;
    for (size_t i = 0; i < 6; i++) {
        struct suite_origin wrong = *origin;
        wrong.place.height += i == 0;
        wrong.place.tx += i == 1;
        wrong.place.message += i == 2;
        wrong.place.tx_hash[0] += i == 3;
        wrong.place.call *= i != 4; /* outside of a transaction */
        if (i == 5)
            wrong.sender = wrong.contract = BYTES_OF(TWIN);
        assert_int_equal(suite2_open(other.second, arena, &wrong, wire, &ignored), SUITE2_OTHER);
    }
}

static void a_contracts_message_opens_in_its_own_transaction_alone(void **state)
{
    struct message caller = asked(SUITE_EXECUTE);
    struct bytes text = BYTES("hash and text"), ignored;
    struct bytes wire = caller.suite->seal_call(&caller, arena, SUITE_CALL, text, text);
    assert_int_equal(wire.len, 121 + 256);
    struct suite_origin origin = callee_origin();
    struct message callee = opened(&other, &origin, wire);
    assert_int_equal(callee.suite->number, 2);
    assert_false(callee.addressed);
    ASSERT_TEXT(callee.text, "hash and text");
    opens_nowhere_else(&origin, wire);
    struct suite_origin forged = origin; /* a client cannot send one */
    forged.from_contract = false;
    assert_int_equal(suite2_open(other.second, arena, &forged, wire, &ignored), SUITE2_OTHER);
    for (size_t at = 0; at < wire.len; at++)
        assert_int_equal(suite2_open(other.second, arena, &origin, changed(wire, at), &ignored),
                         SUITE2_OTHER);
    /* The client opens what the callee says. */
    struct bytes answer = seal(&callee, SUITE_DATA, BYTES("done"));
    assert_true(
        suite2_client_open(&client, "data", BYTES_OF(CALLEE), origin.place.tx_hash, answer, &text));
}

static struct suite_link link_to(struct bytes wire, bool received)
{
    return (struct suite_link){
        .sender = BYTES_OF(CONTRACT),
        .target = BYTES_OF(CALLEE),
        .code_hash = BYTES_OF(CODE),
        .message = wire,
        .received = received,
    };
}

static void caller_and_callee_agree_on_the_signature(void **state)
{
    struct message caller = asked(SUITE_EXECUTE);
    struct bytes text = BYTES("text");
    struct bytes wire = caller.suite->seal_call(&caller, arena, SUITE_CALL, text, text);
    uint8_t sent[32], received[32];
    struct suite_link link = link_to(wire, false);
    caller.suite->sign(&caller, arena, keys, &link, sent);
    struct suite_origin origin = callee_origin();
    struct message callee = opened(&other, &origin, wire);
    link = link_to(wire, true);
    callee.suite->sign(&callee, arena, keys, &link, received);
    assert_memory_equal(sent, received, 32);
    struct cosmos_base_v1beta1_coin coin = {.denom = BYTES("uscrt"), .amount = BYTES("1")};
    const struct cosmos_base_v1beta1_coin_list funds = {&coin, 1};
    link.funds = &funds;
    callee.suite->sign(&callee, arena, keys, &link, received);
    assert_memory_not_equal(sent, received, 32);
    link = link_to(wire, true);
    link.target = BYTES_OF(TWIN);
    callee.suite->sign(&callee, arena, keys, &link, received);
    assert_memory_not_equal(sent, received, 32);
}

static void a_contract_asks_a_contract(void **state)
{
    struct message caller = asked(SUITE_EXECUTE);
    struct bytes text = BYTES("question"), answer;
    struct suite_origin origin = callee_origin();
    origin.type = SUITE_ASKED;
    origin.from_contract = false;
    origin.sender = (struct bytes){0};
    struct bytes wire = caller.suite->seal_call(&caller, arena, SUITE_ASK, BYTES_OF(CALLEE), text);
    assert_int_equal(wire.len, 153 + 256);
    struct message callee = opened(&other, &origin, wire);
    ASSERT_TEXT(callee.text, "question");
    struct bytes sealed = seal(&callee, SUITE_QUERY, BYTES("e30="));
    assert_true(caller.suite->unseal(&caller, arena, SUITE_QUERY, sealed, &answer));
    ASSERT_TEXT(answer, "e30=");
    assert_false(caller.suite->unseal(&caller, arena, SUITE_QUERY_ERROR, sealed, &answer));
    /* The answer to one question is none to the next. */
    caller.suite->seal_call(&caller, arena, SUITE_ASK, BYTES_OF(CALLEE), text);
    assert_false(caller.suite->unseal(&caller, arena, SUITE_QUERY, sealed, &answer));
    /* A node cannot put it to another contract, or once more, later or out of its place. */
    opens_nowhere_else(&origin, wire);
}

static void a_reply_finds_its_way_back(void **state)
{
    struct message caller = asked(SUITE_EXECUTE), callee;
    struct bytes text = BYTES("text"), data;
    struct bytes wire = caller.suite->seal_call(&caller, arena, SUITE_CALL, text, text);
    struct suite_origin origin = callee_origin();
    uint8_t head[MESSAGE_HEAD], sent[32], received[32];
    suite2_head(one.second, head);
    callee = opened(&other, &origin, wire);
    const struct message_reply waits = {.contract = BYTES_OF(CONTRACT)};
    callee.replies = &waits;
    callee.reply_count = 1;
    struct bytes id = seal(&callee, SUITE_REPLY, BYTES("hash and 7"));
    struct bytes sealed = seal(&callee, SUITE_DATA, BYTES("data"));
    const struct suite_link link = {
        .purpose = SUITE_TO_REPLY, .code_hash = BYTES_OF(CODE), .message = BYTES("{\"id\":1}")};
    callee.suite->sign(&callee, arena, keys, &link, sent);

    struct keys_place place = origin_of(SUITE_EXECUTE).place;
    place.call = 3;
    assert_true(suite2_resume(one.second, head, BYTES_OF(CONTRACT), &place));
    assert_true(caller.suite->unseal(&caller, arena, SUITE_REPLY, id, &text));
    ASSERT_TEXT(text, "hash and 7");
    assert_true(caller.suite->unseal(&caller, arena, SUITE_DATA, sealed, &data));
    ASSERT_TEXT(data, "data");
    struct suite_link back = link;
    back.received = true;
    caller.suite->sign(&caller, arena, keys, &back, received);
    assert_memory_equal(sent, received, 32);
    /* It is for the contract that waits, and for no other. */
    assert_true(suite2_resume(one.second, head, BYTES_OF(TWIN), &place));
    assert_false(caller.suite->unseal(&caller, arena, SUITE_REPLY, id, &text));
}

static struct suite_keys level_new(void)
{
    static const uint8_t no_key[32];
    return (struct suite_keys){keys_io_new(keys), crypto_siv_new(no_key), suite2_new(epochs)};
}

static void level_free(struct suite_keys level)
{
    keys_io_free(level.io);
    crypto_siv_free(level.siv);
    suite2_free(level.second);
}

int main(void)
{
    struct keys_secret seeds[2] = {{{1}}, {{2}}};
    arena = arena_new(1 << 16);
    keys = keys_chain_new();
    keys_chain_load(keys, seeds, 2);
    epochs = keys_epochs_new(keys, BYTES("suite-test-1"));
    one = level_new();
    other = level_new();
    client = suite2_client_new(arena, epochs, BYTES("suite-test-1"));
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_message_of_each_type_opens),
        cmocka_unit_test(a_message_of_suite_1_is_still_one),
        cmocka_unit_test(a_bit_anywhere_ends_it),
        cmocka_unit_test(a_message_is_for_one_call_only),
        cmocka_unit_test(lengths_that_are_cut_or_grown_do_not_open),
        cmocka_unit_test(padding_must_be_zeros_and_hold_the_text),
        cmocka_unit_test(the_known_answer_has_the_known_form),
        cmocka_unit_test(the_client_opens_answers_of_every_kind),
        cmocka_unit_test(no_bit_of_an_answer_can_be_changed),
        cmocka_unit_test(equal_texts_are_sealed_to_unrelated_bytes),
        cmocka_unit_test(no_key_seals_two_texts),
        cmocka_unit_test(running_again_gives_the_same_bytes),
        cmocka_unit_test(lengths_tell_the_bucket_alone),
        cmocka_unit_test(the_answer_to_a_query_brings_its_own_hash),
        cmocka_unit_test(a_contracts_message_opens_in_its_own_transaction_alone),
        cmocka_unit_test(caller_and_callee_agree_on_the_signature),
        cmocka_unit_test(a_contract_asks_a_contract),
        cmocka_unit_test(a_reply_finds_its_way_back),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    level_free(one);
    level_free(other);
    keys_epochs_free(epochs);
    keys_chain_free(keys);
    arena_drop(arena);
    return failed;
}
