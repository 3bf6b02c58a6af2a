#include "common/tx/errors.h"

#define ERROR ERROR_CONSTANT
#include "common/tx/errors.def"
#undef ERROR

static const struct error PLAIN = {"undefined", 1, false, {NULL, 0}};
static const struct error PANIC = {"undefined", 111222, true, {NULL, 0}};

status tx_error(struct arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    struct bytes text = arena_format_list(arena, format, arguments);
    va_end(arguments);
    return error_replace(arena, &PLAIN, text);
}

status tx_panic(struct arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    struct bytes text = arena_format_list(arena, format, arguments);
    va_end(arguments);
    return error_replace(arena, &PANIC, text);
}
