#include "enclave/contract/suite.h"

#include "common/encoding/base64.h"
#include "common/encoding/hex.h"
#include "common/tx/address.h"
#include "tests/support/desk_world.h"
#include "tests/support/suite2_client.h"

/* Both suites on one desk: what the contract does is the same, what travels is not. */

struct both {
    struct world world;
    struct keys_epochs *epochs;
    struct suite2_client client;
};

static void start(struct both *both)
{
    struct world *world = &both->world;
    world_start(world);
    both->epochs = keys_epochs_new(world->keys, BYTES(TEST_CHAIN_ID));
    both->client = suite2_client_new(world->arena, both->epochs, BYTES(TEST_CHAIN_ID));
    world_instantiate(world, "{\"keep\":\"me\"}");
}

static void stop(struct both *both)
{
    keys_epochs_free(both->epochs);
    world_stop(&both->world);
}

static struct suite_origin about(const struct world *world, enum suite_type type)
{
    return (struct suite_origin){
        .type = type,
        .sender = type == SUITE_ASKED ? BYTES("") : BYTES_OF(world->user->address),
        .contract = world->contract,
        .code_hash = BYTES_OF(world->code_hash),
    };
}

static struct secretd_boundary_call execute(struct both *both, const char *text)
{
    struct secretd_boundary_call call =
        world_call(&both->world, SECRETD_BOUNDARY_CALL_KIND_EXECUTE, "{}");
    struct suite_origin origin = about(&both->world, SUITE_EXECUTE);
    call.message = suite2_client_seal(&both->client, &origin, bytes_text(text));
    return call;
}

/* SHA-256 of the only transaction of the next block. */
static void hash_of(struct both *both, const struct secretd_boundary_call *call, uint8_t hash[32])
{
    struct google_protobuf_any message = test_execute_message(both->world.arena, call);
    crypto_sha256(test_sign(both->world.user, &message, 1, 7, 0), hash);
}

static void a_call_in_suite_2_is_answered_in_suite_2(void **state)
{
    struct both both;
    struct bytes text;
    uint8_t hash[32];
    start(&both);
    struct secretd_boundary_call call = execute(&both, "{\"copy\":1}");
    hash_of(&both, &call, hash);
    assert_null(world_run(&both.world, &call).data);
    struct bytes data = both.world.reply.answer->data;
    assert_int_equal(data.len, 57 + 256);
    assert_true(suite2_client_open(&both.client, "data", both.world.contract, hash, data, &text));
    ASSERT_TEXT(text, "c2VjcmV0");
    assert_int_equal(load_be32(data.data + 17), 1); /* the first call of the message */
    stop(&both);
}

static void an_error_in_suite_2_names_no_contract(void **state)
{
    struct both both;
    struct bytes text, sealed;
    uint8_t hash[32];
    start(&both);
    both.world.stored = 0;
    struct secretd_boundary_call call = execute(&both, "{\"copy\":1}");
    hash_of(&both, &call, hash);
    assert_null(world_run(&both.world, &call).data);
    assert_true(both.world.reply.answer->failed);
    assert_true(
        base64_decode(both.world.arena, bytes_from(both.world.reply.answer->error, 11), &sealed));
    assert_true(suite2_client_open(&both.client, "error", BYTES(""), hash, sealed, &text));
    ASSERT_TEXT(text, "not found: secret");
    stop(&both);
}

static void the_ciphertext_of_another_sender_is_refused(void **state)
{
    struct both both;
    start(&both);
    struct secretd_boundary_call call =
        world_call(&both.world, SECRETD_BOUNDARY_CALL_KIND_EXECUTE, "{}");
    static const uint8_t another[KEYS_ADDRESS] = {9};
    struct suite_origin origin = about(&both.world, SUITE_EXECUTE);
    origin.sender = BYTES_OF(another);
    call.message = suite2_client_seal(&both.client, &origin, BYTES("{\"copy\":1}"));
    ASSERT_TEXT(world_run(&both.world, &call), "failed to decrypt data");
    stop(&both);
}

static void a_query_in_suite_2_is_answered_differently_each_time(void **state)
{
    struct both both;
    struct bytes text;
    start(&both);
    struct suite_origin origin = about(&both.world, SUITE_ASKED);
    struct bytes sealed = suite2_client_seal(&both.client, &origin, BYTES("{}"));
    struct secretd_boundary_query query = world_query(&both.world, sealed);
    struct bytes answers[2];
    for (size_t i = 0; i < 2; i++) {
        call_query(both.world.desk, &query, &both.world.reply);
        assert_null(both.world.reply.failure);
        answers[i] = arena_copy(both.world.arena, both.world.reply.answer->data);
        assert_true(suite2_client_open(&both.client, "query", both.world.contract, NULL, answers[i],
                                       &text));
        ASSERT_TEXT(text, "eyJhIjoxfQ==");
    }
    assert_int_equal(answers[0].len, answers[1].len);
    assert_memory_not_equal(answers[0].data + 25, answers[1].data + 25, 32);
    stop(&both);
}

static const char *question(struct world *world)
{
    struct bytes hash = hex_lower(world->arena, BYTES_OF(world->code_hash));
    struct bytes contract = address_text(world->arena, ADDRESS_ACCOUNT, world->contract);
    struct bytes text = arena_format(world->arena,
                                     "{\"wasm\":{\"smart\":{\"contract_addr\":\"%.*s\","
                                     "\"callback_code_hash\":\"%.*s\",\"msg\":\"e30=\"}}}",
                                     BYTES_ARG(contract), BYTES_ARG(hash));
    return arena_text(world->arena, text);
}

static void a_contract_that_asks_a_contract_gets_its_answer(void **state)
{
    struct both both;
    start(&both);
    both.world.nested = true;
    struct secretd_boundary_call call = execute(&both, question(&both.world));
    assert_null(world_run(&both.world, &call).data);
    ASSERT_TEXT(world_stored(&both.world, "copy"), "{\"Ok\":{\"Ok\":\"eyJhIjoxfQ==\"}}");
    stop(&both);
}

static void an_answer_that_the_node_made_up_ends_the_call(void **state)
{
    struct both both;
    start(&both);
    uint8_t forged[89 + 256] = {2};
    both.world.chain_reply =
        (struct secretd_boundary_chain_query_reply){.outcome_case = 4, .ok = BYTES_OF(forged)};
    struct secretd_boundary_call call = execute(&both, question(&both.world));
    ASSERT_TEXT(world_run(&both.world, &call), "failed to decrypt data");
    stop(&both);
}

static void in_suite_1_any_answer_fits_any_question(void **state)
{
    static const uint8_t no_key[32], one[20] = {1}, other[20] = {2};
    struct arena *arena = arena_new(4096);
    struct crypto_siv *siv = crypto_siv_new(no_key);
    const struct message caller = {.suite = &SUITE_FIRST, .siv = siv};
    struct bytes answer;
    SUITE_FIRST.seal_call(&caller, arena, SUITE_ASK, BYTES_OF(one), BYTES("question"));
    struct bytes sealed = SUITE_FIRST.seal(&caller, arena, SUITE_QUERY, BYTES("e30="));
    SUITE_FIRST.seal_call(&caller, arena, SUITE_ASK, BYTES_OF(other), BYTES("question"));
    assert_true(SUITE_FIRST.unseal(&caller, arena, SUITE_QUERY, sealed, &answer));
    ASSERT_TEXT(answer, "e30=");
    ASSERT_BYTES(SUITE_FIRST.seal(&caller, arena, SUITE_ATTRIBUTE_VALUE, BYTES("e30=")), sealed);
    crypto_siv_free(siv);
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_call_in_suite_2_is_answered_in_suite_2),
        cmocka_unit_test(an_error_in_suite_2_names_no_contract),
        cmocka_unit_test(the_ciphertext_of_another_sender_is_refused),
        cmocka_unit_test(a_query_in_suite_2_is_answered_differently_each_time),
        cmocka_unit_test(a_contract_that_asks_a_contract_gets_its_answer),
        cmocka_unit_test(an_answer_that_the_node_made_up_ends_the_call),
        cmocka_unit_test(in_suite_1_any_answer_fits_any_question),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
