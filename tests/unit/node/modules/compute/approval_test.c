#include "common/encoding/protobuf.h"
#include "schema/chain/cosmos_gov_v1.h"
#include "schema/chain/cosmos_upgrade_v1beta1.h"
#include "tests/support/compute_sample.h"

#define HASH_HEX "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define UPGRADE  "/cosmos.upgrade.v1beta1.MsgSoftwareUpgrade"
#define MACHINES "/secret.compute.v1beta1.MsgUpdateMachineWhitelistProposal"

enum {
    PASSED = COSMOS_GOV_V1_PROPOSAL_STATUS_PASSED,
    VOTING = COSMOS_GOV_V1_PROPOSAL_STATUS_VOTING_PERIOD,
};

static void propose(struct test_chain *test, uint8_t id, int32_t phase,
                    const struct google_protobuf_any *messages, size_t count)
{
    struct cosmos_gov_v1_proposal proposal = {.id = id, .status = phase};
    proposal.messages.items = arena_alloc(test->arena, count * sizeof *messages);
    proposal.messages.count = count;
    memcpy(proposal.messages.items, messages, count * sizeof *messages);
    const uint8_t key[9] = {[8] = id};
    ASSERT_OK(
        record_set(&test->ctx, STORE_GOV, BYTES_OF(key), &cosmos_gov_v1_proposal_type, &proposal));
}

static struct google_protobuf_any upgrade(struct test_chain *test, const char *info)
{
    const struct cosmos_upgrade_v1beta1_msg_software_upgrade message = {
        .plan = {.name = BYTES("next"), .info = bytes_text(info)}};
    return (struct google_protobuf_any){
        BYTES(UPGRADE),
        protobuf_encode(test->arena, &cosmos_upgrade_v1beta1_msg_software_upgrade_type, &message)};
}

static struct google_protobuf_any machines(struct test_chain *test, const char *text)
{
    const struct secret_compute_v1beta1_msg_update_machine_whitelist_proposal message = {
        .machine_id = bytes_text(text)};
    return (struct google_protobuf_any){
        BYTES(MACHINES),
        protobuf_encode(test->arena,
                        &secret_compute_v1beta1_msg_update_machine_whitelist_proposal_type,
                        &message)};
}

/* What the step says of a transaction with one message. */
static status approve(struct test_chain *test, const struct message_type *type, void *message)
{
    struct tx_message item = {.type = type, .message = message};
    struct tx tx = {.messages = &item, .message_count = 1};
    test->ctx.tx = &tx;
    status refused = compute_ante_approvals(&test->ctx);
    test->ctx.tx = NULL;
    return refused;
}

static status pass_upgrade(struct test_chain *test)
{
    struct bytes hash = test_unhex(test->arena, HASH_HEX);
    struct secret_compute_v1beta1_msg_upgrade_proposal_passed message = {.mr_enclave_hash = hash};
    return approve(test, &secret_compute_v1beta1_msg_upgrade_proposal_passed_type, &message);
}

static status pass_machines(struct test_chain *test, uint64_t id)
{
    struct secret_compute_v1beta1_msg_update_machine_whitelist message = {
        .proposal_id = id, .machine_id = BYTES("aa,bb")};
    return approve(test, &secret_compute_v1beta1_msg_update_machine_whitelist_type, &message);
}

static void assert_refused(status refused, const char *codespace, uint32_t code, const char *text)
{
    assert_non_null(refused);
    assert_string_equal(refused->codespace, codespace);
    assert_int_equal(refused->code, code);
    ASSERT_TEXT(refused->text, text);
}

static void an_upgrade_needs_a_proposal_that_passed(void **state)
{
    struct test_chain *test = test_chain_new();
    assert_refused(pass_upgrade(test), "undefined", 1, "no latest upgrade proposal");
    struct google_protobuf_any message = upgrade(test, "MREnclaveHash:" HASH_HEX);
    propose(test, 1, VOTING, &message, 1);
    assert_refused(pass_upgrade(test), "undefined", 1, "no latest upgrade proposal");
    propose(test, 1, PASSED, &message, 1);
    ASSERT_OK(pass_upgrade(test));
    test_chain_free(test);
}

static void only_the_newest_upgrade_counts(void **state)
{
    struct test_chain *test = test_chain_new();
    struct google_protobuf_any good = upgrade(test, "MREnclaveHash:" HASH_HEX);
    struct google_protobuf_any other = upgrade(test, "MREnclaveHash:" HASH_HEX "00");
    struct google_protobuf_any unlike =
        upgrade(test, "MREnclaveHash:ff112233445566778899aabbccddeeff"
                      "00112233445566778899aabbccddeeff");
    propose(test, 1, PASSED, &good, 1);
    propose(test, 2, PASSED, &other, 1);
    assert_refused(pass_upgrade(test), "undefined", 1,
                   "no mrenclave in the latest upgrade proposal");
    propose(test, 3, PASSED, &unlike, 1);
    assert_refused(pass_upgrade(test), "sdk", 4,
                   "software upgrade proposal: mrenclave hash mismatch: unauthorized");
    struct google_protobuf_any first = machines(test, "aa");
    propose(test, 4, PASSED, &first, 1);
    propose(test, 5, PASSED, &good, 1);
    ASSERT_OK(pass_upgrade(test));
    test_chain_free(test);
}

static void machines_are_those_of_their_proposal(void **state)
{
    struct test_chain *test = test_chain_new();
    struct google_protobuf_any good = machines(test, "aa,bb"), other = machines(test, "aa");
    struct google_protobuf_any two[] = {good, good}, foreign = upgrade(test, "");
    assert_refused(pass_machines(test, 7), "undefined", 1,
                   "collections: not found: key '7' of type "
                   "github.com/cosmos/gogoproto/cosmos.gov.v1.Proposal");
    propose(test, 7, VOTING, &good, 1);
    assert_refused(pass_machines(test, 7), "sdk", 18,
                   "proposal with id 7 not passed: invalid request");
    propose(test, 7, PASSED, two, 2);
    assert_refused(pass_machines(test, 7), "sdk", 18,
                   "proposal with id 7 has 2 messages, expected exactly 1: invalid request");
    propose(test, 7, PASSED, &foreign, 1);
    assert_refused(pass_machines(test, 7), "sdk", 18,
                   "proposal with id 7 is not of type MsgUpdateMachineWhitelist: invalid request");
    propose(test, 7, PASSED, &other, 1);
    assert_refused(pass_machines(test, 7), "sdk", 18,
                   "machine id aa,bb does not match the proposal aa: invalid request");
    propose(test, 7, PASSED, &good, 1);
    ASSERT_OK(pass_machines(test, 7));
    test_chain_free(test);
}

static void simulations_and_other_messages_are_not_asked(void **state)
{
    struct test_chain *test = test_chain_new();
    struct secret_compute_v1beta1_msg_execute_contract message = {0};
    ASSERT_OK(approve(test, &secret_compute_v1beta1_msg_execute_contract_type, &message));
    assert_int_equal(test_gas(test), 0);
    test->ctx.mode = EXEC_SIMULATE;
    ASSERT_OK(pass_upgrade(test));
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_upgrade_needs_a_proposal_that_passed),
        cmocka_unit_test(only_the_newest_upgrade_counts),
        cmocka_unit_test(machines_are_those_of_their_proposal),
        cmocka_unit_test(simulations_and_other_messages_are_not_asked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
