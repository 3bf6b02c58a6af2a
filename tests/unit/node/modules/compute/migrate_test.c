#include "tests/support/compute_sample.h"
#include "tests/support/modules.h"
#include "tests/support/scripted_enclave.h"

/* The sample's contract, instantiated in block 5 from code 1, and a code 2 that it may move to. */
struct scene {
    struct sample *sample;
    struct test_chain *test;
    struct bytes admin;
    struct scripted_enclave *enclave;
};

static const struct secret_compute_v1beta1_absolute_tx_position CREATED = {.block_height = 5,
                                                                           .tx_index = 9};

static struct scene scene_new(const struct script_step *steps, size_t count)
{
    struct scene scene = {.sample = sample_new()};
    struct sample *sample = scene.sample;
    scene.test = sample->test;
    scene.admin = test_address(scene.test->arena, 0xA1);
    sample->contract_item.contract_info.admin = sample_text(sample, scene.admin);
    struct context *ctx = &scene.test->ctx;
    ASSERT_OK(compute_genesis_init(ctx, &sample->genesis));
    struct secret_compute_v1beta1_code_info code = sample->code.code_info;
    code.code_hash = BYTES("the hash of code two, 32 bytes..");
    ASSERT_OK(record_set(ctx, STORE_COMPUTE, compute_key_code(ctx->arena, 2),
                         &secret_compute_v1beta1_code_info_type, &code));
    const struct secret_compute_v1beta1_contract_code_history_entry entry = {
        .operation = SECRET_COMPUTE_V1BETA1_CONTRACT_CODE_HISTORY_OPERATION_TYPE_INIT,
        .code_id = 1,
        .updated = &CREATED,
        .msg = BYTES("init"),
    };
    ASSERT_OK(compute_history_add(ctx, sample->contract, &entry));
    ASSERT_OK(kv_set(ctx, STORE_COMPUTE, compute_key_by_code(ctx->arena, 1, 5, 9, sample->contract),
                     BYTES("")));
    sample_sign(sample, scene.admin);
    scene.enclave = scripted_enclave_start(scene.test->arena, steps, count);
    ctx->enclave = scripted_enclave_session(scene.enclave);
    test_gas(scene.test);
    return scene;
}

static void scene_end(struct scene *scene)
{
    scripted_enclave_stop(scene->enclave);
    test_chain_free(scene->test);
}

static struct secret_compute_v1beta1_contract_info info_of(struct scene *scene)
{
    struct secret_compute_v1beta1_contract_info info;
    bool found;
    ASSERT_OK(compute_contract_get(&scene->test->ctx, scene->sample->contract, &info, &found));
    assert_true(found);
    return info;
}

static void set_info(struct scene *scene, struct secret_compute_v1beta1_contract_info info)
{
    ASSERT_OK(compute_contract_set(&scene->test->ctx, scene->sample->contract, &info));
}

static struct secret_compute_v1beta1_msg_migrate_contract migration(struct scene *scene)
{
    return (struct secret_compute_v1beta1_msg_migrate_contract){
        .sender = sample_text(scene->sample, scene->admin),
        .contract = sample_text(scene->sample, scene->sample->contract),
        .code_id = 2,
        .msg = BYTES("sealed")};
}

static status migrate(struct scene *scene,
                      const struct secret_compute_v1beta1_msg_migrate_contract *msg)
{
    return test_run(scene->test, &compute_module, &secret_compute_v1beta1_msg_migrate_contract_type,
                    msg);
}

/* Length of what is stored. */
static uint64_t len(struct scene *scene, struct bytes key)
{
    return test_stored(scene->test, STORE_COMPUTE, key).len;
}

static const struct secretd_contract_answer MIGRATED = {
    .generation = SECRETD_CONTRACT_GENERATION_V1,
    .data = BYTES_INIT("sealed answer"),
    .contract_key = BYTES_INIT("the key after"),
    .contract_key_proof = BYTES_INIT("its proof"),
};

static void a_migration_changes_code_key_history_and_index(void **state)
{
    const struct script_step step = {.reply = {.answer = &MIGRATED, .wasm_gas_used = 2500}};
    struct scene scene = scene_new(&step, 1);
    struct context *ctx = &scene.test->ctx;
    struct bytes contract = scene.sample->contract;
    const struct secret_compute_v1beta1_msg_migrate_contract msg = migration(&scene);
    ctx->block_gas_used = 77;
    uint64_t info_before = len(&scene, compute_key_contract(ctx->arena, contract));
    uint64_t key_before = len(&scene, compute_key_enclave(ctx->arena, contract));
    uint64_t first = len(&scene, compute_key_history(ctx->arena, contract, 1));
    uint64_t account =
        test_stored(scene.test, STORE_ACC, ARENA_CONCAT(ctx->arena, BYTES("\x01"), scene.admin))
            .len;
    ASSERT_OK(migrate(&scene, &msg));
    uint64_t gas = test_gas(scene.test);
    const struct secret_compute_v1beta1_msg_migrate_contract_response *response = test_response();
    ASSERT_TEXT(response->data, "sealed answer");
    assert_int_equal(info_of(&scene).code_id, 2);
    ASSERT_TEXT(info_of(&scene).admin_proof, "proof");
    ASSERT_TEXT(test_stored(scene.test, STORE_COMPUTE, compute_key_enclave(ctx->arena, contract)),
                "\x0a\x0c"
                "contract key"
                "\x12\x0d"
                "the key after"
                "\x1a\x09"
                "its proof");
    assert_null(
        test_stored(scene.test, STORE_COMPUTE, compute_key_by_code(ctx->arena, 1, 5, 9, contract))
            .data);
    assert_non_null(
        test_stored(scene.test, STORE_COMPUTE, compute_key_by_code(ctx->arena, 2, 10, 77, contract))
            .data);
    /* operation 2, code 2, height 10 and gas 77, the message */
    ASSERT_HEX(test_stored(scene.test, STORE_COMPUTE, compute_key_history(ctx->arena, contract, 2)),
               "080210021a04080a104d22067365616c6564");
    /* the module; account, record, both codes, key and random; the machine; what was written */
    uint64_t expected = 20000 + (121 + account) + (121 + info_before) +
                        (109 + len(&scene, compute_key_code(ctx->arena, 1))) +
                        (109 + len(&scene, compute_key_code(ctx->arena, 2))) + (121 + key_before) +
                        109 + 3 +
                        (200 + 5 * (21 + len(&scene, compute_key_enclave(ctx->arena, contract)))) +
                        2 * (29 + first + 5) + 100 + (200 + 5 * (29 + 18)) + (200 + 5 * 45) +
                        (200 + 5 * (21 + len(&scene, compute_key_contract(ctx->arena, contract))));
    assert_int_equal(gas, expected);
    scene_end(&scene);
}

static void the_enclave_is_told_of_both_codes_and_the_admin(void **state)
{
    const struct script_step step = {.reply = {.answer = &MIGRATED}};
    struct scene scene = scene_new(&step, 1);
    const struct secret_compute_v1beta1_msg_migrate_contract msg = migration(&scene);
    ASSERT_OK(migrate(&scene, &msg));
    const struct secretd_boundary_call *call = scripted_enclave_call(scene.enclave, 0);
    assert_int_equal(call->kind, SECRETD_BOUNDARY_CALL_KIND_MIGRATE);
    ASSERT_TEXT(call->code_hash, "the hash of code two, 32 bytes..");
    ASSERT_TEXT(call->key.og, "contract key");
    ASSERT_BYTES(call->admin, msg.sender);
    ASSERT_TEXT(call->admin_proof, "proof");
    ASSERT_BYTES(call->sender, scene.admin);
    assert_int_equal(call->account_number, 7);
    struct bytes self = msg.contract;
    ASSERT_BYTES(test_events(scene.test),
                 ARENA_CONCAT(scene.test->arena, BYTES("message module=compute sender="),
                              msg.sender, BYTES("\nmigrate code_id=2 contract_address="), self,
                              BYTES("\nwasm contract_address="), self));
    scene_end(&scene);
}

static void who_may_not_migrate_is_told_why(void **state)
{
    struct scene scene = scene_new(NULL, 0);
    struct secret_compute_v1beta1_msg_migrate_contract msg = migration(&scene);
    struct secret_compute_v1beta1_contract_info info = info_of(&scene);
    info.admin = msg.contract;
    set_info(&scene, info);
    status refused = migrate(&scene, &msg);
    ASSERT_TEXT(refused->text, "requires migrate from admin: migrate contract failed");
    assert_int_equal(refused->code, 5);
    info.admin = BYTES("");
    set_info(&scene, info);
    ASSERT_TEXT(migrate(&scene, &msg)->text, "contract is not upgradable: migrate contract failed");
    msg.code_id = 3;
    refused = migrate(&scene, &msg);
    ASSERT_TEXT(refused->text,
                "unknown code: failed to get code info for code id 3: invalid request");
    assert_int_equal(refused->code, 18);
    msg.contract = sample_text(scene.sample, test_address(scene.test->arena, 0xEE));
    ASSERT_TEXT(migrate(&scene, &msg)->text,
                "unknown contract: contract: not found: invalid request");
    scene_end(&scene);
}

static void governance_allows_one_migration_to_one_code(void **state)
{
    const struct script_step step = {.reply = {.answer = &MIGRATED}};
    struct scene scene = scene_new(&step, 1);
    const struct secret_compute_v1beta1_msg_migrate_contract msg = migration(&scene);
    struct secret_compute_v1beta1_contract_info info = info_of(&scene);
    struct bytes key = compute_key_authorized_code(scene.test->arena, msg.contract);
    info.require_governance = true;
    set_info(&scene, info);
    ASSERT_TEXT(migrate(&scene, &msg)->text,
                "requires governance approval for migration: migrate contract failed");
    ASSERT_OK(kv_set(&scene.test->ctx, STORE_COMPUTE, key, BYTES("\0\0\0\0\0\0\0\x03")));
    ASSERT_TEXT(migrate(&scene, &msg)->text,
                "mismatch code id for migration: migrate contract failed");
    ASSERT_OK(kv_set(&scene.test->ctx, STORE_COMPUTE, key, BYTES("\0\0\0\0\0\0\0\x02")));
    ASSERT_OK(migrate(&scene, &msg));
    assert_null(test_stored(scene.test, STORE_COMPUTE, key).data);
    scene_end(&scene);
}

static void a_contract_that_refuses_to_migrate_keeps_its_code(void **state)
{
    const struct secretd_contract_answer failed = {.failed = true,
                                                   .error = BYTES("encrypted: AAAA")};
    const struct script_step step = {.reply = {.answer = &failed}};
    struct scene scene = scene_new(&step, 1);
    const struct secret_compute_v1beta1_msg_migrate_contract msg = migration(&scene);
    ASSERT_TEXT(migrate(&scene, &msg)->text, "encrypted: AAAA: migrate contract failed");
    assert_int_equal(info_of(&scene).code_id, 1);
    scene_end(&scene);
}

/* ---- the admin ---- */

static const struct secretd_contract_answer PROVED = {.admin_proof = BYTES_INIT("new proof")};

static status update(struct scene *scene, struct bytes new_admin)
{
    const struct secret_compute_v1beta1_msg_update_admin msg = {
        .sender = sample_text(scene->sample, scene->admin),
        .contract = sample_text(scene->sample, scene->sample->contract),
        .new_admin = sample_text(scene->sample, new_admin)};
    return test_run(scene->test, &compute_module, &secret_compute_v1beta1_msg_update_admin_type,
                    &msg);
}

static status clear(struct scene *scene)
{
    const struct secret_compute_v1beta1_msg_clear_admin msg = {
        .sender = sample_text(scene->sample, scene->admin),
        .contract = sample_text(scene->sample, scene->sample->contract)};
    return test_run(scene->test, &compute_module, &secret_compute_v1beta1_msg_clear_admin_type,
                    &msg);
}

static void the_admin_hands_over(void **state)
{
    const struct script_step step = {.reply = {.answer = &PROVED}};
    struct scene scene = scene_new(&step, 1);
    struct bytes next = test_address(scene.test->arena, 0xB2);
    ASSERT_OK(update(&scene, next));
    ASSERT_BYTES(info_of(&scene).admin, sample_text(scene.sample, next));
    ASSERT_TEXT(info_of(&scene).admin_proof, "new proof");
    const struct secretd_boundary_update_admin *asked = scripted_enclave_update(scene.enclave, 0);
    ASSERT_BYTES(asked->new_admin, sample_text(scene.sample, next));
    ASSERT_BYTES(asked->admin, sample_text(scene.sample, scene.admin));
    ASSERT_TEXT(asked->admin_proof, "proof");
    ASSERT_BYTES(asked->sender, scene.admin);
    assert_int_equal(asked->account_number, 7);
    ASSERT_BYTES(test_events(scene.test),
                 ARENA_CONCAT(scene.test->arena, BYTES("message module=compute sender="),
                              sample_text(scene.sample, scene.admin),
                              BYTES("\nupdate_contract_admin contract_address="),
                              sample_text(scene.sample, scene.sample->contract),
                              BYTES(" new_admin_address="), sample_text(scene.sample, next)));
    status refused = update(&scene, test_address(scene.test->arena, 0xB3));
    ASSERT_TEXT(refused->text, "caller is not the admin: unauthorized");
    assert_int_equal(refused->code, 4);
    scene_end(&scene);
}

static void a_contract_without_an_admin_stays_as_it_is(void **state)
{
    const struct script_step step = {.reply = {.answer = &PROVED}};
    struct scene scene = scene_new(&step, 1);
    ASSERT_OK(clear(&scene));
    assert_int_equal(info_of(&scene).admin.len, 0);
    assert_int_equal(scripted_enclave_update(scene.enclave, 0)->new_admin.len, 0);
    const struct secret_compute_v1beta1_msg_migrate_contract msg = migration(&scene);
    ASSERT_TEXT(migrate(&scene, &msg)->text, "contract is not upgradable: migrate contract failed");
    scene_end(&scene);
}

static void governance_allows_one_new_admin(void **state)
{
    const struct secretd_boundary_failure failure = {.text = BYTES("failed to authenticate")};
    const struct script_step steps[] = {{.reply = {.failure = &failure}},
                                        {.reply = {.answer = &PROVED}}};
    struct scene scene = scene_new(steps, 2);
    struct bytes next = test_address(scene.test->arena, 0xB2);
    struct bytes text = sample_text(scene.sample, next);
    struct bytes key = compute_key_authorized_admin(
        scene.test->arena, sample_text(scene.sample, scene.sample->contract));
    struct secret_compute_v1beta1_contract_info info = info_of(&scene);
    info.require_governance = true;
    set_info(&scene, info);
    ASSERT_TEXT(update(&scene, next)->text,
                "requires governance approval for admin change: unauthorized");
    ASSERT_OK(kv_set(&scene.test->ctx, STORE_COMPUTE, key, BYTES("")));
    ASSERT_BYTES(update(&scene, next)->text,
                 ARENA_CONCAT(scene.test->arena,
                              BYTES("admin mismatch: governance authorized '', attempting '"), text,
                              BYTES("': unauthorized")));
    ASSERT_OK(kv_set(&scene.test->ctx, STORE_COMPUTE, key, text));
    ASSERT_TEXT(update(&scene, next)->text, "Execution error: Enclave: failed to authenticate");
    ASSERT_OK(update(&scene, next));
    assert_null(test_stored(scene.test, STORE_COMPUTE, key).data);
    scene_end(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_migration_changes_code_key_history_and_index),
        cmocka_unit_test(the_enclave_is_told_of_both_codes_and_the_admin),
        cmocka_unit_test(who_may_not_migrate_is_told_why),
        cmocka_unit_test(governance_allows_one_migration_to_one_code),
        cmocka_unit_test(a_contract_that_refuses_to_migrate_keeps_its_code),
        cmocka_unit_test(the_admin_hands_over),
        cmocka_unit_test(a_contract_without_an_admin_stays_as_it_is),
        cmocka_unit_test(governance_allows_one_new_admin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
