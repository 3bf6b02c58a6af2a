#include "node/api/grpc_codes.h"

enum { FRAME_HEAD_BYTES = 5 };

static const struct {
    const char *name;
    unsigned http_status;
} codes[] = {
    {"OK", 200},
    {"Canceled", 408},
    {"Unknown", 500},
    {"InvalidArgument", 400},
    {"DeadlineExceeded", 504},
    {"NotFound", 404},
    {"AlreadyExists", 409},
    {"PermissionDenied", 403},
    {"ResourceExhausted", 429},
    {"FailedPrecondition", 400},
    {"Aborted", 409},
    {"OutOfRange", 400},
    {"Unimplemented", 501},
    {"Internal", 500},
    {"Unavailable", 503},
    {"DataLoss", 500},
    {"Unauthenticated", 401},
};

unsigned grpc_http_status(uint32_t code)
{
    return code < ARRAY_COUNT(codes) ? codes[code].http_status : 500;
}

const char *grpc_code_name(uint32_t code)
{
    return code < ARRAY_COUNT(codes) ? codes[code].name : "Unknown";
}

struct bytes grpc_message_encode(struct arena *arena, struct bytes message)
{
    struct writer out = writer_new(arena, message.len + 16);
    for (size_t i = 0; i < message.len; i++) {
        uint8_t c = message.data[i];
        if (c < 0x20 || c > 0x7e || c == '%')
            writer_format(&out, "%%%02X", c);
        else
            writer_byte(&out, c);
    }
    return writer_done(&out);
}

bool grpc_take_frame(struct bytes *body, struct bytes *message)
{
    if (body->len < FRAME_HEAD_BYTES || body->data[0] != 0)
        return false;
    size_t len = load_be32(body->data + 1);
    if (body->len - FRAME_HEAD_BYTES < len)
        return false;
    *message = bytes_slice(*body, FRAME_HEAD_BYTES, len);
    *body = bytes_from(*body, FRAME_HEAD_BYTES + len);
    return true;
}

void grpc_write_frame(struct writer *out, uint8_t flags, struct bytes message)
{
    uint8_t head[FRAME_HEAD_BYTES] = {flags};
    store_be32(head + 1, (uint32_t)message.len);
    writer_bytes(out, BYTES_OF(head));
    writer_bytes(out, message);
}
