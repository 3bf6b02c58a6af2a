#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

#include <openssl/crypto.h>

#include "common/base/halt.h"
#include "common/crypto/gcm.h"
#include "common/crypto/secp256r1.h"
#include "common/crypto/siv.h"
#include "common/crypto/x25519.h"
#include "enclave/keys/pool.h"
#include "enclave/serve/sandbox.h"
#include "enclave/serve/server.h"

enum {
    THREAD_STACK_BYTES = 8 << 20,
    COMPILER_NICENESS = 5,
    HEAPS_MAX = OPTIONS_QUERIES_MAX + SERVER_THREADS_OTHER,
    MAPPED_BYTES_MIN = 4 << 20,
    NEVER_TRIM = -1, /* mallopt(3) */
};

/* libc opens a file before it gives back the end of a thread's heap, and in some versions another
 * before it makes one more heap. This process may not open files, so its heaps never shrink, their
 * number is given, and large blocks are kept out of them. */
static void settle_heaps(void)
{
    mallopt(M_TRIM_THRESHOLD, NEVER_TRIM);
    mallopt(M_ARENA_MAX, HEAPS_MAX);
    mallopt(M_MMAP_THRESHOLD, MAPPED_BYTES_MIN);
}

/* libcrypto reads and allocates at the first use of each algorithm: that must be over when the
 * process is locked in. */
static void warm_up(void)
{
    static const uint8_t key[32] = {9};
    uint8_t out[48], hash[32] = {0}, point[33] = {2};
    ASSERT(OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL) == 1);
    struct crypto_siv *siv = crypto_siv_new(key);
    crypto_siv_seal(siv, NULL, 0, BYTES(""), out);
    crypto_siv_free(siv);
    struct crypto_gcm *gcm = crypto_gcm_new();
    crypto_gcm_seal(gcm, key, hash, BYTES(""), BYTES(""), out);
    crypto_gcm_free(gcm);
    struct crypto_x25519 *exchange = crypto_x25519_new(key);
    crypto_x25519_exchange(exchange, key, out);
    crypto_x25519_exchange(exchange, hash, out); /* its error texts too */
    crypto_x25519_free(exchange);
    (void)crypto_secp256r1_verify(BYTES_OF(point), hash, bytes_make(out, 48));
}

/* What a thread does before this it may not be able to do later. */
static void pass_gate(struct server *server)
{
    pthread_barrier_wait(&server->gate);
    pthread_barrier_wait(&server->gate);
}

static void *serve(void *argument)
{
    struct post *post = argument;
    pass_gate(post->server);
    post_serve(post);
}

struct compiler {
    struct server *server;
    struct vm *vm;
};

/* Compiles for the others, when they leave it the time. */
static void *compile(void *argument)
{
    const struct compiler *compiler = argument;
    (void)setpriority(PRIO_PROCESS, (id_t)gettid(), COMPILER_NICENESS);
    pass_gate(compiler->server);
    for (;;)
        vm_work(compiler->vm);
    return NULL;
}

static void start_thread(void *(*work)(void *), void *argument)
{
    pthread_t thread;
    pthread_attr_t attributes;
    ASSERT(pthread_attr_init(&attributes) == 0);
    ASSERT(pthread_attr_setstacksize(&attributes, THREAD_STACK_BYTES) == 0);
    int failed = pthread_create(&thread, &attributes, work, argument);
    if (failed != 0)
        halt("secretd-enclave: no thread: error %d", failed);
    pthread_attr_destroy(&attributes);
}

int main(int count, char **arguments)
{
    struct options options;
    if (!options_parse(count - 1, (const char *const *)arguments + 1, &options)) {
        fprintf(stderr, "secretd-enclave is started by secretd\n");
        return 2;
    }
    if (!SECRETD_SIMULATION) {
        fprintf(stderr,
                "secretd-enclave: built without simulation, and no hardware is supported yet\n");
        return 1;
    }
    signal(SIGPIPE, SIG_IGN);
    settle_heaps();
    keys_pool_install();
    uint32_t sandbox = sandbox_enter(&options);
    warm_up();
    keys_pool_arm();
    struct server *server = server_start(&options);
    struct post *operator= post_new(server, options.operator, BOUNDARY_RIGHT_OPERATOR);
    struct post *posts[1 + OPTIONS_QUERIES_MAX];
    posts[0] = post_new(server, options.executor, BOUNDARY_RIGHT_EXECUTOR);
    for (uint32_t i = 0; i < options.query_count; i++)
        posts[1 + i] = post_new(server, options.queries[i], BOUNDARY_RIGHT_QUERY);
    sandbox |= sandbox_memory(&options, keys_pool_locked() && keys_chain_locked(server->keys));
    struct compiler compiler = {server, server_compiler(server)};
    for (uint32_t i = 0; i <= options.query_count; i++)
        start_thread(serve, posts[i]);
    start_thread(compile, &compiler);
    pthread_barrier_wait(&server->gate);
    server->sandbox = sandbox | sandbox_close(&options);
    pthread_barrier_wait(&server->gate);
    post_serve(operator);
}
