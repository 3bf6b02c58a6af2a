#include "tests/support/grpc_peer.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/base/halt.h"

/* HTTP/2 as far as one answer needs it. */
enum {
    PREFACE = 24,
    FRAME_HEAD = 9,
    FRAME_DATA = 0,
    FRAME_HEADERS = 1,
    FRAME_SETTINGS = 4,
    FLAG_END_STREAM = 1,
    FLAG_END_HEADERS = 4,
    FRAME_MAX = 1 << 14,
};

struct grpc_peer {
    grpc_peer_serve *serve;
    void *context;
    int listener;
    pthread_t thread;
    size_t calls;
};

static bool read_all(int peer, uint8_t *out, size_t len)
{
    while (len != 0) {
        ssize_t got = recv(peer, out, len, 0);
        if (got <= 0)
            return false;
        out += got;
        len -= (size_t)got;
    }
    return true;
}

/* Up to the end of the request's stream. */
static bool read_request(int peer)
{
    uint8_t head[FRAME_HEAD], body[FRAME_MAX];
    if (!read_all(peer, body, PREFACE))
        return false;
    for (;;) {
        if (!read_all(peer, head, sizeof head))
            return false;
        size_t len = (size_t)head[0] << 16 | (size_t)head[1] << 8 | head[2];
        if (len > sizeof body || !read_all(peer, body, len))
            return false;
        if (head[3] == FRAME_DATA && (head[4] & FLAG_END_STREAM) != 0)
            return true;
    }
}

static void send_frame(int peer, uint8_t type, uint8_t flags, uint8_t stream, struct bytes body)
{
    const uint8_t head[FRAME_HEAD] = {(uint8_t)(body.len >> 16),
                                      (uint8_t)(body.len >> 8),
                                      (uint8_t)body.len,
                                      type,
                                      flags,
                                      0,
                                      0,
                                      0,
                                      stream};
    send(peer, head, sizeof head, MSG_NOSIGNAL | MSG_MORE);
    send(peer, body.data, body.len, MSG_NOSIGNAL);
}

/* A header field as a literal without any table. */
static size_t put_field(uint8_t *out, const char *name, const char *value)
{
    size_t name_len = strlen(name), value_len = strlen(value);
    out[0] = 0;
    out[1] = (uint8_t)name_len;
    memcpy(out + 2, name, name_len);
    out[2 + name_len] = (uint8_t)value_len;
    memcpy(out + 3 + name_len, value, value_len);
    return 3 + name_len + value_len;
}

static void send_body(int peer, struct bytes body, uint32_t announced)
{
    uint8_t head[5] = {0};
    store_be32(head + 1, announced == 0 ? (uint32_t)body.len : announced);
    send_frame(peer, FRAME_DATA, 0, 1, BYTES_OF(head));
    while (body.len != 0) {
        size_t len = body.len < FRAME_MAX ? body.len : FRAME_MAX;
        send_frame(peer, FRAME_DATA, 0, 1, bytes_slice(body, 0, len));
        body = bytes_from(body, len);
    }
}

static void send_answer(int peer, const struct grpc_peer_answer *answer)
{
    uint8_t fields[256] = {0x88}; /* :status 200 */
    char code[12];
    size_t len = 1 + put_field(fields + 1, "content-type", "application/grpc");
    send_frame(peer, FRAME_SETTINGS, 0, 0, BYTES(""));
    send_frame(peer, FRAME_SETTINGS, 1, 0, BYTES(""));
    send_frame(peer, FRAME_HEADERS, FLAG_END_HEADERS, 1, bytes_make(fields, len));
    if (answer->code == 0)
        send_body(peer, answer->body, answer->announced);
    snprintf(code, sizeof code, "%u", answer->code);
    len = put_field(fields, "grpc-status", code);
    len += put_field(fields + len, "grpc-message", answer->message == NULL ? "" : answer->message);
    send_frame(peer, FRAME_HEADERS, FLAG_END_HEADERS | FLAG_END_STREAM, 1, bytes_make(fields, len));
}

static void *serve(void *argument)
{
    struct grpc_peer *peer = argument;
    for (;;) {
        int one = accept(peer->listener, NULL, NULL);
        if (one < 0)
            return NULL;
        if (read_request(one)) {
            struct grpc_peer_answer answer = peer->serve(peer->context, peer->calls++);
            uint8_t rest[256];
            /* libcurl 7.88 loses trailers that the end of the connection comes with. */
            if (answer.raw == NULL) {
                send_answer(one, &answer);
            } else {
                send(one, answer.raw, strlen(answer.raw), MSG_NOSIGNAL);
                shutdown(one, SHUT_WR);
            }
            while (recv(one, rest, sizeof rest, 0) > 0)
                continue;
        }
        close(one);
    }
}

struct grpc_peer *grpc_peer_start(grpc_peer_serve *answers, void *context,
                                  char address[GRPC_PEER_ADDRESS])
{
    struct grpc_peer *peer = calloc(1, sizeof *peer);
    ASSERT(peer != NULL);
    struct sockaddr_in own = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof own;
    *peer = (struct grpc_peer){.serve = answers, .context = context};
    peer->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ASSERT(bind(peer->listener, (struct sockaddr *)&own, len) == 0);
    ASSERT(listen(peer->listener, 8) == 0);
    ASSERT(getsockname(peer->listener, (struct sockaddr *)&own, &len) == 0);
    snprintf(address, GRPC_PEER_ADDRESS, "127.0.0.1:%u", ntohs(own.sin_port));
    ASSERT(pthread_create(&peer->thread, NULL, serve, peer) == 0);
    return peer;
}

void grpc_peer_stop(struct grpc_peer *peer)
{
    shutdown(peer->listener, SHUT_RDWR);
    pthread_join(peer->thread, NULL);
    close(peer->listener);
    free(peer);
}
