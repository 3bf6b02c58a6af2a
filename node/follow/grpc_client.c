#include "node/follow/grpc_client.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/base/halt.h"
#include "common/base/memory.h"

enum { FRAME_HEAD_BYTES = 5, SERVER_BYTES_MAX = 256, URL_BYTES_MAX = 512, REASON_BYTES_MAX = 512 };

struct grpc_client {
    CURL *curl;
    struct curl_slist *headers;
    char server[SERVER_BYTES_MAX];
    const _Atomic bool *stop;
};

/* One call. */
struct transfer {
    struct arena *arena;
    struct writer body;
    bool too_large;
    const _Atomic bool *stop;
    bool has_status;
    uint32_t code;
    struct bytes reason;
};

struct grpc_client *grpc_client_new(struct bytes server, const _Atomic bool *stop)
{
    struct grpc_client *client = heap_zalloc(1, sizeof *client);
    client->stop = stop;
    snprintf(client->server, sizeof client->server, "%.*s", BYTES_ARG(server));
    client->curl = curl_easy_init();
    client->headers = curl_slist_append(NULL, "Content-Type: application/grpc");
    if (client->headers != NULL)
        client->headers = curl_slist_append(client->headers, "TE: trailers");
    if (client->curl == NULL || client->headers == NULL)
        halt("no memory for a connection to %s", client->server);
    return client;
}

void grpc_client_free(struct grpc_client *client)
{
    curl_slist_free_all(client->headers);
    curl_easy_cleanup(client->curl);
    heap_free(client);
}

/* Percent-encoded text as it stands in grpc-message. */
static struct bytes decode_message(struct arena *arena, struct bytes text)
{
    struct writer out = writer_new(arena, text.len);
    for (size_t i = 0; i < text.len && out.len < REASON_BYTES_MAX; i++) {
        char digits[3] = {0};
        char *end = digits;
        if (text.data[i] == '%' && i + 2 < text.len) {
            memcpy(digits, text.data + i + 1, 2);
            unsigned long byte = strtoul(digits, &end, 16);
            if (end == digits + 2) {
                writer_byte(&out, (uint8_t)byte);
                i += 2;
                continue;
            }
        }
        writer_byte(&out, text.data[i]);
    }
    return writer_done(&out);
}

static bool header_value(struct bytes line, const char *name, struct bytes *value)
{
    size_t colon = bytes_find(line, ':');
    if (colon == line.len || !bytes_is(bytes_slice(line, 0, colon), name))
        return false;
    *value = bytes_from(line, colon + 1);
    while (value->len != 0 && value->data[0] == ' ')
        *value = bytes_from(*value, 1);
    while (value->len != 0 &&
           (value->data[value->len - 1] == '\r' || value->data[value->len - 1] == '\n'))
        value->len--;
    return true;
}

/* Called for headers and trailers alike. */
static size_t on_header(char *data, size_t size, size_t count, void *context)
{
    struct transfer *transfer = context;
    struct bytes line = bytes_make((const uint8_t *)data, size * count), value;
    if (header_value(line, "grpc-status", &value)) {
        transfer->has_status = true;
        transfer->code = (uint32_t)strtoul(arena_text(transfer->arena, value), NULL, 10);
    } else if (header_value(line, "grpc-message", &value)) {
        transfer->reason = decode_message(transfer->arena, value);
    }
    return size * count;
}

static size_t on_body(char *data, size_t size, size_t count, void *context)
{
    struct transfer *transfer = context;
    struct writer *body = &transfer->body;
    transfer->too_large = body->len + size * count > GRPC_CLIENT_ANSWER_BYTES_MAX;
    if (!transfer->too_large)
        writer_bytes(body, bytes_make((const uint8_t *)data, size * count));
    /* Of an answer that is announced as too large nothing more is read. */
    if (body->len >= FRAME_HEAD_BYTES &&
        load_be32(writer_done(body).data + 1) > GRPC_CLIENT_ANSWER_BYTES_MAX - FRAME_HEAD_BYTES)
        transfer->too_large = true;
    return transfer->too_large ? 0 : size * count; /* 0 ends the call */
}

static int on_progress(void *context, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
    const struct transfer *transfer = context;
    return *transfer->stop ? 1 : 0;
}

static void prepare(struct grpc_client *client, struct transfer *transfer, const char *url,
                    struct bytes frame)
{
    CURL *curl = client->curl;
    curl_easy_reset(curl);
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http");
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE);
    /* libcurl 7.88 cannot use such a connection twice. */
    curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, 1L);
    curl_easy_setopt(curl, CURLOPT_FORBID_REUSE, 1L);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, client->headers);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)frame.len);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, frame.data);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, transfer);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, transfer);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_progress);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, transfer);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)GRPC_CLIENT_CONNECT_MS);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)GRPC_CLIENT_TIMEOUT_MS);
}

/* The one message of the body. */
static bool take_message(struct bytes body, struct bytes *message)
{
    if (body.len < FRAME_HEAD_BYTES || body.data[0] != 0 ||
        load_be32(body.data + 1) != body.len - FRAME_HEAD_BYTES)
        return false;
    *message = bytes_from(body, FRAME_HEAD_BYTES);
    return true;
}

void grpc_client_call(struct grpc_client *client, struct arena *arena, const char *method,
                      struct bytes request, struct grpc_answer *answer)
{
    char url[URL_BYTES_MAX];
    uint8_t head[FRAME_HEAD_BYTES] = {0};
    store_be32(head + 1, (uint32_t)request.len);
    struct bytes frame = ARENA_CONCAT(arena, BYTES_OF(head), request);
    struct transfer transfer = {
        .arena = arena, .body = writer_new(arena, 4096), .stop = client->stop};
    snprintf(url, sizeof url, "http://%s%s", client->server, method);
    prepare(client, &transfer, url, frame);
    CURLcode result = curl_easy_perform(client->curl);
    *answer =
        (struct grpc_answer){.answered = true, .code = transfer.code, .reason = transfer.reason};
    if (result == CURLE_OK && transfer.has_status &&
        (transfer.code != 0 || take_message(writer_done(&transfer.body), &answer->body)))
        return;
    answer->answered = false;
    if (transfer.too_large)
        answer->reason = BYTES("its answer is too large");
    else if (result != CURLE_OK)
        answer->reason = bytes_text(curl_easy_strerror(result));
    else
        answer->reason = transfer.has_status ? BYTES("its answer is cut off or compressed")
                                             : BYTES("it does not speak gRPC");
}
