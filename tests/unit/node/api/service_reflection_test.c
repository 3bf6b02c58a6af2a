#include "node/api/service.h"

#include "tests/support/api_group.h"
#include "tests/support/http_client.h"
#include "tests/support/test.h"

static struct bytes get(const char *target)
{
    return http_client_body(http_client_get(chain.arena, ports.rest, target, ""));
}

static void interfaces_and_their_implementations_are_listed(void **state)
{
    ASSERT_HAS(get("/cosmos/base/reflection/v1beta1/interfaces"), "\"cosmos.base.v1beta1.Msg\"");
    ASSERT_HAS(
        get("/cosmos/base/reflection/v1beta1/interfaces/cosmos.base.v1beta1.Msg/implementations"),
        "\"/cosmos.bank.v1beta1.MsgSend\"");
}

static void the_application_describes_itself(void **state)
{
    ASSERT_TEXT(get("/cosmos/base/reflection/v1beta1/app_descriptor/chain"),
                "{\"chain\":{\"id\":\"net\"}}");
    ASSERT_HAS(get("/cosmos/base/reflection/v1beta1/app_descriptor/configuration"),
               "\"bech32_account_address_prefix\":\"secret\"");
    ASSERT_HAS(get("/cosmos/base/reflection/v1beta1/app_descriptor/authn"), "SIGN_MODE_EIP_191");
    ASSERT_HAS(get("/cosmos/base/reflection/v1beta1/app_descriptor/query_services"),
               "/cosmos.bank.v1beta1.Query/Balance");
    ASSERT_HAS(get("/cosmos/base/reflection/v1beta1/app_descriptor/codec"),
               "cosmos.auth.v1beta1.AccountI");
    ASSERT_HAS(get("/cosmos/base/reflection/v1beta1/app_descriptor/tx_descriptor"),
               "/cosmos.bank.v1beta1.MsgSend");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(interfaces_and_their_implementations_are_listed),
        cmocka_unit_test(the_application_describes_itself),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
