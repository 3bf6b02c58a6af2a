#include "tests/support/http_client.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/base/halt.h"

enum { LIMIT_SECONDS = 20, READ_BYTES = 1 << 16 };

int http_client_open(uint16_t port)
{
    const struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    const struct timeval limit = {.tv_sec = LIMIT_SECONDS};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0 || connect(fd, (const struct sockaddr *)&address, sizeof address) != 0)
        halt("test client: cannot connect to port %u", port);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    return fd;
}

void http_client_send(int fd, struct bytes data)
{
    while (data.len != 0) {
        ssize_t sent = send(fd, data.data, data.len, MSG_NOSIGNAL);
        /* A server that has heard enough closes; its answer is read all the same. */
        if (sent <= 0)
            return;
        data = bytes_from(data, (size_t)sent);
    }
}

struct bytes http_client_read(struct arena *arena, int fd)
{
    uint8_t *buffer = arena_alloc(arena, READ_BYTES);
    ssize_t got = recv(fd, buffer, READ_BYTES, 0);
    if (got < 0 && errno != ECONNRESET)
        halt("test client: nothing came within %d s", LIMIT_SECONDS);
    return bytes_make(buffer, got < 0 ? 0 : (size_t)got);
}

/* Where the body begins; 0: the head is not complete. */
static size_t head_length(struct bytes response)
{
    const uint8_t *end =
        response.len == 0 ? NULL : memmem(response.data, response.len, "\r\n\r\n", 4);
    return end == NULL ? 0 : (size_t)(end - response.data) + 4;
}

static bool is_complete(struct arena *arena, struct bytes response)
{
    size_t head = head_length(response);
    if (head == 0)
        return false;
    char *text = arena_text(arena, bytes_slice(response, 0, head));
    const char *length = strcasestr(text, "content-length:");
    return length != NULL && response.len - head >= strtoull(length + 15, NULL, 10);
}

struct bytes http_client_receive(struct arena *arena, int fd)
{
    struct writer all = writer_new(arena, READ_BYTES);
    while (!is_complete(arena, writer_done(&all))) {
        struct bytes more = http_client_read(arena, fd);
        if (more.len == 0)
            break;
        writer_bytes(&all, more);
    }
    return writer_done(&all);
}

static struct bytes exchange(struct arena *arena, uint16_t port, struct bytes request)
{
    int fd = http_client_open(port);
    http_client_send(fd, request);
    struct bytes response = http_client_receive(arena, fd);
    close(fd);
    return response;
}

struct bytes http_client_get(struct arena *arena, uint16_t port, const char *target,
                             const char *headers)
{
    return exchange(
        arena, port,
        arena_format(arena, "GET %s HTTP/1.1\r\nHost: test\r\n%s\r\n", target, headers));
}

struct bytes http_client_post(struct arena *arena, uint16_t port, const char *target,
                              const char *headers, struct bytes body)
{
    struct bytes head =
        arena_format(arena, "POST %s HTTP/1.1\r\nHost: test\r\nContent-Length: %zu\r\n%s\r\n",
                     target, body.len, headers);
    return exchange(arena, port, ARENA_CONCAT(arena, head, body));
}

struct bytes http_client_body(struct bytes response)
{
    return bytes_from(response, head_length(response));
}

bool http_client_has(struct bytes response, const char *text)
{
    return response.len != 0 && memmem(response.data, response.len, text, strlen(text)) != NULL;
}
