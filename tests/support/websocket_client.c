#include "tests/support/websocket_client.h"

#include <sys/socket.h>
#include <unistd.h>

#include "tests/support/http_client.h"

enum { OPCODE_TEXT = 1, OPCODE_CLOSE = 8 };

int websocket_client_open(struct arena *arena, uint16_t port)
{
    int fd = http_client_open(port);
    http_client_send(fd, BYTES("GET /websocket HTTP/1.1\r\nHost: test\r\nUpgrade: websocket\r\n"
                               "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                               "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"));
    struct writer head = writer_new(arena, 512);
    while (!http_client_has(writer_done(&head), "\r\n\r\n")) {
        uint8_t byte;
        if (recv(fd, &byte, 1, 0) != 1)
            break;
        writer_byte(&head, byte);
    }
    /* The answer to the key of RFC 6455's example. */
    if (http_client_has(writer_done(&head), "HTTP/1.1 101") &&
        http_client_has(writer_done(&head), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="))
        return fd;
    close(fd);
    return -1;
}

struct bytes websocket_client_frame(struct arena *arena, uint8_t opcode, struct bytes payload)
{
    struct writer frame = writer_new(arena, payload.len + 14);
    static const uint8_t mask[4] = {1, 2, 3, 4};
    writer_byte(&frame, 0x80 | opcode);
    if (payload.len < 126) {
        writer_byte(&frame, (uint8_t)(0x80 | payload.len));
    } else {
        uint8_t length[8];
        store_be64(length, payload.len);
        writer_byte(&frame, 0x80 | 127);
        writer_bytes(&frame, BYTES_OF(length));
    }
    writer_bytes(&frame, BYTES_OF(mask));
    for (size_t i = 0; i < payload.len; i++)
        writer_byte(&frame, payload.data[i] ^ mask[i % 4]);
    return writer_done(&frame);
}

void websocket_client_send(struct arena *arena, int fd, const char *text)
{
    http_client_send(fd, websocket_client_frame(arena, OPCODE_TEXT, bytes_text(text)));
}

static bool read_exactly(int fd, uint8_t *out, size_t len)
{
    while (len != 0) {
        ssize_t got = recv(fd, out, len, 0);
        if (got <= 0)
            return false;
        out += got;
        len -= (size_t)got;
    }
    return true;
}

struct bytes websocket_client_read(struct arena *arena, int fd)
{
    for (;;) {
        uint8_t head[2], length[8];
        if (!read_exactly(fd, head, 2))
            return (struct bytes){0};
        size_t len = head[1] & 0x7f, extra = len == 126 ? 2 : len == 127 ? 8 : 0;
        memset(length, 0, sizeof length);
        if (extra != 0) {
            if (!read_exactly(fd, length + 8 - extra, extra))
                return (struct bytes){0};
            len = load_be64(length);
        }
        uint8_t *payload = arena_alloc(arena, len + 1);
        if (!read_exactly(fd, payload, len) || (head[0] & 0x0f) == OPCODE_CLOSE)
            return (struct bytes){0};
        if ((head[0] & 0x0f) == OPCODE_TEXT)
            return bytes_make(payload, len);
    }
}
