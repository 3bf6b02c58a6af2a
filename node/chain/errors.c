#include "node/chain/errors.h"

#define ERROR ERROR_CONSTANT
#include "node/chain/errors.def"
#undef ERROR

const struct error CHAIN_OUT_OF_GAS = {"sdk", 11, true, BYTES_INIT("out of gas")};
const struct error CHAIN_PANIC = {"undefined", 111222, true, BYTES_INIT("panic")};

static status make(struct arena *arena, const struct error *kind, const char *format,
                   va_list arguments)
{
    return error_replace(arena, kind, arena_format_list(arena, format, arguments));
}

status chain_error(struct arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    status failure = make(arena, &CHAIN_PLAIN, format, arguments);
    va_end(arguments);
    return failure;
}

status chain_panic(struct arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    status failure = make(arena, &CHAIN_PANIC, format, arguments);
    va_end(arguments);
    return failure;
}

static const struct {
    uint32_t code;
    struct bytes name;
} GRPC_NAMES[] = {
    {GRPC_UNKNOWN, BYTES_INIT("Unknown")},
    {GRPC_INVALID_ARGUMENT, BYTES_INIT("InvalidArgument")},
    {GRPC_NOT_FOUND, BYTES_INIT("NotFound")},
    {GRPC_PERMISSION_DENIED, BYTES_INIT("PermissionDenied")},
    {GRPC_FAILED_PRECONDITION, BYTES_INIT("FailedPrecondition")},
    {GRPC_UNIMPLEMENTED, BYTES_INIT("Unimplemented")},
    {GRPC_INTERNAL, BYTES_INIT("Internal")},
};
static const struct bytes GRPC_START = BYTES_INIT("rpc error: code = ");
static const struct bytes GRPC_MIDDLE = BYTES_INIT(" desc = ");

status chain_grpc_error(struct arena *arena, uint32_t code, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    struct bytes text = arena_format_list(arena, format, arguments);
    va_end(arguments);
    struct bytes name = GRPC_NAMES[0].name;
    for (size_t i = 0; i < ARRAY_COUNT(GRPC_NAMES); i++)
        if (GRPC_NAMES[i].code == code)
            name = GRPC_NAMES[i].name;
    return error_replace(arena, &CHAIN_PLAIN,
                         ARENA_CONCAT(arena, GRPC_START, name, GRPC_MIDDLE, text));
}

uint32_t chain_grpc_code(status failure, struct bytes *text)
{
    *text = failure->text;
    if (!error_is(failure, &CHAIN_PLAIN) || !bytes_starts_with(failure->text, GRPC_START))
        return GRPC_UNKNOWN;
    struct bytes rest = bytes_from(failure->text, GRPC_START.len);
    for (size_t i = 0; i < ARRAY_COUNT(GRPC_NAMES); i++) {
        struct bytes name = GRPC_NAMES[i].name;
        if (!bytes_starts_with(rest, name) ||
            !bytes_starts_with(bytes_from(rest, name.len), GRPC_MIDDLE))
            continue;
        *text = bytes_from(rest, name.len + GRPC_MIDDLE.len);
        return GRPC_NAMES[i].code;
    }
    return GRPC_UNKNOWN;
}
