#include "common/boundary/stream.h"

#include <errno.h>
#include <unistd.h>

#include "common/base/halt.h"
#include "common/base/memory.h"
#include "common/encoding/protobuf.h"

enum {
    IN_BYTES = 64 * BOUNDARY_KB,
    OUT_BYTES = 64 * BOUNDARY_KB, /* what an idle stream keeps */
    DEPTH_MAX = 16,               /* messages inside each other */
};

struct boundary_stream {
    int fd;
    enum boundary_side side;
    enum boundary_right right;
    uint8_t *in; /* IN_BYTES; [in_start, in_end) was read and not taken */
    size_t in_start;
    size_t in_end;
    uint8_t *out;
    size_t out_len;
    size_t out_capacity;
};

struct boundary_stream *boundary_stream_new(int fd, enum boundary_side side,
                                            enum boundary_right right)
{
    struct boundary_stream *stream = heap_zalloc(1, sizeof *stream);
    stream->fd = fd;
    stream->side = side;
    stream->right = right;
    stream->in = heap_alloc(IN_BYTES);
    stream->out = heap_alloc(OUT_BYTES);
    stream->out_capacity = OUT_BYTES;
    return stream;
}

void boundary_stream_free(struct boundary_stream *stream)
{
    if (stream == NULL)
        return;
    close(stream->fd);
    heap_free(stream->in);
    heap_free(stream->out);
    heap_free(stream);
}

enum boundary_right boundary_stream_right(const struct boundary_stream *stream)
{
    return stream->right;
}

void boundary_put(struct boundary_stream *stream, enum boundary_frame number, const void *message)
{
    const struct boundary_frame_type *frame = boundary_frame_type(number);
    ASSERT(frame != NULL && frame->sender == stream->side && (frame->rights & stream->right) != 0);
    size_t size = protobuf_size(frame->message, message);
    ASSERT(size <= frame->bytes_max);
    size_t wanted = stream->out_len + BOUNDARY_HEADER + size;
    if (wanted > stream->out_capacity) {
        stream->out = heap_resize(stream->out, wanted);
        stream->out_capacity = wanted;
    }
    uint8_t *out = stream->out + stream->out_len;
    uint32_t header[2] = {(uint32_t)size, number};
    memcpy(out, header, BOUNDARY_HEADER);
    protobuf_write(frame->message, message, out + BOUNDARY_HEADER, size);
    stream->out_len = wanted;
}

bool boundary_flush(struct boundary_stream *stream)
{
    size_t sent = 0;
    while (sent < stream->out_len) {
        ssize_t wrote = write(stream->fd, stream->out + sent, stream->out_len - sent);
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote <= 0)
            return false;
        sent += (size_t)wrote;
    }
    stream->out_len = 0;
    if (stream->out_capacity > OUT_BYTES) {
        stream->out = heap_resize(stream->out, OUT_BYTES);
        stream->out_capacity = OUT_BYTES;
    }
    return true;
}

/* Reads at least one byte into `out`; 0 when the other side is gone. */
static size_t read_some(struct boundary_stream *stream, uint8_t *out, size_t room)
{
    for (;;) {
        ssize_t got = read(stream->fd, out, room);
        if (got < 0 && errno == EINTR)
            continue;
        return got < 0 ? 0 : (size_t)got;
    }
}

/* Makes `wanted` bytes (at most IN_BYTES) lie in the buffer. */
static bool fill(struct boundary_stream *stream, size_t wanted)
{
    if (stream->in_start == stream->in_end)
        stream->in_start = stream->in_end = 0;
    if (IN_BYTES - stream->in_start < wanted) {
        memmove(stream->in, stream->in + stream->in_start, stream->in_end - stream->in_start);
        stream->in_end -= stream->in_start;
        stream->in_start = 0;
    }
    while (stream->in_end - stream->in_start < wanted) {
        size_t got = read_some(stream, stream->in + stream->in_end, IN_BYTES - stream->in_end);
        if (got == 0)
            return false;
        stream->in_end += got;
    }
    return true;
}

/* Moves `len` bytes of the stream to `out`, past the buffer for what is not in it yet. */
static bool take(struct boundary_stream *stream, uint8_t *out, size_t len)
{
    if (len <= IN_BYTES / 2 && !fill(stream, len))
        return false;
    size_t ready = stream->in_end - stream->in_start;
    size_t copied = ready < len ? ready : len;
    memcpy(out, stream->in + stream->in_start, copied);
    stream->in_start += copied;
    while (copied < len) {
        size_t got = read_some(stream, out + copied, len - copied);
        if (got == 0)
            return false;
        copied += got;
    }
    return true;
}

/* The frame that `number` is when `receiver` may get it on a stream of this right; else NULL. */
static const struct boundary_frame_type *
expected(enum boundary_side receiver, enum boundary_right right, uint32_t number, size_t len)
{
    const struct boundary_frame_type *frame = boundary_frame_type(number);
    if (frame == NULL || frame->sender == receiver || (frame->rights & right) == 0 ||
        len > frame->bytes_max)
        return NULL;
    return frame;
}

bool boundary_decode(struct arena *arena, enum boundary_side receiver, enum boundary_right right,
                     uint32_t number, struct bytes payload, const void **message)
{
    const struct boundary_frame_type *frame = expected(receiver, right, number, payload.len);
    if (frame == NULL)
        return false;
    void *decoded = arena_alloc(arena, frame->message->size);
    message_init(frame->message, decoded);
    *message = decoded;
    return protobuf_decode_strict(arena, frame->message, payload, PROTOBUF_KNOWN_ONLY, DEPTH_MAX,
                                  decoded) == NULL;
}

enum boundary_result boundary_get(struct boundary_stream *stream, struct arena *arena,
                                  enum boundary_frame *number, const void **message)
{
    uint32_t header[2];
    if (!boundary_flush(stream) || !take(stream, (uint8_t *)header, sizeof header))
        return BOUNDARY_CLOSED;
    /* The length is checked before memory is taken for it. */
    if (expected(stream->side, stream->right, header[1], header[0]) == NULL)
        return BOUNDARY_REFUSED;
    uint8_t *payload = arena_alloc(arena, header[0]);
    if (!take(stream, payload, header[0]))
        return BOUNDARY_CLOSED;
    *number = header[1];
    return boundary_decode(arena, stream->side, stream->right, header[1],
                           bytes_make(payload, header[0]), message)
               ? BOUNDARY_OK
               : BOUNDARY_REFUSED;
}
