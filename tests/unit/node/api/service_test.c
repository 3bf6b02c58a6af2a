#include "node/api/service.h"

#include "tests/support/api_group.h"
#include "tests/support/http_client.h"
#include "tests/support/test.h"

#include "schema/chain/registry.h"

static uint32_t last_code;
static struct bytes last_message, last_response;

static void finish(struct service_call *call)
{
    last_code = call->code;
    last_message = call->message;
    last_response = call->response;
}

static void run(const char *path, struct bytes request)
{
    struct service_call call = {.api = chain.api,
                                .arena = chain.arena,
                                .method = method_find(&schema_chain_services, bytes_text(path)),
                                .request = request,
                                .finish = finish};
    service_run(&call);
}

static void modules_answer_what_is_not_answered_here(void **state)
{
    run("/cosmos.bank.v1beta1.Query/Params", BYTES(""));
    assert_int_equal(last_code, 0);
    run("/cosmos.bank.v1beta1.Query/AllBalances", BYTES(""));
    assert_int_equal(last_code, 5);
    ASSERT_TEXT(last_message, "nobody here: 100%");
    assert_null(service_find_own(BYTES("/cosmos.bank.v1beta1.Query/Params")));
    assert_non_null(service_find_own(BYTES("/cosmos.tx.v1beta1.Service/GetTx")));
}

static void requests_that_do_not_decode_are_refused(void **state)
{
    run("/cosmos.tx.v1beta1.Service/GetTx", BYTES("\x0a\xff"));
    assert_int_equal(last_code, 13);
    run("/cosmos.tx.v1beta1.Service/GetTx", BYTES(""));
    assert_int_equal(last_code, 3);
    ASSERT_TEXT(last_message, "tx hash cannot be empty");
}

static void refusals_have_another_form_on_the_abci_path(void **state)
{
    struct arena *arena = chain.arena;
    status refused = service_abci_error(arena, chain_grpc_error(arena, GRPC_NOT_FOUND, "gone"));
    ASSERT_TEXT(refused->text, "rpc error: code = NotFound desc = gone: key not found");
    assert_int_equal(refused->code, 22);
    refused = service_abci_error(arena, chain_error(arena, "plain"));
    ASSERT_TEXT(refused->text, "plain: invalid request");
    refused = service_abci_error(arena, error_wrap(arena, &CHAIN_INVALID_HEIGHT, "too high"));
    ASSERT_TEXT(refused->text, "too high: invalid height: unknown request");
}

static void registered_errors_show_their_numbers_when_nothing_was_added(void **state)
{
    run("/cosmos.tx.v1beta1.Service/GetBlockWithTxs", BYTES(""));
    assert_int_equal(last_code, 2);
    ASSERT_TEXT(last_message,
                "requested height 0 but height must not be less than 1 or greater than "
                "the current height 1: invalid height");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(modules_answer_what_is_not_answered_here),
        cmocka_unit_test(requests_that_do_not_decode_are_refused),
        cmocka_unit_test(refusals_have_another_form_on_the_abci_path),
        cmocka_unit_test(registered_errors_show_their_numbers_when_nothing_was_added),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
