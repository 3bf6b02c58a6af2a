/* Questions to the state machine. The first byte picks the way: 0 is an ABCI query of a path, with
 * height and proof from the second byte and the path up to a NUL; else the method of a service that
 * two bytes pick, answered at a height that one byte picks. The rest is the request. */
#include "common/base/halt.h"
#include "common/encoding/gateway_json.h"
#include "common/encoding/protobuf.h"
#include "node/app/modules.h"
#include "schema/chain/registry.h"
#include "tests/support/recorded_chain.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { HEIGHT = 171, FIRST_HEIGHT = 161, HEAD_BYTES = 4 };

static struct test_recorded_chain *chain;

/* 0, one below, inside, one above the heights there are, and a negative one. */
static int64_t pick_height(uint8_t byte)
{
    byte %= 16;
    return byte == 0 ? 0 : byte == 15 ? -1 : FIRST_HEIGHT - 2 + byte;
}

static void ask_abci(struct arena *arena, struct bytes input)
{
    struct tendermint_abci_response_query first, second;
    size_t end = bytes_find(bytes_from(input, 2), 0);
    struct bytes path = bytes_slice(input, 2, end);
    struct tendermint_abci_request_query request = {
        .path = path,
        .height = pick_height(input.data[1]),
        .prove = (input.data[1] & 0x80) != 0,
        .data = end + 2 < input.len ? bytes_from(input, 2 + end + 1) : BYTES(""),
    };
    chain->face->query(chain->app, arena, &request, &first);
    chain->face->query(chain->app, arena, &request, &second);
    ASSERT(first.code == second.code && bytes_equal(first.value, second.value) &&
           bytes_equal(first.log, second.log));
}

/* The query methods of all modules in the order of their tables. */
static const struct query_route *pick_route(size_t wanted)
{
    size_t total = 0;
    for (size_t i = 0; i < APP_MODULES.count; i++)
        total += APP_MODULES.items[i]->query_count;
    wanted %= total;
    for (size_t i = 0; i < APP_MODULES.count; i++) {
        const struct module *module = APP_MODULES.items[i];
        if (wanted < module->query_count)
            return &module->queries[wanted];
        wanted -= module->query_count;
    }
    return NULL;
}

static void ask_service(struct arena *arena, struct bytes input)
{
    size_t number = (size_t)input.data[1] << 8 | input.data[2];
    int64_t height = pick_height(input.data[3]);
    const struct query_route *route = pick_route(number);
    const struct method_type *method = method_find(&schema_chain_services, bytes_text(route->path));
    struct bytes response;
    struct writer json = writer_new(arena, 1024);
    ASSERT(method != NULL);
    if (chain->face->answer(chain->app, arena, bytes_text(route->path),
                            bytes_from(input, HEAD_BYTES), &height, &response) != NULL)
        return;
    void *message = arena_alloc(arena, method->response->size);
    ASSERT(protobuf_decode(arena, method->response, response, message) == NULL);
    status printed = gateway_json_write(&json, &schema_chain_registry, method->response, message);
    ASSERT(printed == NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (chain == NULL)
        chain = test_recorded_chain_new("export-import", HEIGHT);
    if (size < HEAD_BYTES)
        return 0;
    struct arena *arena = arena_new(1 << 16);
    (data[0] == 0 ? ask_abci : ask_service)(arena, bytes_make(data, size));
    arena_drop(arena);
    return 0;
}
