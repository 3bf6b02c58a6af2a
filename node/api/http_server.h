#ifndef NODE_API_HTTP_SERVER_H
#define NODE_API_HTTP_SERVER_H

#include "common/base/arena.h"
#include "node/api/loop.h"

/* HTTP/1.1 on one listening socket, over libmicrohttpd, on the loop's thread. */
struct http_server;

enum { HTTP_HEADERS_MAX = 8 };

struct http_header {
    const char *name;
    struct bytes value; /* lives as long as the request */
};

/* One request from its first byte to the last byte of its reply. */
struct http_request {
    struct arena *arena; /* dropped with the request */
    void *owner;         /* what the server was started with */
    struct bytes method;
    struct bytes path;  /* as sent, still percent-encoded, without the query */
    struct bytes query; /* as sent, behind the '?'; empty when there is none */
    struct bytes body;
    bool too_large; /* the body was above the limit and is not here */

    /* The reply, filled in before http_reply. */
    unsigned code;
    const char *content_type;
    struct bytes reply; /* in the request's arena, or constant */
    struct http_header headers[HTTP_HEADERS_MAX];
    size_t header_count;
};

struct http_options {
    int fd; /* listening; the server owns it */
    size_t body_bytes_max;
    unsigned connections_max;
    unsigned idle_seconds_max; /* a connection on which nothing happens for so long is closed */
    /* Called on the loop's thread when a request is complete. It, or whomever it hands the request
     * to, must call http_reply or http_upgrade exactly once. */
    void (*handle)(struct http_request *request);
    void *owner;
};

struct http_server *http_server_new(struct loop *loop, const struct http_options *options);

/* http_server_quiesce takes no further connections; those that are open go on. http_server_pending
 * counts the requests whose reply is still to come. Both on the loop's thread. */
void http_server_quiesce(struct http_server *server);
size_t http_server_pending(const struct http_server *server);

/* http_server_free closes every connection, upgraded ones too. No request may be pending and the
 * loop must have ended. */
void http_server_free(struct http_server *server);

/* http_reply sends the reply. Any thread; the request must not be touched afterwards. */
void http_reply(struct http_request *request);

/* http_answer is http_reply with the usual three. */
void http_answer(struct http_request *request, unsigned code, const char *content_type,
                 struct bytes reply);

/* http_header_add adds a header to the reply. */
void http_header_add(struct http_request *request, const char *name, struct bytes value);

/* http_header finds a header of the request (copied into its arena); absent: data NULL. Only inside
 * `handle`. */
struct bytes http_header(struct http_request *request, const char *name);

/* A connection that speaks another protocol from now on. */
struct http_stream {
    int fd;
    struct bytes early; /* bytes that came with the request; copy them */
    void *handle;       /* for http_stream_close */
};

/* http_upgrade replies 101 to an "Upgrade: websocket" request and hands its connection over. Only
 * inside `handle`.
 *   accept    value of Sec-WebSocket-Accept
 *   upgraded  called on the loop's thread; the receiver calls http_stream_close in the end */
void http_upgrade(struct http_request *request, struct bytes accept,
                  void (*upgraded)(void *owner, const struct http_stream *stream));
void http_stream_close(const struct http_stream *stream);

#endif
