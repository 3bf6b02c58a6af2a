#include "node/app/store_query.h"

#include "common/encoding/protobuf.h"
#include "tests/support/recorded_chain.h"
#include "tests/support/test.h"

static struct tendermint_abci_response_query ask(struct test_recorded_chain *chain,
                                                 const char *path, struct bytes data,
                                                 int64_t height, bool prove)
{
    struct tendermint_abci_request_query request = {
        .path = bytes_text(path), .data = data, .height = height, .prove = prove};
    struct tendermint_abci_response_query response;
    chain->face->query(chain->app, chain->arena, &request, &response);
    return response;
}

static void a_key_is_answered_with_two_proofs(void **state)
{
    struct test_recorded_chain *chain = test_recorded_chain_new("bank", 4);
    struct bytes key = BYTES("\x00uscrt");
    struct tendermint_abci_response_query plain = ask(chain, "/store/bank/key", key, 3, false);
    assert_int_equal(plain.code, 0);
    assert_true(plain.value.len > 0);
    assert_null(plain.proof_ops);
    struct tendermint_abci_response_query proven = ask(chain, "/store/bank/key", key, 3, true);
    ASSERT_BYTES(proven.value, plain.value);
    assert_int_equal(proven.proof_ops->ops.count, 2);
    ASSERT_TEXT(proven.proof_ops->ops.items[0].type, "ics23:iavl");
    ASSERT_BYTES(proven.proof_ops->ops.items[0].key, key);
    ASSERT_TEXT(proven.proof_ops->ops.items[1].type, "ics23:simple");
    ASSERT_TEXT(proven.proof_ops->ops.items[1].key, "bank");
    proven = ask(chain, "/store/bank/key", BYTES("\xffnone"), 3, true);
    assert_null(proven.value.data);
    assert_int_equal(proven.proof_ops->ops.count, 2);
    test_recorded_chain_free(chain);
}

static void a_subspace_lists_pairs_in_order(void **state)
{
    struct test_recorded_chain *chain = test_recorded_chain_new("bank", 2);
    struct tendermint_abci_response_query response =
        ask(chain, "/store/bank/subspace", BYTES("\x00"), 0, false);
    assert_int_equal(response.code, 0);
    /* Pairs{pairs{key, value}...}: each starts with field 1 and its length. */
    assert_int_equal(response.value.data[0], 0x0a);
    assert_int_equal(response.value.data[2], 0x0a);
    response = ask(chain, "/store/bank/subspace", BYTES("\xff"), 0, false);
    assert_int_equal(response.value.len, 0);
    test_recorded_chain_free(chain);
}

static void faults_have_the_stores_own_codes(void **state)
{
    struct test_recorded_chain *chain = test_recorded_chain_new("bank", 2);
    struct tendermint_abci_response_query response =
        ask(chain, "/store/nothing/key", BYTES("k"), 0, false);
    ASSERT_TEXT(response.codespace, "store");
    ASSERT_TEXT(response.log, "no such store: nothing: unknown request");
    ASSERT_TEXT(ask(chain, "/store/bank/key", BYTES(""), 0, false).log,
                "query cannot be zero length: tx parse error");
    ASSERT_TEXT(ask(chain, "/store/bank/other", BYTES("k"), 0, false).log,
                "unexpected query path: /other: unknown request");
    ASSERT_TEXT(ask(chain, "/store/bank/key", BYTES("k"), 1, true).log,
                "cannot query with proof when height <= 1; please provide a valid height: invalid "
                "request");
    ASSERT_TEXT(ask(chain, "/store/bank/key", BYTES("k"), 9, false).log, "version does not exist");
    ASSERT_TEXT(ask(chain, "/store/bank/key", BYTES("k"), 9, true).log,
                "proof is unexpectedly empty; ensure height has not been pruned: invalid request");
    test_recorded_chain_free(chain);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_key_is_answered_with_two_proofs),
        cmocka_unit_test(a_subspace_lists_pairs_in_order),
        cmocka_unit_test(faults_have_the_stores_own_codes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
