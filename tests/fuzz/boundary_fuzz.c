/* Frames as the other side of the boundary may send them. The first byte picks the frame, the
 * second the receiver and the stream's right, the rest is the message: refused, or the same again
 * when it is encoded and decoded. */
#include "common/base/halt.h"
#include "common/boundary/stream.h"
#include "common/encoding/protobuf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    uint32_t number = data[0];
    enum boundary_side receiver = (data[1] & 1) != 0 ? BOUNDARY_ENCLAVE : BOUNDARY_NODE;
    enum boundary_right right = (enum boundary_right)(1u << ((data[1] >> 1) % 3));
    struct bytes payload = bytes_make(data + 2, size - 2);
    struct arena *arena = arena_new(1 << 16);
    const void *message, *again;
    if (boundary_decode(arena, receiver, right, number, payload, &message)) {
        const struct boundary_frame_type *frame = boundary_frame_type(number);
        struct bytes encoded = protobuf_encode(arena, frame->message, message);
        if (encoded.len <= frame->bytes_max) {
            ASSERT(boundary_decode(arena, receiver, right, number, encoded, &again));
            ASSERT(bytes_equal(protobuf_encode(arena, frame->message, again), encoded));
        }
    }
    arena_drop(arena);
    return 0;
}
