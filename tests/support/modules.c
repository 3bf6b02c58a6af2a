#include "tests/support/modules.h"

#include "node/chain/address.h"
#include "tests/support/test.h"

static void *last_response;

struct coins test_coins(struct test_chain *test, const char *denom, uint64_t amount)
{
    return coins_one(test->arena, bytes_text(denom), integer_from_u64(amount));
}

struct bytes test_account(struct test_chain *test, struct bytes address)
{
    return address_text(test->arena, ADDRESS_ACCOUNT, address);
}

struct bytes test_operator(struct test_chain *test, struct bytes address)
{
    return address_text(test->arena, ADDRESS_VALIDATOR, address);
}

void test_advance(struct test_chain *test, int64_t seconds)
{
    test->block.height++;
    test->block.time_seconds += seconds;
}

status test_run(struct test_chain *test, const struct module *module,
                const struct message_type *type, const void *message)
{
    for (size_t at = 0; at < module->message_count; at++) {
        const struct message_route *route = &module->messages[at];
        if (route->type != type)
            continue;
        if (route->check != NULL)
            TRY(route->check(test->arena, message));
        last_response = arena_alloc(test->arena, route->response->size);
        message_init(route->response, last_response);
        return route->execute(&test->ctx, message, last_response);
    }
    fail_msg("%s is no message of %s", type->full_name, module->name);
    return NULL;
}

const void *test_response(void)
{
    return last_response;
}

status test_query(struct test_chain *test, const struct module *module, const char *path,
                  const void *request, void *response)
{
    for (size_t at = 0; at < module->query_count; at++) {
        if (strcmp(module->queries[at].path, path) == 0)
            return module->queries[at].answer(&test->ctx, request, response);
    }
    fail_msg("%s is no query of %s", path, module->name);
    return NULL;
}

void test_serves(const struct module *module, const struct service_type *messages,
                 const struct service_type *queries)
{
    for (size_t at = 0; messages != NULL && at < messages->method_count; at++) {
        size_t found = 0;
        for (size_t i = 0; i < module->message_count; i++)
            found += module->messages[i].type == messages->methods[at].request &&
                     module->messages[i].response == messages->methods[at].response;
        if (found != 1)
            fail_msg("%s is handled %zu times", messages->methods[at].path, found);
    }
    for (size_t at = 0; queries != NULL && at < queries->method_count; at++) {
        size_t found = 0;
        for (size_t i = 0; i < module->query_count; i++)
            found += strcmp(module->queries[i].path, queries->methods[at].path) == 0;
        if (found != 1)
            fail_msg("%s is answered %zu times", queries->methods[at].path, found);
    }
}
