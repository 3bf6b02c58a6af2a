#ifndef COMMON_BOUNDARY_STREAM_H
#define COMMON_BOUNDARY_STREAM_H

#include "common/base/arena.h"
#include "common/boundary/frame.h"

/* One end of the byte stream between node and enclave. A frame is
 *     u32 length of the message, u32 frame number (both little-endian), message (protobuf)
 * and is read in this order: header checked against the table, whole message copied into the
 * caller's arena, decoded to its struct. Nothing is looked at in place. One thread at a time. */

enum { BOUNDARY_HEADER = 8 };

struct boundary_stream;

/* boundary_stream_new takes over descriptor `fd`.
 *   side   who we are: decides which frames may be sent and received
 *   right  what this stream may be used for; exactly one */
struct boundary_stream *boundary_stream_new(int fd, enum boundary_side side,
                                            enum boundary_right right);
/* boundary_stream_free closes; NULL is allowed. */
void boundary_stream_free(struct boundary_stream *stream);
enum boundary_right boundary_stream_right(const struct boundary_stream *stream);

/* boundary_put appends a frame to what will be sent. Sending what this side and stream may not
 * send, or more than the frame's limit, is a broken promise of our own (ASSERT). */
void boundary_put(struct boundary_stream *stream, enum boundary_frame number, const void *message);

/* boundary_flush sends what was put, in one write where the kernel takes it. False: the other side
 * is gone. */
bool boundary_flush(struct boundary_stream *stream);

enum boundary_result {
    BOUNDARY_OK,
    BOUNDARY_CLOSED,  /* the other side is gone */
    BOUNDARY_REFUSED, /* it sent what it may not, or nonsense; the stream is of no more use */
};

/* boundary_get flushes, then waits for the next frame.
 *   arena    owns the message and all it points to
 *   number   which frame came
 *   message  its generated struct */
enum boundary_result boundary_get(struct boundary_stream *stream, struct arena *arena,
                                  enum boundary_frame *number, const void **message);

/* boundary_decode checks and decodes one message as boundary_get does: the one decoder that faces
 * the other side.
 *   payload  lives as long as the message */
bool boundary_decode(struct arena *arena, enum boundary_side receiver, enum boundary_right right,
                     uint32_t number, struct bytes payload, const void **message);

#endif
