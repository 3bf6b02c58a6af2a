#include "common/base/status.h"

status error_replace(struct arena *arena, status cause, struct bytes text)
{
    struct error *error = ARENA_NEW(arena, struct error);
    *error = (struct error){cause->codespace, cause->code, cause->aborts, text};
    return error;
}

status error_wrap_bytes(struct arena *arena, status cause, struct bytes detail)
{
    return error_replace(arena, cause, ARENA_CONCAT(arena, detail, BYTES(": "), cause->text));
}

status error_wrap(struct arena *arena, status cause, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    struct bytes detail = arena_format_list(arena, format, arguments);
    va_end(arguments);
    return error_wrap_bytes(arena, cause, detail);
}

bool error_is(status failure, const struct error *kind)
{
    return failure != NULL && failure->code == kind->code &&
           strcmp(failure->codespace, kind->codespace) == 0;
}
