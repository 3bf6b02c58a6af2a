#include "common/base/halt.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

_Noreturn void halt(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("halt: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    _Exit(3);
}

_Noreturn void assert_failed(const char *condition, const char *file, int line)
{
    fprintf(stderr, "broken invariant: %s (%s:%d)\n", condition, file, line);
    abort();
}
