/* The servers themselves, over sockets: the first byte picks the port, the rest is sent as it
 * stands. Nothing is expected of the answer but that it comes to an end. */
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "tests/support/fake_chain.h"
#include "tests/support/http_client.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { SILENCE_US = 5000, ANSWER_BYTES_MAX = 1 << 20 };

static struct fake_chain chain;
static struct api_ports ports;

static void talk(uint16_t port, struct bytes request)
{
    static uint8_t answer[1 << 16];
    const struct timeval silence = {.tv_usec = SILENCE_US};
    int fd = http_client_open(port);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &silence, sizeof silence);
    while (request.len != 0) {
        ssize_t sent = send(fd, request.data, request.len, MSG_NOSIGNAL);
        if (sent <= 0)
            break;
        request = bytes_from(request, (size_t)sent);
    }
    size_t total = 0;
    ssize_t got = 1;
    while (got > 0 && total < ANSWER_BYTES_MAX) {
        got = recv(fd, answer, sizeof answer, 0);
        total += got > 0 ? (size_t)got : 0;
    }
    close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (chain.api == NULL)
        ports = fake_start_all(&chain);
    if (size == 0)
        return 0;
    const uint16_t picks[] = {ports.rpc, ports.rest, ports.grpc, ports.grpc_web, ports.faucet};
    talk(picks[data[0] % ARRAY_COUNT(picks)], bytes_make(data + 1, size - 1));
    return 0;
}
