#include "node/modules/staking/internal.h"
#include "schema/chain/cosmos_distribution_v1beta1.h"
#include "tests/support/compute_sample.h"

static status rewards(struct context *ctx, const void *request, void *response)
{
    struct cosmos_distribution_v1beta1_query_delegation_rewards_response *answer = response;
    static struct cosmos_base_v1beta1_dec_coin coin = {BYTES_INIT("uscrt"),
                                                       BYTES_INIT("4999999999999999999")};
    answer->rewards.items = &coin;
    answer->rewards.count = 1;
    return NULL;
}

static const struct query_route ROUTES[] = {
    {"/cosmos.distribution.v1beta1.Query/DelegationRewards", rewards}};
static const struct module FAKE = {.name = "fake", .queries = ROUTES, .query_count = 1};
static const struct module *const MODULES[] = {&FAKE};

/* One bonded validator with 1500000 tokens for as many shares; 500000 are the delegator's. */
struct scene {
    struct sample *sample;
    struct test_chain *test;
    struct bytes delegator, validator; /* texts */
    struct bytes raw_delegator, raw_validator;
};

static struct bytes with_length(struct arena *arena, struct bytes address)
{
    return ARENA_CONCAT(arena, BYTES("\x14"), address);
}

static struct scene scene_new(void)
{
    struct scene scene = {.sample = sample_new()};
    scene.test = scene.sample->test;
    struct arena *arena = scene.test->arena;
    struct context *ctx = &scene.test->ctx;
    scene.test->chain.modules = MODULES;
    scene.test->chain.module_count = 1;
    scene.raw_delegator = test_address(arena, 0x0D);
    scene.raw_validator = test_address(arena, 0x0A);
    scene.delegator = address_text(arena, ADDRESS_ACCOUNT, scene.raw_delegator);
    scene.validator = address_text(arena, ADDRESS_VALIDATOR, scene.raw_validator);
    const struct cosmos_staking_v1beta1_params params = {
        .bond_denom = BYTES("uscrt"), .max_validators = 5, .min_commission_rate = BYTES("0")};
    ASSERT_OK(record_set(ctx, STORE_STAKING, BYTES("\x51"), &cosmos_staking_v1beta1_params_type,
                         &params));
    const struct cosmos_staking_v1beta1_validator validator = {
        .operator_address = scene.validator,
        .status = STAKING_BONDED,
        .tokens = BYTES("1500000"),
        .delegator_shares = BYTES("1500000000000000000000000"),
        .min_self_delegation = BYTES("1"),
        .commission = {.commission_rates = {BYTES("50000000000000000"), BYTES("200000000000000000"),
                                            BYTES("10000000000000000")}}};
    ASSERT_OK(
        record_set(ctx, STORE_STAKING,
                   ARENA_CONCAT(arena, BYTES("\x21"), with_length(arena, scene.raw_validator)),
                   &cosmos_staking_v1beta1_validator_type, &validator));
    const struct cosmos_staking_v1beta1_delegation delegation = {scene.delegator, scene.validator,
                                                                 BYTES("500000000000000000000000")};
    ASSERT_OK(record_set(ctx, STORE_STAKING,
                         ARENA_CONCAT(arena, BYTES("\x31"), with_length(arena, scene.raw_delegator),
                                      with_length(arena, scene.raw_validator)),
                         &cosmos_staking_v1beta1_delegation_type, &delegation));
    test_gas(scene.test);
    return scene;
}

static struct secretd_boundary_chain_query_reply
ask(struct scene *scene, const struct secretd_boundary_chain_query *request)
{
    struct secretd_boundary_chain_query whole = *request;
    struct secretd_boundary_chain_query_reply reply = {0};
    whole.gas_limit = 1000000;
    ASSERT_OK(compute_answer(&scene->test->ctx, scene->sample->contract, &whole, &reply));
    return reply;
}

static void a_delegation_is_told_whole(void **state)
{
    struct scene scene = scene_new();
    struct arena *arena = scene.test->arena;
    struct secretd_boundary_query_delegation query = {scene.delegator, scene.validator};
    const struct secretd_boundary_chain_query request = {.request_case = 8,
                                                         .staking_delegation = &query};
    struct bytes start = ARENA_CONCAT(
        arena, BYTES("{\"delegation\":{\"delegator\":\""), scene.delegator,
        BYTES("\",\"validator\":\""), scene.validator,
        BYTES("\",\"amount\":{\"denom\":\"uscrt\",\"amount\":\"500000\"},\"accumulated_rewards\":"
              "[{\"denom\":\"uscrt\",\"amount\":\"4\"}],\"can_redelegate\":{\"denom\":\"uscrt\","
              "\"amount\":\""));
    ASSERT_BYTES(ask(&scene, &request).ok, ARENA_CONCAT(arena, start, BYTES("500000\"}}}")));
    /* what came by a redelegation that has not settled stays */
    ASSERT_OK(kv_set(&scene.test->ctx, STORE_STAKING,
                     ARENA_CONCAT(arena, BYTES("\x36"), with_length(arena, scene.raw_validator),
                                  with_length(arena, scene.raw_delegator),
                                  with_length(arena, test_address(arena, 1))),
                     BYTES("")));
    ASSERT_BYTES(ask(&scene, &request).ok, ARENA_CONCAT(arena, start, BYTES("0\"}}}")));
    query.delegator = address_text(arena, ADDRESS_ACCOUNT, test_address(arena, 1));
    ASSERT_TEXT(ask(&scene, &request).ok, "{}");
    query.validator = BYTES("nobody");
    ASSERT_TEXT(ask(&scene, &request).contract_error,
                "{\"generic_err\":{\"msg\":\"nobody: invalid address\"}}");
    test_chain_free(scene.test);
}

static void delegations_are_listed(void **state)
{
    struct scene scene = scene_new();
    const struct secretd_boundary_query_address query = {scene.delegator};
    const struct secretd_boundary_chain_query request = {.request_case = 7,
                                                         .staking_all_delegations = &query};
    ASSERT_BYTES(
        ask(&scene, &request).ok,
        ARENA_CONCAT(scene.test->arena, BYTES("{\"delegations\":[{\"delegator\":\""),
                     scene.delegator, BYTES("\",\"validator\":\""), scene.validator,
                     BYTES("\",\"amount\":{\"denom\":\"uscrt\",\"amount\":\"500000\"}}]}")));
    test_chain_free(scene.test);
}

static void of_several_unbondings_the_last_is_told(void **state)
{
    struct scene scene = scene_new();
    struct arena *arena = scene.test->arena;
    const struct secretd_boundary_query_address query = {scene.delegator};
    const struct secretd_boundary_chain_query request = {.request_case = 10,
                                                         .staking_unbonding_delegations = &query};
    ASSERT_TEXT(ask(&scene, &request).ok, "{\"delegations\":[]}");
    struct cosmos_staking_v1beta1_unbonding_delegation_entry entries[] = {
        {.initial_balance = BYTES("5"), .balance = BYTES("5")},
        {.initial_balance = BYTES("7"), .balance = BYTES("6")}};
    const struct cosmos_staking_v1beta1_unbonding_delegation unbonding = {
        scene.delegator, scene.validator, {entries, 2}};
    ASSERT_OK(record_set(&scene.test->ctx, STORE_STAKING,
                         ARENA_CONCAT(arena, BYTES("\x32"), with_length(arena, scene.raw_delegator),
                                      with_length(arena, scene.raw_validator)),
                         &cosmos_staking_v1beta1_unbonding_delegation_type, &unbonding));
    ASSERT_BYTES(ask(&scene, &request).ok,
                 ARENA_CONCAT(arena, BYTES("{\"delegations\":[{\"delegator\":\""), scene.delegator,
                              BYTES("\",\"validator\":\""), scene.validator,
                              BYTES("\",\"amount\":{\"denom\":\"uscrt\",\"amount\":\"6\"}}]}")));
    test_chain_free(scene.test);
}

static void a_validator_is_told_with_its_commission(void **state)
{
    struct scene scene = scene_new();
    struct arena *arena = scene.test->arena;
    struct secretd_boundary_query_address query = {scene.validator};
    const struct secretd_boundary_chain_query request = {.request_case = 12,
                                                         .staking_validator = &query};
    ASSERT_BYTES(ask(&scene, &request).ok,
                 ARENA_CONCAT(arena, BYTES("{\"validator\":{\"address\":\""), scene.validator,
                              BYTES("\",\"commission\":\"0.050000000000000000\","
                                    "\"max_commission\":\"0.200000000000000000\","
                                    "\"max_change_rate\":\"0.010000000000000000\"}}")));
    query.address = address_text(arena, ADDRESS_VALIDATOR, test_address(arena, 1));
    ASSERT_TEXT(ask(&scene, &request).ok, "{\"validator\":null}");
    query.address = BYTES("");
    ASSERT_TEXT(ask(&scene, &request).contract_error,
                "{\"generic_err\":{\"msg\":\"empty address string is not allowed\"}}");
    const struct secretd_boundary_chain_query all = {.request_case = 9},
                                              denom = {.request_case = 6};
    ASSERT_TEXT(ask(&scene, &all).ok, "{\"validators\":[]}");
    ASSERT_TEXT(ask(&scene, &denom).ok, "{\"denom\":\"uscrt\"}");
    test_chain_free(scene.test);
}

static void unbondings_of_no_address_are_a_panic(void **state)
{
    struct scene scene = scene_new();
    const struct secretd_boundary_query_address query = {BYTES("nobody")};
    const struct secretd_boundary_chain_query request = {
        .request_case = 10, .gas_limit = 1000000, .staking_unbonding_delegations = &query};
    struct secretd_boundary_chain_query_reply reply = {0};
    status refused = compute_answer(&scene.test->ctx, BYTES(""), &request, &reply);
    assert_true(refused->aborts);
    assert_false(error_is(refused, &CHAIN_OUT_OF_GAS));
    test_chain_free(scene.test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_delegation_is_told_whole),
        cmocka_unit_test(delegations_are_listed),
        cmocka_unit_test(of_several_unbondings_the_last_is_told),
        cmocka_unit_test(unbondings_of_no_address_are_a_panic),
        cmocka_unit_test(a_validator_is_told_with_its_commission),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
