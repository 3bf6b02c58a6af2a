#ifndef NODE_ENCLAVE_LINK_LINK_INTERNAL_H
#define NODE_ENCLAVE_LINK_LINK_INTERNAL_H

#include <pthread.h>
#include <sys/types.h>

#include "common/base/processor.h"
#include "common/boundary/stream.h"
#include "node/enclave_link/ahead.h"
#include "node/enclave_link/enclave_link.h"

enum {
    LINK_STREAMS_MAX = 2 + ENCLAVE_QUERY_SESSIONS_MAX, /* operator, executor, queries */
    LINK_OPERATOR = 0,
    LINK_EXECUTOR = 1,
    LINK_QUERIES = 2,
};

struct enclave_session {
    struct boundary_stream *stream;
    struct arena
        *scratch; /* frames of the enclave and our answers to them; a stack of nested calls */
    /* Brackets that the enclave has not been told yet. */
    bool tx_pending;
    bool message_pending;
    bool tx_told;
    struct secretd_boundary_tx_begin tx;
    struct secretd_boundary_message_begin message;
    uint32_t depth;               /* open marks */
    struct processor_place place; /* of the thread that executes a block */
    struct ahead *ahead;          /* of calls */
    const struct enclave_link *link;
    struct enclave_session *next_free;
};

struct enclave_link {
    struct enclave_session sessions[LINK_STREAMS_MAX];
    uint32_t session_count;
    struct enclave_info info;
    struct arena *arena; /* texts of `info` */
    int native;          /* folder of native.h; -1: none */
    pid_t process;
    pthread_t watcher;
    bool stopping; /* under `lock` */
    pthread_mutex_t lock;
    pthread_cond_t freed;
    struct enclave_session *free_list;
};

/* link_get waits for a frame of the enclave; its end or nonsense from it is a halt. */
enum boundary_frame link_get(struct enclave_session *session, struct arena *arena,
                             const void **message);

/* link_expect is link_get for a frame that must be `number`. */
const void *link_expect(struct enclave_session *session, struct arena *arena,
                        enum boundary_frame number);

/* link_spawn starts the program with one end of `count` streams as descriptors 3, 4, ... and gives
 * our ends. */
MUST_CHECK status link_spawn(struct arena *arena, const struct enclave_options *options,
                             uint32_t count, int ends[LINK_STREAMS_MAX], pid_t *process);

#endif
