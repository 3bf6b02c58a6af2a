#include "node/modules/compute/internal.h"
#include "tests/support/test.h"

#define ONE             "secret1qyqszqgpqyqszqgpqyqszqgpqyqszqgpsk4hsq"
#define ONE_IN_CAPITALS "SECRET1QYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPSK4HSQ"
#define TWO             "secret1qgpqyqszqgpqyqszqgpqyqszqgpqyqszpjnjmk"

static void assert_refused(status refused, const char *codespace, uint32_t code, const char *text)
{
    assert_non_null(refused);
    ASSERT_TEXT(refused->text, text);
    assert_string_equal(refused->codespace, codespace);
    assert_int_equal(refused->code, code);
}

static void a_migration_names_sender_contract_and_code(void **state)
{
    struct arena *arena = arena_new(4096);
    struct secret_compute_v1beta1_msg_migrate_contract msg = {
        .sender = BYTES(ONE), .contract = BYTES(TWO), .code_id = 1};
    ASSERT_OK(compute_check_migrate(arena, &msg));
    msg.contract = BYTES("");
    assert_refused(compute_check_migrate(arena, &msg), "undefined", 1,
                   "contract: empty address string is not allowed");
    msg.sender = BYTES("cosmos1");
    assert_refused(compute_check_migrate(arena, &msg), "undefined", 1,
                   "sender: decoding bech32 failed: invalid bech32 string length 7");
    msg.code_id = 0;
    assert_refused(compute_check_migrate(arena, &msg), "sdk", 18,
                   "code id is required: invalid request");
    arena_drop(arena);
}

static void a_new_admin_is_another_one(void **state)
{
    struct arena *arena = arena_new(4096);
    struct secret_compute_v1beta1_msg_update_admin msg = {
        .sender = BYTES(ONE), .contract = BYTES(TWO), .new_admin = BYTES(TWO)};
    ASSERT_OK(compute_check_update_admin(arena, &msg));
    msg.new_admin = BYTES(ONE_IN_CAPITALS);
    assert_refused(compute_check_update_admin(arena, &msg), "compute", 10,
                   "new admin is the same as the old: invalid CosmosMsg from the contract");
    msg.new_admin = BYTES("");
    assert_refused(compute_check_update_admin(arena, &msg), "undefined", 1,
                   "new admin: empty address string is not allowed");
    const struct secret_compute_v1beta1_msg_clear_admin clear = {.sender = BYTES(ONE),
                                                                 .contract = BYTES(TWO)};
    ASSERT_OK(compute_check_clear_admin(arena, &clear));
    arena_drop(arena);
}

static void proposals_name_addresses(void **state)
{
    struct arena *arena = arena_new(4096);
    struct secret_compute_v1beta1_migrate_contract_info move = {BYTES("x"), 1};
    struct secret_compute_v1beta1_update_admin_info update = {BYTES(TWO), BYTES("")};
    struct secret_compute_v1beta1_msg_contract_governance_proposal msg = {
        .authority = BYTES(ONE), .admin_updates = {&update, 1}};
    ASSERT_OK(compute_check_contract_proposal(arena, &msg));
    msg.contracts.items = &move;
    msg.contracts.count = 1;
    assert_non_null(compute_check_contract_proposal(arena, &msg));
    const struct secret_compute_v1beta1_msg_set_contract_governance set = {
        .sender = BYTES(ONE), .contract_address = BYTES(TWO)};
    ASSERT_OK(compute_check_set_governance(arena, &set));
    const struct secret_compute_v1beta1_msg_upgrade_proposal_passed passed = {
        .sender_address = BYTES(ONE), .mr_enclave_hash = BYTES("short")};
    assert_refused(compute_check_upgrade_passed(arena, &passed), "sdk", 18,
                   "MREnclave hash length is not equal 32!: invalid request");
    arena_drop(arena);
}

static void machines_are_a_list_of_hexadecimal_texts(void **state)
{
    struct arena *arena = arena_new(4096);
    struct secret_compute_v1beta1_msg_update_machine_whitelist msg = {
        .sender = BYTES(ONE), .proposal_id = 1, .machine_id = BYTES(" 00ff, Ab ")};
    ASSERT_OK(compute_check_machine_update(arena, &msg));
    msg.machine_id = BYTES("00ff,xx");
    assert_refused(compute_check_machine_update(arena, &msg), "compute", 13,
                   "machine_id malformed: invalid");
    msg.machine_id = BYTES(" ");
    assert_refused(compute_check_machine_update(arena, &msg), "compute", 13,
                   "machine_id must not be empty: invalid");
    msg.proposal_id = 0;
    assert_refused(compute_check_machine_update(arena, &msg), "sdk", 18,
                   "proposal ID cannot be zero: invalid request");
    const struct secret_compute_v1beta1_msg_update_machine_whitelist_proposal proposal = {
        .authority = BYTES(ONE), .machine_id = BYTES("0")};
    assert_refused(compute_check_machine_proposal(arena, &proposal), "compute", 13,
                   "machine_id malformed: invalid");
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_migration_names_sender_contract_and_code),
        cmocka_unit_test(a_new_admin_is_another_one),
        cmocka_unit_test(proposals_name_addresses),
        cmocka_unit_test(machines_are_a_list_of_hexadecimal_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
