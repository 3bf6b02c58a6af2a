#include "tests/support/compute_sample.h"
#include "tests/support/modules.h"

#define AUTHORITY "secret10d07y265gmmuvt4z0w9aw880jnsr700jc88vt0"

static struct sample *sample_stored(void)
{
    struct sample *sample = sample_new();
    sample->contract_item.contract_info.admin =
        sample_text(sample, test_address(sample->test->arena, 0xA1));
    ASSERT_OK(compute_genesis_init(&sample->test->ctx, &sample->genesis));
    test_gas(sample->test);
    return sample;
}

static void a_proposal_authorises_codes_and_admins(void **state)
{
    struct sample *sample = sample_stored();
    struct test_chain *test = sample->test;
    struct bytes contract = sample_text(sample, sample->contract);
    struct secret_compute_v1beta1_migrate_contract_info move = {contract, 5};
    struct secret_compute_v1beta1_update_admin_info updates[] = {{contract, contract},
                                                                 {contract, BYTES("")}};
    struct secret_compute_v1beta1_msg_contract_governance_proposal msg = {
        .authority = BYTES(AUTHORITY), .contracts = {&move, 1}, .admin_updates = {updates, 1}};
    const struct message_type *type = &secret_compute_v1beta1_msg_contract_governance_proposal_type;
    ASSERT_OK(test_run(test, &compute_module, type, &msg));
    uint64_t code_id;
    struct bytes admin;
    bool found;
    ASSERT_BYTES(
        test_events(test),
        ARENA_CONCAT(test->arena, BYTES("contract_governance_proposal contract_address="), contract,
                     BYTES(" code_id=5 sender=" AUTHORITY
                           "\ncontract_governance_proposal contract_address="),
                     contract, BYTES(" new_admin="), contract, BYTES(" sender=" AUTHORITY)));
    ASSERT_OK(compute_authorized_code(&test->ctx, contract, &code_id, &found));
    assert_true(found);
    assert_int_equal(code_id, 5);
    ASSERT_OK(compute_authorized_admin(&test->ctx, contract, &admin, &found));
    ASSERT_BYTES(admin, contract);
    msg.admin_updates.items = &updates[1];
    ASSERT_OK(test_run(test, &compute_module, type, &msg));
    ASSERT_OK(compute_authorized_admin(&test->ctx, contract, &admin, &found));
    assert_true(found);
    assert_int_equal(admin.len, 0);
    msg.authority = contract;
    assert_int_equal(test_run(test, &compute_module, type, &msg)->code, 13);
    test_chain_free(test);
}

static void an_admin_gives_a_contract_to_governance_for_good(void **state)
{
    struct sample *sample = sample_stored();
    struct test_chain *test = sample->test;
    struct bytes admin = sample_text(sample, test_address(test->arena, 0xA1));
    struct secret_compute_v1beta1_msg_set_contract_governance msg = {
        .sender = admin, .contract_address = sample_text(sample, sample->contract)};
    const struct message_type *type = &secret_compute_v1beta1_msg_set_contract_governance_type;
    ASSERT_OK(test_run(test, &compute_module, type, &msg));
    struct secret_compute_v1beta1_contract_info info;
    bool found;
    ASSERT_OK(compute_contract_get(&test->ctx, sample->contract, &info, &found));
    assert_true(info.require_governance);
    ASSERT_BYTES(test_events(test),
                 ARENA_CONCAT(test->arena, BYTES("message module=compute sender="), admin,
                              BYTES(" contract_address="), msg.contract_address,
                              BYTES(" require_governance=true")));
    msg.sender = msg.contract_address;
    ASSERT_TEXT(test_run(test, &compute_module, type, &msg)->text,
                "only contract admin can change governance requirement: unauthorized");
    msg.contract_address = admin;
    ASSERT_TEXT(test_run(test, &compute_module, type, &msg)->text, "contract: not found");
    test_chain_free(test);
}

/* The texts of the original's events, length in hexadecimal and all. */
static void machines_and_upgrades_are_told_in_events(void **state)
{
    struct sample *sample = sample_stored();
    struct test_chain *test = sample->test;
    struct bytes sender = sample_text(sample, test_address(test->arena, 0xA1));
    const struct secret_compute_v1beta1_msg_update_machine_whitelist_proposal proposal = {
        .authority = BYTES(AUTHORITY), .machine_id = BYTES("00112233445566778899, aabb")};
    ASSERT_OK(test_run(test, &compute_module,
                       &secret_compute_v1beta1_msg_update_machine_whitelist_proposal_type,
                       &proposal));
    ASSERT_TEXT(test_events(test), "machine_whitelist_proposal machine_id=1a sender=" AUTHORITY);
    const struct secret_compute_v1beta1_msg_update_machine_whitelist update = {
        .sender = sender, .proposal_id = 3, .machine_id = BYTES("0011")};
    ASSERT_OK(test_run(test, &compute_module,
                       &secret_compute_v1beta1_msg_update_machine_whitelist_type, &update));
    ASSERT_BYTES(test_events(test),
                 ARENA_CONCAT(test->arena,
                              BYTES("machine_whitelist_update proposal_id=3 machine_id=4 sender="),
                              sender));
    const struct secret_compute_v1beta1_msg_upgrade_proposal_passed passed = {
        .sender_address = sender, .mr_enclave_hash = BYTES("32 bytes of what is measured....")};
    ASSERT_OK(test_run(test, &compute_module,
                       &secret_compute_v1beta1_msg_upgrade_proposal_passed_type, &passed));
    ASSERT_BYTES(test_events(test),
                 ARENA_CONCAT(test->arena, BYTES("execute sender="), sender,
                              BYTES(" mrenclave=32 bytes of what is measured....")));
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_proposal_authorises_codes_and_admins),
        cmocka_unit_test(an_admin_gives_a_contract_to_governance_for_good),
        cmocka_unit_test(machines_and_upgrades_are_told_in_events),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
