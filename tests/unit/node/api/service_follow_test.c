#include "node/api/service.h"

#include "tests/support/api_group.h"
#include "tests/support/http_client.h"
#include "tests/support/test.h"

static struct bytes get(const char *target)
{
    return http_client_body(http_client_get(chain.arena, ports.rest, target, ""));
}

static void the_newest_blocks_signatures_are_there_at_once(void **state)
{
    struct bytes reply = get("/secretd/follow/commits/1");
    ASSERT_HAS(reply, "{\"commit\":{\"height\":\"1\",\"round\":0,\"block_id\":{\"hash\":\"");
    ASSERT_HAS(reply, "\"signatures\":[{\"block_id_flag\":\"BLOCK_ID_FLAG_COMMIT\"");
}

static void other_heights_are_told_apart(void **state)
{
    ASSERT_HAS(get("/secretd/follow/commits/9"),
               "{\"code\":3,\"message\":\"block 9 is not there yet\"");
    ASSERT_HAS(get("/secretd/follow/commits/0"),
               "{\"code\":5,\"message\":\"block 0 is not available\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_newest_blocks_signatures_are_there_at_once),
        cmocka_unit_test(other_heights_are_told_apart),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
