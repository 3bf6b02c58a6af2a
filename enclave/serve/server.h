#ifndef ENCLAVE_SERVE_SERVER_H
#define ENCLAVE_SERVE_SERVER_H

#include <pthread.h>

#include "common/base/processor.h"
#include "common/boundary/stream.h"
#include "enclave/contract/block.h"
#include "enclave/contract/call.h"
#include "enclave/serve/options.h"

/* The enclave program: one thread for each stream, each with the rights of its stream. The
 * operator's thread loads the keys; until then the others refuse. */

struct server {
    struct options options;
    uint32_t sandbox; /* enum boundary_sandbox */
    /* All threads meet here twice: before the process is locked in, and before the first
     * request. */
    pthread_barrier_t gate;
    struct crypto_secp256k1 *curve;
    struct vm *machine; /* the first one made; the others share its compiled contracts */
    struct keys_chain *keys;
    const struct sealer *sealer;
    struct block *block;
    uint8_t chain_id[64];
    size_t chain_id_len;
    uint32_t ready; /* 1 once all of the above is there: server_is_ready */
};

/* server_start makes what needs no keys. */
struct server *server_start(const struct options *options);

/* server_is_ready: the keys are loaded, and every thread sees all of them. */
bool server_is_ready(struct server *server);

/* The threads beside those of the query streams: operator, executor, and the one that compiles. */
enum { SERVER_THREADS_OTHER = 3 };

enum { POST_SECRET_BYTES = 64 * 1024 };

/* One stream and the thread behind it. */
struct post {
    struct server *server;
    struct boundary_stream *stream;
    struct processor_place place;              /* of the thread that serves it */
    struct vm *vm;                             /* NULL for the operator */
    struct desk *desk;                         /* NULL until the keys are there */
    struct arena *arena;                       /* of the request; ciphertext only */
    struct secretd_boundary_stored_list ahead; /* what came with the call under way */
    struct arena
        *secret; /* locked, for seeds on their way into or out of a blob; NULL in queries */
};

/* post_new makes a post on descriptor `fd`. The machine is made here, because it cannot be made any
 * more when the process is locked in. */
struct post *post_new(struct server *server, int fd, enum boundary_right right);

/* server_compiler makes the machine of the thread that compiles, after that of a post. */
struct vm *server_compiler(struct server *server);

/* post_serve answers requests until the node is gone, which ends the process. */
_Noreturn void post_serve(struct post *post);

/* post_get waits for the next frame. A node that is gone ends the process; so does one that sends
 * nonsense. */
enum boundary_frame post_get(struct post *post, struct arena *arena, const void **message);

/* The requests of each kind of stream (operator.c, executor.c, requests.c). False: no such request
 * here. */
bool operator_answer(struct post *post, enum boundary_frame number, const void *message);
bool executor_answer(struct post *post, enum boundary_frame number, const void *message);
bool requests_answer(struct post *post, enum boundary_frame number, const void *message);

/* host_of gives the callbacks of a call that runs on this post's stream (host.c). */
struct call_host host_of(struct post *post);

/* operator_seal seals keys and checkpoint, into post->arena. */
struct bytes operator_seal(struct post *post);

#endif
