#include "enclave/serve/server.h"

#include <unistd.h>

#include "common/base/halt.h"
#include "common/base/memory.h"
#include "common/crypto/secret.h"
#include "enclave/keys/locked.h"

enum { REQUEST_CHUNK = 64 * 1024, CODES_MAX = 256 };

struct server *server_start(const struct options *options)
{
    struct server *server = heap_zalloc(1, sizeof *server);
    uint8_t seed[32];
    crypto_random(seed, sizeof seed);
    server->options = *options;
    ASSERT(pthread_barrier_init(&server->gate, NULL, options->query_count + SERVER_THREADS_OTHER) ==
           0);
    server->curve = crypto_secp256k1_new(seed);
    wipe(seed, sizeof seed);
    server->keys = keys_chain_new();
    return server;
}

bool server_is_ready(struct server *server)
{
    return __atomic_load_n(&server->ready, __ATOMIC_ACQUIRE) == 1;
}

struct post *post_new(struct server *server, int fd, enum boundary_right right)
{
    struct post *post = heap_zalloc(1, sizeof *post);
    post->server = server;
    post->stream = boundary_stream_new(fd, BOUNDARY_ENCLAVE, right);
    post->arena = arena_new(REQUEST_CHUNK);
    if (right != BOUNDARY_RIGHT_QUERY) {
        struct keys_region region = keys_region_map(POST_SECRET_BYTES, KEYS_LOCKED);
        post->secret = arena_new_fixed(region.memory, region.bytes);
    }
    if (right == BOUNDARY_RIGHT_OPERATOR)
        return post;
    const struct vm_options machine = {
        .engine = server->options.wasmi ? VM_WASMI : VM_WASMTIME,
        .instances_max = CALL_QUERY_DEPTH_MAX + 1,
        .codes_max = CODES_MAX,
        .machines_max = 2 + server->options.query_count,
        .beside = server->machine,
        .curve = server->curve,
        .debug_print = server->options.debug_print,
        .compiles_later = true,
    };
    post->vm = vm_new(&machine);
    if (server->machine == NULL)
        server->machine = post->vm;
    return post;
}

struct vm *server_compiler(struct server *server)
{
    const struct vm_options machine = {.engine = server->options.wasmi ? VM_WASMI : VM_WASMTIME,
                                       .beside = server->machine,
                                       .curve = server->curve};
    return vm_new(&machine);
}

enum boundary_frame post_get(struct post *post, struct arena *arena, const void **message)
{
    enum boundary_frame number = BOUNDARY_NONE;
    switch (boundary_get(post->stream, arena, &number, message)) {
    case BOUNDARY_OK:
        return number;
    case BOUNDARY_CLOSED:
        /* The only sure sign that the node is gone. Other threads may be at work: nothing is torn
         * down. */
        _exit(0);
    case BOUNDARY_REFUSED:
        break;
    }
    halt("secretd-enclave: the node sent a frame that this stream does not take");
}

static void greet(struct post *post)
{
    const void *message;
    const struct server *server = post->server;
    uint8_t schema[32];
    boundary_schema_hash(schema);
    if (post_get(post, post->arena, &message) != BOUNDARY_HELLO)
        halt("secretd-enclave: the node does not say who it is");
    const struct secretd_boundary_hello *hello = message;
    if (hello->version != BOUNDARY_VERSION || !bytes_equal(hello->schema_hash, BYTES_OF(schema)))
        halt("secretd-enclave: the node was built from another version (boundary %u, here %u)",
             hello->version, BOUNDARY_VERSION);
    const struct secretd_boundary_hello_reply reply = {
        .version = BOUNDARY_VERSION,
        .schema_hash = BYTES_OF(schema),
        .simulation = true,
        .sandbox = server->sandbox,
        .engine = server->options.wasmi ? BYTES("wasmi") : BYTES("wasmtime"),
        .right = boundary_stream_right(post->stream),
    };
    boundary_put(post->stream, BOUNDARY_HELLO_REPLY, &reply);
}

/* What a call needs and only the keys can give. */
static void furnish(struct post *post)
{
    struct server *server = post->server;
    if (post->desk != NULL || post->vm == NULL || !server_is_ready(server))
        return;
    const struct desk_options options = {
        .keys = server->keys,
        .curve = server->curve,
        .sealer = server->sealer,
        .chain_id = bytes_make(server->chain_id, server->chain_id_len),
        .vm = post->vm,
        .block =
            boundary_stream_right(post->stream) == BOUNDARY_RIGHT_EXECUTOR ? server->block : NULL,
        .exceptions = &EXCEPTIONS,
        .inspect = server->options.inspect,
        .host = host_of(post),
    };
    post->desk = desk_new(&options);
}

_Noreturn void post_serve(struct post *post)
{
    greet(post);
    for (;;) {
        const void *message;
        arena_reset(post->arena);
        enum boundary_frame number = post_get(post, post->arena, &message);
        furnish(post);
        bool known = false;
        switch (boundary_stream_right(post->stream)) {
        case BOUNDARY_RIGHT_OPERATOR:
            known = operator_answer(post, number, message);
            break;
        case BOUNDARY_RIGHT_EXECUTOR:
            known =
                executor_answer(post, number, message) || requests_answer(post, number, message);
            break;
        default:
            known = requests_answer(post, number, message);
            break;
        }
        if (!known)
            halt("secretd-enclave: the node sent frame %u out of order", number);
    }
}
