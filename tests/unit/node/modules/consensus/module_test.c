#include "node/modules/consensus/module.h"

#include "node/chain/address.h"
#include "node/chain/authority.h"
#include "node/chain/errors.h"
#include "schema/chain/cosmos_consensus_v1.h"
#include "tests/support/chain.h"
#include "tests/support/test.h"

static struct bytes ED25519[] = {BYTES_INIT("ed25519")};

/* The parameters of a new network. */
struct set {
    struct tendermint_types_block_params block;
    struct tendermint_types_evidence_params evidence;
    struct tendermint_types_validator_params validator;
    struct tendermint_types_version_params version;
    struct tendermint_types_abci_params abci;
    struct tendermint_types_consensus_params all;
};

static void fill(struct set *set)
{
    *set = (struct set){
        .block = {22020096, -1},
        .evidence = {100000, {172800, 0}, 1048576},
        .validator = {{ED25519, 1}},
    };
    set->all = (struct tendermint_types_consensus_params){
        &set->block, &set->evidence, &set->validator, &set->version, &set->abci};
}

static struct test_chain *start(struct set *set)
{
    struct test_chain *test = test_chain_new();
    fill(set);
    ASSERT_OK(consensus_params_set(&test->ctx, &set->all));
    return test;
}

static status update(struct test_chain *test, const struct set *set, bool abci)
{
    struct cosmos_consensus_v1_msg_update_params msg = {
        ADDRESS_AUTHORITY, &set->block, &set->evidence, &set->validator, abci ? &set->abci : NULL};
    struct cosmos_consensus_v1_msg_update_params_response response = {0};
    return consensus_module.messages[0].execute(&test->ctx, &msg, &response);
}

/* As the recorded genesis leaves them: the store's root is the oracle of the bytes. */
static void params_are_stored_with_their_empty_parts(void **state)
{
    struct set set;
    struct test_chain *test = start(&set);
    ASSERT_HEX(
        test_stored(test, STORE_CONSENSUS, BYTES("Consensus")),
        "0a10088080c00a10ffffffffffffffffff01120e08a08d0612040880c60a188080401a090a0765643235"
        "35313922002a00");
    test_chain_free(test);
}

static void the_authority_updates_all_of_them_at_once(void **state)
{
    struct set set;
    struct test_chain *test = start(&set);
    struct tendermint_types_consensus_params *now;
    set.block.max_gas = 6000000;
    ASSERT_OK(update(test, &set, false));
    ASSERT_OK(consensus_params_get(&test->ctx, &now));
    assert_int_equal(now->block->max_gas, 6000000);
    ASSERT_TEXT(test_events(test),
                "update_consensus_params authority=secret10d07y265gmmuvt4z0w9aw880jnsr700jc88vt0 "
                "parameters=block:<max_bytes:22020096 max_gas:6000000 > "
                "evidence:<max_age_num_blocks:100000 max_age_duration:<seconds:172800 > "
                "max_bytes:1048576 > validator:<pub_key_types:\"ed25519\" > version:<> ");
    test_chain_free(test);
}

static void nobody_else_and_nothing_less(void **state)
{
    struct set set;
    struct test_chain *test = start(&set);
    struct cosmos_consensus_v1_msg_update_params msg = {BYTES("me"), &set.block, &set.evidence,
                                                        &set.validator, NULL};
    struct cosmos_consensus_v1_msg_update_params_response response;
    status refused = consensus_module.messages[0].execute(&test->ctx, &msg, &response);
    assert_true(error_is(refused, &AUTHORITY_INVALID_SIGNER));
    msg.authority = ADDRESS_AUTHORITY;
    msg.evidence = NULL;
    refused = consensus_module.messages[0].execute(&test->ctx, &msg, &response);
    ASSERT_TEXT(refused->text, "all parameters must be present");
    test_chain_free(test);
}

static void limits_are_kept(void **state)
{
    struct set set;
    struct test_chain *test = start(&set);
    struct bytes strange[] = {BYTES("bls")};
    set.block.max_bytes = 0;
    ASSERT_TEXT(update(test, &set, false)->text, "block.MaxBytes cannot be 0");
    set.block.max_bytes = 104857601;
    ASSERT_TEXT(update(test, &set, false)->text,
                "block.MaxBytes is too big. 104857601 > 104857600");
    fill(&set);
    set.block.max_gas = -2;
    ASSERT_TEXT(update(test, &set, false)->text,
                "block.MaxGas must be greater or equal to -1. Got -2");
    fill(&set);
    set.evidence.max_age_num_blocks = 0;
    ASSERT_TEXT(update(test, &set, false)->text,
                "evidence.MaxAgeNumBlocks must be greater than 0. Got 0");
    fill(&set);
    set.evidence.max_bytes = 22020097;
    ASSERT_TEXT(update(test, &set, false)->text,
                "evidence.MaxBytesEvidence is greater than upper bound, 22020097 > 22020096");
    fill(&set);
    set.validator.pub_key_types.items = strange;
    ASSERT_TEXT(update(test, &set, false)->text,
                "params.Validator.PubKeyTypes[0], bls, is an unknown pubkey type");
    set.validator.pub_key_types.count = 0;
    ASSERT_TEXT(update(test, &set, false)->text,
                "len(Validator.PubKeyTypes) must be greater than 0");
    test_chain_free(test);
}

static void vote_extensions_start_in_the_future_and_never_stop(void **state)
{
    struct set set;
    struct test_chain *test = start(&set);
    set.abci.vote_extensions_enable_height = 10; /* the running block */
    assert_non_null(update(test, &set, true));
    set.abci.vote_extensions_enable_height = 11;
    ASSERT_OK(update(test, &set, true));
    test->block.height = 12;
    set.abci.vote_extensions_enable_height = 0;
    assert_non_null(update(test, &set, true));
    set.abci.vote_extensions_enable_height = 20;
    assert_non_null(update(test, &set, true));
    test_chain_free(test);
}

static void the_query_shows_them_once_they_are_set(void **state)
{
    struct test_chain *test = test_chain_new();
    struct cosmos_consensus_v1_query_params_request request = {0};
    struct cosmos_consensus_v1_query_params_response response = {0};
    const struct query_route *query = &consensus_module.queries[0];
    assert_string_equal(query->path, "/cosmos.consensus.v1.Query/Params");
    struct bytes text;
    assert_int_equal(chain_grpc_code(query->answer(&test->ctx, &request, &response), &text),
                     GRPC_INTERNAL);
    struct set set;
    fill(&set);
    ASSERT_OK(consensus_params_set(&test->ctx, &set.all));
    ASSERT_OK(query->answer(&test->ctx, &request, &response));
    assert_int_equal(response.params->block->max_gas, -1);
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(params_are_stored_with_their_empty_parts),
        cmocka_unit_test(the_authority_updates_all_of_them_at_once),
        cmocka_unit_test(nobody_else_and_nothing_less),
        cmocka_unit_test(limits_are_kept),
        cmocka_unit_test(vote_extensions_start_in_the_future_and_never_stop),
        cmocka_unit_test(the_query_shows_them_once_they_are_set),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
