#include "node/enclave_link/enclave_link.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/base/halt.h"
#include "common/base/memory.h"
#include "node/enclave_link/link_internal.h"

enum { SCRATCH_CHUNK = 64 * 1024 };

static const struct error WRONG_VERSION = {"enclave", 2, false,
                                           BYTES_INIT("the enclave is of another version")};
static const struct error DIED = {"enclave", 3, false, BYTES_INIT("the enclave ended at once")};

/* ---- frames ---- */

enum boundary_frame link_get(struct enclave_session *session, struct arena *arena,
                             const void **message)
{
    enum boundary_frame number = BOUNDARY_NONE;
    switch (boundary_get(session->stream, arena, &number, message)) {
    case BOUNDARY_OK:
        return number;
    case BOUNDARY_CLOSED:
        halt("the enclave process is gone");
    case BOUNDARY_REFUSED:
        break;
    }
    halt("the enclave sent a frame that it may not send");
}

const void *link_expect(struct enclave_session *session, struct arena *arena,
                        enum boundary_frame number)
{
    const void *message;
    if (link_get(session, arena, &message) != number)
        halt("the enclave answered with another frame than the one asked for");
    return message;
}

/* ---- start ---- */

static void *watch(void *argument)
{
    struct enclave_link *link = argument;
    int result = 0;
    while (waitpid(link->process, &result, 0) < 0 && errno == EINTR)
        ;
    pthread_mutex_lock(&link->lock);
    bool expected = link->stopping;
    pthread_mutex_unlock(&link->lock);
    if (expected)
        return NULL;
    if (WIFSIGNALED(result))
        halt("the enclave process was ended by signal %d", WTERMSIG(result));
    halt("the enclave process ended with code %d", WEXITSTATUS(result));
}

/* Says who we are on one stream; the answer must be of the same schema. */
static status greet(struct enclave_link *link, struct enclave_session *session, struct arena *arena)
{
    uint8_t schema[32];
    boundary_schema_hash(schema);
    const struct secretd_boundary_hello hello = {.version = BOUNDARY_VERSION,
                                                 .schema_hash = BYTES_OF(schema)};
    enum boundary_frame number;
    const void *message;
    boundary_put(session->stream, BOUNDARY_HELLO, &hello);
    if (boundary_get(session->stream, arena, &number, &message) != BOUNDARY_OK ||
        number != BOUNDARY_HELLO_REPLY)
        return &DIED;
    const struct secretd_boundary_hello_reply *reply = message;
    if (reply->version != BOUNDARY_VERSION || !bytes_equal(reply->schema_hash, BYTES_OF(schema)) ||
        reply->right != boundary_stream_right(session->stream))
        return &WRONG_VERSION;
    link->info = (struct enclave_info){
        .simulation = reply->simulation,
        .sandbox = reply->sandbox,
        .engine = arena_copy(link->arena, reply->engine),
        .process = (int)link->process,
    };
    return NULL;
}

static enum boundary_right right_of(uint32_t index)
{
    if (index == LINK_OPERATOR)
        return BOUNDARY_RIGHT_OPERATOR;
    return index == LINK_EXECUTOR ? BOUNDARY_RIGHT_EXECUTOR : BOUNDARY_RIGHT_QUERY;
}

static void drop(struct enclave_link *link)
{
    for (uint32_t i = 0; i < link->session_count; i++) {
        boundary_stream_free(link->sessions[i].stream);
        arena_drop(link->sessions[i].scratch);
        ahead_free(link->sessions[i].ahead);
    }
    if (link->native >= 0)
        close(link->native);
    pthread_mutex_destroy(&link->lock);
    pthread_cond_destroy(&link->freed);
    arena_drop(link->arena);
    heap_free(link);
}

static status shake_hands(struct enclave_link *link, struct arena *arena)
{
    for (uint32_t i = 0; i < link->session_count; i++)
        TRY(greet(link, &link->sessions[i], arena));
    return NULL;
}

status enclave_start(struct arena *arena, const struct enclave_options *options,
                     struct enclave_link **made)
{
    ASSERT(options->query_sessions >= 1 && options->query_sessions <= ENCLAVE_QUERY_SESSIONS_MAX);
    uint32_t count = LINK_QUERIES + options->query_sessions;
    int ends[LINK_STREAMS_MAX];
    pid_t process;
    signal(SIGPIPE, SIG_IGN); /* a dead enclave is noticed by the write that fails */
    TRY(link_spawn(arena, options, count, ends, &process));
    struct enclave_link *link = heap_zalloc(1, sizeof *link);
    link->process = process;
    link->arena = arena_new(1024);
    link->native = -1;
    ASSERT(pthread_mutex_init(&link->lock, NULL) == 0 &&
           pthread_cond_init(&link->freed, NULL) == 0);
    for (uint32_t i = 0; i < count; i++) {
        struct enclave_session *session = &link->sessions[link->session_count++];
        session->stream = boundary_stream_new(ends[i], BOUNDARY_NODE, right_of(i));
        session->scratch = arena_new(SCRATCH_CHUNK);
        session->ahead = ahead_new();
        session->link = link;
        if (i >= LINK_QUERIES) {
            session->next_free = link->free_list;
            link->free_list = session;
        }
    }
    status refused = shake_hands(link, arena);
    if (refused != NULL) {
        drop(link);
        kill(process, SIGKILL);
        waitpid(process, NULL, 0);
        return refused;
    }
    if (pthread_create(&link->watcher, NULL, watch, link) != 0)
        halt("no thread to watch the enclave");
    *made = link;
    return NULL;
}

void enclave_keep_native(struct enclave_link *link, const char *folder)
{
    if (mkdir(folder, 0755) == 0 || errno == EEXIST)
        link->native = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

void enclave_stop(struct enclave_link *link)
{
    pthread_mutex_lock(&link->lock);
    link->stopping = true;
    pthread_mutex_unlock(&link->lock);
    boundary_stream_free(link->sessions[LINK_OPERATOR].stream);
    link->sessions[LINK_OPERATOR].stream = NULL;
    pthread_join(link->watcher, NULL);
    drop(link);
}

const struct enclave_info *enclave_describe(const struct enclave_link *link)
{
    return &link->info;
}

/* ---- sessions ---- */

struct enclave_session *enclave_executor(struct enclave_link *link)
{
    return &link->sessions[LINK_EXECUTOR];
}

struct enclave_session *enclave_query_take(struct enclave_link *link)
{
    pthread_mutex_lock(&link->lock);
    while (link->free_list == NULL)
        pthread_cond_wait(&link->freed, &link->lock);
    struct enclave_session *session = link->free_list;
    link->free_list = session->next_free;
    pthread_mutex_unlock(&link->lock);
    return session;
}

void enclave_query_give(struct enclave_link *link, struct enclave_session *session)
{
    pthread_mutex_lock(&link->lock);
    session->next_free = link->free_list;
    link->free_list = session;
    pthread_cond_signal(&link->freed);
    pthread_mutex_unlock(&link->lock);
}

/* ---- keys ---- */

void enclave_bootstrap(struct enclave_link *link, struct arena *arena,
                       const struct secretd_boundary_network *network,
                       struct secretd_boundary_keys_reply *reply)
{
    struct enclave_session *session = &link->sessions[LINK_OPERATOR];
    const struct secretd_boundary_bootstrap request = {.network = *network};
    boundary_put(session->stream, BOUNDARY_BOOTSTRAP, &request);
    *reply = *(const struct secretd_boundary_keys_reply *)link_expect(session, arena,
                                                                      BOUNDARY_KEYS_REPLY);
}

void enclave_unseal(struct enclave_link *link, struct arena *arena,
                    const struct secretd_boundary_network *network, struct bytes sealed,
                    struct secretd_boundary_keys_reply *reply)
{
    struct enclave_session *session = &link->sessions[LINK_OPERATOR];
    const struct secretd_boundary_unseal request = {.network = *network, .sealed = sealed};
    boundary_put(session->stream, BOUNDARY_UNSEAL, &request);
    *reply = *(const struct secretd_boundary_keys_reply *)link_expect(session, arena,
                                                                      BOUNDARY_KEYS_REPLY);
}
