#include "common/encoding/base64.h"
#include "common/encoding/hex.h"
#include "tests/support/desk_world.h"

static const char BALANCE[] = "{\"bank\":{\"balance\":{\"address\":\"a\",\"denom\":\"uscrt\"}}}";

static char *smart(struct world *world)
{
    return arena_text(
        world->arena,
        arena_format(world->arena,
                     "{\"wasm\":{\"smart\":{\"contract_addr\":\"secret1x\",\"callback_code_hash\":"
                     "\"%.*s\",\"msg\":\"e30=\"}}}",
                     BYTES_ARG(hex_lower(world->arena, BYTES_OF(world->code_hash)))));
}

static void a_plain_question_is_passed_on(void **state)
{
    struct world world;
    world_start(&world);
    world_instantiate(&world, "{}");
    world.chain_reply = (struct secretd_boundary_chain_query_reply){
        .gas_used = 70, .chain_gas_consumed = 999, .outcome_case = 4, .ok = BYTES("{\"a\":1}")};
    assert_null(world_execute(&world, BALANCE).data);
    assert_int_equal(world.asked_depth, 2);
    assert_int_equal(world.asked_what, 4);
    ASSERT_TEXT(world_stored(&world, "copy"), "{\"Ok\":{\"Ok\":\"eyJhIjoxfQ==\"}}");
    /* The meter goes on from where the node says it stands. */
    uint64_t written = 100 + 200 + 5 * (21 + 44 + 4 + 56 + 28);
    assert_int_equal(world.reply.chain_gas_consumed, 999 + written);
    world_stop(&world);
}

static void another_contract_is_asked_under_seal(void **state)
{
    struct world world;
    world_start(&world);
    world_instantiate(&world, "{}");
    world.nested = true;
    assert_null(world_execute(&world, smart(&world)).data);
    /* The answer of the query is {"a":1}. */
    ASSERT_TEXT(world_stored(&world, "copy"), "{\"Ok\":{\"Ok\":\"eyJhIjoxfQ==\"}}");
    ASSERT_TEXT(test_decrypt(world.user, world.reply.answer->data), "c2VjcmV0");
    world_stop(&world);
}

static void an_answer_that_does_not_open_ends_the_call(void **state)
{
    struct world world;
    world_start(&world);
    world_instantiate(&world, "{}");
    world.chain_reply = (struct secretd_boundary_chain_query_reply){.outcome_case = 4,
                                                                    .ok = BYTES("forged answer")};
    ASSERT_TEXT(world_execute(&world, smart(&world)), "failed to decrypt data");
    world.chain_reply.outcome_case = 9;
    ASSERT_TEXT(world_execute(&world, smart(&world)),
                "communication with the enclave's host failed");
    world_stop(&world);
}

/* What another contract answered as an error, sealed as its own reply would be. */
static struct bytes sealed_error(struct world *world, struct secretd_boundary_call *call,
                                 const char *text)
{
    uint8_t *sealed = arena_alloc(world->arena, strlen(text) + 16);
    const struct bytes empty = BYTES("");
    crypto_siv_seal(world->user->siv, &empty, 1, bytes_text(text), sealed);
    struct bytes base64 = base64_encode(world->arena, bytes_make(sealed, strlen(text) + 16));
    return arena_format(world->arena,
                        "{\"generic_err\":{\"msg\":\"encrypted: %.*s: query contract failed\"}}",
                        BYTES_ARG(base64));
}

static struct bytes answer_to_error(const char *text)
{
    struct world world;
    world_start(&world);
    world_instantiate(&world, "{}");
    struct secretd_boundary_call call =
        world_call(&world, SECRETD_BOUNDARY_CALL_KIND_EXECUTE, smart(&world));
    world.chain_reply = (struct secretd_boundary_chain_query_reply){
        .outcome_case = 5, .contract_error = sealed_error(&world, &call, text)};
    assert_null(world_run(&world, &call).data);
    static uint8_t kept[512];
    struct bytes stored = world_stored(&world, "copy");
    assert_true(stored.len <= sizeof kept);
    memcpy(kept, stored.data, stored.len);
    world_stop(&world);
    return bytes_make(kept, stored.len);
}

static void errors_of_the_first_generation_are_opened(void **state)
{
    ASSERT_TEXT(answer_to_error("{\"not_found\":{\"kind\":\"K\"}}"),
                "{\"Ok\":{\"Err\":{\"not_found\":{\"kind\":\"K\"}}}}");
}

static void errors_of_the_second_are_not_understood(void **state)
{
    ASSERT_TEXT(answer_to_error("plain words"),
                "{\"Err\":{\"invalid_response\":{\"error\":\"expected value at line 1 column 1\","
                "\"response\":\"cGxhaW4gd29yZHM=\"}}}");
}

static void other_errors_pass_unchanged(void **state)
{
    struct world world;
    world_start(&world);
    world_instantiate(&world, "{}");
    world.chain_reply = (struct secretd_boundary_chain_query_reply){
        .outcome_case = 6, .system_error = BYTES("{\"unknown\":{}}")};
    assert_null(world_execute(&world, smart(&world)).data);
    ASSERT_TEXT(world_stored(&world, "copy"), "{\"Err\":{\"unknown\":{}}}");
    world.chain_reply = (struct secretd_boundary_chain_query_reply){
        .outcome_case = 5, .contract_error = BYTES("{\"generic_err\":{\"msg\":\"in the clear\"}}")};
    assert_null(world_execute(&world, smart(&world)).data);
    ASSERT_TEXT(world_stored(&world, "copy"),
                "{\"Ok\":{\"Err\":{\"generic_err\":{\"msg\":\"in the clear\"}}}}");
    world_stop(&world);
}

static void a_question_that_is_none_is_answered_without_asking(void **state)
{
    struct world world;
    world_start(&world);
    world_instantiate(&world, "{}");
    assert_null(world_execute(&world, "{\"bunk\":{}}").data);
    assert_int_equal(world.asked, 0);
    assert_true(bytes_starts_with(world_stored(&world, "copy"),
                                  BYTES("{\"Err\":{\"invalid_request\":{\"error\":")));
    world_stop(&world);
}

static void a_query_that_runs_out_of_gas_ends_the_call(void **state)
{
    struct world world;
    world_start(&world);
    world_instantiate(&world, "{}");
    world.chain_reply =
        (struct secretd_boundary_chain_query_reply){.outcome_case = 4, .out_of_gas = true};
    ASSERT_TEXT(world_execute(&world, BALANCE), "execution ran out of gas");
    assert_true(world.reply.failure->out_of_gas);
    world_stop(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plain_question_is_passed_on),
        cmocka_unit_test(another_contract_is_asked_under_seal),
        cmocka_unit_test(an_answer_that_does_not_open_ends_the_call),
        cmocka_unit_test(errors_of_the_first_generation_are_opened),
        cmocka_unit_test(errors_of_the_second_are_not_understood),
        cmocka_unit_test(other_errors_pass_unchanged),
        cmocka_unit_test(a_question_that_is_none_is_answered_without_asking),
        cmocka_unit_test(a_query_that_runs_out_of_gas_ends_the_call),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
