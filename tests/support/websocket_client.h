#ifndef TESTS_SUPPORT_WEBSOCKET_CLIENT_H
#define TESTS_SUPPORT_WEBSOCKET_CLIENT_H

#include "common/base/arena.h"

/* A websocket client for tests, over the sockets of http_client.h. */

/* websocket_client_open connects and shakes hands on /websocket; -1: the server refused. */
int websocket_client_open(struct arena *arena, uint16_t port);

/* websocket_client_frame makes one masked frame that is a whole message. */
struct bytes websocket_client_frame(struct arena *arena, uint8_t opcode, struct bytes payload);

void websocket_client_send(struct arena *arena, int fd, const char *text);

/* websocket_client_read gives the next text message, passing over pings; absent: the connection was
 * closed. */
struct bytes websocket_client_read(struct arena *arena, int fd);

#endif
