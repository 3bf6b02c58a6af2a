#include "common/encoding/protobuf.h"
#include "node/app/state.h"
#include "node/chain/errors.h"
#include "schema/core/cosmos_bank_v1beta1.h"
#include "tests/support/recorded_chain.h"
#include "tests/support/test.h"

static const char SUPPLY[] = "/cosmos.bank.v1beta1.Query/SupplyOf";

static struct tendermint_abci_response_query
ask(struct test_recorded_chain *chain, const char *path, struct bytes data, int64_t height)
{
    struct tendermint_abci_request_query request = {
        .path = bytes_text(path), .data = data, .height = height};
    struct tendermint_abci_response_query response;
    chain->face->query(chain->app, chain->arena, &request, &response);
    return response;
}

static struct bytes supply_request(struct arena *arena)
{
    struct cosmos_bank_v1beta1_query_supply_of_request request = {BYTES("uscrt")};
    return protobuf_encode(arena, &cosmos_bank_v1beta1_query_supply_of_request_type, &request);
}

static struct bytes amount_of(struct arena *arena, struct bytes response)
{
    struct cosmos_bank_v1beta1_query_supply_of_response decoded;
    ASSERT_OK(protobuf_decode(arena, &cosmos_bank_v1beta1_query_supply_of_response_type, response,
                              &decoded));
    return decoded.amount.amount;
}

static void modules_answer_at_any_kept_height(void **state)
{
    struct test_recorded_chain *chain = test_recorded_chain_new("bank", 5);
    struct bytes request = supply_request(chain->arena);
    struct tendermint_abci_response_query now = ask(chain, SUPPLY, request, 0);
    struct tendermint_abci_response_query then = ask(chain, SUPPLY, request, 2);
    assert_int_equal(now.code, 0);
    assert_int_equal(now.height, 5);
    assert_int_equal(then.height, 2);
    /* Minting goes on with every block. */
    assert_true(
        bytes_compare(amount_of(chain->arena, then.value), amount_of(chain->arena, now.value)) < 0);
    int64_t height = 0;
    struct bytes answer;
    ASSERT_OK(chain->face->answer(chain->app, chain->arena, bytes_text(SUPPLY), request, &height,
                                  &answer));
    assert_int_equal(height, 5);
    ASSERT_BYTES(answer, now.value);
    test_recorded_chain_free(chain);
}

static void heights_out_of_reach_are_refused(void **state)
{
    struct test_recorded_chain *chain = test_recorded_chain_new("bank", 2);
    struct bytes request = supply_request(chain->arena);
    ASSERT_TEXT(ask(chain, SUPPLY, request, 3).log,
                "cannot query with height in the future; please provide a valid height: invalid "
                "height");
    ASSERT_TEXT(ask(chain, SUPPLY, request, -1).log,
                "cannot query with height < 0; please provide a valid height: invalid request");
    struct tendermint_abci_request_query proof = {
        .path = bytes_text(SUPPLY), .data = request, .height = 1, .prove = true};
    struct tendermint_abci_response_query response;
    chain->face->query(chain->app, chain->arena, &proof, &response);
    assert_int_equal(response.code, CHAIN_INVALID_REQUEST.code);
    test_recorded_chain_free(chain);
}

static void refusals_of_handlers_become_abci_codes(void **state)
{
    struct test_recorded_chain *chain = test_recorded_chain_new("bank", 2);
    struct tendermint_abci_response_query response =
        ask(chain, "/cosmos.auth.v1beta1.Query/Account", BYTES(""), 0);
    assert_int_equal(response.code, CHAIN_INVALID_REQUEST.code);
    ASSERT_TEXT(response.log, "rpc error: code = InvalidArgument desc = Address cannot be empty: "
                              "invalid request");
    response = ask(chain, "/cosmos.auth.v1beta1.Query/ModuleAccountByName", BYTES("\x0a\x01x"), 0);
    assert_int_equal(response.code, CHAIN_KEY_NOT_FOUND.code);
    response = ask(chain, SUPPLY, BYTES("\x0a\x05"), 0);
    assert_int_not_equal(response.code, 0);
    struct bytes answer, text;
    int64_t height = 0;
    status refused = chain->face->answer(chain->app, chain->arena, BYTES("/none.Query/It"),
                                         BYTES(""), &height, &answer);
    assert_int_equal(chain_grpc_code(refused, &text), GRPC_UNIMPLEMENTED);
    test_recorded_chain_free(chain);
}

static void other_paths_have_the_originals_answers(void **state)
{
    struct test_recorded_chain *chain = test_recorded_chain_new("bank", 2);
    ASSERT_TEXT(ask(chain, "/nothing", BYTES(""), 0).log, "unknown query path: unknown request");
    ASSERT_TEXT(ask(chain, "/app", BYTES(""), 0).log,
                "expected second parameter to be either 'simulate' or 'version', neither was "
                "present: unknown request");
    ASSERT_TEXT(ask(chain, "/app/other", BYTES(""), 0).log,
                "unknown query: [app other]: unknown request");
    assert_int_equal(ask(chain, "/app/version", BYTES(""), 0).code, 0);
    assert_int_equal(ask(chain, "/p2p/filter/addr/1.2.3.4", BYTES(""), 0).code, 0);
    assert_int_equal(ask(chain, "/cosmos.tx.v1beta1.Service/BroadcastTx", BYTES(""), 0).code,
                     CHAIN_INVALID_REQUEST.code);
    struct tendermint_abci_response_query response = ask(chain, "/app/simulate", BYTES("\xff"), 0);
    assert_true(bytes_find(response.log, ':') < response.log.len);
    assert_int_equal(response.code, CHAIN_TX_DECODE.code);
    test_recorded_chain_free(chain);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(modules_answer_at_any_kept_height),
        cmocka_unit_test(heights_out_of_reach_are_refused),
        cmocka_unit_test(refusals_of_handlers_become_abci_codes),
        cmocka_unit_test(other_paths_have_the_originals_answers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
