#include "node/api/service.h"

#include <stdio.h>

#include "common/encoding/protobuf.h"
#include "schema/core/secretd_inspect.h"
#include "tests/support/fake_chain.h"
#include "tests/support/http_client.h"
#include "tests/support/test.h"

#define KNOWN   "ABABABABABABABABABABABABABABABABABABABABABABABABABABABABABABABAB"
#define UNKNOWN "00ABABABABABABABABABABABABABABABABABABABABABABABABABABABABABABAB"

static struct fake_chain chain;

static bool known(void *context, struct arena *arena, const uint8_t hash[32],
                  struct bytes *transaction)
{
    const struct secretd_inspect_transaction tree = {.hash = BYTES(KNOWN), .height = 3};
    if (hash[0] != 0xab)
        return false;
    *transaction = protobuf_encode(arena, &secretd_inspect_transaction_type, &tree);
    return true;
}

static struct bytes get(uint16_t port, const char *hash)
{
    char target[128];
    snprintf(target, sizeof target, "/secretd/inspect/transactions/%s", hash);
    return http_client_body(http_client_get(chain.arena, port, target, ""));
}

static void a_remembered_transaction_is_told(void **state)
{
    static const struct inspection_store store = {.get = known};
    chain = (struct fake_chain){.inspections = &store};
    struct api_ports ports = fake_start_all(&chain);
    ASSERT_HAS(get(ports.rest, KNOWN), "{\"transaction\":{\"hash\":\"" KNOWN "\",\"height\":\"3\"");
    ASSERT_HAS(get(ports.rest, UNKNOWN),
               "{\"code\":5,\"message\":\"no contract call of transaction");
    ASSERT_HAS(get(ports.rest, "ab"),
               "{\"code\":3,\"message\":\"a transaction hash is 64 hex digits");
    fake_stop(&chain);
}

static void a_node_that_was_not_asked_to_remembers_nothing(void **state)
{
    chain = (struct fake_chain){0};
    struct api_ports ports = fake_start_all(&chain);
    ASSERT_HAS(get(ports.rest, KNOWN), "start the node with --inspect");
    fake_stop(&chain);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_remembered_transaction_is_told),
        cmocka_unit_test(a_node_that_was_not_asked_to_remembers_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
