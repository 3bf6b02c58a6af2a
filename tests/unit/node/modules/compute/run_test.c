#include "node/chain/address.h"
#include "tests/support/compute_sample.h"
#include "tests/support/modules.h"
#include "tests/support/scripted_enclave.h"

/* A chain with the sample's code and contract, and a sender who has an account and coins. */
struct scene {
    struct sample *sample;
    struct test_chain *test;
    struct bytes sender;
    struct scripted_enclave *enclave;
};

static struct scene scene_new(const struct script_step *steps, size_t count)
{
    struct scene scene = {.sample = sample_new()};
    scene.test = scene.sample->test;
    scene.sender = test_address(scene.test->arena, 0xA1);
    ASSERT_OK(compute_genesis_init(&scene.test->ctx, &scene.sample->genesis));
    sample_sign(scene.sample, scene.sender);
    scene.enclave = scripted_enclave_start(scene.test->arena, steps, count);
    scene.test->ctx.enclave = scripted_enclave_session(scene.enclave);
    test_gas(scene.test);
    return scene;
}

static void scene_end(struct scene *scene)
{
    scripted_enclave_stop(scene->enclave);
    test_chain_free(scene->test);
}

static struct secret_compute_v1beta1_msg_execute_contract execute_of(const struct scene *scene)
{
    return (struct secret_compute_v1beta1_msg_execute_contract){
        .sender = scene->sender, .contract = scene->sample->contract, .msg = BYTES("sealed")};
}

/* Gas of reading one record of the module. */
static uint64_t read_gas(const struct scene *scene, struct bytes key)
{
    return 100 + key.len + test_stored(scene->test, STORE_COMPUTE, key).len;
}

/* The account of the sender, under `01 | address`. */
static uint64_t account_gas(const struct scene *scene)
{
    struct bytes key = ARENA_CONCAT(scene->test->arena, BYTES("\x01"), scene->sender);
    return 100 + key.len + test_stored(scene->test, STORE_ACC, key).len;
}

static void an_execution_hands_the_enclave_what_state_knows(void **state)
{
    const struct secretd_contract_answer answer = {.generation = SECRETD_CONTRACT_GENERATION_V1,
                                                   .data = BYTES("sealed answer")};
    const struct script_step step = {.reply = {.wasm_gas_used = 5500, .answer = &answer}};
    struct scene scene = scene_new(&step, 1);
    struct secret_compute_v1beta1_msg_execute_contract msg = execute_of(&scene);
    struct arena *arena = scene.test->arena;
    struct bytes data;
    ASSERT_OK(compute_execute(&scene.test->ctx, &msg, &data));
    ASSERT_TEXT(data, "sealed answer");
    const struct secretd_boundary_call *call = scripted_enclave_call(scene.enclave, 0);
    assert_int_equal(call->kind, SECRETD_BOUNDARY_CALL_KIND_EXECUTE);
    ASSERT_BYTES(call->contract, scene.sample->contract);
    ASSERT_BYTES(call->code_hash, BYTES_OF(scene.sample->code_hash));
    ASSERT_TEXT(call->key.og, "contract key");
    ASSERT_TEXT(call->message, "sealed");
    assert_int_equal(call->account_number, 7);
    assert_true(call->in_transaction);
    assert_int_equal(call->wasm_gas_limit, COMPUTE_GAS_MAX);
    /* the module; account, record, code, random and key; 5500 / 1000 + 1 of the machine */
    assert_int_equal(call->chain_gas.consumed,
                     20000 + account_gas(&scene) +
                         read_gas(&scene, compute_key_contract(arena, msg.contract)) +
                         read_gas(&scene, compute_key_code(arena, 1)) + 109 +
                         read_gas(&scene, compute_key_enclave(arena, msg.contract)));
    assert_int_equal(test_gas(scene.test), call->chain_gas.consumed + 6);
    scene_end(&scene);
}

static void the_state_that_a_call_wrote_is_the_chains(void **state)
{
    const struct secretd_contract_answer answer = {0};
    struct secretd_contract_access accesses[] = {
        {SECRETD_CONTRACT_ACCESS_READ, BYTES("sealed key"), {0}, 6},
        {SECRETD_CONTRACT_ACCESS_WRITE, BYTES("other"), BYTES("value"), 0},
        {SECRETD_CONTRACT_ACCESS_DELETE, BYTES("sealed key"), {0}, 0},
    };
    /* key with prefix and address: 21 bytes more */
    const uint64_t gas = (100 + (31 + 6)) + (200 + 5 * (26 + 5)) + 100;
    const struct script_step step = {.gas = gas,
                                     .reply = {.answer = &answer, .accesses = {accesses, 3}}};
    struct scene scene = scene_new(&step, 1);
    struct secret_compute_v1beta1_msg_execute_contract msg = execute_of(&scene);
    struct arena *arena = scene.test->arena;
    struct bytes data;
    ASSERT_OK(compute_execute(&scene.test->ctx, &msg, &data));
    ASSERT_TEXT(test_stored(scene.test, STORE_COMPUTE,
                            compute_key_state(arena, scene.sample->contract, BYTES("other"))),
                "value");
    assert_null(test_stored(scene.test, STORE_COMPUTE,
                            compute_key_state(arena, scene.sample->contract, BYTES("sealed key")))
                    .data);
    scene_end(&scene);
}

static void refusals_of_the_enclave_and_of_the_contract_have_the_originals_text(void **state)
{
    const struct secretd_boundary_failure failure = {.text = BYTES("failed to decrypt data")};
    const struct secretd_contract_answer failed = {.failed = true,
                                                   .error = BYTES("encrypted: AAAA")};
    const struct script_step steps[] = {{.reply = {.failure = &failure}},
                                        {.reply = {.answer = &failed}}};
    struct scene scene = scene_new(steps, 2);
    struct secret_compute_v1beta1_msg_execute_contract msg = execute_of(&scene);
    struct bytes data;
    ASSERT_TEXT(compute_execute(&scene.test->ctx, &msg, &data)->text,
                "Execution error: Enclave: failed to decrypt data: execute contract failed");
    ASSERT_TEXT(compute_execute(&scene.test->ctx, &msg, &data)->text,
                "encrypted: AAAA: execute contract failed");
    scene_end(&scene);
}

/* Of the transaction, or of this call only, which has a limit of its own. */
static void gas_that_ends_inside_ends_the_transaction(void **state)
{
    const struct secretd_boundary_failure failure = {.text = BYTES("out of gas"),
                                                     .out_of_gas = true};
    const struct script_step steps[] = {
        {.reply = {.wasm_gas_used = 4000000, .failure = &failure}},
        {.reply = {.wasm_gas_used = COMPUTE_GAS_MAX, .failure = &failure}}};
    struct scene scene = scene_new(steps, 2);
    struct secret_compute_v1beta1_msg_execute_contract msg = execute_of(&scene);
    struct bytes data;
    scene.test->gas = gas_meter_new(24000);
    status refused = compute_execute(&scene.test->ctx, &msg, &data);
    assert_true(error_is(refused, &CHAIN_OUT_OF_GAS));
    assert_true(refused->aborts);
    assert_string_equal(scene.test->gas.label, "wasm contract");
    scene.test->gas = gas_meter_new(GAS_UNLIMITED);
    refused = compute_execute(&scene.test->ctx, &msg, &data);
    ASSERT_TEXT(refused->text, "Out of gas: execute contract failed");
    assert_false(refused->aborts);
    scene_end(&scene);
}

static void an_instance_gets_its_address_account_and_key(void **state)
{
    const struct secretd_contract_answer answer = {.generation = SECRETD_CONTRACT_GENERATION_V1,
                                                   .contract_key = BYTES("a new key"),
                                                   .admin_proof = BYTES("proof")};
    const struct script_step step = {.reply = {.answer = &answer}};
    struct scene scene = scene_new(&step, 1);
    struct test_chain *test = scene.test;
    const struct secret_compute_v1beta1_msg_instantiate_contract msg = {
        .sender = scene.sender, .code_id = 1, .label = BYTES("another"), .init_msg = BYTES("i")};
    struct bytes address, data;
    struct secret_compute_v1beta1_contract_info info;
    bool found;
    ASSERT_OK(compute_instantiate(&test->ctx, &msg, &address, &data));
    uint8_t expected[CONTRACT_ADDRESS_BYTES];
    compute_contract_address(1, 2, scene.sender, expected);
    ASSERT_BYTES(address, BYTES_OF(expected));
    ASSERT_OK(compute_contract_get(&test->ctx, address, &info, &found));
    assert_true(found);
    ASSERT_TEXT(info.admin_proof, "proof");
    ASSERT_TEXT(test_stored(test, STORE_COMPUTE, compute_key_enclave(test->arena, address)),
                "\x0a\x09"
                "a new key");
    ASSERT_OK(auth_account_exists(&test->ctx, address, &found));
    assert_true(found);
    status refused = compute_instantiate(&test->ctx, &msg, &address, &data);
    ASSERT_TEXT(refused->text, "another: contract account already exists");
    scene_end(&scene);
}

/* The enclave compares it with what was signed: an address in capitals is another text there. */
static void an_admin_is_told_in_its_usual_form(void **state)
{
    const struct secretd_contract_answer answer = {.generation = SECRETD_CONTRACT_GENERATION_V1,
                                                   .contract_key = BYTES("a new key")};
    const struct script_step step = {.reply = {.answer = &answer}};
    struct scene scene = scene_new(&step, 1);
    struct arena *arena = scene.test->arena;
    struct bytes usual = address_text(arena, ADDRESS_ACCOUNT, scene.sender);
    uint8_t *capitals = arena_alloc(arena, usual.len);
    for (size_t i = 0; i < usual.len; i++)
        capitals[i] = (uint8_t)(usual.data[i] >= 'a' ? usual.data[i] - 'a' + 'A' : usual.data[i]);
    struct secret_compute_v1beta1_msg_instantiate_contract msg = {
        .sender = scene.sender,
        .code_id = 1,
        .label = BYTES("another"),
        .init_msg = BYTES("i"),
        .admin = bytes_make(capitals, usual.len)};
    struct secret_compute_v1beta1_contract_info info;
    struct bytes address, data;
    bool found;
    ASSERT_OK(compute_instantiate(&scene.test->ctx, &msg, &address, &data));
    ASSERT_BYTES(scripted_enclave_call(scene.enclave, 0)->admin, usual);
    ASSERT_OK(compute_contract_get(&scene.test->ctx, address, &info, &found));
    ASSERT_BYTES(info.admin, usual);
    msg.admin = BYTES("nobody");
    ASSERT_TEXT(compute_instantiate(&scene.test->ctx, &msg, &address, &data)->text,
                "admin: decoding bech32 failed: invalid bech32 string length 6");
    scene_end(&scene);
}

static void what_is_not_there_is_not_called(void **state)
{
    struct scene scene = scene_new(NULL, 0);
    struct secret_compute_v1beta1_msg_execute_contract msg = execute_of(&scene);
    struct bytes data;
    msg.contract = test_address(scene.test->arena, 0xEE);
    ASSERT_TEXT(compute_execute(&scene.test->ctx, &msg, &data)->text, "contract: not found");
    msg = execute_of(&scene);
    msg.sender = test_address(scene.test->arena, 0xEE);
    ASSERT_BYTES(compute_execute(&scene.test->ctx, &msg, &data)->text,
                 ARENA_CONCAT(scene.test->arena, BYTES("[Compute] Message sender: "),
                              sample_text(scene.sample, msg.sender),
                              BYTES(" is not found in the tx signer set: ["), scene.sender,
                              BYTES("], callback signature not provided: parse signature "
                                    "failed")));
    scene.test->ctx.enclave = NULL;
    msg = execute_of(&scene);
    ASSERT_TEXT(compute_execute(&scene.test->ctx, &msg, &data)->text,
                "this node has no enclave to run contracts in");
    scene_end(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_execution_hands_the_enclave_what_state_knows),
        cmocka_unit_test(the_state_that_a_call_wrote_is_the_chains),
        cmocka_unit_test(refusals_of_the_enclave_and_of_the_contract_have_the_originals_text),
        cmocka_unit_test(gas_that_ends_inside_ends_the_transaction),
        cmocka_unit_test(an_instance_gets_its_address_account_and_key),
        cmocka_unit_test(an_admin_is_told_in_its_usual_form),
        cmocka_unit_test(what_is_not_there_is_not_called),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
