#include "enclave/serve/native.h"

#include "common/crypto/hash.h"
#include "tests/support/engine_case.h"
#include "tests/support/test.h"

/* A post without a stream: enough to seal with. */
struct world {
    struct arena *arena;
    struct server server;
    struct post post;
    uint8_t code_hash[32];
};

static struct keys_chain *chain_of(uint8_t byte)
{
    struct keys_secret seeds[2];
    memset(seeds, byte, sizeof seeds);
    struct keys_chain *chain = keys_chain_new();
    keys_chain_load(chain, seeds, 2);
    return chain;
}

static void world_start(struct world *world)
{
    *world = (struct world){.arena = arena_new(1 << 16)};
    world->server.keys = chain_of(1);
    world->post.server = &world->server;
    world->post.arena = world->arena;
    const struct vm_options machine = {
        .engine = VM_WASMTIME, .instances_max = 1, .codes_max = 4, .compiles_later = true};
    world->post.vm = vm_new(&machine);
    engine_case_signals();
    struct bytes wasm = test_file(world->arena, "tests/vectors/enclave/keeper.wasm");
    const struct vm_code *code;
    crypto_sha256(wasm, world->code_hash);
    ASSERT_OK(vm_load(world->post.vm, world->code_hash, wasm, &code));
}

static void world_stop(struct world *world)
{
    vm_drop(world->post.vm);
    keys_chain_free(world->server.keys);
    arena_drop(world->arena);
}

static void each_compiled_module_is_sealed_once(void **state)
{
    struct world world;
    struct secretd_boundary_block_reply reply = {0};
    world_start(&world);
    native_seal(&world.post, &reply);
    assert_null(reply.native.data);
    vm_work(world.post.vm);
    native_seal(&world.post, &reply);
    ASSERT_BYTES(reply.native_hash, BYTES_OF(world.code_hash));
    struct bytes native = native_open(&world.server, world.arena, world.code_hash, reply.native);
    assert_true(native.len + 80 == reply.native.len);
    reply = (struct secretd_boundary_block_reply){0};
    native_seal(&world.post, &reply);
    assert_null(reply.native.data);
    world_stop(&world);
}

static void only_what_was_sealed_here_for_this_code_opens(void **state)
{
    struct world world;
    struct secretd_boundary_block_reply reply = {0};
    world_start(&world);
    vm_work(world.post.vm);
    native_seal(&world.post, &reply);
    uint8_t *blob = (uint8_t *)reply.native.data;
    for (size_t at = 0; at < reply.native.len; at += 1 + reply.native.len / 16) {
        blob[at] ^= 1;
        assert_null(native_open(&world.server, world.arena, world.code_hash, reply.native).data);
        blob[at] ^= 1;
    }
    struct bytes cut = bytes_slice(reply.native, 0, reply.native.len - 1);
    assert_null(native_open(&world.server, world.arena, world.code_hash, cut).data);
    assert_null(native_open(&world.server, world.arena, world.code_hash, BYTES("")).data);
    uint8_t other[32] = {1};
    assert_null(native_open(&world.server, world.arena, other, reply.native).data);
    struct server elsewhere = {.keys = chain_of(2)};
    assert_null(native_open(&elsewhere, world.arena, world.code_hash, reply.native).data);
    keys_chain_free(elsewhere.keys);
    world_stop(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_compiled_module_is_sealed_once),
        cmocka_unit_test(only_what_was_sealed_here_for_this_code_opens),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
