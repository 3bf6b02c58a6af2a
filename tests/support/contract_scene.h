#ifndef TESTS_SUPPORT_CONTRACT_SCENE_H
#define TESTS_SUPPORT_CONTRACT_SCENE_H

#include "node/chain/router.h"
#include "node/modules/bank/internal.h"
#include "tests/support/compute_sample.h"
#include "tests/support/scripted_enclave.h"

/* A contract with 100 uscrt whose messages go to bank and compute, over an enclave that answers
 * what the test wrote down. */
struct scene {
    struct sample *sample;
    struct test_chain *test;
    struct scripted_enclave *enclave;
    struct bytes data; /* of the last response */
};

static inline struct scene scene_new(const struct script_step *steps, size_t count)
{
    static const struct module *const modules[] = {&bank_module, &compute_module};
    struct scene scene = {.sample = sample_new()};
    scene.test = scene.sample->test;
    scene.test->chain.modules = modules;
    scene.test->chain.module_count = ARRAY_COUNT(modules);
    scene.test->chain.routes = route_table_new(scene.test->arena, modules, ARRAY_COUNT(modules));
    ASSERT_OK(compute_genesis_init(&scene.test->ctx, &scene.sample->genesis));
    struct coin coin = {BYTES("uscrt"), integer_from_i64(100)};
    ASSERT_OK(bank_balance_set(&scene.test->ctx, scene.sample->contract, coin));
    const struct cosmos_bank_v1beta1_params params = {.default_send_enabled = true};
    ASSERT_OK(bank_params_set(&scene.test->ctx, &params));
    scene.enclave = scripted_enclave_start(scene.test->arena, steps, count);
    scene.test->ctx.enclave = scripted_enclave_session(scene.enclave);
    return scene;
}

#endif
