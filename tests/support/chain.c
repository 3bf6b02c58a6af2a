#include "tests/support/chain.h"

#include "common/base/memory.h"
#include "schema/chain/registry.h"

static const struct bytes MINTER[] = {BYTES_INIT("minter")};
static const struct bytes BURNER_STAKING[] = {BYTES_INIT("burner"), BYTES_INIT("staking")};
static const struct bytes BURNER[] = {BYTES_INIT("burner")};

/* Real addresses: the first 20 bytes of SHA-256 of the name. */
static const struct module_account ACCOUNTS[] = {
    {"bonded_tokens_pool",
     PERMISSION_BURNER | PERMISSION_STAKING,
     false,
     {0x4f, 0xea, 0x76, 0x42, 0x7b, 0x83, 0x45, 0x86, 0x1e, 0x80,
      0xa3, 0x54, 0x0a, 0x8a, 0x9d, 0x93, 0x6f, 0xd3, 0x93, 0x91},
     {(struct bytes *)(uintptr_t)BURNER_STAKING, 2}},
    {"distribution",
     0,
     true,
     {0x93, 0x35, 0x48, 0x45, 0x03, 0x02, 0x74, 0xcd, 0x4b, 0xf1,
      0x68, 0x6a, 0xbd, 0x60, 0xab, 0x28, 0xec, 0x52, 0xe1, 0xa7},
     {NULL, 0}},
    {"fee_collector",
     0,
     false,
     {0xf1, 0x82, 0x96, 0x76, 0xdb, 0x57, 0x76, 0x82, 0xe9, 0x44,
      0xfc, 0x34, 0x93, 0xd4, 0x51, 0xb6, 0x7f, 0xf3, 0xe2, 0x9f},
     {NULL, 0}},
    {"gov",
     PERMISSION_BURNER,
     false,
     {0x7b, 0x5f, 0xe2, 0x2b, 0x54, 0x46, 0xf7, 0xc6, 0x2e, 0xa2,
      0x7b, 0x8b, 0xd7, 0x1c, 0xef, 0x94, 0xe0, 0x3f, 0x3d, 0xf2},
     {(struct bytes *)(uintptr_t)BURNER, 1}},
    {"mint",
     PERMISSION_MINTER,
     false,
     {0xdc, 0x6f, 0x17, 0xbb, 0xec, 0x82, 0x4f, 0xff, 0x8f, 0x86,
      0x58, 0x79, 0x66, 0xb2, 0x04, 0x7d, 0xb6, 0xab, 0x73, 0x67},
     {(struct bytes *)(uintptr_t)MINTER, 1}},
};

struct test_chain *test_chain_new(void)
{
    struct test_chain *test = heap_zalloc(1, sizeof(*test));
    test->arena = arena_new(1 << 16);
    test->stores = multistore_new();
    test->view = multistore_latest(test->stores);
    test->chain = (struct chain){
        .registry = &schema_chain_registry,
        .module_accounts = ACCOUNTS,
        .module_account_count = ARRAY_COUNT(ACCOUNTS),
    };
    test->block = (struct block_info){
        .chain_id = BYTES("secretdev-1"), .height = 10, .time_seconds = 1700000000};
    test->gas = gas_meter_new(GAS_UNLIMITED);
    test->ctx = (struct context){
        .arena = test->arena,
        .chain = &test->chain,
        .block = &test->block,
        .state = overlay_new(test->arena, test->view, 0),
        .gas = &test->gas,
        .events = event_list_new(test->arena),
        .mode = EXEC_FINALIZE,
    };
    return test;
}

void test_chain_free(struct test_chain *test)
{
    view_release(test->view);
    multistore_free(test->stores);
    arena_drop(test->arena);
    heap_free(test);
}

uint64_t test_gas(struct test_chain *test)
{
    uint64_t used = test->gas.used;
    test->gas.used = 0;
    return used;
}

struct bytes test_stored(struct test_chain *test, enum store_id store, struct bytes key)
{
    struct bytes value;
    return overlay_get(test->ctx.state, store, key, &value) ? value : bytes_make(NULL, 0);
}

struct bytes test_address(struct arena *arena, uint8_t byte)
{
    uint8_t *address = arena_alloc(arena, 20);
    memset(address, byte, 20);
    return bytes_make(address, 20);
}

struct bytes test_events(struct test_chain *test)
{
    struct writer writer = writer_new(test->arena, 256);
    for (size_t i = 0; i < test->ctx.events->count; i++) {
        const struct event *event = &test->ctx.events->items[i];
        writer_text(&writer, i > 0 ? "\n" : "");
        writer_bytes(&writer, event->type);
        for (size_t at = 0; at < event->count; at++) {
            writer_byte(&writer, ' ');
            writer_bytes(&writer, event->attributes[at].key);
            writer_byte(&writer, '=');
            writer_bytes(&writer, event->attributes[at].value);
        }
    }
    test->ctx.events = event_list_new(test->arena);
    return writer_done(&writer);
}
