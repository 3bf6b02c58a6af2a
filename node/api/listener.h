#ifndef NODE_API_LISTENER_H
#define NODE_API_LISTENER_H

#include "common/base/status.h"

/* Why an address cannot be served; codespace "api". */
extern const struct error API_LISTEN;

/* listener_open opens a non-blocking TCP socket that listens.
 *   address  "tcp://127.0.0.1:26657", "0.0.0.0:9090", "[::1]:0", "localhost:1317"; port 0 takes a
 *            free one
 *   port     out: the port it has
 *   fd       out: owned by the caller
 * Refused: an address that
 * is none, or in use (the text names it). */
MUST_CHECK status listener_open(struct arena *arena, struct bytes address, uint16_t *port, int *fd);

/* listener_accept takes the next connection, non-blocking and without delay of small packets; -1:
 * none waits. */
int listener_accept(int fd);

#endif
