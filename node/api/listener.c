#include "node/api/listener.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/encoding/json.h"

const struct error API_LISTEN = {"api", 1, false, BYTES_INIT("cannot listen")};

enum { BACKLOG = 1024 };

/* Splits "host:port", with an optional scheme before it and brackets around an IPv6 host. */
static bool split_address(struct arena *arena, struct bytes address, char **host, char **port)
{
    if (bytes_starts_with(address, BYTES("tcp://")))
        address = bytes_from(address, 6);
    size_t colon = address.len;
    while (colon > 0 && address.data[colon - 1] != ':')
        colon--;
    if (colon == 0 || colon == address.len)
        return false;
    struct bytes name = bytes_slice(address, 0, colon - 1);
    if (name.len >= 2 && name.data[0] == '[' && name.data[name.len - 1] == ']')
        name = bytes_slice(name, 1, name.len - 2);
    uint64_t number;
    if (!json_u64(bytes_from(address, colon), &number) || number > UINT16_MAX)
        return false;
    *host = arena_text(arena, name);
    *port = arena_text(arena, bytes_from(address, colon));
    return true;
}

static uint16_t bound_port(int fd)
{
    struct sockaddr_storage bound;
    socklen_t size = sizeof bound;
    if (getsockname(fd, (struct sockaddr *)&bound, &size) != 0)
        return 0;
    return ntohs(bound.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)&bound)->sin6_port
                                             : ((struct sockaddr_in *)&bound)->sin_port);
}

static int listen_on(const struct addrinfo *info)
{
    int on = 1;
    int fd = socket(info->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(fd, info->ai_addr, info->ai_addrlen) == 0 && listen(fd, BACKLOG) == 0)
        return fd;
    int reason = errno;
    close(fd);
    errno = reason;
    return -1;
}

status listener_open(struct arena *arena, struct bytes address, uint16_t *port, int *fd)
{
    char *host, *service;
    if (!split_address(arena, address, &host, &service))
        return error_wrap(arena, &API_LISTEN, "%.*s: not an address", BYTES_ARG(address));
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM,
                                   .ai_flags = AI_PASSIVE | AI_NUMERICSERV};
    struct addrinfo *found;
    int failure = getaddrinfo(*host == '\0' ? NULL : host, service, &hints, &found);
    if (failure != 0)
        return error_wrap(arena, &API_LISTEN, "%.*s: %s", BYTES_ARG(address),
                          gai_strerror(failure));
    *fd = listen_on(found);
    int reason = errno;
    freeaddrinfo(found);
    if (*fd < 0)
        return error_wrap(arena, &API_LISTEN, "%.*s: %s", BYTES_ARG(address), strerror(reason));
    *port = bound_port(*fd);
    return NULL;
}

int listener_accept(int fd)
{
    int on = 1;
    int client = accept4(fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (client >= 0)
        setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return client;
}
