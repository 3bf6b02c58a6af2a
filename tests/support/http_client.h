#ifndef TESTS_SUPPORT_HTTP_CLIENT_H
#define TESTS_SUPPORT_HTTP_CLIENT_H

#include "common/base/arena.h"

/* A client for tests of the servers: blocking, on this machine, with a time limit of some seconds.
 */

/* http_client_open connects to a port; http_client_send sends everything. */
int http_client_open(uint16_t port);
void http_client_send(int fd, struct bytes data);

/* http_client_receive reads one HTTP response with its body; what is there when the other side
 * closes is all. */
struct bytes http_client_receive(struct arena *arena, int fd);

/* http_client_read reads what comes within the time limit, at least one byte unless the other side
 * closes. */
struct bytes http_client_read(struct arena *arena, int fd);

/* http_client_get and http_client_post give the whole response, head and body.
 *   headers  further lines, each with its "\r\n", or "" */
struct bytes http_client_get(struct arena *arena, uint16_t port, const char *target,
                             const char *headers);
struct bytes http_client_post(struct arena *arena, uint16_t port, const char *target,
                              const char *headers, struct bytes body);

/* http_client_body is what follows the empty line. */
struct bytes http_client_body(struct bytes response);

/* http_client_has tells whether `text` stands somewhere in it. */
bool http_client_has(struct bytes response, const char *text);

/* ASSERT_HAS fails the test, and prints the response, when the text is not in it. */
#define ASSERT_HAS(response, text)                                                                 \
    do {                                                                                           \
        struct bytes has_ = (response);                                                            \
        if (!http_client_has(has_, text))                                                          \
            fail_msg("not there: %s\nin: %.*s", text, BYTES_ARG(has_));                            \
    } while (0)

#endif
